"""Dates in a TOML file that are none, such as 2026-02-30, each with its line; TOML itself stops at the first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

_NOT_VALUES = re.compile(r"\"[^\"]*\"|'[^']*'|#.*")
_DATES = re.compile(r"\d{1,4}(?:[-/年月]\d{1,2})+日?(?:[T ]\d[\d:]*)?")
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
SOME_DAY = "2000-01-01"


def impossible_dates(text: str) -> list[tuple[int, str]]:
    """Return the number of the line and the value of each date that lacks its year or does not exist.

    >>> impossible_dates("date = 2026-02-30\\nterm = '2026-02-30'  # 2026-02-31\\nday = 2026-3-1")
    [(1, '2026-02-30'), (3, '2026-3-1')]
    """
    return [
        (number, line[start:end])
        for number, line in enumerate(text.splitlines(), start=1)
        for start, end in _bad_spans(line)
    ]


def without_impossible_dates(text: str) -> str:
    """Return the text with some day in place of each date that is none, so that the rest of the file can be read."""
    lines = []
    for line in text.splitlines():
        for start, end in reversed(list(_bad_spans(line))):
            line = line[:start] + SOME_DAY + line[end:]
        lines.append(line)
    return "\n".join(lines) + "\n"


def _bad_spans(line: str) -> Iterator[tuple[int, int]]:
    values = _NOT_VALUES.sub(lambda found: " " * len(found[0]), line)
    for found in _DATES.finditer(values):
        if not _is_date(found[0]):
            yield found.span()


def _is_date(text: str) -> bool:
    if not _FULL_DATE.fullmatch(text):
        return False
    try:
        tomllib.loads(f"day = {text}")
    except tomllib.TOMLDecodeError:
        return False
    return True
