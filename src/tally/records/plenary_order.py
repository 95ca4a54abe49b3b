"""When the Party committee may hold its first plenary: that of the discipline committee goes before it (R5)."""

from __future__ import annotations

from tally.domain.election import Election, Kind
from tally.domain.message import say
from tally.domain.outcome import Status
from tally.domain.previous import EarlierVote, Previous
from tally.domain.problem import Problem, error, warning
from tally.rules.succession import STATUSES


def unfinished_discipline(election: Election, previous: Previous, finished: Previous | None) -> EarlierVote | None:
    """Return the vote for the discipline committee that has not filled it yet, None when R5 holds nothing up.

    `previous` is the record of the election; where that follows another, the other's votes are known too. `finished`
    is the record of a later vote that filled the discipline committee.
    """
    known: dict[str, EarlierVote] = {}
    for record in (election.previous, previous, finished):
        known |= record.contests if record is not None else {}
    return next(
        (one for one in known.values() if one.kind is Kind.JW and one.status is not Status.COMPLETE),
        None,
    )


def held_back(election: Election, previous: Previous, finished: Previous | None = None) -> Problem | None:
    """Return T664, why the plenary of a complete Party committee is not prepared yet (R5); None when it may be."""
    complete = any(one.kind is Kind.DW and one.status is Status.COMPLETE for one in previous.contests.values())
    unfinished = unfinished_discipline(election, previous, finished)
    if not complete or unfinished is None or election.preliminary or election.by_election:
        return None
    return warning(
        "T664",
        previous.record,
        say("党委第一次全体会议没有准备：它在纪委第一次全体会议以后，而{office}{status}", office=unfinished.office,
            status=STATUSES[unfinished.status]),
        say("选出纪委委员、开了纪委第一次全体会议以后，运行 tally next --discipline 那一次的 result.json"),
        "R5",
    )  # fmt: skip


def unrelated_problem(previous: Previous, finished: Previous) -> Problem | None:
    """Return T667 when the record given is of no vote of this election that filled the discipline committee."""
    same = (finished.unit, finished.rules, finished.mode) == (previous.unit, previous.rules, previous.mode)
    filled = [one for one in finished.contests.values() if one.kind is Kind.JW and one.status is Status.COMPLETE]
    if same and filled and not finished.preliminary:
        return None
    return error(
        "T667",
        "--discipline",
        say("{record} 里没有选出这次选举的纪委委员", record=finished.record),
        say("写选出纪委委员的那一次的 result.json"),
        "R5",
    )
