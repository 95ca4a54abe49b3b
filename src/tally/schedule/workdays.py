"""Working days (工作日) from a given list of holidays and 调休 days: nothing about a year is guessed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """The list given: days off besides weekends, weekend days that are worked, and the years it is complete for."""

    holidays: Collection[date]
    worked: Collection[date]
    years: Collection[int]

    def is_working(self, day: date) -> bool:
        """Whether a day is worked."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.holidays)

    def after(self, day: date, number: int) -> date | None:
        """Return the `number`-th working day after a day; None where the list is not complete for a year on the way.

        >>> workdays = Workdays((), (date(2021, 5, 8),), (2021,))
        >>> workdays.after(date(2021, 5, 6), 5), workdays.after(date(2016, 3, 21), 5)
        (datetime.date(2021, 5, 12), None)
        """
        while number:
            day += timedelta(days=1)
            if day.year not in self.years:
                return None
            number -= self.is_working(day)
        return day
