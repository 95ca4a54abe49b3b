"""X13, X14: margins and nominations of state elections, plenaries and by-elections, and which votes hold a margin."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from building import a_contest, an_election
from checking import previously
from judging import (
    JICENG,
    XUANJU,
    ZUZHI,
    a_case,
    a_district,
    a_post,
    a_town,
    found,
    names,
    replaced,
    verdict,
)
from tally.domain.election import Contest, Election, Kind, Stage
from tally.rules.book import RuleBook
from tally.rules.checks.finding import Verdict
from tally.rules.checks.nomination import length_of_each_list
from tally.rules.margin import margin_is_tested, verify_margin
from tally.rules.rulebook import load_rule_book


@pytest.mark.parametrize(
    ("seats", "candidates", "holds", "least", "most"),
    [(1, 1, False, 2, 2), (1, 2, True, 2, 2), (1, 3, False, 2, 2), (2, 2, False, 3, 4), (2, 3, True, 3, 4),
     (2, 4, True, 3, 4), (2, 5, False, 3, 4), (3, 3, False, 4, 6), (3, 4, True, 4, 6), (3, 5, True, 4, 6),
     (3, 6, True, 4, 6), (3, 7, False, 4, 6), (4, 6, False, 6, 8)],
)  # fmt: skip
def test_x13_direct_deputies(seats: int, candidates: int, holds: bool, least: int, most: int) -> None:
    margin = verify_margin(XUANJU, Kind.RD, seats, candidates)
    assert (margin.holds, margin.need_candidates, margin.max_candidates, margin.rule) == (holds, least, most, "M7")


@pytest.mark.parametrize(("seats", "candidates", "holds"), [
    (1, 1, False), (1, 2, False), (5, 5, False), (5, 6, True), (5, 7, True), (5, 8, False), (10, 12, True),
    (10, 11, False), (10, 15, True), (10, 16, False)])  # fmt: skip
def test_indirect_deputies(seats: int, candidates: int, holds: bool) -> None:
    assert verify_margin(XUANJU, Kind.RI, seats, candidates).holds is holds


@pytest.mark.parametrize(("office", "seats", "fixed", "nominated", "candidates", "holds", "rule"), [
    ("镇长", 1, None, 1, 1, True, "M10"), ("镇长", 1, None, 2, 2, True, "M10"), ("镇长", 1, None, 2, 1, False, "M10"),
    ("镇长", 1, None, 3, 3, False, "M10"), ("镇长", 1, None, None, 1, True, "M10"),
    ("副镇长", 4, 1, 5, 5, True, "M11"), ("副镇长", 4, 1, 6, 6, False, "M11"), ("副镇长", 4, 1, 4, 4, False, "M11"),
    ("副镇长", 4, 3, None, 7, True, "M11"), ("副镇长", 4, None, None, 4, False, "M11"),
    ("副镇长", 4, None, None, 7, True, "M11"), ("副镇长", 4, None, None, 8, False, "M11"),
    ("人大副主席", 1, 1, 2, 2, True, "M11")])  # fmt: skip
def test_x14_town_posts(office: str, seats: int, fixed: int | None, nominated: int | None, candidates: int,
                        holds: bool, rule: str) -> None:  # fmt: skip
    margin = verify_margin(ZUZHI, Kind.RZ, seats, candidates, office=office, fixed=fixed, nominated=nominated)
    assert (margin.holds, margin.rule) == (holds, rule)


def test_x14_nomination_and_the_method() -> None:
    def town(office: str, seats: int, candidates: int, **fields: Any) -> Election:
        return a_town(a_post(office, seats, candidates, **fields))

    assert verdict("M9", town("镇长", 1, 2, nominated=3), ZUZHI) == ("fails", "warning")
    assert verdict("M9", town("镇长", 1, 2, nominated=2), ZUZHI)[0] == "holds"
    assert verdict("M9", town("副镇长", 4, 5, nominated=6, fixed_margin=1), ZUZHI) == ("fails", "warning")
    assert verdict("M9", town("副镇长", 4, 5, nominated=5, fixed_margin=1), ZUZHI)[0] == "holds"
    assert verdict("M10", town("镇长", 1, 1), ZUZHI) == ("fails", "warning")
    assert "fails" not in {one.verdict.value for one in found("M10", town("镇长", 1, 1, nominated=1), ZUZHI)}
    for fixed, expected in ((0, "fails"), (1, "holds"), (3, "holds"), (4, "fails")):
        findings = found("M11", town("副镇长", 4, 4 + fixed, fixed_margin=fixed), ZUZHI)
        assert (expected == "fails") == any(one.stands_against for one in findings), fixed
    assert verdict("M11", town("副镇长", 4, 5), ZUZHI) == ("fails", "warning")
    for number, expected in ((9, "fails"), (10, "holds")):
        assert verdict("M12", town("镇长", 1, 2, sponsors=names(number)), ZUZHI)[0] == expected
    assert verdict("M12", town("镇长", 1, 2, sponsors=(*names(9), "员1")), ZUZHI)[0] == "fails"


@pytest.mark.parametrize(
    ("rule", "rules", "kind", "book"),
    [("M12", "zuzhi-fa-2022", Kind.RZ, ZUZHI), ("M13", "xuanju-fa-2020", Kind.RD, XUANJU)],
)
@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (("主席团", "联名一", "联名一"), ("holds", "error")),
        (("联名一", "联名一", "联名一"), ("fails", "error")),
        (("主席团", "主席团", "主席团"), ("fails", "error")),
        (("联名一", "", ""), ("holds", "error")),
        (("", "", ""), ("untested", "info")),
    ],
)
def test_nobodys_list_is_longer_than_the_seats(
    rule: str, rules: str, kind: Kind, book: RuleBook, by: tuple[str, ...], expected: tuple[str, str]
) -> None:
    contest = a_contest(2, names(3), id="post", office="副镇长", kind=kind)
    candidates = tuple(replaced(one, nominated_by=who) for one, who in zip(contest.candidates, by, strict=True))
    contest = replaced_contest(contest, candidates=candidates)
    election = an_election(contest, rules=rules, unit="样板镇")
    lists = list(length_of_each_list(a_case(election, book)))
    worst = max(lists, key=lambda one: one.verdict is Verdict.FAILS)
    assert (worst.rule, worst.verdict.value, worst.severity.value) == (rule, *expected)


@pytest.mark.parametrize(("number", "expected"), [(9, "fails"), (10, "holds")])
def test_joint_nomination_by_voters(number: int, expected: str) -> None:
    election = a_district()
    contest = replaced_contest(election.contests[0], sponsors=names(number))
    assert verdict("M13", replaced(election, contests=(contest,)), XUANJU)[0] == expected


def replaced_contest(contest: Contest, **fields: Any) -> Contest:
    return dataclasses.replace(contest, **fields)


@pytest.mark.parametrize("kind", [Kind.RD, Kind.RI])
def test_a_by_election_may_be_equal(kind: Kind) -> None:
    assert verify_margin(XUANJU, kind, 2, 2, by_election=True).holds
    assert verify_margin(XUANJU, kind, 2, 2, by_election=True).rule == "M14"
    assert not verify_margin(XUANJU, kind, 2, 1, by_election=True).holds
    assert not verify_margin(JICENG, Kind.DW, 7, 7, by_election=True).holds


def test_a_pre_election_has_no_upper_bound_in_state_elections() -> None:
    assert verify_margin(XUANJU, Kind.RD, 2, 9, preliminary=True).holds
    assert not verify_margin(XUANJU, Kind.RD, 2, 2, preliminary=True).holds


@pytest.mark.parametrize(("candidates", "holds"), [(9, False), (10, True), (11, True), (12, False)])
def test_a_standing_committee_has_one_or_two_more(candidates: int, holds: bool) -> None:
    margin = verify_margin(JICENG, Kind.ZW, 9, candidates, office="党委常委")
    assert (margin.rule, margin.holds) == ("M5", holds)


def test_the_margin_of_higher_congresses_is_a_tenth() -> None:
    difang = load_rule_book("difang-2021")
    assert verify_margin(difang, Kind.DW, 20, 22).holds
    assert not verify_margin(difang, Kind.DW, 20, 21).holds
    assert not verify_margin(difang, Kind.DB, 20, 22).holds
    assert verify_margin(difang, Kind.DB, 20, 24).holds


PRELIMINARY = previously((9, 8))
PLAIN = dataclasses.replace(PRELIMINARY, preliminary=False)
EQUAL = dataclasses.replace(previously((9, 8), margin_holds=False), preliminary=False)
OTHERS = dataclasses.replace(PLAIN, contests={})


@pytest.mark.parametrize(
    ("rules", "kind", "stage", "previous", "tested"),
    [
        ("jiceng-2020", Kind.DW, Stage.FORMAL, None, True),
        ("jiceng-2020", Kind.DW, Stage.FORMAL, PLAIN, True),
        ("jiceng-2020", Kind.DW, Stage.FORMAL, EQUAL, False),
        ("jiceng-2020", Kind.DW, Stage.FORMAL, OTHERS, True),
        ("jiceng-2020", Kind.DW, Stage.FORMAL, PRELIMINARY, False),
        ("jiceng-2020", Kind.DW, Stage.PRELIMINARY, None, True),
        ("jiceng-2020", Kind.DW, Stage.REVOTE, None, False),
        ("jiceng-2020", Kind.DW, Stage.FURTHER, None, False),
        ("jiceng-2020", Kind.ZW, Stage.FURTHER, None, True),
        ("jiceng-2020", Kind.DW, Stage.PLENARY, None, False),
        ("jiceng-2020", Kind.ZW, Stage.PLENARY, None, True),
        ("jiceng-2020", Kind.ZW, Stage.REVOTE, None, False),
        ("xuanju-fa-2020", Kind.RD, Stage.FURTHER, None, True),
        ("xuanju-fa-2020", Kind.RI, Stage.FURTHER, None, False),
        ("zuzhi-fa-2022", Kind.RZ, Stage.FURTHER, None, True),
    ],
)
def test_m16_which_votes_hold_a_margin(rules: str, kind: Kind, stage: Stage, previous: Any, tested: bool) -> None:
    contest = a_contest(1, "AB", kind=kind)
    election = an_election(contest, rules=rules, stage=stage, previous=previous)
    assert margin_is_tested(load_rule_book(rules), election, contest) is tested
