"""One contest as papers show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.documents import ballot_words, outcome_words, sentences
from tally.documents.code_text import code_text
from tally.documents.layout import headed, spread, with_note
from tally.documents.sentences import Part, Text, figure
from tally.domain.message import NOTHING, say

Figure = int | str
STATE = ("RD", "RI", "RZ")  # state laws say 反对, the Party's regulations 不赞成


@dataclass(frozen=True, slots=True)
class Line:
    """A person's line in a table; `number` counts from one in the order of the lines."""

    number: int
    name: str
    note: str
    approve: Figure
    oppose: Figure
    abstain: Figure
    unclear: Figure
    outcome: str
    elected: bool = False


@dataclass(frozen=True, slots=True)
class WriteInLine:
    """A written-in person's line."""

    number: int
    name: str
    approve: int
    outcome: str
    elected: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate in the list of candidates and on the ballot, in ballot order; `label` is the name with its note."""

    number: int
    name: str
    label: str
    gender: str
    ethnic_group: str
    born: str
    post: str
    position: str
    remark: str


@dataclass(frozen=True, slots=True)
class Pile:
    """One counting team's pile and its figures, candidates in ballot order."""

    name: str
    drawn: int
    valid: int
    invalid: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ContestView:
    """One contest as papers show it. `names` are the elected as lists of the elected show them."""

    id: str
    office: str
    kind: str
    body: str
    void: bool
    complete: bool
    equal: bool
    seats: int
    candidates: int
    extra: int
    percent: str
    printed: Figure
    spoiled: Figure
    issued: Figure
    left: Figure
    voted: Figure
    collected: Figure
    valid: Figure
    invalid: Figure
    reasons: str
    need: Figure
    base: str
    passed: Figure
    open_seats: int
    against: str
    compared: str
    verdict: str
    issue_agrees: str
    ballots_sentence: str
    seats_sentence: str
    majority_sentence: str
    passed_sentence: str
    collection_sentence: str
    lines: tuple[Line, ...]
    sheet: tuple[Line, ...]
    write_ins: tuple[WriteInLine, ...]
    listed: tuple[Listed, ...]
    ballot_order: str
    order_given: bool
    writein_boxes: int
    ballot_columns: int
    piles: tuple[Pile, ...]
    decision: tuple[str, ...]
    elected: int
    announced: str
    line_to_reach: str
    order: str
    names: tuple[str, ...]
    spoken: tuple[str, ...]
    winners: tuple[Listed, ...]
    women: Figure
    minorities: Figure
    following: str
    to_confirm: tuple[str, ...]
    waivers: tuple[str, ...]
    legend: tuple[str, str, str]
    instructions: tuple[str, ...]
    code: str


