"""A small sheet of people as rows of texts (candidates, rosters): plain tuples, so that no array library loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tally.domain.problem import place


class Flaw(Enum):
    """What makes a cell's stored text untrustworthy: fast readers show both as an empty cell."""

    ERROR_VALUE = "error value"
    FORMULA_WITHOUT_VALUE = "formula without a stored value"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns counted from nought, the last ones included (a merged range)."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def address(row: int, column: int | None = None) -> str:
    """Name a cell, or a whole row, as spreadsheets do; both counted from nought.

    >>> address(16, 3), address(0, 26), address(16)
    ('D17', 'AA1', '17行')
    """
    if column is None:
        return f"{row + 1}行"
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True, slots=True)
class Table:
    """`rows[row][column]` in absolute coordinates. `untrusted` names cells that show blank but hold an error or an
    uncomputed formula."""

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    untrusted: Mapping[tuple[int, int], Flaw] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """Return a cell's text without outer spaces, "" outside the table."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column].strip() if column < len(cells) else ""

    def place(self, row: int, column: int | None = None) -> str:
        """Return `file › sheet › D17`."""
        return place(self.file, self.sheet, address(row, column))
