"""Who was there and who voted, where the figures meet: Q1–Q6, E2 and the number of people who voted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from building import a_contest, an_election
from tally.domain.election import Attendance, Kind
from tally.rules.meeting import quorum, quorum_problem, turnout_is_known, voted
from tally.rules.rulebook import load_rule_book

PRESENT = Attendance(entitled=152, present=148)


@pytest.mark.parametrize(
    ("issued", "expected"),
    [(147, (147, "issued")), (148, (148, "issued")), (149, (148, "present")), (None, (148, "present"))],
)
def test_no_more_people_voted_than_were_there(issued: int | None, expected: tuple[int, str]) -> None:
    assert voted(replace(a_contest(1, ["甲一"]), issued=issued), PRESENT) == expected


def test_without_a_quorum_in_the_book_any_number_is_enough() -> None:
    book, kind = next(
        (book, kind)
        for book in map(load_rule_book, ("jiceng-2020", "difang-2021", "xuanju-fa-2020", "zuzhi-fa-2022"))
        for kind in Kind
        if book.quorum(kind) is None
    )
    nobody = quorum(book, Attendance(entitled=152, present=None), kind)
    assert (nobody.rule, nobody.part, nobody.holds) == (None, 0, True)
    assert quorum(book, PRESENT, kind).part == 148


@pytest.mark.parametrize(("book", "kind", "whole"), [
    ("jiceng-2020", Kind.DW, 150), ("xuanju-fa-2020", Kind.RD, 160), ("zuzhi-fa-2022", Kind.RZ, 160)])  # fmt: skip
def test_q1_and_q5_whether_the_whole_is_those_entitled_or_all(book: str, kind: Kind, whole: int) -> None:
    there = Attendance(entitled=150, present=120, everyone=160)
    assert quorum(load_rule_book(book), there, kind).whole == whole
    assert quorum(load_rule_book(book), replace(there, everyone=None), kind).whole == 150


@pytest.mark.parametrize(("there", "issued", "known"), [
    ({"voted": 9}, None, True), ({"present": 9}, None, True), ({}, 9, True), ({}, None, False)])  # fmt: skip
def test_w3_turnout_is_known_from_any_of_three_figures(there: dict[str, int], issued: int | None, known: bool) -> None:
    election = an_election(replace(a_contest(1, ["甲一"]), issued=issued))
    attendance = Attendance(**{"entitled": 9, "present": None, **there})
    assert turnout_is_known(replace(election, attendance=attendance)) is known


def test_a_missed_quorum_is_said_of_those_who_voted_where_they_are_counted() -> None:
    direct = load_rule_book("xuanju-fa-2020")
    kind = next(one for one in Kind if (rule := direct.quorum(one)) is not None and rule.part == "voted")
    missed = quorum(direct, Attendance(entitled=1000, present=None), kind, voters=500)
    assert not missed.holds
    assert "参加投票500名" in str(quorum_problem(missed).found)
    congress = quorum(load_rule_book("jiceng-2020"), Attendance(entitled=152, present=121))
    assert "实到121名" in str(quorum_problem(congress).found)


def test_e2_a_measure_bars_when_the_book_names_it() -> None:
    book = next(one for one in map(load_rule_book, ("jiceng-2020", "xuanju-fa-2020")) if one.suspending)
    measure, status = min(book.suspending), book.standing_statuses[0]
    assert book.bars(status, measure) == measure
    assert book.bars(status, "") == ""
    assert book.bars(status, "没有这种处分") == ""
    assert book.bars("别的身份", measure) == "别的身份"
