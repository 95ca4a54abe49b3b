"""Workbooks the program writes: texts and whole numbers, never a formula; the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return a workbook's file with no trace of when it was made; a text that starts with `=` stays a text."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"
    workbook.properties.creator = "tally"
    workbook.properties.created = datetime(*_EPOCH)
    written = io.BytesIO()
    workbook.save(written)
    return _without_times(written.getvalue())


def _without_times(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == _PROPERTIES:  # openpyxl puts the time of saving here, whatever it is told
                part = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            target.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
