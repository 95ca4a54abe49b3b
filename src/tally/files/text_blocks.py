"""A long CSV read block by block, parsed by Arrow, each block read by the very reader of sheets: memory stays flat.

Only a file that is plain from end to end is read so: UTF-8, quotes where CSV has them, as many cells in every row as in
the headings of the first, layout *matrix* of the one contest it is named after, a ballot in every row, nothing to be
said. Of any other file nothing is concluded here; it is read whole, and what is wrong with it is said by that reading.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np

from tally.domain.ballot import BallotBox
from tally.domain.election import Election
from tally.domain.problem import Problem, Problems
from tally.files.ballot_file import BallotFile, read_workbook
from tally.files.delimited import DELIMITERS, LONG_TEXT
from tally.files.grid import Grid
from tally.files.gridding import grid_of_rows, grid_of_texts
from tally.files.headings import NUMBER_HEADING
from tally.files.layouts.layout import is_of
from tally.files.paths import SheetPath, shown_path
from tally.files.plain_text import NotPlainError, checked, columns_of, first_row
from tally.files.table import Table
from tally.files.workbook import TABLES

BLOCK_SIZE = 4 << 20
LARGEST_BLOCK = 64 << 20
MOST_NOTES = 50_000  # different contents of the cells beside the marks; more of them, and the file is read whole
_HEAD = 1 << 16
_FIRST_LINES = 30
_SAMPLE = 100

Texts = tuple[str, ...]


@dataclass(slots=True)
class _Sheet:
    """Some rows of a delimited file as a workbook of one sheet."""

    shown: str
    sheet: str
    rows: Grid
    sha256: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return (self.sheet,)

    def table(self, sheet: str) -> Table:
        return Table(self.shown, "", tuple(map(self.rows.row_texts, range(self.rows.rows))))

    def grid(self, sheet: str) -> Grid:
        return self.rows


def is_long(target: SheetPath, size: int, long: int = LONG_TEXT) -> bool:
    """Tell whether a file is delimited text that is worth reading in blocks."""
    return size > long and target.area is None and target.file.suffix.lower() in TABLES


def read_text_blocks(
    election: Election, target: SheetPath, skip: frozenset[str], size: int = BLOCK_SIZE
) -> Iterator[BallotBox]:
    """Yield a long file's ballots as piles of about `size` bytes each, with their rows in the file.

    Raises `NotPlainError`, perhaps after some piles, when the file must be read whole instead.
    """
    contests = [one for one in election.contests if is_of(target.sheet or target.file.stem, one)]
    if len(contests) != 1 or contests[0].id in skip or election.profile or election.layout not in ("", "matrix"):
        raise NotPlainError
    try:
        head, delimiter = _head(target.file)
        keys = frozenset(one.key for one in contests[0].candidates)
        with target.file.open("rb") as file:
            yield from _Blocks(election, target, skip, keys, head, delimiter).read(file, size)
    except (OSError, UnicodeDecodeError, Problems):
        raise NotPlainError from None


def _head(path: Path) -> tuple[Texts, str]:
    """Return the headings in the first row, and the delimiter."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        head = text.read(_HEAD)
    if head.startswith("PK\x03\x04"):
        raise NotPlainError
    for line in head.splitlines()[:-1][:_FIRST_LINES]:
        counts = [line.count(one) for one in DELIMITERS]
        if any(counts):
            delimiter = DELIMITERS[counts.index(max(counts))]
            return first_row(head, delimiter), delimiter
    raise NotPlainError


def _pieces(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield pieces of about `size` bytes that end where a row ends: at a line's end with no quote left open."""
    rest = file.read(len(codecs.BOM_UTF8))
    rest = b"" if rest == codecs.BOM_UTF8 else rest
    while more := file.read(size):
        rest += more
        end = rest.rfind(b"\n") + 1
        if end and rest.count(b'"', 0, end) % 2 == 0:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > LARGEST_BLOCK:
            raise NotPlainError
    if rest:
        yield rest


class _Blocks:
    """One file being read in blocks."""

    def __init__(
        self,
        election: Election,
        target: SheetPath,
        skip: frozenset[str],
        keys: frozenset[str],
        heading: Texts,
        delimiter: str,
    ) -> None:
        self.election, self.target, self.skip, self.keys = election, target, skip, keys
        self.heading, self.delimiter = heading, delimiter
        self.shown = shown_path(target.file, election.folder)
        self.columns: dict[str, int] = {}
        self.notes: dict[Texts, Texts] = {}
        self.sample: list[Texts] = []

    def read(self, file: IO[bytes], size: int) -> Iterator[BallotBox]:
        at, first = 0, 1
        pieces = _pieces(file, size)
        piece = next(pieces, b"")
        while piece:
            following = next(pieces, b"")
            columns = [one.slice(first) for one in columns_of(piece, self.delimiter, len(self.heading))]
            rows, grid = len(columns[0]), grid_of_texts(self.shown, "", self.heading, columns)
            read = self._read(grid)
            if following and len(piece) < 4 * size and (_unfinished(read) or not rows):
                piece += following
                continue
            box = self._plain(read, rows)
            self._note(grid)
            assert box.rows is not None
            yield replace(box, rows=box.rows + at)
            at, first = at + rows, 0
            piece = following
        self._same_layout()

    def _read(self, grid: Grid) -> BallotFile:
        sheet = _Sheet(self.shown, self.target.file.stem, checked(grid))
        return read_workbook(self.election, self.target, sheet, self.skip)

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

    def _note(self, grid: Grid) -> None:
        """Keep the first rows, and one row of each different contents beside the marks."""
        last = min(grid.rows, 1 + _SAMPLE - len(self.sample))
        self.sample += map(grid.row_texts, range(1, last))
        marks = {at for name, at in self.columns.items() if name in self.keys or name == NUMBER_HEADING}
        others = [at for at in range(grid.columns) if at not in marks]
        beside = grid.codes[others, 1:]
        filled = np.flatnonzero(beside.any(axis=0))
        _, first = np.unique(beside[:, filled], axis=1, return_index=True)
        for row in (filled[first] + 1).tolist():
            texts = grid.row_texts(row)
            self.notes.setdefault(tuple(texts[at] for at in others), texts)
        if len(self.notes) > MOST_NOTES:
            raise NotPlainError

    def _same_layout(self) -> None:
        """Refuse a file that shows another layout once all that stands beside the marks is on one sheet."""
        rows: Sequence[Texts] = [self.heading, *self.sample, *self.notes.values()]
        together = self._read(grid_of_rows(self.shown, "", rows))
        if any(one.code not in ("T338", "T344") for one in together.problems):
            raise NotPlainError


def _unfinished(read: BallotFile) -> bool:
    """Tell whether a block ends with ballots without a mark, which only the next block can tell from untyped ones."""
    return bool(read.problems) and all(one.code == "T338" for one in read.problems)
