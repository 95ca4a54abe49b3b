"""A moment: a day, or a day with its time. Two moments of one day are ordered only where both times are known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime


def day_of(moment: date) -> date:
    """Return the day of a moment.

    >>> day_of(datetime(2016, 3, 10, 9, 30))
    datetime.date(2016, 3, 10)
    """
    return moment.date() if isinstance(moment, datetime) else moment


def is_before(first: date, second: date) -> bool | None:
    """Whether `first` lies before `second`; None when both are on one day and a time is missing or equal.

    >>> is_before(datetime(2016, 3, 10, 9, 30), datetime(2016, 3, 10, 14))
    True
    >>> is_before(date(2016, 3, 10), date(2016, 3, 11)), is_before(date(2016, 3, 10), date(2016, 3, 10))
    (True, None)
    """
    if day_of(first) != day_of(second):
        return day_of(first) < day_of(second)
    if isinstance(first, datetime) and isinstance(second, datetime) and first.time() != second.time():
        return first.time() < second.time()
    return None


def shown(moment: date) -> str:
    """Return a moment as records write it.

    >>> shown(date(2016, 3, 10)), shown(datetime(2016, 3, 10, 9, 30))
    ('2016-03-10', '2016-03-10 09:30')
    """
    return moment.strftime("%Y-%m-%d %H:%M") if isinstance(moment, datetime) else moment.isoformat()


def add_months(day: date, months: int) -> date:
    """Return the same day of a later (or earlier) month, the month's last where it has none.

    >>> add_months(date(2021, 12, 28), 2), add_months(date(2024, 2, 29), 12), add_months(date(2021, 1, 31), -2)
    (datetime.date(2022, 2, 28), datetime.date(2025, 2, 28), datetime.date(2020, 11, 30))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
