"""Sheets that name each person once, read before the vote: their rows, each with the name that stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.columns import Column, Row, nameless, read_rows
from tally.files.table import Table
from tally.names.normalise import Name, normalise

TOTAL = "合计"


def person_rows(table: Table, columns: Sequence[Column], problems: list[Problem]) -> Iterator[tuple[Row, Name]]:
    """Yield each row that names somebody, and the name; what is wrong with the sheet goes to `problems`.

    A sum row (合计) is nobody. Problems: T251–T256 (columns), T260 a row without a name, T261 a name twice.
    """
    sheet = read_rows(table, columns)
    problems += sheet.problems
    seen: set[str] = set()
    for row in sheet.rows:
        name = normalise(row["name"])
        if name.written == TOTAL:
            continue
        if not name.key:
            problems.append(nameless(table, row))
            continue
        if name.key in seen:
            problems.append(
                error(
                    "T261",
                    table.place(row.number, row.columns["name"]),
                    say("“{name}”写了两行", name=name.written),
                    say("合为一行；若确是两个人，请在姓名中写出区别（如加上单位）"),
                )
            )
        seen.add(name.key)
        yield row, name
