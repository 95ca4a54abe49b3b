"""Two independent entries of one stack (双人录入核对): which ballots, and which cells, were typed differently.

Ballots are paired by 票号, and also by what they hold: when one ballot was left out or typed twice, everything behind
it has moved, and the pairing that leaves the fewest differences is the one that says what happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tally.domain.election import Contest
from tally.files.headings import NUMBER_HEADING, REMARK_HEADING
from tally.records.alignment import Pair, differing
from tally.records.entry import Entry, Side, Typed, columns_of, heading
from tally.records.pairing import by_content, by_number, by_position, by_stack, cost


class Difference(StrEnum):
    """What is different: a cell, a ballot only one entry has, one typed twice, two that changed places."""

    CELL = "cell"
    MISSING_IN_A = "missing_in_a"
    MISSING_IN_B = "missing_in_b"
    TWICE = "twice"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Found:
    """One difference. `first` and `second` are the ballots or teams concerned, None where the entry has none.

    `column` is a candidate's key or a heading, "" for the whole ballot. Of two ballots that changed places, `second` is
    where the second entry has what the first one typed in `first`.
    """

    kind: Difference
    contest: Contest
    column: str
    first: Side | None
    second: Side | None

    @property
    def ballot(self) -> str:
        """Return the 票号, the first entry's where it has the ballot."""
        one = self.first or self.second
        return one.number if one else ""

    @property
    def heading(self) -> str:
        """Return the column as people know it."""
        return heading(self.column, self.contest)

    @property
    def a(self) -> str:
        """Return what the first entry holds there, as typed; for a whole ballot its 票号."""
        return self._typed(self.first)

    @property
    def b(self) -> str:
        """Return what the second entry holds there, as typed."""
        return self._typed(self.second)

    def _typed(self, ballot: Side | None) -> str:
        if ballot is None:
            return ""
        return ballot.text(self.column) if self.column else ballot.number

    def as_json(self) -> dict[str, str]:
        """Return the difference as the contract writes it (section 5)."""
        return {
            "kind": self.kind.value,
            "contest": self.contest.id,
            "ballot": self.ballot,
            "column": self.heading,
            "a": self.a,
            "b": self.b,
            "a_cell": self.first.cell(self.column) if self.first else "",
            "b_cell": self.second.cell(self.column) if self.second else "",
        }


@dataclass(frozen=True, slots=True)
class Matched:
    """One contest of two entries: its ballots in pairs, in the order of the first entry, the differences, and where the
    two have another 备注, which is none."""

    contest: Contest
    pairs: tuple[tuple[Typed | None, Typed | None], ...]
    differences: tuple[Found, ...]
    remarks: tuple[Found, ...] = ()


def matched_ballots(contest: Contest, first: Entry, second: Entry) -> Matched:
    """Pair the ballots of one contest by 票号 and by content; the pairing that leaves fewer differences stands."""
    boxes = max(first.write_in_boxes(contest), second.write_in_boxes(contest))
    columns = columns_of(contest, boxes)
    a, b = first.ballots(contest, boxes), second.ballots(contest, boxes)
    numbered = all(one.number for one in (*a, *b))
    pairs = by_number(a, b) if numbered else by_position(a, b)
    plans = [Plan(contest, columns, a, b, tuple(pairs), numbered)]
    price = cost(a, b, pairs)
    moved = by_content(a, b, price) if price else None
    if moved is not None:
        plans.append(Plan(contest, columns, a, b, tuple(moved), numbered=False))
    if price and not numbered:
        plans.append(Plan(contest, columns, a, b, tuple(by_stack(a, b)), numbered))
    best, differences = min(((plan, plan.differences()) for plan in plans), key=lambda one: len(one[1]))
    ballots = tuple((None if i is None else a[i], None if j is None else b[j]) for i, j in best.pairs)
    return Matched(contest, ballots, tuple(differences), tuple(_remarks(contest, ballots)))


def _remarks(contest: Contest, pairs: Iterable[tuple[Typed | None, Typed | None]]) -> Iterator[Found]:
    for one, other in pairs:
        if one is not None and other is not None and one.text(REMARK_HEADING) != other.text(REMARK_HEADING):
            yield Found(Difference.CELL, contest, REMARK_HEADING, one, other)


