"""What makes a sheet's cells doubtful before a sign is read: errors, uncomputed formulas, merged and hidden cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tally.domain.message import say
from tally.domain.problem import Problem, error, warning
from tally.files.grid import Grid
from tally.files.table import Flaw

SHOWN_AT_MOST = 200

T = TypeVar("T")
Rows = npt.NDArray[np.int64]


def suspicious(grid: Grid, rows: Rows, columns: Collection[int], heading: int | None = None) -> list[Problem]:
    """Return what is doubtful about the cells of these rows and columns (T345–T348); `heading` is looked at too."""
    wanted = set(rows.tolist()) if grid.flaws or grid.merged or grid.hidden_rows else set()
    flawed = [
        (row, column, flaw)
        for (row, column), flaw in sorted(grid.flaws.items())
        if (row in wanted or row == heading) and column in columns
    ]
    return (
        each(flawed, lambda one: _flaw(grid, *one))
        + _merged(grid, wanted, set(columns))
        + _hidden(grid, wanted, set(columns), int(rows[0]) if len(rows) else 0)
    )


def _flaw(grid: Grid, row: int, column: int, flaw: Flaw) -> Problem:
    if flaw is Flaw.ERROR_VALUE:
        return error("T345", grid.place(row, column), say("这一格是错误值（如 #REF!）"), say("对照选票重新填写这一格"))
    return error(
        "T346",
        grid.place(row, column),
        say("这一格是公式，文件里没有存下它的结果"),
        say("用表格软件打开、重新计算并保存，或对照选票直接填写"),
    )


def _merged(grid: Grid, rows: set[int], columns: set[int]) -> list[Problem]:
    across = []
    for area in grid.merged:
        inside = columns.intersection(range(area.first_column, area.last_column + 1))
        first = next((row for row in range(area.first_row, area.last_row + 1) if row in rows), None)
        if first is not None and inside:
            across.append((first, min(inside), area.last_row))
    return each(
        across,
        lambda one: error(
            "T347",
            grid.place(one[0], one[1]),
            say("选票行里有合并的单元格（到第{row}行）", row=one[2] + 1),
            say("取消合并，每一格分别填写"),
        ),
    )


def _hidden(grid: Grid, rows: set[int], columns: set[int], first_row: int) -> list[Problem]:
    hidden = sorted(grid.hidden_rows & rows)
    covered = sorted(grid.hidden_columns & columns)
    problems = []
    if hidden:
        problems.append(
            warning(
                "T348",
                grid.place(hidden[0]),
                say("有{count}行被隐藏，其中的选票已照常计入", count=len(hidden)),
                say("取消隐藏或筛选，核对这些行是否都是选票"),
            )
        )
    if covered:
        problems.append(
            warning(
                "T348",
                grid.place(max(first_row - 1, 0), covered[0]),
                say("有{count}列被隐藏，其中的内容已照常读入", count=len(covered)),
                say("取消隐藏，核对这些列"),
            )
        )
    return problems


def each(places: Sequence[T], problem: Callable[[T], Problem]) -> list[Problem]:
    """Make a problem for each place, but keep the list readable: after `SHOWN_AT_MOST` say how many more there are."""
    problems = [problem(one) for one in places[:SHOWN_AT_MOST]]
    rest = len(places) - SHOWN_AT_MOST
    if rest > 0:
        last = problem(places[SHOWN_AT_MOST])
        more = say("从这里起同类问题还有{count}处", count=rest)
        problems.append(Problem(last.code, last.severity, last.place, more, last.remedy, last.rule))
    return problems
