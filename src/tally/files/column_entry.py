"""A file in columns as a grid of what its cells hold: to be looked into, or compared with another entry."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tally.domain.ballot import BallotBox, Origin
from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.files.column_files import ROW, Block, ColumnFile, rows_of_sheet
from tally.files.columnar import read_head
from tally.files.grid import Grid, Texts
from tally.files.gridding import Numbers, encoded
from tally.files.layouts.layout import kind_of
from tally.files.matrix import columns_of

MOST_CELLS = 200_000_000
_CODES = ("弃权", "赞成", "不赞成", "无法辨认")


def with_cells(file: ColumnFile, pile: BallotBox, contest: Contest) -> tuple[BallotBox, Grid]:
    """Return the pile with the places of its cells, and the file as a grid: the names in its first row."""
    headings = read_head(file, contest)
    grid, rows = _grid(file, headings.candidates)
    at_rows = pile.rows if pile.rows is not None else np.arange(1, pile.ballots + 1)
    held = np.searchsorted(rows, at_rows)
    return replace(pile, rows=held, columns=columns_of(headings, contest), origin=grid.origin), grid


def as_grid(file: ColumnFile) -> Grid:
    """Return a whole file as a grid, bytes in columns without 票号 read as codes of marks; raises `Problems` (T310)."""
    if file.rows * len(file.names) > MOST_CELLS:
        found = say("有{rows}行{columns}列，太大，不能整张细看", rows=file.rows, columns=len(file.names))
        raise Problems([error("T310", file.shown, found, say("直接用 tally count 计票，它一块一块地读"))])
    return _grid(file, [at for at, name in enumerate(file.names) if kind_of(name) != "number"])[0]


def _grid(file: ColumnFile, coded: Container[int]) -> tuple[Grid, npt.NDArray[np.int64]]:
    """Return the grid, and the row of the sheet it was converted from for each of its rows."""
    import pyarrow
    import pyarrow.compute

    numbers = Numbers()
    batches = list(file.batches(Block(0, file.groups, 0, file.rows), file.names))
    table = pyarrow.Table.from_batches(batches, schema=None if batches else file.schema)
    codes = np.zeros((len(file.names), file.rows + 1), dtype=np.int32)
    for at, name in enumerate(file.names):
        codes[at, 0] = numbers[name]
        column = table.column(at).combine_chunks()
        if at in coded and pyarrow.types.is_uint8(column.type):
            words = pyarrow.array(_CODES).take(column)
        else:
            words = pyarrow.compute.cast(column, pyarrow.string())
        codes[at, 1:] = encoded(words, numbers)
    rows = np.arange(file.rows + 1, dtype=np.int64)
    places = np.arange(len(file.names), dtype=np.int64)
    sheet, origin = "", None
    beside = rows_of_sheet(table.column(ROW).combine_chunks()) if file.with_rows else None
    if file.source is not None and beside is not None:
        sheet = file.source.sheet
        rows[1:] = beside
        places = np.array([file.source.columns.get(name, at) for at, name in enumerate(file.names)], dtype=np.int64)
        origin = Origin(rows[np.newaxis, :], places[:, np.newaxis])
    return Grid(file.shown, sheet, codes, Texts(numbers), origin=origin), rows
