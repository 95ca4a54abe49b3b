"""The record (计票记录, result.json): everything later papers and checks are derived from (contract, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tally.counting.canvass import Canvass
from tally.domain.election import Election, InputFile
from tally.domain.problem import Problem
from tally.domain.ruling import Ruling
from tally.records.check_code import check_code
from tally.records.contest_record import contest_record, left_of
from tally.records.name_order import name_order

SCHEMA = 1
ROLES = (
    "election",
    "candidates",
    "roster",
    "rulings",
    "ballots",
    "second",
    "previous",
    "strokes",
    "rules",
    "profile",
)


def make_record(
    canvass: Canvass, inputs: Sequence[InputFile], entry: str = "single", rulings: Sequence[Ruling] = ()
) -> dict[str, Any]:
    """Return the record of a canvass: integers and texts only, no time of day, no absolute path.

    `inputs` are the files that came with the ballots; the election's own files come with the election.
    """
    election = canvass.election
    order = name_order(election)
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "election": {
            "title": election.title,
            "unit": election.unit,
            "term": election.term,
            "date": election.date.isoformat(),
            "rules": election.rules,
            "rules_title": canvass.book.full_title,
            "stage": election.stage.value,
            "mode": election.mode,
            "by_election": election.by_election,
        },
        "previous": _previous(election),
        "method": election.method.as_json(),
        "entry": entry,
        "attendance": {
            "entitled": election.attendance.entitled,
            "present": election.attendance.present,
            "absent": left_of(election.attendance.entitled, election.attendance.present),
            "percent": _percent(election.attendance.present, election.attendance.entitled),
            "voted": election.attendance.voted,
            "all": election.attendance.everyone,
            "proxies": election.attendance.proxies,
            "quorum": {
                "need": canvass.quorum.need,
                "holds": canvass.quorum.holds,
                "arithmetic": canvass.quorum.arithmetic,
            },
        },
        "officers": {
            "chief_scrutineer": election.officers.chief_scrutineer,
            "scrutineers": list(election.officers.scrutineers),
            "counters": list(election.officers.counters),
        },
        "papers": dict(election.papers),
        "inputs": [_input(one) for one in sorted((*election.inputs, *inputs), key=_by_role)],
        "contests": [contest_record(result, election, order) for result in canvass.results],
        "rulings": sorted((one.as_json() for one in rulings), key=lambda one: tuple(one.values())),
        "waivers": [
            {"rule": one.rule, "contest": one.contest, "by": one.by, "document": one.document}
            for one in election.waivers
        ],
        "problems": [one.as_json() for one in sorted(canvass.remarks, key=_by_code)],
    }
    return {**record, "check_code": check_code(record)}


def _by_code(one: Problem) -> tuple[str, str, str]:
    return one.code, one.place, str(one.found)


def _by_role(one: InputFile) -> tuple[int, str, str]:
    return ROLES.index(one.role), one.path, f"{one.sha256}#{one.sheet or ''}"


def _input(one: InputFile) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": one.role, "path": one.path, "sha256": one.sha256}
    if one.sheet is not None:
        entry["sheet"] = one.sheet
    return entry if one.ballots is None else {**entry, "ballots": one.ballots}


def _percent(part: int | None, whole: int) -> str | None:
    """Return a share for print, cut at two decimals and never rounded up."""
    return None if part is None else f"{part * 100 // whole}.{part * 10_000 // whole % 100:02}%"


def _previous(election: Election) -> dict[str, Any] | None:
    """Name the record this vote follows; `preliminary` tells that the chain began with a 预选 still going on."""
    if election.previous is None:
        return None
    return {
        "record": election.previous.record,
        "check_code": election.previous.check_code,
        "stage": election.previous.stage.value,
        "preliminary": election.preliminary,
    }
