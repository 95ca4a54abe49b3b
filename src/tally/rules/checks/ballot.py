"""B1–B6: the ballot and the order of the names on it."""

from __future__ import annotations

from collections.abc import Iterator

from tally.domain.election import Kind, Stage
from tally.domain.message import say
from tally.domain.problem import Severity, place
from tally.names.lint import lint
from tally.names.strokes import StrokeTable
from tally.rules.checks.finding import Case, Finding, before, judged, told, untested

_ORDERS = {
    "leaders-first": say("书记、副书记候选人在前，其余以姓氏笔画为序"),
    "strokes": say("以姓氏笔画为序"),
    "given": say("按名册原来的顺序"),
}


@before("B1")
def secret(case: Case) -> Iterator[Finding]:
    """Say what keeps the ballot secret (B1)."""
    yield told("B1", say("无记名投票：票号在计票台编，只记票、不记人"))


@before("B2")
def approved_order(case: Case) -> Iterator[Finding]:
    """书记 and 副书记 stand in the order the superior approved, which is given and not computed (B2)."""
    if not case.book.party:
        return
    for contest in case.contests:
        if contest.kind is Kind.ZW:
            yield judged(
                case.election.method.ballot_order == "given",
                "B2",
                say("{office}候选人按上级批准的顺序排列", office=contest.office),
                "T435",
                contest=contest.id,
                place="election.toml › method.ballot_order",
                severity=Severity.WARNING,
                remedy=say('候选人名单按批准的顺序写，并写 ballot_order = "given"'),
            )
        else:
            yield told(
                "B2",
                say("{office}候选人：{order}", office=contest.office, order=_ORDERS[case.election.method.ballot_order]),
                contest.id,
            )


@before("B3")
def leaders_first(case: Case) -> Iterator[Finding]:
    """Say which of the two readings the ballot follows (B3)."""
    if any(contest.kind is Kind.DW for contest in case.contests) and case.book.party:
        first = case.election.method.ballot_order == "leaders-first"
        yield told("B3", say("委员选票上书记、副书记候选人在前") if first else say("委员选票上全部候选人一样排列"))


@before("B4")
def order_of_votes(case: Case) -> Iterator[Finding]:
    """After a 预选 the list may stand in order of votes (B4)."""
    if case.book.source("B4") is not None and case.election.stage is Stage.FORMAL:
        yield told("B4", say('经过预选的，名单可以按预选得票排列（ballot_order = "given"）'))


@before("B5")
def by_strokes(case: Case) -> Iterator[Finding]:
    """Read a list that stands as given against the order of strokes (B5)."""
    method = case.election.method
    table = StrokeTable.of(case.election.folder, case.election.stroke_file)
    for contest in case.contests:
        if contest.kind is Kind.ZW:
            continue
        unknown = [one.name for one in contest.candidates if table.unknown(one.key)]
        where = place("election.toml", contest.id, "candidates")
        if unknown:
            yield untested("B5", say("{names}有不在笔画表中的字", names=tuple(unknown)), "[names] strokes", contest.id)
            continue
        leaders = [
            one.name
            for one in contest.candidates
            if method.ballot_order != "strokes" and one.post and one.post in contest.leaders
        ]
        names = [one.name for one in contest.candidates]
        wrong = lint(names, table, leaders=leaders, single_given=method.single_given, tie=method.tie)
        yield judged(
            not wrong,
            "B5",
            wrong[0].message if wrong else say("{office}候选人名单符合姓氏笔画顺序", office=contest.office),
            "T435",
            contest=contest.id,
            place=where,
            remedy=say('写 ballot_order = "strokes" 由程序排列；经过预选按得票排列的除外'),
            severity=Severity.INFO,
        )


@before("B6")
def single_given_names(case: Case) -> Iterator[Finding]:
    """Say how names with one given character stand (B6)."""
    if case.book.source("B6") is not None:
        blank = case.election.method.single_given == "blank-first"
        yield told("B6", say("单名排在同姓双名之前") if blank else say("单名与双名的第一个字比较笔画"))
