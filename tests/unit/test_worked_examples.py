"""X01–X06, X11, X12, X15–X51, X61–X63, X66: each worked example of the rules, at the level of counts and ballots."""

from __future__ import annotations

import dataclasses

import pytest

from building import a_box, a_contest, a_count, a_method, an_election, canvassed, decided, letters
from tally.counting.canvass import Pile, canvass_counts
from tally.counting.identities import identity_problems
from tally.domain.ballot import VoidReason
from tally.domain.count import CandidateCount, Count
from tally.domain.election import Attendance, Kind, Standing
from tally.domain.legend import L3
from tally.domain.outcome import Status
from tally.domain.problem import Problems
from tally.rules.margin import verify_margin
from tally.rules.meeting import quorum
from tally.rules.rulebook import load_rule_book

BOOK = load_rule_book("jiceng-2020")
X01 = ((145, 1, 1, 0), (143, 2, 1, 1), (141, 3, 3, 0), (140, 4, 3, 0), (138, 5, 4, 0), (136, 6, 5, 0), (120, 20, 7, 0),
       (40, 98, 9, 0), (20, 120, 7, 0))  # fmt: skip


def an_x01_count() -> Count:
    return Count("committee", tuple(CandidateCount(*row) for row in X01), 147, {VoidReason.OVERVOTE: 1})


def test_x01_an_ordinary_election() -> None:
    election = an_election(a_contest(issued=148, collected=148), entitled=152)
    result = decided(election, an_x01_count())
    assert letters(election, result) == "ABCDEFG"
    assert (result.outcome.status, result.outcome.open_seats) == (Status.COMPLETE, 0)
    assert (result.majority.need, result.margin.percent, result.margin.holds) == (75, "28.57", True)
    assert quorum(BOOK, election.attendance).holds
    assert sum(row[0] for row in X01) == 1023 <= 7 * 147
    assert all(sum(row) == 147 for row in X01)


@pytest.mark.parametrize(
    ("example", "approvals", "valid", "void", "elected"),
    [
        ("X02", (145, 143, 141, 140, 138, 136, 74, 60, 30), 148, 0, "ABCDEF"),
        ("X03", (146, 144, 140, 135, 130, 120, 78, 60, 40), 148, 0, "ABCDEFG"),
        ("X04", (130, 128, 126, 125, 120, 118, 73, 50, 40), 138, 2, "ABCDEF"),
    ],
)
def test_x02_to_x04_half_of_those_present(
    example: str, approvals: tuple[int, ...], valid: int, void: int, elected: str
) -> None:
    election = an_election(a_contest(), present=148, entitled=160 if example == "X03" else 148)
    result = decided(election, a_count(approvals, valid, void=void))
    assert letters(election, result) == elected
    assert result.outcome.open_seats == 7 - len(elected)
    assert result.majority.need == 75


def test_x03_the_stricter_base_of_a_method() -> None:
    election = an_election(a_contest(), entitled=160, method=a_method(majority_base="entitled"))
    result = decided(election, a_count((146, 144, 140, 135, 130, 120, 78, 60, 40), 148))
    assert (result.majority.need, letters(election, result), result.outcome.open_seats) == (81, "ABCDEF", 1)


def test_x05_discipline_committee_with_exactly_a_fifth() -> None:
    contest = a_contest(5, "123456", id="discipline", office="纪委委员", kind=Kind.JW)
    election = an_election(contest)
    result = decided(election, a_count((140, 130, 120, 110, 100, 75), 146, void=2, contest="discipline"))
    assert result.margin.holds
    assert result.margin.percent == "20.00"
    assert letters(election, result) == "12345"
    assert result.outcome.passed == 6


@pytest.mark.parametrize(
    ("entitled", "present", "holds"),
    [(150, 120, True), (150, 119, False), (149, 120, True), (152, 122, True), (152, 121, False)],
)
def test_x06_four_fifths_to_the_letter(entitled: int, present: int, holds: bool) -> None:
    assert quorum(BOOK, Attendance(entitled, present)).holds is holds


