"""M1–M15 and where a book applies: seats, candidates, nomination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tally.domain.election import Candidate, Contest, Kind, Stage
from tally.domain.message import Message, say
from tally.domain.problem import Severity, place
from tally.names.normalise import normalise
from tally.rules.checks.finding import Case, Finding, Verdict, before, holds, judged, told, untested
from tally.rules.margin import Margin, contest_margin, margin_is_tested, margin_problem
from tally.rules.rulebook import load_rule_book

_MEMBERS = (Kind.DW, Kind.JW)


def unmixed(case: Case) -> Iterator[Contest]:
    """Yield the contests but those that put 书记 on a members' ballot: s28 names them, they have no margin."""
    return (contest for contest in case.contests if not _holds_leaders(contest))


def _holds_leaders(contest: Contest) -> bool:
    return contest.kind in _MEMBERS and "书记" in contest.office


@before("M1", "M2", "M3", "M5", "M6", "M7", "M8", "M10", "M11", "M14")
def margin(case: Case) -> Iterator[Finding]:
    """Test each contest's margin by the rule its kind and office fall under."""
    for contest in unmixed(case):
        result = contest_margin(case.book, case.election, contest)
        if result.holds:
            yield holds(result.rule, _verdict(contest, result, say("符合")), contest.id)
        elif margin_is_tested(case.book, case.election, contest):
            problem = margin_problem(contest, result)
            yield Finding(
                result.rule,
                Verdict.FAILS,
                problem.found,
                contest.id,
                problem.severity,
                problem.code,
                problem.place,
                problem.remedy,
            )
        else:
            yield told(result.rule, _verdict(contest, result, say("这一轮不要求")), contest.id)


def _verdict(contest: Contest, result: Margin, judgement: Message) -> Message:
    return say(
        "{office}应选{seats}名，候选人{candidates}名：{arithmetic}，{judgement}",
        office=contest.office,
        seats=result.seats,
        candidates=result.candidates,
        arithmetic=result.arithmetic,
        judgement=judgement,
    )


@before("M4")
def least_candidates(case: Case) -> Iterator[Finding]:
    """Lay the candidates beside the least lawful number (M4); where they are too few the error is M1's or M2's."""
    for contest in unmixed(case):
        rule = case.book.margin(contest.kind, contest.office)
        if case.book.source("M4") is None or rule is None or rule.at_least is None:
            continue
        result = contest_margin(case.book, case.election, contest)
        sentence = say(
            "{office}最少{seats} + {extra} = {need}名候选人，现有{candidates}名",
            office=contest.office,
            seats=contest.seats,
            extra=result.need_extra,
            need=result.need_candidates,
            candidates=result.candidates,
        )
        if margin_is_tested(case.book, case.election, contest):
            problem = margin_problem(contest, result)
            enough = result.candidates >= result.need_candidates
            yield judged(
                enough,
                "M4",
                sentence,
                problem.code,
                contest=contest.id,
                place=problem.place,
                remedy=problem.remedy,
                severity=Severity.INFO,
            )
        else:
            yield told("M4", sentence, contest.id)


@before("M14")
def party_by_election(case: Case) -> Iterator[Finding]:
    """Equal by-elections are the state laws' alone: where a book has no such rule, say that the margin stays (M14)."""
    if case.election.by_election and not case.book.equal_by_election:
        yield told("M14", say("{title}没有补选可以等额的规定，补选照常核对差额", title=case.book.title))


@before("M9")
def pre_election(case: Case) -> Iterator[Finding]:
    """More nominees than may be printed: a 预选 decides who is (M9, X13, X14)."""
    if case.book.source("M9") is None or case.election.stage is not Stage.FORMAL:
        return
    for contest in case.contests:
        most = contest_margin(case.book, case.election, contest).max_candidates
        if contest.nominated is None or most is None:
            continue
        figures = {"office": contest.office, "nominated": contest.nominated, "most": most}
        yield judged(
            contest.nominated <= most,
            "M9",
            say("{office}提名{nominated}名，选票上最多印{most}名", **figures),
            "T419",
            contest=contest.id,
            place=place("election.toml", contest.id, "nominated"),
            remedy=say('先预选（stage = "preliminary"），按得票多少取{most}名；已经预选的不必再选', most=most),
            severity=Severity.WARNING,
        )


@before("M10")
def equal_head(case: Case) -> Iterator[Finding]:
    """A head without a rival is lawful only if one alone was nominated: ask for the fact (M10)."""
    for contest in case.contests:
        rule = case.book.margin(contest.kind, contest.office)
        equal = len(contest.candidates) == contest.seats
        if rule is None or rule.equal_if_nominated is None or rule.extra is None:
            continue
        if not equal or case.election.by_election:
            continue
        yield judged(
            contest.nominated == rule.equal_if_nominated,
            rule.rule,
            say("{office}等额选举：只有提名{only}名时可以", office=contest.office, only=rule.equal_if_nominated),
            "T420",
            contest=contest.id,
            place=place("election.toml", contest.id, "nominated"),
            remedy=say(
                "写明 nominated = 提名人数；提名多于{only}名的，候选人应多{more}名",
                only=rule.equal_if_nominated,
                more=rule.extra[1],
            ),
            severity=Severity.WARNING,
        )


