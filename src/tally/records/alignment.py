"""Two sequences laid side by side at the least cost: which item of one is which item of the other."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

GAP = 3  # as much as three cells typed otherwise: one ballot left out explains a shift of many
MOST_STEPS = 400_000

Content = tuple[Hashable, ...]
Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class _Run:
    """Equal items in pairs, from `first`/`second` on, `length` of them; `before` is the run one move earlier."""

    first: int
    second: int
    length: int
    before: _Run | None


def differing(first: Content, second: Content) -> int:
    """Return the number of cells that differ."""
    return sum(a != b for a, b in zip(first, second, strict=True))


def align(first: Sequence[Content], second: Sequence[Content], most: int) -> list[Pair] | None:
    """Return the pairs of the cheapest alignment, None when it costs more than `most` or takes too long to find.

    A pair costs the number of its cells that differ, an item without a partner `GAP`. Equal items are paired as soon as
    they meet, which is never dearer; of two ways on one diagonal the one that got further is as good or better.

    >>> align([("a",), ("b",), ("c",)], [("a",), ("c",)], most=9)
    [(0, 0), (1, None), (2, 1)]
    >>> align([("a",)], [("b",)], most=0) is None
    True
    """
    furthest: dict[int, int] = {}
    waiting: list[tuple[int, int, int, int, int, _Run | None]] = [(0, 0, 0, 0, 0, None)]
    pushed = 0
    while waiting and pushed < MOST_STEPS:
        cost, _, _, at, other, before = heapq.heappop(waiting)
        start = at
        while at < len(first) and other < len(second) and first[at] == second[other]:
            at, other = at + 1, other + 1
        if furthest.get(at - other, -1) >= at:
            continue
        furthest[at - other] = at
        run = _Run(start, other - (at - start), at - start, before)
        if at == len(first) and other == len(second):
            return _pairs(run)
        for price, next_at, next_other in _moves(first, second, at, other):
            if cost + price <= most:
                pushed += 1
                heapq.heappush(waiting, (cost + price, -next_at - next_other, pushed, next_at, next_other, run))
    return None


def _moves(first: Sequence[Content], second: Sequence[Content], at: int, other: int) -> list[tuple[int, int, int]]:
    moves = []
    if at < len(first) and other < len(second):
        moves.append((differing(first[at], second[other]), at + 1, other + 1))
    if at < len(first):
        moves.append((GAP, at + 1, other))
    if other < len(second):
        moves.append((GAP, at, other + 1))
    return moves


def _pairs(last: _Run) -> list[Pair]:
    pairs: list[Pair] = []
    run: _Run | None = last
    while run is not None:
        pairs += [(run.first + step, run.second + step) for step in reversed(range(run.length))]
        before = run.before
        if before is not None:
            at, other = before.first + before.length, before.second + before.length
            pairs.append((at if run.first > at else None, other if run.second > other else None))
        run = before
    return pairs[::-1]
