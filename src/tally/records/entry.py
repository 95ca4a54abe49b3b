"""One typist's entry (录入): every ballot of every contest as typed, in its order, each with its place in the sheet."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from tally.domain.ballot import VOID_REASONS, BallotBox, Choice, WriteIn
from tally.domain.count import AnyPile, Tallied
from tally.domain.election import Contest, Election, InputFile
from tally.domain.legend import Mark, fold
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, errors_among, refuse
from tally.files.ballot_numbers import number_key
from tally.files.ballots import read_ballots
from tally.files.grid import Grid
from tally.files.headings import SIGN, VOID_HEADING, WRITE_IN
from tally.files.table import Table
from tally.files.written_cells import VOID_WORDS
from tally.records.alignment import Content

_MARKS: Mapping[Hashable, str] = {Mark.APPROVE: "赞成", Mark.OPPOSE: "不赞成", Mark.ABSTAIN: "弃权"}
_SIGNS: Mapping[Hashable, str] = {Choice.APPROVED: "赞成", Choice.OTHER: "不赞成", Choice.DOUBTFUL: "无法辨认"}
_VOID: Mapping[Hashable, str] = {VOID_REASONS.index(reason) + 1: word for word, reason in VOID_WORDS.items()}


class Side(Protocol):
    """What one entry holds of something that is compared: a ballot, or a team's figures."""

    @property
    def number(self) -> str:
        """Return the 票号, or the team."""

    def text(self, column: str) -> str:
        """Return what was typed in a column."""

    def place(self, column: str = "") -> str:
        """Return `file › sheet › D17`."""

    def cell(self, column: str = "") -> str:
        """Return `sheet!D17`."""


def short_place(place: str) -> str:
    """Return a place as the table of differences shows it.

    >>> short_place("a.xlsx › 党委委员 › D17"), short_place("a.csv › D17")
    ('党委委员!D17', 'a.csv!D17')
    """
    file, *steps = place.split(" › ")
    return "!".join((steps[0] if len(steps) > 1 else file, steps[-1])) if steps else file


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A ballot as typed: its 票号, `content` (one value for each of `columns`), and where it stands."""

    number: str
    columns: tuple[str, ...]
    content: Content
    box: BallotBox
    grid: Grid
    at: int
    pile: int = 0

    @property
    def key(self) -> tuple[int, int | str]:
        """Return the 票号 as it is compared, with the pile where each pile has its own numbers."""
        return self.pile, number_key(self.number)

    @property
    def row(self) -> int:
        """Return the row in the sheet, from nought."""
        return int(self.box.rows[self.at]) if self.box.rows is not None else self.at

    def text(self, column: str) -> str:
        """Return what was typed in a column; a mark's name where the layout has no cell for it."""
        at = self.box.columns.get(column)
        if at is not None:
            return self.grid.text(self.row, at).strip()
        return meaning(column, self.content[self.columns.index(column)]) if column in self.columns else ""

    def cell(self, column: str = "") -> str:
        """Return `sheet!D17`, of a delimited file `file!D17`; `sheet!17行` for the whole ballot."""
        return short_place(self.place(column))

    def place(self, column: str = "") -> str:
        """Return `file › sheet › D17`."""
        return self.grid.place(self.row, self.box.columns.get(column))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry's piles by contest id and their grids, its files, what is to be said, the sheets beside the piles, the
    piles that arrived counted."""

    boxes: Mapping[str, tuple[BallotBox, ...]]
    grids: Mapping[str, tuple[Grid, ...]]
    files: tuple[InputFile, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[Table, ...] = ()
    per_file: bool = False
    tallied: Mapping[str, tuple[Tallied, ...]] = field(default_factory=dict)

    def ballots(self, contest: Contest, boxes: int) -> tuple[Typed, ...]:
        """Return a contest's ballots in their order, each with `boxes` write-in boxes."""
        piles = enumerate(zip(self.boxes.get(contest.id, ()), self.grids.get(contest.id, ()), strict=True))
        columns = columns_of(contest, boxes)
        return tuple(
            replace(one, pile=number if self.per_file else 0)
            for number, (box, grid) in piles
            for one in _typed(box, grid, columns, boxes)
        )

    def piles(self, contest: Contest) -> tuple[AnyPile, ...]:
        """Return a contest's piles, single ballots first."""
        return (*self.boxes.get(contest.id, ()), *self.tallied.get(contest.id, ()))

    def write_in_boxes(self, contest: Contest) -> int:
        """Return the highest write-in box that holds a name."""
        return max((one.box for box in self.boxes.get(contest.id, ()) for one in box.write_ins), default=0)


