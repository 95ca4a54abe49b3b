"""Whether the meeting may vote and by how many a person is elected: quorum (法定人数) and majority (半数)."""

from __future__ import annotations

from dataclasses import dataclass

from tally.domain.election import Attendance, Contest, Election, Kind, Stage
from tally.domain.message import say
from tally.domain.problem import Problem, error, warning
from tally.rules.book import RuleBook


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough take part: `part` of `whole` (their names in `of`), `need` the least that suffices.

    `need` is None where the regulation asks for no quorum.
    """

    rule: str | None
    part: int
    whole: int
    part_name: str
    of: str
    need: int | None
    holds: bool
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Majority:
    """`base` names what is halved, `base_count` is its number, `need` the least approvals that elect."""

    base: str
    base_count: int
    need: int


def quorum(book: RuleBook, attendance: Attendance, kind: Kind = Kind.DW, voters: int | None = None) -> Quorum:
    """Test the quorum of a kind of election (Q1–Q6); `voters` are those who took part (Q5).

    >>> from tally.rules.rulebook import load_rule_book
    >>> quorum(load_rule_book("jiceng-2020"), Attendance(entitled=152, present=148)).need
    122
    """
    rule = book.quorum(kind)
    if rule is None:
        return Quorum(None, attendance.present or 0, attendance.entitled, "present", "entitled", None, True, "")
    part = voters if rule.part == "voted" else attendance.present
    whole = attendance.everyone if rule.of == "all" and attendance.everyone is not None else attendance.entitled
    there = part or 0
    return Quorum(
        rule=rule.rule,
        part=there,
        whole=whole,
        part_name=rule.part,
        of=rule.of,
        need=rule.share.least(whole),
        holds=rule.share.holds(there, whole),
        arithmetic=rule.share.arithmetic(there, whole),
    )


def election_quorum(book: RuleBook, election: Election) -> Quorum:
    """Test the quorum of an election; its contests share one electorate, the smallest turnout counts."""
    voters = min((voted(contest, election.attendance)[0] for contest in election.contests), default=None)
    kind = election.contests[0].kind if election.contests else Kind.DW
    return quorum(book, election.attendance, kind, voters)


def quorum_problem(result: Quorum) -> Problem:
    """Return the problem that a missed quorum is; it cannot be waived."""
    if result.part_name == "voted":
        found = say(
            "参加投票{part}名，未达到全体选民{whole}名的法定数{need}名：{arithmetic}",
            part=result.part,
            whole=result.whole,
            need=result.need,
            arithmetic=result.arithmetic,
        )
        remedy = say("选举无效；核对参加投票的人数（含委托和流动票箱），或重新组织投票")
    else:
        found = say(
            "实到{present}名，未达到法定人数{need}名（应到{entitled}名）：{arithmetic}",
            present=result.part,
            need=result.need,
            entitled=result.whole,
            arithmetic=result.arithmetic,
        )
        remedy = say("会议不能进行选举；核对到会人数，或择日开会")
    return error("T404", f"election.toml › attendance.{result.part_name}", found, remedy, result.rule)


def voted(contest: Contest, attendance: Attendance) -> tuple[int, str]:
    """Return the number of people who voted (投票人数 V) and where it comes from: given, issued or present."""
    if attendance.voted is not None:
        return attendance.voted, "given"
    present = attendance.present if attendance.present is not None else attendance.entitled
    if contest.issued is None:
        return present, "present"
    return (contest.issued, "issued") if contest.issued <= present else (present, "present")


def turnout_is_known(election: Election) -> bool:
    """Whether the file tells how many took part: in person, at the boxes or by the ballots issued (Q5, W3)."""
    there = election.attendance
    told = there.voted is not None or there.present is not None
    return told or all(contest.issued is not None for contest in election.contests)


def turnout_problem(election: Election) -> Problem | None:
    """Refuse a count when nothing tells how many took part: all voters are not those who voted (W3)."""
    if turnout_is_known(election):
        return None
    return error(
        "T104",
        "election.toml › attendance.voted",
        say("缺少“voted”（参加投票人数）"),
        say("补上：voted = 参加投票人数（含委托投票和流动票箱）；或在每一节 [[contest]] 写 issued"),
        "W3",
    )


def majority(book: RuleBook, election: Election, contest: Contest, collected: int) -> Majority:
    """Return the bar of one contest (W1–W4): the adopted base, halved, plus one.

    In a further vote the bar of the book for it (W10–W12), where it has one: a third of the ballots `collected`.
    """
    further = book.further.get(contest.kind) if election.stage is Stage.FURTHER else None
    rule = book.majority(contest.kind) if further is None else further.bar
    base = election.method.majority_base if further is None else rule.of
    attendance = election.attendance
    counts = {
        "present": attendance.present,
        "entitled": attendance.entitled,
        "voted": voted(contest, attendance)[0],
        "all": attendance.everyone,
        "collected": collected,
    }
    base_count = counts[base]
    if base_count is None:
        raise ValueError(f"the majority base {base} has no number")
    return Majority(base, base_count, rule.share.least(base_count))


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
