"""Ballots in columns as a workbook of one sheet: texts stay texts, whole numbers numbers, empty ones empty."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tally.documents.packing import EPOCH, without_times
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place

MOST_ROWS = 1 << 20  # of a sheet, the headings included
LONGEST_TEXT = 32767  # of a cell
LONGEST_TITLE = 31
_UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")  # in a sheet's name
WHOLE_NUMBERS = 1 << 53  # beyond, a sheet rounds


def refuse_unfit(schema: Any, rows: int, shown: str) -> None:
    """Raise `Problems` when a sheet cannot hold a table: T484 too many rows, T485 a column of another type.

    Codes are no texts: a sheet holds the signs of its own legend, which a file of codes does not name.
    """
    import pyarrow

    problems: list[Problem] = []
    if rows >= MOST_ROWS:
        found = say("有{rows}张选票，一张工作表只能装{most}张", rows=rows, most=MOST_ROWS - 1)
        problems.append(error("T484", shown, found, say("转换成 .csv，或先分成几个文件")))
    for column in schema:
        kind = column.type.value_type if pyarrow.types.is_dictionary(column.type) else column.type
        text = pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind) or pyarrow.types.is_null(kind)
        if not text and (not pyarrow.types.is_integer(kind) or kind == pyarrow.uint8()):
            found = say("“{name}”一列的类型是 {kind}，不能照原样写进工作表", name=column.name, kind=str(kind))
            remedy = say("直接用原文件计票；要工作表的，先把代码换成符号")
            problems.append(error("T485", place(shown, column.name), found, remedy))
    if problems:
        raise Problems(problems)


def write_workbook(schema: Any, batches: Iterator[Any], sheet: str, path: Path) -> None:
    """Write the batches of a table as a workbook, row by row; only one batch is held at a time.

    Raises `Problems`: T485 a text no cell can hold.
    """
    from datetime import datetime

    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(_UNFIT.sub("_", sheet)[:LONGEST_TITLE])
    workbook.properties.creator = "tally"
    workbook.properties.created = datetime(*EPOCH)
    try:
        page.append([_cell(page, name) for name in schema.names])
        for batch in batches:
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                page.append([_cell(page, value) for value in row])
    finally:
        page.close()  # left open, its writer complains on its own when it is forgotten
    content = io.BytesIO()  # a full disk would leave openpyxl with a file that it cannot close
    workbook.save(content)
    path.write_bytes(without_times(content.getvalue()))


def _cell(page: Any, value: object) -> object:
    """Return what a sheet takes: a cell that is text whatever it begins with, a number that it does not round."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    if value is None or value == "":
        return None
    if isinstance(value, int) and abs(value) < WHOLE_NUMBERS:
        return value
    text = str(value)
    try:
        if len(text) > LONGEST_TEXT:
            raise IllegalCharacterError
        cell = WriteOnlyCell(page, text)
    except IllegalCharacterError:
        found = say("有一格文字工作表装不下：{text}", text=text[:20])
        raise Problems([error("T485", page.title, found, say("直接用原文件计票；要工作表的，先改好这一格"))]) from None
    cell.data_type = "s"
    return cell
