"""Dates in a TOML file that are none, such as 2026-02-30, each with its place; TOML itself stops at the first."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator

from tally.domain.message import say
from tally.domain.problem import Problem, error, place

_NOT_VALUES = re.compile(r"\"[^\"]*\"|'[^']*'|#.*")
_DATES = re.compile(r"\d{1,4}(?:[-/年月]\d{1,2})+日?(?:[T ]\d[\d:]*)?")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
SOME_DAY = "2000-01-01"


def impossible_dates(text: str) -> list[tuple[int, str, str]]:
    """Return line, path of the key, and value of each date that lacks its year or does not exist.

    >>> impossible_dates("date = 2026-02-30\\nterm = '2026-02-30'  # 2026-02-31\\n[unit.dates]\\nday = 2026-3-1")
    [(1, 'date', '2026-02-30'), (4, 'unit.dates.day', '2026-3-1')]
    """
    found, section, times = [], "", Counter[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            section = header[2]
            if header[1] == "[[":
                times[section] += 1
                section = f"{section}[{times[section]}]"
        key = _KEY.match(line)
        path = ".".join(part for part in (section, key[1] if key else "") if part)
        found += [(number, path, line[start:end]) for start, end in _bad_spans(line)]
    return found


def date_problems(file: str, text: str) -> Iterator[Problem]:
    """Yield T120 for each of them, at its key and line."""
    for number, path, value in impossible_dates(text):
        yield error(
            "T120",
            place(file, path, say("第{number}行", number=number)),
            say("“{value}”不是一个完整的、存在的日期", value=value),
            say("写年-月-日，如 2026-03-01；2月29日只有闰年才有"),
        )


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
