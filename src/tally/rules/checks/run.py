"""Run the checks: those before the vote, those after the count, or what stands against counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tally.domain.election import Election
from tally.domain.problem import Problem, Severity
from tally.rules.book import RuleBook
from tally.rules.catalogue import RULES
from tally.rules.checks import (
    afterwards,
    ballot,
    candidates,
    electors,
    meeting,
    nomination,
    officers,
    preliminary,
    programme,
    reduction,
    result,
    staffing,
    team,
)
from tally.rules.checks.finding import CHECKS, Case, Finding, Verdict, with_waiver
from tally.rules.opinion import opinion

# each has entered its checks in CHECKS once it is imported
ROOMS = (electors, meeting, candidates, nomination, ballot, officers, preliminary, result, reduction, afterwards, team,
         staffing, programme)  # fmt: skip
ORDER = {rule: place for place, rule in enumerate(RULES)}
BEFORE_COUNTING = ("M", "D", "O", "E", "Q", "scope", "s28")


def run(
    election: Election,
    book: RuleBook,
    record: Mapping[str, Any] | None = None,
    *,
    before: bool = True,
    after: bool = True,
    sealed: bool = False,
) -> tuple[Finding, ...]:
    """Return every finding in the order of the rules; checks that need a record are left out without one."""
    case = Case(election, book, opinion(book.raw.get("opinion")), record, sealed)
    findings = [
        with_waiver(finding, election)
        for check in CHECKS
        if (after and record is not None if check.after else before)
        for finding in check.look(case)
    ]
    return tuple(sorted(findings, key=lambda one: ORDER[one.rule]))


def stands_against_counting(election: Election, book: RuleBook) -> Iterator[Problem]:
    """Yield what a count must say or refuse for before a ballot is looked at.

    The programme never stops a count, but for posts on the ballot of people who do not elect them (s28). What
    `tally check` only remarks on (INFO) is left to it.
    """
    for finding in run(election, book):
        said = finding.verdict is Verdict.FAILS and finding.severity is not Severity.INFO
        if said and finding.rule.startswith(BEFORE_COUNTING):
            yield finding.problem()
