"""From which record papers are printed: the count's, or before the count the one that the election folder gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.documents.fonts import coverage_problems
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, warning
from tally.files.election_file import FILE as ELECTION
from tally.files.election_file import read_election
from tally.records.store import FILE, read_record

OUT = "out"
BEFORE_THE_VOTE = frozenset({"D3", "D6", "KIT"})
BEFORE_THE_COUNT = BEFORE_THE_VOTE | {"D7", "D8", "D9", "D13", "D14", "D17"}

Source = tuple[dict[str, Any], tuple[str, ...] | None]


def sources(record: Path | None, folder: Path | None, codes: Sequence[str] | None) -> list[Source]:
    """Return the records to print from, each with the papers it is for.

    A record that is named serves for everything. Else ballots, lists and forms come from the election folder as it
    is now, and the rest from `out/result.json`; before there is one, the slips come from the folder too. Raises
    `Problems` of reading either.
    """
    if record is not None:
        return [(read_record(record), None if codes is None else tuple(codes))]
    if folder is None:
        raise ValueError("neither a record nor an election")
    path = folder / OUT / FILE
    from_folder = BEFORE_THE_VOTE if path.exists() else BEFORE_THE_COUNT
    early = tuple(code for code in codes or () if code in from_folder)
    late = None if codes is None else tuple(code for code in codes if code not in from_folder)
    found: list[Source] = []
    if early:
        from tally.records.opening import opening_record  # loads the count's libraries: only where it is needed

        found.append((opening_record(read_election(folder / ELECTION)), early))
    if late is None or late:
        found.append((read_record(path), late))
    return found


def election_folder(record: Path | None, election: Path | None) -> Path | None:
    """Return the election folder that belongs to a record: the one named, or the one whose `out/` holds it."""
    if election is not None:
        return election
    beside = record.resolve().parent.parent if record is not None else None
    return beside if beside is not None and (beside / ELECTION).is_file() else None


def foreign_record(record: Mapping[str, Any], folder: Path | None) -> list[Problem]:
    """Say when the election file is not the one that was counted; raises `Problems` (T671) for another election."""
    if folder is None or not (folder / ELECTION).is_file():
        return []
    counted = next((one["sha256"] for one in record["inputs"] if one["role"] == "election"), None)
    content = (folder / ELECTION).read_bytes()
    if counted is None or counted == hashlib.sha256(content).hexdigest():
        return []
    if _another_election(record, folder):
        found = say("这份记录是“{title}”的，不是这个目录里的选举", title=record["election"]["title"])
        raise Problems([error("T671", FILE, found, say("核对 RECORD 和 --election"))])
    found = say("计票之后选举文件改动过，文书仍按计票时的记录")
    return [warning("T672", ELECTION, found, say("改动与结果有关的，重新运行 tally count"))]


def _another_election(record: Mapping[str, Any], folder: Path) -> bool:
    try:
        election = read_election(folder / ELECTION)
    except Problems:
        return False
    counted = record["election"]
    return (election.title, election.date.isoformat()) != (counted["title"], counted["date"])


def font_file(given: Path | None, records: Iterable[Mapping[str, Any]], folder: Path | None) -> Path | None:
    """Return the user's own font: the one given, or `[papers] font` of the election folder."""
    if given is not None:
        return given
    named = next((one["papers"]["font"] for one in records if one.get("papers", {}).get("font")), None)
    return folder / named if named and folder else None


def name_problems(record: Mapping[str, Any], font: Path | None, *, fatal: bool) -> list[Problem]:
    """Return a problem for each name of the record that PDF cannot print (T651)."""
    officers = record.get("officers", {})
    names = [record["election"]["title"], officers.get("chief_scrutineer", "")]
    names += [*officers.get("scrutineers", ()), *officers.get("counters", ())]
    for contest in record["contests"]:
        names += [one["name"] for one in (*contest["candidates"], *contest["write_ins"])]
    return coverage_problems(dict.fromkeys(names), FILE, font, fatal=fatal)
