"""Marks of an export before they are a ballot's approvals: of choices in order the first counts or any, and a mark for
somebody without a name still fills a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tally.domain.message import say
from tally.domain.problem import Problem, error, info, warning
from tally.files.grid import Grid

Values = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choices:
    """`values[column, ballot]` is 1 or more for an approval at that rank, 0 for none, -1 for a rejection.

    `whose` says of each column which candidate it is of, -1 of nobody's (a pool of write-ins). `void` are over-voted
    ballots that the candidates' own marks do not show to be so; `left_out` ballots have a choice that did not count.
    """

    values: Values
    whose: Sequence[int]
    void: Flags
    left_out: int = 0

    def of(self, candidate: int) -> Values:
        """Return what each ballot says of a candidate: 1, 0 or -1."""
        rows = self.values[[at for at, who in enumerate(self.whose) if who == candidate]]
        found: Values = np.where((rows > 0).any(axis=0), 1, rows.min(axis=0))
        return found

    @property
    def blank(self) -> Flags:
        """Ballots that approve no candidate."""
        own = np.array([who >= 0 for who in self.whose], dtype=bool)
        blank: Flags = ~(self.values[own] > 0).any(axis=0)
        return blank

    @property
    def pooled(self) -> Flags:
        """Which columns of nobody are marked on which ballot."""
        nobody = np.array([who < 0 for who in self.whose], dtype=bool)
        pooled: Flags = self.values[nobody] > 0
        return pooled


def plain_choices(values: Values, whose: Sequence[int], seats: int) -> Choices:
    """Take marks without ranks as they are; marks for nobody, or twice for one, count towards too many."""
    approving = values > 0
    people = sorted({who for who in whose if who >= 0})
    columns = np.array(whose)
    named = sum((approving[columns == who].any(axis=0).astype(int) for who in people), np.zeros(values.shape[1], int))
    marks = approving.sum(axis=0)
    return Choices(values, whose, (marks > seats) & (marks > named))


def ranked_choices(values: Values, whose: Sequence[int], count: str) -> Choices:
    """Of choices in order count the first, or any; two at one rank are an over-vote of that choice."""
    if count == "first":
        first = (values == 1).astype(np.int32)
        return Choices(first, whose, first.sum(axis=0) > 1)
    several = np.zeros(values.shape, dtype=bool)
    for rank in np.unique(values[values > 0]).tolist():
        at = values == rank
        several |= at & (at.sum(axis=0) > 1)
    kept = np.where(several, 0, values)
    doubtful, left = np.logical_or.reduce(several), np.logical_or.reduce(kept > 0)
    return Choices(kept, whose, doubtful & ~left, int(doubtful.sum()))


def which(grid: Grid, row: int, column: int) -> Problem:
    """Return that the first choice or any may count, and nobody said which (T386)."""
    return error(
        "T386",
        grid.place(row, column),
        say("这是排序投票的导出，没有说明计第一选择还是凡写到的都计"),
        say('在 election.toml 写 [input] count = "first"（只计第一选择）或 "any"（凡写到的都计一票）'),
    )


def left_out(grid: Grid, row: int, column: int, ballots: int) -> Problem:
    """Return how many ballots have a choice that is an over-vote and did not count (T389)."""
    return info("T389", grid.place(row, column), say("有{count}张票的某一选择是超选，那一选择没有计入", count=ballots))


def pool(grid: Grid, row: int, column: int, label: str, ballots: int) -> Problem:
    """Return how many ballots choose somebody without a name: a pool is no person and is never elected (T388)."""
    return warning(
        "T388",
        grid.place(row, column),
        say(
            "有{count}张票选的是没有写明姓名的另选他人（{label}），不计给任何人",
            count=ballots,
            label=label.strip(),
        ),
        say("要知道是谁，查对选票；它不是一个人，不能当选"),
    )
