"""How sheets of ballots that the program writes are called, and what their cells hold."""

from __future__ import annotations

import re

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problems, error, place

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
