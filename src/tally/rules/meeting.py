"""Whether the meeting may vote and by how many a person is elected: quorum (法定人数) and majority (半数)."""

from __future__ import annotations

from dataclasses import dataclass

from tally.domain.election import Attendance, Contest, Election
from tally.domain.message import say
from tally.domain.problem import Problem, error, warning
from tally.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Quorum:
    """`need` is the least number that must be present."""

    need: int
    holds: bool
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Majority:
    """`base` names what is halved, `base_count` is its number, `need` the least approvals that elect."""

    base: str
    base_count: int
    need: int


def quorum(book: RuleBook, attendance: Attendance) -> Quorum:
    """Test the quorum (Q1–Q3): those present against those entitled.

    >>> from tally.rules.rulebook import load_rule_book
    >>> quorum(load_rule_book("jiceng-2020"), Attendance(entitled=152, present=148)).need
    122
    """
    present = attendance.present or 0
    share = book.quorum
    return Quorum(
        need=share.least(attendance.entitled),
        holds=share.holds(present, attendance.entitled),
        arithmetic=share.arithmetic(present, attendance.entitled),
    )


def quorum_problem(book: RuleBook, result: Quorum, attendance: Attendance) -> Problem:
    """Return the problem that a missed quorum is; it cannot be waived."""
    return error(
        "T404",
        "election.toml › attendance.present",
        say(
            "实到{present}名，未达到法定人数{need}名（应到{entitled}名）：{arithmetic}",
            present=attendance.present,
            need=result.need,
            entitled=attendance.entitled,
            arithmetic=result.arithmetic,
        ),
        say("会议不能进行选举；核对到会人数，或择日开会"),
        book.quorum_rule,
    )


def voted(contest: Contest, attendance: Attendance) -> tuple[int, str]:
    """Return the number of people who voted (投票人数 V) and where it comes from: given, issued or present."""
    if attendance.voted is not None:
        return attendance.voted, "given"
    present = attendance.present if attendance.present is not None else attendance.entitled
    if contest.issued is None:
        return present, "present"
    return (contest.issued, "issued") if contest.issued <= present else (present, "present")


def majority(book: RuleBook, election: Election, contest: Contest) -> Majority:
    """Return the bar of one contest (W1): the adopted base, halved, plus one."""
    base = election.method.majority_base
    attendance = election.attendance
    counts = {
        "present": attendance.present,
        "entitled": attendance.entitled,
        "voted": voted(contest, attendance)[0],
        "all": attendance.everyone,
    }
    base_count = counts[base]
    if base_count is None:
        raise ValueError(f"the majority base {base} has no number")
    return Majority(base, base_count, book.majority.least(base_count))


def issue_problem(contest: Contest, attendance: Attendance) -> Problem | None:
    """Say when ballots issued and electors present differ (I5): no rule forbids it, people should know."""
    if contest.issued is None or attendance.present is None or contest.issued == attendance.present:
        return None
    return warning(
        "T405",
        f"election.toml › {contest.id}",
        say(
            "{office}发出选票{issued}张，实到{present}名，两数不等",
            office=contest.office,
            issued=contest.issued,
            present=attendance.present,
        ),
        say("核对发票人数；原因写入选举情况报告"),
        "I5",
    )
