"""Figures of a team that are no further pile: its sheet a second time, or the sum of ballots that are there singly."""

from __future__ import annotations

from collections.abc import Sequence

from tally.counting.pieces import PileCount
from tally.domain.count import Count
from tally.domain.message import say
from tally.domain.problem import Problem, error


def counted_twice(piles: Sequence[PileCount]) -> list[Problem]:
    """Refuse figures that are those of all single ballots together (T316), or of a team that was there before: twice
    in one file, or anywhere with the same figures (T322)."""
    seen, told = ([pile for pile in piles if pile.seen is which] for which in (True, False))
    ballots = _figures(sum((one.count for one in seen[1:]), seen[0].count)) if seen else None
    problems = [
        error(
            "T316",
            pile.name,
            say("这些数恰是逐票录入的选票之和，像是同一些选票的计票单"),
            say("同一些选票只给出一种：逐票录入的，或计票单"),
        )
        for pile in told
        if pile.count.valid and _figures(pile.count) == ballots
    ]
    for at, pile in enumerate(told):
        first = next((one for one in told[:at] if _same_team(one, pile)), None)
        if first is not None:
            found = say("{team}的计票单在 {first} 已有一份", team=pile.team, first=first.name)
            problems.append(error("T322", pile.name, found, say("是副本的，删去；是另一个组的，改正组别")))
    return problems


def _same_team(one: PileCount, other: PileCount) -> bool:
    if not one.team or one.team.isdecimal() or one.team != other.team:
        return False
    return _file(one) == _file(other) or _figures(one.count) == _figures(other.count)


def _file(pile: PileCount) -> str:
    return pile.name.split(" › ")[0]


def _figures(count: Count) -> tuple[object, ...]:
    return count.candidates, count.valid, sum(count.invalid.values()), dict(count.write_ins)
