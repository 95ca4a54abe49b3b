"""What a paper's template sees: one frozen context made from the record, every sentence and figure ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tally.documents import sentences
from tally.documents.ballot_words import ballot_layout
from tally.documents.contest_view import ContestView, contest_view
from tally.documents.sentences import Part, Text
from tally.domain.message import Message, Translate, say

Figure = int | str

STAGES = {
    "formal": say("正式选举"),
    "preliminary": say("预选"),
    "revote": say("再次投票"),
    "further": say("另行选举"),
    "plenary": say("第一次全体会议"),
}
ROLES = {
    "election": say("选举文件"),
    "candidates": say("候选人名单"),
    "roster": say("名册"),
    "rulings": say("裁定"),
    "ballots": say("选票录入表"),
    "second": say("第二份录入表"),
    "previous": say("上次选举记录"),
    "strokes": say("笔画表"),
    "rules": say("规则"),
}
_SHOWN_FILES = 4
_SHOWN_HASH = 12


@dataclass(frozen=True, slots=True)
class Input:
    """A file the result depends on and the SHA-256 of its bytes; `digits` is the same in groups."""

    role: str
    path: str
    sha256: str
    digits: str


@dataclass(frozen=True, slots=True)
class View:
    """The whole record as papers show it; a figure nobody has given is a line."""

    title: str
    unit: str
    term: str
    date: str
    stage: str
    preliminary: bool
    equal: bool
    all_void: bool
    bodies: str
    teams: tuple[str, ...]
    plenary: bool
    discipline: bool
    entitled: Figure
    present: Figure
    absent: Figure
    percent: str
    voted: Figure
    everyone: Figure
    proxies: Figure
    quorum_need: Figure
    quorum_holds: bool
    quorum_arithmetic: str
    need_by_present: tuple[tuple[int, int], ...]
    attendance: str
    contests: tuple[ContestView, ...]
    chief_scrutineer: str
    scrutineers: str
    counters: str
    place: str
    superior: str
    approval: str
    signed_by: str
    ballot_layout: str
    rules: str
    entry: str
    inputs: tuple[Input, ...]
    check_code: str
    rehearsal: bool
    before_count: bool
    foot: tuple[str, ...]


def view(record: Part, translate: Translate) -> View:
    """Return the context of a record in the language of `translate`."""
    election, officers, there = record["election"], record.get("officers", {}), record["attendance"]
    settings = record.get("papers", {})

    def text(message: Message) -> str:
        return message.render(translate)

    def people(names: Sequence[str]) -> str:
        return text(say("{names}", names=tuple(names))) if names else ""

    contests = tuple(contest_view(one, record, text) for one in record["contests"])
    inputs = tuple(_input(one, text) for one in record["inputs"])
    before = record["entry"] == "none"
    return View(
        title=text(_title(election, contests)),
        unit=election["unit"],
        term=election["term"] or sentences.BLANK,
        date=text(sentences.day(election["date"])),
        stage=text(STAGES[election["stage"]]),
        preliminary=sentences.preliminary(record),
        equal=all(one.equal for one in contests),
        all_void=all(one.void for one in contests),
        bodies=people([one.body or one.office for one in contests if one.kind != "ZW"]),
        teams=tuple(dict.fromkeys(pile.name for one in contests for pile in one.piles)) or ("",),
        plenary=election["stage"] == "plenary",
        discipline=any("纪" in one.office + one.body for one in contests)
        or "纪" in election["unit"] + election["title"],
        entitled=sentences.figure(there["entitled"]),
        present=sentences.figure(there["present"]),
        absent=sentences.figure(there.get("absent")),
        percent=there.get("percent") or sentences.BLANK,
        voted=sentences.figure(there.get("voted")),
        everyone=sentences.figure(there.get("all")),
        proxies=sentences.figure(there.get("proxies")),
        quorum_need=sentences.figure(there["quorum"]["need"]),
        quorum_holds=there["quorum"]["holds"],
        quorum_arithmetic=there["quorum"]["arithmetic"],
        need_by_present=tuple((present, need) for present, need in record.get("need_by_present", ())),
        attendance=text(sentences.attendance(record)),
        contests=contests,
        chief_scrutineer=officers.get("chief_scrutineer", ""),
        scrutineers=people(officers.get("scrutineers", ())),
        counters=people(officers.get("counters", ())),
        place=settings.get("place") or sentences.BLANK,
        superior=settings.get("superior") or sentences.BLANK,
        approval=settings.get("approval") or sentences.BLANK,
        signed_by=settings.get("signed_by") or _committee(election["unit"], text),
        ballot_layout=settings.get("ballot_layout") or ballot_layout(record),
        rules=election.get("rules_title", election["rules"]),
        entry=text(sentences.ENTRIES[record["entry"]]),
        inputs=inputs,
        check_code=record["check_code"],
        rehearsal=election["mode"] == "rehearsal",
        before_count=before,
        foot=_foot(record, inputs, text),
    )


def _title(election: Part, contests: Sequence[ContestView]) -> Message:
    """Return the meeting's name; a plenary is named after its body."""
    body = contests[0].body if contests else ""
    if election["stage"] == "plenary" and body and "全体会议" not in election["title"]:
        return say("{body}第一次全体会议", body=body)
    return say("{title}", title=election["title"])


def _committee(unit: str, text: Text) -> str:
    return str(text(say("中共{unit}委员会", unit=unit.removeprefix("中国共产党"))))


def _input(one: Part, text: Text) -> Input:
    digest = one["sha256"]
    groups = " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))
    role = text(ROLES[one["role"]]) if one["role"] in ROLES else one["role"]
    return Input(role, one["path"], digest, groups)


def _foot(record: Part, inputs: Sequence[Input], text: Text) -> tuple[str, ...]:
    """Return what stands at the foot of every page: check code, rule book, mode, waivers, the inputs' hashes."""
    election = record["election"]
    mode = say("演练") if election["mode"] == "rehearsal" else say("正式")
    files = tuple(f"{one.path} {one.sha256[:_SHOWN_HASH]}" for one in inputs[:_SHOWN_FILES])
    more = say("等{count}个文件", count=len(inputs)) if len(inputs) > len(files) else say("")
    return (
        text(
            say(
                "核验码 {code}　{rules}　{mode}，{entry}",
                code=record["check_code"],
                rules=election.get("rules_title", election["rules"]),
                mode=mode,
                entry=sentences.ENTRIES[record["entry"]],
            )
        ),
        *(text(_waived(one, record)) for one in record["waivers"]),
        text(say("依据文件（SHA-256 前12位）：{files}{more}", files=files, more=more)),
    )


def _waived(waiver: Part, record: Part) -> Message:
    offices = {contest["id"]: contest["office"] for contest in record["contests"]}
    office = offices.get(waiver["contest"], waiver["contest"])
    return say("{office}：{sentence}", office=office, sentence=sentences.waiver(waiver))
