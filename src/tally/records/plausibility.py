"""What looks unusual in a result (合理性提示): notes for people, never a verdict, and nothing is refused for them.

The limit on void and blank ballots is that of Abacus, the counting program of the Dutch Electoral Council (3 % of the
ballots). A pile, or what one typist typed, is pointed out when its void ballots, its blank ones or a candidate's
approvals are so many or so few that drawing as many ballots at random from all of them would bring that about less
often than once in ten thousand: the hypergeometric tail, reckoned exactly in integers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import comb
from typing import Any

from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election
from tally.domain.legend import Mark
from tally.domain.message import Message, say
from tally.domain.problem import Problem, info, place, warning
from tally.records.understood import Piles

MOST_EXACT = 20_000
CHANCE_SQUARED = 15  # of a normal distribution, two-sided: about 1 in 10,000


@dataclass(frozen=True, slots=True)
class Limits:
    """From when something is pointed out: a share of the ballots, once in so many draws, and the fewest ballots."""

    share: Fraction = Fraction(3, 100)
    chance: int = 10_000
    fewest: int = 20


@dataclass(frozen=True, slots=True)
class Group:
    """Ballots that lay or were typed together: how many, how many void, blank among the valid, approvals of each."""

    name: str
    ballots: int
    void: int
    blank: int | None
    approvals: tuple[int, ...]

    def __add__(self, other: Group) -> Group:
        blank = None if self.blank is None or other.blank is None else self.blank + other.blank
        approvals = tuple(map(sum, zip(self.approvals, other.approvals, strict=True)))
        return Group(self.name, self.ballots + other.ballots, self.void + other.void, blank, approvals)


def notes(
    election: Election,
    record: Mapping[str, Any],
    piles: Piles,
    typists: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> list[Problem]:
    """Return notes on every contest that was counted (T643 unusual shares and groups, T644 patterns of ballots).

    `typists` says who typed a file, by its path in the record.
    """
    limits = limits or Limits()
    found: list[Problem] = []
    for contest, kept in zip(election.contests, record["contests"], strict=True):
        if kept["outcome"]["status"] != "void":
            boxes = piles.get(contest.id, ())
            groups = [_group(pile, boxes) for pile in kept["piles"]]
            found += _shares(contest, kept, boxes, limits)
            found += _apart(contest, groups, limits, say("复核这一摞的录入；代表团之间本来不同的，不必理会"))
            by_hand = _typed(groups, typists or {})
            remedy = say("请另一人抽几张对照选票；这只是提示，各人分到的选票本来可以不同")
            found += _apart(contest, by_hand, limits, remedy)
            found.append(_patterns(contest, boxes))
    return found


def _shares(contest: Contest, kept: Mapping[str, Any], boxes: Sequence[BallotBox], limits: Limits) -> Iterator[Problem]:
    ballots = kept["ballots"]["collected"]
    for number, word in ((kept["ballots"]["invalid"], say("无效票")), (_blank(boxes), say("一个符号也没有的票"))):
        if ballots >= limits.fewest and number >= ballots * limits.share:
            found = say(
                "{word}{number}张，占{ballots}张的{share}%或以上",
                word=word,
                number=number,
                ballots=ballots,
                share=str(Decimal(100 * limits.share.numerator) / limits.share.denominator),
            )
            yield warning("T643", contest.office, found, say("抽看几张，核对录入和填写说明"))


def _group(pile: Mapping[str, Any], boxes: Sequence[BallotBox]) -> Group:
    own = [box for box in boxes if box.name == pile["name"]]
    approvals = tuple(one["approve"] for one in pile["candidates"])
    return Group(pile["name"], pile["drawn"], pile["invalid"], _blank(own) if own else None, approvals)


def _blank(boxes: Sequence[BallotBox]) -> int:
    return sum(int(((box.marks == Mark.ABSTAIN).all(axis=0) & (box.void == 0)).sum()) for box in boxes)


def _typed(groups: Sequence[Group], typists: Mapping[str, str]) -> list[Group]:
    """Return what each typist typed, where somebody typed more than one pile; whoever is not named is one group."""
    named: dict[str, list[Group]] = {}
    for one in groups:
        named.setdefault(typists.get(one.name.split(" › ")[0], ""), []).append(one)
    if len(named) == len(groups):
        return []
    return [
        replace(sum(rest, first), name=f"录入人{typist}" if typist else "没有写录入人")
        for typist, (first, *rest) in sorted(named.items())
    ]


def _apart(contest: Contest, groups: Sequence[Group], limits: Limits, remedy: Message) -> Iterator[Problem]:
    """Point out every group that differs from all of them together beyond chance."""
    if len(groups) < 2:
        return
    everything = sum(groups[1:], groups[0])
    for group in groups:
        for word, here, of, everywhere, total in _figures(contest, group, everything):
            if is_beyond_chance(here, of, everywhere, total, limits):
                found = say(
                    "{word}：这里{of}张里有{here}，全部{total}张里有{all}，相差超出偶然",
                    word=word,
                    of=of,
                    here=here,
                    total=total,
                    all=everywhere,
                )
                yield warning("T643", place(contest.office, group.name), found, remedy)


def _figures(contest: Contest, group: Group, whole: Group) -> Iterator[tuple[Message, int, int, int, int]]:
    """Yield what is compared: a word, the group's figure and its ballots, everybody's figure and ballots."""
    yield say("无效票"), group.void, group.ballots, whole.void, whole.ballots
    valid, all_valid = group.ballots - group.void, whole.ballots - whole.void
    if group.blank is not None and whole.blank is not None:
        yield say("一个符号也没有的票"), group.blank, valid, whole.blank, all_valid
    for one, here, everywhere in zip(contest.candidates, group.approvals, whole.approvals, strict=True):
        yield say("{name}的赞成票", name=one.name), here, valid, everywhere, all_valid


def is_beyond_chance(here: int, drawn: int, everywhere: int, total: int, limits: Limits | None = None) -> bool:
    """Whether `here` of `drawn` ballots is too far from `everywhere` of `total` to come about by chance.

    Exactly up to `MOST_EXACT` ballots, by the variance of drawing without replacement beyond.

    >>> is_beyond_chance(50, 50, 75, 148), is_beyond_chance(28, 50, 75, 148), is_beyond_chance(50, 50, 148, 148)
    (True, False, False)
    """
    limits = limits or Limits()
    if min(drawn, total - drawn) < limits.fewest:
        return False
    if total > MOST_EXACT:
        distance = (here * total - drawn * everywhere) ** 2 * (total - 1)
        return distance > CHANCE_SQUARED * drawn * everywhere * (total - everywhere) * (total - drawn)
    return tail(here, drawn, everywhere, total) * 2 * limits.chance < comb(total, drawn)


def tail(here: int, drawn: int, everywhere: int, total: int) -> int:
    """Return how many of the draws are as far out as `here` or further, on its side of what is expected.

    >>> tail(2, 2, 2, 4), tail(0, 2, 2, 4), tail(1, 2, 2, 4)
    (1, 1, 5)
    """
    least, most = max(0, drawn + everywhere - total), min(drawn, everywhere)
    low = here * total < drawn * everywhere
    ways = comb(everywhere, here) * comb(total - everywhere, drawn - here)
    added = 0
    for at in range(here, least - 1, -1) if low else range(here, most + 1):
        added += ways
        if low:
            ways = ways * at * (total - everywhere - drawn + at) // ((everywhere - at + 1) * (drawn - at + 1))
        else:
            ways = ways * (everywhere - at) * (drawn - at) // ((at + 1) * (total - everywhere - drawn + at + 1))
    return added


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
