"""What every command that counts leaves: the record and what goes with it, the result shown, the exit status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tally.cli.door import Door
from tally.domain.message import say
from tally.domain.problem import Problem, Severity

if TYPE_CHECKING:
    from tally.counting.canvass import Canvass

NEEDS_PEOPLE = 3


def leave(
    speaker: Door, canvass: Canvass, record: Mapping[str, Any], folder: Path, ballots: Sequence[str] | None
) -> None:
    """Write and show a result; exit with 3 when people must act. `ballots` are the files counted, if they are here."""
    from tally.records.publish import publish

    written, remarks = publish(record, folder, canvass.election, ballots)
    if speaker.as_json:
        from tally.records.check_code import canonical

        speaker.show(canonical(record).decode("utf-8"))
    else:
        from tally.documents.screen import result_table

        if not speaker.quiet:
            speaker.show(result_table(record, speaker.translate))
        speaker.note(say("已写入 {path}", path=written))
    speaker.tell((*canvass.remarks, *remarks))
    unsaid(speaker, canvass.remarks)
    if not speaker.quiet:
        from tally.counting.strangers import strangers

        speaker.tell(strangers(canvass))
    if canvass.needs_people:
        raise typer.Exit(NEEDS_PEOPLE)


def unsaid(speaker: Door, remarks: Iterable[Problem]) -> None:
    """Say in one line how many remarks on the input, such as in which layout it was read, only --verbose shows."""
    count = sum(one.severity is Severity.INFO for one in remarks)
    if count and not speaker.verbose:
        speaker.note(say("另有{count}条说明（怎样读的表、什么没有读），加 --verbose 看", count=count))
