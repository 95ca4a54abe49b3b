"""Who may not watch or count: candidates among the 监票人 (O1, O2, O4) and the 计票人 (O3, O4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tally.domain.election import Contest, Kind, Officers
from tally.domain.message import Message, say
from tally.domain.problem import Problem, Severity, place
from tally.names.normalise import normalise
from tally.rules.book import RuleBook


def officer_problems(book: RuleBook, officers: Officers, contests: Sequence[Contest]) -> Iterator[tuple[Problem, str]]:
    """Yield a problem for each officer who stands as a candidate, and the contest he or she stands in."""
    chief = (officers.chief_scrutineer,) if officers.chief_scrutineer else ()
    roles = (
        ("scrutineers", book.scrutineers_not_candidates, chief + officers.scrutineers, say("监票人")),
        ("counters", book.counters_not_candidates, officers.counters, say("计票人")),
    )
    standing = {candidate.key: contest for contest in contests for candidate in contest.candidates}
    for key, level, people, role in roles:
        for person in dict.fromkeys(people):
            contest = standing.get(normalise(person).key)
            if contest is not None:
                plenary = key == "scrutineers" and contest.kind is Kind.ZW
                rule = book.rule_of("plenary_scrutineers" if plenary else f"{key}_not_candidates")
                yield _problem(f"officers.{key}", rule, level, person, role, contest.office), contest.id


def _problem(key: str, rule: str, level: str, person: str, role: Message, office: str) -> Problem:
    return Problem(
        "T406",
        Severity(level),
        place("election.toml", key),
        say("{role}{person}是{office}候选人", role=role, person=person, office=office),
        say("另选一名不是候选人的{role}", role=role),
        rule,
    )
