"""A season (换届季): every election folder under a tree counted, each by itself, with a line for each and a sum."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tally.counting.engine import Engine, Load, here, run
from tally.domain.election import Candidate, Election, Standing
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, Severity, error
from tally.files.ballots import SUFFIXES
from tally.files.column_files import sha256_of
from tally.files.election_file import FILE, read_election
from tally.names.normalise import normalise
from tally.records import journal
from tally.records.count_election import count_election
from tally.records.partial import remark_of
from tally.records.publish import is_published, publish
from tally.records.store import FILE as RECORD
from tally.records.store import read_record

BALLOTS = "ballots"
OUT = "out"
NOT_ENTERED = frozenset({OUT, "__pycache__"})
YOUNG = 35
_BORN = re.compile(r"\s*(\d{4})\s*(?:[-./年]\s*)?(\d{1,2})(?:\D.*)?")
WORST = ("refused", "void", "further_vote", "revote", "complete")


@dataclass(frozen=True, slots=True)
class MakeUp:
    """Of those elected, counted once for each seat: women, 35 and under on the day of the vote, of a minority.

    `unknown` are the elected about whom the candidate list and the roster do not tell all three.
    """

    women: int = 0
    young: int = 0
    minority: int = 0
    unknown: int = 0

    def __add__(self, other: MakeUp) -> MakeUp:
        return MakeUp(
            self.women + other.women,
            self.young + other.young,
            self.minority + other.minority,
            self.unknown + other.unknown,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One election folder's line in the table. `status` is that of its least decided contest, or refused.

    A `preliminary` vote and a `rehearsal` fill no seat: their seats and elected are nought. The seats of a later vote
    are those that its first vote left open, and are counted there.
    """

    folder: str
    unit: str
    status: str
    seats: int = 0
    elected: int = 0
    make_up: MakeUp = MakeUp()
    check_code: str = ""
    problems: tuple[Problem, ...] = ()
    needs_people: bool = False
    unchanged: bool = False
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
        return sum((one.make_up for one in self.lines), MakeUp())


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
    whose record was made from exactly the files that stand there now, by this version, is not counted again.
    """
    root = root.absolute()  # workers may stand in other folders
    folders = election_folders(root)
    done: list[int] = []

    def tell(line: Line) -> None:
        done.append(line.ballots)
        if watch is not None:
            watch(len(done), len(folders), sum(done))

    size = sum(path.stat().st_size for folder in folders for path in ballots_in(folder) if path.is_file())
    with engine(Load(len(folders), size)) as executor:
        lines = run(executor, count_folder, [(root, folder, second, resume) for folder in folders], tell)
    return Season(tuple(lines))


def ballots_in(folder: Path, name: str = BALLOTS) -> list[Path]:
    """Return an entry of an election folder by convention: the folder of that name (ballots/), and files so named."""
    whole = folder / name
    inside = [whole] if whole.is_dir() or (whole.suffix.lower() in SUFFIXES and whole.is_file()) else []
    files = (path for path in folder.glob(f"{escape(name)}.*") if path.suffix.lower() in SUFFIXES)
    return [*inside, *sorted(files)]


def count_folder(root: Path, folder: Path, second: str | None, resume: bool) -> Line:
    """Count one folder, whatever becomes of it."""
    name = folder.relative_to(root).as_posix()
    unit = ""
    try:
        election = read_election(folder / FILE)
        unit = election.unit or election.title
        record = _unchanged(election, second) if resume else None
        if record is not None:
            said = [remark_of(one) for one in record["problems"]]
            return _line(name, election, record, said, unchanged=True, needs_people=_needs_people(record))
        paths = [str(path) for path in ballots_in(folder)]
        canvass, record = count_election(election, paths, _second(folder, second) if paths else [])
        _, remarks = publish(record, folder / OUT, election, paths)
        return _line(name, election, record, (*canvass.remarks, *remarks), needs_people=canvass.needs_people)
    except Problems as refused:
        return Line(name, unit, "refused", problems=refused.problems)
    except MemoryError:
        problem = error("T903", name, say("内存不足"), say("关闭其他程序，或换一台内存大的电脑"))
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        problem = error("T904", name, say("读写文件出错：{reason}", reason=reason), say("检查文件和磁盘后再试"))
    except Exception as bug:
        found = say("程序内部错误（{kind}）", kind=type(bug).__name__)
        problem = error("T909", name, found, say("请保留输入文件并报告；加 --verbose 可看到详情"))
    return Line(name, unit, "refused", problems=(problem,))


def _second(folder: Path, second: str | None) -> list[str]:
    """Return the second entry of a folder, none where none is asked for; raises `Problems` (T350) without one."""
    found = [str(path) for path in ballots_in(folder, second)] if second is not None else []
    if second is not None and not found:
        remedy = say("放进文件或文件夹 {name}；只录了一份的，另外计票，不写 --second", name=second)
        raise Problems([error("T350", folder.name, say("没有第二份录入“{name}”", name=second), remedy)])
    return found


def _unchanged(election: Election, second: str | None) -> dict[str, Any] | None:
    """Return the record that stands there if it was made from exactly the files that stand there now."""
    try:
        record = read_record(election.folder / OUT / RECORD)
        kept = {(one["path"], one["sha256"]) for one in record["inputs"]}
        now = {(one.path, one.sha256) for one in election.inputs}
        entries = [BALLOTS, *([second] if second is not None else [])]
        for path in (file for name in entries for file in _entry_files(election.folder, name)):
            shown = path.relative_to(election.folder).as_posix()
            now.add((shown, sha256_of(path, shown)))
        if (election.folder / "rulings.toml").exists():
            now.add(("rulings.toml", sha256_of(election.folder / "rulings.toml", "rulings.toml")))
        out = election.folder / OUT
        same = kept == now and is_published(record, out) and _by_this_version(out, record["check_code"])
    except (Problems, OSError, KeyError, TypeError):
        return None
    return record if same else None


def _by_this_version(out: Path, code: str) -> bool:
    """Whether the journal knows a record as last counted by this version of the program; raises `Problems`."""
    counted = [one for one in journal.read(out) if one.get("act") == "counted"]
    lines = [one for one in counted if one["details"]["check_code"] == code]
    return bool(lines) and lines[-1].get("version") == version("tally")


def _entry_files(folder: Path, name: str) -> Iterator[Path]:
    for path in ballots_in(folder, name):
        if path.is_dir():
            yield from (
                one for one in path.iterdir() if one.suffix.lower() in SUFFIXES and not one.name.startswith(("~$", "."))
            )
        else:
            yield path


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
    unchanged: bool = False,
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
        sum((_make_up(election, one) for one in electing), MakeUp()),
        record["check_code"],
        tuple(one for one in problems if one.severity is not Severity.INFO),
        needs_people,
        unchanged,
        sum(one.get("ballots", 0) for one in record["inputs"]),
        election.preliminary,
        rehearsal,
    )


def _is_later(election: Election) -> bool:
    return election.previous is not None and not election.previous.preliminary


def _make_up(election: Election, contest: Mapping[str, Any]) -> MakeUp:
    candidates = election.contest(contest["id"]).candidates
    elected = [candidates[at] for at, one in enumerate(contest["candidates"]) if one["elected"]]
    written = [normalise(one["name"]) for one in contest["write_ins"] if one["elected"]]
    people: list[Candidate] = [*elected, *(Candidate(name.written, name.key) for name in written)]
    return sum((_of_person(election, one) for one in people), MakeUp())


def _of_person(election: Election, person: Candidate) -> MakeUp:
    """Look a person up in the candidate list, then on the roster where the name stands there once."""
    on_roster = (election.roster or {}).get(person.key, ())
    other = on_roster[0] if len(on_roster) == 1 else Standing(person.name)
    gender = person.gender or other.gender
    group = person.ethnic_group or other.ethnic_group
    age = age_on(person.born or other.born, election.date.year, election.date.month)
    return MakeUp(
        women=int(gender == "女"),
        young=int(age is not None and age <= YOUNG),
        minority=int(bool(group) and group.removesuffix("族") != "汉"),
        unknown=int(not gender or not group or age is None),
    )


def age_on(born: str, year: int, month: int) -> int | None:
    """Return the age in whole years in a month, from a month of birth as people write it; None when it is none.

    Who was born in the month counts as a year older: the day is seldom known.

    >>> age_on("1990-11", 2026, 11), age_on("1990年12月", 2026, 11), age_on("1990.3.5", 2026, 11), age_on("", 2026, 11)
    (36, 35, 36, None)
    """
    match = _BORN.fullmatch(born)
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return year - int(match[1]) - (int(match[2]) > month)
