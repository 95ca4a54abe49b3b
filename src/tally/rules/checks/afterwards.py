"""R1–R7: what follows the count."""

from __future__ import annotations

from collections.abc import Iterator

from tally.domain.election import Kind, Stage
from tally.domain.message import say
from tally.rules.checks.finding import Case, Finding, after, told


@after("R1")
def report(case: Case) -> Iterator[Finding]:
    """Say to whom the scrutineers report and who announces (R1)."""
    if case.book.source("R1") is not None:
        preliminary = case.election.stage is Stage.PRELIMINARY
        yield told(
            "R1",
            say("监票人向上届委员会或主席团报告预选结果")
            if preliminary
            else say("监票人向大会主席团报告计票结果，主持人宣布当选名单"),
        )


@after("R2")
def order_of_report(case: Case) -> Iterator[Finding]:
    """Say how the result sheet is ordered (R2)."""
    votes = case.election.method.report_order == "votes"
    yield told("R2", say("报告单按得票从多到少排列") if votes else say("报告单以姓氏笔画为序"))


@after("R3")
def order_of_elected(case: Case) -> Iterator[Finding]:
    """Say how the list of the elected is ordered (R3)."""
    orders = {"strokes": say("以姓氏笔画为序"), "approved": say("按批准的顺序"), "votes": say("以得票多少为序")}
    for contest in case.contests:
        order = orders[case.election.method.order_of_elected(contest.kind)]
        yield told("R3", say("{office}当选名单{order}", office=contest.office, order=order), contest.id)


@after("R4")
def reported_or_approved(case: Case) -> Iterator[Finding]:
    """Members are reported for the record, secretaries for approval (R4)."""
    if case.book.source("R4") is None:
        return
    for contest in case.contests:
        yield told(
            "R4",
            say("{office}：报上级党委批准", office=contest.office)
            if contest.kind is Kind.ZW
            else say("{office}：报上级党委备案", office=contest.office),
            contest.id,
        )


@after("R5")
def order_of_the_day(case: Case) -> Iterator[Finding]:
    """Say what follows on the day (R5)."""
    if case.book.source("R5") is not None and any(one.kind in (Kind.DW, Kind.JW) for one in case.contests):
        yield told("R5", say("大会选出两委委员后，先开纪委第一次全体会议，再开党委第一次全体会议"))


@after("R6")
def credentials(case: Case) -> Iterator[Finding]:
    """In a direct election the names are final only after the credentials are examined (R6)."""
    if case.book.source("R6") is not None:
        yield told("R6", say("由选举委员会确定选举是否有效；代表资格审查后才公布当选，在此之前只称计票结果"))


@after("R7")
def sealing(case: Case) -> Iterator[Finding]:
    """Ballots are sealed with the count sheets (R7)."""
    if case.book.source("R7") is not None:
        yield told("R7", say("选票同计票单一起封存，作封存记录"))
