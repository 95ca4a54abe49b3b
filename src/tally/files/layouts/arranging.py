"""A sheet arranged anew: cut out, turned, or put together column by column; every cell keeps its old address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tally.domain.ballot import Origin
from tally.files.grid import Codes, Grid, Texts
from tally.files.table import Area

Places = npt.NDArray[np.int64]


def cut(grid: Grid, first_row: int, last_row: int, columns: Sequence[int]) -> Grid:
    """Return the rows from `first_row` up to, but without, `last_row`, and the columns named, in their order."""
    chosen = np.asarray(columns, dtype=np.int64)
    rows = np.arange(first_row, min(last_row, grid.rows), dtype=np.int64)
    at = {column: new for new, column in enumerate(columns)}
    merged = []
    for area in grid.merged:
        inside = [at[column] for column in range(area.first_column, area.last_column + 1) if column in at]
        top, bottom = max(area.first_row, first_row), min(area.last_row, int(rows[-1]) if len(rows) else -1)
        if inside and top <= bottom:
            merged.append(Area(top - first_row, min(inside), bottom - first_row, max(inside)))
    return replace(
        grid,
        codes=grid.codes[chosen][:, rows],
        flaws={
            (row - first_row, at[column]): flaw
            for (row, column), flaw in grid.flaws.items()
            if first_row <= row < last_row and column in at
        },
        merged=tuple(merged),
        hidden_rows=frozenset(row - first_row for row in grid.hidden_rows if first_row <= row < last_row),
        hidden_columns=frozenset(at[column] for column in grid.hidden_columns if column in at),
        origin=_origin(grid, chosen[:, None], rows[None, :]),
    )


def within(grid: Grid, area: Area) -> Grid:
    """Return what of a sheet lies in an area of it."""
    last = min(area.last_column + 1, grid.columns)
    return cut(grid, area.first_row, area.last_row + 1, range(min(area.first_column, last), last))


def turned(grid: Grid) -> Grid:
    """Return the sheet with rows for columns."""
    rows = np.arange(grid.rows, dtype=np.int64)
    columns = np.arange(grid.columns, dtype=np.int64)
    return replace(
        grid,
        codes=np.ascontiguousarray(grid.codes.T),
        flaws={(column, row): flaw for (row, column), flaw in grid.flaws.items()},
        merged=tuple(Area(one.first_column, one.first_row, one.last_column, one.last_row) for one in grid.merged),
        hidden_rows=grid.hidden_columns,
        hidden_columns=grid.hidden_rows,
        origin=_origin(grid, columns[None, :], rows[:, None]),
    )


def _origin(grid: Grid, columns: Places, rows: Places) -> Origin:
    if grid.origin is None:
        return Origin(rows, columns)
    shape = (grid.columns, grid.rows)
    old_rows, old_columns = (np.broadcast_to(one, shape) for one in (grid.origin.rows, grid.origin.columns))
    return Origin(old_rows[columns, rows], old_columns[columns, rows])


class Matrix:
    """A matrix put together: one heading row, then a row for each ballot.

    `rows[ballot]` is where each ballot stands in `source`; a column says in which of its columns.
    """

    def __init__(self, source: Grid, rows: Places, heading_row: int) -> None:
        self.source = source
        self.rows = rows
        self._heading_row = heading_row
        self._texts = {text: code for code, text in reversed(list(enumerate(source.texts)))}
        self._added = 0
        self._codes: list[Codes] = []
        self._at: list[tuple[Places, Places]] = []

    def code(self, text: str) -> int:
        """Return the number of a text."""
        if text not in self._texts:
            self._texts[text] = len(self.source.texts) + self._added
            self._added += 1
        return self._texts[text]

    def add(self, heading: str, codes: Codes, columns: Places | int, rows: Places | None = None) -> None:
        """Add a column of codes with its heading; `columns`, and `rows` where they differ, tell where cells stood."""
        ballots = len(self.rows)
        stood = np.broadcast_to(np.asarray(columns, dtype=np.int64), (ballots,))
        self._codes.append(np.concatenate([[self.code(heading)], codes]).astype(np.int32))
        first = int(stood[0]) if ballots else int(np.asarray(columns).flat[0]) if np.size(columns) else 0
        lines = self.rows if rows is None else rows
        self._at.append((np.concatenate([[self._heading_row], lines]), np.concatenate([[first], stood])))

    def take(self, heading: str, column: int) -> None:
        """Add a column as it stands in the source."""
        self.add(heading, self.source.codes[column, self.rows], column)

    def grid(self) -> Grid:
        """Return the matrix as a sheet; what was doubtful about the source has been looked at before."""
        known = list(self.source.texts)
        added = sorted((code, text) for text, code in self._texts.items() if code >= len(known))
        texts = Texts((*known, *(text for _, text in added))) if added else self.source.texts
        origin = Origin(np.array([rows for rows, _ in self._at]), np.array([columns for _, columns in self._at]))
        return Grid(
            self.source.file,
            self.source.sheet,
            np.array(self._codes, dtype=np.int32),
            texts,
            visible=self.source.visible,
            origin=_composed(self.source, origin),
        )


def _composed(source: Grid, origin: Origin) -> Origin:
    if source.origin is None:
        return origin
    shape = (source.columns, source.rows)
    rows, columns = (np.broadcast_to(one, shape) for one in (source.origin.rows, source.origin.columns))
    return Origin(rows[origin.columns, origin.rows], columns[origin.columns, origin.rows])
