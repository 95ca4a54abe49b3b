"""Workbooks the program writes: texts and whole numbers, formulas only of its own; the same content, the same bytes."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING

from tally.documents.packing import EPOCH, without_times

if TYPE_CHECKING:
    from openpyxl import Workbook

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """Return a text as a sheet can hold it: what XML cannot is shown as �, as of a name of a file that is no UTF-8.

    >>> fit("甲\\x01\\udcff"), fit("=1")
    ('甲��', '=1')
    """
    return _UNFIT.sub("�", text)


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
