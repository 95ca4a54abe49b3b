"""Which ballot of one entry is which of the other: by 票号, by place, or by what the ballots hold."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence

from tally.records.alignment import GAP, Pair, align, differing
from tally.records.entry import Typed

SAME_BALLOT = 1  # so many cells may differ where two 票号 that differ still mean one ballot


def by_number(a: Sequence[Typed], b: Sequence[Typed]) -> list[Pair]:
    """Pair equal 票号. A 票号 met again in one entry stays alone, behind the ballot it stands behind; neighbours that
    are left alone and hold the same are one ballot whose 票号 was mistyped."""
    where: dict[object, int] = {}
    for j, one in enumerate(b):
        where.setdefault(one.key, j)
    taken: set[int] = set()
    pairs: list[Pair] = []
    for i, one in enumerate(a):
        partner = where.get(one.key)
        pairs.append((i, None if partner in taken else partner))
        if partner is not None:
            taken.add(partner)
    behind: dict[int | None, list[Pair]] = defaultdict(list)
    last: int | None = None
    for j in range(len(b)):
        if j in taken:
            last = j
        else:
            behind[last].append((None, j))
    ordered = [*behind.pop(None, []), *(one for pair in pairs for one in (pair, *behind.get(pair[1], [])))]
    return _joined(ordered, lambda i, j: differing(a[i].content, b[j].content) <= SAME_BALLOT)


def by_position(a: Sequence[Typed], b: Sequence[Typed]) -> list[Pair]:
    """Pair the first with the first, and so on."""
    longest = max(len(a), len(b))
    return [(at if at < len(a) else None, at if at < len(b) else None) for at in range(longest)]


def by_content(a: Sequence[Typed], b: Sequence[Typed], most: int) -> list[Pair] | None:
    """Pair what holds the same, in order; None when that costs more than `most`. Neighbours left alone on both sides
    are one ballot, typed quite differently."""
    pairs = align([one.content for one in a], [one.content for one in b], most)
    return None if pairs is None else _joined(pairs, lambda i, j: True)


def by_stack(a: Sequence[Typed], b: Sequence[Typed]) -> list[Pair]:
    """Pair what holds the same wherever it lies, what is left in order: without 票号 the order says nothing."""
    same: dict[object, deque[int]] = defaultdict(deque)
    for j, one in enumerate(b):
        same[one.content].append(j)
    pairs: list[Pair] = [(i, same[one.content].popleft() if same[one.content] else None) for i, one in enumerate(a)]
    left = iter(sorted(j for others in same.values() for j in others))
    paired = [(i, next(left, None) if j is None else j) for i, j in pairs]
    return [*paired, *((None, j) for j in left)]


def cost(a: Sequence[Typed], b: Sequence[Typed], pairs: Iterable[Pair]) -> int:
    """Return what a pairing costs, as `align` reckons."""
    return sum(GAP if i is None or j is None else differing(a[i].content, b[j].content) for i, j in pairs)


def _joined(pairs: Iterable[Pair], is_one: Callable[[int, int], bool]) -> list[Pair]:
    joined: list[Pair] = []
    for i, j in pairs:
        first, second = joined[-1] if joined else (0, 0)
        if i is None and j is not None and first is not None and second is None and is_one(first, j):
            joined[-1] = (first, j)
        elif j is None and i is not None and first is None and second is not None and is_one(i, second):
            joined[-1] = (i, second)
        else:
            joined.append((i, j))
    return joined
