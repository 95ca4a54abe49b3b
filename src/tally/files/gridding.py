"""Two ways from what a reader gives to a grid: rows of texts, and Arrow columns for large sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any, cast

import numpy as np

from tally.files.cells import cell_text, date_text
from tally.files.grid import Codes, Grid, Texts

FEW_ROWS = 1 << 8  # turned at a time, so that what is turned stays in the processor's cache


class Numbers(dict[str, int]):
    """The number of each distinct text, given when it is first asked for; the empty text has 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})

    def add(self, new: Sequence[str]) -> None:
        """Give the next numbers to texts that have none."""
        self.update(zip(new, range(len(self), len(self) + len(new)), strict=True))

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
    return trimmed(file, sheet, codes, tuple(numbers))


def grid_of_columns(file: str, sheet: str, data: bytes, width: int) -> Grid | None:
    """Return the grid of a long .xlsx sheet, None when the reader does not show all `width` columns from A on."""
    found = columns_of_sheet(data, sheet)
    return trimmed(file, sheet, *found) if found is not None and len(found[0]) == width else None


def columns_of_sheet(data: bytes, sheet: str) -> tuple[Codes, tuple[str, ...]] | None:
    """Return the codes and texts of an .xlsx sheet, read column by column; None when the reader cannot.

    The column of most texts, the 票号, has its turn last: no other one has to find its texts again.
    """
    from concurrent.futures import ThreadPoolExecutor

    import fastexcel
    from pyarrow.compute import dictionary_encode

    try:
        reader = fastexcel.read_excel(data)
        batch = reader.load_sheet_eager(sheet, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError:
        return None
    codes = np.empty((batch.num_columns, batch.num_rows), dtype=np.int32)
    numbers, new = Numbers(), list[str]()
    with ThreadPoolExecutor() as threads:
        columns = list(threads.map(lambda one: dictionary_encode(one, null_encoding="mask"), batch.columns))
        written = []
        for at in sorted(range(len(columns)), key=lambda at: len(columns[at].dictionary)):
            numbers.add(new)
            lookup, new = met(columns[at].dictionary, numbers)
            written.append(threads.submit(_write, columns[at].indices, lookup, codes[at]))
        for one in written:
            one.result()
    return codes, (*numbers, *new)


def grid_of_texts(file: str, sheet: str, heading: Sequence[str], columns: Sequence[Any]) -> Grid:
    """Return the grid of Arrow columns of texts under their headings; every text is kept as it is."""
    numbers = Numbers()
    codes = np.zeros((len(heading), 1 + (len(columns[0]) if columns else 0)), dtype=np.int32)
    for at, (text, column) in enumerate(zip(heading, columns, strict=True)):
        codes[at, 0] = numbers[text]
        codes[at, 1:] = encoded(column.combine_chunks(), numbers, str)
    return trimmed(file, sheet, codes, tuple(numbers))


def encoded(column: Any, numbers: Numbers, read: Callable[[str], str] = date_text) -> Codes:
    """Return a column's codes, and give what is new in it its numbers; each distinct text is read once."""
    import pyarrow.compute

    encoded = pyarrow.compute.dictionary_encode(column, null_encoding="mask")
    lookup, new = met(encoded.dictionary, numbers, read)
    numbers.add(new)
    codes: Codes = np.empty(len(column), dtype=np.int32)
    _write(encoded.indices, lookup, codes)
    return codes


def met(dictionary: Any, numbers: Numbers, read: Callable[[str], str] = date_text) -> tuple[Codes, list[str]]:
    """Return the numbers of distinct texts, and which of these are new: theirs follow on those there are."""
    found = dictionary.to_pylist()
    texts = [*map(read, found)]
    if texts == found and numbers.keys().isdisjoint(found):
        return np.arange(len(numbers), len(numbers) + len(found), dtype=np.int32), found
    new = [text for text in dict.fromkeys(texts) if text not in numbers]
    late = dict(zip(new, range(len(numbers), len(numbers) + len(new)), strict=True))
    return np.array([late[text] if text in late else numbers[text] for text in texts], dtype=np.int32), new


def _write(indices: Any, lookup: Codes, codes: Codes) -> None:
    """Write the codes of a column: what its indices look up, nought where there is nothing.

    Arrow's own way to numpy loads pandas.
    """
    import pyarrow

    if not len(lookup):
        codes[:] = 0
        return
    indices = indices.cast(pyarrow.int32())
    end, (filled, values) = indices.offset + len(indices), indices.buffers()
    np.take(lookup, np.frombuffer(values, np.int32, end)[indices.offset :], out=codes, mode="clip")
    if filled is not None:
        codes *= np.unpackbits(np.frombuffer(filled, np.uint8), count=end, bitorder="little")[indices.offset :]


def trimmed(file: str, sheet: str, codes: Codes, texts: Sequence[str]) -> Grid:
    """Return the grid of what was read, without the empty rows and columns at its end."""
    filled = codes.any(axis=1)
    width = int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0
    height = int(np.flatnonzero(codes.any(axis=0))[-1]) + 1 if width else 0
    return Grid(file, sheet, codes[:width, :height], Texts(texts))
