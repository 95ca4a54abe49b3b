"""A rule book (选举规则): one regulation's numbers as data, each with the article it was read in.

The books lie in `rulebooks/*.toml`. No number of a regulation stands in Python.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tally.domain.election import Kind
from tally.domain.message import say
from tally.domain.problem import Problems, error


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole that must be reached (`strict` false: ≥) or exceeded (`strict` true: >).

    >>> Share(4, 5, strict=False).least(152), Share(4, 5, strict=True).least(150), Share(1, 2, strict=True).least(148)
    (122, 121, 75)
    """

    numerator: int
    denominator: int
    strict: bool

    def holds(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` suffices, in whole numbers."""
        left, right = self.denominator * part, self.numerator * whole
        return left > right if self.strict else left >= right

    def least(self, whole: int) -> int:
        """Return the least part that suffices."""
        if self.strict:
            return self.numerator * whole // self.denominator + 1
        return -(-self.numerator * whole // self.denominator)

    def arithmetic(self, part: int, whole: int) -> str:
        """Spell the test out in whole numbers.

        >>> Share(4, 5, strict=False).arithmetic(120, 150), Share(4, 5, strict=True).arithmetic(120, 150)
        ('5×120 = 600 ≥ 4×150 = 600', '5×120 = 600 ≤ 4×150 = 600')
        """
        left, right = self.denominator * part, self.numerator * whole
        holds, fails = (">", "≤") if self.strict else ("≥", "<")
        sign = holds if self.holds(part, whole) else fails
        times = f"{self.numerator}×{whole} = " if self.numerator != 1 else ""
        return f"{self.denominator}×{part} = {left} {sign} {times}{right}"


@dataclass(frozen=True, slots=True)
class MarginRule:
    """How many more candidates than seats (差额) a kind of election wants.

    `at_least` and `at_most` are shares of the seats; `extra` is a closed range of numbers.
    """

    rule: str
    at_least: Share | None
    at_most: Share | None
    extra: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """One regulation.

    `majority_of` names the base (present, entitled, voted, all), `stricter` the bases a method may take instead.
    """

    id: str
    title: str
    party: bool
    kinds: frozenset[Kind]
    quorum: Share
    quorum_rule: str
    quorum_of: str
    margins: Mapping[Kind, MarginRule]
    majority: Share
    majority_rule: str
    majority_of: str
    stricter: frozenset[str]
    writein_needs_oppose: bool
    proxies_allowed: bool
    suspending: frozenset[str]
    scrutineers_not_candidates: str
    counters_not_candidates: str
    may_reduce_seats: bool
    reduce_by_electors: Share | None

    @property
    def bases(self) -> frozenset[str]:
        """Return every majority base a method may name under this book."""
        return self.stricter | {self.majority_of}


@cache
def rule_book_ids() -> tuple[str, ...]:
    """Return the ids of all rule books shipped."""
    folder = resources.files("tally.rules") / "rulebooks"
    return tuple(sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")))


@cache
def load_rule_book(book_id: str) -> RuleBook:
    """Return the rule book of that id; raises `Problems` (T401) when there is none."""
    if book_id not in rule_book_ids():
        raise Problems(
            [
                error(
                    "T401",
                    "rules",
                    say("没有编号为“{id}”的选举规则", id=book_id),
                    say("可用的有：{ids}", ids=tuple(rule_book_ids())),
                )
            ]
        )
    text = (resources.files("tally.rules") / "rulebooks" / f"{book_id}.toml").read_text(encoding="utf-8")
    return _rule_book(tomllib.loads(text))


def _rule_book(data: Mapping[str, Any]) -> RuleBook:
    quorum, majority, reduce = data["quorum"], data["majority"], data["reduce_seats"]
    officers = data["officers"]
    return RuleBook(
        id=data["id"],
        title=data["title"],
        party=data["party"],
        kinds=frozenset(Kind(kind) for kind in data["kinds"]),
        quorum=_required_share(quorum),
        quorum_rule=quorum["rule"],
        quorum_of=quorum["of"],
        margins={Kind(kind): _margin(margin) for kind, margin in data["margin"].items()},
        majority=_required_share(majority),
        majority_rule=majority["rule"],
        majority_of=majority["of"],
        stricter=frozenset(majority["stricter"]),
        writein_needs_oppose=data["write_in"]["needs_oppose"],
        proxies_allowed=data["proxies"]["allowed"],
        suspending=frozenset(data["suspended"]["measures"]),
        scrutineers_not_candidates=officers["scrutineers_not_candidates"]["level"],
        counters_not_candidates=officers["counters_not_candidates"]["level"],
        may_reduce_seats=reduce["allowed"],
        reduce_by_electors=_share(reduce["by_electors"]) if "by_electors" in reduce else None,
    )


def _share(data: Mapping[str, Any], reached: str = "at_least", exceeded: str = "more_than") -> Share | None:
    for key, strict in ((exceeded, True), (reached, False)):
        if key in data:
            numerator, denominator = data[key]
            return Share(numerator, denominator, strict)
    return None


def _required_share(data: Mapping[str, Any]) -> Share:
    share = _share(data)
    if share is None:
        raise ValueError("a rule book's quorum and majority need at_least or more_than")
    return share


def _margin(data: Mapping[str, Any]) -> MarginRule:
    extra = (data["extra"][0], data["extra"][1]) if "extra" in data else None
    return MarginRule(data["rule"], _share(data), _share(data, reached="at_most"), extra)