@pytest.mark.parametrize(
    ("kind", "seats", "candidates", "share", "holds", "least"),
    [
        ("DW", 7, 8, "14.28", False, 9),
        ("DW", 7, 9, "28.57", True, 9),
        ("DW", 9, 10, "11.11", False, 11),
        ("DW", 9, 11, "22.22", True, 11),
        ("DW", 11, 13, "18.18", False, 14),
        ("DW", 11, 14, "27.27", True, 14),
        ("JW", 5, 6, "20.00", True, 6),
        ("JW", 3, 4, "33.33", True, 4),
        ("JW", 5, 5, "0.00", False, 6),
        ("DB", 101, 121, "19.80", False, 122),
        ("DB", 150, 180, "20.00", True, 180),
        ("ZW", 1, 1, "0.00", True, 1),
        ("ZW", 1, 2, "100.00", False, 1),
    ],
)
def test_x11_verdicts_on_margins(kind: str, seats: int, candidates: int, share: str, holds: bool, least: int) -> None:
    margin = verify_margin(BOOK, Kind(kind), seats, candidates)
    assert (margin.percent, margin.holds, margin.need_candidates) == (share, holds, least)


def test_x12_a_withdrawal_is_tested_anew() -> None:
    assert verify_margin(BOOK, Kind.DW, 7, 9).holds
    election = an_election(a_contest(names="ABCDEFGH"))
    with pytest.raises(Problems) as refused:
        canvass_counts(election, {"committee": [Pile("p", a_count((120,) * 8, 148))]})
    assert [(one.code, one.rule) for one in refused.value.problems] == [("T403", "M1")]


def test_x15_more_ballots_than_voters() -> None:
    contest = a_contest(issued=148, collected=149)
    result = canvassed(an_election(contest)).results[0]
    assert (result.outcome.status, result.count, result.outcome.open_seats) == (Status.VOID, None, 7)
    assert result.outcome.next is not None
    assert result.outcome.next.kind == "rerun"


def test_x16_fewer_ballots() -> None:
    election = an_election(a_contest(issued=148, collected=146))
    result = decided(election, a_count((140, 139, 138, 137, 136, 135, 75, 10, 10), 146))
    assert (result.majority.need, result.outcome.status) == (75, Status.COMPLETE)


def test_x17_issued_more_than_present() -> None:
    contest = a_contest(issued=150, collected=149)
    canvass = canvassed(an_election(contest))
    assert canvass.results[0].outcome.status is Status.VOID
    assert {"T405", "T413"} <= {one.code for one in canvass.remarks}


def test_x18_two_bodies_are_two_elections() -> None:
    committee = a_contest(issued=148, collected=148)
    discipline = a_contest(5, "123456", id="discipline", office="纪委委员", kind=Kind.JW, issued=148, collected=149)
    election = an_election(committee, discipline)
    results = canvass_counts(election, {"committee": [Pile("p", replaced_void(an_x01_count()))]}).results
    assert [one.outcome.status for one in results] == [Status.COMPLETE, Status.VOID]


def replaced_void(count: Count) -> Count:
    return dataclasses.replace(count, invalid={VoidReason.OVERVOTE: 1})


