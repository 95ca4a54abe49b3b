"""R1–R7: what follows the count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from tally.domain.election import Kind
from tally.domain.message import Message, say
from tally.domain.problem import Severity
from tally.names.order import stroke_key
from tally.names.strokes import StrokeTable
from tally.rules.checks.finding import Case, Finding, after, judged, untested

RESULT = "result.json"
FACTS = "election.toml › unit_facts"


@after("R1")
def report(case: Case) -> Iterator[Finding]:
    """The scrutineers report, the chair announces; both are named (R1)."""
    if case.book.source("R1") is None:
        return
    officers, chair = case.election.officers, case.fact("chair")
    people = [name for name in (officers.chief_scrutineer, *officers.scrutineers) if name]
    plenary = any(contest.kind is Kind.ZW for contest in case.contests)
    to = say("全体会议") if plenary else say("大会主席团")
    if case.election.preliminary:
        to = say("上届委员会或主席团")
    if not people or chair is None:
        sentence = say("监票人向{to}报告，由主持人宣布；没有写监票人或主持人", to=to)
        yield untested("R1", sentence, f"election.toml › officers、{FACTS}.chair")
        return
    yield judged(
        chair not in people,
        "R1",
        say("{scrutineer}向{to}报告，主持人{chair}宣布", scrutineer=people[0], to=to, chair=chair),
        "T442",
        place=f"{FACTS}.chair",
        remedy=say("监票人报告计票结果，主持人宣布当选名单"),
        severity=Severity.INFO,
    )


@after("R2")
def order_of_report(case: Case) -> Iterator[Finding]:
    """The result sheet stands from most approvals to fewest, or by strokes where the method says so (R2, X72)."""
    by_votes = case.election.method.report_order == "votes"
    for contest in case.counted():
        people = [contest["candidates"][at] for at in contest["report_order"]]
        ordered = _falling(people) if by_votes else _by_strokes(case, [one["name"] for one in people])
        if ordered is None:
            yield untested("R2", say("名单有不在笔画表中的字"), "[names] strokes", contest["id"])
            continue
        how = say("按得票从多到少排列") if by_votes else say("以姓氏笔画为序")
        yield _ordered(ordered, "R2", say("{office}报告单{how}", office=contest["office"], how=how), contest)


@after("R3")
def order_of_elected(case: Case) -> Iterator[Finding]:
    """The list of the elected stands by strokes, in the approved order or by votes, as the method says (R3, X72)."""
    how = {"strokes": say("以姓氏笔画为序"), "approved": say("按批准的顺序"), "votes": say("以得票多少为序")}
    for contest in case.counted():
        elected = contest["outcome"]["elected"]
        order = case.election.method.order_of_elected(Kind(contest["kind"]))
        everyone = {one["name"]: one for one in (*contest["write_ins"], *contest["candidates"])}
        printed = [one["name"] for one in contest["candidates"]]
        if order == "votes":
            ordered: bool | None = _falling([everyone[name] for name in elected])
        elif order == "approved":
            places = [printed.index(name) if name in printed else len(printed) for name in elected]
            ordered = places == sorted(places)
        else:
            ordered = _by_strokes(case, elected)
        if ordered is None:
            yield untested("R3", say("名单有不在笔画表中的字"), "[names] strokes", contest["id"])
            continue
        named = {"office": contest["office"], "order": how[order]}
        sentence = (
            say("{office}正式候选人名单{order}", **named)
            if case.election.preliminary
            else say("{office}当选名单{order}", **named)
        )
        yield _ordered(ordered, "R3", sentence, contest)


def _ordered(ok: bool, rule: str, sentence: Message, contest: Mapping[str, Any]) -> Finding:
    remedy = say("记录里的次序与此不合；重新运行 tally count")
    return judged(ok, rule, sentence, "T437", contest=contest["id"], place=RESULT, remedy=remedy)


def _falling(people: Sequence[Mapping[str, Any]]) -> bool:
    votes = [one["approve"] for one in people]
    return votes == sorted(votes, reverse=True)


def _by_strokes(case: Case, names: Sequence[str]) -> bool | None:
    table, method = StrokeTable.of(case.election.folder, case.election.stroke_file), case.election.method
    if any(table.unknown(name) for name in names):
        return None
    keys = [stroke_key(name, table, single_given=method.single_given, tie=method.tie) for name in names]
    return keys == sorted(keys)


@after("R4")
def reported_or_approved(case: Case) -> Iterator[Finding]:
    """Members are reported for the record, secretaries for approval, to a superior who is named (R4)."""
    if case.book.source("R4") is None or case.election.preliminary:
        return
    superior = case.election.papers.get("superior", "")
    for contest in case.contests:
        how = say("批准") if contest.kind is Kind.ZW else say("备案")
        figures = {"office": contest.office, "how": how}
        if superior.strip():
            sentence = say("{office}：报{superior}{how}", superior=superior, **figures)
            yield judged(True, "R4", sentence, "T442", contest=contest.id)
        else:
            sentence = say("{office}：报上级党委{how}；没有写上级党委", **figures)
            yield untested("R4", sentence, "election.toml › papers.superior", contest.id)


@after("R5")
def order_of_the_day(case: Case) -> Iterator[Finding]:
    """The congress, then the plenary of the discipline committee, then that of the Party committee (R5)."""
    if (
        case.book.source("R5") is None
        or case.election.preliminary
        or not any(one.kind in (Kind.DW, Kind.JW) for one in case.contests)
    ):
        return
    discipline, committee = (case.dates.get(key) for key in ("discipline_plenary", "committee_plenary"))
    if discipline is None or committee is None:
        sentence = say("大会选出两委委员后，先开纪委第一次全体会议，再开党委第一次全体会议；没有写时间")
        needs = f"{FACTS}.dates.discipline_plenary、committee_plenary"
        yield untested("R5", sentence, needs)
        return
    if discipline == committee and not isinstance(discipline, datetime):
        yield untested("R5", say("两次全体会议同在{day}，没有写时刻", day=discipline), f"{FACTS}.dates（写时刻）")
        return
    yield judged(
        case.election.date <= _day(discipline) and _moment(discipline) <= _moment(committee),
        "R5",
        say(
            "大会{congress}，纪委第一次全体会议{discipline}，党委第一次全体会议{committee}",
            congress=case.election.date,
            discipline=discipline,
            committee=committee,
        ),
        "T442",
        place=f"{FACTS}.dates",
        remedy=say("先由大会选举，纪委全会在前，党委全会在后"),
        severity=Severity.WARNING,
    )


def _day(given: date) -> date:
    return given.date() if isinstance(given, datetime) else given


def _moment(given: date) -> datetime:
    return given.replace(tzinfo=None) if isinstance(given, datetime) else datetime.combine(given, time())


@after("R6")
def credentials(case: Case) -> Iterator[Finding]:
    """In a direct election the names are final only after the credentials are examined (R6)."""
    if (
        case.book.source("R6") is None
        or case.election.preliminary
        or not any(one.kind is Kind.RD for one in case.contests)
    ):
        return
    examined, announced = case.dates.get("credentials"), case.dates.get("announced")
    if examined is None or announced is None:
        sentence = say("代表资格审查后才公布当选，在此之前只称计票结果；没有写审查和公布的日期")
        yield untested("R6", sentence, f"{FACTS}.dates.credentials、announced")
        return
    yield judged(
        case.election.date <= examined <= announced,
        "R6",
        say("投票{vote}，资格审查{examined}，公布当选{announced}", vote=case.election.date, examined=examined,
            announced=announced),
        "T442",
        place=f"{FACTS}.dates",
        remedy=say("资格审查以前只公布计票结果"),
        severity=Severity.WARNING,
    )  # fmt: skip


@after("R7")
def sealing(case: Case) -> Iterator[Finding]:
    """Ballots are sealed with the count sheets: there is a sealing record (R7)."""
    if case.book.source("R7") is None:
        return
    if case.sealed:
        yield judged(True, "R7", say("选票同计票单已经封存，有封存记录"), "T442")
    else:
        yield untested("R7", say("选票同计票单一起封存；还没有封存记录"), "out/（tally seal）")
