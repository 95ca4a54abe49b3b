"""The language of a command line: `--lang zh|en` is heard wherever it stands, before the command or after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from tally.cli.usage import MisuseError
from tally.domain.message import Translate, say

if TYPE_CHECKING:
    from typer._click import Context

LANGUAGES = ("zh", "en")


def spoken(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the language asked for last, Chinese where none is, and the words without it.

    The help and the parser's errors are said before the options of a command are known. A language that is none is
    left in, for the option to refuse; after `--` nothing is an option.

    >>> spoken(["--lang", "en", "count", "a.xlsx"]), spoken(["count", "--lang=en", "--", "--lang", "zh"])
    (('en', ['count', 'a.xlsx']), ('en', ['count', '--', '--lang', 'zh']))
    >>> spoken(["count", "--lang", "fr"])
    ('zh', ['count', '--lang', 'fr'])
    """
    language, others, waiting = "zh", list[str](), list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return language, [*others, word, *waiting]
        name, given, value = word.partition("=")
        if name == "--lang" and not given and waiting and waiting[0] in LANGUAGES:
            language = waiting.pop(0)
        elif name == "--lang" and value in LANGUAGES:
            language = value
        else:
            others.append(word)
    return language, others


def of_line(context: typer.Context, value: str) -> str:
    """Return the language that the line was found to be in; this option itself is left only where it is wrong."""
    if value not in LANGUAGES:
        raise MisuseError(say("只能是 {choices}", choices=LANGUAGES), "--lang")
    return context.obj or value


def translator_of(context: Context) -> Translate:
    """Return the translation into the language of the line."""
    from tally.messages import translator

    return translator(context.obj or "zh")
