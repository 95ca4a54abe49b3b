"""A season (换届季): every election folder under a tree counted, each by itself, with a line for each and a sum."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from platform import node
from typing import Any

from tally.counting.engine import Engine, Load, here, run
from tally.domain.election import Election
from tally.domain.failure import failure_problem
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, Severity, error
from tally.files.election_file import FILE, read_election
from tally.records.count_election import count_election
from tally.records.make_up import NOBODY, MakeUp, make_up
from tally.records.partial import remark_of
from tally.records.publish import publish
from tally.records.standing import OUT, ballots_in, sealed_record, unchanged_record
from tally.records.store import FILE as RECORD

NOT_ENTERED = frozenset({OUT, "__pycache__"})
_SHARED = say("选举目录放在各台机器同一路径的共享卷上；或不用集群，改用 --workers")
WORST = ("refused", "void", "further_vote", "revote", "complete")


@dataclass(frozen=True, slots=True)
class Line:
    """One election folder's line in the table. `status` is that of its least decided contest, or refused.

    A `preliminary` vote and a `rehearsal` fill no seat: their seats and elected are nought. The seats of a later vote
    are those that its first vote left open, and are counted there. An `unchanged` folder (`--resume`) and a `sealed`
    one are not counted: their figures are those of the record that stands there.
    """

    folder: str
    unit: str
    status: str
    seats: int = 0
    elected: int = 0
    make_up: MakeUp = NOBODY
    check_code: str = ""
    problems: tuple[Problem, ...] = ()
    needs_people: bool = False
    unchanged: bool = False
    sealed: bool = False
    ballots: int = 0
    preliminary: bool = False
    rehearsal: bool = False

    @property
    def refused(self) -> bool:
        """Whether the folder could not be counted."""
        return self.status == "refused"


@dataclass(frozen=True, slots=True)
class Season:
    """All lines by folder."""

    lines: tuple[Line, ...]

    @property
    def make_up(self) -> MakeUp:
        """Return the make-up of all elected."""
        return sum((one.make_up for one in self.lines), NOBODY)


def election_folders(root: Path) -> list[Path]:
    """Return the election folders under a tree, in order; what was generated (out/) is not entered.

    A folder that cannot be opened is among them: it may hold an election, and counting it says why it is not counted.

    Raises `Problems` (T480) when there is none.
    """
    found = sorted(_folders(root))
    if not found:
        raise Problems(
            [error("T480", str(root), say("这个文件夹下没有选举目录"), say("每个选举目录里须有 {file}", file=FILE))]
        )
    return found


def _folders(root: Path) -> Iterator[Path]:
    entered = {os.path.realpath(root)}
    closed: list[Path] = []
    for directory, inside, files in os.walk(
        root, followlinks=True, onerror=lambda one: closed.append(Path(one.filename))
    ):
        if FILE in (*files, *inside):
            yield Path(directory)
        inside[:] = [name for name in sorted(inside) if _is_entered(name, Path(directory), entered)]
    yield from (path for path in closed if path != root)


def _is_entered(name: str, directory: Path, entered: set[str]) -> bool:
    """Whether a folder is looked into: nothing made by `tally` or hidden, each one once, whatever links lead there."""
    whole = os.path.realpath(directory / name)
    if name in NOT_ENTERED or name.startswith(".") or name == FILE or whole in entered:
        return False
    entered.add(whole)
    return True


def count_season(
    root: Path,
    second: str | None = None,
    resume: bool = False,
    engine: Engine = here,
    watch: Callable[[int, int, int], None] | None = None,
) -> Season:
    """Count every election folder under `root` and write its record into its own out/; a bad one spoils no other.

    With `second` the ballots of each folder must agree with the second entry of that name in it. With `resume` a folder
    whose record was made from exactly the files that stand there now, by this version, is not counted again. Of a
    sealed folder the record is taken as it is, if nothing was changed since.
    """
    root = root.absolute()  # workers may stand in other folders
    folders = election_folders(root)
    done: list[int] = []

    def tell(line: Line) -> None:
        done.append(line.ballots)
        if watch is not None:
            watch(len(done), len(folders), sum(done))

    with engine(Load(len(folders), sum(map(_size, folders)))) as executor:
        lines = run(executor, count_folder, [(root, folder, second, resume) for folder in folders], tell)
    return Season(tuple(_written_here(root, one) for one in lines))


def _written_here(root: Path, line: Line) -> Line:
    """Return the line, refused where its record was written on another machine only (T919)."""
    if line.refused or _holds(root / line.folder / OUT / RECORD, line.check_code):
        return line
    found = say("记录没有写在这里，写在了计票的那台机器上")
    return Line(line.folder, line.unit, "refused", problems=(error("T919", line.folder, found, _SHARED),))


def _holds(record: Path, check_code: str) -> bool:
    try:
        return check_code.encode() in record.read_bytes()
    except OSError:
        return False


def _size(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in ballots_in(folder) if path.is_file())
    except OSError:  # counting it says what is wrong
        return 0


def count_folder(root: Path, folder: Path, second: str | None, resume: bool) -> Line:
    """Count one folder, whatever becomes of it."""
    name = folder.relative_to(root).as_posix()
    unit = ""
    try:
        if not folder.exists():
            raise Problems([error("T919", node(), say("那里看不到这个选举目录"), _SHARED)])
        election = read_election(folder / FILE)
        unit = election.unit or election.title
        sealed = sealed_record(election, second)
        if sealed is not None:
            return replace(_as_it_stands(name, election, *sealed), sealed=True)
        record = unchanged_record(election, second) if resume else None
        if record is not None:
            return replace(_as_it_stands(name, election, record), unchanged=True)
        paths = [str(path) for path in ballots_in(folder)]
        canvass, record = count_election(election, paths, _second(folder, second) if paths else [])
        _, remarks = publish(record, folder / OUT, election, paths)
        return _line(name, election, record, (*canvass.remarks, *remarks), needs_people=canvass.needs_people)
    except Problems as refused:
        return Line(name, unit, "refused", problems=refused.problems)
    except Exception as failure:
        return Line(name, unit, "refused", problems=(failure_problem(failure, name),))


def _second(folder: Path, second: str | None) -> list[str]:
    """Return the second entry of a folder, none where none is asked for; raises `Problems` (T350) without one."""
    found = [str(path) for path in ballots_in(folder, second)] if second is not None else []
    if second is not None and not found:
        remedy = say("放进文件或文件夹 {name}；只录了一份的，另外计票，不写 --second", name=second)
        raise Problems([error("T350", folder.name, say("没有第二份录入“{name}”", name=second), remedy)])
    return found


def _as_it_stands(name: str, election: Election, record: Mapping[str, Any], said: Sequence[Problem] = ()) -> Line:
    remarks = [*said, *map(remark_of, record["problems"])]
    return _line(name, election, record, remarks, needs_people=_needs_people(record))


def _needs_people(record: Mapping[str, Any]) -> bool:
    undecided = any(
        one["outcome"]["status"] != "complete" or one["doubtful"]["could_change_result"] for one in record["contests"]
    )
    return undecided or any(one["code"] == "T412" for one in record["problems"])


def _line(
    name: str,
    election: Election,
    record: Mapping[str, Any],
    problems: Sequence[Problem],
    *,
    needs_people: bool,
) -> Line:
    contests = record["contests"]
    rehearsal = record["election"]["mode"] == "rehearsal"
    electing = [] if election.preliminary or rehearsal else contests
    return Line(
        name,
        election.unit or election.title,
        min((one["outcome"]["status"] for one in contests), key=WORST.index),
        0 if _is_later(election) else sum(one["seats"] for one in electing),
        sum(len(one["outcome"]["elected"]) for one in electing),
        sum((make_up(election, one) for one in electing), NOBODY),
        record["check_code"],
        tuple(one for one in problems if one.severity is not Severity.INFO),
        needs_people,
        ballots=sum(one.get("ballots", 0) for one in record["inputs"]),
        preliminary=election.preliminary,
        rehearsal=rehearsal,
    )


def _is_later(election: Election) -> bool:
    return election.previous is not None and not election.previous.preliminary
