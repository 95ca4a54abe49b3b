"""Who may not watch or count: candidates among the 监票人 (O1) and the 计票人 (O3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tally.domain.election import Contest, Officers
from tally.domain.message import Message, say
from tally.domain.problem import Problem, Severity, place
from tally.names.normalise import name_key
from tally.rules.rulebook import RuleBook


def officer_problems(book: RuleBook, officers: Officers, contests: Sequence[Contest]) -> Iterator[Problem]:
    """Yield a problem for each officer who stands as a candidate."""
    chief = (officers.chief_scrutineer,) if officers.chief_scrutineer else ()
    roles = (
        ("officers.scrutineers", "O1", book.scrutineers_not_candidates, chief + officers.scrutineers, say("监票人")),
        ("officers.counters", "O3", book.counters_not_candidates, officers.counters, say("计票人")),
    )
    standing = {name_key(candidate.name): contest for contest in contests for candidate in contest.candidates}
    for key, rule, level, people, role in roles:
        for person in dict.fromkeys(people):
            contest = standing.get(name_key(person))
            if contest is not None:
                yield _problem(key, rule, level, person, role, contest.office)


def _problem(key: str, rule: str, level: str, person: str, role: Message, office: str) -> Problem:
    return Problem(
        "T406",
        Severity(level),
        place("election.toml", key),
        say("{role}{person}是{office}候选人", role=role, person=person, office=office),
        say("另选一名不是候选人的{role}", role=role),
        rule,
    )
