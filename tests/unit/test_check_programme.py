"""X73–X76, X80, X81: the programme's numbers (s1–s33): the team, years in office, steps and dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from building import a_contest, an_election
from judging import JICENG, found, names, replaced, verdict
from tally.domain.election import Election
from tally.domain.people import Month, Person, TeamMember
from tally.rules.checks.run import run, stands_against_counting

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
