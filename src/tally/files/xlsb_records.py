"""Excel's binary workbooks of 2007 and later (.xlsb): cells by a fast reader, once every record has been looked at.

The reader shows a formula with an error as an empty cell, says nothing of hidden rows and columns or merged cells, and
trusts every length it finds. So each record of the workbook is walked through before it is given the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from posixpath import normpath
from struct import unpack_from
from xml.etree import ElementTree

from tally.domain.message import say
from tally.domain.problem import Problems, error, place
from tally.files.cells import cell_text
from tally.files.package import MOST_SHEETS, SAVE_AGAIN, Archive
from tally.files.sheet_scan import Scan
from tally.files.stored import MOST_STORED_CELLS, StoredSheet, too_far
from tally.files.table import Area, Flaw

WORKBOOK, RELATIONS, TEXTS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/sharedStrings.bin"
LAST_ROW, LAST_COLUMN = (1 << 20) - 1, (1 << 14) - 1

ROW, BLANK, ERROR, ISST, FMLA_ERROR, COLUMN, SHEET, MERGED = 0, 1, 3, 7, 11, 60, 156, 176
TEXT_ITEM, DATA, END_DATA, SIZE = 19, 145, 146, 148
TEXTS_INSIDE, FORMULAS = (6, 8), range(8, 12)
LENGTHS = {1: 8, 2: 12, 3: 9, 4: 9, 5: 16, 6: 12, 7: 12, 8: 12, 9: 16, 10: 9, 11: 9}  # of cells, the least of each


class DamagedRecords(Exception):  # noqa: N818 - said to users as a problem, with the file's name
    """The bytes are no records that a spreadsheet program writes."""


def read_xlsb(data: bytes, shown: str) -> list[StoredSheet]:
    """Read every worksheet of an .xlsb file.

    Raises `Problems`: those of `Archive`, T304 no such workbook, T306 damaged, T310 contents that reach too far, T311
    records that are not those of a worksheet. A formula's result always stands in its record.
    """
    archive = Archive(data, shown)
    if not {WORKBOOK, RELATIONS} <= archive.names():
        raise archive.refuse("T304", say("不是 Excel 工作簿（.xlsb）"), say("按真实格式改好扩展名，或另存为 .xlsx"))
    where, scans = shown, []
    try:
        shared = [one for one in archive.names() if one.lower() == TEXTS.lower()]
        texts = sum(kind == TEXT_ITEM for part in shared for kind, _ in records(archive.small(part)))
        for name, part, visible in _sheets(archive):
            where = place(shown, name)
            scan = scan_records(archive.small(part), texts)
            if scan.rows * scan.columns > MOST_STORED_CELLS:
                raise too_far(shown, name, scan.rows, scan.columns)
            scans.append((name, scan, visible))
    except DamagedRecords:
        raise Problems([error("T311", where, say("工作表的内容不合格式"), SAVE_AGAIN)]) from None
    if not 0 < len(scans) <= MOST_SHEETS or len({name for name, _, _ in scans}) != len(scans):
        raise archive.refuse("T304", say("工作簿里没有工作表，或者多得不像录入表"), SAVE_AGAIN)
    return [StoredSheet(name, _values(data, shown, name), scan, visible) for name, scan, visible in scans]


def scan_records(data: bytes, texts: int) -> Scan:
    """Scan one worksheet's records, `texts` being the number of shared texts; raises `DamagedRecords`."""
    scan = Scan()
    row = -1
    columns: set[int] = set()
    inside = found = False
    for kind, body in records(data):
        if kind == DATA:
            _require(not found)
            inside = found = True
        elif kind == END_DATA:
            inside = False
        elif kind == SIZE:
            _require(len(body) >= 16)
        elif kind == MERGED:
            _require(len(body) >= 16)
            top, bottom, left, right = unpack_from("<4I", body)
            _require(top <= bottom <= LAST_ROW and left <= right <= LAST_COLUMN)
            scan.merged.append(Area(top, left, bottom, right))
        elif kind == COLUMN:
            _require(len(body) >= 18)
            first, last = unpack_from("<2I", body)
            if body[16] & 1:
                scan.hidden_columns.update(range(first, min(last, LAST_COLUMN) + 1))
        elif inside and kind == ROW:
            _require(len(body) >= 12 and row < unpack_from("<I", body)[0] <= LAST_ROW)
            row, columns = unpack_from("<I", body)[0], set()
            if body[11] & 0x10:
                scan.hidden_rows.add(row)
        elif inside and kind in LENGTHS:
            _require(row >= 0 and len(body) >= LENGTHS[kind])
            column = unpack_from("<I", body)[0]
            _require(column <= LAST_COLUMN and column not in columns)
            columns.add(column)
            _cell(scan, kind, body, (row, column), texts)
    _require(found and not inside)
    return scan


def _cell(scan: Scan, kind: int, body: bytes, at: tuple[int, int], texts: int) -> None:
    if kind == BLANK:
        return
    scan.rows, scan.columns = max(scan.rows, at[0] + 1), max(scan.columns, at[1] + 1)
    scan.formulas += kind in FORMULAS
    if kind in (ERROR, FMLA_ERROR):
        scan.flaws[at] = Flaw.ERROR_VALUE
    elif kind == ISST:
        _require(unpack_from("<I", body, 8)[0] < texts)
    elif kind in TEXTS_INSIDE:
        _require(12 + 2 * unpack_from("<I", body, 8)[0] <= len(body))


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each record's kind and contents; raises `DamagedRecords`.

    >>> list(records(bytes([0x91, 0x01, 0x00, 0x07, 0x02, 0x41, 0x42])))
    [(145, b''), (7, b'AB')]
    """
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            _require(at < end)
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        more = True
        while more:
            _require(at < end and shift < 28)
            length |= (data[at] & 0x7F) << shift
            more = bool(data[at] & 0x80)
            at, shift = at + 1, shift + 7
        _require(at + length <= end)
        yield kind, data[at : at + length]
        at += length


def _sheets(archive: Archive) -> list[tuple[str, str, bool]]:
    """Return of each worksheet its name, where its records stand, and whether users see it."""
    try:
        relations = ElementTree.fromstring(archive.small(RELATIONS))
    except ElementTree.ParseError:
        raise archive.damaged(RELATIONS) from None
    parts = {
        one.get("Id", ""): target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
        for one in relations
        if one.get("Type", "").endswith("/worksheet") and (target := one.get("Target", ""))
    }
    found = []
    for kind, body in records(archive.small(WORKBOOK)):
        if kind == SHEET:
            _require(len(body) >= 12)
            relation, at = _text(body, 8)
            name, _ = _text(body, at)
            if relation in parts:
                found.append((name, parts[relation], unpack_from("<I", body)[0] == 0))
    return found


def _text(body: bytes, at: int) -> tuple[str, int]:
    _require(at + 4 <= len(body))
    end = at + 4 + 2 * int(unpack_from("<I", body, at)[0])
    _require(end <= len(body))
    return body[at + 4 : end].decode("utf-16-le", errors="replace"), end


def _values(data: bytes, shown: str, sheet: str) -> list[list[str]]:
    import python_calamine

    try:
        rows = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, python_calamine.WorksheetNotFound):
        found = say("工作表读不出来，文件已损坏")
        raise Problems([error("T306", place(shown, sheet), found, SAVE_AGAIN)]) from None
    return [[cell_text(value) for value in row] for row in rows]


def _require(holds: bool) -> None:
    if not holds:
        raise DamagedRecords
