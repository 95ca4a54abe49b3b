"""The ballot files (选票录入表): every sheet of every file given, each as a pile of one contest."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place, warning
from tally.files.column_files import COLUMNAR, ColumnFile, sha256_of
from tally.files.columnar import pile_of_columns
from tally.files.matrix import number_key, read_matrix
from tally.files.paths import SheetPath, shown_path
from tally.files.table import Table, address
from tally.files.workbook import DELIMITED, Workbook, open_workbook

SUFFIXES = DELIMITED | COLUMNAR | {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}
ACCOMPANYING = ("裁定",)  # sheets of a ballot workbook that hold no ballots and are read by others


@dataclass(frozen=True, slots=True)
class Ballots:
    """The piles by contest id, sorted by file and sheet, the files they came from, everything to be said, and the
    sheets beside the ballots (`ACCOMPANYING`)."""

    piles: Mapping[str, tuple[BallotBox, ...]]
    inputs: tuple[InputFile, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class BallotFile:
    """One file read: what it is (None when it could not be opened), its piles, everything to be said, its sheets beside
    the ballots by name, and the contests with a sheet that was refused."""

    input: InputFile | None
    piles: tuple[BallotBox, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheets: tuple[tuple[str, Table], ...] = ()
    refused: frozenset[str] = frozenset()


def read_ballots(election: Election, paths: Sequence[str], skip: frozenset[str] = frozenset()) -> Ballots:
    """Read the ballots of every contest not in `skip` (void before its ballots are looked at).

    Problems besides those of single files: T350 a path without ballot files, T351 one file twice, T352 a contest
    without a sheet, T355 a 票号 twice in different piles. The order of `paths` changes nothing.
    """
    targets, problems = find_ballot_files(election, paths)
    files, again = once_each([read_ballot_file(election, target, skip) for target in targets])
    problems += [*again, *(problem for one in files for problem in one.problems)]
    piles = {
        contest.id: tuple(box for one in files for box in one.piles if box.contest == contest.id)
        for contest in election.contests
        if contest.id not in skip
    }
    refused = frozenset[str]().union(*(one.refused for one in files))
    if paths:
        problems += contests_without_piles(election, {key for key, boxes in piles.items() if boxes} | refused | skip)
        for contest_id, boxes in piles.items():
            problems += _numbers_over_piles(election.contest(contest_id), boxes, election)
    return Ballots(piles, tuple(one.input for one in files if one.input), tuple(problems), sheets_beside(files))


def find_ballot_files(election: Election, paths: Sequence[str]) -> tuple[list[SheetPath], list[Problem]]:
    """Return the files that `paths` name, folders opened, in the order of the names they have in records (T350)."""
    problems: list[Problem] = []
    found = _files(paths, problems)
    return sorted(found, key=lambda one: (shown_path(one.file, election.folder), one.sheet or "")), problems


def read_ballot_file(election: Election, target: SheetPath, skip: frozenset[str] = frozenset()) -> BallotFile:
    """Read one file; nothing is raised, all that is wrong with it stands in its problems.

    Problems besides those of single sheets: T353 a file without a sheet of any contest, T354 a sheet that is not there,
    T317 a hidden sheet.
    """
    shown = shown_path(target.file, election.folder)
    contests = [contest for contest in election.contests if contest.id not in skip]
    if target.file.suffix.lower() in COLUMNAR:
        return _read_columns(election, target, shown, skip)
    try:
        workbook = open_workbook(target.file, shown)
    except Problems as found:
        return BallotFile(None, problems=found.problems, refused=frozenset(contest.id for contest in contests))
    problems = list(workbook.problems)
    sheets = _beside(workbook, target, problems)
    piles, refused = _read_piles(workbook, target, shown, contests, election, problems)
    read = InputFile("ballots", shown, workbook.sha256, sum(box.ballots for box in piles), target.sheet)
    return BallotFile(read, tuple(piles), tuple(problems), tuple(sheets.items()), refused)


def columns_of(
    election: Election, target: SheetPath, shown: str, skip: frozenset[str], problems: list[Problem]
) -> list[Contest]:
    """Return the contest that a file of a single table holds: the one it is named after, or `file#contest` (T353)."""
    wanted = target.sheet or target.file.stem
    found = [contest for contest in election.contests if _is_of(wanted, contest)]
    if not found:
        problems.append(_nothing_here(shown, (wanted,), election))
    return [contest for contest in found if contest.id not in skip]


def _read_columns(election: Election, target: SheetPath, shown: str, skip: frozenset[str]) -> BallotFile:
    problems: list[Problem] = []
    piles: list[BallotBox] = []
    contests = columns_of(election, target, shown, skip, problems)
    try:
        sha256 = sha256_of(target.file, shown)
        file = ColumnFile(target.file, shown)
        for contest in contests:
            pile = pile_of_columns(file, contest, election.method, problems)
            if pile is not None:
                piles.append(pile)
    except Problems as found:
        return BallotFile(None, (), found.problems, (), frozenset(contest.id for contest in contests))
    read = InputFile("ballots", shown, sha256, sum(box.ballots for box in piles), target.sheet)
    refused = frozenset(contest.id for contest in contests) - {box.contest for box in piles}
    return BallotFile(read, tuple(piles), tuple(problems), (), refused)


def once_each(files: Sequence[BallotFile]) -> tuple[list[BallotFile], list[Problem]]:
    """Leave out files that are given twice, by their contents, and say so (T351)."""
    first: dict[tuple[str, str | None], str] = {}
    kept, problems = [], []
    for one in files:
        if one.input is not None:
            key = (one.input.sha256, one.input.sheet)
            if key in first:
                problems.append(_same_file(one.input.path, first[key]))
                continue
            first[key] = one.input.path
        kept.append(one)
    return kept, problems


def sheets_beside(files: Sequence[BallotFile]) -> tuple[Table, ...]:
    """Return the sheets beside the ballots, those of a file named twice (`file#sheet`) once."""
    found = {(one.input.sha256, name): table for one in files if one.input for name, table in one.sheets}
    return tuple(found.values())


def contests_without_piles(election: Election, with_piles: Container[str]) -> list[Problem]:
    """Say which contests no file holds ballots of (T352)."""
    return [_no_pile(contest) for contest in election.contests if contest.id not in with_piles]


def _beside(workbook: Workbook, target: SheetPath, problems: list[Problem]) -> dict[str, Table]:
    if target.file.suffix.lower() in DELIMITED:
        return {}
    found = {}
    for name in workbook.sheet_names:
        if name.strip() in ACCOMPANYING:
            try:
                found[name] = workbook.table(name)
            except Problems as refused:
                problems += refused.problems
    return found


def _files(paths: Iterable[str], problems: list[Problem]) -> list[SheetPath]:
    found: dict[SheetPath, None] = {}
    for text in paths:
        target = SheetPath.parse(text)
        if not target.file.is_dir():
            found[target] = None
            continue
        inside = sorted(
            path
            for path in target.file.iterdir()
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", "."))
        )
        if not inside:
            problems.append(
                error(
                    "T350",
                    text,
                    say("这个文件夹里没有录入表"),
                    say("能读的文件：{suffixes}", suffixes=" ".join(sorted(SUFFIXES))),
                )
            )
        found.update(dict.fromkeys(SheetPath(path) for path in inside))
    return list(found)


def _read_piles(
    workbook: Workbook,
    target: SheetPath,
    shown: str,
    contests: Sequence[Contest],
    election: Election,
    problems: list[Problem],
) -> tuple[list[BallotBox], frozenset[str]]:
    """Return the piles of one file, and the contests whose sheet was refused."""
    piles, refused = [], set()
    for contest, sheet in _sheets(workbook, target, shown, contests, election, problems):
        try:
            grid = workbook.grid(sheet)
        except Problems as found:
            problems += found.problems
            refused.add(contest.id)
            continue
        if not grid.visible:
            problems.append(_hidden_sheet(shown, sheet))
        read = read_matrix(grid, contest, election.method, place(shown, sheet))
        problems += read.problems
        if read.box is None:
            refused.add(contest.id)
        else:
            piles.append(read.box)
    return piles, frozenset(refused)


def _sheets(
    workbook: Workbook,
    target: SheetPath,
    shown: str,
    contests: Sequence[Contest],
    election: Election,
    problems: list[Problem],
) -> list[tuple[Contest, str]]:
    names = workbook.sheet_names
    if target.file.suffix.lower() in DELIMITED:
        skip = frozenset(contest.id for contest in election.contests if contest not in contests)
        return [(contest, names[0]) for contest in columns_of(election, target, shown, skip, problems)]
    if target.sheet is not None and target.sheet not in names:
        problems.append(
            error(
                "T354",
                shown,
                say("没有名为“{sheet}”的工作表", sheet=target.sheet),
                say("文件里有：{sheets}", sheets=tuple(names)),
            )
        )
        return []
    looked_at = names if target.sheet is None else (target.sheet,)
    chosen = [(contest, name) for name in looked_at for contest in contests if _is_of(name, contest)]
    if not any(_is_of(name, contest) for name in looked_at for contest in election.contests):
        problems.append(_nothing_here(shown, looked_at, election))
    return chosen


def _is_of(name: str, contest: Contest) -> bool:
    folded = "".join(name.split())
    return folded in ("".join(contest.office.split()), contest.id)


def _nothing_here(shown: str, names: Sequence[str], election: Election) -> Problem:
    return error(
        "T353",
        shown,
        say("没有哪张工作表的名称是所选职务，只有：{sheets}", sheets=tuple(names)),
        say("把工作表改名为：{offices}", offices=" 或 ".join(contest.office for contest in election.contests)),
    )


def _hidden_sheet(shown: str, sheet: str) -> Problem:
    return warning(
        "T317", place(shown, sheet), say("工作表是隐藏的，其中的选票已照常计入"), say("取消隐藏，核对是不是要计的票")
    )


def _no_pile(contest: Contest) -> Problem:
    return error(
        "T352",
        place("election.toml", contest.id),
        say("给出的文件里没有{office}的选票", office=contest.office),
        say("加上装有“{office}”工作表的文件", office=contest.office),
    )


def _same_file(shown: str, first: str) -> Problem:
    return error(
        "T351",
        shown,
        say("内容与 {first} 完全相同", first=first),
        say("同一个文件只给一次；若是另一位录入员的录入，用 --second"),
    )


def _numbers_over_piles(contest: Contest, boxes: Sequence[BallotBox], election: Election) -> list[Problem]:
    if election.numbering == "per-file" or len(boxes) < 2:
        return []
    first: dict[int | str, str] = {}
    problems = []
    for box in boxes:
        for ballot, text in enumerate(box.numbers or ()):
            key = number_key(text)
            if key in first and first[key] != box.name:
                row = int(box.rows[ballot]) if box.rows is not None else ballot
                problems.append(
                    error(
                        "T355",
                        place(box.name, address(row)),
                        say(
                            "{office}票号{number}在 {first} 里已有",
                            office=contest.office,
                            number=text,
                            first=first[key],
                        ),
                        say('核对是否重复录入；各文件分别编号的，写 [input] numbering = "per-file"'),
                    )
                )
            first.setdefault(key, box.name)
    return problems[:200]
