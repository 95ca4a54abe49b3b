"""What a rule book (选举规则) holds: one regulation's numbers as values, each with the article it was read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tally.domain.election import Kind
from tally.rules.share import Share

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read: an article (第五条), a chapter, 实践 or 未读到, and how far that is to be trusted.

    `grade`: S the article was read, T two or more secondary texts, P practice that varies, U weak.
    """

    article: str
    grade: str

    def __str__(self) -> str:
        return f"{self.article}（{self.grade}）"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of one number in another: `part` and `of` name present, entitled, voted, all, collected, approve.

    `stricter` are the bases that a method may take instead of `of`.
    """

    rule: str
    share: Share
    part: str
    of: str
    source: Source
    stricter: frozenset[str]


@dataclass(frozen=True, slots=True)
class MarginRule:
    """How many more candidates than seats (差额) a kind of election wants.

    `at_least` and `at_most` are shares of the seats; `extra` is a closed range of numbers; `seats` the range of seats
    that one contest may fill. `equal_if_nominated`: no margin at all only when so many were nominated. `fixed`: the
    election method names one number within `extra`. `named` is the rule for offices whose name holds one of its `words`
    (副职, 常委).
    """

    rule: str
    source: Source
    at_least: Share | None
    at_most: Share | None
    extra: tuple[int, int] | None
    seats: tuple[int, int] | None
    equal_if_nominated: int | None
    fixed: bool
    words: tuple[str, ...]
    named: MarginRule | None


@dataclass(frozen=True, slots=True)
class Further:
    """What a further vote (另行选举) asks: the least approvals, and whether the margin is tested again (W10–W12).

    `by_votes`: its candidates are those next in order of the vote before; elsewhere others may be nominated.
    """

    bar: Threshold
    margin: bool
    by_votes: bool


@dataclass(frozen=True, slots=True)
class DelegateNumber:
    """How many delegates a Party congress has: a closed range as a rule, `most` at most (D2)."""

    usual: tuple[int, int]
    most: int


@dataclass(frozen=True, slots=True)
class DeputyNumber:
    """How many deputies a people's congress has: `base` and one more per so many people, at most `most` (D4)."""

    base: int
    per: int
    most: int


@dataclass(frozen=True, slots=True)
class RuleBook:
    """One regulation. `tightened` are the paths in which a local book is stricter than the regulation it `extends`.

    `reduce_by_electors` is None where seats may not be left empty (W9).
    """

    id: str
    title: str
    issued: date
    until: date | None
    party: bool
    kinds: frozenset[Kind]
    scope: str
    words: Mapping[str, str]
    quorums: Mapping[Kind, Threshold]
    margins: Mapping[Kind, MarginRule]
    majorities: Mapping[Kind, Threshold]
    further: Mapping[Kind, Further]
    statuses: tuple[str, ...]
    standing_statuses: tuple[str, ...]
    adult: int | None
    by_deputies: frozenset[Kind]
    suspending: frozenset[str]
    exclusions: tuple[str, ...]
    proxy_kinds: frozenset[Kind]
    max_proxies: int | None
    writein_needs_oppose: bool
    writein_from: str
    deputies_for: tuple[str, ...]
    not_for_units: tuple[str, ...]
    scrutineers_not_candidates: str
    counters_not_candidates: str
    officer_rules: Mapping[str, str]
    reduce_by_electors: Share | None
    equal_by_election: bool
    tie: str
    gap: str
    congress_members: int | None
    term_shift: int | None
    delegates: DelegateNumber | None
    sponsors: int | None
    deputies: Mapping[str, DeputyNumber]
    sources: Mapping[str, Source]
    raw: Table
    extends: str | None = None
    extends_title: str = ""
    tightened: tuple[str, ...] = ()

    @property
    def full_title(self) -> str:
        """Return the title as papers print it: a local book names the regulation it is stricter than."""
        if self.extends is None:
            return self.title
        return f"{self.title}（在《{self.extends_title}》上从严）"

    def quorum(self, kind: Kind) -> Threshold | None:
        """Return the quorum for a kind of election; None where the regulation has none."""
        return self.quorums.get(kind)

    def majority(self, kind: Kind) -> Threshold:
        """Return how many approvals elect in a kind of election this book knows."""
        return self.majorities[kind]

    def margin(self, kind: Kind, office: str = "") -> MarginRule | None:
        """Return the margin for a kind of election and an office, None when the book does not know the kind."""
        rule = self.margins.get(kind)
        if rule is not None and rule.named is not None and any(word in office for word in rule.named.words):
            return rule.named
        return rule

    def voting_statuses(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Return the roster's statuses that vote in these kinds of election; a person without one has the first."""
        if self.by_deputies & set(kinds):
            return ("代表",)
        return self.statuses

    def bars(self, status: str, measure: str) -> str:
        """Return why a person of this status, under this measure, may not be elected (E1, E2); "" when they may."""
        if status not in self.standing_statuses:
            return status
        return measure if measure in self.suspending else ""

    def rule_of(self, officers: str) -> str:
        """Return the rule behind a key of [officers]."""
        return self.officer_rules.get(officers, self.officer_rules["scrutineers_not_candidates"])

    def bases(self, kind: Kind) -> frozenset[str]:
        """Return every majority base that a method may name for a kind of election."""
        threshold = self.majorities[kind]
        return threshold.stricter | {threshold.of}

    def source(self, rule: str) -> Source | None:
        """Return where a rule (M1, W6, …) was read, None when this book does not hold it.

        >>> from tally.rules.rulebook import load_rule_book
        >>> str(load_rule_book("jiceng-2020").source("M1")), str(load_rule_book("jiceng-2020").source("W1"))
        ('第十三条（S）', '第四章（T）')
        """
        return self.sources.get(rule)
