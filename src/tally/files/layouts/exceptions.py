"""Layout *exceptions* (只录不同): only ballots that differ from "approves everybody printed" are typed (legend L3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tally.domain.election import Contest
from tally.domain.legend import Mark
from tally.domain.message import say
from tally.domain.problem import error, info
from tally.files.grid import Grid
from tally.files.layouts.layout import Part, Setting
from tally.files.layouts.matrix import matrix

REST = re.compile(
    r"(其余|其他|余下)(的)?(选票)?(全部|全|都|均)?(赞成|同意)?(的)?(选票|票数|张数|票)?[:：]?(\d{1,7})?张?(全部|全|都|均)?(赞成|同意)?(的)?(选票|票)?"
)
LARGEST = 10_000_000


def exceptions(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find the cell 其余全部赞成 with the number of ballots in it or beside it; what is above is a matrix.

    Allowed only where the legend's empty cell approves (T369); T370 no number, or more than one such cell.
    """
    row, column = _rest_cell(grid)
    if row is None:
        if setting.layout != "exceptions":
            return []
        found = matrix(grid, contests, setting)
        return [
            Part(
                one.contest,
                "exceptions",
                problems=(
                    error(
                        "T370",
                        grid.place(),
                        say("没有写明其余全部赞成的选票有几张"),
                        say("在表下写：其余全部赞成 | 张数"),
                    ),
                ),
            )
            for one in found
        ]
    typed = replace_row(grid, row)
    parts = []
    for part in matrix(typed, contests, setting):
        where = grid.place(row, column)
        number = _number(grid, row, column)
        if number is None or _rest_cell(typed)[0] is not None:
            problem = error("T370", where, say("其余全部赞成的选票张数不明"), say("只写一处，张数写在这一格右边"))
            parts.append(Part(part.contest, "exceptions", problems=(problem,)))
        elif setting.method.legend.empty is not Mark.APPROVE:
            problem = error(
                "T369",
                where,
                say("写有其余全部赞成，而空白按选举办法不是赞成"),
                say("只有空白表示赞成的（L3）可以只录不同的选票；否则逐票录入"),
            )
            parts.append(Part(part.contest, "exceptions", problems=(problem,)))
        else:
            said = info("T371", where, say("其余{count}张没有逐票录入，按全部赞成计", count=number))
            parts.append(replace(part, layout="exceptions", rest=number, rest_row=row, problems=(*part.problems, said)))
    return parts


def replace_row(grid: Grid, row: int) -> Grid:
    """Return the sheet with one row emptied; a last row is cut off."""
    codes = grid.codes.copy()
    codes[:, row] = 0
    emptied = replace(grid, codes=codes)
    filled = np.flatnonzero(emptied.codes.any(axis=0))
    last = int(filled[-1]) + 1 if len(filled) else 0
    flaws = {at: flaw for at, flaw in grid.flaws.items() if at[0] < last and at[0] != row}
    return replace(emptied, codes=emptied.codes[:, :last], flaws=flaws)


def _rest_cell(grid: Grid) -> tuple[int | None, int]:
    likely = grid.told(_says_rest)
    places = np.argwhere(likely[grid.codes]).tolist() if likely.any() else []
    if not places:
        return None, 0
    column, row = min(places, key=lambda one: (one[1], one[0]))
    return row, column


def _says_rest(text: str) -> bool:
    bare = "".join(text.split()) if len(text) < 30 else ""
    match = REST.fullmatch(bare)
    return match is not None and ("赞成" in bare or "同意" in bare)


def _number(grid: Grid, row: int, column: int) -> int | None:
    """Return the number in the cell, or else the only other thing in its row."""
    match = REST.fullmatch("".join(grid.text(row, column).split()))
    inside = match[8] if match else None
    beside = [
        text.strip().removesuffix("张").strip()
        for at, text in enumerate(grid.row_texts(row))
        if at != column and text.strip()
    ]
    if inside and not beside:
        return int(inside)
    if not inside and len(beside) == 1 and beside[0].isdecimal() and int(beside[0]) <= LARGEST:
        return int(beside[0])
    return None
