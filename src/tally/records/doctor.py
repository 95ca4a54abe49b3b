"""Whether everything is ready before the day (准备情况): a line a check, green or what to do about it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from tally.domain.election import Election
from tally.domain.message import NOTHING, Message, say
from tally.domain.problem import Problems, errors_among
from tally.records import journal
from tally.records.atomic import SEAL
from tally.records.publish import hashes
from tally.records.store import FILE, read_record
from tally.rules.margin import contest_margin, margin_is_tested
from tally.rules.rulebook import rule_book

ENOUGH_SPACE = 200 << 20
EXTRAS = (("typst", say("做 PDF：pip install 'tally[pdf]'")), ("cryptography", say("签名：pip install 'tally[sign]'")))


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether it is in order (None: worth knowing, nothing is wrong), what was found."""

    name: Message
    good: bool | None
    found: Message


def checks(path: Path, read: Callable[[Path], Election], today: date) -> list[Check]:
    """Look at an election folder and this computer; `path` is the election file, `read` reads it."""
    try:
        election = read(path)
    except Problems as refused:
        errors = errors_among(refused.problems)
        first = say(
            "{count}处错误，第一处：{place} {found}", count=len(errors), place=errors[0].place, found=errors[0].found
        )
        return [Check(say("选举文件"), False, first), *_machine(path.parent)]
    return [
        Check(
            say("选举文件"),
            True,
            say("{count}种选票，规则 {rules}", count=len(election.contests), rules=election.rules),
        ),
        *_margins(election),
        *_day(election, today),
        _roster(election),
        _ballots(election),
        _rehearsal(election),
        _result(election),
        *_machine(path.parent),
    ]


def _margins(election: Election) -> Iterator[Check]:
    book = rule_book(election)
    for contest in election.contests:
        if not margin_is_tested(book, election, contest):
            continue
        margin = contest_margin(book, election, contest)
        waived = election.waived(margin.rule, contest.id) is not None
        shown = say("{arithmetic}", arithmetic=margin.arithmetic)
        yield Check(say("差额 {office}", office=contest.office), margin.holds or waived, shown)


def _day(election: Election, today: date) -> Iterator[Check]:
    days = (election.date - today).days
    figures = {"date": election.date.isoformat(), "days": abs(days), "stage": election.stage.value}
    stage = (
        say("{date}，距今{days}天，阶段 {stage}", **figures)
        if days >= 0
        else say("{date}，已过去{days}天，阶段 {stage}", **figures)
    )
    yield Check(say("日期和阶段"), None if days >= 0 else False, stage)
    mode = say("演练") if election.mode == "rehearsal" else say("正式选举")
    yield Check(say("性质"), None, mode)


def _roster(election: Election) -> Check:
    if election.roster is None:
        return Check(say("名册"), None, say("没有 roster.xlsx：另选他人的资格要由人核对"))
    return Check(say("名册"), True, say("{count}人", count=len(election.people or ())))


def _ballots(election: Election) -> Check:
    found = sorted(one.name for one in election.folder.glob("ballots*") if not one.name.startswith("~$"))
    return Check(say("录入表"), None, say("{files}", files=tuple(found)) if found else say("还没有：tally template"))


def _rehearsal(election: Election) -> Check:
    """A rehearsal counts when its candidates are still those of the election."""
    if election.mode == "rehearsal":
        return Check(say("演练"), None, say("这就是演练的文件夹"))
    wanted = {one.path: one.sha256 for one in election.inputs if one.role == "candidates"}
    for file in sorted(election.folder.parent.glob("*/out/journal.jsonl")) + sorted(
        election.folder.glob("*/out/journal.jsonl")
    ):
        try:
            lines = journal.read(file.parent)
        except (OSError, Problems):
            continue  # another folder's, and none that speaks of a rehearsal
        for line in reversed(lines):
            details = line.get("details")
            if line.get("act") != "rehearsed" or not isinstance(details, dict) or not details.get("holds"):
                continue
            if wanted.items() <= dict(line.get("inputs") or {}).items():
                where, when = file.parent.parent.name, str(line.get("time", ""))[:16]
                return Check(say("演练"), True, say("{when} 演练相符（{where}）", when=when, where=where))
    return Check(say("演练"), False, say("还没有做过：tally rehearse --out 演练"))


def _result(election: Election) -> Check:
    folder = election.folder / "out"
    if (folder / SEAL).is_file():
        return Check(say("结果"), None, say("已封存"))
    if not (folder / FILE).is_file():
        return Check(say("结果"), None, say("还没有计票"))
    try:
        record = read_record(folder / FILE)
    except Problems as refused:
        return Check(say("结果"), False, refused.problems[0].found)
    now = {one.path: one.sha256 for one in election.inputs}
    changed = [path for path, sha in hashes(record).items() if path in now and now[path] != sha]
    if changed:
        return Check(say("结果"), False, say("计票以后改动过：{files}；重新计票", files=tuple(changed)))
    return Check(say("结果"), None, say("已计票，核验码 {code}", code=record["check_code"]))


def _machine(folder: Path) -> Iterator[Check]:
    free = shutil.disk_usage(folder).free
    yield Check(say("磁盘"), free >= ENOUGH_SPACE, say("剩余{free}MB", free=free >> 20))
    target = folder / "out" if (folder / "out").is_dir() else folder
    writable = os.access(target, os.W_OK)
    yield Check(say("写入权限"), writable, say("能写入 out/") if writable else say("不能写入 {path}", path=target))
    for module, remedy in EXTRAS:
        there = find_spec(module) is not None
        yield Check(say("附加组件 {name}", name=module), None, say("已安装") if there else remedy)


def as_json(found: list[Check], translate: Callable[[Message], str]) -> str:
    """Return the checks for other programs."""
    answer = [
        {"check": translate(one.name), "good": one.good, "found": translate(one.found or NOTHING)} for one in found
    ]
    return json.dumps(answer, ensure_ascii=False, indent=2)
