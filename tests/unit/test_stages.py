"""Later votes and other bodies through the one engine: X08–X10, X52–X60, M14, W13, M9."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from building import a_contest, a_count, a_method, an_election, decided, letters
from tally.counting.canvass import Pile, canvass_counts
from tally.domain.election import Attendance, Contest, Election, Kind, ReducedSeats, Stage, Standing
from tally.domain.outcome import Status
from tally.domain.problem import Problems
from tally.rules.meeting import election_quorum, quorum
from tally.rules.rulebook import load_rule_book


def a_vote(contest: Contest, stage: Stage = Stage.FORMAL, rules: str = "jiceng-2020", **people: Any) -> Election:
    """Return an election under a rule book; `people` are those of the attendance."""

    book = load_rule_book(rules)
    method = a_method(majority_base=book.majority(contest.kind).of, writein_needs_oppose=book.writein_needs_oppose)
    election = an_election(contest, stage=stage, rules=rules, method=method)
    return replace(election, attendance=Attendance(**{"entitled": people.get("present", 1), **people}))


def kind_of_next(election: Election, *counts: Any) -> str | None:
    outcome = decided(election, *counts).outcome
    return outcome.next.kind if outcome.next else None


TIED = a_contest(1, "GH", writein_boxes=0)


@pytest.mark.parametrize(
    ("votes", "elected", "following"), [((74, 71), "G", None), ((70, 65), "G", None), ((70, 70), "", "revote")]
)
def test_x52_a_revote_more_votes_win(votes: tuple[int, int], elected: str, following: str | None) -> None:
    election = a_vote(TIED, Stage.REVOTE, entitled=152, present=146)
    count = a_count(votes, sum(votes), void=146 - sum(votes))
    result = decided(election, count)
    assert (letters(election, result), result.need, kind_of_next(election, count)) == (elected, None, following)


def test_x52_a_revote_without_any_vote_is_voted_again_among_the_same() -> None:
    election = a_vote(TIED, Stage.REVOTE, present=146, entitled=152)
    outcome = decided(election, a_count((0, 0), 146)).outcome
    assert (outcome.status, outcome.tied, outcome.open_seats) == (Status.REVOTE, (0, 1), 1)


def test_x52_the_quorum_is_tested_anew() -> None:
    election = a_vote(TIED, Stage.REVOTE, entitled=152, present=121)
    with pytest.raises(Problems) as refused:
        decided(election, a_count((61, 60), 121))
    assert [one.code for one in refused.value.problems] == ["T404"]


@pytest.mark.parametrize(("votes", "elected"), [((90, 50), "G"), ((74, 50), "G"), ((73, 50), "")])
def test_x53_a_further_vote_needs_more_than_half_again(votes: tuple[int, int], elected: str) -> None:
    election = a_vote(a_contest(1, "GH"), Stage.FURTHER, entitled=152, present=146)
    result = decided(election, a_count(votes, 146))
    assert (result.need, letters(election, result)) == (74, elected)


HEAD = a_contest(1, "A", kind=Kind.ZW, office="党委书记", members={"A": "A", "b": "B"})


@pytest.mark.parametrize(("present", "votes", "elected"), [(9, 5, "A"), (9, 4, ""), (8, 5, "A"), (8, 4, "")])
def test_x54_x08_equal_vote_of_nine_members(present: int, votes: int, elected: str) -> None:
    election = a_vote(HEAD, Stage.PLENARY, entitled=9, present=present)
    result = decided(election, a_count((votes,), present))
    assert (letters(election, result), result.need) == (elected, 5)


def test_x08_seven_of_nine_may_not_vote() -> None:
    assert [
        quorum(load_rule_book("jiceng-2020"), Attendance(entitled=9, present=there), Kind.ZW).holds
        for there in (9, 8, 7)
    ] == [True, True, False]


@pytest.mark.parametrize(("name", "elected"), [("b", "b"), ("c", "")])
def test_x54_w15_only_a_member_may_be_written_in_for_secretary(name: str, elected: str) -> None:
    election = a_vote(HEAD, Stage.PLENARY, entitled=9, present=9)
    result = decided(election, a_count((2,), 9, write_ins={name: 7}))
    assert letters(election, result) == elected
    assert (result.outcome.open_seats == 0) is bool(elected)


@pytest.mark.parametrize(("names", "holds"), [("A", True), ("AB", False)])
def test_x11_secretaries_are_elected_without_a_margin(names: str, holds: bool) -> None:
    election = a_vote(a_contest(1, names, kind=Kind.ZW, office="党委书记"), Stage.PLENARY, entitled=9, present=9)
    count = a_count((9, 0)[: len(names)], 9)
    if holds:
        assert decided(election, count).margin.rule == "M6"
    else:
        with pytest.raises(Problems) as refused:
            decided(election, count)
        assert {(one.code, one.rule) for one in refused.value.problems} == {("T403", "M6")}


@pytest.mark.parametrize(("took_part", "holds"), [(2001, True), (2000, False)])
def test_x09_more_than_half_of_the_voters_take_part(took_part: int, holds: bool) -> None:
    contest = a_contest(1, "AB", kind=Kind.RD, office="区人大代表")
    election = a_vote(contest, rules="xuanju-fa-2020", entitled=4000, voted=took_part, everyone=4000)
    assert election_quorum(load_rule_book("xuanju-fa-2020"), election).holds is holds


@pytest.mark.parametrize(("present", "holds"), [(40, True), (39, False)])
def test_x10_two_thirds_of_the_deputies(present: int, holds: bool) -> None:
    contest = a_contest(1, "AB", kind=Kind.RZ, office="镇长")
    election = a_vote(contest, rules="zuzhi-fa-2022", entitled=60, present=present, everyone=60)
    assert election_quorum(load_rule_book("zuzhi-fa-2022"), election).holds is holds


DISTRICT = {"entitled": 2800, "voted": 1500, "everyone": 2800}


@pytest.mark.parametrize(("b", "elected", "following"), [(760, "AB", None), (751, "AB", None), (750, "A", "further")])
def test_x55_direct_deputies_over_those_who_took_part(b: int, elected: str, following: str | None) -> None:
    contest = a_contest(2, "ABC", kind=Kind.RD, office="区人大代表")
    election = a_vote(contest, rules="xuanju-fa-2020", **DISTRICT)
    count = a_count((820, b, 700), 1480, void=20)
    result = decided(election, count)
    assert (letters(election, result), result.need, kind_of_next(election, count)) == (elected, 751, following)


@pytest.mark.parametrize(("votes", "elected"), [(520, "B"), (500, "B"), (499, "")])
def test_x56_a_further_vote_of_direct_deputies_needs_a_third_of_the_ballots(votes: int, elected: str) -> None:
    contest = a_contest(1, "BC", kind=Kind.RD, office="区人大代表")
    election = a_vote(contest, Stage.FURTHER, "xuanju-fa-2020", **DISTRICT)
    result = decided(election, a_count((votes, 400), 1480, void=20))
    assert (result.majority.base, result.majority.base_count, result.need) == ("collected", 1500, 500)
    assert letters(election, result) == elected


@pytest.mark.parametrize(("names", "holds"), [("B", False), ("BC", True), ("BCD", False)])
def test_x56_one_seat_has_exactly_two_candidates(names: str, holds: bool) -> None:
    contest = a_contest(1, names, kind=Kind.RD, office="区人大代表")
    election = a_vote(contest, Stage.FURTHER, "xuanju-fa-2020", **DISTRICT)
    count = a_count((520, 300, 200)[: len(names)], 1500)
    if holds:
        assert letters(election, decided(election, count)) == "B"
    else:
        with pytest.raises(Problems):
            decided(election, count)


@pytest.mark.parametrize(("votes", "elected"), [(31, "A"), (30, "")])
def test_x58_mayor_over_all_deputies(votes: int, elected: str) -> None:
    contest = a_contest(1, "A", kind=Kind.RZ, office="镇长", nominated=1)
    election = a_vote(contest, rules="zuzhi-fa-2022", entitled=60, present=45, everyone=60)
    result = decided(election, a_count((votes,), 45))
    assert (letters(election, result), result.need) == (elected, 31)


def test_x59_deputy_mayors_gap_and_further_vote() -> None:
    contest = a_contest(4, "ABCDE", kind=Kind.RZ, office="副镇长", fixed_margin=1)
    election = a_vote(contest, rules="zuzhi-fa-2022", entitled=60, present=60, everyone=60)
    count = a_count((50, 45, 40, 30, 29), 60)
    result = decided(election, count)
    assert (letters(election, result), result.outcome.open_seats, kind_of_next(election, count)) == (
        "ABC",
        1,
        "further",
    )
    again = a_vote(replace(contest, seats=1, candidates=contest.candidates[3:]), Stage.FURTHER, "zuzhi-fa-2022",
                   entitled=60, present=60, everyone=60)  # fmt: skip
    assert decided(again, a_count((30, 29), 60)).need == 31  # no one-third rule
    assert decided(again, a_count((30, 29), 60)).outcome.elected == ()
    assert decided(again, a_count((31, 29), 60)).outcome.elected == (0,)


@pytest.mark.parametrize(("by_election", "holds"), [(True, True), (False, False)])
def test_m14_a_by_election_of_a_deputy_mayor_may_be_equal(by_election: bool, holds: bool) -> None:
    contest = a_contest(1, "A", kind=Kind.RZ, office="副镇长", fixed_margin=1)
    election = a_vote(contest, rules="zuzhi-fa-2022", entitled=60, present=60, everyone=60)
    election = replace(election, by_election=by_election)
    if holds:
        assert decided(election, a_count((31,), 60)).margin.rule == "M14"
    else:
        with pytest.raises(Problems):
            decided(election, a_count((31,), 60))


@pytest.mark.parametrize(("votes", "elected"), [((90, 80, 70), "AB"), ((90, 74, 70), "A")])
def test_w13_a_formal_candidate_needs_more_than_half_of_those_present(votes: Any, elected: str) -> None:
    election = a_vote(a_contest(2, "ABC"), Stage.PRELIMINARY, entitled=148, present=148)
    result = decided(election, a_count(votes, 148))
    assert (letters(election, result), result.need, result.places) == (elected, 75, 2)


def test_m9_x14_a_preliminary_of_six_deputy_mayors_prints_the_best_five() -> None:
    contest = a_contest(4, "ABCDEF", kind=Kind.RZ, office="副镇长", fixed_margin=1)
    election = a_vote(contest, Stage.PRELIMINARY, "zuzhi-fa-2022", entitled=60, present=60, everyone=60)
    result = decided(election, a_count((20, 19, 18, 17, 16, 15), 60))
    assert (letters(election, result), result.places, result.need) == ("ABCDE", 5, None)


def test_m9_x14_a_preliminary_of_three_mayors_prints_two() -> None:
    contest = a_contest(1, "ABC", kind=Kind.RZ, office="镇长")
    election = a_vote(contest, Stage.PRELIMINARY, "zuzhi-fa-2022", entitled=60, present=60, everyone=60)
    assert letters(election, decided(election, a_count((5, 30, 20), 60))) == "BC"


def test_x47_a_tie_below_the_bar_is_no_revote_and_x48_people_may_reduce_the_seats() -> None:

    approvals = (140, 135, 130, 126, 110, 100, 72, 72, 60)
    election = an_election(a_contest())
    assert kind_of_next(election, a_count(approvals, 147, void=1)) == "further"
    reduced = an_election(a_contest(reduce_seats=ReducedSeats(6, "presidium", None, "决定1号")))
    assert decided(reduced, a_count(approvals, 147, void=1)).outcome.status is Status.COMPLETE
    few = an_election(a_contest(reduce_seats=ReducedSeats(6, "electors", 73, "")))
    with pytest.raises(Problems) as refused:
        decided(few, a_count(approvals, 147, void=1))
    assert {one.code for one in refused.value.problems} == {"T414"}
    enough = an_election(a_contest(reduce_seats=ReducedSeats(6, "electors", 74, "")))
    assert decided(enough, a_count(approvals, 147, void=1)).outcome.status is Status.COMPLETE


def test_r5_the_plenary_follows_where_the_posts_are_given_and_nobody_need_act() -> None:
    contest = a_contest(2, "ABC", heads={"书记": 1, "副书记": 1})
    election = an_election(contest, present=10)
    canvass = canvass_counts(election, {"committee": [Pile("p", a_count((9, 8, 3), 10))]})
    following = canvass.results[0].outcome.next
    assert following is not None
    assert (following.kind, following.seats, following.among) == ("plenary", 2, (0, 1))
    assert not canvass.needs_people


@pytest.mark.parametrize(
    ("leaders", "posts", "kind", "seats"),
    [
        (("书记", "副书记"), {"A": "书记", "B": "副书记", "C": "副书记"}, Kind.DW, 3),
        (("书记", "副书记"), {"A": "书记"}, Kind.JW, 2),  # nobody listed for a post: one
        (("书记",), {}, Kind.DB, None),  # delegates have no plenary
        ((), {"A": "书记"}, Kind.DW, None),
    ],
)
def test_r5_the_plenary_follows_where_the_list_names_its_leaders(
    leaders: tuple[str, ...], posts: dict[str, str], kind: Kind, seats: int | None
) -> None:
    contest = a_contest(2, "ABC", leaders=leaders, kind=kind)
    listed = tuple(replace(one, post=posts.get(one.name, "")) for one in contest.candidates)
    election = an_election(replace(contest, candidates=listed), present=10)
    following = decided(election, a_count((9, 8, 3), 10)).outcome.next
    assert (following and (following.kind, following.seats)) == (seats and ("plenary", seats))


@pytest.mark.parametrize(("office", "elected"), [("人大副主席", ""), ("副镇长", "w")])
def test_x60_w16_a_chair_comes_from_the_deputies_a_mayor_need_not(office: str, elected: str) -> None:
    contest = a_contest(1, "AB", kind=Kind.RZ, office=office, fixed_margin=1, deputies_only="主席" in office)
    election = a_vote(contest, rules="zuzhi-fa-2022", entitled=60, present=60, everyone=60)
    roster = {"w": (Standing("w", status="选民"),)}
    result = decided(replace(election, roster=roster), a_count((5, 5), 60, write_ins={"w": 50}))
    assert letters(election, result) == elected
