"""One ballot file into its piles: what a worker is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tally.domain.ballot import BallotBox, Marks
from tally.domain.count import AnyPile
from tally.domain.election import Contest, Election, InputFile
from tally.domain.legend import Mark
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, Severity, error, info, place, warning
from tally.files.column_entry import with_cells
from tally.files.column_files import COLUMNAR, ColumnFile, sha256_of
from tally.files.columnar import pile_of_columns
from tally.files.grid import Grid
from tally.files.layouts.arranging import within
from tally.files.layouts.detect import parts_of
from tally.files.layouts.layout import Part, Setting, is_of
from tally.files.layouts.tally_blocks import is_sum
from tally.files.layouts.tally_sums import without_sums
from tally.files.matrix import read_matrix
from tally.files.paths import SheetPath, shown_path
from tally.files.stored import StoredWorkbook
from tally.files.table import Flaw, Table
from tally.files.workbook import DELIMITED, Workbook, open_workbook
from tally.names.normalise import normalise

ACCOMPANYING = ("裁定", "核对记录")  # sheets of a ballot workbook that hold no ballots and are read by others


@dataclass(frozen=True, slots=True)
class BallotFile:
    """One file read: what it is (None when it could not be opened), its piles, everything to be said, its sheets beside
    the ballots by name, the contests with a sheet that was refused, and of an entry each pile's contest and grid."""

    input: InputFile | None
    piles: tuple[AnyPile, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheets: tuple[tuple[str, Table], ...] = ()
    refused: frozenset[str] = frozenset()
    grids: tuple[tuple[str, Grid], ...] = ()


@dataclass(slots=True)
class _Reading:
    """What is gathered while a file is read."""

    piles: list[AnyPile] = field(default_factory=list)
    grids: list[tuple[str, Grid]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    known: bool = False


def read_ballot_file(
    election: Election, target: SheetPath, skip: frozenset[str] = frozenset(), *, entry: bool = False
) -> BallotFile:
    """Read one file: every sheet that is some contest's, in whatever layout; nothing of the contests in `skip`.

    Nothing is raised: all that is wrong with it stands in its problems.
    A sheet is that of the contest whose office or id is its name; where no sheet of the file is so named, of the
    contest whose candidates it names, which is said (T320). Problems besides those of single sheets: T353 a file
    without a sheet of any contest, T354 a sheet that is not there, T317 a hidden sheet, T321 a sheet that looks like
    ballots beside sheets with names, T322 two sheets with the same contents, T324 formulas whose
    stored results were read.
    """
    shown = shown_path(target.file, election.folder)
    if target.file.suffix.lower() in COLUMNAR:
        return _read_columns(election, target, shown, skip, entry=entry)
    try:
        workbook = open_workbook(target.file, shown)
    except Problems as found:
        refused = frozenset(one.id for one in election.contests if one.id not in skip)
        return BallotFile(None, problems=found.problems, refused=refused)
    return read_workbook(election, target, workbook, skip, entry=entry)


def read_workbook(
    election: Election, target: SheetPath, workbook: Workbook, skip: frozenset[str], *, entry: bool = False
) -> BallotFile:
    """Read a file of sheets that was opened; see `read_ballot_file`."""
    shown = workbook.shown
    reading = _Reading(problems=list(workbook.problems))
    beside = _beside(workbook, target, reading.problems)
    strange: list[str] = []
    for name, contests in _sheets(workbook, target, shown, election, reading):
        if not _read_sheet(workbook, name, contests, target, shown, election, skip, entry, reading):
            strange.append(name)
    if strange and not reading.known:
        reading.problems.append(_nothing_here(shown, strange, election))
    reading.problems += [_left_out(shown, name) for name in strange if reading.known]
    reading.piles, summed = without_sums(reading.piles, election.contests)
    reading.problems += summed
    ballots = sum(pile.ballots for pile in reading.piles)
    return BallotFile(
        InputFile("ballots", shown, workbook.sha256, ballots, target.part),
        tuple(reading.piles),
        tuple(reading.problems),
        beside,
        frozenset(reading.refused),
        tuple(reading.grids),
    )


def columns_of(
    election: Election,
    target: SheetPath,
    shown: str,
    skip: frozenset[str],
    problems: list[Problem],
    columns: Sequence[str],
) -> list[Contest]:
    """Return the contest that a file in columns holds: the one it is named after, or `file#contest`; else the only one
    whose candidates all have a column, which is said (T320). T353 when there is none."""
    wanted = target.sheet or target.file.stem
    found = [contest for contest in election.contests if is_of(wanted, contest)]
    if not found and target.sheet is None:
        keys = {normalise(name).key for name in columns}
        found = [contest for contest in election.contests if all(one.key in keys for one in contest.candidates)]
        found = found if len(found) == 1 else []
        problems += [_said(Part(contest, "matrix", None), shown) for contest in found]
    if not found:
        problems.append(_nothing_here(shown, (wanted,), election))
    return [contest for contest in found if contest.id not in skip]


def _read_columns(
    election: Election, target: SheetPath, shown: str, skip: frozenset[str], *, entry: bool
) -> BallotFile:
    problems: list[Problem] = []
    piles: list[BallotBox] = []
    grids: list[tuple[str, Grid]] = []
    contests = [contest for contest in election.contests if contest.id not in skip]
    try:
        sha256 = sha256_of(target.file, shown)
        file = ColumnFile(target.file, shown)
        contests = columns_of(election, target, shown, skip, problems, file.names)
        for contest in contests:
            pile = pile_of_columns(file, contest, election.method, problems)
            if pile is not None and entry:
                pile, grid = with_cells(file, pile, contest)
                grids.append((contest.id, grid))
            piles += [] if pile is None else [pile]
    except Problems as found:
        return BallotFile(None, (), found.problems, (), frozenset(contest.id for contest in contests))
    read = InputFile("ballots", shown, sha256, sum(box.ballots for box in piles), target.part)
    refused = frozenset(contest.id for contest in contests) - {box.contest for box in piles}
    return BallotFile(read, tuple(piles), tuple(problems), (), refused, tuple(grids))


def _beside(workbook: Workbook, target: SheetPath, problems: list[Problem]) -> tuple[tuple[str, Table], ...]:
    if target.file.suffix.lower() in DELIMITED:
        return ()
    found = []
    for name in workbook.sheet_names:
        if name.strip() in ACCOMPANYING:
            try:
                found.append((name, workbook.table(name)))
            except Problems as refused:
                problems += refused.problems
    return tuple(found)


def _sheets(
    workbook: Workbook, target: SheetPath, shown: str, election: Election, reading: _Reading
) -> list[tuple[str, tuple[Contest, ...]]]:
    """Return the sheets to be read, each with the contests it may be of."""
    names = workbook.sheet_names
    if target.file.suffix.lower() in DELIMITED:
        stem = target.file.stem
        saved = stem.rpartition("-")[2]  # spreadsheet programs save each sheet of a workbook as workbook-sheet.csv
        named = tuple(one for one in election.contests if is_of(target.sheet or stem, one))
        after = tuple(one for one in election.contests if target.sheet is None and is_of(saved, one))
        return [(names[0], named or after or election.contests)]
    if target.sheet is not None and target.sheet not in names:
        found = say("没有名为“{sheet}”的工作表", sheet=target.sheet)
        reading.problems.append(error("T354", shown, found, say("文件里有：{sheets}", sheets=tuple(names))))
        return []
    if target.sheet is None and isinstance(workbook, StoredWorkbook) and workbook.apart:
        found = say("文件里有{count}次选举，没有写明是哪一次", count=len(names))
        remedy = say("写 文件名#名称，名称有：{sheets}", sheets=tuple(names[:5]))
        reading.problems.append(error("T354", shown, found, remedy))
        return []
    looked_at = [name for name in names if name.strip() not in ACCOMPANYING] if target.sheet is None else [target.sheet]
    by_name = {name: tuple(one for one in election.contests if is_of(name, one)) for name in looked_at}
    if any(by_name.values()):
        unnamed = [name for name in looked_at if not by_name[name]]
        sums = _look_like_ballots(workbook, unnamed, shown, election, reading)
        named_here = [(name, found) for name, found in by_name.items() if found]
        return [*named_here, *((name, election.contests) for name in sums)]
    return [(name, election.contests) for name in looked_at]


def _look_like_ballots(
    workbook: Workbook, names: Sequence[str], shown: str, election: Election, reading: _Reading
) -> list[str]:
    """Refuse sheets of ballots without a contest's name, with all that is wrong in them; return those that hold the
    sums of the others."""
    sums = []
    for name in names:
        try:
            parts = parts_of(workbook.grid(name), election.contests, _setting(election, place(shown, name)))
        except Problems:
            continue
        for part, problem in like_ballots(parts, shown, name):
            within_it = _Reading()
            _read_part(part, place(shown, name), len(parts), election, False, within_it)
            reading.problems += [problem, *(one for one in within_it.problems if one.severity is Severity.ERROR)]
            reading.refused.add(part.contest.id)
        if is_sum(name) and any(part.tallied for part in parts):
            sums.append(name)
    return sums


def like_ballots(parts: Sequence[Part], shown: str, sheet: str) -> list[tuple[Part, Problem]]:
    """Refuse a sheet of ballots that bears no contest's name where others do: a copy, or forgotten (T321)."""
    filled = [
        part for part in parts if (part.grid is not None and part.grid.rows > 1) or (part.tallied and not is_sum(sheet))
    ]
    remedy = say("是选票的，改用所选职务作名称；是副本的，删去；或用 文件名#工作表名 指明只读哪一张")
    return [
        (
            part,
            error(
                "T321",
                place(shown, sheet),
                say("工作表“{sheet}”像是{office}的选票，名称却不是", sheet=sheet, office=part.contest.office),
                remedy,
            ),
        )
        for part in filled[:1]
    ]


def _read_sheet(
    workbook: Workbook,
    name: str,
    contests: tuple[Contest, ...],
    target: SheetPath,
    shown: str,
    election: Election,
    skip: frozenset[str],
    entry: bool,
    reading: _Reading,
) -> bool:
    """Read one sheet; False when it holds something and is nobody's ballots."""
    where = place(shown, "" if target.file.suffix.lower() in DELIMITED else name)
    own = contests if len(contests) < len(election.contests) or len(contests) == 1 else ()
    try:
        grid = workbook.grid(name)
        if target.area is not None:
            grid = within(grid, target.area)
        parts = parts_of(grid, contests, _setting(election, where))
    except Problems as found:
        if not own or any(one.id not in skip for one in own):
            reading.problems += found.problems
            reading.refused.update(one.id for one in contests)
        return True
    named = tuple(one for one in contests if is_of(target.sheet or target.file.stem, one) or is_of(name, one))
    if not parts:
        if not named:
            return not grid.rows
        parts = [Part(one, "matrix", grid) for one in named]
    reading.known = True
    if not grid.visible and any(part.contest.id not in skip for part in parts):
        reading.problems.append(_hidden_sheet(shown, name))
    if any(part.contest.id not in skip for part in parts):
        reading.problems += _computed(grid, where)
    for part in parts:
        if part.contest.id not in skip:
            if part.contest not in named or part.layout != "matrix":
                reading.problems.append(_said(part, where))
            _read_part(part, where, len(parts), election, entry, reading)
    return True


def _setting(election: Election, where: str) -> Setting:
    return Setting(
        election.method, election.layout, election.profile, election.choices, folder=election.folder, name=where
    )


def _read_part(part: Part, where: str, parts: int, election: Election, entry: bool, reading: _Reading) -> None:
    reading.problems += part.problems
    if any(one.severity is Severity.ERROR for one in part.problems):
        reading.refused.add(part.contest.id)
        return
    reading.piles += part.tallied
    if part.grid is None:
        return
    name = place(where, part.contest.office) if parts > 1 else where
    read = read_matrix(part.grid, part.contest, election.method, name, doubles=entry)
    reading.problems += read.problems
    if read.box is None:
        reading.refused.add(part.contest.id)
        return
    reading.problems += _copies(read.box, reading.piles, where)
    reading.piles.append(with_rest(read.box, part.rest, part.rest_row) if part.rest else read.box)
    if entry:
        reading.grids.append((part.contest.id, part.grid))


def _computed(grid: Grid, where: str) -> list[Problem]:
    """Say that cells are formulas whose stored results were read (T324)."""
    count = grid.formulas - sum(flaw is Flaw.FORMULA_WITHOUT_VALUE for flaw in grid.flaws.values())
    return [info("T324", where, say("有{count}格是公式，读的是文件里存下的结果", count=count))] if count > 0 else []


def _copies(box: BallotBox, piles: Sequence[AnyPile], where: str) -> list[Problem]:
    """Refuse a sheet without 票号 that holds, ballot for ballot, what another one holds: it is a copy (T322)."""
    if box.numbers is not None or box.ballots < 3:
        return []
    others = [one for one in piles if isinstance(one, BallotBox) and one.contest == box.contest and one.numbers is None]
    return [
        error(
            "T322",
            where,
            say("每一张票都与 {first} 相同，又没有票号，像是副本", first=one.name),
            say("是副本的，删去；不是的，加上票号一列"),
        )
        for one in others
        if np.array_equal(one.marks, box.marks) and one.write_ins == box.write_ins
    ]


def with_rest(box: BallotBox, rest: int, row: int) -> BallotBox:
    """Add ballots that approve everybody printed, given by their number in one row."""
    approving: Marks = np.full((len(box.marks), rest), Mark.APPROVE, dtype=np.uint8)
    rows = box.rows if box.rows is not None else np.arange(box.ballots, dtype=np.int64)
    return replace(
        box,
        marks=np.concatenate([box.marks, approving], axis=1),
        void=np.concatenate([box.void, np.zeros(rest, dtype=np.uint8)]),
        numbers=None if box.numbers is None else (*box.numbers, *[""] * rest),
        rows=np.concatenate([rows, np.full(rest, row, dtype=np.int64)]),
        unlisted=rest,
    )


def _said(part: Part, where: str) -> Problem:
    return info(
        "T320",
        where,
        say("按“{layout}”读作{office}的选票", layout=part.profile or part.layout, office=part.contest.office),
    )


def _nothing_here(shown: str, names: Sequence[str], election: Election) -> Problem:
    return error(
        "T353",
        shown,
        say("没有哪张工作表的名称是所选职务，也看不出是谁的选票：{sheets}", sheets=tuple(names)),
        say(
            "把工作表改名为：{offices}；用 tally inspect 看程序读到了什么",
            offices=" 或 ".join(contest.office for contest in election.contests),
        ),
    )


def _left_out(shown: str, name: str) -> Problem:
    return info("T323", place(shown, name), say("工作表“{sheet}”不是选票，没有读入", sheet=name))


def _hidden_sheet(shown: str, sheet: str) -> Problem:
    return warning(
        "T317", place(shown, sheet), say("工作表是隐藏的，其中的选票已照常计入"), say("取消隐藏，核对是不是要计的票")
    )
