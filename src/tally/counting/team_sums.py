"""Figures of teams (计票单) among which one is the sum of others, whatever it is called: it would be counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tally.counting.pieces import PileCount
from tally.domain.count import Count, Doubt
from tally.domain.message import say
from tally.domain.problem import Problem, error


def sums_among(piles: Sequence[PileCount]) -> Iterator[Problem]:
    """Refuse a team whose every figure is the sum of teams that stand one after another beside it (T654, I1).

    What is called a sum (合计) was compared and left out when its file was read; this is for those called otherwise.
    """
    teams = [one for one in piles if not one.seen and one.read]
    for at, one in enumerate(teams):
        parts = _adding_up_to(one, teams[:at] + teams[at + 1 :])
        if parts:
            yield error(
                "T654",
                one.name,
                say("每个数都等于{parts}各组之和，像是它们的合计", parts=tuple(part.name for part in parts)),
                say("是合计的，改名为“合计”或删去；不是的，核对这几组的数"),
                "I1",
            )


def _adding_up_to(one: PileCount, others: Sequence[PileCount]) -> Sequence[PileCount]:
    """Return neighbours among others, two or more, that come to the same as one; a window slides over their ballots."""
    first = ballots = 0
    for last, other in enumerate(others):
        ballots += other.read
        while ballots > one.read:
            ballots -= others[first].read
            first += 1
        parts = others[first : last + 1]
        if len(parts) > 1 and ballots == one.read and _figures(one.count) == _figures(_total(parts)):
            return parts
    return ()


def _total(parts: Sequence[PileCount]) -> Count:
    return sum((one.count for one in parts[1:]), parts[0].count)


def _figures(count: Count) -> Count:
    """Return what a team's sheet tells: no spellings, no reasons why ballots are void."""
    return replace(count, invalid={}, write_ins={k: n for k, n in count.write_ins.items() if n}, spellings={},
                   doubt=Doubt(), folded=0)  # fmt: skip