@dataclass(frozen=True, slots=True)
class Plan:
    """One way of pairing the ballots. In a `numbered` one pairs have the same 票号 unless it was mistyped."""

    contest: Contest
    columns: tuple[str, ...]
    a: Sequence[Typed]
    b: Sequence[Typed]
    pairs: tuple[Pair, ...]
    numbered: bool

    def differences(self) -> list[Found]:
        """Return the differences that this pairing leaves, in the order of the first entry."""
        moved = self._moved()
        explained = {j for j in moved.values() if j is not None}
        only_a = [i for i, j in self.pairs if i is not None and j is None and i not in moved]
        only_b = [j for i, j in self.pairs if i is None and j is not None and j not in explained]
        twice = self._twice(self.a, only_a, only_b) | {~j for j in self._twice(self.b, only_b, only_a)}
        found: list[Found] = []
        for i, j in self.pairs:
            if i is not None and i in moved:
                found += [] if moved[i] is None else [self._found(Difference.SWAPPED, "", i, moved[i])]
            elif i is not None and j is not None:
                found += self._cells(i, j)
            elif i is not None:
                kind = Difference.TWICE if i in twice else Difference.MISSING_IN_B
                found.append(self._found(kind, "", i, None))
            elif j is not None and j not in explained:
                kind = Difference.TWICE if ~j in twice else Difference.MISSING_IN_A
                found.append(self._found(kind, "", None, j))
        return found or self._numbers(self.pairs)

    def _found(self, kind: Difference, column: str, i: int | None, j: int | None) -> Found:
        return Found(kind, self.contest, column, None if i is None else self.a[i], None if j is None else self.b[j])

    def _cells(self, i: int, j: int) -> list[Found]:
        first, second = self.a[i].content, self.b[j].content
        found = self._numbers([(i, j)]) if self.numbered else []
        if first == second:
            return found
        return found + [
            self._found(Difference.CELL, column, i, j)
            for column, mine, theirs in zip(self.columns, first, second, strict=True)
            if mine != theirs
        ]

    def _numbers(self, pairs: Iterable[Pair]) -> list[Found]:
        """Return the 票号 that differ although the ballots are the same."""
        return [
            self._found(Difference.CELL, NUMBER_HEADING, i, j)
            for i, j in pairs
            if i is not None and j is not None and self.a[i].key != self.b[j].key
        ]

    def _moved(self) -> dict[int, int | None]:
        """Return the ballots of the first entry that stand elsewhere in the second, and where; of two that changed
        places with each other the second one stands nowhere else (None)."""
        moved: dict[int, int | None] = {}
        waiting: dict[object, list[int]] = {}
        alone: dict[object, list[int]] = {}
        for at, (i, j) in enumerate(self.pairs):
            if i is None or j is None:
                if j is not None and not self.numbered:
                    alone.setdefault(self.b[j].content, []).append(j)
                continue
            mine, theirs = self.a[i].content, self.b[j].content
            if mine == theirs:
                continue
            others = waiting.get((theirs, mine), [])
            partner = next((one for one in others if at - one == 1 or differing(mine, theirs) > 1), None)
            if partner is None:
                waiting.setdefault((mine, theirs), []).append(at)
            else:
                others.remove(partner)
                moved |= {self.pairs[partner][0] or 0: j, i: None}
        for i, j in self.pairs:
            if i is not None and j is None and alone.get(self.a[i].content):
                moved[i] = alone[self.a[i].content].pop(0)
        return moved

    def _twice(self, own: Sequence[Typed], mine: Sequence[int], theirs: Sequence[int]) -> set[int]:
        """Return which of the ballots without a partner were typed twice here, and not left out there.

        By 票号: the number is there again. Otherwise a neighbour holds the same; where one entry alone has too many,
        the number of ballots collected tells which of the two is wrong.
        """
        if self.numbered:
            times = Counter(one.key for one in own)
            return {at for at in mine if times[own[at].key] > 1}
        if mine and not theirs and self.contest.collected == len(own):
            return set()
        return {
            at
            for at in mine
            if any(0 <= near < len(own) and own[near].content == own[at].content for near in (at - 1, at + 1))
        }
