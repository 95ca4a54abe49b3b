"""Why a ballot waits, and what each way to rule on it changes (rules.md 4.3, 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from building import a_box, a_contest, a_method, an_election, canvassed
from tally.counting.readings import Reason, Waiting, waiting_ballots
from tally.domain.ballot import Ruled
from tally.domain.election import Standing
from tally.domain.ruling import ReadAs

MARKS = (ReadAs.APPROVE, ReadAs.OPPOSE, ReadAs.ABSTAIN, ReadAs.UNCLEAR)
ROSTER = {"戊": (Standing("戊"),), "己": (Standing("己"), Standing("己")), "庚": (Standing("庚"),)}


def waiting(ballots: Sequence[Any], seats: int = 1, names: str = "甲乙", **fields: Any) -> list[Waiting]:
    """Return what waits among these ballots, of which all are collected."""
    of_contest = {key: fields.pop(key) for key in ("members",) if key in fields}
    method = a_method(**fields.pop("method", {}))
    contest = a_contest(seats, names, **of_contest)
    election = an_election(contest, present=len(ballots), method=method, **fields)
    box = a_box(contest, ballots, method)
    box = replace(box, numbers=tuple(f"N{at}" for at in range(len(ballots))))
    return waiting_ballots(election, canvassed(election, box).results[0], [box])


def reasons(ballot: Any, **fields: Any) -> list[tuple[str, str, tuple[ReadAs, ...], int | None, int | None]]:
    """Return why one ballot among clear ones waits."""
    found = waiting([ballot, *["○×"] * 9], **fields)
    return [_bare(reason) for one in found for reason in one.reasons]


def _bare(one: Reason) -> tuple[str, str, tuple[ReadAs, ...], int | None, int | None]:
    return one.column, one.rule, one.choices, one.candidate, one.box


def test_clear_ballots_do_not_wait_and_a_void_vote_has_none() -> None:
    assert waiting(["○×", "×○", "__"]) == []
    contest = a_contest(1, "甲乙", issued=1)
    election = an_election(contest, present=1)
    box = a_box(contest, ["？×", "？×"])
    result = canvassed(election, box).results[0]
    assert result.count is None
    assert waiting_ballots(election, result, [box]) == []


@pytest.mark.parametrize(("cell", "rule"), [("？", "c9"), ("○×", "c5"), ("△", "c7")])
def test_a_cell_that_waits(cell: str, rule: str) -> None:
    method = {"foreign_marks": "doubtful"} if rule == "c7" else {}
    (column, *rest), *others = reasons((("×", cell), []), method=method)
    assert (column, rest, others) == ("乙", [rule, MARKS, 1, None], [])


APPROVE_OR_NOT, COUNT_OR_DROP = (ReadAs.APPROVE, ReadAs.UNCLEAR), (ReadAs.COUNT, ReadAs.DROP)
SIGN = "另选他人1符号"


@pytest.mark.parametrize(
    ("signs", "written", "expected"),
    [
        ("_×", [("？", "○")], [("另选他人1", "w5", (ReadAs.UNCLEAR,), None, 1)]),
        ("_×", [("？", "×")], [("另选他人1", "w5", (ReadAs.UNCLEAR,), None, 1)]),
        ("_×", [("戊", "？")], [(SIGN, "c5", APPROVE_OR_NOT, None, 1)]),
        ("_×", [("甲", "○")], [("甲", "w6", MARKS[:3], 0, None)]),
        ("_×", [("乙", "")], [("乙", "w6", MARKS[:3], 1, None)]),
        ("○_", [("甲", "○")], []),
        ("_×", [("己", "○")], [("另选他人1", "w8", COUNT_OR_DROP, None, 1)]),
        ("_×", [("辛", "○")], [("另选他人1", "w9", COUNT_OR_DROP, None, 1)]),
        ("_×", [("戊", "○")], []),
        ("_×", [("辛", "×")], []),
        ("__", [("辛", "○")], []),  # w2: without a × nothing is doubtful
    ],
)
def test_a_name_that_waits(signs: str, written: Any, expected: Any) -> None:
    assert reasons((signs, written), roster=ROSTER) == expected


def test_w3_each_name_waits_when_there_are_more_names_than_crosses() -> None:
    written = [("戊", "○"), ("庚", "○")]
    expected = [(f"另选他人{box}", "w3", COUNT_OR_DROP, None, box) for box in (1, 2)]
    assert reasons(("_×_", written), seats=2, names="甲乙丙", roster=ROSTER) == expected
    assert reasons(("_××", written), seats=2, names="甲乙丙", roster=ROSTER) == []


def test_w2_a_name_without_a_cross_is_no_reason_beside_a_cell_that_is_one() -> None:
    assert reasons(("？_", [("辛", "○")]), roster=ROSTER) == [("甲", "c9", MARKS, 0, None)]
    both = [("甲", "c9", MARKS, 0, None), ("另选他人1", "w9", COUNT_OR_DROP, None, 1)]
    assert reasons(("？×", [("辛", "○")]), roster=ROSTER) == both
    assert reasons(("？_", [("辛", "○")]), roster=ROSTER, method={"writein_needs_oppose": False}) == both


def test_w7_a_name_written_twice_waits_once_where_it_says_most() -> None:
    unclear = (SIGN, "c5", APPROVE_OR_NOT, None, 1)
    assert reasons(("××", [("戊", "？"), ("戊", "？")])) == [unclear]
    assert reasons(("××", [("戊", "？"), ("戊", "○")])) == []
    assert reasons(("××", [("戊", "？"), ("戊", "×")])) == [unclear]
    assert reasons(("××", [("戊", "×"), ("戊", "？")])) == [("另选他人2符号", "c5", APPROVE_OR_NOT, None, 2)]
    assert [one[0] for one in reasons(("××", [("？", "○"), ("？", "○")]))] == ["另选他人1", "另选他人2"]


def test_a_name_that_is_ruled_on_no_longer_waits() -> None:
    contest = a_contest(1, "甲乙")
    election = an_election(contest, present=1)
    box = a_box(contest, [("_？", [("？", "○")])])
    ruled = replace(box, write_ins=(replace(box.write_ins[0], ruled=Ruled.SETTLED),))
    result = canvassed(election, box).results[0]
    columns = [[one.column for one in waiting_ballots(election, result, [each])[0].reasons] for each in (box, ruled)]
    assert columns == [["乙", "另选他人1"], ["乙"]]


def readings(one: Waiting) -> dict[tuple[str, str, str], tuple[dict[int | str, int], bool, Any]]:
    return {(each.column, each.read_as.value, each.name): (dict(each.changes), each.void, each.elected)
            for each in one.readings}  # fmt: skip


def test_each_reading_tells_what_it_changes_and_whom_it_elects() -> None:
    (one,) = waiting(["×？", "○×", "○×", "×○", "×○"])
    assert (one.number, one.at, one.could_change) == ("N0", 0, True)
    assert readings(one) == {
        ("乙", "approve", ""): ({1: 1}, False, (1,)),  # three of five
        ("乙", "oppose", ""): ({}, False, None),
        ("乙", "abstain", ""): ({}, False, None),
        ("乙", "unclear", ""): ({}, False, None),
    }


def test_a_reading_that_makes_the_ballot_void_takes_its_approvals() -> None:
    (one,) = waiting(["○？", "○×", "○×", "×○", "×○"])
    assert readings(one)["乙", "approve", ""] == ({0: -1}, True, ())
    assert one.could_change
    (one,) = waiting(["○？", "○×", "○×", "○×", "×○"])
    assert readings(one)["乙", "approve", ""] == ({0: -1}, True, None)
    assert not one.could_change


def test_each_ballot_is_read_with_its_own_names_alone() -> None:
    first, second = waiting([("_×", [("戊", "？")]), ("？×", []), ("_×", [("庚", "○")]), "○×", "○×"])
    assert (first.at, second.at) == (0, 1)
    assert readings(first) == {
        ("另选他人1符号", "approve", ""): ({"戊": 1}, False, None),
        ("另选他人1符号", "unclear", ""): ({}, False, None),
    }
    assert {column for column, _, _ in readings(second)} == {"甲"}
    assert readings(second)["甲", "approve", ""] == ({0: 1}, False, (0,))  # three of five


def test_w5_an_unreadable_name_is_offered_the_names_others_wrote() -> None:
    others = [("_×", [("戊", "○")])] * 2
    (one,) = waiting([("_×", [("？", "○")]), *others, "○×", "○×"])
    assert one.reasons[0].names == ("戊",)
    assert readings(one) == {
        ("另选他人1", "unclear", ""): ({}, False, None),
        ("另选他人1", "name", "戊"): ({"戊": 1}, False, ("戊",)),  # three of five
    }
    assert one.could_change
    (one,) = waiting([("_×", [("？", "○")]), *others[:1], *["○×"] * 3])
    assert readings(one)["另选他人1", "name", "戊"] == ({"戊": 1}, False, None)
    assert not one.could_change


def test_a_name_counts_once_when_a_reading_lets_it_count_and_takes_it_away_when_dropped() -> None:
    (one,) = waiting([("_×", [("己", "○")]), *["○×"] * 4], roster=ROSTER)
    assert readings(one)["另选他人1", "count", ""] == ({"己": 1}, False, None)
    assert readings(one)["另选他人1", "drop", ""] == ({}, False, None)
    assert not one.could_change
    (one,) = waiting([("？×_", [("戊", "○")]), "_○×", "_×○"], seats=1, names="甲乙丙")
    assert readings(one)["甲", "approve", ""] == ({"戊": -1}, True, None)


def test_w15_a_doubt_about_somebody_who_cannot_be_elected_changes_nothing() -> None:
    ballots = [("_×", [("壬", "？")]), *[("_×", [("壬", "○")])] * 2, "_×", "_×"]
    (one,) = waiting(ballots, members={"壬": "壬", "甲": "甲", "乙": "乙"})
    assert one.could_change
    (one,) = waiting(ballots, members={"甲": "甲", "乙": "乙"})
    assert not one.could_change
    assert readings(one)["另选他人1符号", "approve", ""] == ({"壬": 1}, False, None)


def test_a_name_that_no_other_ballot_bears_begins_at_nought() -> None:
    (one,) = waiting([("_×", [("戊", "？")]), "_×"])
    assert readings(one)["另选他人1符号", "approve", ""] == ({"戊": 1}, False, None)
    assert not one.could_change
    (one,) = waiting([("_×", [("戊", "？")])])
    assert readings(one)["另选他人1符号", "approve", ""] == ({"戊": 1}, False, ("戊",))
    assert one.could_change
