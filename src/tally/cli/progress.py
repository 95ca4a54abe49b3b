"""A bar on stderr for work longer than a second: how far it has come, how fast, how long it will take yet."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tally.cli.door import Door
from tally.domain.message import say

if TYPE_CHECKING:
    from tally.counting.count_files import Progress

PATIENCE = 1.0  # seconds before anything is shown
EVERY = 0.1
WIDTH = 20


class Bar:
    """One line, written over and over; nothing is written when stderr is no terminal."""

    def __init__(self, speaker: Door) -> None:
        self._speaker = speaker
        self._shown = not speaker.quiet and sys.stderr.isatty()
        self._began = self._last = time.monotonic()
        self._written = False

    def __call__(self, progress: Progress) -> None:
        """Show how far the work has come."""
        now = time.monotonic()
        if not self._shown or now - self._began < PATIENCE or now - self._last < EVERY:
            return
        self._last, self._written = now, True
        took = now - self._began
        left = took * (progress.pieces - progress.done) / max(progress.done, 1)
        line = say(
            "{bar} {done}/{pieces} 份　{ballots} 张　每秒 {rate} 张　约剩 {left} 秒",
            bar="█" * (WIDTH * progress.done // progress.pieces)
            + "░" * (WIDTH - WIDTH * progress.done // progress.pieces),
            done=progress.done,
            pieces=progress.pieces,
            ballots=f"{progress.ballots:,}",
            rate=f"{int(progress.ballots / took):,}",
            left=int(left + 0.5),
        )
        sys.stderr.write(f"\r{self._speaker.text(line)}\x1b[K")
        sys.stderr.flush()

    def wipe(self) -> None:
        """Leave the line empty for what is said next."""
        if self._written:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def bar(speaker: Door) -> Iterator[Bar]:
    """Show a bar while work is going on."""
    line = Bar(speaker)
    try:
        yield line
    finally:
        line.wipe()