@before("M11")
def fixed_margin(case: Case) -> Iterator[Finding]:
    """The election method fixes a town deputy's margin at one number within the law's range (M11, X14)."""
    for contest in case.contests:
        rule = case.book.margin(contest.kind, contest.office)
        if rule is None or not rule.fixed or rule.extra is None or case.election.by_election:
            continue
        least, most = rule.extra
        where = place("election.toml", contest.id, "fixed_margin")
        if contest.fixed_margin is None:
            yield judged(
                False,
                rule.rule,
                say("{office}没有写选举办法确定的差额数", office=contest.office),
                "T421",
                contest=contest.id,
                place=where,
                severity=Severity.WARNING,
                remedy=say("写 fixed_margin = {least} 至 {most} 中的一个数", least=least, most=most),
            )
        else:
            yield judged(
                least <= contest.fixed_margin <= most,
                rule.rule,
                say(
                    "{office}选举办法的差额数{fixed}，法律规定{least}至{most}",
                    office=contest.office,
                    fixed=contest.fixed_margin,
                    least=least,
                    most=most,
                ),
                "T421",
                contest=contest.id,
                place=where,
                remedy=say("改正选举办法"),
            )


@before("M15")
def tested_anew(case: Case) -> Iterator[Finding]:
    """Whoever leaves the list before the vote no longer counts: the margin is that of those who remain (M15, X12)."""
    for contest in unmixed(case):
        where = place("election.toml", contest.id, "withdrawn")
        if contest.withdrawn is None:
            sentence = say("{office}没有写有无候选人退出；名单变动后再核对一次", office=contest.office)
            yield untested("M15", sentence, where, contest.id)
            continue
        gone = {normalise(name).key: normalise(name).note for name in contest.withdrawn}
        remaining = tuple(one for one in contest.candidates if not _withdrew(one, gone))
        result = contest_margin(case.book, case.election, replace(contest, candidates=remaining))
        yield judged(
            result.holds or not margin_is_tested(case.book, case.election, contest),
            "M15",
            say(
                "{office}退出{gone}名，还有{remaining}名：{arithmetic}",
                office=contest.office,
                gone=len(gone),
                remaining=len(remaining),
                arithmetic=result.arithmetic,
            ),
            "T441",
            contest=contest.id,
            place=where,
            remedy=say(
                "应选{seats}名，候选人至少{need}名；补足后再选", seats=result.seats, need=result.need_candidates
            ),
        )


def _withdrew(one: Candidate, gone: Mapping[str, str]) -> bool:
    """Whether a candidate is among those gone: by name, and by what tells namesakes apart where both have it."""
    name = normalise(one.name)
    return name.key in gone and (not gone[name.key] or not name.note or gone[name.key] == name.note)


@before("scope")
def where_it_applies(case: Case) -> Iterator[Finding]:
    """Say when the unit is one the book is not for: no people's congress at a street (X82), no town under difang."""
    unit = case.election.unit
    wrong = next((word for word in case.book.not_for_units if unit.endswith(word)), None)
    source = case.book.source("scope")
    if source is None or wrong is None:
        return
    party = case.book.party
    yield judged(
        False,
        "scope",
        say("“{unit}”不适用《{title}》", unit=unit, title=case.book.title)
        if party
        else say("“{unit}”没有人民代表大会，不能选举职务（组织法{article}）", unit=unit, article=source.article),
        "T434",
        place="election.toml › rules",
        remedy=say("乡镇、街道用 jiceng-2020")
        if party
        else say("街道办事处主任由区人民政府任命；街道人大工委由区人大常委会设立；区人大代表的选举用 xuanju-fa-2020"),
        severity=Severity.WARNING,
    )


STREET_CONGRESS = "街道人代会"


@before("scope")
def street_congress(case: Case) -> Iterator[Finding]:
    """A "街道人代会" in the election file of a street (X82)."""
    texts = (
        case.election.title,
        *(contest.office for contest in case.contests),
        *(contest.body or "" for contest in case.contests),
    )
    words = (STREET_CONGRESS, "街道人民代表大会")
    if "街道" in case.election.unit and any(word in text for text in texts for word in words):
        yield judged(
            False,
            "scope",
            say(
                "选举文件写有“{word}”，街道不设人民代表大会（组织法{article}）",
                word=STREET_CONGRESS,
                article=load_rule_book("zuzhi-fa-2022").sources["scope"].article,
            ),
            "T434",
            remedy=say("街道的党内选举用 jiceng-2020；在街道的选区选举区人大代表用 xuanju-fa-2020"),
            severity=Severity.WARNING,
        )


@before("s28")
def no_leaders_among_members(case: Case) -> Iterator[Finding]:
    """书记 and 副书记 are elected by the plenary, not on the members' ballot (s28)."""
    for contest in case.contests:
        if contest.kind in _MEMBERS:
            yield judged(
                not _holds_leaders(contest),
                "s28",
                say("“{office}”：书记、副书记由委员会第一次全体会议选举，委员的选票只选委员", office=contest.office),
                "T436",
                contest=contest.id,
                place=place("election.toml", contest.id, "office"),
                remedy=say('书记、副书记另建选举目录（kind = "ZW"，stage = "plenary"）'),
            )
