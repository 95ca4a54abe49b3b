"""s13 and s17–s33: the steps and dates of a change of term as the district's programme has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from tally.domain.election import Kind, Stage
from tally.domain.message import Message, say
from tally.domain.problem import Severity
from tally.names.normalise import normalise
from tally.rules.checks.ballot import leaders_first
from tally.rules.checks.candidates import equal_head, fixed_margin, margin, unmixed
from tally.rules.checks.finding import Case, Finding, before, judged, told, untested, with_waiver
from tally.rules.checks.meeting import congress_or_meeting, delegates
from tally.rules.checks.nomination import joint_nomination, length_of_each_list
from tally.rules.margin import contest_margin, margin_is_tested

DATES = "election.toml › unit_facts.dates"
FLAGS = "roster.xlsx › 班子 › 档案审核、纪检意见、个人事项核查"
STEPS = {
    "recommended": say("推荐"),
    "inspected": say("考察"),
    "compared": say("比选"),
    "studied": say("研究"),
    "nominated": say("提名"),
}
STEPS_OF_DEPUTIES = {
    "committee_formed": say("成立选举委员会"),
    "districts": say("划分选区"),
    "voter_list": say("公布选民名单"),
    "introduced": say("介绍候选人"),
}


def _party_members(case: Case) -> bool:
    return any(contest.kind in (Kind.DW, Kind.JW, Kind.DB) for contest in case.contests)


@before("s13")
def steps_in_order(case: Case) -> Iterator[Finding]:
    """推荐 → 考察 → 比选 → 研究 → 提名 → 选举, no step before the one it follows (s13)."""
    if not _party_members(case):
        return
    yield _in_order(case, "s13", STEPS, say("选举"))


def _in_order(case: Case, rule: str, words: Mapping[str, Message], last: Message) -> Finding:
    """Judge whether the steps whose dates are given, and the vote, follow each other; untested without any date."""
    given = case.dates
    steps: list[tuple[Message, date]] = [(word, given[key]) for key, word in words.items() if key in given]
    if not steps:
        return untested(rule, say("没有各步骤的日期"), f"{DATES}.{'、'.join(words)}")
    steps.append((last, case.election.date))
    wrong = next(((one, other) for one, other in pairwise(steps) if other[1] < one[1]), None)
    if wrong:
        (first, first_day), (second, second_day) = wrong
        sentence = say(
            "{second}（{second_day}）在{first}（{first_day}）之前",
            second=second,
            second_day=second_day,
            first=first,
            first_day=first_day,
        )
    else:
        sentence = say("{steps}依次进行", steps=tuple(word for word, _ in steps))
    return judged(not wrong, rule, sentence, "T436", place=DATES, severity=Severity.WARNING)


@before("s17")
def talks_first(case: Case) -> Iterator[Finding]:
    """Talks first, the meeting afterwards (s17)."""
    given = case.dates
    if not _party_members(case):
        return
    if "talks" not in given or "meeting" not in given:
        yield untested("s17", say("没有谈话推荐和会议推荐的日期"), f"{DATES}.talks、meeting")
    else:
        yield judged(
            given["talks"] <= given["meeting"],
            "s17",
            say("谈话{talks}，会议{meeting}", talks=given["talks"], meeting=given["meeting"]),
            "T436",
            place=DATES,
            severity=Severity.WARNING,
        )


@before("s18")
def recommending_list(case: Case) -> Iterator[Finding]:
    """The list for the recommending meeting is longer than the posts; by how much, no number says (s18)."""
    if not _party_members(case):
        return
    listed, posts = case.fact("recommending_list"), case.fact("recommending_posts")
    if listed is None or posts is None:
        needs = "election.toml › unit_facts.recommending_list、unit_facts.recommending_posts"
        yield untested("s18", say("会议推荐参考名单应多于职数；没有写名单人数和职数"), needs)
        return
    yield judged(
        listed > posts,
        "s18",
        say("会议推荐参考名单{listed}名，职数{posts}名", listed=listed, posts=posts),
        "T436",
        place="election.toml › unit_facts.recommending_list",
        severity=Severity.INFO,
    )


@before("s19")
def examined(case: Case) -> Iterator[Finding]:
    """File examined, discipline opinion heard, reports checked; an open question bars nomination (s19)."""
    if not _party_members(case):
        return
    team = case.election.team
    if team is None:
        yield untested("s19", say("没有班子名单"), FLAGS)
        return
    open_ = tuple(one.name for one in team if None in (one.file_examined, one.discipline_heard, one.reports_checked))
    barred = tuple(one.name for one in team if False in (one.file_examined, one.discipline_heard, one.reports_checked))
    if open_:
        yield untested("s19", say("没有写{names}的审核情况", names=open_), FLAGS)
    if barred:
        yield judged(
            False, "s19", say("{names}的档案、纪检意见或个人事项没有通过，不得提名", names=barred), "T436", place=FLAGS
        )
    elif not open_:
        yield judged(True, "s19", say("{count}名的档案、纪检意见、个人事项都已核查", count=len(team)), "T436")


@before("s20")
def number_of_delegates(case: Case) -> Iterator[Finding]:
    """The programme's number of delegates is the regulation's (s20)."""
    yield from _as("s20", delegates(case))


@before("s21")
def shown_in_public(case: Case) -> Iterator[Finding]:
    """Delegate candidates are shown in public (s21)."""
    if not any(contest.kind is Kind.DB for contest in case.contests):
        return
    shown = case.fact("candidates_shown")
    if shown is None:
        yield untested("s21", say("不知道代表候选人是否公示"), "election.toml › unit_facts.candidates_shown")
    else:
        sentence = say("代表候选人已公示") if shown else say("代表候选人没有公示")
        yield judged(bool(shown), "s21", sentence, "T436", severity=Severity.WARNING)


@before("s22")
def different_people(case: Case) -> Iterator[Finding]:
    """Party delegates and people's deputies are as a rule different people (s22, X80)."""
    if not _party_members(case):
        return
    if case.election.deputies is None or case.election.people is None:
        yield untested("s22", say("没有党代表名册或人大代表名单"), "roster.xlsx › 名册、人大代表")
        return
    deputies = {normalise(name).key for name in case.election.deputies}
    both = tuple(person.name for person in case.election.people if person.key in deputies)
    sentence = say("同时是党代表和人大代表的：{names}", names=both) if both else say("党代表和人大代表没有同名的")
    yield judged(not both, "s22", sentence, "T436", place="roster.xlsx › 人大代表", severity=Severity.WARNING)


