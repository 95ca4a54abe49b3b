"""All ballot files of an election counted, wherever the engine runs: cut into pieces, counted, summed, and checked.

The sum of the pieces is compared with the ballots read, and each file is hashed once more after the count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tally.counting.canvass import Pile
from tally.counting.elsewhere import elsewhere_problems, seen_elsewhere
from tally.counting.engine import Engine, Load, here, run
from tally.counting.identities import identity_problems
from tally.counting.numbers import MOST_TEXTS, Numbers, doubles, texts_in
from tally.counting.once import counted_twice
from tally.counting.pieces import Piece, PieceCount, PileCount, count_piece, cut, joined
from tally.counting.rulings import not_once
from tally.counting.unchanged import Unchanged
from tally.domain.election import Contest, Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, errors_among, place, warning
from tally.files.ballot_file import BallotFile
from tally.files.ballots import contests_without_piles, find_ballot_files, once_each, sheets_beside
from tally.files.doubles import double_numbers
from tally.files.paths import SheetPath
from tally.files.rulings import Rulings, read_rulings
from tally.files.table import Table


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a count has come: pieces of work done and ballots read."""

    done: int
    pieces: int
    ballots: int


Watch = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the files come to: every contest's piles in order, the files, the rulings applied, everything to be said,
    and the sheets beside the ballots."""

    piles: Mapping[str, tuple[PileCount, ...]]
    inputs: tuple[InputFile, ...]
    rulings: Rulings
    problems: tuple[Problem, ...]
    sheets: tuple[Table, ...] = ()

    @property
    def counts(self) -> dict[str, tuple[Pile, ...]]:
        """Return every pile with its count."""
        return {key: tuple(Pile(one.name, one.count, one.seen) for one in piles) for key, piles in self.piles.items()}


def count_files(
    election: Election,
    paths: Sequence[str],
    skip: frozenset[str] = frozenset(),
    engine: Engine = here,
    watch: Watch | None = None,
    *,
    partial: bool = False,
) -> Counted:
    """Count the ballots of every contest not in `skip`; what stands against them is in `problems`.

    Of a `partial` count (one counting place) it is left open whether every contest has a pile and every ruling its
    ballot.

    Problems besides those of single files and rulings: T350 a path without ballot files, T351 one file twice, T352 a
    contest without a sheet, T344 and T355 a 票号 twice, T392 and T393 a ruling without its one ballot, T338 unmarked
    ballots at the end of a file in columns, T620 a file that changed while it was counted, T919 one
    that is another where it is counted, T624 too many 票号 that are
    no whole numbers, T628 a sum that does not agree with the ballots read, T654 a team that is the sum of others, T316
    and T322 figures that are there already, T655 (a warning) a contest without a single ballot.
    """
    election = replace(election, folder=election.folder.absolute())  # workers may stand in other folders
    given, problems = find_ballot_files(election, paths)
    targets = [replace(one, file=one.file.absolute()) for one in given]
    unchanged = Unchanged(targets)
    pieces, unopened = cut(election, targets)
    problems += unopened
    incomplete = bool(problems)
    rulings = read_rulings(election)
    with engine(_load(pieces)) as executor:
        watching = _Watching(len(pieces), watch)
        counts = run(
            executor,
            count_piece,
            [(election, one, skip, rulings.rulings) for one in pieces],
            watching.done,
            lambda at: unchanged.ahead(pieces[at]),
            lambda at: unchanged.behind(pieces[at]),
        )
        sheets = sheets_beside([_file(one) for one in counts])
        if sheets:
            rulings = read_rulings(election, sheets)
            unchanged.read_again()
            ruled = [at for at, one in enumerate(counts) if _is_ruled(one, rulings)]
            again = [(election, pieces[at], skip, rulings.rulings) for at in ruled]
            for at, one in zip(ruled, run(executor, count_piece, again, lambda done: None), strict=True):
                counts[at] = one
    others = seen_elsewhere(pieces, counts, unchanged)
    told = set[SheetPath]().union(*others.values())
    counts = [
        PieceCount(None) if one.elsewhere and piece.target in told else _hashed(piece, one, unchanged)
        for piece, one in zip(pieces, counts, strict=True)
    ]
    pieces, counts, twice = _each_once(pieces, counts)
    problems += [*twice, *dict.fromkeys(problem for one in counts for problem in one.problems)]
    inputs = _inputs(pieces, counts)
    problems += elsewhere_problems(others)
    problems += unchanged.problems({target: one for target, one in inputs.items() if target not in told})
    piles = _piles(election, pieces, counts, skip, partial)
    refused = frozenset[str]().union(skip, *(one.refused for one in counts))
    if incomplete or others:
        refused |= {contest.id for contest in election.contests}
    if paths and not partial:
        problems += contests_without_piles(election, {key for key, found in piles.items() if found} | refused)
        empty = [key for key, found in piles.items() if found and not any(one.read for one in found)]
        problems += [_no_ballot(election.contest(key)) for key in empty]
    problems += [problem for found in piles.values() for one in found for problem in one.tail]
    for contest_id, found in piles.items():
        contest = election.contest(contest_id)
        problems += _doubles(election, contest, pieces, counts)
        problems += wrong_sums(contest, found)
        problems += counted_twice(found)
        if not partial and rulings.rulings and contest_id not in refused:
            problems += not_once(contest, rulings.rulings, [one.used for one in found])
    problems += rulings.problems
    return Counted(piles, tuple(inputs.values()), rulings, tuple(problems), sheets)


class _Watching:
    """Adds up what has been done and tells whoever watches."""

    def __init__(self, pieces: int, watch: Watch | None) -> None:
        self._progress, self._watch = Progress(0, pieces, 0), watch

    def done(self, one: PieceCount) -> None:
        self._progress = Progress(self._progress.done + 1, self._progress.pieces, self._progress.ballots + one.ballots)
        if self._watch is not None:
            self._watch(self._progress)


def _load(pieces: Sequence[Piece]) -> Load:
    columnar = bool(pieces) and all(one.block is not None for one in pieces)
    return Load(len(pieces), sum(one.size for one in pieces), columnar)


def _hashed(piece: Piece, one: PieceCount, unchanged: Unchanged) -> PieceCount:
    if piece.block is None or one.input is None:
        return one
    return replace(one, input=replace(one.input, sha256=unchanged.sha256(piece.target)))


def _file(one: PieceCount) -> BallotFile:
    return BallotFile(one.input, sheets=one.sheets)


def _is_ruled(one: PieceCount, rulings: Rulings) -> bool:
    return any(
        pile.contest == ruling.contest and pile.numbers.has(ruling.ballot)
        for pile in one.piles
        for ruling in rulings.rulings
    )


def _each_once(
    pieces: Sequence[Piece], counts: Sequence[PieceCount]
) -> tuple[list[Piece], list[PieceCount], list[Problem]]:
    """Leave out the pieces of files given twice."""
    files: dict[SheetPath, BallotFile] = {}
    for piece, count in zip(pieces, counts, strict=True):
        files.setdefault(piece.target, _file(count))
    kept, problems = once_each(list(files.values()))
    held = set(map(id, kept))
    known = {target for target, file in files.items() if id(file) in held}
    pairs = [(piece, count) for piece, count in zip(pieces, counts, strict=True) if piece.target in known]
    return [piece for piece, _ in pairs], [count for _, count in pairs], problems


def _inputs(pieces: Sequence[Piece], counts: Sequence[PieceCount]) -> dict[SheetPath, InputFile]:
    files: dict[SheetPath, InputFile] = {}
    for piece, one in zip(pieces, counts, strict=True):
        if one.input is not None:
            parts = (files.get(piece.target), one.input)
            ballots = sum(part.ballots for part in parts if part is not None and part.ballots)
            files[piece.target] = replace(one.input, ballots=ballots)
    return files


def _piles(
    election: Election, pieces: Sequence[Piece], counts: Sequence[PieceCount], skip: frozenset[str], partial: bool
) -> dict[str, tuple[PileCount, ...]]:
    """Return the piles of each contest, pieces of one pile summed; of a partial count with all their numbers."""
    found: dict[str, dict[tuple[SheetPath, str], list[PileCount]]] = {
        one.id: defaultdict(list) for one in election.contests
    }
    for piece, one in zip(pieces, counts, strict=True):
        for pile in one.piles:
            found[pile.contest][piece.target, pile.name].append(pile)
    return {
        contest_id: tuple(joined(parts, numbers=partial) for parts in piles.values())
        for contest_id, piles in found.items()
        if contest_id not in skip
    }


def wrong_sums(contest: Contest, piles: Sequence[PileCount]) -> list[Problem]:
    """Compare each pile's count with the ballots read for it (I1–I4); any difference is a fault of the machine (T628).

    >>> from tally.domain.election import Candidate, Kind
    >>> from tally.domain.count import Count
    >>> contest = Contest("c", "委员", Kind.DW, 1, (Candidate("甲", "甲"),))
    >>> [one.code for one in wrong_sums(contest, [PileCount("c", "a.xlsx", Count.zero("c", 1), 3, Numbers())])]
    ['T628']
    """
    names = [one.name for one in contest.candidates]
    return [
        error(
            "T628",
            place(pile.name, contest.id),
            say("各部分加总与读到的{read}张选票不符", read=pile.read),
            say("重新计票；仍不符的，保留文件并报告"),
            wrong[0].rule,
        )
        for pile in piles
        if (wrong := list(identity_problems(pile.count, contest.seats, pile.read, names)))
    ]


def _no_ballot(contest: Contest) -> Problem:
    found = say("给出的文件里{office}一张选票也没有", office=contest.office)
    return warning(
        "T655", place("election.toml", contest.id), found, say("核对表头和选票行；用 tally inspect 看读到了什么")
    )


def _doubles(
    election: Election, contest: Contest, pieces: Sequence[Piece], counts: Sequence[PieceCount]
) -> list[Problem]:
    """Say which 票号 stand twice in the pieces of a contest, and where."""
    alone = election.numbering == "per-file"
    groups: dict[object, list[tuple[Piece, Numbers]]] = defaultdict(list)
    for piece, one in zip(pieces, counts, strict=True):
        for pile in one.piles:
            if pile.contest == contest.id:
                groups[(piece.target, pile.name) if alone else None].append((piece, pile.numbers))
    problems: list[Problem] = []
    if texts_in(numbers for _, numbers in groups.get(None, ())) > MOST_TEXTS:
        problems.append(
            error(
                "T624",
                place("election.toml", contest.id),
                say("{office}不是整数的票号超过{most}个，不能核对重号", office=contest.office, most=MOST_TEXTS),
                say('票号改用整数，或各文件分别编号：[input] numbering = "per-file"'),
            )
        )
    for found in groups.values():
        twice = doubles([numbers for _, numbers in found])
        if twice:
            wanted = frozenset(twice)
            involved = [piece for piece, numbers in found if any(numbers.has(str(one)) for one in wanted)]
            problems += double_numbers(election, contest, [(piece.target, piece.block) for piece in involved], wanted)
    return problems


def refuse_errors(problems: Sequence[Problem], before: Sequence[Problem] = ()) -> None:
    """Raise `Problems` with `before` and all of `problems` if any of these is an error."""
    if errors_among(problems):
        raise Problems(dict.fromkeys([*before, *problems]))
