"""What would change the result: the smallest number of ballots that would elect another (doubtful ones first)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tally.domain.outcome import Ranked

Approvals = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """How a person who is not elected would be.

    `ballots` marked otherwise would do it and no number below `at_least` could; `rulings` is how many doubtful ballots
    read as approving the person would do it alone, None where they cannot.
    """

    person: int | str
    at_least: int
    ballots: int
    rulings: int | None


def smallest_changes(
    standings: Sequence[Ranked],
    elected: Sequence[int | str],
    places: int,
    need: int | None,
    approvals: Mapping[int | str, Approvals],
    most: Mapping[int | str, int],
) -> tuple[Change, ...]:
    """Return for each person not elected what would elect them, the smallest first; nobody when nothing could.

    `approvals` tells per person which of the collected ballots approve them (a void ballot approves nobody), `most` how
    many approvals rulings could still add. One ballot marked otherwise may give the person a vote and take one from
    each of the others.
    """
    bar = 1 if need is None else need
    votes = {one.person: one.approve for one in standings}
    changes = []
    for person in votes:
        if person in elected:
            continue
        others = {other: count for other, count in votes.items() if other != person}
        race = Race(votes[person], others, places, bar, approvals, approvals[person])
        least = race.fewest(exact=False)
        if least is None:
            continue
        ballots = race.fewest(exact=True)
        rulings = _rulings(votes[person], list(others.values()), places, bar, most.get(person, 0))
        if ballots is not None:
            changes.append(Change(person, least, ballots, rulings))
    return tuple(sorted(changes, key=lambda one: (one.rulings is None, one.rulings or 0, one.ballots, str(one.person))))


@dataclass(frozen=True, slots=True)
class Race:
    """One person against the others."""

    votes: int
    others: Mapping[int | str, int]
    places: int
    bar: int
    approvals: Mapping[int | str, Approvals]
    own: Approvals

    def fewest(self, *, exact: bool) -> int | None:
        """Return the smallest number of ballots that elects the person, by halving; None when all are too few."""
        low, high = 1, len(self.own)
        if not high or not self._enough(high, exact=exact):
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._enough(middle, exact=exact) else (middle + 1, high)
        return low

    def _enough(self, ballots: int, *, exact: bool) -> bool:
        gain = min(ballots, int(np.count_nonzero(~self.own)))
        reached = self.votes + gain
        if reached < self.bar:
            return False
        ahead = sorted((count, str(other), other) for other, count in self.others.items() if count >= reached)
        over = len(ahead) - (self.places - 1)
        falling = {other: count - reached + 1 for count, _, other in ahead[: max(over, 0)]}
        if not falling:
            return True
        return self._can_fall(falling, gain, ballots) if exact else max(falling.values()) <= ballots

    def _can_fall(self, falling: dict[int | str, int], gain: int, ballots: int) -> bool:
        """Whether so many ballots can take the votes: first those that do not approve the person, each as it can."""
        people = list(falling)
        patterns = sum(
            (self.approvals[other].astype(np.int64) << at for at, other in enumerate(people)),
            start=np.zeros(len(self.own), dtype=np.int64),
        )
        for side, room in ((~self.own, gain), (self.own, ballots - gain)):
            codes, counts = np.unique(patterns[side], return_counts=True)
            left = dict(zip(codes.tolist(), counts.tolist(), strict=True))
            while room and any(falling.values()) and left:
                code = max(left, key=lambda one: (_covers(one, people, falling), -one))
                if not _covers(code, people, falling):
                    break
                wanted = [falling[other] for at, other in enumerate(people) if code >> at & 1 and falling[other]]
                taken = min(left[code], room, min(wanted))
                for at, other in enumerate(people):
                    if code >> at & 1:
                        falling[other] = max(falling[other] - taken, 0)
                room -= taken
                left[code] -= taken
                if not left[code]:
                    del left[code]
        return not any(falling.values())


def _covers(code: int, people: Sequence[int | str], falling: Mapping[int | str, int]) -> int:
    return sum(bool(code >> at & 1 and falling[other]) for at, other in enumerate(people))


def _rulings(votes: int, others: Sequence[int], places: int, bar: int, most: int) -> int | None:
    """Return how many approvals more elect the person while nobody else moves, None when more than rulings can give."""
    ahead = sorted(others, reverse=True)
    wanted = max(bar, ahead[places - 1] + 1 if len(ahead) >= places else 0)
    return wanted - votes if 0 < wanted - votes <= most else None
