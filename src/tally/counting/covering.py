"""Whether so many ballots suffice to take votes from rivals: an exact search in whole numbers.

A ballot takes one vote from each rival that it approves. Ballots that approve the same rivals are alike: they make a
pattern, with bit `at` set for rival `at`, of which there are so many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

STEPS = 3000  # of one search; beyond them the question stays open
Deficits = tuple[int, ...]


class _GivenUpError(Exception):
    """The search grew too long."""


def suffices(patterns: Mapping[int, int], deficits: Sequence[int], wanted: int, room: int) -> bool | None:
    """Whether `room` of the ballots can take from at least `wanted` rivals as many votes as their `deficits`.

    None when the search grows too long: then neither is proved.

    >>> suffices({0b11: 1, 0b01: 2, 0b10: 2}, [2, 2], 2, 3), suffices({0b11: 1, 0b01: 2, 0b10: 2}, [2, 2], 2, 2)
    (True, False)
    """
    search = _Search({pattern: count for pattern, count in patterns.items() if pattern}, len(deficits), wanted)
    try:
        return search.reached(0, tuple(max(one, 0) for one in deficits), room)
    except _GivenUpError:
        return None


class _Search:
    """Tries patterns one after another, those that approve most rivals first, each as often as it can serve.

    `left[at][rival]` are the ballots from pattern `at` on that approve a rival; `each` is how many rivals a ballot of a
    pattern approves; `ballots` and `takes` add up the ballots of all patterns before one and the votes they take.
    """

    def __init__(self, patterns: Mapping[int, int], rivals: int, wanted: int) -> None:
        self.patterns = sorted(patterns, key=lambda one: (-one.bit_count(), one))
        self.counts = [patterns[one] for one in self.patterns]
        self.wanted = wanted
        self.left = [[0] * rivals]
        for pattern, count in zip(reversed(self.patterns), reversed(self.counts), strict=True):
            later = self.left[0]
            self.left.insert(0, [one + count * (pattern >> rival & 1) for rival, one in enumerate(later)])
        self.ballots = list(accumulate(self.counts, initial=0))
        self.each = [pattern.bit_count() for pattern in self.patterns]
        taken = [count * each for count, each in zip(self.counts, self.each, strict=True)]
        self.takes = list(accumulate(taken, initial=0))
        self.failed: set[tuple[int, Deficits, int]] = set()
        self.steps = 0

    def reached(self, at: int, deficits: Deficits, room: int) -> bool:
        """Whether the patterns from `at` on suffice for what is still wanting."""
        if deficits.count(0) >= self.wanted:
            return True
        state = (at, deficits, room)
        if state in self.failed or not self._possible(at, deficits, room):
            return False
        self.steps += 1
        if self.steps > STEPS:
            raise _GivenUpError
        pattern = self.patterns[at]
        serves = max(one for rival, one in enumerate(deficits) if pattern >> rival & 1)
        for taken in reversed(range(min(self.counts[at], room, serves) + 1)):
            rest = tuple(max(one - taken * (pattern >> rival & 1), 0) for rival, one in enumerate(deficits))
            if self.reached(at + 1, rest, room - taken):
                return True
        self.failed.add(state)
        return False

    def _possible(self, at: int, deficits: Deficits, room: int) -> bool:
        """Whether nothing rules it out: no rival needs more votes than are left, nor all together more than fit."""
        within = sorted(one for one, most in zip(deficits, self.left[at], strict=True) if one <= min(most, room))
        return len(within) >= self.wanted and sum(within[: self.wanted]) <= self._most(at, room)

    def _most(self, at: int, room: int) -> int:
        """Return the votes that so many ballots of the patterns from `at` on take together at most."""
        end = min(self.ballots[at] + room, self.ballots[-1])
        last = bisect_right(self.ballots, end, hi=len(self.patterns)) - 1  # the pattern within which the room ends
        return self.takes[last] + (end - self.ballots[last]) * self.each[last] - self.takes[at]
