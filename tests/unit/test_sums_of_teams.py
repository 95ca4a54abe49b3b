"""A team that is the sum of others is no team, whatever it is called (I1)."""

from __future__ import annotations

from itertools import permutations

import pytest

from building import a_count
from tally.counting.numbers import Numbers
from tally.counting.once import counted_twice
from tally.counting.pieces import PileCount

FIRST, SECOND, THIRD = a_count((5, 2, 1, 0), 8), a_count((3, 3, 3, 0), 9), a_count((1, 4, 0, 2), 7)


def a_team(name: str, count: object, *, seen: bool = False) -> PileCount:
    return PileCount("committee", name, count, count.ballots, Numbers(), seen=seen)


TEAMS = {"一": FIRST, "二": SECOND, "三": THIRD}
SUMS = {
    "全部": (FIRST + SECOND + THIRD, "一、二、三"),
    "前二": (FIRST + SECOND, "一、二"),
    "后二": (SECOND + THIRD, "二、三"),
}


@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("at", range(4))
def test_a_sum_of_neighbours_is_found_wherever_it_stands(name: str, at: int) -> None:
    count, parts = SUMS[name]
    teams = [a_team(team, one) for team, one in TEAMS.items()]
    teams.insert(at, a_team(name, count))
    (problem,) = counted_twice(teams)
    assert (problem.code, problem.place) == ("T654", name)
    assert parts in str(problem.found)


def test_teams_alone_are_no_sums_of_each_other() -> None:
    for order in permutations(TEAMS.items()):
        assert not counted_twice([a_team(team, one) for team, one in order])


def test_one_figure_apart_is_another_team() -> None:
    other = a_count((8, 5, 4, 1), 17)
    assert other.ballots == FIRST.ballots + SECOND.ballots
    assert not counted_twice([a_team("一", FIRST), a_team("二", SECOND), a_team("三", other)])


def test_a_copy_of_one_team_is_no_sum_and_teams_without_ballots_are_none() -> None:
    nothing = FIRST.zero("committee", 4)
    assert not counted_twice([a_team("一", FIRST), a_team("空", nothing), a_team("二", FIRST)])
    assert not counted_twice([a_team("空", nothing), a_team("也空", nothing), a_team("还空", nothing)])


def test_piles_of_single_ballots_are_not_compared() -> None:
    piles = [a_team("一", FIRST), a_team("二", SECOND), a_team("三", FIRST + SECOND, seen=True)]
    assert not counted_twice(piles)
