"""The language of a command line as its commands see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tally.cli.spoken import LANGUAGES
from tally.cli.usage import MisuseError
from tally.domain.message import Translate, say

if TYPE_CHECKING:
    from typer._click import Context


def of_line(context: typer.Context, value: str) -> str:
    """Return the language that the line was found to be in; this option itself is left only where it is wrong."""
    if value not in LANGUAGES:
        raise MisuseError(say("只能是 {choices}", choices=LANGUAGES), "--lang")
    return context.obj or value


def translator_of(context: Context) -> Translate:
    """Return the translation into the language of the line."""
    from tally.messages import translator

    return translator(context.obj or "zh")
