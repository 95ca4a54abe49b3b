"""Two entries too large to be held ballot by ballot: read side by side in batches and joined by 票号.

Only ballots whose partner has not come yet are kept, so that memory stays flat however long the files are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from tally.counting.numbers import Numbers, doubles
from tally.domain.election import Contest, Election
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, errors_among
from tally.files.ballot_numbers import number_key
from tally.files.paths import SheetPath
from tally.records.entry import Entry, columns_of, meaning, short_place
from tally.records.large_entry import Keys, LargeEntry, Rows, alike
from tally.records.reconcile import Difference, Found

MOST_WAITING = 1 << 20
SHOWN_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class MatchedMany:
    """One contest of two large entries: how many ballots were paired, the first differences and how many there are in
    all, and the approvals of every candidate in both entries."""

    contest: Contest
    ballots: int
    differences: tuple[Found, ...]
    found: int
    approvals: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One ballot of a large entry: what it holds as it was read (赞成 for ○), and its place."""

    number: str
    values: dict[str, object]
    where: Callable[[str], str]

    def text(self, column: str) -> str:
        """Return what a cell was read as."""
        return meaning(column, self.values[column]) if column in self.values else self.number

    def place(self, column: str = "") -> str:
        """Return `file › D17`."""
        return self.where(column)

    def cell(self, column: str = "") -> str:
        """Return `file!D17`."""
        return short_place(self.place(column))


@dataclass
class _Gathering:
    """The differences of one contest while its two entries are read."""

    contest: Contest
    entries: tuple[LargeEntry, LargeEntry]
    numbered: bool
    shown: list[Found] = field(default_factory=list)
    found: int = 0
    paired: int = 0

    def pair(self, a: Rows, b: Rows) -> None:
        """Compare ballots that belong together."""
        self.paired += len(a.keys)
        differ = (a.marks != b.marks).any(axis=0) | (a.void != b.void) | (a.written != b.written).astype(bool)
        for at in np.flatnonzero(differ).tolist():
            boxes = max((one[0] for names in (a.written[at], b.written[at]) for one in names or ()), default=0)
            mine, theirs = self._read(0, a, at, boxes), self._read(1, b, at, boxes)
            for column in columns_of(self.contest, boxes):
                if mine.values[column] != theirs.values[column]:
                    self._add(Found(Difference.CELL, self.contest, column, mine, theirs))

    def alone(self, side: int, left: Rows, twice: frozenset[int | str]) -> None:
        """Say which ballots have no partner."""
        missing = Difference.MISSING_IN_A if side else Difference.MISSING_IN_B
        for at in range(len(left.keys)):
            kind = Difference.TWICE if number_key(str(left.keys[at])) in twice else missing
            if len(self.shown) < SHOWN_AT_MOST:
                one = self._read(side, left, at, 0)
                self._add(Found(kind, self.contest, "", None if side else one, one if side else None))
            else:
                self.found += 1

    def _add(self, one: Found) -> None:
        self.found += 1
        if len(self.shown) < SHOWN_AT_MOST:
            self.shown.append(one)

    def _read(self, side: int, rows: Rows, at: int, boxes: int) -> Read:
        names = {box: (key, sign) for box, key, sign in rows.written[at] or ()}
        empty: tuple[str | None, int] = (None, 0)
        flat = [value for box in range(1, boxes + 1) for value in names.get(box, empty)]
        values = [*rows.marks[:, at].tolist(), *flat, int(rows.void[at])]
        place, row = self.entries[side].places[int(rows.source[at])], int(rows.rows[at])
        columns = columns_of(self.contest, boxes)
        number = str(rows.keys[at]) if self.numbered else ""
        return Read(number, dict(zip(columns, values, strict=True)), lambda column: place(row, column))


