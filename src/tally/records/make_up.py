"""Who the elected are (结构): women, the young, minorities, from the candidate list and the roster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.election import Candidate, Election, Standing
from tally.names.normalise import normalise

YOUNG = 35
_BORN = re.compile(r"\s*(\d{4})\s*(?:[-./年]\s*)?(\d{1,2})(?:\D.*)?")


@dataclass(frozen=True, slots=True)
class MakeUp:
    """Of those elected, counted once for each seat: women, 35 and under on the day of the vote, of a minority.

    `unknown` are the elected about whom the candidate list and the roster do not tell all three.
    """

    women: int = 0
    young: int = 0
    minority: int = 0
    unknown: int = 0

    def __add__(self, other: MakeUp) -> MakeUp:
        return MakeUp(
            self.women + other.women,
            self.young + other.young,
            self.minority + other.minority,
            self.unknown + other.unknown,
        )


NOBODY = MakeUp()


def make_up(election: Election, contest: Mapping[str, Any]) -> MakeUp:
    """Return the make-up of those whom a contest of a record elects."""
    candidates = election.contest(contest["id"]).candidates
    elected = [candidates[at] for at, one in enumerate(contest["candidates"]) if one["elected"]]
    written = [normalise(one["name"]) for one in contest["write_ins"] if one["elected"]]
    people: list[Candidate] = [*elected, *(Candidate(name.written, name.key) for name in written)]
    return sum((_of_person(election, one) for one in people), NOBODY)


def _of_person(election: Election, person: Candidate) -> MakeUp:
    """Look a person up in the candidate list, then on the roster where the name stands there once."""
    on_roster = (election.roster or {}).get(person.key, ())
    other = on_roster[0] if len(on_roster) == 1 else Standing(person.name)
    gender = person.gender or other.gender
    group = person.ethnic_group or other.ethnic_group
    age = age_on(person.born or other.born, election.date.year, election.date.month)
    return MakeUp(
        women=int(gender == "女"),
        young=int(age is not None and age <= YOUNG),
        minority=int(bool(group) and group.removesuffix("族") != "汉"),
        unknown=int(not gender or not group or age is None),
    )


def age_on(born: str, year: int, month: int) -> int | None:
    """Return the age in whole years in a month, from a month of birth as people write it; None when it is none.

    Who was born in the month counts as a year older: the day is seldom known.

    >>> age_on("1990-11", 2026, 11), age_on("1990年12月", 2026, 11), age_on("1990.3.5", 2026, 11), age_on("", 2026, 11)
    (36, 35, 36, None)
    """
    match = _BORN.fullmatch(born)
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return year - int(match[1]) - (int(match[2]) > month)
