"""Excel 97–2003 workbooks (.xls, and .et of the same make): cells by xlrd, formulas from the records beneath.

xlrd tells errors, merged ranges and what is hidden, but not which cells are formulas; a formula whose result was never
stored looks like one whose result is an empty text, and both are refused.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from struct import unpack_from
from typing import TYPE_CHECKING

from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.files.cells import cell_text
from tally.files.package import SAVE_AGAIN
from tally.files.sheet_scan import Scan
from tally.files.stored import MOST_STORED_CELLS, StoredSheet, too_far
from tally.files.table import Area, Flaw

if TYPE_CHECKING:
    from xlrd.sheet import Sheet

BIFF8 = 80
_BOF, _EOF, _FORMULA, _SHEET, _PASSWORD = 0x0809, 0x000A, 0x0006, 0x0085, 0x002F
_EMPTY_RESULT = 3

Formulas = dict[tuple[int, int], bool]


def read_binary_workbook(data: bytes, shown: str) -> list[StoredSheet]:
    """Read every worksheet of an .xls file.

    Raises `Problems`: T305 protected by a password, T306 damaged, T309 older than Excel 97, T310 contents that reach
    too far.
    """
    import xlrd

    damaged = Problems([error("T306", shown, say("文件不完整或已损坏，打不开"), SAVE_AGAIN)])
    try:
        formulas = _formulas(data, shown)
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=False
        )
    except Problems:
        raise
    except Exception:  # damaged bytes take its parser anywhere
        raise damaged from None
    if book.biff_version != BIFF8:
        found, remedy = say("是 Excel 97 以前的工作簿"), say("用表格软件另存为 .xlsx")
        raise Problems([error("T309", shown, found, remedy)])
    sheets = book.sheets()
    if len(sheets) != len(formulas) or len({sheet.name for sheet in sheets}) != len(sheets):
        raise damaged
    return [_sheet(sheet, own, book.datemode, shown) for sheet, own in zip(sheets, formulas, strict=True)]


def _sheet(sheet: Sheet, formulas: Formulas, datemode: int, shown: str) -> StoredSheet:
    from xlrd.biffh import XL_CELL_ERROR

    if sheet.nrows * sheet.ncols > MOST_STORED_CELLS:
        raise too_far(shown, sheet.name, sheet.nrows, sheet.ncols)
    scan = Scan(rows=sheet.nrows, columns=sheet.ncols, formulas=len(formulas))
    rows = []
    for row in range(sheet.nrows):
        types, values = sheet.row_types(row), sheet.row_values(row)
        rows.append([_text(kind, value, datemode) for kind, value in zip(types, values, strict=True)])
        scan.flaws |= {(row, column): Flaw.ERROR_VALUE for column, kind in enumerate(types) if kind == XL_CELL_ERROR}
    scan.flaws |= {at: Flaw.FORMULA_WITHOUT_VALUE for at, stored in formulas.items() if not stored}
    scan.merged += (Area(top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells)
    scan.hidden_rows.update(row for row, one in sheet.rowinfo_map.items() if one.hidden and row < sheet.nrows)
    scan.hidden_columns.update(at for at, one in sheet.colinfo_map.items() if one.hidden)
    return StoredSheet(sheet.name, rows, scan, sheet.visibility == 0)


def _text(kind: int, value: object, datemode: int) -> str:
    from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR
    from xlrd.xldate import XLDateError, xldate_as_datetime

    if kind == XL_CELL_ERROR:
        return ""
    if kind == XL_CELL_BOOLEAN:
        return cell_text(bool(value))
    if kind == XL_CELL_DATE and isinstance(value, float):
        try:
            return cell_text(xldate_as_datetime(value, datemode))
        except (XLDateError, ValueError, OverflowError):
            return cell_text(value)
    return cell_text(value)


def _formulas(data: bytes, shown: str) -> list[Formulas]:
    """Return of each worksheet its formula cells and whether a result is stored."""
    from xlrd.compdoc import CompDoc

    stream, base, length = CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
    if stream is None:  # before Excel 97 the stream has another name: the version is said by the caller
        return []
    book = bytes(stream[base : base + length])
    starts = []
    for code, at, _ in _records(book, 0):
        if code == _PASSWORD:
            found, remedy = say("文件有打开密码"), say("用表格软件打开，取消密码后另存为 .xlsx")
            raise Problems([error("T305", shown, found, remedy)])
        if code == _SHEET and book[at + 5] == 0:
            starts.append(int(unpack_from("<I", book, at)[0]))
    return [_formulas_of(book, start) for start in starts]


def _formulas_of(book: bytes, start: int) -> Formulas:
    found: Formulas = {}
    for code, at, _ in _records(book, start):
        if code == _FORMULA:
            row, column = unpack_from("<HH", book, at)
            unstored = book[at + 12 : at + 14] == b"\xff\xff" and book[at + 6] == _EMPTY_RESULT
            found[row, column] = not unstored
    return found


def _records(book: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield code, where the contents start, and length of the records of one substream and of charts within it."""
    at, depth = start, 0
    while True:
        code, length = unpack_from("<HH", book, at)
        yield code, at + 4, length
        depth += (code == _BOF) - (code == _EOF)
        at += 4 + length
        if not depth:
            return
