"""票号, the number on a ballot: how two are compared, and which are no numbers of ballots at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from tally.domain.legend import FAMILIES, fold
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.grid import Grid
from tally.files.suspicion import each

_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?|\d\d:\d\d:\d\d")
_NUMBERING = re.compile(r"[\dA-Za-z]")
_WORDED = re.compile(r"(?:第|no\.?|#)?(\d+)号?")  # 7号, 第7号, No.7 and #7 are 7

Rows = npt.NDArray[np.int64]


def number_key(text: str) -> int | str:
    """Return a 票号 as it is compared: 001, １, 1号 and 1 are one number, A-7 and ａ-7 another.

    >>> number_key("001"), number_key("１"), number_key("第1号"), number_key(" A-7 "), number_key("ａ -7")
    (1, 1, 1, 'a-7', 'a-7')
    """
    bare = text.strip()
    if not bare.isdecimal():
        plain = bare if bare.isascii() else unicodedata.normalize("NFKC", bare)
        bare = "".join(plain.casefold().split())
        worded = _WORDED.fullmatch(bare)
        bare = worded[1] if worded else bare
    return int(bare) if bare.isdecimal() and len(bare) < 4000 else bare


def shape(text: str) -> str:
    """Return how a 票号 is made: what it is, with one 0 for whatever digits stand in a row.

    >>> shape("１2"), shape("A-7"), shape("第二组")
    ('0', 'a-0', '第二组')
    """
    key = number_key(text)
    return "0" if isinstance(key, int) else re.sub(r"\d+", "0", key)


def unlike_numbers(grid: Grid, column: int, unmarked: Iterable[int], marked: Sequence[int]) -> list[Problem]:
    """Refuse rows without a mark whose 票号 is made like none of those with marks (T343): what parts the ballots of two
    teams, or a total nobody filled in, would count as a blank ballot."""
    rows = [row for row in unmarked if grid.text(row, column).strip()]
    known = {shape(grid.texts[code]) for code in grid.used(grid.codes[column, marked])} if rows else set()
    strange = [row for row in rows if shape(grid.text(row, column)) not in known]
    return each(strange, lambda row: unlike_number(grid, row, column, grid.text(row, column).strip()))


def unlike_number(grid: Grid, row: int, column: int, number: str) -> Problem:
    """Return the problem of a 票号 made like no other, in a row without a mark (T343)."""
    return error(
        "T343",
        grid.place(row, column),
        say("“{number}”不像票号，这一行又没有符号", number=number[:20]),
        say("不是选票的，删去这一行；是空白票的，备注写“空白票”"),
    )


def plain_numbers(texts: Sequence[str]) -> Rows | None:
    """Return 票号 that are all written in plain digits as whole numbers, None where any is not.

    >>> plain_numbers(["001", "2"]), plain_numbers(["1", ""]), plain_numbers(["１"])
    (array([1, 2]), None, None)
    """
    joined = "".join(texts)
    if not (joined.isascii() and joined.isdecimal()) or not 0 < min(map(len, texts)) <= max(map(len, texts)) <= 18:
        return None
    return np.fromiter(map(int, texts), dtype=np.int64, count=len(texts))


def check_numbers(grid: Grid, column: int, rows: Rows) -> list[Problem]:
    """Return the problems of the numbers in a column: T343 no number of a ballot, T344 one number twice."""
    texts = [grid.texts[code] for code in grid.codes[column, rows].tolist()]
    whole = plain_numbers(texts)
    if whole is not None and _all_differ(whole):
        return []
    found = zip(rows.tolist(), texts, strict=True)
    filled = [(row, text.strip()) for row, text in found if text.strip()]
    mangled = [(row, text) for row, text in filled if is_mangled(text)]
    wordy = wordy_numbers(filled)
    first: dict[int | str, int] = {}
    seen = [(row, text, first.setdefault(number_key(text), row)) for row, text in filled]
    twice = [one for one in seen if one[0] != one[2]] if len(first) < len(seen) else []
    return (
        each(
            mangled,
            lambda one: mangled_number(grid, one[0], column, one[1]),
        )
        + each(wordy, lambda one: wordy_number(grid, one[0], column, one[1]))
        + each(
            twice,
            lambda one: error(
                "T344",
                grid.place(one[0], column),
                say("票号{number}已在第{row}行用过", number=one[1][:20], row=grid.row_number(one[2])),
                say("核对是否重复录入了同一张票；票号不能重复"),
            ),
        )
    )


def wordy_numbers(filled: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return those 票号, with their rows, that have neither digit nor letter, or are signs, where others have."""
    wordy = [one for one in filled if not _NUMBERING.search(one[1]) or set(fold(one[1])) <= set(FAMILIES)]
    return wordy if len(wordy) < len(filled) else []


def wordy_number(grid: Grid, row: int, column: int, number: str) -> Problem:
    """Return the problem of a 票号 that is a word or a sign (T343)."""
    return error(
        "T343",
        grid.place(row, column),
        say("“{number}”不像票号：别的票号里有数字或字母", number=number[:20]),
        say("照选票改正票号；不是选票的，删去这一行"),
    )


def _all_differ(numbers: Rows) -> bool:
    ordered = np.sort(numbers)
    return bool((ordered[1:] != ordered[:-1]).all())


def is_mangled(text: str) -> bool:
    """Whether a 票号 is what a spreadsheet program made of it: a date, a time, a fraction, a negative number.

    >>> [is_mangled(text) for text in ("2026-01-02", "01:02:00", "-3", "1.5", "1-2", "A-7")]
    [True, True, True, True, False, False]
    """
    return not text.isdecimal() and (
        text.lstrip("-").replace(".", "", 1).isdecimal() or _DATE.fullmatch(text) is not None
    )


def mangled_number(grid: Grid, row: int, column: int, number: str) -> Problem:
    """Return the problem of a 票号 that is no number of a ballot (T343)."""
    return error(
        "T343",
        grid.place(row, column),
        say("票号“{number}”像是被表格软件改成了日期或小数", number=number[:20]),
        say("把这一列设为“文本”，照选票重新填写"),
    )
