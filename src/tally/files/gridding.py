"""Two ways from what a reader gives to a grid: rows of texts, and Arrow columns for large sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any, cast

import numpy as np

from tally.files.cells import cell_text, date_text
from tally.files.grid import Codes, Grid

FEW_ROWS = 1 << 8  # turned at a time, so that what is turned stays in the processor's cache


class Numbers(dict[str, int]):
    """The number of each distinct text, given when it is first asked for; the empty text has 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def grid_of_rows(file: str, sheet: str, rows: Sequence[Sequence[object]]) -> Grid:
    """Return the grid of rows of what a reader gives for each cell; rows may differ in length."""
    numbers = Numbers()
    codes = np.zeros((max(map(len, rows), default=0), len(rows)), dtype=np.int32)
    for start in range(0, len(rows), FEW_ROWS):
        part = rows[start : start + FEW_ROWS]
        for at, column in enumerate(zip_longest(*part, fillvalue="")):
            texts = cast("tuple[str, ...]", column) if set(map(type, column)) == {str} else map(cell_text, column)
            codes[at, start : start + len(part)] = [*map(numbers.__getitem__, texts)]
    return _trimmed(file, sheet, codes, tuple(numbers))


def grid_of_columns(file: str, sheet: str, data: bytes, width: int) -> Grid | None:
    """Return the grid of a large .xlsx sheet, None when the reader does not show all `width` columns from A on."""
    import fastexcel

    try:
        reader = fastexcel.read_excel(data)
        batch = reader.load_sheet_eager(sheet, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError:
        return None
    if batch.num_columns != width:
        return None
    numbers = Numbers()
    codes = np.zeros((width, batch.num_rows), dtype=np.int32)
    for at, column in enumerate(batch.columns):
        codes[at] = encoded(column, numbers)
    return _trimmed(file, sheet, codes, tuple(numbers))


def grid_of_texts(file: str, sheet: str, heading: Sequence[str], columns: Sequence[Any]) -> Grid:
    """Return the grid of Arrow columns of texts under their headings; every text is kept as it is."""
    numbers = Numbers()
    codes = np.zeros((len(heading), 1 + (len(columns[0]) if columns else 0)), dtype=np.int32)
    for at, (text, column) in enumerate(zip(heading, columns, strict=True)):
        codes[at, 0] = numbers[text]
        codes[at, 1:] = encoded(column.combine_chunks(), numbers, str)
    return _trimmed(file, sheet, codes, tuple(numbers))


def encoded(column: Any, numbers: dict[str, int], read: Callable[[str], str] = date_text) -> Codes:
    """Return a column's codes; each distinct text is read once."""
    import pyarrow.compute

    encoded = pyarrow.compute.dictionary_encode(column, null_encoding="mask")
    found = encoded.dictionary.to_pylist()
    texts = [*map(read, found)]
    new = [text for text in (found if texts == found else dict.fromkeys(texts)) if text not in numbers]
    numbers.update(zip(new, range(len(numbers), len(numbers) + len(new)), strict=True))
    own = range(len(numbers) - len(new), len(numbers)) if len(new) == len(texts) else map(numbers.__getitem__, texts)
    lookup = np.array([*own, 0], dtype=np.int32)
    indices = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    codes: Codes = lookup[indices]
    return codes


def _trimmed(file: str, sheet: str, codes: Codes, texts: tuple[str, ...]) -> Grid:
    filled = codes.any(axis=1)
    width = int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0
    height = int(np.flatnonzero(codes.any(axis=0))[-1]) + 1 if width else 0
    return Grid(file, sheet, codes[:width, :height], texts)
