"""Cells that hold a month, a length of service, or yes and no, measured on a reference day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tally.domain.message import Message, say
from tally.domain.people import YEAR, Month
from tally.domain.problem import Problem, error
from tally.files.columns import Row
from tally.files.table import Table

_DATE = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*日?)?")
_YEARS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\s*年?")
_YES_NO = {
    "是": True,
    "否": False,
    "有": True,
    "无": False,
    "已": True,
    "未": False,
    "√": True,
    "true": True,
    "false": False,
}


def month_of(text: str) -> Month | None:
    """Return a month as people write it, None when the text is none.

    >>> month_of("1990.05"), month_of("1990年5月3日"), month_of("199005"), month_of("1990-13")
    (Month(year=1990, month=5, day=1), Month(year=1990, month=5, day=3), Month(year=1990, month=5, day=1), None)
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Month(year, month, day)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row; what is wrong goes to `problems`: T273 a date, T274 a length of service, T275 yes or no."""

    table: Table
    row: Row
    reference: date
    problems: list[Problem]

    def month(self, key: str, *, only_printed: bool = False) -> Month | None:
        """Return a month that is not after the reference day; another text passes where it is only printed."""
        text = self.row[key]
        if not text:
            return None
        month = month_of(text)
        if month is None and only_printed:
            return None
        if month is None or month.until(self.reference) < 0:
            self._note(
                "T273",
                key,
                say("“{text}”不是日期，或在核对日{day}以后", text=text, day=self.reference),
                say("写成 1990-05 或 1990年5月"),
            )
            return None
        return month

    def served(self, key: str, *, later: bool = False) -> int | None:
        """Return months of service from years (10, 9.5年) or from the month it began (2016-11).

        With `later` a month after the reference day is taken too, as a negative number.
        """
        text = self.row[key]
        if not text:
            return None
        years = _YEARS.fullmatch(text)
        if years is not None:
            return int(Decimal(years[1]) * YEAR)
        month = month_of(text)
        if month is not None and (later or month.until(self.reference) >= 0):
            return month.until(self.reference)
        self._note("T274", key, say("“{text}”看不出年限", text=text), say("写年数（如 10）或开始的年月（如 2016-11）"))
        return None

    def flag(self, key: str) -> bool | None:
        """Return yes or no, None for an empty cell."""
        text = self.row[key].lower()
        if not text:
            return None
        if text not in _YES_NO:
            self._note("T275", key, say("“{text}”不是“是”或“否”", text=text), say("填“是”或“否”；不清楚的留空"))
        return _YES_NO.get(text)

    def _note(self, code: str, key: str, found: Message, remedy: Message) -> None:
        self.problems.append(error(code, self.table.place(self.row.number, self.row.columns[key]), found, remedy))
