"""How far rulings on one ballot could move approvals, where the bounds are exact: nothing wider is said than may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from building import a_box, a_contest, a_method
from tally.counting.kernel import count
from tally.domain.ballot import Ruled
from tally.domain.count import Doubt
from tally.domain.election import Standing

PRINTED = "甲乙丙"
ROSTER = {"戊": (Standing("戊"),), "己": (Standing("己"), Standing("己"))}


def doubt(
    signs: str, written: list[tuple[str, str]], seats: int, roster: Any = None, ruled: tuple[Ruled, ...] = (),
    **method: Any,
) -> Doubt:  # fmt: skip
    contest = a_contest(seats, PRINTED)
    box = a_box(contest, [(signs, written)], a_method(**method))
    names = tuple(replace(one, ruled=dict(enumerate(ruled)).get(at, Ruled.NOT)) for at, one in enumerate(box.write_ins))
    return count(replace(box, write_ins=names), contest, a_method(**method), roster).doubt


@pytest.mark.parametrize(
    ("signs", "written", "seats", "least", "most", "unnamed"),
    [
        # an unreadable name may be anybody's: a candidate's, whose own cell is then ruled on, or somebody else's
        ("○×_", [("？", "○")], 2, {}, {1: 1, 2: 1}, 1),
        ("○×_", [("？", "○")], 1, {0: -1}, {}, 0),  # no choice is left: it makes the ballot void, or it is nobody's
        ("○○○", [("？", "○")], 4, {}, {}, 0),  # w2: no × can stand on the ballot
        ("○○○", [("？", "○")], 3, {0: -1, 1: -1, 2: -1}, {}, 0),
        # with a × beside it, it chooses nobody unless it is a candidate's
        ("○×_", [("？", "×")], 2, {}, {1: 1, 2: 1}, 0),
        ("○×_", [("？", "×")], 1, {0: -1}, {}, 0),
        ("○○○", [("？", "×")], 3, {}, {}, 0),  # every candidate is approved already
        ("○×_", [("？", "×"), ("？", "○")], 3, {}, {1: 1, 2: 1}, 1),
        ("○×_", [("？", "×"), ("？", "○")], 2, {0: -1}, {1: 1, 2: 1}, 1),
        # a name that counts loses its × when the candidate opposed is ruled to be approved
        ("×__", [("戊", "○"), ("？", "×")], 3, {"戊": -1}, {0: 1, 1: 1, 2: 1}, 0),
        ("××_", [("戊", "○"), ("？", "×")], 3, {}, {0: 1, 1: 1, 2: 1}, 0),
        ("××_", [("戊", "○"), ("？", "○")], 3, {}, {0: 1, 1: 1, 2: 1}, 1),  # one name fewer, one × fewer
        ("×__", [("戊", "○"), ("甲", "○")], 3, {"戊": -1}, {0: 1}, 0),
        ("×_×", [("戊", "○"), ("甲", "○")], 3, {}, {0: 1}, 0),
        ("×__", [("戊", "○"), ("乙", "○")], 3, {}, {1: 1}, 0),
        # a name with a sign that cannot be read
        ("○×_", [("戊", "？")], 2, {}, {"戊": 1}, 0),
        ("○×_", [("戊", "？")], 1, {0: -1}, {}, 0),
        ("○○○", [("戊", "？")], 4, {}, {}, 0),
        ("？○○", [("戊", "？")], 4, {}, {0: 1, "戊": 1}, 0),
        # w3: more names than ×
        ("○×_", [("戊", "○"), ("庚", "○")], 3, {}, {"戊": 1, "庚": 1}, 0),
        ("？×_", [("戊", "○"), ("庚", "○")], 2, {}, {"戊": 1, "庚": 1}, 0),
    ],
)
def test_bounds_where_every_name_is_taken_as_written(
    signs: str, written: Any, seats: int, least: Any, most: Any, unnamed: int
) -> None:
    assert doubt(signs, written, seats) == Doubt(1, least, most, unnamed)


@pytest.mark.parametrize(
    ("signs", "written", "ruled", "least", "most"),
    [
        ("×？_", [("戊", "○"), ("庚", "○")], [Ruled.NOT, Ruled.DROPPED], {}, {1: 1}),
        ("×？_", [("戊", "○"), ("庚", "○")], [Ruled.NOT, Ruled.COUNTS], {}, {1: 1, "戊": 1}),
        ("？__", [("戊", "○"), ("庚", "○")], [Ruled.COUNTS, Ruled.DROPPED], {}, {0: 1}),
        ("？××", [("己", "○"), ("庚", "○")], [Ruled.COUNTS, Ruled.NOT], {}, {0: 1}),
    ],
)
def test_what_is_ruled_on_moves_no_more(signs: str, written: Any, ruled: Any, least: Any, most: Any) -> None:
    roster = {**ROSTER, "庚": (Standing("庚"),)}
    assert doubt(signs, written, 3, roster, tuple(ruled)) == Doubt(1, least, most, 0)
