"""Q1–Q6 and D1–D4: the quorum, a congress or a members' meeting, the numbers of delegates and deputies."""

from __future__ import annotations

from collections.abc import Iterator

from tally.domain.election import Kind
from tally.domain.message import say
from tally.domain.problem import Severity
from tally.rules.checks.finding import Case, Finding, Verdict, before, holds, judged, untested
from tally.rules.meeting import election_quorum, quorum_problem, turnout_is_known


@before("Q1", "Q2", "Q3", "Q4", "Q5", "Q6")
def quorum(case: Case) -> Iterator[Finding]:
    """Test the quorum of the book (Q1–Q6)."""
    result = election_quorum(case.book, case.election)
    if result.rule is None:
        return
    if result.part == 0 and case.election.attendance.present is None and result.part_name == "present":
        yield untested(result.rule, say("还没有实到人数"), "election.toml › attendance.present")
        return
    if result.part_name == "voted" and not turnout_is_known(case.election):
        yield untested(result.rule, say("还没有参加投票的人数"), "election.toml › attendance.voted")
        return
    if result.holds:
        yield holds(
            result.rule,
            say("{arithmetic}，至少{need}名，符合", arithmetic=result.arithmetic, need=result.need),
        )
        return
    problem = quorum_problem(result)
    yield Finding(
        result.rule, Verdict.FAILS, problem.found, "", problem.severity, problem.code, problem.place, problem.remedy
    )


@before("D1")
def congress_or_meeting(case: Case) -> Iterator[Finding]:
    """With so many members, or scattered, a congress may be held; below it is a members' meeting (D1, X77, X78)."""
    limit, members = case.book.congress_members, case.fact("members")
    if limit is None or not any(contest.kind is not Kind.ZW for contest in case.contests):
        return
    if members is None:
        yield untested("D1", say("不知道党员人数"), "election.toml › unit_facts.members")
        return
    congress, dispersed = "代表大会" in case.election.title, case.fact("dispersed")
    figures = {"members": members, "limit": limit}
    where = "election.toml › unit_facts.members"
    if members > limit or dispersed:
        scattered = say("，党组织分散") if dispersed else say("")
        yield holds("D1", say("党员{members}名{scattered}：可以经上级批准召开代表大会", scattered=scattered, **figures))
    elif members == limit:
        yield judged(
            False,
            "D1",
            say("党员恰为{limit}名：条例允许经批准召开代表大会，工作意见两边都可解", limit=limit),
            "T423",
            place=where,
            remedy=say("开代表大会还是党员大会，由党委决定并报批"),
            severity=Severity.WARNING,
        )
    else:
        yield judged(
            not congress,
            "D1",
            say("党员{members}名，少于{limit}名且不分散：召开党员大会", **figures),
            "T423",
            place=where,
            remedy=say("分散的，写 dispersed = true；经批准开代表大会的，在 [[waiver]] 中写明"),
        )


@before("D2")
def delegates(case: Case) -> Iterator[Finding]:
    """A town's congress has one to two hundred delegates as a rule, at most three hundred (D2, X79)."""
    rule, number = case.book.delegates, case.fact("delegates")
    if rule is None:
        return
    if number is None:
        yield untested("D2", say("不知道党代表人数"), "election.toml › unit_facts.delegates")
        return
    (least, usual), most = rule.usual, rule.most
    figures = {"number": number, "least": least, "usual": usual, "most": most}
    where = "election.toml › unit_facts.delegates"
    if number > most:
        yield judged(
            False,
            "D2",
            say("党代表{number}名 > {most}名", **figures),
            "T424",
            place=where,
            remedy=say("最多{most}名；经批准的，在 [[waiver]] 中写明", most=most),
        )
    else:
        yield judged(
            least <= number <= usual,
            "D2",
            say("党代表{number}名，一般{least}至{usual}名，最多{most}名", **figures),
            "T424",
            place=where,
            remedy=say("超出一般范围的，报批时说明原因"),
            severity=Severity.WARNING,
        )


@before("D3")
def term(case: Case) -> Iterator[Finding]:
    """A change of term is early or late by no more than the regulation's years, as a rule (D3)."""
    shift = case.book.term_shift
    if shift is None:
        return
    last, day, years = case.dates.get("last_election"), case.election.date, case.opinion.term_years
    if last is None:
        sentence = say("任期届满按期换届；提前或延期须经批准，一般不超过{years}年；没有写上届选举日期", years=shift)
        yield untested("D3", sentence, "election.toml › unit_facts.dates.last_election")
        return
    earliest = (last.year + years - shift, last.month, last.day)
    latest = (last.year + years + shift, last.month, last.day)
    yield judged(
        earliest <= (day.year, day.month, day.day) <= latest,
        "D3",
        say(
            "上届{last}，每届{term}年，提前或延期不超过{shift}年：{earliest} 至 {latest}，本届{day}",
            last=last,
            term=years,
            shift=shift,
            earliest=_written(earliest),
            latest=_written(latest),
            day=day,
        ),
        "T442",
        place="election.toml › unit_facts.dates.last_election",
        remedy=say("核对日期；提前或延期须经上级批准"),
        severity=Severity.WARNING,
    )


def _written(day: tuple[int, int, int]) -> str:
    return f"{day[0]}-{day[1]:02}-{day[2]:02}"


@before("D4")
def deputies(case: Case) -> Iterator[Finding]:
    """The number of a people's congress: a base and one more per so many people (D4)."""
    if not case.book.deputies or not any(contest.kind is Kind.RD for contest in case.contests):
        return
    people, number = case.fact("population"), case.fact("deputies")
    if people is None or number is None:
        needs = "election.toml › unit_facts.population、unit_facts.deputies"
        yield untested("D4", say("不知道人口数和代表名额"), needs)
        return
    rule = case.book.deputies["town" if case.election.unit.endswith(("乡", "镇")) else "county"]
    most = min(rule.base + people // rule.per, rule.most)
    yield judged(
        number <= most,
        "D4",
        say(
            "{base} + {people}÷{per} = {sum}，最多{cap}：代表名额{number}名，不超过{most}名",
            base=rule.base,
            people=people,
            per=rule.per,
            sum=rule.base + people // rule.per,
            cap=rule.most,
            number=number,
            most=most,
        ),
        "T433",
        place="election.toml › unit_facts.deputies",
        severity=Severity.WARNING,
    )
