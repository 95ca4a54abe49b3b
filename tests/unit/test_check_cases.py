"""What checks do beside their edge: figures given in part, rules that do not concern an election, what is wanting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from building import a_contest, an_election
from checking import (
    DAY,
    after,
    counted,
    dated,
    district,
    facts,
    findings,
    full,
    many,
    party,
    people,
    previously,
    roster,
    state,
    team,
    town,
    worst,
)
from tally.domain.election import Candidate, Election, Kind, Nomination, Officers, Stage, Waiver
from tally.domain.people import Month, Person, TeamMember
from tally.rules.checks import finding
from tally.rules.checks.finding import Case, Check, Finding, Verdict
from tally.rules.checks.nomination import joint_nomination
from tally.rules.checks.run import stands_against_counting
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


def test_what_is_only_remarked_never_stands_against_a_count() -> None:
    equal = party(7, 7, stage=Stage.PRELIMINARY, rules="difang-2021")
    assert worst("M16", findings(equal)) == "info"
    assert "M16" not in {one.rule for one in stands_against_counting(equal, load_rule_book("difang-2021"))}


def test_a_formal_vote_after_a_preliminary_one_rests_on_its_margin() -> None:
    for ok, expected in ((True, "holds"), (False, "info")):
        assert worst("M16", findings(party(7, 7, previous=previously((9,), margin_holds=ok)))) == expected


def test_m4_is_laid_down_for_the_votes_that_hold_a_margin() -> None:
    assert worst("M4", findings(party(10, 11, stage=Stage.FURTHER))) == "told"


def test_m14_a_by_election_in_the_party_keeps_its_margin() -> None:
    for number, expected in ((8, "error"), (9, "holds")):
        found = findings(party(7, number, by_election=True))
        assert (worst("M1", found), worst("M14", found)) == (expected, "told")
    assert worst("M14", findings(party(7, 9))) == "nothing"
    assert worst("M14", findings(town("镇长", 1, 1, by_election=True))) == "holds"


def test_a_waived_margin_is_waived_for_the_programme_too() -> None:
    allowed = findings(party(10, 11, waivers=(Waiver("M1", "committee", "区委", "一号"),)))
    assert [(one.rule, one.waived) for one in allowed if one.rule in ("M1", "s25")] == [("M1", True), ("s25", True)]
    assert {one.rule for one in allowed if one.stands_against} == {"s4"}  # ten seats
    assert {one.rule for one in findings(party(10, 11)) if one.stands_against} == {"M1", "s4", "s25"}


def test_signatures_that_do_not_count() -> None:
    signed = people(10)
    voters = tuple(Person(name, name, "代表") for name in signed)
    assert worst("M12", findings(town(sponsors=signed, people=voters))) == "holds"
    assert worst("M12", findings(town(sponsors=(*signed[:9], signed[0]), people=voters))) == "error"
    assert worst("M12", findings(town(sponsors=signed, people=voters[:9]))) == "error"
    assert worst("M12", findings(town(sponsors=signed, people=(*voters[:9], Person("员9", "员9", "选民"))))) == "error"


def test_what_the_team_sheet_leaves_open_is_read_from_the_roster() -> None:
    line = Person("甲", "甲", gender="女", birth=Month(2000, 1), in_post=120, in_towns=24)
    bare = TeamMember("甲", "甲", ("副主任",), in_team=0)

    def with_roster(*lines: Person) -> Sequence[Finding]:
        return findings(party(team=(bare,), people=lines, unit_facts={"women_before": 0}))

    read = with_roster(line)
    assert [worst(rule, read) for rule in ("s10", "s11", "s12", "s16")] == ["holds", "holds", "holds", "error"]
    assert [worst(rule, with_roster(line, line)) for rule in ("s10", "s12")] == ["untested", "untested"]
    own = replace(bare, in_post=0, in_towns=0, born=Month(1960, 1), gender="男")
    kept = findings(party(team=(own,), people=(line,), unit_facts={"women_before": 0}))
    assert [worst(rule, kept) for rule in ("s10", "s11", "s12", "s16")] == ["error", "warning", "error", "holds"]


NEEDS = {
    "B1": "unit_facts.secret_ballot", "E5": "unit_facts.writers", "E8": "unit_facts.in_person", "M15": "withdrawn",
    "D3": "unit_facts.dates.last_election", "O4": "unit_facts.relatives_declared", "B3": "leaders",
    "B4": "previous.record", "R1": "unit_facts.chair", "R4": "papers.superior", "R5": "discipline_plenary",
    "R6": "unit_facts.dates.credentials", "R7": "tally seal", "s9": "district_heads", "s14": "unit_facts.staffing",
    "s18": "recommending_list", "s27": "contest", "s30": "unit_facts.dates", "s33": "last_election",
}  # fmt: skip


@pytest.mark.parametrize("rule", NEEDS)
def test_what_cannot_be_tested_names_the_file_or_key(rule: str) -> None:
    bare = [
        one
        for election in (party(), district())
        for one in after(election, counted((90, 80), 1, kind=election.contests[0].kind.value))
        if one.rule == rule
    ]
    assert [one.needs for one in bare if one.verdict is Verdict.UNTESTED and NEEDS[rule] in one.needs]
