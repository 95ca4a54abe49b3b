"""E1–E8: who may vote and who counts as 应到."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tally.domain.election import Kind
from tally.domain.message import say
from tally.domain.people import YEAR
from tally.domain.problem import Severity
from tally.names.normalise import normalise
from tally.rules.checks.finding import Case, Finding, after, before, holds, judged, reference_day, untested
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


@before("E1")
def already_in_the_party(case: Case) -> Iterator[Finding]:
    """Nobody is a full member before having joined: no Party age is below nought on the reference day (E1)."""
    people = case.election.people
    if not case.book.party or people is None:
        return
    known = [(person.name, person.party_age) for person in people if person.party_age is not None]
    day = reference_day(case)
    if not known:
        yield untested("E1", say("名册没有写党龄或入党时间"), "roster.xlsx › 党龄")
        return
    early = tuple(name for name, months in known if months < 0)
    shortest = min(months for _, months in known)
    yield judged(
        not early,
        "E1",
        say("{names}的入党时间在核对日{day}以后", names=early, day=day)
        if early
        else say(
            "写明党龄的{count}人，最短{years}年{months}个月（{day}）",
            count=len(known),
            years=shortest // YEAR,
            months=shortest % YEAR,
            day=day,
        ),
        "T443",
        place=ROSTER,
        remedy=say("改正入党时间或身份；不是正式党员的没有选举权"),
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
    """Whoever writes for one who cannot is no candidate (E5)."""
    if not case.book.party:
        return
    writers = case.fact("writers")
    if writers is None:
        sentence = say("不能写票的选举人，可委托不是候选人的人代写；没有写谁代写")
        yield untested("E5", sentence, "election.toml › unit_facts.writers")
        return
    standing = {normalise(one.key).key for contest in case.contests for one in contest.candidates}
    wrong = tuple(name for name in dict.fromkeys(writers) if normalise(name).key in standing)
    yield judged(
        not wrong,
        "E5",
        say("代写人{names}是候选人", names=wrong) if wrong else say("代写{count}人，都不是候选人", count=len(writers)),
        "T440",
        place="election.toml › unit_facts.writers",
        remedy=say("由不是候选人的人代写"),
        severity=Severity.WARNING,
    )


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


@before("E6")
def of_age(case: Case) -> Iterator[Finding]:
    """A voter is of age on the day of the vote (E6)."""
    age, people = case.book.adult, case.election.people
    if age is None or people is None or not any(contest.kind is Kind.RD for contest in case.contests):
        return
    known = [(person.name, person.birth) for person in people if person.birth is not None]
    if not known:
        yield untested("E6", say("选民名册没有写出生年月"), "roster.xlsx › 出生年月")
        return
    day = case.election.date
    young = tuple(name for name, birth in known if birth.until(day) < age * YEAR)
    yield judged(
        not young,
        "E6",
        say("{names}不满{age}周岁（{day}）", names=young, age=age, day=day)
        if young
        else say("写明出生年月的{count}人都满{age}周岁（{day}）", count=len(known), age=age, day=day),
        "T443",
        place="roster.xlsx › 出生年月",
        remedy=say("改正出生年月，或从选民名册中删去"),
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
    """Those who voted in person, at carried boxes and by proxy together are those who voted (E8, X09)."""
    if not any(contest.kind is Kind.RD for contest in case.contests):
        return
    there, carried, voted = case.fact("in_person"), case.fact("carried"), case.election.attendance.voted
    if there is None or carried is None or voted is None:
        needs = "election.toml › unit_facts.in_person、unit_facts.carried、attendance.voted"
        yield untested("E8", say("没有分别写到站投票、流动票箱和投票总人数"), needs)
        return
    proxies = case.election.attendance.proxies
    total = there + carried + proxies
    yield judged(
        total == voted,
        "E8",
        say(
            "到站{there} + 流动票箱{carried} + 委托{proxies} = {total}，投票{voted}人",
            there=there,
            carried=carried,
            proxies=proxies,
            total=total,
            voted=voted,
        ),
        "T440",
        place="election.toml › attendance.voted",
        remedy=say("核对各投票站、流动票箱和委托投票的人数"),
    )


@after("E8")
def boxes_together(case: Case) -> Iterator[Finding]:
    """The ballots of all boxes and stations together are those collected (E8)."""
    for contest in case.counted():
        if Kind(contest["kind"]) is not Kind.RD:
            continue
        drawn, collected = sum(pile["drawn"] for pile in contest["piles"]), contest["ballots"]["collected"]
        yield judged(
            drawn == collected,
            "E8",
            say(
                "{office}各票箱{boxes}个合计{drawn}张，收回{collected}张",
                office=contest["office"],
                boxes=len(contest["piles"]),
                drawn=drawn,
                collected=collected,
            ),
            "T437",
            contest=contest["id"],
            place="result.json",
        )
