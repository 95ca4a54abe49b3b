"""What one check came to: the rule, the verdict, the sentence with its figures; and the list of all checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from tally.domain.election import Contest, Election
from tally.domain.message import NOTHING, Message
from tally.domain.problem import Problem, Severity
from tally.rules.book import RuleBook
from tally.rules.opinion import Opinion


class Verdict(StrEnum):
    """It holds; it fails; it could not be tested; or there is nothing to test and people are only told."""

    HOLDS = "holds"
    FAILS = "fails"
    UNTESTED = "untested"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, laid on one contest or on the whole election (`contest` empty).

    `severity` says how much a failure matters. `needs` names the file or key that would let an untested rule be tested.
    """

    rule: str
    verdict: Verdict
    sentence: Message
    contest: str = ""
    severity: Severity = Severity.ERROR
    code: str = ""
    place: str = ""
    remedy: Message = NOTHING
    needs: str = ""
    waived: bool = False

    @property
    def stands_against(self) -> bool:
        """Whether this keeps the election from being in order: an error that nobody has waived."""
        return self.verdict is Verdict.FAILS and self.severity is Severity.ERROR and not self.waived

    def problem(self) -> Problem:
        """Return a failure as a problem; a waived one is a warning."""
        severity = Severity.WARNING if self.waived and self.severity is Severity.ERROR else self.severity
        return Problem(self.code, severity, self.place, self.sentence, self.remedy, self.rule)


@dataclass(frozen=True, slots=True)
class Case:
    """What checks look at: the election as read, its rule book, the district's programme, and the record if counted.

    `sealed` is whether the folder of the record holds a sealing record.
    """

    election: Election
    book: RuleBook
    opinion: Opinion
    record: Mapping[str, Any] | None = None
    sealed: bool = False

    @property
    def contests(self) -> tuple[Contest, ...]:
        """Return the election's contests."""
        return self.election.contests

    def counted(self) -> Iterator[Mapping[str, Any]]:
        """Yield the record's contests whose vote is not void."""
        for contest in (self.record or {}).get("contests", ()):
            if contest["outcome"]["status"] != "void":
                yield contest

    def fact(self, key: str) -> Any:
        """Return one of [unit_facts], None when it is not given."""
        return self.election.unit_facts.get(key)

    @property
    def dates(self) -> Mapping[str, date]:
        """Return [unit_facts.dates], those given."""
        return self.fact("dates") or {}


def reference_day(case: Case) -> date:
    """Return the day on which ages and years are measured: the one given, else the day of the election."""
    given = case.fact("reference_date")
    return given if isinstance(given, date) else case.election.date


Look = Callable[[Case], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A function and the rules it looks at; `after` when it needs a record."""

    rules: tuple[str, ...]
    after: bool
    look: Look


CHECKS: list[Check] = []


def before(*rules: str) -> Callable[[Look], Look]:
    """Enter a check that can be made before the vote."""
    return _entered(rules, after=False)


def after(*rules: str) -> Callable[[Look], Look]:
    """Enter a check that needs the record of the count."""
    return _entered(rules, after=True)


def _entered(rules: tuple[str, ...], *, after: bool) -> Callable[[Look], Look]:
    def enter(look: Look) -> Look:
        CHECKS.append(Check(rules, after, look))
        return look

    return enter


def holds(rule: str, sentence: Message, contest: str = "") -> Finding:
    """Return that a rule is kept."""
    return Finding(rule, Verdict.HOLDS, sentence, contest)


def told(rule: str, sentence: Message, contest: str = "") -> Finding:
    """Return something people should bear in mind, with nothing to test."""
    return Finding(rule, Verdict.TOLD, sentence, contest, Severity.INFO)


def untested(rule: str, sentence: Message, needs: str, contest: str = "") -> Finding:
    """Return that the data for a rule is not there; `needs` is the file or key that would bring it."""
    return Finding(rule, Verdict.UNTESTED, sentence, contest, Severity.INFO, needs=needs)


def judged(
    ok: bool,
    rule: str,
    sentence: Message,
    code: str,
    *,
    contest: str = "",
    place: str = "election.toml",
    remedy: Message = NOTHING,
    severity: Severity = Severity.ERROR,
) -> Finding:
    """Return whether a rule is kept; the code, place and remedy are those of the problem it is when it is not."""
    verdict = Verdict.HOLDS if ok else Verdict.FAILS
    return Finding(rule, verdict, sentence, contest, severity, code, place, NOTHING if ok else remedy)


def with_waiver(finding: Finding, election: Election, rule: str = "") -> Finding:
    """Mark a failure that a competent body has allowed; a rule of the whole election is waived in any contest.

    `rule` is the regulation's, where the finding is the programme's asking for the same.
    """
    if finding.verdict is not Verdict.FAILS or finding.severity is not Severity.ERROR:
        return finding
    for waiver in election.waivers:
        if waiver.rule == (rule or finding.rule) and finding.contest in ("", waiver.contest):
            remedy = Message("经{by}批准（{document}）", {"by": waiver.by, "document": waiver.document})
            return replace(finding, waived=True, remedy=remedy)
    return finding
