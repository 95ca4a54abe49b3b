"""The sums (合计、汇总) beside the teams they add up: compared with the teams, and then not counted once more."""

from __future__ import annotations

from collections.abc import Sequence

from tally.domain.count import AnyPile, Count, Tallied
from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.layouts.tally_blocks import FIGURES, is_sum


def without_sums(piles: Sequence[AnyPile], contests: Sequence[Contest]) -> tuple[list[AnyPile], list[Problem]]:
    """Leave out figures that are called the sum of others of the same contest; alone they are figures like any.

    Problems: T328 a sum that is not that of the teams (I1), T329 (said) the sums agree.
    """
    teams = [one for one in piles if not isinstance(one, Tallied) or not _called_sum(one)]
    kept, problems = list(teams), list[Problem]()
    for one in piles:
        if not isinstance(one, Tallied) or not _called_sum(one):
            continue
        counts = [other.count for other in teams if isinstance(other, Tallied) and other.contest == one.contest]
        if not counts:
            kept.append(one)
            continue
        wrong = _differences(one, sum(counts[1:], counts[0]), next(who for who in contests if who.id == one.contest))
        agree = say("这是{count}个组的合计，与各组之和相同，没有再计一次", count=len(counts))
        problems += wrong or [info("T329", one.name, agree)]
    return kept, problems


def _called_sum(pile: Tallied) -> bool:
    return any(is_sum(part) for part in pile.name.split(" › ")[1:])


def _differences(told: Tallied, total: Count, contest: Contest) -> list[Problem]:
    one, other = _figures(told.count, contest), _figures(total, contest)
    return [
        error(
            "T328",
            told.places.get(at, told.name),
            say("合计写的是{told}，各组之和是{total}", told=one.get(at, 0), total=other.get(at, 0)),
            say("核对各组计票单，改正合计或抄错的一组"),
            "I1",
        )
        for at in {**other, **one}
        if one.get(at, 0) != other.get(at, 0)
    ]


def _figures(count: Count, contest: Contest) -> dict[tuple[str, str], int]:
    found = {("", "valid"): count.valid, ("", "invalid"): sum(count.invalid.values())}
    for who, figures in zip(contest.candidates, count.candidates, strict=True):
        found |= {(who.key, kind): getattr(figures, kind) for kind in FIGURES}
    return found | {(key, "approve"): votes for key, votes in count.write_ins.items()}
