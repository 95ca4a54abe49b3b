"""What checks do beside their edge: figures given in part, rules that do not concern an election, orders of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from test_check_edges import (
    DAY,
    ONE_OFFICE,
    after,
    counted,
    dated,
    district,
    facts,
    findings,
    full,
    many,
    of_members,
    ordered,
    party,
    previously,
    roster,
    state,
    team,
    town,
    worst,
    written_in,
)

from building import a_contest, a_method, an_election
from tally.domain.election import Candidate, Election, Kind, Nomination, Officers, Stage, Waiver
from tally.domain.people import Person, TeamMember
from tally.domain.previous import Standing
from tally.rules.checks import finding
from tally.rules.checks.finding import Case, Check, Finding, Verdict
from tally.rules.checks.nomination import joint_nomination
from tally.rules.opinion import opinion
from tally.rules.rulebook import load_rule_book

PARTS: dict[str, Sequence[tuple[Election, str]]] = {
    "R5": [(dated(discipline_plenary=DAY), "untested"), (dated(committee_plenary=DAY), "untested")],
    "R6": [(district(unit_facts={"dates": {key: DAY}}), "untested") for key in ("credentials", "announced")],
    "R1": [(party(officers=Officers("监")), "untested"), (party(unit_facts={"chair": "主"}), "untested")],
    "s9": [(facts(district_heads=20), "untested"), (facts(district_young=1, district_women=1), "untested")],
    "s14": [(facts(staffing=9), "untested"), (team(*many(9)), "untested")],
    "s17": [(dated(talks=DAY), "untested"), (dated(meeting=DAY), "untested")],
    "s18": [(facts(recommending_list=9), "untested"), (facts(recommending_posts=9), "untested")],
    "s22": [(party(people=full(2)), "untested"), (party(deputies=("甲",)), "untested")],
    "D4": [(district(unit_facts={key: 9}), "untested") for key in ("population", "deputies")],
    "E6": [(district(people=None), "untested"), (district(people=full(60)), "holds")],
    "E8": [
        (district(voted=9, unit_facts={"in_person": 9}), "untested"),
        (district(voted=9, unit_facts={"carried": 0}), "untested"),
        (district(unit_facts={"in_person": 9, "carried": 0}), "untested"),
    ],
}


@pytest.mark.parametrize(("rule", "at"), [(rule, at) for rule, cases in PARTS.items() for at in range(len(cases))])
def test_half_the_figures_test_nothing(rule: str, at: int) -> None:
    election, expected = PARTS[rule][at]
    record = counted((), 0, kind=election.contests[0].kind.value)
    found = [one for one in after(election, record) if one.rule == rule]
    verdicts = {one.verdict.value for one in found}
    assert expected in verdicts
    assert "fails" not in verdicts


def committee_of(kind: Kind, office: str) -> Election:
    return an_election(a_contest(2, ("甲", "乙", "丙"), kind=kind, office=office))


DELEGATES, PLENARY = committee_of(Kind.DB, "党代表"), committee_of(Kind.ZW, "党委书记")
INDIRECT = state("xuanju-fa-2020", Kind.RI, "市人大代表")
WITH_A_PROXY = state("xuanju-fa-2020", Kind.RI, "市人大代表", proxies=1)
NOT_CONCERNED = [
    ("R5", DELEGATES), ("R5", INDIRECT), ("R6", INDIRECT), ("R6", party()), ("R1", district()), ("R4", district()),
    ("R7", district()), ("E1", district()), ("E2", district()), ("E4", district()), ("E5", town()), ("E3", district()),
    ("E6", party()), ("E6", INDIRECT), ("E7", party()), ("E7", INDIRECT), ("E7", WITH_A_PROXY),
    ("M4", district()), ("M4", PLENARY), ("E2", party(rules="difang-2021")), ("E8", party()), ("E8", INDIRECT),
    ("B2", district()), ("B3", district()), ("B3", DELEGATES), ("B4", party()), ("B4", district(stage=Stage.FURTHER)),
    ("B6", party()), ("B5", PLENARY), ("D1", PLENARY), ("D1", district()), ("D2", town()), ("D3", district()),
    ("D4", party()), ("D4", INDIRECT), ("M9", party()), ("M9", town(stage=Stage.PRELIMINARY, nominated=9)),
    ("M9", town(stage=Stage.FURTHER, nominated=9)),
    ("M10", town("副镇长", 1, 1)), ("M11", town(fixed_margin=9)), ("M12", party()), ("M16", town()),
    ("M16", party(stage=Stage.FURTHER)), ("O4", party()), ("O4", town()),
    ("s1", district()), ("s9", district()), ("s14", district()),
    ("s13", district()), ("s17", district()), ("s18", district()), ("s19", district()), ("s21", party()),
    ("s22", district()), ("s27", DELEGATES), ("s27", party(stage=Stage.FURTHER)), ("s28", DELEGATES),
    ("s30", party()), ("s31", party()), ("s32", district()), ("s33", district()), ("s4", party(stage=Stage.FURTHER)),
    ("s4", party(20, 22, rules="difang-2021")), ("s23", party()), ("s25", DELEGATES), ("s26", party()),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "election"), NOT_CONCERNED)
def test_a_rule_says_nothing_where_it_does_not_apply(rule: str, election: Election) -> None:
    record = counted((), 0, kind=election.contests[0].kind.value, id=election.contests[0].id)
    assert worst(rule, after(election, record)) == "nothing"


@pytest.mark.parametrize(("kind", "rule"), [(Kind.DB, "s23"), (Kind.DW, "s25"), (Kind.JW, "s26")])
@pytest.mark.parametrize(("later", "expected"), [
    ({"stage": Stage.FORMAL}, "error"), ({"stage": Stage.PRELIMINARY}, "error"), ({"stage": Stage.REVOTE}, "told"),
    ({"stage": Stage.FORMAL, "previous": previously((9, 8))}, "told")])  # fmt: skip
def test_the_programme_asks_for_the_margin_where_the_regulation_does(
    kind: Kind, rule: str, later: dict[str, Any], expected: str
) -> None:
    assert worst(rule, after(party(6, 7, kind=kind, **later))) == expected
    assert worst(rule, after(party(6, 8, kind=kind, **later))) == "holds"


@pytest.mark.parametrize(("by_election", "expected"), [(False, "error"), (True, "nothing")])
def test_s4_a_by_election_fills_only_some_seats(by_election: bool, expected: str) -> None:
    assert worst("s4", after(party(1, 2, by_election=by_election))) == expected


@pytest.mark.parametrize(("voted", "present", "expected"), [
    (None, None, "untested"), (31, None, "holds"), (30, None, "error"), (None, 31, "holds")])  # fmt: skip
def test_q5_is_untested_while_nothing_tells_the_turnout(voted: int | None, present: int | None, expected: str) -> None:
    assert worst("Q5", findings(district(voted=voted, present=present))) == expected


def test_a_check_is_entered_with_its_rules_and_whether_it_needs_a_record(monkeypatch: pytest.MonkeyPatch) -> None:
    entered: list[Check] = []
    monkeypatch.setattr(finding, "CHECKS", entered)
    finding.before("M1", "M2")(joint_nomination)
    finding.after("V1")(joint_nomination)
    assert entered == [Check(("M1", "M2"), False, joint_nomination), Check(("V1",), True, joint_nomination)]


# --- orders


def recorded(
    order: str, elected: Sequence[str], printed: Sequence[str] = ("王利", "王大国", "田富")
) -> Sequence[Finding]:
    lines = [{"name": name, "approve": 90, "elected": True} for name in printed]
    extra = [{"name": "文利", "approve": 95, "elected": True, "eligible": True}]
    contest = counted((), 0, candidates=lines, write_ins=extra, outcome={"elected": list(elected)})
    return after(party(2, 3, method=a_method(elected_order=order)), contest)


@pytest.mark.parametrize(("order", "elected", "expected"), [
    ("strokes", ("王利", "王大国", "文利", "田富"), "holds"), ("strokes", ("王大国", "王利"), "error"),
    ("approved", ("王利", "王大国", "田富", "文利"), "holds"), ("approved", ("文利", "王利"), "error"),
    ("approved", ("田富", "王大国"), "error"), ("votes", ("文利", "王利", "王大国"), "holds"),
    ("votes", ("王利", "文利"), "error"), ("strokes", ("㐀㐀",), "untested")])  # fmt: skip
def test_r3_the_order_of_the_elected(order: str, elected: Sequence[str], expected: str) -> None:
    printed = ("王利", "王大国", "田富", "㐀㐀") if elected == ("㐀㐀",) else ("王利", "王大国", "田富")
    assert worst("R3", recorded(order, elected, printed)) == expected


@pytest.mark.parametrize(("order", "expected"), [((0, 1, 2), "holds"), ((1, 0, 2), "error")])
def test_r2_the_report_by_strokes(order: Sequence[int], expected: str) -> None:
    lines = [{"name": name, "approve": at, "elected": False} for at, name in enumerate(("王利", "王大国", "田富"))]
    contest = counted((), 0, candidates=lines, report_order=list(order))
    assert worst("R2", after(party(2, 3, method=a_method(report_order="strokes")), contest)) == expected


@pytest.mark.parametrize(("votes", "candidates", "expected"), [
    ((9, 0), ("员0", "员1", "外人"), "holds"), ((9, 0), ("员0", "外人", "员1"), "holds"),
    ((0, None), ("员0", "员1"), "holds"),
    ((0, 1), ("员0", "员1"), "info")])  # fmt: skip
def test_b4_who_had_no_votes_comes_last(votes: Sequence[Any], candidates: Sequence[str], expected: str) -> None:
    election = ordered(candidates, kind=Kind.RD, rules="xuanju-fa-2020")
    previous = previously(())
    standing = tuple(Standing(f"员{at}", f"员{at}", vote) for at, vote in enumerate(votes))
    earlier = replace(previous.contests["committee"], standing=standing)
    previous = replace(previous, contests={"committee": earlier})
    assert worst("B4", findings(replace(election, previous=previous))) == expected


LEADING = {"张国明": "书记"}


@pytest.mark.parametrize(("order", "names", "expected"), [
    ("leaders-first", ("张国明", "王利", "田富"), "holds"), ("strokes", ("张国明", "王利", "田富"), "info"),
    ("given", ("张国明", "王利", "田富"), "holds"), ("leaders-first", ("王利", "田富", "张国明"), "info"),
    ("strokes", ("王利", "田富", "张国明"), "holds")])  # fmt: skip
def test_b5_leaders_stand_first_unless_all_stand_by_strokes(order: str, names: Sequence[str], expected: str) -> None:
    assert worst("B5", findings(ordered(names, order=order, posts=LEADING, leaders=("书记",)))) == expected


def test_b5_a_post_that_leads_nobody_changes_nothing() -> None:
    election = ordered(("王利", "张国明", "田富"), posts={"王利": "委员", "张国明": "书记"}, leaders=("副书记",))
    assert worst("B5", findings(election)) == "info"


def test_b6_looks_only_at_names_of_one_surname_with_one_given_character() -> None:
    for names in (("田小明", "田大利"), ("田富", "冯大"), ("冯大", "田富")):
        assert worst("B6", findings(ordered(names, kind=Kind.RD, rules="xuanju-fa-2020"))) == "holds"


def test_b6_persons_of_one_name_are_in_order() -> None:
    election = ordered(("王明", "王明"), kind=Kind.RD, rules="xuanju-fa-2020")
    assert worst("B6", findings(election)) == "holds"


@pytest.mark.parametrize("rule", ["B3", "B5", "B6"])
def test_a_character_without_strokes_leaves_the_order_untested(rule: str) -> None:
    posts = {"王利": "书记"}
    rules, kind = ("xuanju-fa-2020", Kind.RD) if rule == "B6" else ("jiceng-2020", Kind.DW)
    election = ordered(("㐀㐀", "王利"), posts=posts, leaders=("书记",), kind=kind, rules=rules)
    assert worst(rule, findings(election)) == "untested"


# --- who counts


def test_e1_and_e3_with_a_bare_roster() -> None:
    assert worst("E1", findings(party())) == "untested"
    assert [one.verdict for one in findings(roster(*full(2))) if one.rule == "E1"] == [Verdict.HOLDS, Verdict.UNTESTED]
    shortest = findings(roster(Person("甲", "甲", party_age=30), Person("乙", "乙", party_age=25)))
    assert "最短2年1个月" in str(next(one for one in shortest if "党龄" in str(one.sentence)).sentence)
    assert worst("E2", findings(party())) == worst("E3", findings(party())) == "untested"


def test_e3_names_both_faults() -> None:
    lines = (Person("甲", "甲", excluded="服刑"), Person("乙", "乙", excluded="出差", leave="一号"), Person("丙", "丙"))
    found = [one for one in findings(roster(*lines, entitled=2)) if one.rule == "E3"]
    assert [one.verdict for one in found] == [Verdict.FAILS, Verdict.FAILS]
    fine = [one for one in findings(roster(Person("丙", "丙"), Person("丁", "丁", excluded="服刑", leave="一号")))
            if one.rule == "E3"]  # fmt: skip
    assert [(one.verdict, "1人" in str(one.sentence)) for one in fine] == [(Verdict.HOLDS, True)]


@pytest.mark.parametrize(
    "line", [Person("甲", "甲", excluded="服刑"), Person("甲", "甲", excluded="出差", leave="一号")]
)
def test_e3_one_fault_is_said_alone(line: Person) -> None:
    found = [one for one in findings(roster(line, Person("丙", "丙"))) if one.rule == "E3"]
    assert [one.verdict for one in found] == [Verdict.FAILS]


@pytest.mark.parametrize(
    ("rule", "contest", "waived"),
    [("M1", "committee", True), ("M1", "discipline", False), ("O1", "committee", False), ("D1", "discipline", False)],
)
def test_leave_is_for_one_rule_in_one_contest(rule: str, contest: str, waived: bool) -> None:
    election = party(7, 8, waivers=(Waiver(rule, contest, "上级党委", "一号"),))
    assert [one.waived for one in findings(election) if one.rule == "M1"] == [waived]


def test_a_warning_needs_no_leave_and_nothing_is_sealed_by_itself() -> None:
    leave = (Waiver("D2", "committee", "上级党委", "一号"),)
    for number, waived in ((210, False), (301, True)):
        election = party(unit_facts={"delegates": number}, waivers=leave)
        assert [one.waived for one in findings(election) if one.rule == "D2"] == [waived]
    assert not Case(party(), load_rule_book("jiceng-2020"), opinion()).sealed


def test_e7_without_a_list_is_untested_only_where_there_are_proxies() -> None:
    assert worst("E7", findings(district(proxies=1))) == "untested"
    assert worst("E7", findings(district(proxies=0))) == "nothing"


def test_e5_an_empty_list_of_writers() -> None:
    (one,) = [one for one in findings(facts(writers=[])) if one.rule == "E5"]
    assert (one.verdict, "0人" in str(one.sentence)) == (Verdict.HOLDS, True)


def test_s16_what_is_unknown_is_said_and_the_rest_still_tested() -> None:
    known, old = TeamMember("甲", "甲", in_post=1, in_team=1), TeamMember("乙", "乙", in_post=120)
    found = {str(one.sentence)[:1]: one.verdict for one in findings(team(known, old)) if one.rule == "s16"}
    assert found == {"甲": Verdict.HOLDS, "乙": Verdict.FAILS, "没": Verdict.UNTESTED}
    half = [one.verdict for one in findings(team(TeamMember("丙", "丙", in_team=1))) if one.rule == "s16"]
    assert half == [Verdict.UNTESTED]


def test_s27_without_ballots_issued_is_untested() -> None:
    contests = (a_contest(2, "甲乙丙", issued=9), a_contest(2, "甲乙丙", id="j", office="纪委委员", kind=Kind.JW))
    assert worst("s27", findings(an_election(*contests))) == "untested"


def test_s13_names_the_two_steps_and_their_days() -> None:
    election = dated(recommended=date(2026, 9, 9), inspected=date(2026, 9, 8), compared=date(2026, 9, 10))
    (one,) = [one for one in findings(election) if one.rule == "s13"]
    assert str(one.sentence) == "考察（2026-09-08）在推荐（2026-09-09）之前"


def test_o5_and_v4_say_what_they_found() -> None:
    def said(rule: str, found: Sequence[Finding]) -> list[str]:
        return [str(one.sentence) for one in found if one.rule == rule]

    assert said("O5", findings(party(officers=Officers("甲")))) == ["总监票人：甲"]
    assert "没有写总监票人" in said("O5", findings(party()))[0]
    reporting = after(party(officers=Officers("总监", ("监",)), unit_facts={"chair": "主"}))
    assert said("R1", reporting) == ["总监向大会主席团报告，主持人主宣布"]
    assert not said("V4", of_members(counted((9,), 1)))
    assert "2张" in said("V4", of_members(counted((9,), 1, ballots={"invalid_reasons": {"marked": 2}})))[0]


def test_w5_needs_somebody_in_and_somebody_out() -> None:
    assert worst("W5", of_members(counted((90, 80), 2))) == "nothing"
    assert worst("W5", of_members(counted((90, 80), 0))) == "nothing"
    struck = [{"name": "乙", "approve": 99, "elected": False, "eligible": False}]
    assert worst("W5", of_members(counted((90, 80), 1, write_ins=struck))) == "holds"  # X50: struck out before ranking
    unknown = [{"name": "乙", "approve": 99, "elected": False, "eligible": None}]
    assert worst("W5", of_members(counted((90, 80), 1, write_ins=unknown))) == "error"


def test_w6_and_w7_with_and_without_equal_votes() -> None:
    assert worst("W6", of_members(counted((90, 80, 70), 2))) == "holds"
    assert worst("W7", of_members(counted((90, 80, 70), 2))) == "nothing"
    assert worst("W6", of_members(counted((90, 70, 70), 1))) == "nothing"


def test_w8_with_seats_reduced() -> None:
    reduced = {"to": 2, "by": "presidium"}
    assert worst("W8", of_members(counted((140, 139), 2, seats=3, reduce_seats=reduced))) == "holds"
    assert worst("W8", of_members(counted((140,), 1, seats=3, reduce_seats=reduced))) == "error"
    open_ = {"status": "further_vote", "open_seats": 1}
    assert worst("W8", of_members(counted((140, 139), 2, seats=3, reduce_seats=reduced, outcome=open_))) == "holds"


@pytest.mark.parametrize(("limit", "collected", "severity", "remedy"), [
    ("voted", 149, "error", "选举无效"), ("issued", 149, "warning", "以发出票数为准"),
    ("issued", 150, "warning", "以发出票数为准"), ("issued", 151, "error", "选举无效"),
    ("issued", 148, "error", "")])  # fmt: skip
def test_v1_by_ballots_issued_too_many_for_the_voters_is_told(
    limit: str, collected: int, severity: str, remedy: str
) -> None:
    ballots = {"collected": collected, "voted": 148, "issued": 150}
    found = of_members(counted((90,), 1, ballots=ballots), method=a_method(valid_limit=limit))
    (one,) = (one for one in found if one.rule == "V1")
    assert (one.severity.value, remedy in str(one.remedy)) == (severity, True)
    assert (one.verdict is Verdict.FAILS) == (collected > 148)


@pytest.mark.parametrize(("issued", "told"), [(147, True), (148, False), (149, True)])
def test_v2_says_which_limit_decides_where_the_two_differ(issued: int, told: bool) -> None:
    found = of_members(counted((90,), 1, ballots={"issued": issued, "collected": 147}))
    assert [one.rule for one in found if one.rule == "V2" and one.verdict is Verdict.TOLD] == ["V2"] * told


def test_w8_a_reduction_counts_only_where_fewer_are_elected_than_places() -> None:
    reduced = {"to": 2, "by": "presidium"}
    assert worst("W8", of_members(counted((140, 139, 138), 3, seats=3, reduce_seats=reduced))) == "holds"


def test_w9_consent_is_of_those_present() -> None:
    untold = counted((140, 139, 9), 2, seats=3, reduce_seats={"to": 2, "by": "electors", "votes": None})
    assert worst("W9", after(party(2, 3, present=2), untold)) == "error"
    nobody = party(2, 3)
    unknown = replace(nobody, attendance=replace(nobody.attendance, present=None))
    assert worst("W9", after(unknown, untold)) == "nothing"
    (one,) = (one for one in of_members(counted((140,), 1, reduce_seats={"to": 1, "by": "electors", "votes": 74}))
              if one.rule == "W9")  # fmt: skip
    assert "2×74 = 148 ≥ 148" in str(one.sentence)


@pytest.mark.parametrize(("by", "word"), [("presidium", "主席团"), ("electors", "选举人")])
def test_w9_who_decided(by: str, word: str) -> None:
    found = of_members(counted((140,), 1, reduce_seats={"to": 1, "by": by}))
    assert [word in str(one.sentence) for one in found if one.rule == "W9"] == [True]
    open_ = of_members(counted((140,), 1, outcome={"status": "further_vote"}))
    assert ["74名以上" in str(one.sentence) for one in open_ if one.rule == "W9"] == [True]
    assert (
        worst("W9", after(district(), counted((140,), 1, kind="RD", outcome={"status": "further_vote"}))) == "nothing"
    )


@pytest.mark.parametrize(("rule", "election", "needs"), [
    ("W15", an_election(replace(ONE_OFFICE, members=None), stage=Stage.PLENARY), "pool"),
    ("W16", town("副镇长"), "roster.xlsx"), ("W17", district(), "roster.xlsx")])  # fmt: skip
def test_w15_to_w17_say_which_list_is_wanting(rule: str, election: Election, needs: str) -> None:
    (one,) = (one for one in written_in(election, "乙") if one.rule == rule)
    assert (one.verdict, one.needs.endswith(needs)) == (Verdict.UNTESTED, True)


def test_a_void_contest_is_only_tested_for_its_collection() -> None:
    void = counted((1, 9), 1, ballots={"collected": 149}, outcome={"status": "void"}, report_order=[0, 1])
    found = of_members(void)
    assert {one.rule for one in found if one.verdict is Verdict.FAILS and one.contest} >= {"V1", "O6"}
    assert not {one.rule for one in found} & {"V3", "W1", "W5", "W6", "W8", "R2", "R3"}


def test_candidates_elsewhere_than_in_the_electorate_are_left_alone() -> None:
    contest = a_contest(2, ("甲", "乙", "丙"), withdrawn=("甲（一中）",))
    noted = replace(contest, candidates=(Candidate("甲（二中）", "甲（二中）"), *contest.candidates[1:]))
    assert worst("M15", findings(an_election(noted))) == "holds"
    same = replace(contest, candidates=(Candidate("甲（一中）", "甲（一中）"), *contest.candidates[1:]))
    assert worst("M15", findings(an_election(same))) == "error"
    assert worst("M15", findings(an_election(replace(contest, withdrawn=())))) == "holds"


def test_m15_is_not_judged_in_a_vote_without_a_margin() -> None:
    contest = a_contest(1, ("甲", "乙"), withdrawn=("甲",))
    assert worst("M15", findings(an_election(contest, stage=Stage.REVOTE))) == "holds"
    assert worst("M15", findings(an_election(contest))) == "error"


def nominated(*by: str, **fields: Any) -> Election:
    election = town("副镇长", 2, len(by), **fields)
    (contest,) = election.contests
    candidates = tuple(replace(one, nominated_by=who) for one, who in zip(contest.candidates, by, strict=True))
    return replace(election, contests=(replace(contest, candidates=candidates),))


SIGNED = Nomination("联名一", tuple(f"代{at}" for at in range(10)))


@pytest.mark.parametrize(("election", "expected"), [
    (nominated("主席团", "主席团", "联名一"), ["untested"]),
    (nominated("主席团", "主席团", "联名一", nominations=(SIGNED,)), ["holds"]),
    (nominated("主席团", "联名二", "联名一", nominations=(SIGNED,)), ["holds", "untested"]),
    (nominated("主席团", "联名二", "联名一", sponsors=SIGNED.sponsors), ["holds"]),
    (nominated("主席团", "主席团", "各界"), ["holds"]),
    (nominated("主席团", "主席团", ""), ["untested"]),
    (nominated("主席团", "主席团", "", nominations=(Nomination("联名一"),)), ["fails"]),
    (nominated("主席团", "主席团", "", nominations=(Nomination("各界", SIGNED.sponsors),)), ["holds"]),
    (nominated("主席团", "主席团", "", nominations=(Nomination("各界"),)), ["untested"]),
])  # fmt: skip
def test_m12_who_signed_a_joint_nomination(election: Election, expected: list[str]) -> None:
    case = Case(election, load_rule_book("zuzhi-fa-2022"), opinion())
    assert [one.verdict.value for one in joint_nomination(case)] == expected


def test_d3_says_the_days_between_which_it_may_be() -> None:
    (one,) = [one for one in findings(dated(last_election=date(2021, 2, 3))) if one.rule == "D3"]
    assert "2025-02-03 至 2027-02-03" in str(one.sentence)


def test_d2_says_the_usual_numbers_and_the_most() -> None:
    (one,) = [one for one in findings(facts(delegates=150)) if one.rule == "D2"]
    assert str(one.sentence) == "党代表150名，一般100至200名，最多300名"
