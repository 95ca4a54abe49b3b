"""A draft of the election folder for ballots that came without one: what `tally inspect` saw, as an election file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from tally.documents.templates import environment
from tally.domain.election import Kind
from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.files.inspection import FileSeen, PartSeen
from tally.files.layouts.rank_guess import PROFILE as RANKS
from tally.rules.margin import verify_margin
from tally.rules.rulebook import load_rule_book

BOOK = "jiceng-2020"
LEGENDS: Sequence[tuple[frozenset[str], str]] = (
    (frozenset({"○", "×"}), '"L1"'),
    (frozenset({"√", "×"}), '"L2"'),
    (frozenset({"1", "0"}), '{ approve = ["1"], oppose = ["×"], abstain = ["0", ""] }'),
    (frozenset({"approve", "oppose"}), '{ approve = ["approve"], oppose = ["oppose"], abstain = [""] }'),
    (frozenset({"yes", "no"}), '{ approve = ["yes"], oppose = ["no"], abstain = [""] }'),
    (frozenset({"是", "否"}), '{ approve = ["是"], oppose = ["否"], abstain = [""] }'),
)
UNSAID = frozenset({"", "？", "?", "赞成", "不赞成", "弃权"})  # what no legend needs to say


@dataclass(slots=True)
class Drafted:
    """One contest as all the files have it: `seats` is what they say may be chosen, 0 when they do not."""

    id: str
    office: str
    seats: int = 0
    ballots: int = 0
    names: dict[str, None] = field(default_factory=dict)
    waived: bool = False


def draft(files: Sequence[FileSeen], day: date) -> Mapping[str, str]:
    """Return the files of the folder by name: election.toml, and a list of candidates for each contest; none when no
    ballots were recognised without an election."""
    seen = [part for file in files if not file.apart for sheet in file.sheets for part in sheet.parts]
    parts = [part for part in seen if part.guessed and part.ballots and part.candidates]
    if not parts:
        return {}
    contests = _contests(parts)
    sandbox = environment(str, markup=False)
    sandbox.globals["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    context = {
        "date": day,
        "book": BOOK,
        "people": max(one.ballots for one in contests),
        "legend": _legend(parts),
        "ordered": any(part.ordered for part in parts),
        "several": len(files) > 1,
        "profile": next((part.profile for part in parts if part.profile == RANKS), ""),
        "contests": contests,
    }
    toml = sandbox.get_template("init/draft.toml").render(context)
    return {"election.toml": toml, **{f"{one.id}.csv": _list(one.names) for one in contests}}


def as_files(drafted: Mapping[str, str], folder: str) -> Mapping[str, bytes]:
    """Return the draft to be written; raises `Problems` (T353) when no ballots were recognised."""
    if not drafted:
        found, remedy = say("没有认出选票，写不出选举文件的草稿"), say("用 tally init 新建选举目录")
        raise Problems([error("T353", folder, found, remedy)])
    return {name: text.encode("utf-8") for name, text in drafted.items()}


def _contests(parts: Sequence[PartSeen]) -> list[Drafted]:
    found: dict[str, Drafted] = {}
    for part in parts:
        office = _office(part, found)
        one = found.setdefault(office, Drafted(f"c{len(found) + 1}", office))
        one.seats = part.seats or one.seats or (1 if part.ordered else 0)
        one.ballots += part.ballots or 0
        one.names |= dict.fromkeys(part.candidates)
    book = load_rule_book(BOOK)
    for one in found.values():
        one.waived = one.seats > 0 and not verify_margin(book, Kind.DW, one.seats, len(one.names)).holds
    return [*found.values()]


def _office(part: PartSeen, found: Mapping[str, Drafted]) -> str:
    """Return what a contest is called: where no heading says so after its file, or as another file with its people."""
    if not PurePath(part.office).suffix:
        return part.office
    same = (office for office, one in found.items() if one.names.keys() & set(part.candidates))
    return next(same, PurePath(part.office).stem)


def _legend(parts: Sequence[PartSeen]) -> str:
    """Return the legend that all signs agree with; "" when what they mean cannot be told."""
    signs = {sign.casefold() for part in parts if not part.profile for sign in part.signs} - UNSAID
    if not signs:
        return '"L1"'
    return next((legend for known, legend in LEGENDS if signs <= known), "")


def _list(names: Mapping[str, None]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["姓名"], *([name] for name in names)])
    return text.getvalue()
