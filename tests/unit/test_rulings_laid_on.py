"""Rulings laid on a pile: in which order, what is said of them, and what stands afterwards (rules.md b9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from building import a_box, a_contest, a_count, a_method, an_election
from tally.counting.kernel import count
from tally.counting.rulings import Settled, apply_rulings, settle
from tally.domain.ballot import BallotBox, Ruled, VoidReason
from tally.domain.count import Tallied
from tally.domain.election import Candidate
from tally.domain.ruling import ReadAs, Ruling

CONTEST = a_contest(2, "甲乙丙")


def a_ruling(read_as: str, **fields: Any) -> Ruling:
    defaults = {"contest": "committee", "ballot": "1", "column": "", "by": "总监票人", "reason": "可辨"}
    return Ruling(**{**defaults, **fields, "read_as": ReadAs(read_as)})


def numbered(*ballots: Any, name: str = "a.xlsx") -> BallotBox:
    box = a_box(CONTEST, ballots, name=name)
    return replace(box, numbers=tuple(str(at) for at in range(1, len(ballots) + 1)))


def laid_on(ballot: Any, *rulings: Ruling, **method: Any) -> Settled:
    return settle(numbered(ballot), CONTEST, a_method(**method), None, rulings)


def codes(settled: Settled) -> list[str]:
    return [one.code for one in settled.problems]


def approvals(settled: Settled) -> tuple[list[int], dict[str, int], int]:
    """Return what the pile then gives, and how many ballots still wait."""
    result = count(settled.box, CONTEST, a_method())
    return [one.approve for one in result.candidates], dict(result.write_ins), result.doubt.ballots


@pytest.mark.parametrize("backwards", [False, True])
def test_a_name_is_read_before_it_counts_wherever_the_rulings_stand(backwards: bool) -> None:
    rulings = [a_ruling("name", box=1, name="戊"), a_ruling("count", box=1, column="另选他人1符号")]
    settled = laid_on(("_×_", [("？", "○")]), *(rulings[::-1] if backwards else rulings))
    assert (codes(settled), approvals(settled)) == ([], ([0, 0, 0], {"戊": 1}, 0))


@pytest.mark.parametrize("backwards", [False, True])
def test_w6_a_name_read_as_a_candidate_is_settled_with_the_candidates_cell(backwards: bool) -> None:
    rulings = [a_ruling("name", box=1, name="乙"), a_ruling("oppose", candidate=1)]
    settled = laid_on(("_×_", [("？", "○")]), *(rulings[::-1] if backwards else rulings))
    assert (codes(settled), approvals(settled)) == ([], ([0, 0, 0], {}, 0))


@pytest.mark.parametrize("backwards", [False, True])
def test_the_cells_have_their_turn_before_the_ballot(backwards: bool) -> None:
    rulings = [a_ruling("approve", candidate=0), a_ruling("valid")]
    settled = laid_on("？×_", *(rulings[::-1] if backwards else rulings))
    assert (codes(settled), approvals(settled)) == ([], ([1, 0, 0], {}, 0))


@pytest.mark.parametrize(
    ("signs", "read_as", "said"),
    [("？×_", "approve", []), ("○×_", "approve", []), ("○×_", "oppose", ["T397"]), ("_×_", "approve", ["T397"]),
     ("△×_", "oppose", []), ("_×_", "abstain", [])],
)  # fmt: skip
def test_a_ruling_that_changes_what_was_clear_is_told(signs: str, read_as: str, said: list[str]) -> None:
    method = a_method(foreign_marks="doubtful")
    box = replace(a_box(CONTEST, [signs], method), numbers=("1",))
    assert codes(settle(box, CONTEST, method, None, [a_ruling(read_as, candidate=0)])) == said


def test_w6_a_candidate_named_once_more_may_be_ruled_on_though_the_cell_is_clear() -> None:
    settled = laid_on(("×__", [("甲", "○")]), a_ruling("approve", candidate=0))
    assert (codes(settled), approvals(settled)) == ([], ([1, 0, 0], {}, 0))
    beside = laid_on(("×__", [("乙", "○")]), a_ruling("approve", candidate=0))
    assert codes(beside) == ["T397"]
    assert beside.box.write_ins[0].ruled is Ruled.NOT
    named = replace(CONTEST, candidates=(Candidate("甲", "甲（一）"), *CONTEST.candidates[1:]))
    assert (
        settle(numbered(("×__", [("甲", "○")])), named, a_method(), None, [a_ruling("approve", candidate=0)]).problems
        == ()
    )


@pytest.mark.parametrize(
    ("ballot", "said"),
    [
        ("○○_", []),
        ("○○？", []),
        ("○○○", ["T396"]),
        (("○×_", [("戊", "○")]), []),
        (("○○×", [("戊", "○")]), ["T396"]),
        (("○○×", [("戊", "×")]), []),
        ("×××", []),
    ],
)
def test_v3_no_ruling_makes_a_ballot_of_too_many_choices_valid(ballot: Any, said: list[str]) -> None:
    assert codes(laid_on(ballot, a_ruling("valid"))) == said


@pytest.mark.parametrize(
    ("signs", "ruled", "needs", "said"),
    [("_×_", 1, True, []), ("_×_", 2, True, ["T398", "T398"]), ("_××", 2, True, []), ("___", 1, True, ["T396"]),
     ("○__", 1, True, ["T396"]), ("___", 1, False, []), ("_×_", 2, False, [])],
)  # fmt: skip
def test_w2_w3_no_more_names_count_than_there_are_crosses(signs: str, ruled: int, needs: bool, said: list[str]) -> None:
    rulings = [a_ruling("count", box=box) for box in range(1, ruled + 1)]
    settled = laid_on((signs, [("戊", "○"), ("己", "○")]), *rulings, writein_needs_oppose=needs)
    assert codes(settled) == said


@pytest.mark.parametrize(
    ("written", "read_as", "said"),
    [
        (("戊", "○"), "count", []),
        (("？", "○"), "count", ["T396"]),
        (("？", "○"), "approve", []),
        (("？", "○"), "unclear", []),
        (("甲", "○"), "count", ["T396"]),
        (("甲", "○"), "approve", ["T396"]),
        (("甲", "○"), "drop", []),
        (("甲", "○"), "unclear", []),
    ],
)
def test_what_may_be_ruled_about_a_name(written: tuple[str, str], read_as: str, said: list[str]) -> None:
    assert codes(laid_on(("_×_", [written]), a_ruling(read_as, box=1))) == said
    assert codes(laid_on(("_×_", [written]), a_ruling(read_as, box=2))) == ["T396"]  # nothing stands there


@pytest.mark.parametrize(
    ("sign", "read_as", "ruled"),
    [("○", "drop", Ruled.DROPPED), ("×", "drop", Ruled.DROPPED), ("○", "count", Ruled.COUNTS),
     ("？", "approve", Ruled.NOT), ("？", "unclear", Ruled.SETTLED), ("○", "unclear", Ruled.SETTLED),
     ("○", "oppose", Ruled.SETTLED)],
)  # fmt: skip
def test_what_a_name_then_is(sign: str, read_as: str, ruled: Ruled) -> None:
    (name,) = laid_on(("_×_", [("戊", sign)]), a_ruling(read_as, box=1)).box.write_ins
    assert name.ruled is ruled
    uses_up = laid_on(("○×_", [("戊", sign)]), a_ruling(read_as, box=1), a_ruling("valid"))
    chooses = read_as in ("count", "approve") or (read_as == "drop" and sign == "○")
    one_more = laid_on(("○○×", [("戊", sign)]), a_ruling(read_as, box=1), a_ruling("valid"))
    assert (codes(uses_up), codes(one_more)) == ([], ["T396"] if chooses else [])


def test_a_void_ballot_makes_other_rulings_idle() -> None:
    cell = a_ruling("approve", candidate=0)
    settled = laid_on("？×_", cell, a_ruling("void", void=VoidReason.DAMAGED))
    assert codes(settled) == ["T399"]
    assert count(settled.box, CONTEST, a_method()).invalid == {VoidReason.DAMAGED: 1}
    assert codes(laid_on("？×_", a_ruling("void"))) == []
    assert laid_on("？×_", cell, a_ruling("valid")).box.void.tolist() == [0]


@pytest.mark.parametrize(("unclear", "marks"), [("partial", 1), ("abstain", 0)])
def test_c9_a_cell_nobody_ruled_on_is_what_the_method_says_once_the_ballot_is_valid(unclear: str, marks: int) -> None:
    settled = laid_on("？○_", a_ruling("valid"), unclear=unclear)
    first, second, _ = count(settled.box, CONTEST, a_method(unclear=unclear)).candidates
    assert (first.unclear, first.abstain, second.approve) == (marks, 1 - marks, 1)


def test_names_of_a_ballot_ruled_valid_stand_as_they_are_counted() -> None:
    settled = laid_on(("_×_", [("戊", "○"), ("己", "？"), ("庚", "×")]), a_ruling("valid"))
    assert approvals(settled) == ([0, 0, 0], {"戊": 1}, 0)
    assert [one.ruled for one in settled.box.write_ins] == [Ruled.NOT, Ruled.SETTLED, Ruled.SETTLED]
    two = laid_on(("_×_", [("戊", "○"), ("己", "○")]), a_ruling("valid"))
    assert approvals(two) == ([0, 0, 0], {}, 0)
    assert [one.ruled for one in two.box.write_ins] == [Ruled.DROPPED, Ruled.DROPPED]


def test_two_rulings_for_one_place_are_told_once() -> None:
    first, second = (a_ruling(one, candidate=0, place=one) for one in ("approve", "oppose"))
    assert codes(laid_on("？×_", first, second)).count("T394") == 1
    assert codes(laid_on("？×_", first, a_ruling("oppose", candidate=1, place="x"))) == []


@pytest.mark.parametrize(
    ("file", "found"),
    [("", 2), ("a.xlsx", 1), ("towns/a.xlsx", 1), ("b.xlsx", 1), ("c.xlsx", 0), ("a", 0), ("towns", 0)],
)
def test_a_ruling_names_its_file_by_path_or_by_name(file: str, found: int) -> None:
    one = a_ruling("approve", candidate=0, file=file)
    other = a_ruling("approve", candidate=0, file=file, contest="secretary")
    boxes = [numbered("？×_", name=name) for name in ("towns/a.xlsx › 党委委员", "towns/b.xlsx › 党委委员")]
    election = an_election(CONTEST, present=2)
    settled, problems = apply_rulings(election, {"committee": boxes}, [one, other])
    assert [each.code for each in problems] == {0: ["T392"], 1: [], 2: ["T393"]}[found]
    assert sum(int(box.marks[0, 0]) == 1 for box in settled["committee"] if isinstance(box, BallotBox)) == found


def test_piles_that_arrive_counted_come_last_and_are_left_alone() -> None:
    tallied = Tallied("committee", "team", a_count((1, 1, 1), 3))
    box, election = numbered("？×_"), an_election(CONTEST, present=4)
    assert apply_rulings(election, {"committee": [tallied, box]}, []) == ({"committee": (tallied, box)}, ())
    settled, problems = apply_rulings(
        election, {"committee": [tallied, box]}, [a_ruling("approve", candidate=0), a_ruling("oppose", candidate=1)]
    )
    first, last = settled["committee"]
    assert (first.name, last, problems) == ("a.xlsx", tallied, ())


def test_rulings_find_their_ballot_and_leave_the_others() -> None:
    ballots: Sequence[Any] = ["？×_", ("？×_", [("？", "○")]), ("？×_", [("己", "？")])]
    one = a_ruling("approve", candidate=0, ballot="002")
    settled = settle(numbered(*ballots), CONTEST, a_method(), None, [one, a_ruling("void", ballot="9")])
    assert settled.used == {one}
    assert settled.box.marks[0].tolist()[1] == 1
    assert settled.box.marks[0].tolist()[0] == settled.box.marks[0].tolist()[2] != 1
    assert settled.box.write_ins == numbered(*ballots).write_ins
    unnumbered = replace(numbered(*ballots), numbers=None)
    assert settle(unnumbered, CONTEST, a_method(), None, [one]).used == frozenset()
