"""The ballot files (选票录入表): every sheet of every file given, each as a pile of one contest."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tally.domain.ballot import BallotBox
from tally.domain.count import AnyPile, Tallied
from tally.domain.election import Contest, Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.files.addresses import answering, is_address
from tally.files.approval_lists import LISTS
from tally.files.ballot_file import BallotFile, read_ballot_file
from tally.files.ballot_numbers import number_key
from tally.files.column_files import COLUMNAR
from tally.files.grid import Grid
from tally.files.headings import NUMBER_HEADING
from tally.files.paths import SheetPath, shown_path
from tally.files.table import Table, address
from tally.files.workbook import DELIMITED

WILD = frozenset("*?[")
SUFFIXES = DELIMITED | COLUMNAR | {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}


@dataclass(frozen=True, slots=True)
class Ballots:
    """The piles by contest id, sorted by file and sheet, the files they came from, everything to be said, and the
    sheets beside the ballots; of an entry also the grid of each pile."""

    piles: Mapping[str, tuple[AnyPile, ...]]
    inputs: tuple[InputFile, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[Table, ...] = ()
    grids: Mapping[str, tuple[Grid, ...]] = field(default_factory=dict)


def read_ballots(
    election: Election, paths: Sequence[str], skip: frozenset[str] = frozenset(), *, entry: bool = False
) -> Ballots:
    """Read the ballots of every contest not in `skip` (void before its ballots are looked at).

    An `entry` is read to be compared with another one: the grid of each pile is kept, and a 票号 twice or a contest
    without a sheet is no problem yet.

    Problems besides those of single files: T350 a path without ballot files, T351 one file twice, T352 a contest
    without a sheet, T355 a 票号 twice in different piles. The order of `paths` changes nothing.
    """
    targets, problems = find_ballot_files(election, paths)
    files, again = once_each([read_ballot_file(election, target, skip, entry=entry) for target in targets])
    problems += [*again, *(problem for one in files for problem in one.problems)]
    piles = {
        contest.id: tuple(box for one in files for box in one.piles if box.contest == contest.id)
        for contest in election.contests
        if contest.id not in skip
    }
    refused = frozenset[str]().union(*(one.refused for one in files))
    if paths and not entry:
        problems += contests_without_piles(election, {key for key, boxes in piles.items() if boxes} | refused | skip)
        for contest_id, boxes in piles.items():
            problems += _numbers_over_piles(election.contest(contest_id), boxes, election)
    grids = {key: tuple(grid for one in files for contest, grid in one.grids if contest == key) for key in piles}
    inputs = tuple(one.input for one in files if one.input)
    return Ballots(piles, inputs, tuple(problems), sheets_beside(files), grids if entry else {})


def find_ballot_files(election: Election, paths: Sequence[str]) -> tuple[list[SheetPath], list[Problem]]:
    """Return the files that `paths` name, folders opened, in the order of the names they have in records.

    In a folder the election's own files (candidates, roster) are no ballots.

    Problems: T350 a path without ballot files, T327 two files of one name, which no record or ruling could tell apart.
    """
    problems: list[Problem] = []
    first = {one.path: election.folder / one.path for one in election.inputs}
    found = _files(paths, problems, {one.resolve() for one in first.values()})
    shown = {one: shown_path(one.file, election.folder) for one in found}
    for one in found:
        other = first.setdefault(shown[one], one.file)
        if other is not one.file and other.resolve() != one.file.resolve():
            problems.append(_of_one_name(one.file, other))
    return sorted(found, key=lambda one: (shown[one], one.part or "")), problems


def find_any_files(paths: Sequence[str]) -> tuple[list[SheetPath], list[Problem]]:
    """Return the files that `paths` name where there is no election, folders and patterns opened (T350)."""
    problems: list[Problem] = []
    return _files(paths, problems), problems


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


def _files(paths: Iterable[str], problems: list[Problem], own: Container[Path] = ()) -> list[SheetPath]:
    found: dict[SheetPath, None] = {}
    for text in paths:
        if not text.strip():
            problems.append(error("T350", "“”", say("文件名是空的"), say("写上录入表的文件名")))
            continue
        try:
            if WILD & set(text) and not Path(text).exists():
                found |= dict.fromkeys(_matching(text, problems))
                continue
            target = SheetPath.parse(text)
        except Problems as refused:
            problems += refused.problems
            continue
        if not target.file.is_dir():
            found[target] = None
            continue
        inside = sorted(
            path
            for path in target.file.iterdir()
            if path.suffix.lower() in SUFFIXES and _is_ballots(path) and path.resolve() not in own
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


def _matching(pattern: str, problems: list[Problem]) -> list[SheetPath]:
    """Return the ballot files that a pattern names, for shells that hand it on as it was typed."""
    import glob

    if is_address(pattern):
        start = min(pattern.find(sign) for sign in WILD if sign in pattern)
        folder = pattern[:start].rpartition("/")[0]
        paths = sorted(answering(folder).glob(pattern[len(folder) + 1 :]))
    else:
        paths = [Path(one) for one in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - absolute too
    readable = SUFFIXES | LISTS  # a folder has other files of these too, the program's own records among them
    matching = [SheetPath(path) for path in paths if path.suffix.lower() in readable and _is_ballots(path)]
    if not matching:
        problems.append(error("T350", pattern, say("没有与此相符的文件"), say("核对文件名和所在文件夹")))
    return matching


def _is_ballots(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(("~$", "."))


def _no_pile(contest: Contest) -> Problem:
    return error(
        "T352",
        place("election.toml", contest.id),
        say("给出的文件里没有{office}的选票", office=contest.office),
        say("加上装有“{office}”工作表的文件", office=contest.office),
    )


def _of_one_name(path: Path, first: Path) -> Problem:
    return error(
        "T327",
        str(path),
        say("与 {first} 同名，记录里分不出是哪一个", first=str(first)),
        say("改一个文件名，或把它们都放进选举目录"),
    )


def _same_file(shown: str, first: str) -> Problem:
    return error(
        "T351",
        shown,
        say("内容与 {first} 完全相同", first=first),
        say("同一个文件只给一次；若是另一位录入员的录入，用 --second"),
    )


def _numbers_over_piles(contest: Contest, boxes: Sequence[AnyPile], election: Election) -> list[Problem]:
    if election.numbering == "per-file" or len(boxes) < 2:
        return []
    first: dict[int | str, BallotBox] = {}
    problems = []
    for box in boxes:
        if isinstance(box, Tallied):
            continue
        for ballot, text in enumerate(box.numbers or ()):
            if not text:
                continue
            key = number_key(text)
            if key in first and first[key] is not box:
                problems.append(
                    error(
                        "T355",
                        place(box.name, address(*box.cell(ballot, NUMBER_HEADING))),
                        say(
                            "{office}票号{number}在 {first} 里已有",
                            office=contest.office,
                            number=text,
                            first=first[key].name,
                        ),
                        say('核对是否重复录入；各文件分别编号的，写 [input] numbering = "per-file"'),
                    )
                )
            first.setdefault(key, box)
    return problems[:200]
