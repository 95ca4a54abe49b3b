"""Workbooks that people type into: how their sheets are called, what cells hold, and that none is written over."""

from __future__ import annotations

import re
from pathlib import Path

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problems, error, place
from tally.records.atomic import write_atomically

LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")


def sheet_title(contest: Contest) -> str:
    """Return the name of a contest's sheet: its office, or its id where a spreadsheet cannot bear the office.

    Raises `Problems` (T619) when it can bear neither.
    """
    for title in (contest.office, contest.id):
        if len(title) <= LONGEST_TITLE and not _FORBIDDEN.search(title):
            return title
    found = say("“{office}”不能作工作表的名称（不超过{most}个字）", office=contest.office, most=LONGEST_TITLE)
    raise Problems([error("T619", place("election.toml", contest.id), found, say("把 id 或 office 改短"))])


def cell_value(text: str) -> str | int | None:
    """Return what a cell is given for a text: whole numbers as numbers, nothing for an empty text.

    >>> cell_value("7"), cell_value("007"), cell_value("")
    (7, '007', None)
    """
    if text.isascii() and text.isdecimal() and len(text) < 16 and str(int(text)) == text:
        return int(text)
    return text or None


def write_new(path: Path, content: bytes) -> None:
    """Write the workbook; raises `Problems` (T650) rather than replace a file that people may have typed into."""
    if path.exists() and (not path.is_file() or path.read_bytes() != content):
        found = say("已经有这个文件，没有覆盖")
        raise Problems([error("T650", str(path), found, say("里面可能已有人填写的内容；换一个文件名，或先把它移走"))])
    write_atomically(path, content)
