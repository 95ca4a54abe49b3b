"""Delimited text (CSV, TSV) as spreadsheet programs in China save it: UTF-8, GB 18030 or "Unicode text"."""

from __future__ import annotations

import csv
import io
import re

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, warning

DELIMITERS = ",\t;"
LONGEST_FIELD = 1 << 20
LONG_TEXT = 16 << 20  # bytes; a longer text is parsed by Arrow where it may be
LOOKED_AT = 30
_QUOTED = re.compile(r'"[^"]*"')


def read_delimited(data: bytes, shown: str, *, quoted: bool = True) -> tuple[list[list[str]], tuple[Problem, ...]]:
    """Return the rows of a text file and remarks on how it was read.

    Raises `Problems`: T314 when no encoding fits, T315 when the text is not a table, T304 when it holds zero bytes.
    An encoding other than UTF-8 is said (T313), because a name of two characters can be valid in both.
    Without `quoted` a quotation mark may be part of a text, as where a format's files are written by many hands.
    """
    text, remarks = decode(data, shown)
    _refuse_zero_bytes(text, shown)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True))
    except csv.Error as reason:
        if not quoted:
            return [row for line in text.splitlines() for row in _rows_of(line, delimiter_of(text))], remarks
        raise Problems(
            [
                error(
                    "T315",
                    shown,
                    say("不是完整的表格文本（{reason}）", reason=str(reason)),
                    say("检查引号是否成对，或另存为 .xlsx"),
                )
            ]
        ) from None
    return rows, remarks


def _rows_of(line: str, delimiter: str) -> list[list[str]]:
    """Return a line's cells; where its quotation marks are not in pairs, they are what was written."""
    try:
        return list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return [line.split(delimiter)]


def read_lines(data: bytes, shown: str) -> tuple[list[list[str]], tuple[Problem, ...]]:
    """Return the lines of a text file, each as a row of one cell, and remarks on how it was read (T304, T314)."""
    text, remarks = decode(data, shown)
    _refuse_zero_bytes(text, shown)
    return [[line] for line in text.splitlines()], remarks


def decode(data: bytes, shown: str) -> tuple[str, tuple[Problem, ...]]:
    """Return a text, and a remark (T313) when it was not UTF-8; raises `Problems` (T314).

    A byte order mark is believed, then UTF-8 is tried, then GB 18030: detectors are wrong on short lists of names.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    attempts = {"utf-16": "UTF-16"} if marked else {"utf-8-sig": "UTF-8", "gb18030": "GB 18030"}
    for codec, name in attempts.items():
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if name == "UTF-8":
            return text, ()
        found = say("按 {encoding} 编码读入", encoding=name)
        return text, (warning("T313", shown, found, say("核对姓名显示是否正确")),)
    raise Problems(
        [
            error(
                "T314",
                shown,
                say("文字编码读不出：既不是 UTF-8，也不是 GB 18030 或 UTF-16"),
                say("用表格软件打开，另存为 .xlsx 或“CSV UTF-8”"),
            )
        ]
    )


def _refuse_zero_bytes(text: str, shown: str) -> None:
    if "\0" in text:
        remedy = say("按文件的真实格式改好扩展名，或另存为 .xlsx 或 .csv")
        raise Problems([error("T304", shown, say("内容不是文本"), remedy)])


def delimiter_of(text: str) -> str:
    """Return the delimiter that most of the first lines hold equally often; of two as good, the first line's.

    A single line does not tell: titles, places and lists of names have commas of their own.
    """
    lines = [_QUOTED.sub("", line) for line in text.splitlines()[:LOOKED_AT]]
    used = [[line.count(one) for line in lines if one in line] for one in DELIMITERS]
    agreeing = [max(map(counts.count, counts), default=0) for counts in used]
    first = next((line for line in lines if any(one in line for one in DELIMITERS)), "")
    return max(DELIMITERS, key=lambda one: (agreeing[DELIMITERS.index(one)], first.count(one)))
