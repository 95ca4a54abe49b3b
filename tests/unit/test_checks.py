"""X07–X10, X13, X14, X57, X66–X68, X73–X82: the checks of `tally check`, each on, below and above its edge."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from test_check_edges import previously

from building import a_contest, an_election
from tally.domain.election import Attendance, Contest, Election, Kind, Officers, Stage, Waiver
from tally.domain.people import Month, Person, TeamMember
from tally.rules.book import RuleBook
from tally.rules.catalogue import RULES
from tally.rules.checks.finding import CHECKS, Case, Finding, Verdict
from tally.rules.checks.nomination import length_of_each_list
from tally.rules.checks.run import ROOMS, run, stands_against_counting
from tally.rules.electors import electors
from tally.rules.margin import margin_is_tested, verify_margin
from tally.rules.meeting import quorum
from tally.rules.opinion import opinion
from tally.rules.rulebook import load_rule_book, rule_book_ids

JICENG = load_rule_book("jiceng-2020")
OLD = load_rule_book("jiceng-1990")
XUANJU = load_rule_book("xuanju-fa-2020")
ZUZHI = load_rule_book("zuzhi-fa-2022")


def found(rule: str, election: Election, book: RuleBook = JICENG) -> list[Finding]:
    return [one for one in run(election, book) if one.rule == rule]


def verdict(rule: str, election: Election, book: RuleBook = JICENG) -> tuple[str, str]:
    """Return the worst finding of a rule as (verdict, severity)."""
    findings = sorted(found(rule, election, book), key=lambda one: one.verdict is not Verdict.FAILS)
    return findings[0].verdict.value, findings[0].severity.value


def a_case(election: Election, book: RuleBook = JICENG) -> Case:
    """Return what a single check looks at."""
    return Case(election, book, opinion())


def names(number: int) -> tuple[str, ...]:
    return tuple(f"员{at}" for at in range(number))


def a_district(
    seats: int = 2, candidates: int = 3, *, voted: int = 2001, everyone: int = 4000, **fields: Any
) -> Election:
    contest = a_contest(seats, names(candidates), id="deputies", office="县人大代表", kind=Kind.RD, issued=voted)
    attendance = Attendance(everyone, None, voted, everyone, fields.pop("proxies", 0))
    people = fields.pop("people", None)
    election = an_election(contest, rules="xuanju-fa-2020", people=people, **fields)
    return replaced(election, attendance=attendance)


def replaced(election: Election, **fields: Any) -> Election:
    return dataclasses.replace(election, **fields)


def a_town(contest: Contest, *, present: int = 45, everyone: int = 60, unit: str = "样板镇", **fields: Any) -> Election:
    election = an_election(contest, rules="zuzhi-fa-2022", unit=unit, **fields)
    return replaced(election, attendance=Attendance(everyone, present, None, everyone))


def a_post(office: str, seats: int, candidates: int, **fields: Any) -> Contest:
    return a_contest(seats, names(candidates), id="post", office=office, kind=Kind.RZ, **fields)


def test_every_rule_of_the_catalogue_has_a_check_and_no_check_has_another() -> None:
    assert ROOMS
    covered = {rule for check in CHECKS for rule in check.rules}
    assert covered == set(RULES)


@pytest.mark.parametrize("book_id", rule_book_ids())
def test_every_rule_that_a_book_sources_is_in_the_catalogue(book_id: str) -> None:
    assert set(load_rule_book(book_id).sources) <= set(RULES) | {"w2"}


# --- electors and quorum

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


# --- margins


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


# --- congress, delegates, deputies


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


# --- officers, waivers, proxies


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


# --- the team

DAY = date(2026, 11, 20)


def a_team(number: int, young: int = 9, experienced: int = 9, women: int = 3, **fields: Any) -> tuple[TeamMember, ...]:
    posts = [
        "党工委书记",
        "办事处主任",
        "人大工委主任",
        "党工委副书记",
        "纪工委书记",
        "组织委员",
        "副主任",
        "副主任",
        "武装部长",
    ]
    return tuple(
        TeamMember(
            f"员{at}",
            f"员{at}",
            (posts[at] if at < len(posts) else "副主任",),
            "女" if at < women else "男",
            Month(1991, 11, 20) if at < young else Month(1990, 11, 20),
            in_post=36,
            in_team=60,
            in_towns=24 if at < experienced else 23,
            **{"full_time": True, "moved": False, "street_experience": True, **fields},
        )
        for at in range(number)
    )


def with_team(team: Iterable[TeamMember], **facts: Any) -> Election:
    return an_election(a_contest(), team=tuple(team), unit_facts=facts, date=DAY)


@pytest.mark.parametrize(("size", "young", "holds"), [(9, 1, False), (9, 2, True), (7, 1, False), (7, 2, True),
                                                      (8, 2, True), (10, 2, True), (10, 1, False)])  # fmt: skip
def test_x73_x74_a_fifth_are_young(size: int, young: int, holds: bool) -> None:
    assert (verdict("s10", with_team(a_team(size, young=young)))[0] == "holds") is holds


def test_thirty_five_is_measured_on_the_reference_day() -> None:
    team = [TeamMember("甲", "甲", born=Month(1990, 11, 21))]
    assert verdict("s10", with_team(team))[0] == "holds"
    assert verdict("s10", with_team(team, reference_date=date(2026, 11, 21)))[0] == "fails"
    assert "2026-11-21" in str(found("s10", with_team(team, reference_date=date(2026, 11, 21)))[0].sentence)
    assert verdict("s10", with_team([TeamMember("甲", "甲")]))[0] == "untested"


@pytest.mark.parametrize(("size", "experienced", "holds"), [(7, 4, False), (7, 5, True), (9, 5, False), (9, 6, True),
                                                            (8, 5, False), (8, 6, True)])  # fmt: skip
def test_x74_x75_two_thirds_have_worked_in_towns(size: int, experienced: int, holds: bool) -> None:
    assert (verdict("s12", with_team(a_team(size, experienced=experienced)))[0] == "holds") is holds


@pytest.mark.parametrize(("seats", "holds"), [(6, False), (7, True), (9, True), (10, False)])
def test_x76_seats_of_the_committee(seats: int, holds: bool) -> None:
    assert (verdict("s4", an_election(a_contest(seats)))[0] == "holds") is holds


@pytest.mark.parametrize(("size", "first", "cap"), [(6, "fails", "holds"), (7, "holds", "holds"), (9, "holds", "holds"),
                                                    (10, "fails", "fails")])  # fmt: skip
def test_size_of_the_team(size: int, first: str, cap: str) -> None:
    election = with_team(a_team(size))
    assert verdict("s1", election)[0] == first
    assert verdict("s3", election)[0] == cap


def test_the_heads_and_the_roles() -> None:
    whole = with_team(a_team(9))
    assert {verdict(rule, whole)[0] for rule in ("s2", "s5", "s6", "s7", "s8", "s15")} == {"holds"}
    assert verdict("s2", with_team(a_team(9)[1:])) == ("fails", "error")
    assert verdict("s5", with_team([one for one in a_team(9) if "党工委副书记" not in one.posts])) == ("fails", "error")
    assert verdict("s6", with_team([one for one in a_team(9) if "组织委员" not in one.posts])) == ("fails", "warning")
    assert verdict("s8", with_team(a_team(9, street_experience=False))) == ("fails", "warning")
    assert verdict("s15", with_team(a_team(9, moved=True))) == ("fails", "warning")
    assert verdict("s7", with_team(a_team(9, full_time=False))) == ("fails", "error")
    deputy = TeamMember("副", "副", ("纪工委副书记",), full_time=True)
    assert verdict("s7", with_team([*a_team(9, full_time=False), deputy]))[0] == "holds"


@pytest.mark.parametrize(("before", "expected"), [(2, "holds"), (3, "fails"), (4, "fails")])
def test_more_women_than_last_term(before: int, expected: str) -> None:
    assert verdict("s11", with_team(a_team(9, women=3), women_before=before))[0] == expected


@pytest.mark.parametrize(("post", "team", "title", "expected"), [
    (120, 10, "副主任", ("fails", "error")), (119, 119, "副主任", ("holds", "error")),
    (10, 120, "副主任", ("fails", "warning")), (61, 61, "党工委书记", ("fails", "info")),
    (60, 60, "党工委书记", ("holds", "error")), (61, 61, "副主任", ("holds", "error"))])  # fmt: skip
def test_x81_years_in_office(post: int, team: int, title: str, expected: tuple[str, str]) -> None:
    member = TeamMember("甲", "甲", (title,), in_post=post, in_team=team)
    assert verdict("s16", with_team([member])) == expected


def test_x80_delegates_who_are_deputies_too() -> None:
    people = tuple(Person(name, name) for name in ("甲一", "乙二", "丙三"))
    election = an_election(a_contest(), people=people, deputies=("乙 二", "丙三", "丁四"))
    assert verdict("s22", election) == ("fails", "warning")
    assert "乙二、丙三" in str(found("s22", election)[0].sentence)
    assert verdict("s22", replaced(election, deputies=("丁四",)))[0] == "holds"


def test_steps_and_dates_of_the_programme() -> None:
    def dated(**days: date) -> Election:
        return an_election(a_contest(), date=DAY, unit_facts={"dates": days})

    first, second = date(2026, 9, 1), date(2026, 9, 2)
    assert verdict("s13", dated(recommended=first, inspected=second))[0] == "holds"
    assert verdict("s13", dated(recommended=second, inspected=second))[0] == "holds"
    assert verdict("s13", dated(recommended=second, inspected=first)) == ("fails", "warning")
    assert verdict("s13", dated(nominated=date(2026, 11, 21))) == ("fails", "warning")
    assert verdict("s17", dated(talks=first, meeting=second))[0] == "holds"
    assert verdict("s17", dated(talks=second, meeting=first)) == ("fails", "warning")
    assert verdict("s32", dated(pledge=date(2027, 3, 31)))[0] == "holds"
    assert verdict("s32", dated(pledge=date(2027, 4, 1))) == ("fails", "info")


def test_open_questions_bar_nomination() -> None:
    clear = {"file_examined": True, "discipline_heard": True, "reports_checked": True}
    assert verdict("s19", with_team(a_team(7, **clear)))[0] == "holds"
    for flag in clear:
        assert verdict("s19", with_team(a_team(7, **{**clear, flag: False}))) == ("fails", "error")
    assert verdict("s19", with_team(a_team(7)))[0] == "untested"


def test_s28_leaders_on_the_members_ballot() -> None:
    assert verdict("s28", an_election(a_contest(office="党委书记、委员"))) == ("fails", "error")
    assert verdict("s28", an_election(a_contest()))[0] == "holds"


@pytest.mark.parametrize("office", ["党委书记", "党委副书记", "党委书记、委员"])
@pytest.mark.parametrize("candidates", [1, 9])
def test_s28_a_count_says_so_and_not_that_a_margin_is_missing(office: str, candidates: int) -> None:
    mixed = a_contest(1, names(candidates), office=office)
    (problem,) = stands_against_counting(an_election(mixed), JICENG)
    assert (problem.code, problem.rule, problem.severity.value) == ("T436", "s28", "error")
    assert "waiver" not in str(problem.remedy)
    assert not list(stands_against_counting(an_election(a_contest()), JICENG))
    of_margin = {"M1", "M4", "M15", "M16", "s4", "s25"}
    assert not [one for one in run(an_election(mixed), JICENG) if one.rule in of_margin]


def test_the_programme_never_stops_a_count() -> None:
    election = with_team(a_team(6, young=0, experienced=0))
    assert any(one.stands_against for one in run(election, JICENG))
    assert not list(stands_against_counting(election, JICENG))


# --- the street trap


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


def test_a_quorum_without_those_present_is_untested() -> None:
    def quorum_with(present: int | None) -> str:
        election = replaced(an_election(a_contest()), attendance=Attendance(150, present))
        return verdict("Q1", election)[0]

    assert [quorum_with(present) for present in (None, 0, 119, 120)] == ["untested", "fails", "fails", "holds"]


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
