"""Options that contradict each other or lack one another: said in the language of the command, exit status 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tally.domain.message import Message


def misuse(lang: str, what: Message, option: str) -> typer.BadParameter:
    """Return what is wrong about an option, to be raised; an unknown language is answered in Chinese."""
    from tally.messages import translator

    return typer.BadParameter(what.render(translator(lang if lang == "en" else "zh")), param_hint=option)
