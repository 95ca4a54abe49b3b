"""Sheets with one person a row: columns declared as data, found by their headings in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tally.domain.message import Message, say
from tally.domain.problem import Problem, error, info, place
from tally.files.table import Flaw, Table

HEADER_WITHIN = 30
_FLAWS = {Flaw.ERROR_VALUE: say("错误值"), Flaw.FORMULA_WITHOUT_VALUE: say("没有存下结果的公式")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, the headings it goes by (the first is the one messages name), whether it must be there."""

    key: str
    headings: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet by column keys; `number` counts from nought, `columns` tells where each value stood."""

    number: int
    values: dict[str, str]
    columns: dict[str, int]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass(frozen=True, slots=True)
class Rows:
    """What a sheet gave: its rows, and everything to be said about it."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_rows(table: Table, columns: Sequence[Column]) -> Rows:
    """Read the rows below the heading row (T251–T256).

    Rows above the headings are title rows: skipped, and said so. A wholly empty row holds nobody.
    """
    by_heading = {_folded(heading): column for column in columns for heading in column.headings}
    header = _find_header(table, by_heading)
    if header is None:
        needed = next(column for column in columns if column.required)
        return Rows((), (_no_header(table, needed),))
    places, problems = _place_columns(table, header, by_heading)
    problems += [_missing(table, header, column) for column in columns if column.required and column.key not in places]
    if header > 0 and any(any(cell.strip() for cell in row) for row in table.rows[:header]):
        problems.append(
            info("T254", table.place(header - 1), say("表头在第{row}行，它上面的是标题，没有读入", row=header + 1))
        )
    rows = []
    for number in range(header + 1, len(table.rows)):
        if not any(cell.strip() for cell in table.rows[number]):
            continue
        rows.append(Row(number, {key: table.text(number, at) for key, at in places.items()}, places))
        problems += _untrusted(table, number, places)
    return Rows(tuple(rows), tuple(problems))


def nameless(table: Table, row: Row) -> Problem:
    """Return T260: a row that holds somebody, without a name."""
    where = table.place(row.number, row.columns.get("name"))
    return error("T260", where, say("这一行没有姓名"), say("填上姓名，或删去这一行"))


def _find_header(table: Table, by_heading: dict[str, Column]) -> int | None:
    for number, row in enumerate(table.rows[:HEADER_WITHIN]):
        if any((column := by_heading.get(_folded(cell))) and column.required for cell in row):
            return number
    return None


def _place_columns(table: Table, header: int, by_heading: dict[str, Column]) -> tuple[dict[str, int], list[Problem]]:
    places: dict[str, int] = {}
    problems = []
    for at, cell in enumerate(table.rows[header]):
        column = by_heading.get(_folded(cell))
        if column is None:
            if cell.strip() and _folded(cell) not in ("序号", "no", "no."):
                problems.append(
                    info("T255", table.place(header, at), say("“{heading}”这一列没有用到", heading=cell.strip()))
                )
        elif column.key in places:
            problems.append(
                error(
                    "T252",
                    table.place(header, at),
                    say("“{heading}”一列出现两次", heading=cell.strip()),
                    say("只留一列"),
                )
            )
        else:
            places[column.key] = at
    return places, problems


def _untrusted(table: Table, number: int, places: dict[str, int]) -> list[Problem]:
    return [
        error(
            "T256",
            table.place(number, at),
            say("这一格是{content}，读不出内容", content=_FLAWS[table.untrusted[number, at]]),
            say("用表格软件打开、重新计算并保存，或直接填入文字"),
        )
        for at in places.values()
        if (number, at) in table.untrusted
    ]


def _no_header(table: Table, column: Column) -> Problem:
    return error(
        "T251",
        place(table.file, table.sheet),
        say("没有找到表头：前{rows}行里没有“{heading}”", rows=HEADER_WITHIN, heading=column.headings[0]),
        say("在第一行写上列名，其中必须有“{heading}”", heading=column.headings[0]),
    )


def _missing(table: Table, header: int, column: Column) -> Problem:
    return error(
        "T253",
        table.place(header),
        say("表头里没有“{heading}”这一列", heading=column.headings[0]),
        say("加上这一列；也可以叫：{others}", others=_or(column.headings[1:])),
    )


def _or(headings: Sequence[str]) -> Message | tuple[str, ...]:
    return tuple(headings) if headings else say("（没有别名）")


def _folded(heading: str) -> str:
    return "".join(heading.split()).lower().strip("：:*")
