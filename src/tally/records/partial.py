"""The partial count of one counting place (计票点): its piles, counted and numbered, with a check code of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from tally.counting.count_files import Counted
from tally.counting.numbers import Numbers
from tally.counting.pieces import PileCount
from tally.domain.ballot import VoidReason
from tally.domain.count import CandidateCount, Count, Doubt
from tally.domain.election import Election, InputFile
from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, Severity, error
from tally.domain.ruling import ReadAs, Ruling
from tally.records.check_code import canonical, check_code, is_whole
from tally.records.partial_form import PARTIAL, adds_up, fits

SCHEMA = 1
SUFFIX = ".partial.json"


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """One place's count. `identity` tells elections apart; `path` is the file as users know it."""

    place: str
    identity: str
    piles: Mapping[str, tuple[PileCount, ...]]
    inputs: tuple[InputFile, ...]
    rulings: tuple[Ruling, ...]
    remarks: tuple[Problem, ...]
    entry: str
    path: str = ""


def identity(election: Election) -> str:
    """Return a hash over all that a count depends on besides its ballots: rules, method, contests, roster.

    Numbers of people and ballots are left out: counting places do not know them yet.
    """
    book = resources.files("tally.rules") / "rulebooks" / f"{election.rules}.toml"
    own = (election.folder / election.rule_file).read_bytes() if election.rule_file else b""
    content = {
        "election": [election.title, election.unit, election.date.isoformat(), election.stage.value, election.mode],
        "rules": [election.rules, hashlib.sha256(own or book.read_bytes()).hexdigest()],
        "method": election.method.as_json(),
        "numbering": election.numbering,
        "contests": [
            [one.id, one.office, one.kind.value, one.seats, one.writein_boxes, [who.key for who in one.candidates]]
            for one in election.contests
        ],
        "roster": None
        if election.roster is None
        else sorted([key, [[who.name, who.reason] for who in people]] for key, people in election.roster.items()),
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def make_partial(
    election: Election,
    place: str,
    counted: Counted,
    remarks: Sequence[Problem] = (),
    second: Sequence[InputFile] = (),
    *,
    doubled: bool = False,
) -> dict[str, Any]:
    """Return a partial count as it is written. `second` are the files of a second entry that agrees; `doubled` is
    whether the ballots stand on two entries."""
    rulings = counted.rulings.rulings
    partial: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": "partial",
        "place": place,
        "title": election.title,
        "rules": election.rules,
        "identity": identity(election),
        "entry": "double" if doubled else "single",
        "contests": [
            {
                "id": contest_id,
                "office": election.contest(contest_id).office,
                "piles": [_pile(pile, rulings) for pile in piles],
            }
            for contest_id, piles in counted.piles.items()
        ],
        "inputs": [asdict(one) for one in (*counted.rulings.inputs, *counted.inputs, *second)],
        "rulings": [asdict(one) for one in rulings],
        "problems": [one.as_json() for one in (*counted.problems, *remarks)],
    }
    return {**partial, "check_code": check_code(partial)}


def read_partial(path: Path) -> Partial:
    """Read a partial count; raises `Problems` (T627) when it is none, or was changed after it was written."""
    try:
        content = path.read_bytes()
        values = json.loads(content)
        if values["kind"] != "partial" or values["schema"] != SCHEMA:
            raise ValueError
        if not is_whole(values, content):
            raise _refused(path, say("核验码与内容不符，文件被改动过"))
        if not fits(values, PARTIAL) or not adds_up(values):
            raise ValueError
        return _partial(values, path.name)
    except OSError as failure:
        raise _refused(path, say("文件读不出（{reason}）", reason=failure.strerror or "")) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, IndexError):
        raise _refused(path, say("这不是 tally count --partial 写出的分计票结果")) from None


def _refused(path: Path, found: Message) -> Problems:
    return Problems([error("T627", path.name, found, say("向计票点要原文件，或在那里重新计票"))])


def _pile(pile: PileCount, rulings: tuple[Ruling, ...]) -> dict[str, Any]:
    count = pile.count
    starts, stops = pile.numbers.runs
    return {
        "name": pile.name,
        "ballots": pile.read,
        "ballots_seen": pile.seen,
        "candidates": [[one.approve, one.oppose, one.abstain, one.unclear] for one in count.candidates],
        "valid": count.valid,
        "invalid": {reason.value: number for reason, number in count.invalid.items()},
        "write_ins": dict(count.write_ins),
        "spellings": dict(count.spellings),
        "doubt": {
            "ballots": count.doubt.ballots,
            "least": _pairs(count.doubt.least),
            "most": _pairs(count.doubt.most),
            "unnamed": count.doubt.unnamed,
        },
        "signs_folded": count.folded,
        "numbers": [[a, b - 1] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)],
        "numbers_as_text": list(pile.numbers.texts),
        "rulings_used": [at for at, one in enumerate(rulings) if one in pile.used],
    }


def _pairs(changes: Mapping[int | str, int]) -> list[list[int | str]]:
    return sorted(([who, change] for who, change in changes.items()), key=lambda one: (isinstance(one[0], str), one[0]))


def _partial(values: dict[str, Any], path: str) -> Partial:
    rulings = tuple(_ruling(one) for one in values["rulings"])
    return Partial(
        str(values["place"]),
        str(values["identity"]),
        {
            str(contest["id"]): tuple(_pile_count(contest["id"], one, rulings) for one in contest["piles"])
            for contest in values["contests"]
        },
        tuple(InputFile(**one) for one in values["inputs"]),
        rulings,
        tuple(remark_of(one) for one in values["problems"]),
        str(values["entry"]),
        path,
    )


def _ruling(values: dict[str, Any]) -> Ruling:
    return Ruling(**{**values, "read_as": ReadAs(values["read_as"]), "void": VoidReason(values["void"])})


def _pile_count(contest: str, one: dict[str, Any], rulings: tuple[Ruling, ...]) -> PileCount:
    doubt = one["doubt"]
    count = Count(
        contest,
        tuple(CandidateCount(*figures) for figures in one["candidates"]),
        one["valid"],
        {VoidReason(reason): number for reason, number in one["invalid"].items()},
        one["write_ins"],
        one["spellings"],
        Doubt(doubt["ballots"], dict(doubt["least"]), dict(doubt["most"]), doubt["unnamed"]),
        one["signs_folded"],
    )
    runs = np.array(one["numbers"], dtype=np.int64).reshape(-1, 2)
    numbers = Numbers(starts=runs[:, 0], stops=runs[:, 1] + 1, texts=tuple(one["numbers_as_text"]))
    used = frozenset(rulings[at] for at in one["rulings_used"])
    return PileCount(contest, one["name"], count, one["ballots"], numbers, used, seen=one["ballots_seen"])


def remark_of(one: Mapping[str, Any]) -> Problem:
    """Return what was said, as a record or a partial count keeps it."""
    found, remedy = (Message("{text}", {"text": one[key]}) for key in ("found", "remedy"))
    return Problem(one["code"], Severity(one["severity"]), one["place"], found, remedy, one["rule"])
