"""Rows of an export that stand for several ballots each, as is said or because single ones may not be seen."""

from __future__ import annotations

import re

import numpy as np

from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.foot import Rows
from tally.files.grid import Grid
from tally.files.profile import fold_label
from tally.files.suspicion import each

MOST_BALLOTS = 10_000_000
_WITHHELD = re.compile(r"redact|aggregat|\*{2,}", re.IGNORECASE)


def ballots_of_rows(grid: Grid, column: int | None, rows: Rows) -> tuple[Rows, list[Problem]]:
    """Return each row as often as it stands for a ballot, which is said (T325); T385 for what is no such number."""
    if column is None:
        return rows, []
    counts = np.array([_count(text) for text in grid.texts], dtype=np.int64)[grid.codes[column, rows]]
    wrong = rows[counts == 0].tolist()
    problems = each(wrong, lambda row: _no_count(grid, row, column))
    total = int(counts.sum())
    if total > MOST_BALLOTS:
        problems.append(_no_count(grid, int(rows[counts.argmax()]), column))
    if problems or total == len(rows):
        return rows, problems
    said = say("{rows}行按张数一列代表{ballots}张票；各行的编号不是票号，没有读", rows=len(rows), ballots=total)
    return np.repeat(rows, counts), [info("T325", grid.place(int(rows[0]), column), said)]


def _count(text: str) -> int:
    label = fold_label(text)
    return int(label) if label.isascii() and label.isdigit() and len(label) <= 8 else 0


def _no_count(grid: Grid, row: int, column: int) -> Problem:
    return error(
        "T385",
        grid.place(row, column),
        say("张数一列写的是“{text}”，不是这一行代表的票数", text=grid.text(row, column).strip()[:20]),
        say("应是正整数，各行合计不超过{most}；核对导出文件", most=MOST_BALLOTS),
    )


def withheld(grid: Grid, number: int | None, rows: Rows) -> list[Problem]:
    """Refuse rows whose number was withheld for secrecy: they may be several ballots added up (T385)."""
    if number is None:
        return []
    hidden = grid.told(_WITHHELD.search)
    return each(rows[hidden[grid.codes[number, rows]]].tolist(), lambda row: _no_ballot(grid, row, number))


def _no_ballot(grid: Grid, row: int, column: int) -> Problem:
    return error(
        "T385",
        grid.place(row, column),
        say("编号写的是“{text}”：为保密隐去的选票，这一行可能是几张票的合计", text=grid.text(row, column).strip()[:20]),
        say("向导出的单位要没有隐去的文件；这几行另行点算"),
    )