ONE_BALLOT = {
    "X19": ("○○○○○○○××", "ABCDEFG", {}),
    "X20": ("○○○○○○○○×", None, {}),
    "X21": ("○○○○○____", "ABCDE", {}),
    "X22": (("○○○○○○○××", [("wK", "○")]), None, {}),
    "X23": (("○○○○○○×__", [("wK", "○")]), "ABCDEF+wk", {}),
    "X24": (("○○○○○○___", [("wK", "○")]), "ABCDEF", {}),
    "X25": (("○○○○○○___", [("wK", "○")]), "ABCDEF+wk", {"writein_needs_oppose": False}),
    "X26": ("_________", "", {}),
    "X27": ("×××××××××", "", {}),
    "X28": (("○×", *"○○○○○○", "_", "_"), "BCDEFG", {}),
    "X29": (("○×", *"○○○○○○○", "_"), "BCDEFGH", {}),
    "X30": (("○○", *"○○○○○○", "_", "_"), "ABCDEFG", {}),
    "X31": (("○○○○○○×__", [("A", "○")]), "ABCDEF", {}),
    "X32": (("○○○○○○××_", [("wK", "○"), ("wK", "○")]), "ABCDEF+wk", {}),
    "X33 approve": (("○○○○○○×__", [("wK", "")]), "ABCDEF+wk", {"writein_unmarked": "approve"}),
    "X33 abstain": (("○○○○○○×__", [("wK", "")]), "ABCDEF", {"writein_unmarked": "abstain"}),
    "X33 void": (("○○○○○○×__", [("wK", "")]), "ABCDEF", {"writein_unmarked": "void"}),
    "X34": (("○○○○○○×__", [("？", "○")]), "ABCDEF", {}),
    "X35": ("？？？？？？？？？", None, {}),
    "X37": (("○○○○○○×__", [("wK", "○"), ("wL", "○")]), None, {}),
    "X38": (("○○○○○_×__", [("wK", "○"), ("wL", "○")]), "ABCDE", {}),
    "X38b": (("○○○○○○○__", [("wK", "○")]), None, {}),
    "X39 void": ("√√√√√√√××", "", {}),
    "X39 read": ("√√√√√√√××", "ABCDEFG", {"foreign_marks": "read"}),
    "X41 empty": ("_________", None, {"legend": L3}),
    "X41 one": ("×________", None, {"legend": L3}),
    "X41 two": ("××_______", "CDEFGHI", {"legend": L3}),
}


@pytest.mark.parametrize("example", ONE_BALLOT)
def test_x19_to_x41_one_ballot(example: str) -> None:
    ballot, counted, settings = ONE_BALLOT[example]
    method = a_method(**settings)
    contest = a_contest()
    election = an_election(contest, present=1, method=method)
    count = canvassed(election, a_box(contest, [ballot], method)).results[0].count
    assert count is not None
    if counted is None:
        assert (count.valid, count.void) == (0, 1)
        return
    assert (count.valid, count.void) == (1, 0)
    approved = "".join(
        one.name for one, figures in zip(contest.candidates, count.candidates, strict=True) if figures.approve
    )
    written = "".join(f"+{key}" for key, votes in count.write_ins.items() if votes)
    assert approved + written == counted


def one_count(ballot: object, **settings: object) -> Count:
    method = a_method(**settings)
    contest = a_contest()
    count = canvassed(an_election(contest, present=1, method=method), a_box(contest, [ballot], method)).results[0].count
    assert count is not None
    return count


def test_what_else_the_examples_say_of_one_ballot() -> None:
    assert [one.abstain for one in one_count("_________").candidates] == [1] * 9  # X26
    assert one_count(ONE_BALLOT["X23"][0]).candidates[6].oppose == 1
    assert one_count(ONE_BALLOT["X28"][0]).candidates[0].unclear == 1
    assert one_count(ONE_BALLOT["X28"][0]).doubt.ballots == 1
    assert one_count(ONE_BALLOT["X29"][0]).doubt.ballots == 1
    assert one_count(ONE_BALLOT["X24"][0]).doubt.ballots == 0  # without any ×, nothing is doubtful
    assert one_count(ONE_BALLOT["X38"][0]).doubt.ballots == 1
    assert one_count(ONE_BALLOT["X35"][0]).invalid == {VoidReason.UNREADABLE: 1}
    assert [one.unclear for one in one_count(ONE_BALLOT["X39 void"][0]).candidates] == [1] * 7 + [0, 0]
    assert one_count(ONE_BALLOT["X39 void"][0]).doubt.ballots == 1
    assert one_count(ONE_BALLOT["X39 read"][0], foreign_marks="read").doubt.ballots == 0


def test_x36_a_scrutineers_reason_wins() -> None:
    contest = a_contest()
    box = a_box(contest, ["○○○○○○○××"], void={0: VoidReason.MARKED})
    count = canvassed(an_election(contest, present=1), box).results[0].count
    assert count is not None
    assert (count.valid, count.invalid) == (0, {VoidReason.MARKED: 1})


