"""The door: one module a command; parse, call, print. No rule, no arithmetic, no file format lives here."""

from __future__ import annotations

import gc
import os
import sys

from tally.cli import interrupts
from tally.cli.spoken import spoken


def main() -> None:
    """Run `tally`. The rich console costs a quarter of the start-up and is left out."""
    os.environ.setdefault("TYPER_USE_RICH", "0")
    gc.disable()  # what is loaded until a command runs stays: nothing in it is looked over for garbage
    _speak_utf8()
    language, sys.argv[1:] = spoken(sys.argv[1:])  # the parser reads them there; on Windows it expands patterns
    try:
        interrupts.end_at_once(language)
        from tally.cli.app import app_for
        from tally.cli.usage import run

        app = app_for(sys.argv[1:])
        gc.freeze()
        gc.enable()
        sys.exit(run(app, language))
    except KeyboardInterrupt:
        sys.stderr.write(interrupts.STOPPED[language])
        sys.exit(interrupts.STATUS)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, and never fail for a character a console cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = "utf-8" if not stream.isatty() else None
            reconfigure(encoding=encoding, errors="replace")
