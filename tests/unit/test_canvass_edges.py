"""The canvass on, below and above its edges: ballots against voters, consent to fewer seats, who must act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import a_box, a_contest, a_count, a_method, an_election
from checking import previously
from tally.counting.canvass import Canvass, Pile, canvass, canvass_counts, preconditions, void_before_counting
from tally.counting.decide import could_change, decide, void
from tally.counting.eligibility import ineligible
from tally.counting.identities import identity_problems
from tally.counting.stages import elected_before, with_plenary
from tally.domain.count import CandidateCount, Count, Tallied
from tally.domain.election import Candidate, Kind, Officers, ReducedSeats, Stage, Standing, Waiver
from tally.domain.outcome import Ranked, Status
from tally.domain.problem import Problems

APPROVALS = (140, 135, 130, 126, 110, 100, 90, 60, 50)


def canvassed(valid: int = 147, *, void_: int = 1, approvals: Any = APPROVALS, **fields: Any) -> Canvass:
    keys = ("issued", "collected", "reduce_seats", "members", "heads")
    contest = a_contest(7, **{key: fields.pop(key) for key in keys if key in fields})
    names = fields.pop("write_ins", None)
    election = an_election(contest, **fields)
    count = a_count(approvals, valid, void=void_, write_ins=names)
    return canvass_counts(election, {"committee": [Pile("p", count)]})


def codes(canvass: Canvass) -> set[str]:
    return {one.code for one in canvass.remarks}


@pytest.mark.parametrize(("collected", "is_void"), [(147, False), (148, False), (149, True)])
def test_v1_more_ballots_than_voters(collected: int, is_void: bool) -> None:
    result = canvassed(collected - 1, issued=148).results[0]
    assert (result.outcome.status is Status.VOID) is is_void
    assert ((result.count is None), result.could_change) == (is_void, False)
    contest = a_contest(7, collected=collected)
    assert void_before_counting(an_election(contest)) == ({"committee"} if is_void else set())
    assert void_before_counting(an_election(a_contest(7))) == set()


@pytest.mark.parametrize(("limit", "collected", "status", "told"), [
    ("voted", 148, Status.COMPLETE, False), ("voted", 149, Status.VOID, True), ("voted", 150, Status.VOID, True),
    ("voted", 151, Status.VOID, False), ("issued", 149, Status.COMPLETE, True), ("issued", 150, Status.COMPLETE, True),
    ("issued", 151, Status.VOID, False)])  # fmt: skip
def test_x17_v2_the_two_limits(limit: str, collected: int, status: Status, told: bool) -> None:
    canvass = canvassed(collected - 1, issued=150, method=a_method(valid_limit=limit))
    assert canvass.results[0].outcome.status is status
    assert ("T413" in codes(canvass)) is told
    wording = [str(one.remedy) for one in canvass.remarks if one.code == "T413"]
    assert all(("发出票数" if limit == "issued" else "投票人数") in one for one in wording)


def test_v2_without_ballots_issued_there_is_one_limit() -> None:
    canvass = canvassed(148, method=a_method(valid_limit="issued"))
    assert canvass.results[0].outcome.status is Status.VOID
    assert "T413" not in codes(canvass)


@pytest.mark.parametrize(("entered", "ok"), [(146, False), (147, True), (148, False)])
def test_as_many_entered_as_collected(entered: int, ok: bool) -> None:
    if ok:
        assert canvassed(entered - 1, collected=147, issued=148).results[0].collected_from == "given"
        return
    with pytest.raises(Problems) as refused:
        canvassed(entered - 1, collected=147, issued=148)
    (problem,) = [one for one in refused.value.problems if one.code == "T506"]
    assert "相差1张" in str(problem.found)


@pytest.mark.parametrize(("by", "votes", "ok"), [
    ("electors", 73, False), ("electors", 74, True), ("electors", 75, True), ("electors", None, False),
    ("presidium", None, True)])  # fmt: skip
def test_w9_the_consent_of_half(by: str, votes: int | None, ok: bool) -> None:
    fewer = (*APPROVALS[:6], 60, 60, 50)
    try:
        canvass = canvassed(approvals=fewer, reduce_seats=ReducedSeats(6, by, votes, "一号"))
    except Problems as refused:
        assert not ok
        (problem,) = [one for one in refused.problems if one.code == "T414"]
        assert "74名" in str(problem.remedy)
        return
    assert ok
    assert canvass.results[0].outcome.status is Status.COMPLETE
    assert canvass.results[0].outcome.open_seats == 0


@pytest.mark.parametrize(("to", "status"), [
    (5, Status.FURTHER_VOTE), (6, Status.COMPLETE), (4, Status.FURTHER_VOTE)])  # fmt: skip
def test_w9_only_what_the_elected_fill(to: int, status: Status) -> None:
    fewer = (*APPROVALS[:6], 60, 60, 50)
    canvass = canvassed(approvals=fewer, reduce_seats=ReducedSeats(to, "presidium", None, ""))
    assert canvass.results[0].outcome.status is status


def test_w14_a_write_in_elected_without_a_roster_is_for_people() -> None:
    approvals = (*APPROVALS[:6], 40, 30, 20)
    without = canvassed(approvals=approvals, write_ins={"壬": 80})
    assert "T412" in codes(without)
    assert without.needs_people
    listed = canvassed(approvals=approvals, write_ins={"壬": 80}, roster={"壬": (Standing("壬"),)})
    assert "T412" not in codes(listed)
    assert not listed.needs_people
    members = canvassed(approvals=approvals, write_ins={"壬": 80}, members={"壬": "壬"})
    assert "T412" not in codes(members)
    lost = canvassed(write_ins={"壬": 40})
    assert "T412" not in codes(lost)


@pytest.mark.parametrize(("approvals", "needs"), [
    (APPROVALS, False), ((*APPROVALS[:6], 90, 90, 50), True), ((*APPROVALS[:6], 60, 50, 40), True)])  # fmt: skip
def test_who_must_act(approvals: Any, needs: bool) -> None:
    assert canvassed(approvals=approvals).needs_people is needs


def test_a_margin_waived_is_told_as_such() -> None:
    contest, leave = a_contest(7, "ABCDEFGH"), (Waiver("M1", "committee", "区委", "一号"),)
    election = an_election(contest, waivers=leave)
    count = Pile("p", a_count(APPROVALS[:8], 147, void=1))
    assert canvass_counts(election, {"committee": [count]}).results[0].margin_waived
    other = replace(election, waivers=(), contests=(a_contest(7),))
    whole = Pile("p", a_count(APPROVALS, 147, void=1))
    assert not canvass_counts(other, {"committee": [whole]}).results[0].margin_waived


@pytest.mark.parametrize(("issued", "told"), [(None, False), (147, True), (148, False), (149, True)])
def test_i5_ballots_issued_and_electors_present(issued: int | None, told: bool) -> None:
    found = {one.code for one in preconditions(an_election(a_contest(7, issued=issued)))}
    assert ("T405" in found) is told


def test_what_stands_against_a_count_is_told_before_it() -> None:
    election = an_election(a_contest(7, "ABCDEFGH"), officers=Officers("", ("A",)))
    assert [one.code for one in preconditions(election)] == ["T403", "T406"]


@pytest.mark.parametrize(
    ("stage", "key", "reason"),
    [(Stage.REVOTE, "壬", "再次投票"), (Stage.FORMAL, "壬", None), (Stage.FORMAL, "癸", "没有当选委员")],
)
def test_who_may_not_be_written_in(stage: Stage, key: str, reason: str | None) -> None:
    election = an_election(a_contest(7, members={"壬": "壬"}), stage=stage)
    found = ineligible(election, election.contests[0], key)
    assert (reason in str(found)) if reason else found is None


@pytest.mark.parametrize(("people", "only", "ok"), [
    ((), True, True), ((Standing("壬", status="代表"),), True, True), ((Standing("壬", status="选民"),), True, False),
    ((Standing("壬", status="选民"),), False, True), ((Standing("壬", "预备党员"),), False, False),
    ((Standing("壬", status="代表"), Standing("壬", "留置", status="代表")), False, False)])  # fmt: skip
def test_w16_and_the_roster(people: Any, only: bool, ok: bool) -> None:
    election = an_election(a_contest(7, deputies_only=only, kind=Kind.RZ), roster={"壬": people} if people else None)
    assert (ineligible(election, election.contests[0], "壬") is None) is ok


# --- decide and could_change, in the smallest numbers


@pytest.mark.parametrize(("votes", "need", "elected", "tied", "open_seats"), [
    ((5, 5), 5, (0, 1), (), 0), ((5, 4), 5, (0,), (), 1), ((4, 4), 5, (), (), 2), ((5, 5, 5), 5, (), (0, 1, 2), 2),
    ((6, 5, 5), 5, (0,), (1, 2), 1), ((6, 6, 5), 5, (0, 1), (), 0), ((0, 0, 0), None, (), (0, 1, 2), 2),
    ((1, 0, 0), None, (0,), (1, 2), 1), ((1, 1, 0), None, (0, 1), (), 0), ((0, 0), None, (), (), 2),
    ((1, 0), None, (0,), (), 1)])  # fmt: skip
def test_two_seats(votes: Any, need: int | None, elected: Any, tied: Any, open_seats: int) -> None:
    outcome = decide([Ranked(at, one) for at, one in enumerate(votes)], 2, need)
    assert (outcome.elected, outcome.tied, outcome.open_seats) == (elected, tied, open_seats)
    assert outcome.passed == sum(one >= (need if need is not None else int(len(votes) <= 2)) for one in votes)
    following = outcome.next
    assert (following and following.seats) == (open_seats or None)


def test_a_void_vote_is_held_again_for_every_seat() -> None:
    outcome = void(7)
    assert (outcome.status, outcome.open_seats, outcome.passed) == (Status.VOID, 7, 0)
    assert outcome.next is not None
    assert (outcome.next.kind, outcome.next.seats) == ("rerun", 7)


@pytest.mark.parametrize(("least", "most", "unnamed", "changes"), [
    ({}, {}, 0, False), ({}, {1: 1}, 0, False), ({}, {1: 2}, 0, True), ({}, {1: 3}, 0, True),
    ({0: -1}, {1: 1}, 0, True),
    ({0: -1}, {}, 0, False), ({0: -2}, {}, 0, True), ({}, {"w": 7}, 0, True), ({}, {"w": 6}, 0, False),
    ({}, {}, 6, True), ({}, {}, 1, False), ({}, {}, 2, True)])  # fmt: skip
def test_what_rulings_could_change(least: Any, most: Any, unnamed: int, changes: bool) -> None:
    standings = [Ranked(0, 7), Ranked(1, 5)]
    assert could_change(standings, 1, 5, least, most, unnamed) is changes


@pytest.mark.parametrize(("figures", "found"), [
    ((3, 1, 1, 0), set()), ((3, 1, 0, 0), {"T502"}), ((3, 3, -1, 0), {"T503"}), ((4, 1, 1, 0), {"T502"})])  # fmt: skip
def test_i2_the_four_figures_of_a_candidate(figures: Any, found: set[str]) -> None:
    count = Count("committee", (CandidateCount(*figures),), 5, {}, {}, {})
    assert {one.code for one in identity_problems(count, 1, 5, ["甲"])} == found


@pytest.mark.parametrize(("collected", "found"), [(4, {"T501"}), (5, set()), (6, {"T501"})])
def test_i1_valid_and_void_are_those_collected(collected: int, found: set[str]) -> None:
    count = Count("committee", (CandidateCount(3, 2, 0, 0),), 5, {}, {}, {})
    assert {one.code for one in identity_problems(count, 1, collected, ["甲"])} == found


@pytest.mark.parametrize(("written", "found"), [(1, set()), (2, set()), (3, {"T504"})])
def test_i3_no_more_approvals_than_seats_and_ballots_allow(written: int, found: set[str]) -> None:
    count = Count("committee", (CandidateCount(3, 2, 0, 0),), 5, {}, {"壬": written}, {"壬": "壬"})
    assert {one.code for one in identity_problems(count, 1, 5, ["甲"])} == found


def test_without_a_bar_and_without_rulings_nothing_changes() -> None:
    assert not could_change([Ranked(0, 7), Ranked(1, 6)], 1, 5, {}, {})
    assert could_change([Ranked(0, 7), Ranked(1, 6)], 1, 5, {}, {}, 1)
    assert not could_change([Ranked(0, 1), Ranked(1, 0)], 1, None, {}, {})
    assert could_change([Ranked(0, 1), Ranked(1, 0)], 1, None, {}, {1: 1})
    assert could_change([Ranked(0, 0), Ranked(1, 0)], 1, None, {}, {0: 1, "w": 0})


def test_a_person_rulings_would_name_begins_at_nought() -> None:
    tied = [Ranked(0, 1), Ranked(1, 1)]
    assert could_change(tied, 1, 1, {1: -1}, {"w": 1})
    assert not could_change([Ranked(0, 2), Ranked(1, 0)], 1, 2, {}, {"w": 1})
    assert could_change([Ranked(0, 2), Ranked(1, 0)], 1, 2, {}, {"w": 1}, 1)  # two of them may be the same name
    assert not could_change([Ranked(0, 3), Ranked(1, 0)], 1, 2, {}, {"w": 1}, 1)
    assert not could_change([Ranked(0, 2), Ranked(1, 0)], 1, 2, {}, {}, 1)


VOTES = st.lists(st.integers(0, 4), min_size=1, max_size=5)


@given(VOTES, st.integers(1, 4), st.none() | st.integers(1, 4))
def test_without_rulings_nothing_can_change(votes: list[int], seats: int, need: int | None) -> None:
    assert not could_change([Ranked(at, one) for at, one in enumerate(votes)], seats, need, {}, {})


def test_a_tie_and_exactly_the_need_stay_what_they_are_without_rulings() -> None:
    assert not could_change([Ranked(0, 5), Ranked(1, 5)], 1, 5, {}, {})
    assert not could_change([Ranked(0, 5), Ranked(1, 4)], 1, 5, {}, {})
    assert could_change([Ranked(0, 5), Ranked(1, 5)], 1, 5, {}, {1: 1})


@pytest.mark.parametrize(
    ("stage", "previous", "chooses"),
    [
        (Stage.PRELIMINARY, None, True),
        (Stage.FORMAL, True, False),
        (Stage.REVOTE, True, True),
        (Stage.FURTHER, True, True),
        (Stage.REVOTE, False, False),
        (Stage.REVOTE, None, False),
        (Stage.PLENARY, True, False),
    ],
)
def test_which_votes_choose_formal_candidates(stage: Stage, previous: bool | None, chooses: bool) -> None:
    before = None if previous is None else replace(previously((9, 8)), preliminary=previous)
    election = an_election(a_contest(1, "AB", heads={"书记": 1}), present=10, stage=stage, previous=before)
    assert election.preliminary is chooses
    outcome = decide([Ranked(0, 9), Ranked(1, 3)], 1, 6)
    following = with_plenary(outcome, election, election.contests[0]).next
    assert (following is None) is chooses


@pytest.mark.parametrize(("stage", "previous", "before"), [
    (Stage.FURTHER, False, {"甲"}), (Stage.FORMAL, True, set()), (Stage.REVOTE, True, {"甲"}),
    (Stage.FORMAL, None, set())])  # fmt: skip
def test_who_was_elected_to_the_body_before(stage: Stage, previous: bool | None, before: set[str]) -> None:
    record = previously((9, 8))
    earlier = replace(record.contests["committee"], elected={"甲": Candidate("甲", "甲")})
    linked = None if previous is None else replace(record, preliminary=previous, contests={"committee": earlier})
    election = an_election(a_contest(1, "AB"), stage=stage, previous=linked)
    assert set(elected_before(election, election.contests[0])) == before
    assert elected_before(election, a_contest(1, "AB", id="other")) == {}


def test_what_a_pile_and_a_result_are_unless_said() -> None:
    assert Pile("p", a_count((1,), 1)).seen
    contest = a_contest(1, "AB")
    piles = [a_box(contest, ["○×", "_○"], name="seen"), Tallied("committee", "figures", a_count((2, 1), 3))]
    (result,) = canvass(an_election(contest, present=5), {"committee": piles}).results
    assert [(one.name, one.seen, one.count.ballots) for one in result.piles] == [
        ("seen", True, 2),
        ("figures", False, 3),
    ]
    assert not canvassed().results[0].could_change
    with pytest.raises(Problems) as refused:
        canvassed(approvals=(*APPROVALS[:6], 60, 60, 50), reduce_seats=ReducedSeats(6, "electors", None, ""))
    assert "同意减少名额的只有0名" in str(refused.value.problems[0].found)
