"""X06–X10: who is entitled (E1–E3) and whether enough are there (Q1–Q6)."""

from __future__ import annotations

import pytest

from building import a_contest, an_election
from judging import (
    JICENG,
    OLD,
    XUANJU,
    ZUZHI,
    a_district,
    a_post,
    a_town,
    found,
    replaced,
    verdict,
)
from tally.domain.election import Attendance, Kind
from tally.domain.people import Person
from tally.rules.book import RuleBook
from tally.rules.electors import electors
from tally.rules.meeting import quorum
from tally.rules.rulebook import load_rule_book

SIX = [Person(f"员{at}", f"员{at}", excluded="长期卧病或生活不能自理") for at in range(150, 156)]


def a_roster(approved: bool) -> list[Person]:
    people = [Person(f"员{at}", f"员{at}") for at in range(150)]
    people += [Person("预一", "预一", "预备党员"), Person("预二", "预二", "预备党员")]
    people += [Person("察三", "察三", measure="留党察看"), Person("置四", "置四", measure="留置")]
    leave = "区委组织部、党员大会" if approved else ""
    return people + [Person(one.name, one.key, excluded=one.excluded, leave=leave) for one in SIX]


@pytest.mark.parametrize(
    ("book", "approved", "entitled", "need", "valid"),
    [(JICENG, True, 150, 120, True), (JICENG, False, 156, 125, False), (OLD, True, 151, 121, True),
     (OLD, False, 157, 126, False)],
)  # fmt: skip
def test_x07_exclusions_need_approval(book: RuleBook, approved: bool, entitled: int, need: int, valid: bool) -> None:
    people = a_roster(approved)
    assert len(people) == 160
    result = electors(book, people)
    assert result.entitled == entitled
    assert len(result.unapproved) == (0 if approved else 6)
    test = quorum(book, Attendance(entitled, 121))
    assert (test.need, test.holds) == (need, valid)


def test_x07_the_check_names_those_without_approval() -> None:
    election = an_election(a_contest(), present=121, entitled=156, people=tuple(a_roster(False)))
    assert verdict("E3", election) == ("fails", "warning")
    assert [one.verdict.value for one in found("E1", election)] == ["holds", "untested"]
    election = an_election(a_contest(), present=121, entitled=150, people=tuple(a_roster(True)))
    assert verdict("E3", election) == ("holds", "error")
    assert "留置1人" in str(found("E2", election)[0].sentence)
    wrong = an_election(a_contest(), present=121, entitled=151, people=tuple(a_roster(True)))
    assert verdict("E1", wrong)[0] == "fails"


def test_an_exclusion_for_another_reason_is_named() -> None:
    person = Person("甲", "甲", excluded="出差", leave="一号")
    assert verdict("E3", an_election(a_contest(), people=(person,))) == ("fails", "warning")


@pytest.mark.parametrize(("entitled", "present", "holds"), [(150, 120, False), (150, 121, True), (149, 120, True),
                                                             (152, 122, True), (152, 121, False)])  # fmt: skip
def test_x06_four_fifths_exceeded_by_the_rules_of_1990(entitled: int, present: int, holds: bool) -> None:
    assert quorum(OLD, Attendance(entitled, present)).holds is holds
    assert quorum(OLD, Attendance(entitled, present)).rule == "Q2"


@pytest.mark.parametrize(("present", "holds", "need"), [(9, True, 5), (8, True, 5), (7, False, 4)])
def test_x08_a_plenary_of_nine(present: int, holds: bool, need: int) -> None:
    test = quorum(JICENG, Attendance(9, present), Kind.ZW)
    assert (test.rule, test.holds, test.need) == ("Q3", holds, 8)
    assert JICENG.majority(Kind.ZW).share.least(present) == need


@pytest.mark.parametrize(("proxies", "holds"), [(81, True), (80, False)])
def test_x09_turnout_of_a_direct_election(proxies: int, holds: bool) -> None:
    election = a_district(voted=1780 + 140 + proxies, proxies=proxies)
    assert (verdict("Q5", election, XUANJU)[0] == "holds") is holds


@pytest.mark.parametrize(("present", "holds"), [(40, True), (39, False)])
def test_x10_a_town_congress_needs_two_thirds(present: int, holds: bool) -> None:
    election = a_town(a_post("镇长", 1, 2), present=present)
    assert (verdict("Q6", election, ZUZHI)[0] == "holds") is holds


@pytest.mark.parametrize(("kind", "present", "entitled", "holds"), [
    (Kind.DW, 76, 150, True), (Kind.DW, 75, 150, False), (Kind.ZW, 7, 9, True), (Kind.ZW, 6, 9, False)])  # fmt: skip
def test_quorum_of_higher_congresses_and_plenaries(kind: Kind, present: int, entitled: int, holds: bool) -> None:
    test = quorum(load_rule_book("difang-2021"), Attendance(entitled, present), kind)
    assert (test.rule, test.holds) == ("Q4", holds)


def test_a_quorum_without_those_present_is_untested() -> None:
    def quorum_with(present: int | None) -> str:
        election = replaced(an_election(a_contest()), attendance=Attendance(150, present))
        return verdict("Q1", election)[0]

    assert [quorum_with(present) for present in (None, 0, 119, 120)] == ["untested", "fails", "fails", "holds"]
