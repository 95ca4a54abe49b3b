"""A piece of the work of counting: one ballot file, or one block of a file in columns, and what it comes to.

A piece goes to wherever it is counted and its count comes back; both are small and can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from platform import node

import numpy as np

from tally.counting.kernel import count
from tally.counting.numbers import SHOWN_AT_MOST, Numbers
from tally.counting.rulings import settle
from tally.domain.ballot import BallotBox
from tally.domain.count import Count, Tallied
from tally.domain.election import Contest, Election, InputFile
from tally.domain.problem import Problem, Problems
from tally.domain.ruling import Ruling
from tally.files.ballot_file import columns_of, read_ballot_file
from tally.files.ballot_numbers import plain_numbers
from tally.files.column_files import COLUMNAR, Block, ColumnFile, sha256_of
from tally.files.columnar import read_block, read_head
from tally.files.paths import SheetPath, shown_path, stamp_of
from tally.files.plain_text import NotPlainError
from tally.files.table import Table
from tally.files.text_blocks import BLOCK_SIZE, is_long, read_text_blocks

MOST_PROBLEMS = 1000  # of one piece; whoever mends that many starts again


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or of a file in columns one block (its hash is then taken elsewhere).

    `stamp` tells whether the file that a process sees at its path, on whatever machine, is the one that was cut.
    """

    target: SheetPath
    shown: str
    size: int = 0
    block: Block | None = None
    stamp: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PileCount:
    """What the ballots of one pile in one piece come to.

    `read` ballots were read, whatever the count says of them. `used` rulings found their ballot among them. Its last
    `unmarked` ballots may be some that nobody typed (`tail` says so), unless marked ones of the same pile follow.
    `seen` is whether single ballots were, and not only the figures of a `team`.
    """

    contest: str
    name: str
    count: Count
    read: int
    numbers: Numbers
    used: frozenset[Ruling] = frozenset()
    unmarked: int = 0
    tail: tuple[Problem, ...] = ()
    seen: bool = True
    team: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PieceCount:
    """Everything a piece gives: its file (None when it could not be opened), its piles, what is to be said, the sheets
    beside the ballots, the contests with a sheet that was refused.

    `elsewhere` is the machine of a process that saw no file there, or one of another stamp: then the file has its hash.
    """

    input: InputFile | None
    piles: tuple[PileCount, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheets: tuple[tuple[str, Table], ...] = ()
    refused: frozenset[str] = frozenset()
    elsewhere: str = ""

    @property
    def ballots(self) -> int:
        """Return the number of ballots read."""
        return sum(pile.read for pile in self.piles)


def cut(election: Election, targets: Iterable[SheetPath]) -> tuple[list[Piece], list[Problem]]:
    """Cut the files into pieces, in order; a file in columns that cannot be opened is one piece, refused when read."""
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for target in targets:
        shown = shown_path(target.file, election.folder)
        if target.file.suffix.lower() not in COLUMNAR:
            pieces.append(Piece(target, shown, _size(target), stamp=stamp_of(target.file)))
            continue
        try:
            stamp = stamp_of(target.file)
            file = ColumnFile(target.file, shown)
            pieces += [Piece(target, shown, block.rows, block, stamp) for block in file.blocks()]
        except Problems as refused:
            problems += refused.problems
    return pieces, problems


def _size(target: SheetPath) -> int:
    try:
        return target.file.stat().st_size
    except OSError:
        return 0


def count_piece(election: Election, piece: Piece, skip: frozenset[str], rulings: Sequence[Ruling]) -> PieceCount:
    """Read and count one piece with the rulings applied; nothing is raised but what the machine is to blame for."""
    stamp = stamp_of(piece.target.file)
    if stamp == piece.stamp:
        return _count(election, piece, skip, rulings)
    if stamp is None:
        return PieceCount(None, elsewhere=node())
    try:
        one = _count(election, piece, skip, rulings)
    except (Problems, LookupError, OSError, ValueError):  # blocks of one file may be none of another
        return PieceCount(None, elsewhere=node())
    read = one.input and replace(one.input, sha256=one.input.sha256 or _hash_of(piece.target.file, stamp))
    return replace(one, input=read, elsewhere=node())


@lru_cache
def _hash_of(file: Path, stamp: tuple[int, ...]) -> str:
    return sha256_of(file, file.name)


def _count(election: Election, piece: Piece, skip: frozenset[str], rulings: Sequence[Ruling]) -> PieceCount:
    if piece.block is not None:
        return _count_block(election, piece, piece.block, skip, rulings)
    if is_long(piece.target, piece.size):
        try:
            return count_text(election, piece, skip, rulings)
        except (NotPlainError, Problems):
            pass  # the whole file tells what it is
    read = read_ballot_file(election, piece.target, skip)
    problems = list(read.problems)
    piles = []
    for pile in read.piles:
        if isinstance(pile, Tallied):
            figures = PileCount(
                pile.contest, pile.name, pile.count, pile.ballots, Numbers(), seen=False, team=pile.team
            )
            piles.append(figures)
            continue
        listed = [text for text in pile.numbers or () if text]
        piles.append(_count_box(election, pile, Numbers.of(np.zeros(0, dtype=np.int64), listed), rulings, problems))
    return PieceCount(read.input, tuple(piles), tuple(problems), read.sheets, read.refused)


def count_text(
    election: Election, piece: Piece, skip: frozenset[str], rulings: Sequence[Ruling], size: int = BLOCK_SIZE
) -> PieceCount:
    """Count a long file of text block by block; raises `NotPlainError` or `Problems` when it must be read whole."""
    problems: list[Problem] = []
    sha256 = sha256_of(piece.target.file, piece.shown)
    total: PileCount | None = None
    whole, texts = [np.zeros(0, dtype=np.int64)], list[str]()
    for box in read_text_blocks(election, piece.target, skip, size):
        part = _count_box(election, box, Numbers(), rulings, problems)
        if problems:
            raise NotPlainError
        total = part if total is None else joined([total, part])
        listed = tuple(text for text in box.numbers or () if text)
        plain = plain_numbers(listed)
        if plain is None:
            texts += listed
        else:
            whole.append(plain)
    numbers = Numbers.of(np.concatenate(whole), texts)
    if total is None or numbers.twice:
        raise NotPlainError
    read = InputFile("ballots", piece.shown, sha256, total.read, piece.target.part)
    return PieceCount(read, (replace(total, numbers=numbers),))


def _count_box(
    election: Election, box: BallotBox, numbers: Numbers, rulings: Sequence[Ruling], problems: list[Problem]
) -> PileCount:
    contest = election.contest(box.contest)
    settled = settle(box, contest, election.method, election.roster, rulings)
    problems += settled.problems
    result = count(settled.box, contest, election.method, election.roster)
    return PileCount(box.contest, box.name, result, box.ballots, numbers, settled.used)


def _count_block(
    election: Election, piece: Piece, block: Block, skip: frozenset[str], rulings: Sequence[Ruling]
) -> PieceCount:
    problems: list[Problem] = []
    piles: list[PileCount] = []
    refused: set[str] = set()
    file = ColumnFile(piece.target.file, piece.shown)
    for contest in columns_of(election, piece.target, piece.shown, skip, problems, file.names):
        pile = _count_columns(election, file, block, contest, rulings, problems)
        if pile is None:
            refused.add(contest.id)
        else:
            piles.append(pile)
    read = InputFile("ballots", piece.shown, "", sum(one.read for one in piles), piece.target.part)
    return PieceCount(read, tuple(piles), tuple(problems), refused=frozenset(refused))


def _count_columns(
    election: Election,
    file: ColumnFile,
    block: Block,
    contest: Contest,
    rulings: Sequence[Ruling],
    problems: list[Problem],
) -> PileCount | None:
    """Count a contest's ballots of one block, batch by batch; None when any of them is refused."""
    ruled = any(one.contest == contest.id for one in rulings)
    parts: list[PileCount] = []
    whole, texts = [np.zeros(0, dtype=np.int64)], list[str]()
    refused = False
    try:
        headings = read_head(file, contest)
        for batch in read_block(file, block, contest, election.method, headings, texts=ruled):
            problems += batch.problems
            if batch.box is None:
                refused = True
            else:
                part = _count_box(election, batch.box, Numbers(), rulings, problems)
                parts.append(replace(part, unmarked=batch.unmarked, tail=batch.tail))
                whole.append(batch.whole)
                texts += batch.texts
            if len(problems) > MOST_PROBLEMS:
                break
            del batch  # the next one takes its place in memory
    except Problems as found:
        problems += found.problems
        return None
    if refused:
        return None
    nothing = PileCount(contest.id, file.shown, Count.zero(contest.id, len(contest.candidates)), 0, Numbers())
    return replace(joined([nothing, *parts]), numbers=Numbers.of(np.concatenate(whole), texts))


def joined(piles: Sequence[PileCount], *, numbers: bool = False) -> PileCount:
    """Return the pieces of one pile, in order, as one; their numbers stay with them unless they are asked for."""
    unmarked, tail = 0, tuple[Problem, ...]()
    for one in piles:
        whole = one.unmarked == one.read
        unmarked, tail = (unmarked if whole else 0) + one.unmarked, (*(tail if whole else ()), *one.tail)
    return replace(
        piles[0],
        count=sum((one.count for one in piles[1:]), piles[0].count),
        read=sum(one.read for one in piles),
        numbers=Numbers.together([one.numbers for one in piles]) if numbers else Numbers(),
        used=frozenset[Ruling]().union(*(one.used for one in piles)),
        unmarked=unmarked,
        tail=tail[:SHOWN_AT_MOST],
    )