def read_entry(election: Election, paths: Sequence[str], skip: frozenset[str] = frozenset()) -> Entry:
    """Read an entry.

    Raises `Problems` when a sheet cannot be read: those of `read_ballots`, T616 no ballots.
    """
    read = read_ballots(election, paths, skip, entry=True)
    problems = list(read.problems)
    boxes = {key: tuple(one for one in piles if isinstance(one, BallotBox)) for key, piles in read.piles.items()}
    tallied = {key: tuple(one for one in piles if isinstance(one, Tallied)) for key, piles in read.piles.items()}
    if not any((*boxes.values(), *tallied.values())) and not errors_among(problems):
        problems.append(error("T616", "、".join(paths), say("没有选票"), say("核对文件；工作表的名称应是所选职务")))
    kept = refuse(problems)
    per_file = election.numbering == "per-file"
    return Entry(boxes, read.grids, read.inputs, kept, read.sheets, per_file, tallied)


def read_entries(
    election: Election, first: Sequence[str], second: Sequence[str], skip: frozenset[str] = frozenset()
) -> tuple[Entry, Entry]:
    """Read both entries; raises `Problems` with everything that is wrong in either."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for paths in (first, second):
        try:
            entries.append(read_entry(election, paths, skip))
        except Problems as refused:
            problems += refused.problems
    if problems:
        raise Problems(dict.fromkeys(problems))
    return entries[0], entries[1]


def columns_of(contest: Contest, boxes: int) -> tuple[str, ...]:
    """Return the columns that are compared, in the order of `Typed.content`: candidates, write-in boxes, void."""
    written = [f"{WRITE_IN}{box}{what}" for box in range(1, boxes + 1) for what in ("", SIGN)]
    return (*(one.key for one in contest.candidates), *written, VOID_HEADING)


def heading(column: str, contest: Contest) -> str:
    """Return a compared column as people know it: a candidate by name."""
    return next((one.name for one in contest.candidates if one.key == column), column)


def _typed(box: BallotBox, grid: Grid, columns: tuple[str, ...], boxes: int) -> list[Typed]:
    names: dict[int, list[WriteIn]] = defaultdict(list)
    for one in box.write_ins:
        names[one.ballot].append(one)
    empty: list[Hashable] = [None, int(Choice.UNMARKED)] * boxes
    numbers = box.numbers or ("",) * box.ballots
    marks, void = box.marks.T.tolist(), box.void.tolist()
    doubtful = set(np.flatnonzero((box.marks >= Mark.ILLEGIBLE).any(axis=0)).tolist())
    typed = []
    for at, number in enumerate(numbers):
        written = empty
        if at in names:
            written = list(empty)
            for one in names[at]:
                written[2 * one.box - 2 : 2 * one.box] = [one.key or "?", int(one.choice)]
        ballot = Typed(number, columns, (*marks[at], *written, void[at]), box, grid, at)
        typed.append(_with_signs(ballot) if at in doubtful else ballot)
    return typed


def _with_signs(ballot: Typed) -> Typed:
    """Compare doubtful cells by what was typed: two marks that are both void in part may be different signs."""
    candidates = len(ballot.box.marks)
    own = [
        fold(ballot.text(column)) if mark >= Mark.ILLEGIBLE else mark
        for column, mark in zip(ballot.columns, ballot.box.marks[:, ballot.at].tolist(), strict=False)
    ]
    return replace(ballot, content=(*own, *ballot.content[candidates:]))


def meaning(column: str, value: Hashable) -> str:
    """Say what a layout without a cell of its own for a column holds there."""
    if column == VOID_HEADING:
        return _VOID.get(value, "")
    if column.startswith(WRITE_IN):
        words: Mapping[Hashable, str] = _SIGNS if column.endswith(SIGN) else {value: str(value or "")}
        return words.get(value, "")
    return _MARKS.get(value, "无法辨认")


def fingerprint(box: BallotBox, contest: Contest) -> str:
    """Return a SHA-256 over everything a pile holds that is counted, whatever workbook it stands in."""
    content = {
        "contest": contest.id,
        "candidates": [one.key for one in contest.candidates],
        "numbers": list(box.numbers or ()),
        "marks": box.marks.tolist(),
        "void": box.void.tolist(),
        "write_ins": [[one.ballot, one.box, one.key, int(one.choice)] for one in box.write_ins],
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8")).hexdigest()
