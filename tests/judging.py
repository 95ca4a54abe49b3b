"""What `tally check` finds of one rule, and the elections it is asked about."""

from __future__ import annotations

import dataclasses
from typing import Any

from building import a_contest, an_election
from tally.domain.election import Attendance, Contest, Election, Kind
from tally.rules.book import RuleBook
from tally.rules.checks.finding import Case, Finding, Verdict
from tally.rules.checks.run import run
from tally.rules.opinion import opinion
from tally.rules.rulebook import load_rule_book

JICENG = load_rule_book("jiceng-2020")
OLD = load_rule_book("jiceng-1990")
XUANJU = load_rule_book("xuanju-fa-2020")
ZUZHI = load_rule_book("zuzhi-fa-2022")


def found(rule: str, election: Election, book: RuleBook = JICENG) -> list[Finding]:
    return [one for one in run(election, book) if one.rule == rule]


def verdict(rule: str, election: Election, book: RuleBook = JICENG) -> tuple[str, str]:
    """Return the worst finding of a rule as (verdict, severity)."""
    findings = sorted(found(rule, election, book), key=lambda one: one.verdict is not Verdict.FAILS)
    return findings[0].verdict.value, findings[0].severity.value


def a_case(election: Election, book: RuleBook = JICENG) -> Case:
    """Return what a single check looks at."""
    return Case(election, book, opinion())


def names(number: int) -> tuple[str, ...]:
    return tuple(f"员{at}" for at in range(number))


def a_district(
    seats: int = 2, candidates: int = 3, *, voted: int = 2001, everyone: int = 4000, **fields: Any
) -> Election:
    contest = a_contest(seats, names(candidates), id="deputies", office="县人大代表", kind=Kind.RD, issued=voted)
    attendance = Attendance(everyone, None, voted, everyone, fields.pop("proxies", 0))
    people = fields.pop("people", None)
    election = an_election(contest, rules="xuanju-fa-2020", people=people, **fields)
    return replaced(election, attendance=attendance)


def replaced(election: Election, **fields: Any) -> Election:
    return dataclasses.replace(election, **fields)


def a_town(contest: Contest, *, present: int = 45, everyone: int = 60, unit: str = "样板镇", **fields: Any) -> Election:
    election = an_election(contest, rules="zuzhi-fa-2022", unit=unit, **fields)
    return replaced(election, attendance=Attendance(everyone, present, None, everyone))


def a_post(office: str, seats: int, candidates: int, **fields: Any) -> Contest:
    return a_contest(seats, names(candidates), id="post", office=office, kind=Kind.RZ, **fields)