@pytest.mark.parametrize(("legend", "approvals", "elected"), [("L1", [4, 0, 0], ""), ("L3", [6, 6, 4], "AB")])
def test_x40_one_pile_two_legends(legend: str, approvals: list[int], elected: str) -> None:
    method = a_method(**({"legend": L3} if legend == "L3" else {}))
    contest = a_contest(2, "ABC")
    election = an_election(contest, present=10, method=method)
    box = a_box(contest, ["__×"] * 6 + ["○×_"] * 4, method)
    result = canvassed(election, box).results[0]
    assert result.count is not None
    assert [one.approve for one in result.count.candidates] == approvals
    assert (result.count.void, result.majority.need) == (0, 6)
    assert letters(election, result) == elected


WHO = {
    "X42": ((140, 135, 130, 126, 110, 100, 90, 80, 60), {}, "ABCDEFG", 0, None, ""),
    "X43": ((140, 135, 130, 126, 110, 100, 90, 90, 60), {}, "ABCDEF", 1, "revote", "GH"),
    "X44": ((140, 135, 130, 126, 110, 95, 95, 95, 60), {}, "ABCDE", 2, "revote", "FGH"),
    "X45": ((140, 130, 130, 126, 110, 100, 90, 70, 60), {}, "ABCDEFG", 0, None, ""),
    "X46": ((140, 135, 130, 126, 110, 100, 90, 60, 60), {}, "ABCDEFG", 0, None, ""),
    "X47": ((140, 135, 130, 126, 110, 100, 72, 72, 60), {}, "ABCDEF", 1, "further", ""),
    "X48": ((140, 135, 130, 126, 110, 100, 72, 71, 60), {}, "ABCDEF", 1, "further", ""),
    "X49": ((140, 135, 130, 126, 110, 100, 60, 50, 30), {"wk": 80}, "ABCDEFwk", 0, None, ""),
    "X51": ((74, 70, 70, 60, 50, 40, 30, 20, 10), {}, "", 7, "further", ""),
}


@pytest.mark.parametrize("example", WHO)
def test_x42_to_x51_who_is_elected(example: str) -> None:
    approvals, write_ins, elected, open_seats, following, among = WHO[example]
    election = an_election(a_contest())
    result = decided(election, a_count(approvals, 147, void=1, write_ins=write_ins))
    outcome = result.outcome
    assert letters(election, result) == elected
    assert outcome.open_seats == open_seats
    assert (outcome.next.kind if outcome.next else None) == following
    names = election.contests[0].candidates
    assert "".join(names[one].name for one in outcome.tied if isinstance(one, int)) == among
    if outcome.next:
        assert outcome.next.seats == open_seats


def test_x49_an_elected_write_in_must_be_confirmed() -> None:
    election = an_election(a_contest())
    canvass = canvass_counts(election, {"committee": [Pile("p", a_count(WHO["X49"][0], 148, write_ins={"wk": 80}))]})
    assert canvass.needs_people
    assert "T412" in {one.code for one in canvass.remarks}


def test_x50_a_write_in_who_may_not_stand() -> None:
    election = an_election(a_contest(), roster={"wk": (Standing("wK", reason="预备党员"),)})
    result = decided(election, a_count(WHO["X49"][0], 148, write_ins={"wk": 80}))
    assert (letters(election, result), result.outcome.open_seats) == ("ABCDEF", 1)


@pytest.mark.parametrize(
    ("example", "count", "rule", "named"),
    [
        ("X61", Count("c", (CandidateCount(147),), 147, {VoidReason.OTHER: 2}), "I1", "148"),
        (
            "X62",
            Count("c", (CandidateCount(147), CandidateCount(141, 3, 2, 0)), 147, {VoidReason.OTHER: 1}),
            "I2",
            "乙",
        ),
        (
            "X63",
            Count("c", (CandidateCount(147),) * 7 + (CandidateCount(11, 136),), 147, {VoidReason.OTHER: 1}),
            "I3",
            "1040",
        ),
    ],
)
def test_x61_to_x63_broken_figures_are_refused(example: str, count: Count, rule: str, named: str) -> None:
    problems = list(identity_problems(count, 7, 148, ["甲", "乙", *"丙丁戊己庚辛"][: len(count.candidates)]))
    assert rule in [one.rule for one in problems]
    assert any(named in str(one.found) for one in problems)


def test_x61_to_x63_whole_figures_pass() -> None:
    assert not list(identity_problems(an_x01_count(), 7, 148, "ABCDEFGHI"))
