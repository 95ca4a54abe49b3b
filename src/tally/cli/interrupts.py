"""Ctrl-C: one sentence in the language of the line, and status 130.

While the program loads, an import may turn the interrupt into another error or lose it, and nothing has begun that
would have to be put in order: the process ends at once. From the moment a command opens its door it is an exception.
"""

from __future__ import annotations

import os
import sys

STATUS = 130
STOPPED = {"zh": "已中断，没有留下写了一半的文件。\n", "en": "Interrupted. No file is half-written.\n"}
"""Not in the catalogue: that may be half-loaded itself."""


def end_at_once(language: str) -> None:
    """Let an interrupt end the process, unless interrupts are ignored."""
    import signal

    def end(*_: object) -> None:
        sys.stderr.write(STOPPED[language])
        sys.stderr.flush()
        os._exit(STATUS)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, end)


def raise_again() -> None:
    """Let an interrupt be an exception as usual, unless interrupts are ignored."""
    import signal

    if callable(signal.getsignal(signal.SIGINT)):
        signal.signal(signal.SIGINT, signal.default_int_handler)
