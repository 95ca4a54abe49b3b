"""Two ways from what a reader gives to a grid: rows of texts, and Arrow columns for large sheets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tally.files.cells import date_text
from tally.files.grid import Codes, Grid


def grid_of_rows(file: str, sheet: str, rows: Sequence[Sequence[str]]) -> Grid:
    """Return the grid of rows of texts, which may differ in length."""
    numbers: dict[str, int] = {"": 0}
    width = max(map(len, rows), default=0)
    codes = np.zeros((width, len(rows)), dtype=np.int32)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                codes[column, at] = numbers.setdefault(text, len(numbers))
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
    numbers: dict[str, int] = {"": 0}
    codes = np.zeros((width, batch.num_rows), dtype=np.int32)
    for at, column in enumerate(batch.columns):
        codes[at] = encoded(column, numbers)
    return _trimmed(file, sheet, codes, tuple(numbers))


def encoded(column: object, numbers: dict[str, int]) -> Codes:
    """Return a column's codes; each distinct text is looked at once."""
    import pyarrow.compute

    encoded = pyarrow.compute.dictionary_encode(column, null_encoding="mask")
    own = [numbers.setdefault(date_text(text), len(numbers)) for text in encoded.dictionary.to_pylist()]
    lookup = np.array([*own, 0], dtype=np.int32)
    indices = encoded.indices.fill_null(len(own)).to_numpy(zero_copy_only=False)
    codes: Codes = lookup[indices]
    return codes


def _trimmed(file: str, sheet: str, codes: Codes, texts: tuple[str, ...]) -> Grid:
    filled = codes.any(axis=1)
    width = int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0
    height = int(np.flatnonzero(codes.any(axis=0))[-1]) + 1 if width else 0
    return Grid(file, sheet, codes[:width, :height], texts)
