"""An entry too large to be held ballot by ballot: its ballots in batches, from files in columns and from sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tally.counting.kernel import count
from tally.domain.ballot import BallotBox, Marks
from tally.domain.count import Tallied
from tally.domain.election import Contest, Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problems, error, errors_among
from tally.files.ballot_file import columns_of as contests_of
from tally.files.ballot_file import read_ballot_file
from tally.files.ballot_numbers import number_key
from tally.files.ballots import find_ballot_files
from tally.files.column_files import BATCH_ROWS, COLUMNAR, Block, ColumnFile, sha256_of
from tally.files.columnar import Batch, read_block, read_head
from tally.files.matrix import columns_of
from tally.files.paths import SheetPath, shown_path
from tally.files.table import address

MOST_TYPED = 100_000  # ballots of an entry that are held one by one and aligned by what they hold

Keys = npt.NDArray[Any]
Place = Callable[[int, str], str]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Some ballots in columns: numbers, marks, void reasons, names written in, and the row and source of each."""

    keys: Keys
    marks: Marks
    void: npt.NDArray[np.uint8]
    written: npt.NDArray[np.object_]
    rows: npt.NDArray[np.int64]
    source: npt.NDArray[np.int64]

    @classmethod
    def none(cls, contest: Contest) -> Rows:
        """Return no ballots of a contest."""
        whole: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        marks: Marks = np.zeros((len(contest.candidates), 0), dtype=np.uint8)
        return cls(whole, marks, np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=object), whole, whole)

    def take(self, at: npt.NDArray[Any]) -> Rows:
        """Return the ballots at these places."""
        return Rows(self.keys[at], self.marks[:, at], self.void[at], self.written[at], self.rows[at], self.source[at])

    def with_more(self, other: Rows | None) -> Rows:
        """Return these and other ballots."""
        if other is None or not len(other.keys):
            return self
        if not len(self.keys):
            return other
        mine, theirs = alike(self.keys, other.keys)
        return Rows(
            np.concatenate([mine, theirs]),
            np.concatenate([self.marks, other.marks], axis=1),
            np.concatenate([self.void, other.void]),
            np.concatenate([self.written, other.written]),
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.source, other.source]),
        )


def is_large(election: Election, paths: Sequence[str]) -> bool:
    """Whether an entry holds more ballots in columns than are compared one by one."""
    rows = 0
    for target in find_ballot_files(election, paths)[0]:
        if target.file.suffix.lower() in COLUMNAR:
            try:
                rows += ColumnFile(target.file, target.file.name).rows
            except Problems:
                continue  # said when the entry is read
    return rows > MOST_TYPED


