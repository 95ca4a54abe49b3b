"""Workbooks of formats whose careful reader gives cells and their flaws in one pass: .ods and .xls, sheet by sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.files.sheet_scan import Scan
from tally.files.table import Table

if TYPE_CHECKING:
    from tally.files.grid import Grid

MOST_STORED_CELLS = 5_000_000


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """One sheet: texts from A1 on, rows of different length, and what the scan of an .xlsx finds in its XML."""

    name: str
    rows: Sequence[Sequence[str]]
    scan: Scan
    visible: bool


class StoredWorkbook:
    """A file of sheets that were read when it was opened; `apart` when each is of an election of its own."""

    problems: tuple[Problem, ...] = ()

    def __init__(self, sheets: Sequence[StoredSheet], shown: str, sha256: str, *, apart: bool = False) -> None:
        self.shown = shown
        self.sha256 = sha256
        self.apart = apart and len(sheets) > 1
        self._sheets = {sheet.name: sheet for sheet in sheets}

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The sheets in their order."""
        return tuple(self._sheets)

    def table(self, sheet: str) -> Table:
        """Return the rows as a table."""
        one = self._sheets[sheet]
        return Table(self.shown, sheet, tuple(map(tuple, one.rows)), one.scan.flaws)

    def grid(self, sheet: str) -> Grid:
        """Return the rows as a grid."""
        from tally.files.gridding import grid_of_rows

        one = self._sheets[sheet]
        return grid_of_rows(self.shown, sheet, one.rows).with_scan(one.scan, one.visible)


def too_far(shown: str, sheet: str, rows: int, columns: int) -> Problems:
    """Return that a sheet's contents reach too far (T310), to be raised."""
    found = say("有内容的范围到第{rows}行、第{columns}列，不像录入表", rows=rows, columns=columns)
    remedy = say("删去远处的多余内容，或把选票行复制到新工作表")
    return Problems([error("T310", place(shown, sheet), found, remedy)])
