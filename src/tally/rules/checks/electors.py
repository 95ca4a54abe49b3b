"""E1–E8: who may vote and who counts as 应到."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tally.domain.election import Kind
from tally.domain.message import say
from tally.domain.problem import Severity
from tally.rules.checks.finding import Case, Finding, before, holds, judged, told, untested
from tally.rules.electors import electors

ROSTER = "roster.xlsx"


@before("E1")
def full_members(case: Case) -> Iterator[Finding]:
    """Count the roster without those who may not vote (E1) and compare it with 应到."""
    if not case.book.party:
        return
    people = case.election.people
    if people is None:
        yield untested("E1", say("没有名册，应到人数以选举文件为准"), ROSTER)
        return
    found = electors(case.book, people)
    given = case.election.attendance.entitled
    yield judged(
        found.entitled == given,
        "E1",
        say(
            "名册{listed}人，无选举权{barred}人，经批准扣除{excluded}人，应到{entitled}人，选举文件写{given}人",
            listed=found.listed,
            barred=sum(found.barred.values()),
            excluded=found.excluded,
            entitled=found.entitled,
            given=given,
        ),
        "T272",
        place="election.toml › attendance.entitled",
    )


@before("E2")
def suspended(case: Case) -> Iterator[Finding]:
    """Say whose rights are suspended (E1, E2): the measures the rule book names."""
    if not case.book.party or case.book.source("E2") is None:
        return
    if case.election.people is None:
        yield untested("E2", say("没有名册，看不出谁被停止权利"), ROSTER)
        return
    barred = electors(case.book, case.election.people).barred
    reasons = tuple(
        say("{reason}{count}人", reason=reason, count=count)
        for reason, count in sorted(barred.items())
        if reason in case.book.suspending
    )
    sentence = say("停止权利的：{reasons}", reasons=reasons) if reasons else say("名册上没有被停止权利的人")
    yield holds("E2", sentence)


@before("E3")
def exclusions(case: Case) -> Iterator[Finding]:
    """Whoever is left out of 应到 needs a reason and an approval; without one the person counts (E3)."""
    if not case.book.exclusions:
        return
    people = case.election.people
    if people is None:
        yield untested("E3", say("没有名册，看不出谁从应到中扣除"), ROSTER)
        return
    left_out = [person for person in people if person.excluded]
    unapproved = tuple(person.name for person in left_out if not person.leave)
    unusual = tuple(person.name for person in left_out if person.leave and person.excluded not in case.book.exclusions)
    if unapproved:
        yield judged(
            False,
            "E3",
            say("{names}写了扣除理由，没有批准，仍计入应到", names=unapproved),
            "T417",
            place=ROSTER,
            remedy=say("填“扣除批准”（上级同意和会议通过的文件），或由其计入应到"),
            severity=Severity.WARNING,
        )
    if unusual:
        yield judged(
            False,
            "E3",
            say("{names}的扣除理由不在所列的之内", names=unusual),
            "T417",
            place=ROSTER,
            remedy=say("所列的理由：{reasons}；由人核对", reasons=case.book.exclusions),
            severity=Severity.WARNING,
        )
    if not unapproved and not unusual:
        yield holds("E3", say("经批准从应到中扣除{count}人", count=len(left_out)))


@before("E4")
def no_proxies(case: Case) -> Iterator[Finding]:
    """Nobody votes for somebody else inside the Party (E4)."""
    if case.book.party:
        proxies = case.election.attendance.proxies
        yield judged(
            proxies == 0,
            "E4",
            say("委托投票{proxies}人", proxies=proxies),
            "T407",
            place="election.toml › attendance.proxies",
            remedy=say("删去 proxies；未到会的不能投票"),
        )


@before("E5")
def written_by_another(case: Case) -> Iterator[Finding]:
    """Say who may write for one who cannot (E5)."""
    if case.book.party:
        yield told("E5", say("不能写票的选举人，可委托不是候选人的人代写"))


@before("E6")
def all_voters(case: Case) -> Iterator[Finding]:
    """Compare the roster of voters with their number (E6)."""
    if not any(contest.kind is Kind.RD for contest in case.contests):
        return
    everyone, people = case.election.attendance.everyone, case.election.people
    if people is None or everyone is None:
        yield untested("E6", say("没有选民名册，选民人数以选举文件为准"), ROSTER)
        return
    yield judged(
        len(people) == everyone,
        "E6",
        say("选民名册{listed}人，选举文件写全体选民{all}人", listed=len(people), all=everyone),
        "T272",
        place="election.toml › attendance.all",
    )


@before("E7")
def proxies_per_holder(case: Case) -> Iterator[Finding]:
    """Nobody holds more proxies than the law allows (E7, X57); the list agrees with their number."""
    most = case.book.max_proxies
    if most is None or not any(contest.kind in case.book.proxy_kinds for contest in case.contests):
        return
    proxies, people = case.election.attendance.proxies, case.election.people
    if people is None:
        if proxies:
            yield untested(
                "E7", say("委托投票{proxies}人，没有受委托人名单", proxies=proxies), "roster.xlsx › 受委托人"
            )
        return
    held = Counter(person.proxy for person in people if person.proxy)
    for holder, count in sorted(held.items()):
        yield judged(
            count <= most,
            "E7",
            say("{holder}接受委托{count}人，最多{most}人", holder=holder, count=count, most=most),
            "T418",
            place="roster.xlsx › 受委托人",
            remedy=say("超过的委托无效；改由别人受委托，或从投票人数中减去"),
        )
    yield judged(
        sum(held.values()) == proxies,
        "E7",
        say("名册上委托投票{listed}人，选举文件写{given}人", listed=sum(held.values()), given=proxies),
        "T418",
        place="election.toml › attendance.proxies",
    )


@before("E8")
def carried_boxes(case: Case) -> Iterator[Finding]:
    """Say that carried boxes and stations are added up (E8)."""
    if any(contest.kind is Kind.RD for contest in case.contests):
        yield told("E8", say("流动票箱、投票站的选票分文件录入，合并计票；投票人数包括在内"))
