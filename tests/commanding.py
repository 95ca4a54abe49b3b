"""Every command of the program, as the parser knows it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from typer.main import get_command

from tally.cli.app import make_app


@cache
def every_command() -> dict[tuple[str, ...], Any]:
    """Return the commands and groups by the words after `tally`; the program itself by none."""
    return dict(_below(get_command(make_app()), ()))


def _below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield words, command
    for name, one in getattr(command, "commands", {}).items():
        yield from _below(one, (*words, name))
