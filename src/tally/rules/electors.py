"""Who counts as 应到 (E1–E3): those with the vote, less those left out with reason and approval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tally.domain.people import Person
from tally.rules.book import RuleBook


@dataclass(frozen=True, slots=True)
class Electors:
    """How the roster comes to 应到: everyone on it, less those who may not vote (by reason), less the excluded."""

    listed: int
    barred: Mapping[str, int]
    excluded: int
    unapproved: tuple[str, ...]
    entitled: int


def electors(book: RuleBook, people: Iterable[Person], kinds: Sequence[str] = ()) -> Electors:
    """Count who is entitled. Someone left out without approval stays in (E3, X07)."""
    people = tuple(people)
    voters = book.voting_statuses(kinds)
    barred: Counter[str] = Counter()
    excluded, unapproved, entitled = 0, [], 0
    for person in people:
        status = person.status or voters[0]
        reason = person.measure if person.measure in book.suspending else "" if status in voters else status
        if reason:
            barred[reason] += 1
        elif person.excluded and person.leave:
            excluded += 1
        else:
            entitled += 1
            unapproved += [person.name] if person.excluded else []
    return Electors(len(people), dict(barred), excluded, tuple(unapproved), entitled)
