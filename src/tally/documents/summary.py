"""A paper of figures that inform (汇总表, 报告): sentences and tables ready to print, for one template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.documents.layout import spread
from tally.domain.message import Message, Translate, say

Cell = str | int


@dataclass(frozen=True, slots=True)
class Head:
    """A heading cell over `span` columns."""

    text: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper: heading, sentences, one table, and notes below it. `widths` are relative, one a column."""

    heading: str = ""
    sentences: tuple[str, ...] = ()
    heads: tuple[tuple[Head, ...], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One paper: `file` is its name without suffix, `name` and `title` its two lines.

    `notice` says what it is good for, `to` whom it is for.
    """

    file: str
    name: str
    title: str
    notice: str = ""
    to: str = ""
    sentences: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    signatures: tuple[str, ...] = ()
    day: str = ""
    form: str = "wide"
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table being laid out: what stands above them (with how many share it), and their widths."""

    above: tuple[Head, ...]
    labels: tuple[str, ...]
    widths: tuple[int, ...]

    def heads(self) -> tuple[tuple[Head, ...], ...]:
        """Return the heading rows; the upper one only where something stands in it."""
        lower = tuple(Head(label) for label in self.labels)
        return (self.above, lower) if any(head.text for head in self.above) else (lower,)


def words(messages: Iterable[Message], translate: Translate) -> tuple[str, ...]:
    """Return messages in the language asked for, empty ones left out."""
    return tuple(text for one in messages if (text := one.render(translate)))


def figure(value: int | None) -> Cell:
    """Return a figure, a dash for one that is not shown."""
    return "—" if value is None else value


def name_cell(name: str) -> str:
    """Return a name as it stands in a column of names."""
    return spread(name)


def numbered(rows: Iterable[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Put a number before each row, counted from one."""
    return tuple((number, *row) for number, row in enumerate(rows, start=1))


def foot(record: Mapping[str, Any], translate: Translate) -> tuple[str, ...]:
    """Return what stands at the foot of every page: the check code."""
    return (say("核验码 {code}", code=record["check_code"]).render(translate),)
