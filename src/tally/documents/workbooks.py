"""Workbooks the program writes: texts and whole numbers, formulas only of its own; the same content, the same bytes."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

from tally.documents.packing import EPOCH, without_times

if TYPE_CHECKING:
    from openpyxl import Workbook


def workbook_bytes(workbook: Workbook, *, formulas: bool = False) -> bytes:
    """Return a workbook's file with no trace of when it was made.

    A text that starts with `=` stays a text. With `formulas` the caller has seen to that, and formulas stay formulas.
    """
    for sheet in () if formulas else workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"
    workbook.properties.creator = "tally"
    workbook.properties.created = datetime(*EPOCH)
    written = io.BytesIO()
    workbook.save(written)
    return without_times(written.getvalue())
