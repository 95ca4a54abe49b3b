"""Workbooks in .xlsb made by hand, record by record: a cell is a text, a number, `Error()` or `Formula(result)`."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from struct import pack

from refuse.sheets_of_other_formats import Error, Formula, Rows

KINDS = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REF = 0x17  # #REF!


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = bytearray(), len(body)
    while size >= 0x80:
        length.append(size & 0x7F | 0x80)
        size >>= 7
    return head + bytes([*length, size]) + body


def wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return pack("<I", len(data) // 2) + data


def cell(column: int, value: object, texts: list[str]) -> bytes:
    """One cell's record: a formula is `1` with its result; of the other texts some are shared, some in the cell."""
    start, formula = pack("<II", column, 0), pack("<HIBHI", 0, 3, 0x1E, 1, 0)
    match value:
        case Error():
            return record(3, start + bytes([REF]))
        case Formula("#REF!"):
            return record(11, start + bytes([REF]) + formula)
        case Formula(result) if result is not None:
            return record(8, start + wide(result) + formula)
        case bool():
            return record(4, start + bytes([value]))
        case int():
            return record(2, start + pack("<i", value << 2 | 2))
        case float():
            return record(5, start + pack("<d", value))
        case "" | None:
            return record(1, start)
    text = str(value)
    if column % 2:
        return record(6, start + wide(text))
    texts.append(text)
    return record(7, start + pack("<I", len(texts) - 1))


def row_of(row: int, hidden: bool = False) -> bytes:
    return record(0, pack("<IIHBBB", row, 0, 300, 0, 0x10 if hidden else 0, 0))


def sheet_of(
    rows: Rows,
    texts: list[str],
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> bytes:
    width = max(map(len, rows))
    columns = b"".join(record(60, pack("<IIIIH", one, one, 2560, 0, 1)) for one in hidden_columns)
    data = b"".join(
        row_of(at, at in hidden_rows) + b"".join(cell(column, value, texts) for column, value in enumerate(row))
        for at, row in enumerate(rows)
    )
    return b"".join(
        [
            record(129),
            record(148, pack("<4I", 0, len(rows) - 1, 0, width - 1)),
            record(390) + columns + record(391) if columns else b"",
            record(145) + data + record(146),
            record(177, pack("<I", len(merged))) + b"".join(record(176, pack("<4I", *one)) for one in merged),
            record(178) + record(130),
        ]
    )


def write_xlsb(path: Path, sheet: bytes, texts: Sequence[str], name: str = "党委委员", state: int = 0) -> Path:
    book = record(131) + record(143) + record(156, pack("<II", state, 1) + wide("rId1") + wide(name))
    shared = record(159, pack("<II", len(texts), len(texts))) + b"".join(record(19, b"\0" + wide(one)) for one in texts)
    kinds = "application/vnd.ms-excel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{KINDS}"><Default Extension="bin" ContentType="{kinds}.sheet.binary.macroEnabled.main"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            "</Types>",
        )
        package.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
            f'Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="{OFFICE}/sharedStrings" '
            'Target="sharedStrings.bin"/></Relationships>',
        )
        package.writestr("xl/workbook.bin", book + record(144) + record(132))
        package.writestr("xl/sharedStrings.bin", shared + record(160))
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def an_xlsb(path: Path, rows: Rows) -> Path:
    texts: list[str] = []
    sheet = sheet_of(rows, texts)
    return write_xlsb(path, sheet, texts)
