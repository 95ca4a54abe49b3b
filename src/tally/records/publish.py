"""What `tally count` leaves in out/: the record, the script that recounts it by itself, the lines of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from tally.domain.election import Election
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, warning
from tally.records import journal, understood
from tally.records.atomic import alone_in, refuse_sealed, write_together
from tally.records.check_code import canonical
from tally.records.store import FILE, read_record

RECOUNT = "recount.py"
REPLACED = "replaced"


def publish(
    record: Mapping[str, Any], folder: Path, election: Election, ballots: Sequence[str] | None
) -> tuple[Path, tuple[Problem, ...]]:
    """Write the record and what goes with it into a folder; return the record's path and what people should know.

    `ballots` are the files that were counted, None where they are elsewhere (partial counts merged; T609 says so).
    Another record that stood there is kept as `replaced/CHECK-CODE.json`. Raises `Problems`: T640 not writable, T634
    sealed, T649 another count writes here, T641 an official record would take the place of a rehearsal's or the other
    way round.
    """
    with alone_in(folder):
        refuse_sealed(folder)
        older = _older(folder)
        replaced = []
        if older is not None and older["check_code"] != record["check_code"]:
            _never_mixed(older, record, folder)
            replaced = [journal.Act("replaced", {}, {"old": older["check_code"], "new": record["check_code"]})]
        noted = journal.noted_in(folder, _announced(record))
        kept = {folder / REPLACED / f"{older['check_code']}.json": canonical(older)} if older and replaced else {}
        listed, problems = _ballots_listed(record, election, ballots)
        write_together(
            {
                **kept,
                folder / RECOUNT: recount_script(),
                folder / understood.FILE: listed,
                folder / FILE: canonical(record),
            }
        )
        noted += journal.noted_in(folder, [*replaced, _counted(record)])
    return folder / FILE, (*problems, *dict.fromkeys(noted))


def is_published(record: Mapping[str, Any], folder: Path) -> bool:
    """Whether all that belongs beside a record whose ballots are at hand stands in its folder."""
    script = folder / RECOUNT
    listed = not _is_listed(record) or (folder / understood.FILE).is_file()
    return listed and script.is_file() and script.read_bytes() == recount_script()


def recount_script() -> bytes:
    """Return the stand-alone recount, as shipped."""
    return (resources.files("tally.records") / "published" / RECOUNT).read_bytes()


def hashes(record: Mapping[str, Any], roles: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the hash of every input of a record, of some roles only when they are named."""
    return {one["path"]: one["sha256"] for one in record["inputs"] if not roles or one["role"] in roles}


def _ballots_listed(
    record: Mapping[str, Any], election: Election, ballots: Sequence[str] | None
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the ballots as understood where the recount script cannot read them by itself, None where it can."""
    if not understood.needs_list(record):
        return None, ()
    if ballots is None:
        found = say("各计票点的选票文件不全在选举目录里，没有写出 ballots.csv；recount.py 复核不了这些格式")
        remedy = say("把选票文件按原来的路径放进选举目录，再合并一次")
        return None, (warning("T609", understood.FILE, found, remedy),)
    if not _is_listed(record):
        found = say("选票多于{most}张，没有写出 ballots.csv；recount.py 复核不了这些格式", most=understood.MOST_BALLOTS)
        return None, (warning("T609", understood.FILE, found, say("用 tally verify 复核")),)
    return understood.as_csv(election, understood.piles_as_read(election, ballots)), ()


def _is_listed(record: Mapping[str, Any]) -> bool:
    few = sum(one.get("ballots", 0) for one in record["inputs"]) <= understood.MOST_BALLOTS
    return few and understood.needs_list(record)


def _announced(record: Mapping[str, Any]) -> list[journal.Act]:
    """Return what is noted before a record is written: what was read, and the check code it will carry."""
    details = {"mode": record["election"]["mode"], "check_code": record["check_code"]}
    acts = [journal.Act("loaded", hashes(record), details)]
    if rulings := hashes(record, ("rulings",)):
        acts.append(journal.Act("ruled", rulings, {"rulings": len(record.get("rulings", ()))}))
    return acts


def _counted(record: Mapping[str, Any]) -> journal.Act:
    mode, code = record["election"]["mode"], record["check_code"]
    return journal.Act("counted", {}, {"check_code": code, "entry": record["entry"], "mode": mode})


def _older(folder: Path) -> dict[str, Any] | None:
    try:
        return read_record(folder / FILE)
    except Problems:  # none there, or no whole record: nothing to keep
        return None


def _never_mixed(older: Mapping[str, Any], record: Mapping[str, Any], folder: Path) -> None:
    if older["election"]["mode"] != record["election"]["mode"]:
        found = say("这里已有{older}的记录，不能被{new}的记录替换", older=_mode(older), new=_mode(record))
        remedy = say("正式计票和演练各用各的文件夹：用 --out 另写一个，或先移走 out/")
        raise Problems([error("T641", str(folder / FILE), found, remedy)])


def _mode(record: Mapping[str, Any]) -> object:
    return say("演练") if record["election"]["mode"] == "rehearsal" else say("正式选举")
