"""The record that stands in an election folder already: sealed, or made from exactly the files that stand there now."""

from __future__ import annotations

from collections.abc import Iterator
from glob import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tally.domain.election import Election
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, Severity, warning
from tally.files.ballots import SUFFIXES
from tally.files.column_files import sha256_of
from tally.files.election_file import FILE
from tally.records import journal
from tally.records.atomic import SEAL
from tally.records.publish import is_published
from tally.records.seal import check_seal
from tally.records.store import FILE as RECORD
from tally.records.store import read_record

BALLOTS = "ballots"
OUT = "out"


def ballots_in(folder: Path, name: str = BALLOTS) -> list[Path]:
    """Return an entry of an election folder by convention: the folder of that name (ballots/), and files so named."""
    whole = folder / name
    inside = [whole] if whole.is_dir() or (whole.suffix.lower() in SUFFIXES and whole.is_file()) else []
    files = (path for path in folder.glob(f"{escape(name)}.*") if path.suffix.lower() in SUFFIXES)
    return [*inside, *sorted(files)]


def sealed_record(election: Election, second: str | None) -> tuple[dict[str, Any], tuple[Problem, ...]] | None:
    """Return the record of a sealed folder, which can be counted no more, and what is to be said of it; None where
    nothing is sealed, or where the record does not stand on the two entries asked for.

    Raises `Problems` where the seal does not hold. T636 (a warning): files of ballots that came later.
    """
    out = election.folder / OUT
    if not (out / SEAL).is_file():
        return None
    problems = check_seal(out, election.folder / FILE)[1]
    if any(one.severity is Severity.ERROR for one in problems):
        raise Problems(problems)
    record = read_record(out / RECORD)
    if second is not None and record["entry"] != "double":
        return None
    known = {one["path"] for one in record["inputs"]}
    files = [path.relative_to(election.folder).as_posix() for path in _entry_files(election.folder, BALLOTS)]
    found, remedy = say("封存以后增加的选票文件，没有计入"), say("核对它从哪里来；确需计入的，先启封")
    return record, (*problems, *(warning("T636", path, found, remedy) for path in files if path not in known))


def unchanged_record(election: Election, second: str | None) -> dict[str, Any] | None:
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
