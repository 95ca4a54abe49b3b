"""What a strange file holds: sheet by sheet the layout, the columns, the ballots, the signs, what was skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election, Method
from tally.domain.legend import Legend, fold
from tally.domain.problem import Problem, Problems, place
from tally.files.ballot_file import ACCOMPANYING, like_ballots
from tally.files.column_entry import as_grid
from tally.files.column_files import COLUMNAR, ColumnFile, sha256_of
from tally.files.grid import Grid
from tally.files.headings import read_headings
from tally.files.layouts.arranging import within
from tally.files.layouts.detect import parts_of
from tally.files.layouts.guess import guess_contests, seats_said
from tally.files.layouts.layout import Part, Setting, is_of
from tally.files.layouts.profiled import recognised
from tally.files.layouts.rank_guess import PROFILE, people_of_ranks
from tally.files.layouts.tally_sums import without_sums
from tally.files.matrix import read_matrix
from tally.files.paths import SheetPath
from tally.files.stored import StoredWorkbook
from tally.files.table import address
from tally.files.workbook import DELIMITED, open_workbook

MOST_SIGNS, SHOWN = 200, 40
UNSAID = Method(Legend(approve=("",), oppose=(), abstain=()), writein_unmarked="approve")


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One contest's ballots in a sheet: `columns` are names with where each stands, `signs` how often each was typed.

    `guessed` is whether the candidates are the sheet's own headings, because no election said who they are; then
    `candidates` are they, and `seats` how many the file says may be chosen. `ordered` is whether the ballots are orders
    of choice.
    """

    office: str
    layout: str
    profile: str
    guessed: bool
    columns: tuple[tuple[str, str], ...]
    ballots: int | None
    signs: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    candidates: tuple[str, ...] = ()
    seats: int | None = None
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """One sheet: how far its contents reach, whether users see it, and the ballots in it."""

    name: str
    rows: int
    columns: int
    visible: bool
    formulas: int
    hidden: int
    parts: tuple[PartSeen, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSeen:
    """One file; what kept it from being opened stands in its problems. `apart` is whether its sheets are elections."""

    shown: str
    sha256: str = ""
    sheets: tuple[SheetSeen, ...] = ()
    problems: tuple[Problem, ...] = ()
    apart: bool = False

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Return everything to be said about the file, its sheets and their ballots."""
        inside = [*(one for sheet in self.sheets for one in sheet.problems)]
        inside += [one for sheet in self.sheets for part in sheet.parts for one in part.problems]
        return (*self.problems, *inside)


def inspect_file(target: SheetPath, election: Election | None = None) -> FileSeen:
    """Look into a file; of an election's candidates where it is given, else of whatever the headings name."""
    shown = target.file.name
    if target.file.suffix.lower() in COLUMNAR:
        return _columns_seen(target, shown, election)
    try:
        workbook = open_workbook(target.file, shown)
    except Problems as found:
        return FileSeen(shown, problems=found.problems)
    delimited = target.file.suffix.lower() in DELIMITED
    named = _named(workbook.sheet_names, election) if target.sheet is None and not delimited else frozenset()
    sheets = []
    for name in workbook.sheet_names:
        if target.sheet is not None and not delimited and name != target.sheet:
            continue
        try:
            grid = workbook.grid(name)
        except Problems as found:
            sheets.append(SheetSeen(name, 0, 0, True, 0, 0, problems=found.problems))
            continue
        if target.area is not None:
            grid = within(grid, target.area)
        beside = shown if named and name not in named else None
        sheets.append(_sheet(grid, name, place(shown, "" if delimited else name), election, beside))
    apart = target.sheet is None and isinstance(workbook, StoredWorkbook) and workbook.apart
    return FileSeen(shown, workbook.sha256, tuple(sheets), workbook.problems, apart)


def _columns_seen(target: SheetPath, shown: str, election: Election | None) -> FileSeen:
    try:
        sha256 = sha256_of(target.file, shown)
        grid = as_grid(ColumnFile(target.file, shown))
    except Problems as found:
        return FileSeen(shown, problems=found.problems)
    return FileSeen(shown, sha256, (_sheet(grid, target.file.stem, shown, election, None),))


def _named(sheets: Sequence[str], election: Election | None) -> frozenset[str]:
    """Return the sheets that bear a contest's name."""
    contests = () if election is None else election.contests
    return frozenset(name for name in sheets if any(is_of(name, one) for one in contests))


def _sheet(grid: Grid, name: str, where: str, election: Election | None, beside: str | None) -> SheetSeen:
    """Look into one sheet; `beside` is the file in which other sheets bear a contest's name and this one does not."""
    parts: list[PartSeen] = []
    problems: tuple[Problem, ...] = ()
    try:
        if election is not None:
            setting = _setting(election, where)
            found = _parts(grid, election.contests, setting)
            parts = [_part(one, setting, guessed=False) for one in found]
            if beside is not None and name.strip() not in ACCOMPANYING:
                problems = tuple(problem for _, problem in like_ballots(found, beside, name))
        if not parts:
            profile = PROFILE if recognised(grid) is None and people_of_ranks(grid) else ""
            setting = Setting(UNSAID, profile=profile, choices="any", folder=Path(), name=where)
            found = _parts(grid, guess_contests(grid), setting)
            said = seats_said(grid)
            parts = [_guessed(_part(one, setting, guessed=True), one, said.get(one.contest.office)) for one in found]
    except Problems as found:
        problems = found.problems
    hidden = len(grid.hidden_rows) + len(grid.hidden_columns)
    return SheetSeen(name, grid.rows, grid.columns, grid.visible, grid.formulas, hidden, tuple(parts), problems)


def _setting(election: Election, where: str) -> Setting:
    return Setting(
        election.method, election.layout, election.profile, election.choices, folder=election.folder, name=where
    )


def _parts(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    return list(parts_of(grid, contests, setting)) if contests and grid.rows else []


def _guessed(seen: PartSeen, part: Part, seats: int | None) -> PartSeen:
    candidates = tuple(one.name for one in part.contest.candidates)
    problems = tuple(one for one in seen.problems if one.code != "T257")  # nobody has said how many are to be elected
    return replace(seen, problems=problems, candidates=candidates, seats=seats, ordered=part.ordered)


def _part(part: Part, setting: Setting, *, guessed: bool) -> PartSeen:
    office, layout, profile = part.contest.office, part.layout, part.profile
    if part.grid is None:
        piles, summed = without_sums(part.tallied, [part.contest])
        ballots = sum(pile.ballots for pile in piles) if piles else None
        return PartSeen(office, layout, profile, guessed, (), ballots, {}, (*part.problems, *summed))
    typed = _texts(part.grid, part.contest)
    method = replace(setting.method, legend=_every(typed)) if guessed else setting.method
    read = read_matrix(part.grid, part.contest, method, setting.name)
    problems = (*part.problems, *read.problems)
    if read.box is None:
        return PartSeen(office, layout, profile, guessed, (), None, {}, problems)
    columns = _columns(read.box, part.grid, part.contest)
    ballots = read.box.ballots + part.rest
    signs = _signs(read.box, part.grid, part.contest)
    return PartSeen(office, layout, profile, guessed, columns, ballots, signs, problems)


def _texts(grid: Grid, contest: Contest) -> list[str]:
    """Return what stands in the candidates' columns: all of it is signs when nobody says which signs there are."""
    headings, _ = read_headings(grid, contest)
    if headings is None:
        return []
    codes = grid.used(grid.codes[np.array(headings.candidates)][:, headings.row + 1 :])
    return sorted({fold(grid.texts[code]) for code in codes if grid.texts[code].strip()})[:MOST_SIGNS]


def _every(signs: Sequence[str]) -> Legend:
    return Legend(approve=tuple(signs), oppose=(), abstain=("",))


def _signs(box: BallotBox, grid: Grid, contest: Contest) -> dict[str, int]:
    if box.rows is None or not box.ballots:
        return {}
    columns = np.array([box.columns[one.key] for one in contest.candidates])
    codes, counts = np.unique(grid.codes[columns][:, box.rows], return_counts=True)
    found: Counter[str] = Counter()
    for code, number in zip(codes.tolist(), counts.tolist(), strict=True):
        found[grid.texts[code].strip()[:SHOWN]] += number
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _columns(box: BallotBox, grid: Grid, contest: Contest) -> tuple[tuple[str, str], ...]:
    names = {one.key: one.name for one in contest.candidates}
    places = []
    for key, column in box.columns.items():
        heading = max(int(box.rows[0]) - 1, 0) if box.rows is not None and box.ballots else 0
        row, at = grid.origin.cell(0, column) if grid.origin is not None else (heading, column)
        places.append((names.get(key, key), address(row, at)))
    return tuple(places)
