"""What is kept how long, and what goes after the term (销毁): single ballots go, results stay.

Records, papers, the manifest and the journal are kept for good. What says how single ballots were filled in (entry
workbooks, lists and exports of ballots, the proof workbook) goes when the term is over, and the journal says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.records import journal

TERM_YEARS = 5
OF_SINGLE_BALLOTS = ("ballots.csv", "cast-vote-records.json", "proof.xlsx", "audit-sample.xlsx")
ROLES = ("ballots", "second")


def due(record: Mapping[str, Any], years: int = TERM_YEARS) -> date:
    """Return the day from which single ballots may go: so many years after the election.

    >>> due({"election": {"date": "2024-02-29"}}).isoformat()
    '2029-03-01'
    """
    day = date.fromisoformat(record["election"]["date"])
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def purgeable(record: Mapping[str, Any], folder: Path, root: Path) -> list[Path]:
    """Return the files that say how single ballots were filled in and are still there.

    A file elsewhere that merely has the name of an input is another's.
    """
    inputs = [one / entry["path"] for entry in record["inputs"] if entry["role"] in ROLES for one in (root, folder)]
    made = [folder / name for name in OF_SINGLE_BALLOTS]
    return list(dict.fromkeys(path for path in (*inputs, *made) if path.is_file()))


def purge(record: Mapping[str, Any], folder: Path, root: Path, today: date, by: str) -> list[Path]:
    """Delete what may go; the journal's line with the names and hashes is written first.

    Raises `Problems`: T647 before the day it is due, T640 where the journal cannot be written (nothing goes then).
    """
    day = due(record)
    if today < day:
        found = say("保存期到{day}为止，今天是{today}，还不能销毁", day=day.isoformat(), today=today.isoformat())
        raise Problems([error("T647", str(folder), found, say("届满以后再做；核对计算机的日期"))])
    paths = purgeable(record, folder, root)
    hashes = {_shown(path, root): journal.sha256(path) for path in paths}
    problem = journal.append(folder, [journal.Act("purged", hashes, {"by": by, "due": day.isoformat()})])
    if problem is not None and problem.code == "T639":
        raise Problems([error("T640", problem.place, problem.found, problem.remedy)])
    for path in paths:
        path.unlink()
    return paths


def _shown(path: Path, root: Path) -> str:
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.name
