"""A file in columns as an entry that is compared with another one: its pile, and the grid of what its cells hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tally.domain.ballot import BallotBox, Origin
from tally.domain.election import Contest
from tally.files.column_files import ROW, Block, ColumnFile, rows_of_sheet
from tally.files.columnar import read_head
from tally.files.grid import Grid, Texts
from tally.files.gridding import Numbers, encoded
from tally.files.matrix import columns_of

_CODES = ("弃权", "赞成", "不赞成", "无法辨认")


def with_cells(file: ColumnFile, pile: BallotBox, contest: Contest) -> tuple[BallotBox, Grid]:
    """Return the pile with the places of its cells, and the file as a grid: the names in its first row."""
    import pyarrow
    import pyarrow.compute

    headings = read_head(file, contest)
    numbers = Numbers()
    batches = list(file.batches(Block(0, file.groups, 0, file.rows), file.names))
    table = pyarrow.Table.from_batches(batches, schema=None if batches else file.schema)
    codes = np.zeros((len(file.names), file.rows + 1), dtype=np.int32)
    for at, name in enumerate(file.names):
        codes[at, 0] = numbers[name]
        column = table.column(at).combine_chunks()
        if at in headings.candidates and pyarrow.types.is_uint8(column.type):
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
    grid = Grid(file.shown, sheet, codes, Texts(numbers), origin=origin)
    at_rows = pile.rows if pile.rows is not None else np.arange(1, pile.ballots + 1)
    held = np.searchsorted(rows, at_rows)
    return replace(pile, rows=held, columns=columns_of(headings, contest), origin=origin), grid