@before("s23", "s25", "s26")
def margins_of_the_programme(case: Case) -> Iterator[Finding]:
    """The programme asks for the regulation's margin, of the vote that must hold it (s23, s25; for 纪委 s26)."""
    rules = {Kind.DB: "s23", Kind.DW: "s25", Kind.JW: "s26"}
    for contest in unmixed(case):
        if contest.kind not in rules:
            continue
        rule, result = rules[contest.kind], contest_margin(case.book, case.election, contest)
        figures = {"office": contest.office, "arithmetic": result.arithmetic}
        if result.holds or margin_is_tested(case.book, case.election, contest):
            finding = judged(result.holds, rule, say("{office}：{arithmetic}", **figures), "T436", contest=contest.id)
            yield with_waiver(finding, case.election, result.rule)
        else:
            yield told(rule, say("{office}：{arithmetic}，这一轮不要求", **figures), contest.id)


@before("s24")
def five_hundred(case: Case) -> Iterator[Finding]:
    """The programme turns the regulation's "may" into a duty, and says both at exactly 500 (s24, X77)."""
    yield from _as("s24", congress_or_meeting(case))


@before("s27")
def one_vote(case: Case) -> Iterator[Finding]:
    """Both committees are elected in one vote: each elector gets a ballot of either sort (s27)."""
    issued = {contest.kind: contest.issued for contest in case.contests if contest.kind in (Kind.DW, Kind.JW)}
    if not issued or case.election.stage is not Stage.FORMAL:
        return
    if len(issued) == 1:
        sentence = say("这个文件夹里只有一个委员会的选举，看不出两委是否一次投票")
        yield untested("s27", sentence, "election.toml › contest")
    elif None in issued.values():
        sentence = say("党委、纪委委员一次投票，各用一种选票；没有写发出票数")
        yield untested("s27", sentence, "election.toml › contest.issued")
    else:
        yield judged(
            issued[Kind.DW] == issued[Kind.JW],
            "s27",
            say("一次投票：党委选票发出{one}张，纪委选票发出{other}张", one=issued[Kind.DW], other=issued[Kind.JW]),
            "T436",
            place="election.toml › contest.issued",
            severity=Severity.INFO,
        )


@before("s29")
def order_of_ballot(case: Case) -> Iterator[Finding]:
    """The programme's order on the ballot is one of the two readings (s29)."""
    yield from _as("s29", leaders_first(case))


@before("s30")
def steps_of_deputies(case: Case) -> Iterator[Finding]:
    """Electing deputies: committee, districts, list of voters, introduction, vote, each after the one before (s30)."""
    if any(contest.kind is Kind.RD for contest in case.contests):
        yield _in_order(case, "s30", STEPS_OF_DEPUTIES, say("投票"))


@before("s31")
def town_congress(case: Case) -> Iterator[Finding]:
    """Margins and joint nomination in a people's congress: the programme's numbers are the law's (s31)."""
    if any(contest.kind is Kind.RZ for contest in case.contests):
        for look in (margin, equal_head, fixed_margin, joint_nomination, length_of_each_list):
            yield from _as("s31", look(case))


@before("s32")
def pledge(case: Case) -> Iterator[Finding]:
    """Pledge and democratic-life meeting before the end of March (s32)."""
    if not _party_members(case):
        return
    month, day = case.opinion.pledge
    given = case.dates.get("pledge")
    if given is None:
        yield untested("s32", say("没有承诺和民主生活会的日期"), f"{DATES}.pledge")
    else:
        yield judged(
            (given.month, given.day) <= (month, day),
            "s32",
            say("{given}，应在{month}月{day}日以前", given=given, month=month, day=day),
            "T436",
            place=DATES,
            severity=Severity.INFO,
        )


@before("s33")
def five_years(case: Case) -> Iterator[Finding]:
    """The term is so many years (s33)."""
    if not _party_members(case):
        return
    last, years = case.dates.get("last_election"), case.opinion.term_years
    if last is None:
        yield untested("s33", say("每届任期{years}年；没有写上届选举日期", years=years), f"{DATES}.last_election")
        return
    yield judged(
        case.election.date.year - last.year == years,
        "s33",
        say("上届{last}，本届{day}，每届任期{years}年", last=last, day=case.election.date, years=years),
        "T436",
        place=f"{DATES}.last_election",
        severity=Severity.INFO,
    )


def _as(rule: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Say a regulation's finding once more as the programme's: never more than a warning."""
    for one in findings:
        severity = Severity.WARNING if one.severity is Severity.ERROR else one.severity
        yield Finding(rule, one.verdict, one.sentence, one.contest, severity, "T436", one.place, one.remedy, one.needs)
