"""Workbooks in .ods and .xls made by hand: a cell is a text, a number, `Error()` or `Formula(result)`."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import xlwt

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Error:
    """#REF!"""


@dataclass(frozen=True)
class Formula:
    """A formula with its stored result, None when there is none."""

    result: str | None = None


Rows = Sequence[Sequence[object]]


def ods_cell(cell: object) -> str:
    match cell:
        case Error():
            kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
            return f'<table:table-cell table:formula="of:=[.#REF!]" {kind}><text:p>#REF!</text:p></table:table-cell>'
        case Formula(None):
            return '<table:table-cell table:formula="of:=1"/>'
        case Formula(result):
            shown = f'office:value-type="string"><text:p>{result}</text:p>'
            return f'<table:table-cell table:formula="of:=[.A1]" {shown}</table:table-cell>'
        case int():
            return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        case "" | None:
            return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def ods_row(row: Sequence[object], attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(map(ods_cell, row))}</table:table-row>"


def ods_content(inside: str, sheet: str = "党委委员", before: str = "") -> str:
    table = f'<table:table table:name="{sheet}">{inside}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return f'<?xml version="1.0"?>{before}<office:document-content {NAMESPACES}>{body}</office:document-content>'


def write_ods(path: Path, content: str, manifest: str = "<manifest/>") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", SPREADSHEET, zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return path


def an_ods(path: Path, rows: Rows) -> Path:
    return write_ods(path, ods_content("".join(map(ods_row, rows))))


def an_xls(path: Path, rows: Rows, change: object = None) -> Path:
    """xlwt never stores the result of a formula."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("党委委员", cell_overwrite_ok=True)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Error):
                sheet.row(at).set_cell_error(column, "#REF!")
            elif isinstance(cell, Formula):
                assert cell.result is None
                sheet.write(at, column, xlwt.Formula("1"))
            elif cell not in ("", None):
                sheet.write(at, column, cell)
    if callable(change):
        change(sheet)
    book.save(str(path))
    return path