def contest_view(contest: Part, record: Part, text: Text) -> ContestView:
    """Return one contest's context; `text` says a message in the papers' language."""
    outcome, margin, ballots = contest["outcome"], contest["margin"], contest["ballots"]
    people = {one["name"]: one for one in (*contest["write_ins"], *contest["candidates"])}
    void, counted = outcome["status"] == "void", outcome["status"] != "open"
    names = tuple(with_note(name, people[name].get("note", "")) for name in outcome["elected"])
    order = record["method"].get("elected_order") or ("approved" if contest.get("kind") == "ZW" else "strokes")
    decision = (
        outcome_words.outcome(contest, record),
        outcome_words.next_vote(contest, record),
        sentences.doubtful(contest),
    )
    composition = outcome.get("composition") or {}
    return ContestView(
        id=contest["id"],
        office=contest["office"],
        kind=contest.get("kind", ""),
        body=contest.get("body") or "",
        void=void,
        complete=outcome["status"] == "complete",
        equal=margin["extra"] == 0,
        seats=contest["seats"],
        candidates=margin["candidates"],
        extra=margin["extra"],
        percent=margin.get("percent", ""),
        printed=figure(ballots.get("printed")),
        spoiled=figure(ballots.get("spoiled")),
        issued=figure(ballots["issued"]),
        left=figure(ballots.get("left")),
        voted=figure(ballots["voted"]),
        collected=figure(ballots["collected"]),
        valid=figure(ballots["valid"]),
        invalid=figure(ballots["invalid"]),
        reasons=text(sentences.reasons(ballots["invalid_reasons"] or {})),
        need=figure(contest["majority"]["need"]),
        base=text(sentences.BASES[contest["majority"]["base"]]),
        passed=figure(outcome["passed"] if counted and not void else None),
        open_seats=outcome["open_seats"],
        against=text(say("反对") if contest.get("kind") in STATE else say("不赞成")),
        compared=text(sentences.compared(contest, record)),
        verdict=text(sentences.verdict(contest)),
        issue_agrees=text(sentences.issue_agrees(contest, record)),
        ballots_sentence=text(sentences.ballots(contest)),
        seats_sentence=text(sentences.seats(contest)),
        majority_sentence=headed(text(sentences.majority(contest, record))),
        passed_sentence=text(outcome_words.passed(contest, record)) if counted and not void else "",
        collection_sentence=text(sentences.collection(contest, record)),
        lines=tuple(_lines(contest, record, text)) if counted and not void else (),
        sheet=tuple(_line(number, one) for number, one in enumerate(contest["candidates"], start=1)),
        write_ins=tuple(
            _write_in(number, one, _write_in_outcome(one, contest, record, text))
            for number, one in enumerate(contest["write_ins"], start=1)
        ),
        listed=tuple(_listed(number, one) for number, one in enumerate(contest["candidates"], start=1)),
        ballot_order=text(sentences.BALLOT_ORDERS[record["method"].get("ballot_order", "given")]),
        order_given=record["method"].get("ballot_order") == "given",
        writein_boxes=contest.get("writein_boxes", 0),
        ballot_columns=ballot_words.columns(margin["candidates"]),
        piles=tuple(_pile(one, text) for one in contest["piles"]),
        decision=tuple(sentence for one in decision if (sentence := text(one))) if counted else (),
        elected=len(names),
        announced=text(outcome_words.announced(contest, record)),
        line_to_reach=text(outcome_words.line_to_reach(contest, record)),
        order=text(sentences.ORDERS[order]),
        names=names,
        spoken=tuple(text(say("{name}同志", name=name)) for name in outcome["elected"]),
        winners=tuple(_listed(number, people[name]) for number, name in enumerate(outcome["elected"], start=1)),
        women=figure(composition.get("women")),
        minorities=figure(composition.get("minorities")),
        following=text(outcome_words.vote_for_open_seats(contest, record)),
        to_confirm=tuple(one["name"] for one in contest["write_ins"] if one["elected"] and one.get("eligible") is None),
        waivers=tuple(text(sentences.waiver(one)) for one in record["waivers"] if one["contest"] == contest["id"]),
        legend=ballot_words.legend_signs(record),
        instructions=tuple(map(text, ballot_words.instructions(contest, record))),
        code=code_text(contest, record),
    )


def _lines(contest: Part, record: Part, text: Text) -> list[Line]:
    candidates = contest["candidates"]
    order = contest.get("report_order") or range(len(candidates))
    return [
        _line(number, candidates[index], _outcome(candidates[index], contest, record, text))
        for number, index in enumerate(order, start=1)
    ]


def _line(number: int, one: Part, outcome: str = "") -> Line:
    figures = {key: figure(one[key]) for key in ("approve", "oppose", "abstain", "unclear")}
    return Line(
        number, spread(one["name"]), one.get("note", ""), **figures, outcome=outcome, elected=one.get("elected", False)
    )


def _write_in(number: int, one: Part, outcome: str) -> WriteInLine:
    return WriteInLine(number, spread(one["name"]), one["approve"], outcome, one["elected"])


def _pile(pile: Part, text: Text) -> Pile:
    lines = tuple(_line(number, one) for number, one in enumerate(pile["candidates"], start=1))
    return Pile(pile["name"], pile["drawn"], pile["valid"], pile["invalid"], lines)


def _listed(number: int, one: Mapping[str, Any]) -> Listed:
    keys = ("gender", "ethnic_group", "born", "post", "position", "remark")
    name, note = one["name"], one.get("note", "")
    return Listed(number, spread(name), with_note(name, note), *(one.get(key, "") for key in keys))


def _outcome(one: Part, contest: Part, record: Part, text: Text) -> str:
    need = contest["majority"]["need"]
    passed = say("过半数") if contest["majority"]["base"] != "collected" else say("达到{need}票", need=need)
    message = NOTHING
    if one["elected"] and sentences.preliminary(record):
        message = say("列为正式候选人")
    elif one["elected"] and contest.get("kind") == "RD":  # the election committee says who is elected (R6)
        message = say("得票多") if need is None else passed
    elif one["elected"]:
        message = say("当选")
    elif one["name"] in contest["outcome"]["tied"]:
        message = say("再次投票")
    elif need is not None and one["approve"] >= need:
        message = passed
    return text(message)


def _write_in_outcome(one: Part, contest: Part, record: Part, text: Text) -> str:
    if one.get("eligible") is False:
        return text(say("不能当选：{reason}", reason=one.get("reason", "")))
    return _outcome(one, contest, record, text)
