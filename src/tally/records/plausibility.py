"""What looks unusual in a result (合理性提示): notes for people, never a verdict, and nothing is refused for them.

The limits on void and blank ballots are those of Abacus, the counting program of the Dutch Electoral Council (3 % of
the ballots). A pile is pointed out when a candidate's approvals in it lie further from the candidate's share than
chance would bring about once in ten thousand, by the exact variance of drawing without replacement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election
from tally.domain.legend import Mark
from tally.domain.message import say
from tally.domain.problem import Problem, info, place, warning
from tally.records.understood import Piles

SHARE = (3, 100)
CHANCE_SQUARED = 15  # of a normal distribution, two-sided: about 1 in 10,000
FEWEST_BALLOTS = 20


def notes(election: Election, record: Mapping[str, Any], piles: Piles) -> list[Problem]:
    """Return notes on every contest that was counted (T643 unusual shares and piles, T644 patterns of ballots)."""
    found: list[Problem] = []
    for contest, kept in zip(election.contests, record["contests"], strict=True):
        if kept["outcome"]["status"] != "void":
            found += _shares(contest, kept, piles.get(contest.id, ()))
            found += _piles(contest, kept)
            found.append(_patterns(contest, piles.get(contest.id, ())))
    return found


def _shares(contest: Contest, kept: Mapping[str, Any], boxes: Sequence[BallotBox]) -> Iterator[Problem]:
    ballots = kept["ballots"]["collected"]
    blank = sum(int((box.marks == Mark.ABSTAIN).all(axis=0).sum()) for box in boxes)
    for number, word in ((kept["ballots"]["invalid"], say("无效票")), (blank, say("一个符号也没有的票"))):
        if ballots >= FEWEST_BALLOTS and number * SHARE[1] >= ballots * SHARE[0]:
            found = say("{word}{number}张，占{ballots}张的3%或以上", word=word, number=number, ballots=ballots)
            yield warning("T643", contest.office, found, say("抽看几张，核对录入和填写说明"))


def _piles(contest: Contest, kept: Mapping[str, Any]) -> Iterator[Problem]:
    total = kept["ballots"]["valid"]
    for pile in kept["piles"] if len(kept["piles"]) > 1 else ():
        for one, everywhere in zip(pile["candidates"], kept["candidates"], strict=True):
            if is_beyond_chance(one["approve"], pile["valid"], everywhere["approve"], total):
                found = say(
                    "{name}在这摞{valid}张有效票里得{here}票，全部{total}张里得{all}票，相差超出偶然",
                    name=one["name"],
                    valid=pile["valid"],
                    here=one["approve"],
                    total=total,
                    all=everywhere["approve"],
                )
                where = place(contest.office, pile["name"])
                yield warning("T643", where, found, say("复核这一摞的录入；代表团之间本来不同的，不必理会"))


def is_beyond_chance(here: int, pile: int, everywhere: int, total: int) -> bool:
    """Whether `here` of `pile` is too far from `everywhere` of `total` to come about by chance.

    >>> is_beyond_chance(50, 50, 75, 148), is_beyond_chance(28, 50, 75, 148), is_beyond_chance(50, 50, 148, 148)
    (True, False, False)
    """
    if min(pile, total - pile) < FEWEST_BALLOTS:
        return False
    distance = (here * total - pile * everywhere) ** 2 * (total - 1)
    return distance > CHANCE_SQUARED * pile * everywhere * (total - everywhere) * (total - pile)


def _patterns(contest: Contest, boxes: Sequence[BallotBox]) -> Problem:
    """Say how many ballots are alone in what they say: whoever promised a pattern could be found by it."""
    counted: Counter[object] = Counter()
    for box in boxes:
        names: dict[int, list[str]] = {}
        for one in box.write_ins:
            names.setdefault(one.ballot, []).append(one.key)
        for at, marks in enumerate(box.marks.T.tolist()):
            counted[(*marks, *sorted(names.get(at, ())))] += 1
    alone = sum(number == 1 for number in counted.values())
    return info(
        "T644",
        contest.office,
        say(
            "{ballots}张票有{patterns}种填法，其中{alone}种只有一张",
            ballots=counted.total(),
            patterns=len(counted),
            alone=alone,
        ),
        say("只有一张的填法能认出是谁画的（约定记号）；公开逐票数据前想一想，公开时用 --shuffle"),
    )
