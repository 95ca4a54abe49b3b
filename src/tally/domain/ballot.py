"""A pile of ballots (一摞选票) of one contest: the marks as typed, before anything is judged.

A box names nobody: rows carry the number given at the counting table and the place in the workbook.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt

Marks = npt.NDArray[np.uint8]


class VoidReason(StrEnum):
    """Why a whole ballot is void (无效票): too many choices, unreadable, or what a scrutineer wrote (b2, b5, b7)."""

    OVERVOTE = "overvote"
    UNREADABLE = "unreadable"
    WRONG_FORM = "wrong_form"
    MARKED = "marked"
    DAMAGED = "damaged"
    OTHER = "other"


VOID_REASONS: tuple[VoidReason, ...] = tuple(VoidReason)


class Choice(IntEnum):
    """The sign beside a written-in name: none, approving, another one, or one that cannot be read for certain."""

    UNMARKED = 0
    APPROVED = 1
    OTHER = 2
    DOUBTFUL = 3


class Ruled(IntEnum):
    """What scrutineers ruled about a written-in name: nothing, that it counts, that it does not although it was chosen
    (w3, w9), or that what stands there chooses nobody (w5, w6)."""

    NOT = 0
    COUNTS = 1
    DROPPED = 2
    SETTLED = 3


@dataclass(frozen=True, slots=True)
class WriteIn:
    """A name written in (另选他人) on ballot `ballot` (its index in the box), in write-in box `box` (from one).

    `key` is the name made comparable, "" when the name cannot be read (w5).
    """

    ballot: int
    box: int
    name: str
    key: str
    choice: Choice
    ruled: Ruled = Ruled.NOT


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the cells of a sheet that was arranged anew stand in the sheet as it was brought, counted from nought.

    `rows[column, row]` and `columns[column, row]`; either may have one row or one column for all.
    """

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]

    def cell(self, row: int, column: int) -> tuple[int, int]:
        """Return where a cell stood."""
        return _at(self.rows, column, row), _at(self.columns, column, row)


def _at(places: npt.NDArray[np.int64], column: int, row: int) -> int:
    return int(places[column if places.shape[0] > 1 else 0, row if places.shape[1] > 1 else 0])


@dataclass(frozen=True, slots=True)
class BallotBox:
    """One pile. `marks[candidate, ballot]` holds `Mark` codes, candidates in ballot order.

    `void[ballot]` is 0, or one more than the index in `VOID_REASONS` of a scrutineer's reason.
    `numbers[ballot]` is the 票号 as typed, `rows[ballot]` the row in the sheet counted from nought; `origin` tells
    where the cells of a sheet that is no matrix stood. `unlisted` ballots of the pile were given by their number alone.
    """

    contest: str
    name: str
    marks: Marks
    void: npt.NDArray[np.uint8]
    write_ins: tuple[WriteIn, ...] = ()
    numbers: tuple[str, ...] | None = None
    rows: npt.NDArray[np.int64] | None = None
    folded: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    origin: Origin | None = None
    unlisted: int = 0

    def cell(self, ballot: int, column: str) -> tuple[int, int | None]:
        """Return the row and column of a ballot's cell in the sheet as it was brought; without the column its row.

        `column` is a candidate's key or a heading (票号, 另选他人1, …).
        """
        row = int(self.rows[ballot]) if self.rows is not None else ballot
        at = self.columns.get(column)
        if self.origin is None:
            return row, at
        return self.origin.cell(row, at or 0) if at is not None else (self.origin.cell(row, 0)[0], None)

    @property
    def ballots(self) -> int:
        """Number of ballots in the pile."""
        return int(self.marks.shape[1])