def compare_large(
    election: Election, first: Sequence[str], second: Sequence[str], skip: frozenset[str]
) -> tuple[tuple[Entry, Entry], tuple[MatchedMany, ...]]:
    """Compare two large entries by 票号, or by their order where there is none.

    Raises `Problems`: those of the files, T358 a contest that only one entry holds, T617 a tally sheet, T653 entries in
    so different an order that too many ballots wait for their partner.
    """
    entries = LargeEntry(election, first, skip), LargeEntry(election, second, skip)
    _refuse(entries)
    matched = []
    for contest in election.contests:
        files = [one.of(contest) for one in entries]
        if bool(files[0]) != bool(files[1]):
            which = say("乙录入") if files[0] else say("甲录入")
            found = say("{which}里没有{office}的选票", which=which, office=contest.office)
            raise Problems([error("T358", contest.office, found, say("两份录入应包含同样的选票类别"))])
        if files[0]:
            matched.append(_compared(contest, entries, files, per_file=election.numbering == "per-file"))
    _refuse(entries)
    a, b = (
        Entry({}, {}, tuple(one.inputs.values()), tuple(one.problems), per_file=election.numbering == "per-file")
        for one in entries
    )
    return (a, b), tuple(matched)


def _refuse(entries: tuple[LargeEntry, LargeEntry]) -> None:
    problems: list[Problem] = [problem for one in entries for problem in one.problems]
    if errors_among(problems):
        raise Problems(dict.fromkeys(problems))


def _compared(
    contest: Contest, entries: tuple[LargeEntry, LargeEntry], files: Sequence[Sequence[SheetPath]], *, per_file: bool
) -> MatchedMany:
    numbered = all(one.numbered(contest) for one in entries)
    gathering = _Gathering(contest, entries, numbered)
    approvals = [0] * len(contest.candidates), [0] * len(contest.candidates)
    groups = zip_longest(*([[one] for one in side] for side in files), fillvalue=[]) if per_file else [tuple(files)]
    for group in groups:
        streams = [
            entry.read(contest, targets, numbered=numbered, counted=counted)
            for entry, targets, counted in zip(entries, group, approvals, strict=True)
        ]
        _join(gathering, *streams)
    return MatchedMany(
        contest,
        gathering.paired,
        tuple(gathering.shown),
        gathering.found,
        (tuple(approvals[0]), tuple(approvals[1])),
    )


def _join(gathering: _Gathering, first: Iterator[Rows], second: Iterator[Rows]) -> None:
    waiting: list[Rows] = [Rows.none(gathering.contest)] * 2
    met: tuple[list[Numbers], list[Numbers]] = ([], [])
    for batch in zip_longest(first, second):
        for side, one in enumerate(batch):
            if one is not None:
                met[side].append(_met(one.keys))
        a, b = (kept.with_more(one) for kept, one in zip(waiting, batch, strict=True))
        mine, theirs = alike(a.keys, b.keys)
        if len(mine) == len(theirs) and np.array_equal(mine, theirs) and len(np.unique(mine)) == len(mine):
            at, other = np.arange(len(mine)), np.arange(len(mine))
        else:
            _, at, other = np.intersect1d(mine, theirs, return_indices=True)
            order = np.argsort(at)
            at, other = at[order], other[order]
        gathering.pair(a.take(at), b.take(other))
        waiting = [a.take(_rest(len(mine), at)), b.take(_rest(len(theirs), other))]
        if max(len(one.keys) for one in waiting) > MOST_WAITING:
            found = say("两份录入的次序相差太大，有{most}张以上的票还没有等到另一份里的同一张", most=MOST_WAITING)
            raise Problems([error("T653", gathering.contest.office, found, say("两份都按票号排好，再核对"))])
    for side, left in enumerate(waiting):
        gathering.alone(side, left, frozenset(doubles(met[side])))


def _rest(size: int, taken: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    left = np.ones(size, dtype=bool)
    left[taken] = False
    return np.flatnonzero(left)


def _met(keys: Keys) -> Numbers:
    if keys.dtype.kind == "i":
        return Numbers.of(keys)
    return Numbers.of(np.zeros(0, dtype=np.int64), keys.tolist())
