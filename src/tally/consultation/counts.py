"""Sheets of figures that people have added up (汇总票数): one person a row, whole numbers in named columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tally.consultation.person_rows import person_rows
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.columns import Column, Row
from tally.files.table import Table

NAME = Column("name", ("姓名", "测评对象", "候选人", "name"), required=True)
MOST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """One person's row: the name as printed, its key, and the figures of the columns that are there."""

    name: str
    key: str
    numbers: Mapping[str, int]


def read_figures(
    table: Table, columns: Sequence[Column], *, blanks: bool = False
) -> tuple[tuple[Figures, ...], list[Problem]]:
    """Read rows of figures. With `blanks` an empty cell is a figure that is not there.

    Problems: those of `person_rows`, T737 a cell that is no whole number: an empty one is never taken as nought.
    """
    problems: list[Problem] = []
    people: dict[str, Figures] = {}
    for row, name in person_rows(table, (NAME, *columns), problems):
        numbers, found = _numbers(table, row, columns, blanks=blanks)
        problems += found
        people.setdefault(name.key, Figures(name.written, name.key, numbers))
    return tuple(people.values()), problems


def whole_number(text: str) -> int | None:
    """Return a typed whole number, None when it is none.

    >>> whole_number("58"), whole_number("０"), whole_number("5.5"), whole_number("")
    (58, 0, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= 10 and int(text) <= MOST else None


def _numbers(
    table: Table, row: Row, columns: Sequence[Column], *, blanks: bool
) -> tuple[dict[str, int], list[Problem]]:
    numbers: dict[str, int] = {}
    problems = []
    for column in columns:
        if column.key not in row.columns or (blanks and not row[column.key]):
            continue
        number = whole_number(row[column.key])
        if number is None:
            problems.append(
                error(
                    "T737",
                    table.place(row.number, row.columns[column.key]),
                    say("“{text}”不是票数", text=row[column.key][:20]),
                    say("填整数；没有的填 0，不要留空"),
                )
            )
        else:
            numbers[column.key] = number
    return numbers, problems
