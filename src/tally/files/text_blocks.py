"""A long CSV read block by block, each block by the very reader of sheets, so that memory stays flat.

Only a file that is plain from end to end is read so: UTF-8, the headings in its first row, layout *matrix* of the one
contest it is named after, a ballot in every row, nothing to be said. Of any other file nothing is concluded here; it is
read whole, and what is wrong with it is said by that reading.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from tally.domain.ballot import BallotBox
from tally.domain.election import Election
from tally.domain.problem import Problem, Problems
from tally.files.ballot_file import BallotFile, read_workbook
from tally.files.delimited import DELIMITERS, LONGEST_FIELD
from tally.files.grid import Grid
from tally.files.gridding import grid_of_rows
from tally.files.headings import NUMBER_HEADING
from tally.files.layouts.layout import is_of
from tally.files.paths import SheetPath, shown_path
from tally.files.table import Table
from tally.files.workbook import DELIMITED

LONG_TEXT = 16 << 20
BLOCK_ROWS = 1 << 16
MOST_NOTES = 50_000  # different contents of the cells beside the marks; more of them, and the file is read whole
_HEAD = 1 << 16
_FIRST_LINES = 30
_SAMPLE = 100

Row = list[str]


class NotPlainError(Exception):
    """The file is not one that may be read in blocks."""


@dataclass(slots=True)
class _Rows:
    """Some rows of a delimited file as a workbook of one sheet."""

    shown: str
    sheet: str
    rows: list[Row]
    sha256: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return (self.sheet,)

    def table(self, sheet: str) -> Table:
        return Table(self.shown, "", tuple(map(tuple, self.rows)))

    def grid(self, sheet: str) -> Grid:
        return grid_of_rows(self.shown, "", self.rows)


def is_long(target: SheetPath, size: int, long: int = LONG_TEXT) -> bool:
    """Tell whether a file is delimited text that is worth reading in blocks."""
    return size > long and target.area is None and target.file.suffix.lower() in DELIMITED


def read_text_blocks(
    election: Election, target: SheetPath, skip: frozenset[str], rows: int = BLOCK_ROWS
) -> Iterator[BallotBox]:
    """Yield a long file's ballots as piles of about `rows` each, with their rows in the file.

    Raises `NotPlainError`, perhaps after some piles, when the file must be read whole instead.
    """
    shown = shown_path(target.file, election.folder)
    contests = [one for one in election.contests if is_of(target.sheet or target.file.stem, one)]
    if len(contests) != 1 or contests[0].id in skip or election.profile or election.layout not in ("", "matrix"):
        raise NotPlainError
    try:
        with target.file.open(encoding="utf-8-sig", newline="") as text:
            reader = _records(target.file, text)
            heading = next(reader, [])
            yield from _Blocks(election, target, shown, skip, heading).read(reader, rows)
    except (OSError, UnicodeDecodeError, csv.Error, Problems):
        raise NotPlainError from None


def _records(path: Path, text: Iterator[str]) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(_without_nul(text), delimiter=_delimiter(path), strict=True)


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise NotPlainError
        yield line


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as text:
        head = text.read(_HEAD)
    if head.startswith("PK\x03\x04"):
        raise NotPlainError
    for line in head.splitlines()[:-1][:_FIRST_LINES]:
        counts = [line.count(one) for one in DELIMITERS]
        if any(counts):
            return DELIMITERS[counts.index(max(counts))]
    raise NotPlainError


class _Blocks:
    """One file being read in blocks."""

    def __init__(self, election: Election, target: SheetPath, shown: str, skip: frozenset[str], heading: Row) -> None:
        self.election, self.target, self.shown, self.skip, self.heading = election, target, shown, skip, heading
        self.columns: dict[str, int] = {}
        self.notes: dict[tuple[str, ...], Row] = {}
        self.sample: list[Row] = []

    def read(self, reader: Iterator[Row], rows: int) -> Iterator[BallotBox]:
        at = 0
        block = list(islice(reader, rows))
        while block:
            following = list(islice(reader, rows))
            read = self._read(block)
            if following and len(block) < 4 * rows and _unfinished(read):
                block += following
                continue
            box = self._plain(read, len(block))
            self._note(block)
            assert box.rows is not None
            yield replace(box, rows=box.rows + at)
            at += len(block)
            block = following
        self._same_layout()

    def _read(self, block: list[Row]) -> BallotFile:
        workbook = _Rows(self.shown, self.target.file.stem, [self.heading, *block])
        return read_workbook(self.election, self.target, workbook, self.skip)

    def _plain(self, read: BallotFile, rows: int) -> BallotBox:
        """Return the pile of a block with nothing to be said about it, a ballot in every row, columns as before."""
        if read.problems or len(read.piles) != 1:
            raise NotPlainError
        box = read.piles[0]
        if not isinstance(box, BallotBox) or box.origin is not None or box.unlisted or box.ballots != rows:
            raise NotPlainError
        if box.rows is None or box.rows[0] != 1 or box.rows[-1] != rows or not box.columns:
            raise NotPlainError
        if self.columns and box.columns != self.columns:
            raise NotPlainError
        self.columns = dict(box.columns)
        return box

    def _note(self, block: list[Row]) -> None:
        self.sample += block[: _SAMPLE - len(self.sample)]
        keys = {one.key for one in self.election.contest(self._contest()).candidates}
        marks = {at for name, at in self.columns.items() if name in keys or name == NUMBER_HEADING}
        others = [at for at in range(len(self.heading)) if at not in marks]
        for row in block:
            beside = tuple(row[at] for at in others if at < len(row))
            if any(beside) and beside not in self.notes:
                self.notes[beside] = row
        if len(self.notes) > MOST_NOTES:
            raise NotPlainError

    def _contest(self) -> str:
        return next(one.id for one in self.election.contests if is_of(self.target.sheet or self.target.file.stem, one))

    def _same_layout(self) -> None:
        """Refuse a file that shows another layout once all that stands beside the marks is on one sheet."""
        together = self._read([*self.sample, *self.notes.values()])
        if any(one.code not in ("T338", "T344") for one in together.problems):
            raise NotPlainError


def _unfinished(read: BallotFile) -> bool:
    """Tell whether a block ends with ballots without a mark, which only the next block can tell from untyped ones."""
    return bool(read.problems) and all(one.code == "T338" for one in read.problems)
