"""The numbers of ballots (票号) met while counting, kept small enough to find one that was entered twice.

Whole numbers are kept as runs when they are consecutive, as ballots numbered at the counting table are, and as a sorted
array otherwise; other numbers as texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from tally.files.ballot_numbers import number_key, plain_numbers

MOST_TEXTS = 5_000_000
SHOWN_AT_MOST = 200
_WORTH_RUNS = 16  # this many numbers to a run or more
BYTE_MAP = 1 << 28  # a byte for each number there may be
FEW = 4096  # runs of a part that are compared as runs
_BIGGEST = 1 << 62

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The numbers of some ballots: runs from `starts` up to `stops` (not included), `values` in order, `texts`.

    `twice` are numbers that stand twice among these ballots.
    """

    starts: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    stops: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    values: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    texts: tuple[str, ...] = ()
    twice: tuple[int | str, ...] = ()

    @classmethod
    def of(cls, whole: Whole, texts: Iterable[str] = ()) -> Numbers:
        """Gather whole numbers, and others as typed.

        >>> Numbers.of(np.array([3, 1, 2, 7]), ["A-1", "007"]).twice
        (7,)
        """
        texts = tuple(texts)
        plain = plain_numbers(texts)
        if plain is not None:
            whole, texts = np.concatenate([whole, plain], dtype=np.int64), ()
        keys = [number_key(text) for text in texts]
        typed = [key for key in keys if isinstance(key, int) and key < _BIGGEST]
        if typed:
            whole = np.concatenate([whole, np.array(typed)], dtype=np.int64)
        others = Counter(str(key) for key in keys if not (isinstance(key, int) and key < _BIGGEST))
        twice: list[int | str] = [text for text, times in others.items() if times > 1]
        if not np.all(whole[1:] > whole[:-1]):
            whole = np.sort(whole, kind="stable")
            again = whole[1:] == whole[:-1]
            if again.any():
                twice += sorted(set(whole[1:][again].tolist()))
                whole = np.unique(whole)
        starts, stops = _runs(whole)
        if starts.size * _WORTH_RUNS <= whole.size:
            return cls(starts=starts, stops=stops, texts=tuple(sorted(others)), twice=tuple(twice))
        return cls(values=_narrowed(whole), texts=tuple(sorted(others)), twice=tuple(twice))

    @classmethod
    def together(cls, parts: Sequence[Numbers]) -> Numbers:
        """Return the numbers of several parts, none of which holds a number of another one, as runs."""
        starts, stops = (np.concatenate(ends) for ends in zip(*(one.runs for one in parts), strict=True))
        order = np.argsort(starts, kind="stable")
        texts = sorted(chain.from_iterable(one.texts for one in parts))
        return cls(starts=starts[order], stops=stops[order], texts=tuple(texts))

    @property
    def runs(self) -> tuple[Whole, Whole]:
        """Return all whole numbers as runs."""
        return _runs(self.values.astype(np.int64)) if self.values.size else (self.starts, self.stops)

    def has(self, number: str) -> bool:
        """Whether a number, as typed, is among them."""
        key = number_key(number)
        if not isinstance(key, int) or key >= _BIGGEST:
            return str(key) in self.texts
        at = int(np.searchsorted(self.starts, key, side="right")) - 1
        if at >= 0 and key < self.stops[at]:
            return True
        near = int(np.searchsorted(self.values, key))
        return near < self.values.size and int(self.values[near]) == key


def doubles(parts: Sequence[Numbers]) -> tuple[int | str, ...]:
    """Return numbers that stand twice, in one part or in two, in order; at most `SHOWN_AT_MOST`."""
    found: set[int | str] = set(chain.from_iterable(one.twice for one in parts))
    found.update(_texts_twice(parts))
    if len(parts) > 1:
        few = all(one.values.size <= FEW for one in parts)
        found.update((_overlaps if few else _seen_twice)(parts))
    return tuple(sorted(found, key=lambda one: (isinstance(one, str), one)))[:SHOWN_AT_MOST]


def texts_in(parts: Iterable[Numbers]) -> int:
    """Return how many numbers are no whole numbers."""
    return sum(len(one.texts) for one in parts)


def _texts_twice(parts: Sequence[Numbers]) -> set[str]:
    seen: set[str] = set()
    again: set[str] = set()
    for one in parts:
        again.update(text for text in one.texts if text in seen)
        seen.update(one.texts)
    return again


def _overlaps(parts: Sequence[Numbers]) -> set[int]:
    """Find doubles among few runs: sorted by their starts, one begins before another has ended."""
    runs = [one.runs for one in parts]
    starts = np.concatenate([start for start, _ in runs])
    stops = np.concatenate([stop for _, stop in runs])
    order = np.argsort(starts, kind="stable")
    starts, stops = starts[order], stops[order]
    furthest = np.maximum.accumulate(stops) if stops.size else stops
    found: set[int] = set()
    for at in np.flatnonzero(furthest[:-1] > starts[1:]).tolist():
        end = int(min(furthest[at], stops[at + 1]))
        begin = int(starts[at + 1])
        found.update(range(begin, min(end, begin + SHOWN_AT_MOST)))
    return found


def _seen_twice(parts: Sequence[Numbers]) -> set[int]:
    """Find doubles among many scattered numbers: by a byte for each number there may be, or by sorting them."""
    low = min(int(one[0]) for part in parts for one in (part.starts, part.values) if one.size)
    high = max([*(int(one.stops[-1]) for one in parts if one.stops.size),
                *(int(one.values[-1]) + 1 for one in parts if one.values.size)])  # fmt: skip
    found: set[int] = set()
    if high - low <= BYTE_MAP:
        seen = np.zeros(high - low, dtype=bool)
        for part in parts:
            for start, stop in zip((part.starts - low).tolist(), (part.stops - low).tolist(), strict=True):
                found.update((np.flatnonzero(seen[start:stop])[:SHOWN_AT_MOST] + start + low).tolist())
                seen[start:stop] = True
            at = part.values.astype(np.int64) - low
            found.update((at[seen[at]][:SHOWN_AT_MOST] + low).tolist())
            seen[at] = True
        return found
    spread = [np.arange(a, b) for one in parts for a, b in zip(one.starts.tolist(), one.stops.tolist(), strict=True)]
    everything = np.concatenate([*spread, *(one.values for one in parts)])
    everything.sort(kind="stable")
    return set(np.unique(everything[1:][everything[1:] == everything[:-1]])[:SHOWN_AT_MOST].tolist())


def _runs(ordered: Whole) -> tuple[Whole, Whole]:
    if not ordered.size:
        return ordered.astype(np.int64), ordered.astype(np.int64)
    if ordered[-1] - ordered[0] == ordered.size - 1:  # in order and none twice: one run
        return ordered[:1].astype(np.int64), ordered[-1:].astype(np.int64) + 1
    breaks = np.flatnonzero(ordered[1:] != ordered[:-1] + 1)
    starts = ordered[np.concatenate([[0], breaks + 1])]
    stops = ordered[np.concatenate([breaks, [ordered.size - 1]])] + 1
    return starts, stops


def _narrowed(values: Whole) -> Whole:
    """Keep numbers in four bytes where they fit."""
    fits = values[0] >= 0 and values[-1] < 1 << 32
    return values.astype(np.uint32) if fits else values