class LargeEntry:
    """One entry, read contest by contest."""

    def __init__(self, election: Election, paths: Sequence[str], skip: frozenset[str]) -> None:
        self.election, self.skip = election, skip
        self.targets, self.problems = find_ballot_files(election, paths)
        self.inputs: dict[SheetPath, InputFile] = {}
        self.columns: dict[SheetPath, ColumnFile] = {}
        self.boxes: dict[SheetPath, tuple[BallotBox, ...]] = {}
        self.contests: dict[SheetPath, tuple[str, ...]] = {}
        self.places: list[Place] = []
        for target in self.targets:
            try:
                self._open(target)
            except Problems as refused:
                self.problems += refused.problems

    def _open(self, target: SheetPath) -> None:
        shown = shown_path(target.file, self.election.folder)
        if target.file.suffix.lower() in COLUMNAR:
            file = ColumnFile(target.file, shown)
            found = contests_of(self.election, target, shown, self.skip, self.problems, file.names)
            self.columns[target], self.contests[target] = file, tuple(one.id for one in found)
            self.inputs[target] = InputFile("ballots", shown, sha256_of(target.file, shown), file.rows, target.part)
            return
        read = read_ballot_file(self.election, target, self.skip, entry=True)
        self.problems += read.problems
        if any(isinstance(one, Tallied) for one in read.piles):
            found_ = say("计票单不能与逐票录入比较")
            self.problems.append(error("T617", shown, found_, say("两份录入要用同一种形式")))
        if read.input is not None:
            self.inputs[target] = read.input
        self.boxes[target] = tuple(one for one in read.piles if isinstance(one, BallotBox))
        self.contests[target] = tuple(one.contest for one in self.boxes[target])

    def numbered(self, contest: Contest) -> bool:
        """Whether every ballot of a contest has a 票号."""
        files = [self.columns[one] for one in self.of(contest) if one in self.columns]
        boxes = [box for one in self.of(contest) for box in self.boxes.get(one, ()) if box.contest == contest.id]
        return all(read_head(one, contest).number is not None for one in files) and all(
            one.numbers is not None and all(one.numbers) for one in boxes
        )

    def of(self, contest: Contest) -> list[SheetPath]:
        """Return the files that hold ballots of a contest."""
        return [one for one in self.targets if contest.id in self.contests.get(one, ())]

    def read(
        self, contest: Contest, targets: Sequence[SheetPath], *, numbered: bool, counted: list[int]
    ) -> Iterator[Rows]:
        """Yield a contest's ballots batch by batch, adding the approvals of each to `counted`."""
        first = 0
        for target in targets:
            for box, keys, place in self._boxes(contest, target):
                if not numbered:
                    keys = np.arange(first, first + box.ballots, dtype=np.int64)
                first += box.ballots
                figures = count(box, contest, self.election.method, self.election.roster).candidates
                counted[:] = [before + one.approve for before, one in zip(counted, figures, strict=True)]
                self.places.append(place)
                yield _rows(box, keys, len(self.places) - 1)

    def _boxes(self, contest: Contest, target: SheetPath) -> Iterator[tuple[BallotBox, Keys, Place]]:
        if target in self.columns:
            yield from self._batches(contest, self.columns[target])
            return
        for box in self.boxes[target]:
            if box.contest != contest.id:
                continue
            keys = _keys([number_key(text) for text in box.numbers or ()])
            for start in range(0, box.ballots, BATCH_ROWS):
                part = slice(start, start + BATCH_ROWS)
                yield _part(box, start), keys[part], _place_of(box)

    def _batches(self, contest: Contest, file: ColumnFile) -> Iterator[tuple[BallotBox, Keys, Place]]:
        headings = read_head(file, contest)
        columns = columns_of(headings, contest)
        if file.source is not None:
            columns = {key: file.source.columns.get(file.names[at], at) for key, at in columns.items()}
        where = f"{file.shown} › {file.source.sheet}" if file.source is not None else file.shown

        def place(row: int, column: str) -> str:
            return f"{where} › {address(row, columns.get(column))}"

        for batch in read_block(
            file, Block(0, file.groups, 0, file.rows), contest, self.election.method, headings, texts=False
        ):
            self.problems += batch.problems
            if batch.box is None:
                raise Problems(errors_among(batch.problems))
            yield batch.box, _numbers_of(batch), place


def _numbers_of(batch: Batch) -> Keys:
    return batch.whole if batch.whole.size else _keys([number_key(text) for text in batch.texts])


def _keys(keys: Sequence[int | str]) -> Keys:
    whole = all(isinstance(one, int) and one < 1 << 62 for one in keys)
    return np.array(keys, dtype=np.int64) if whole else np.array([str(one) for one in keys], dtype=np.str_)


def alike(first: Keys, second: Keys) -> tuple[Keys, Keys]:
    """Return keys that can be compared: both whole numbers, or both texts."""
    if first.dtype.kind == second.dtype.kind:
        return first, second
    return first.astype(np.str_), second.astype(np.str_)


def _part(box: BallotBox, start: int) -> BallotBox:
    stop = min(start + BATCH_ROWS, box.ballots)
    rows = box.rows if box.rows is not None else np.arange(box.ballots, dtype=np.int64)
    return replace(
        box,
        marks=box.marks[:, start:stop],
        void=box.void[start:stop],
        write_ins=tuple(replace(one, ballot=one.ballot - start) for one in box.write_ins if start <= one.ballot < stop),
        numbers=None,
        rows=rows[start:stop],
        unlisted=0,
    )


def _place_of(box: BallotBox) -> Place:
    def place(row: int, column: str) -> str:
        at = box.columns.get(column)
        if box.origin is None:
            return f"{box.name} › {address(row, at)}"
        return f"{box.name} › {address(*box.origin.cell(row, at or 0))}"

    return place


def _rows(box: BallotBox, keys: Keys, source: int) -> Rows:
    names: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for one in box.write_ins:
        names[one.ballot].append((one.box, one.key or "?", int(one.choice)))
    written = np.full(box.ballots, None, dtype=object)
    for at, found in names.items():
        written[at] = tuple(sorted(found))
    rows = box.rows if box.rows is not None else np.arange(box.ballots, dtype=np.int64)
    return Rows(keys, box.marks, box.void, written, rows, np.full(box.ballots, source, dtype=np.int64))
