"""The checks of a record (V1–V4, W5–W17): which figures they look at and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from building import a_method, an_election
from checking import (
    ONE_OFFICE,
    after,
    counted,
    district,
    findings,
    of_members,
    party,
    reduced,
    town,
    worst,
    written_in,
)
from tally.domain.election import Election, Officers, Stage
from tally.rules.checks.finding import Finding, Verdict


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


def test_a_decision_without_its_document_is_untested() -> None:
    assert worst("W9", of_members(reduced(document=""))) == "untested"
    assert worst("W9", of_members(reduced(document="", to=1))) == "error"
