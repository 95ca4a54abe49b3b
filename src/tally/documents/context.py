"""What a paper's template sees: one frozen context made from the record, every sentence and figure ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.documents import sentences
from tally.documents.layout import aligned, in_rows, spread, with_note
from tally.domain.message import Message, Translate, say

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A person's line in the table; `number` counts from one in reporting order."""

    number: int
    name: str
    note: str
    approve: int
    oppose: int
    abstain: int
    unclear: int
    outcome: str


@dataclass(frozen=True, slots=True)
class WriteInLine:
    """A written-in person's line."""

    number: int
    name: str
    approve: int
    outcome: str


@dataclass(frozen=True, slots=True)
class ContestView:
    """One contest as papers show it. `names` are the elected, five to a row; `posted` the same as even lines."""

    id: str
    office: str
    body: str
    void: bool
    ballots: str
    seats: str
    majority: str
    lines: tuple[Line, ...]
    write_ins: tuple[WriteInLine, ...]
    decision: tuple[str, ...]
    elected: int
    order: str
    names: tuple[tuple[str, ...], ...]
    posted: tuple[str, ...]
    following: str
    to_confirm: tuple[str, ...]
    waivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole record as papers show it."""

    title: str
    date: str
    attendance: str
    contests: tuple[ContestView, ...]
    chief_scrutineer: str
    scrutineers: str
    counters: str
    rules: str
    check_code: str
    rehearsal: bool


def view(record: Part, translate: Translate) -> View:
    """Return the context of a record in the language of `translate`."""
    election, officers = record["election"], record.get("officers", {})

    def text(message: Message) -> str:
        return message.render(translate)

    def people(names: Sequence[str]) -> str:
        return text(say("{names}", names=tuple(names))) if names else ""

    return View(
        title=election["title"],
        date=text(sentences.day(election["date"])),
        attendance=text(sentences.attendance(record)),
        contests=tuple(_contest(one, record, text) for one in record["contests"]),
        chief_scrutineer=officers.get("chief_scrutineer", ""),
        scrutineers=people(officers.get("scrutineers", ())),
        counters=people(officers.get("counters", ())),
        rules=election.get("rules_title", election["rules"]),
        check_code=record["check_code"],
        rehearsal=election["mode"] == "rehearsal",
    )


def _contest(contest: Part, record: Part, text: Any) -> ContestView:
    outcome, by_name = contest["outcome"], {one["name"]: one for one in contest["candidates"]}
    void = outcome["status"] == "void"
    names = [with_note(name, by_name.get(name, {}).get("note", "")) for name in outcome["elected"]]
    waivers = [one for one in record["waivers"] if one["contest"] == contest["id"]]
    order = record["method"].get("elected_order") or ("approved" if contest.get("kind") == "ZW" else "strokes")
    decision = (sentences.outcome(contest), sentences.next_vote(contest), sentences.doubtful(contest))
    return ContestView(
        id=contest["id"],
        office=contest["office"],
        body=contest.get("body") or "",
        void=void,
        ballots=text(sentences.ballots(contest)),
        seats=text(sentences.seats(contest)),
        majority=text(sentences.majority(contest)),
        lines=() if void else tuple(_lines(contest, text)),
        write_ins=tuple(
            WriteInLine(number, spread(one["name"]), one["approve"], _write_in_outcome(one, contest, text))
            for number, one in enumerate(contest["write_ins"], start=1)
        ),
        decision=tuple(sentence for one in decision if (sentence := text(one))),
        elected=len(names),
        order=text(sentences.ORDERS[order]),
        names=in_rows(names),
        posted=aligned(in_rows(names)),
        following=text(sentences.next_vote(contest)),
        to_confirm=tuple(one["name"] for one in contest["write_ins"] if one["elected"] and one.get("eligible") is None),
        waivers=tuple(text(sentences.waiver(one)) for one in waivers),
    )


def _lines(contest: Part, text: Any) -> list[Line]:
    candidates = contest["candidates"]
    order = contest.get("report_order") or range(len(candidates))
    return [
        Line(
            number,
            spread(one["name"]),
            one.get("note", ""),
            one["approve"],
            one["oppose"],
            one["abstain"],
            one["unclear"],
            _outcome(one, contest, text),
        )
        for number, one in enumerate((candidates[index] for index in order), start=1)
    ]


def _outcome(one: Part, contest: Part, text: Any) -> str:
    need = contest["majority"]["need"]
    if one["elected"]:
        return str(text(say("当选")))
    if one["name"] in contest["outcome"]["tied"]:
        return str(text(say("再次投票")))
    if need is not None and one["approve"] >= need:
        return str(text(say("过半数")))
    return ""


def _write_in_outcome(one: Part, contest: Part, text: Any) -> str:
    if one.get("eligible") is False:
        return str(text(say("不能当选：{reason}", reason=one.get("reason", ""))))
    return _outcome(one, contest, text)
