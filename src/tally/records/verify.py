"""Verification (复核): count again from the inputs that a record names, and compare every field with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.files.election_file import FILE, read_election
from tally.files.previous import earlier_records
from tally.records.check_code import is_whole
from tally.records.count_election import count_election
from tally.records.differences import Difference, differences
from tally.records.store import changed, parse_record


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying came to: it holds when there is no problem. `figures` is the number of fields compared."""

    record: Mapping[str, Any]
    figures: int
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether every hash, figure and the check code hold."""
        return not self.problems


def verify(path: Path, election: Path | None = None) -> Verification:
    """Verify the record at `path`; `election` is the election file, else the one beside or above the record.

    Fields that the record does not have (it is older) are not compared. What does not hold is returned as problems:
    T604 the check code, T606 an input that is not there, T607 an input that was changed, T608 a figure, and whatever
    the inputs are refused for. Raises `Problems` (T601–T603, T605) where there is no record to verify.
    """
    record, content = parse_record(path)
    problems = [] if is_whole(record, content) else [changed(path)]
    found = election if election is not None else election_of(path, record)
    files = {number: located(entry, found.parent, path.parent) for number, entry in enumerate(record["inputs"])}
    problems += input_problems(record, files)
    if any(one.code == "T606" for one in problems):
        return Verification(record, 0, tuple(problems))
    try:
        again = recount(record, found, files)
    except Problems as refused:
        return Verification(record, 0, (*problems, *refused.problems))
    compared = {key: value for key, value in record.items() if key not in ("check_code", "schema")}
    parted = [
        one
        for one in differences(compared, again, known_only=True)
        if one.path[-1] != "sha256" and not _told_since(one)  # T607 said it
    ]
    return Verification(record, fields(compared), (*problems, *(_figure(one, path) for one in parted)))


def election_of(path: Path, record: Mapping[str, Any]) -> Path:
    """Return the election file that a record belongs to: beside the folder it lies in, or beside itself."""
    name = next((Path(entry["path"]).name for entry in record["inputs"] if entry["role"] == "election"), FILE)
    folder = path.resolve().parent
    return next((one for one in (folder.parent / name, folder / name) if one.is_file()), folder.parent / name)


def located(entry: Mapping[str, Any], folder: Path, beside: Path) -> Path | None:
    """Return where an input lies now: in the election's folder, beside the record or here; None when nowhere.

    A record of an earlier vote lies where the election file says.
    """
    if entry["role"] == "previous":
        places = [folder / one for one in earlier_records(folder / FILE)]
        places.sort(key=lambda one: not (one.is_file() and _sha256(one) == entry["sha256"]))
    else:
        places = [folder / entry["path"], beside / entry["path"], Path(entry["path"])]
    return next((one for one in places if one.is_file()), None)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ballot_files(record: Mapping[str, Any], folder: Path, beside: Path) -> list[str]:
    """Return the ballot files of a record as the command line takes them. Raises `Problems` (T606, T607)."""
    files = {number: located(entry, folder, beside) for number, entry in enumerate(record["inputs"])}
    problems = input_problems(record, files)
    if problems:
        raise Problems(problems)
    return inputs_of(record, "ballots", files)


def input_problems(record: Mapping[str, Any], files: Mapping[int, Path | None]) -> list[Problem]:
    """Say which inputs are gone (T606) or not the ones that were counted (T607)."""
    problems = []
    for number, entry in enumerate(record["inputs"]):
        file = files[number]
        if file is None:
            found = say("找不到计票时用的这个文件")
            problems.append(error("T606", entry["path"], found, say("放回原处，或用 --election 指明选举目录")))
        elif _sha256(file) != entry["sha256"]:
            found = say("文件与计票时的不同（SHA-256 不符）")
            problems.append(
                error("T607", entry["path"], found, say("取回计票时的文件；确需改动的，重新计票并说明更正"))
            )
    return problems


def recount(record: Mapping[str, Any], election: Path, files: Mapping[int, Path | None]) -> dict[str, Any]:
    """Count again what a record counted; raises `Problems` when its inputs are refused now."""
    ballots, second = (inputs_of(record, role, files) for role in ("ballots", "second"))
    return count_election(read_election(election), ballots, second)[1]


def inputs_of(record: Mapping[str, Any], role: str, files: Mapping[int, Path | None]) -> list[str]:
    """Return the files of one role as the command line takes them (`file#sheet`)."""
    return [
        f"{files[number]}#{entry['sheet']}" if "sheet" in entry else str(files[number])
        for number, entry in enumerate(record["inputs"])
        if entry["role"] == role
    ]


def fields(value: object) -> int:
    """Return how many single values stand in a record.

    >>> fields({"a": [1, 2], "b": {"c": None}})
    3
    """
    if isinstance(value, Mapping):
        return sum(map(fields, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(map(fields, value))
    return 1


def _told_since(one: Difference) -> bool:
    """Whether an older record has null where records since say which plenary follows."""
    following = one.second.get("kind") if isinstance(one.second, Mapping) else None
    return one.path[-2:] == ("outcome", "next") and one.first is None and following == "plenary"


def _figure(one: Difference, path: Path) -> Problem:
    kept, again = one.shown
    return error(
        "T608",
        place(path.name, *one.path),
        say("记录写的是 {kept}，重新计票得到 {again}", kept=kept, again=again),
        say("以重新计票为准；查明记录为何不同，用 tally diff 出更正说明"),
    )
