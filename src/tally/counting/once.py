"""Figures of a team that are no further pile: its sheet a second time, or the sum of ballots or teams beside it."""

from __future__ import annotations

from collections.abc import Sequence

from tally.counting.pieces import PileCount
from tally.domain.count import Count
from tally.domain.message import say
from tally.domain.problem import Problem, error


def counted_twice(piles: Sequence[PileCount]) -> list[Problem]:
    """Refuse figures that are those of all single ballots together (T316), of a team that was there before: twice in
    one file, or anywhere with the same figures (T322), or of teams that stand one after another beside it (T654, I1).

    What is called a sum (合计) was compared and left out when its file was read.
    """
    seen, told = ([pile for pile in piles if pile.seen is which] for which in (True, False))
    ballots = _figures(_total(seen)) if seen else None
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
        parts = _adding_up_to(pile, [one for one in told if one is not pile and one.read]) if pile.read else ()
        if parts:
            found = say("每个数都等于{parts}各组之和，像是它们的合计", parts=tuple(part.name for part in parts))
            remedy = say("是合计的，改名为“合计”或删去；不是的，核对这几组的数")
            problems.append(error("T654", pile.name, found, remedy, "I1"))
    return problems


def _adding_up_to(pile: PileCount, others: Sequence[PileCount]) -> Sequence[PileCount]:
    """Return neighbours among others, two or more, that come to the same; a window slides over their ballots."""
    first = ballots = 0
    for last, other in enumerate(others):
        ballots += other.read
        while ballots > pile.read:
            ballots -= others[first].read
            first += 1
        parts = others[first : last + 1]
        if len(parts) > 1 and ballots == pile.read and _figures(_total(parts)) == _figures(pile.count):
            return parts
    return ()


def _total(piles: Sequence[PileCount]) -> Count:
    return sum((one.count for one in piles[1:]), piles[0].count)


def _same_team(one: PileCount, other: PileCount) -> bool:
    if not one.team or one.team.isdecimal() or one.team != other.team:
        return False
    return _file(one) == _file(other) or _figures(one.count) == _figures(other.count)


def _file(pile: PileCount) -> str:
    return pile.name.split(" › ")[0]


def _figures(count: Count) -> tuple[object, ...]:
    return (
        count.candidates,
        count.valid,
        sum(count.invalid.values()),
        {key: votes for key, votes in count.write_ins.items() if votes},
    )
