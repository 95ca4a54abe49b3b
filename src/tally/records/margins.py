"""How far the result is from another one: assertions that together prove who is elected, each with its margin.

A seat is decided by two kinds of facts: somebody reaches the need or does not, and somebody has more approvals than
another. Each is an assertion; while all of them hold, the same persons are elected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Assertion:
    """`ahead` has more approvals than `behind`; where one of them is None the need stands in its place.

    `votes` is by how many votes it holds, `ballots` the fewest ballots whose change undoes it. One ballot moves a
    comparison of two persons by two votes, and a comparison with the need by one, which is counted as two.
    """

    ahead: str | None
    behind: str | None
    votes: int
    ballots: int

    @property
    def span(self) -> int:
        """Return the margin in units of which one ballot changes at most two."""
        return self.votes if self.ahead is not None and self.behind is not None else 2 * self.votes


def assertions(contest: Mapping[str, Any]) -> list[Assertion]:
    """Return assertions that prove the outcome of a contest's record; none where the vote is void.

    >>> people = [{"name": "甲", "approve": 9, "elected": True}, {"name": "乙", "approve": 4, "elected": False}]
    >>> outcome = {"status": "complete", "tied": []}
    >>> contest = {"majority": {"need": 6}, "seats": 1, "outcome": outcome, "write_ins": [], "candidates": people}
    >>> [(one.ahead, one.behind, one.votes, one.ballots) for one in assertions(contest)]
    [('甲', None, 4, 4), ('甲', '乙', 5, 3)]
    """
    if contest["outcome"]["status"] == "void":
        return []
    need = contest["majority"]["need"] or 0  # none in a revote: more votes win
    people = [one for one in (*contest["candidates"], *contest["write_ins"]) if one.get("eligible") is not False]
    elected = [one for one in people if one["elected"]]
    tied = set(contest["outcome"]["tied"])
    found = [_reaches(one, need) for one in elected if need]
    for one in people:
        if one["elected"] or one["name"] in tied:
            continue
        below = _stays_below(one, need) if one["approve"] < need else None
        rivals = [person for person in people if person["elected"] or person["name"] in tied]
        full = len(rivals) >= contest["seats"]
        behind = [_leads(rival, one) for rival in rivals] if full else []
        weakest = min(behind, key=lambda each: each.votes, default=None)
        if below is not None and (weakest is None or below.span >= weakest.span):
            found.append(below)
        else:
            found += behind
    found += [_leads(one, {"name": name, "approve": _votes(people, name)}) for one in elected for name in sorted(tied)]
    found += [Assertion(name, name, 0, 1) for name in sorted(tied)]  # a tie is undone by one ballot
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """How many ballots would have to change, at least, for a person to be elected or not to be."""

    name: str
    elected: bool
    ballots: int


def reaches(contest: Mapping[str, Any]) -> list[Reach]:
    """Return for each person the fewest ballots that would turn their own result, in the record's order."""
    if contest["outcome"]["status"] == "void":
        return []
    need, seats = contest["majority"]["need"] or 0, contest["seats"]
    people = [one for one in (*contest["candidates"], *contest["write_ins"]) if one.get("eligible") is not False]
    result = []
    for one in people:
        others = sorted((other["approve"] for other in people if other is not one), reverse=True)
        if one["elected"]:
            fewest = one["approve"] - need + 1
            if len(others) >= seats:  # as many as there are seats reach this person: the seat is tied or lost
                fewest = min(fewest, max(need - others[seats - 1], -(-(one["approve"] - others[seats - 1]) // 2)))
        else:
            fewest = max(1, need - one["approve"])
            if len(others) >= seats and others[seats - 1] >= need:
                fewest = max(fewest, (others[seats - 1] - one["approve"]) // 2 + 1)
        result.append(Reach(one["name"], one["elected"], max(1, fewest)))
    return result


def _votes(people: list[Mapping[str, Any]], name: str) -> int:
    return next(int(one["approve"]) for one in people if one["name"] == name)


def _reaches(one: Mapping[str, Any], need: int) -> Assertion:
    votes = one["approve"] - need + 1
    return Assertion(one["name"], None, votes, votes)


def _stays_below(one: Mapping[str, Any], need: int) -> Assertion:
    votes = need - one["approve"]
    return Assertion(None, one["name"], votes, votes)


def _leads(one: Mapping[str, Any], other: Mapping[str, Any]) -> Assertion:
    votes = one["approve"] - other["approve"]
    return Assertion(one["name"], other["name"], votes, -(-votes // 2))
