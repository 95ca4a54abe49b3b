"""A sheet as it was found: every cell's text, once, and where it stands.

Ballot sheets repeat a handful of signs a million times. A grid therefore keeps each distinct text once and, for every
cell, a number that points at it. A reader asks what a sign means once per text and never once per cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tally.domain.ballot import Origin
from tally.domain.problem import place
from tally.files.sheet_scan import Scan
from tally.files.table import Area, Flaw, address

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class Texts(tuple[str, ...]):
    """The distinct texts of a sheet, the empty one first."""

    @cached_property
    def words(self) -> tuple[int, ...]:
        """The places of those that are more than digits; in a long sheet nearly all are digits, the 票号."""
        return tuple(np.flatnonzero(~np.array([*map(str.isdecimal, self)], dtype=bool)).tolist())


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `codes[column, row]` points into `texts`; `texts[0]` is the empty text.

    Rows and columns are absolute: column 0 is A and row 0 is the sheet's row 1, whatever the sheet leaves blank at
    its top and left. Trailing empty rows and columns are not held. Of a sheet arranged anew `origin` tells where its
    cells stood, and places name those.
    """

    file: str
    sheet: str
    codes: Codes
    texts: Texts
    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: int = 0
    visible: bool = True
    origin: Origin | None = None
    _heads: dict[tuple[int, bool], list[int]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def with_scan(self, scan: Scan, visible: bool) -> Grid:
        """Return the grid with what the scan of its XML found; a cell that shows blank but is flawed lies inside it."""
        high = max((row + 1 for row, _ in scan.flaws), default=0)
        wide = max((column + 1 for _, column in scan.flaws), default=0)
        more = ((0, max(wide - self.columns, 0)), (0, max(high - self.rows, 0)))
        return replace(
            self,
            codes=np.pad(self.codes, more) if any(size for _, size in more) else self.codes,
            flaws=scan.flaws,
            merged=tuple(scan.merged),
            hidden_rows=frozenset(scan.hidden_rows),
            hidden_columns=frozenset(scan.hidden_columns),
            formulas=scan.formulas,
            visible=visible,
        )

    @property
    def rows(self) -> int:
        """Number of rows held."""
        return int(self.codes.shape[1])

    @property
    def columns(self) -> int:
        """Number of columns held."""
        return int(self.codes.shape[0])

    def filled(self) -> int:
        """Return how many cells hold something."""
        return int(np.count_nonzero(self.codes))

    def text(self, row: int, column: int) -> str:
        """Return the cell's text, "" outside the grid."""
        if 0 <= row < self.rows and 0 <= column < self.columns:
            text: str = self.texts[self.codes[column, row]]
            return text
        return ""

    def row_texts(self, row: int) -> tuple[str, ...]:
        """Return one row's texts from column A on."""
        return tuple(map(self.texts.__getitem__, self.codes[:, row].tolist()))

    def rows_with(self, tell: Callable[[str], object], within: int, *, digits: bool = True) -> list[int]:
        """Return those of the first rows in which some text is told; each distinct text is asked about once, digits
        alone only where they may be what is looked for."""
        told = [code for code in self._asked(within, digits) if tell(self.texts[code])]
        rows: list[int] = np.flatnonzero(np.isin(self.codes[:, :within], told).any(axis=0)).tolist() if told else []
        return rows

    def words_within(self, within: int) -> list[str]:
        """Return the distinct texts of the first rows that are more than digits."""
        return [self.texts[code] for code in self._asked(within, digits=False)]

    def _asked(self, within: int, digits: bool) -> list[int]:
        """Return which texts stand in the first rows; every layout asks for them."""
        if (within, digits) not in self._heads:
            used = self.used(self.codes[:, :within])
            words = frozenset(() if digits else self.texts.words)
            self._heads[within, digits] = used if digits else [code for code in used if code in words]
        return self._heads[within, digits]

    def told(self, tell: Callable[[str], object]) -> Flags:
        """Return for each text whether it is told; none of digits alone is, and none of those is asked about."""
        flags = np.zeros(len(self.texts), dtype=bool)
        flags[[code for code in self.texts.words if tell(self.texts[code])]] = True
        return flags

    def blank(self) -> Flags:
        """Return for each text whether nothing is to be seen of it."""
        return self.told(lambda text: not text.strip())

    def used(self, *cells: Codes) -> list[int]:
        """Return which texts stand in some cells, each once, in their order."""
        used = np.zeros(len(self.texts), dtype=bool)
        for codes in cells:
            used[codes] = True
        places: list[int] = np.flatnonzero(used).tolist()
        return places

    def column_texts(self, column: int, first_row: int = 0) -> list[str]:
        """Return one column's texts from `first_row` on."""
        return list(map(self.texts.__getitem__, self.codes[column, first_row:].tolist()))

    def place(self, row: int | None = None, column: int | None = None) -> str:
        """Return `file › sheet › D17`; without a column the row alone."""
        return place(self.file, self.sheet, self.address(row, column) if row is not None else "")

    def row_number(self, row: int) -> int:
        """Return the number of the row in the sheet as it was brought, counted from one."""
        return (self.origin.cell(row, 0)[0] if self.origin is not None and self.columns else row) + 1

    def cell_of(self, row: int, column: int) -> tuple[int, int]:
        """Return where a cell stands in the sheet as it was brought, counted from nought."""
        return (row, column) if self.origin is None or not self.rows else self.origin.cell(row, column)

    def address(self, row: int, column: int | None = None) -> str:
        """Return `D17`, or without a column `17行`, of the sheet as it was brought."""
        if self.origin is None or not self.rows:
            return address(row, column)
        old_row, old_column = self.origin.cell(row, column or 0)
        if column is None and self.origin.rows.shape[1] == 1 < self.origin.columns.shape[1]:
            return f"{address(0, old_column)[:-1]}列"  # turned: a ballot is a column there
        return address(old_row, old_column if column is not None else None)
