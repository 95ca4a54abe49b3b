"""The record before the count: what papers made before or during the vote are printed from; never written to a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tally.counting.canvass import Canvass, ContestResult, void_before_counting
from tally.counting.decide import void
from tally.counting.stages import need_of, places_of
from tally.domain.election import Attendance, Contest, Election
from tally.domain.outcome import Outcome, Status
from tally.records.check_code import check_code
from tally.records.record import make_record
from tally.rules.book import RuleBook
from tally.rules.margin import contest_margin
from tally.rules.meeting import election_quorum, majority, voted
from tally.rules.rulebook import rule_book


def opening_record(election: Election) -> dict[str, Any]:
    """Return a record in the shape of a count's, its counted figures None and its contests `open` or void (V1).

    `need_by_present` lists, for every number of people present from the quorum on, how many approvals elect.
    """
    book = rule_book(election)
    already_void = void_before_counting(election)
    results = tuple(_result(election, book, one, one.id in already_void) for one in election.contests)
    canvass = Canvass(election, book, election_quorum(book, election), results, election.remarks)
    record = make_record(canvass, (), entry="none")
    for contest, known in zip(record["contests"], election.contests, strict=True):
        if contest["id"] not in already_void:
            contest["outcome"] |= {"status": "open", "next": None}
        contest["ballots"] |= {"collected": known.collected, "voted": _voted(election, known)}
    record["need_by_present"] = _need_by_present(election, book, canvass.quorum.need)
    return record | {"check_code": check_code(record)}


def _result(election: Election, book: RuleBook, contest: Contest, is_void: bool) -> ContestResult:
    margin = contest_margin(book, election, contest)
    bar = majority(book, election, contest, contest.collected or 0)
    places = places_of(book, election, contest)
    people, source = voted(contest, election.attendance)
    return ContestResult(
        contest=contest,
        margin=margin,
        margin_waived=election.waived(margin.rule, contest.id) is not None,
        voted=people,
        voted_from=source,
        collected=contest.collected or 0,
        collected_from="given",
        majority=bar,
        need=need_of(book, election, bar),
        places=places,
        count=None,
        piles=(),
        outcome=void(places) if is_void else Outcome(Status.COMPLETE, (), (), places, 0, None),
    )


def _voted(election: Election, contest: Contest) -> int | None:
    """Return the number of voters only where it can be known already: given, or by the ballots issued."""
    people, source = voted(contest, election.attendance)
    return None if source == "present" and contest.issued is None else people


def _need_by_present(election: Election, book: RuleBook, least: int | None) -> list[list[int]]:
    if least is None or election.method.majority_base != "present" or not election.contests:
        return []
    contest, needs = election.contests[0], []
    if need_of(book, election, majority(book, election, contest, least)) is None:
        return []  # more votes win
    for present in range(least, election.attendance.entitled + 1):
        there = Attendance(entitled=election.attendance.entitled, present=present)
        assumed = replace(election, attendance=there)
        needs.append([present, majority(book, assumed, contest, present).need])
    return needs
