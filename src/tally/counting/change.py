"""What would change the result: the smallest number of ballots that would elect another (doubtful ones first)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tally.counting.covering import suffices
from tally.domain.outcome import Ranked

Approvals = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """How a person who is not elected would be.

    `ballots` marked otherwise would do it and no number below `at_least` could: the two are one number where the search
    came to its end, which it does but for piles with very many rivals to pass. `rulings` is how many doubtful ballots
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
        found = race.fewest()
        if found is not None:
            rulings = _rulings(votes[person], list(others.values()), places, bar, most.get(person, 0))
            changes.append(Change(person, *found, rulings))
    return tuple(sorted(changes, key=lambda one: (one.rulings is None, one.rulings, one.ballots, str(one.person))))


@dataclass(frozen=True, slots=True)
class Race:
    """One person against the others.

    A ballot marked otherwise does most when it approves the person alone. One that did not approve the person before
    brings them a vote, as good as taking one from every rival at once, and takes one from each it approved; so these
    come first, and only when they are used up those that approved the person already.
    """

    votes: int
    others: Mapping[int | str, int]
    places: int
    bar: int
    approvals: Mapping[int | str, Approvals]
    own: Approvals

    def fewest(self) -> tuple[int, int] | None:
        """Return a number that no smaller one undercuts and one that does it; None when all ballots are too few.

        Whoever can be elected by some ballots can be by more: what is proved for a number holds for those beside it.
        """
        if not len(self.own) or not self._enough(len(self.own)):
            return None
        return self._least(open_counts=True), self._least(open_counts=False)

    def _least(self, *, open_counts: bool) -> int:
        """Return by halving the smallest number that suffices; `open_counts` is how a question left open is taken."""

        def suffice(ballots: int) -> bool:
            enough = self._enough(ballots)
            return open_counts if enough is None else enough

        numbers = range(1, len(self.own))
        return 1 + bisect_left(numbers, True, key=suffice)

    def _enough(self, ballots: int) -> bool | None:
        """Whether so many ballots elect the person; None when neither is proved."""
        gain = min(ballots, int(np.count_nonzero(~self.own)))
        reached = self.votes + gain
        if reached < self.bar:
            return False
        ahead = sorted((count, str(other), other) for other, count in self.others.items() if count >= reached)
        over = len(ahead) - (self.places - 1)
        if over <= 0:
            return True
        rivals = [other for _, _, other in ahead]
        if gain == ballots:
            deficits = [count - reached + 1 for count, _, _ in ahead]
            return suffices(self._patterns(rivals, ~self.own), deficits, over, ballots)
        fallen = {other: int(np.count_nonzero(self.approvals[other] & ~self.own)) for other in rivals}
        deficits = [count - reached + 1 - fallen[other] for count, _, other in ahead]
        return suffices(self._patterns(rivals, self.own), deficits, over, ballots - gain)

    def _patterns(self, rivals: Sequence[int | str], side: Approvals) -> dict[int, int]:
        """Return how many ballots on a side approve which of the rivals."""
        rows = np.array([self.approvals[other][side] for other in rivals], dtype=np.uint8)
        packed = np.packbits(rows, axis=0, bitorder="little")
        columns, counts = np.unique(packed, axis=1, return_counts=True)
        codes = (int.from_bytes(column.tobytes(), "little") for column in columns.T)
        return dict(zip(codes, counts.tolist(), strict=True))


def _rulings(votes: int, others: Sequence[int], places: int, bar: int, most: int) -> int | None:
    """Return how many approvals more elect the person while nobody else moves, None when more than rulings can give."""
    rivals = sorted(others, reverse=True)[places - 1 : places]
    wanted = max([bar, *(one + 1 for one in rivals)]) - votes
    return wanted if wanted <= most else None
