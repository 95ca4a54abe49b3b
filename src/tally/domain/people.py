"""The people of the roster (选举人名册) and of the proposed team (班子), as their sheets describe them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

YEAR = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month as sheets give it, `day` 1 where only the month is known.

    >>> Month(1991, 11, 20).until(date(2026, 11, 20)), Month(1991, 12).until(date(2026, 11, 20))
    (420, 419)
    """

    year: int
    month: int
    day: int = 1

    def until(self, day: date) -> int:
        """Return the whole months from here to a day."""
        months = (day.year - self.year) * YEAR + day.month - self.month
        return months - (day.day < self.day)


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the roster. `excluded` is why the person is left out of 应到, `leave` who approved it (E3).

    `proxy` is who casts this voter's ballot (受委托人, E7). `birth` is `born` as a month. `party_age` (党龄), `in_post`
    and `in_towns` are months on the reference day, None where the sheet does not say, negative for a day after it.
    """

    name: str
    key: str
    status: str = ""
    measure: str = ""
    delegation: str = ""
    gender: str = ""
    ethnic_group: str = ""
    born: str = ""
    excluded: str = ""
    leave: str = ""
    proxy: str = ""
    post: str = ""
    birth: Month | None = None
    party_age: int | None = None
    in_post: int | None = None
    in_towns: int | None = None


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One line of the sheet 班子: a person proposed for the leading team.

    Time served is in months, None where the sheet does not say; so are the answers of yes-or-no columns.
    """

    name: str
    key: str
    posts: tuple[str, ...] = ()
    gender: str = ""
    born: Month | None = None
    in_post: int | None = None
    in_team: int | None = None
    in_towns: int | None = None
    full_time: bool | None = None
    moved: bool | None = None
    street_experience: bool | None = None
    file_examined: bool | None = None
    discipline_heard: bool | None = None
    reports_checked: bool | None = None
