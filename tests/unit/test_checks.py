"""X57, X67, X68, X77–X79, X82: the checks of congresses, officers and proxies, and of where a book applies."""

from __future__ import annotations

import pytest

from building import a_contest, an_election
from judging import (
    JICENG,
    XUANJU,
    ZUZHI,
    a_district,
    a_post,
    a_town,
    found,
    replaced,
    verdict,
)
from tally.domain.election import Attendance, Kind, Officers, Stage, Waiver
from tally.domain.people import Person
from tally.rules.catalogue import RULES
from tally.rules.checks.finding import CHECKS
from tally.rules.checks.run import ROOMS, run, stands_against_counting
from tally.rules.rulebook import load_rule_book, rule_book_ids


def test_every_rule_of_the_catalogue_has_a_check_and_no_check_has_another() -> None:
    assert ROOMS
    covered = {rule for check in CHECKS for rule in check.rules}
    assert covered == set(RULES)


@pytest.mark.parametrize("book_id", rule_book_ids())
def test_every_rule_that_a_book_sources_is_in_the_catalogue(book_id: str) -> None:
    assert set(load_rule_book(book_id).sources) <= set(RULES) | {"w2"}


@pytest.mark.parametrize(
    ("members", "dispersed", "expected"),
    [(499, False, ("fails", "error")), (500, False, ("fails", "warning")), (501, False, ("holds", "error")),
     (480, True, ("holds", "error")), (500, True, ("holds", "error"))],
)  # fmt: skip
def test_x77_x78_five_hundred_members(members: int, dispersed: bool, expected: tuple[str, str]) -> None:
    facts = {"members": members, "dispersed": dispersed}
    election = an_election(a_contest(), title="样板镇第五次代表大会", unit_facts=facts)
    assert verdict("D1", election) == expected
    assert not any(one.stands_against for one in found("s24", election))


def test_below_five_hundred_a_members_meeting_is_right() -> None:
    election = an_election(a_contest(), title="样板镇党员大会", unit_facts={"members": 499})
    assert verdict("D1", election)[0] == "holds"


@pytest.mark.parametrize(("number", "expected"), [
    (99, ("fails", "warning")), (100, ("holds", "warning")), (200, ("holds", "warning")),
    (201, ("fails", "warning")), (210, ("fails", "warning")), (300, ("fails", "warning")), (301, ("fails", "error")),
    (320, ("fails", "error"))])  # fmt: skip
def test_x79_delegates(number: int, expected: tuple[str, str]) -> None:
    assert verdict("D2", an_election(a_contest(), unit_facts={"delegates": number})) == expected


@pytest.mark.parametrize(("unit", "people", "number", "holds"), [
    ("样板镇", 30000, 65, True), ("样板镇", 30000, 66, False), ("样板镇", 29999, 65, False),
    ("样板镇", 900000, 160, True), ("样板镇", 900000, 161, False), ("示例县", 500000, 240, True),
    ("示例县", 500000, 241, False), ("示例县", 9000000, 450, True), ("示例县", 9000000, 451, False)])  # fmt: skip
def test_numbers_of_deputies(unit: str, people: int, number: int, holds: bool) -> None:
    election = a_district(unit=unit, unit_facts={"population": people, "deputies": number})
    assert (verdict("D4", election, XUANJU)[0] == "holds") is holds


def test_x67_a_scrutineer_who_stands() -> None:
    election = an_election(a_contest(), officers=Officers("", ("D",), ("E",)))
    assert verdict("O1", election) == ("fails", "error")
    assert verdict("O3", election) == ("fails", "warning")
    assert [one.rule for one in stands_against_counting(election, JICENG) if one.severity.value == "error"] == ["O1"]
    waived = replaced(election, waivers=(Waiver("O1", "committee", "上级党委", "一号"),))
    assert not any(one.stands_against for one in found("O1", waived))
    assert found("O1", waived)[0].waived
    assert [one.severity.value for one in stands_against_counting(waived, JICENG)] == ["warning", "warning"]


def test_the_chief_scrutineer_and_a_plenary() -> None:
    head = a_contest(1, "A", id="head", office="党委书记", kind=Kind.ZW)
    election = an_election(head, officers=Officers("A"), stage=Stage.PLENARY)
    assert verdict("O2", election) == ("fails", "error")


def test_x57_no_more_than_three_proxies_a_holder() -> None:
    def voters(*held: int) -> tuple[Person, ...]:
        return tuple(Person(f"选{holder}{at}", f"选{holder}{at}", "选民", proxy=f"受{holder}")
                     for holder, count in enumerate(held) for at in range(count))  # fmt: skip

    assert verdict("E7", a_district(people=voters(3), proxies=3), XUANJU)[0] == "holds"
    assert verdict("E7", a_district(people=voters(4), proxies=4), XUANJU) == ("fails", "error")
    assert verdict("E7", a_district(people=voters(3, 1), proxies=4), XUANJU)[0] == "holds"
    assert verdict("E7", a_district(people=voters(3), proxies=4), XUANJU)[0] == "fails"


def test_x68_proxies_in_a_party_election() -> None:
    election = an_election(a_contest())
    assert verdict("E4", replaced(election, attendance=Attendance(148, 148, proxies=3)))[0] == "fails"
    assert verdict("E4", election)[0] == "holds"


def test_x82_no_congress_at_a_street() -> None:
    street = a_town(a_post("街道人代会主席", 1, 2), unit="示例区样板街道")
    codes = {one.code for one in run(street, ZUZHI) if one.rule == "scope"}
    assert codes == {"T434"}
    assert verdict("scope", street, ZUZHI) == ("fails", "warning")
    assert not found("scope", a_town(a_post("镇长", 1, 2)), ZUZHI)
    party = an_election(a_contest(), unit="中国共产党样板街道", title="样板街道人代会")
    assert verdict("scope", party) == ("fails", "warning")
    assert not found("scope", an_election(a_contest(), unit="中国共产党样板街道"))
    assert not found("scope", replaced(a_district(), unit="样板街道"), XUANJU)
    assert (
        verdict("scope", an_election(a_contest(), unit="中国共产党样板镇"), load_rule_book("difang-2021"))[0] == "fails"
    )
