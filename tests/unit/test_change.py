"""The smallest number of ballots that would elect another, against trying every change of small piles."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally.counting import covering
from tally.counting.change import smallest_changes
from tally.counting.covering import suffices
from tally.counting.decide import decide
from tally.domain.outcome import Ranked

PILE = st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4)
WIDE = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=7)


def standings(pile: list[list[bool]]) -> list[Ranked]:
    return [Ranked(at, sum(column)) for at, column in enumerate(zip(*pile, strict=True))]


def by_trying(pile: list[list[bool]], person: int, seats: int, need: int | None) -> int | None:
    """Return the fewest ballots that, marked in any lawful way, elect the person."""
    ways = [list(way) for way in product([False, True], repeat=3) if sum(way) <= seats]
    for size in range(1, len(pile) + 1):
        for chosen in combinations(range(len(pile)), size):
            for marks in product(ways, repeat=size):
                changed = list(pile)
                for at, way in zip(chosen, marks, strict=True):
                    changed[at] = way
                if person in decide(standings(changed), seats, need).elected:
                    return size
    return None


@settings(max_examples=60, deadline=None)
@given(PILE, st.integers(1, 2), st.integers(1, 3))
def test_no_smaller_number_would_do(pile: list[list[bool]], seats: int, need: int) -> None:
    pile = [row if sum(row) <= seats else [False] * 3 for row in pile]
    people = standings(pile)
    elected = decide(people, seats, need).elected
    approvals = {at: np.array(column) for at, column in enumerate(zip(*pile, strict=True))}
    changes = {one.person: one for one in smallest_changes(people, elected, seats, need, approvals, {})}
    for person in range(3):
        if person in elected:
            assert person not in changes
            continue
        fewest = by_trying(pile, person, seats, need)
        if fewest is None:
            assert person not in changes
        else:
            assert (changes[person].at_least, changes[person].ballots) == (fewest, fewest)


def by_choosing(pile: list[list[bool]], person: int, seats: int, need: int) -> int | None:
    """Return the fewest ballots that elect the person when they approve nobody else, over every choice of ballots."""
    for size in range(1, len(pile) + 1):
        for chosen in combinations(range(len(pile)), size):
            alone = [at == person for at in range(len(pile[0]))]
            changed = [alone if at in chosen else row for at, row in enumerate(pile)]
            if person in decide(standings(changed), seats, need).elected:
                return size
    return None


@settings(max_examples=150, deadline=None)
@given(WIDE, st.integers(1, 3), st.integers(1, 3))
def test_several_rivals_to_pass_give_one_number(pile: list[list[bool]], seats: int, need: int) -> None:
    pile = [row if sum(row) <= seats else [False] * 5 for row in pile]
    people = standings(pile)
    elected = decide(people, seats, need).elected
    approvals = {at: np.array(column) for at, column in enumerate(zip(*pile, strict=True))}
    changes = {one.person: one for one in smallest_changes(people, elected, seats, need, approvals, {})}
    for person in set(range(5)) - set(elected):
        fewest = by_choosing(pile, person, seats, need)
        found = changes.get(person)
        assert (found and (found.at_least, found.ballots)) == (fewest and (fewest, fewest))


COUNTS = st.dictionaries(st.integers(1, 15), st.integers(1, 3), max_size=5)


@settings(max_examples=300, deadline=None)
@given(COUNTS, st.lists(st.integers(-1, 4), min_size=4, max_size=4), st.integers(0, 4), st.integers(0, 6))
def test_the_search_is_exact(counts: dict[int, int], deficits: list[int], wanted: int, room: int) -> None:
    ways = product(*(range(count + 1) for count in counts.values()))
    possible = any(
        sum(
            sum(number for pattern, number in zip(counts, way, strict=True) if pattern >> rival & 1) >= one
            for rival, one in enumerate(deficits)
        )
        >= wanted
        for way in ways
        if sum(way) <= room
    )
    assert suffices(counts, deficits, wanted, room) is possible


def test_a_search_that_grows_too_long_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering, "STEPS", 1)
    assert suffices({0b011: 2, 0b101: 2, 0b110: 2}, [3, 3, 3], 3, 5) is None
    approvals = {0: np.array([True] * 6 + [False] * 4), 1: np.array([False] * 4 + [True] * 6), 2: np.zeros(10, bool)}
    people = [Ranked(0, 6), Ranked(1, 6), Ranked(2, 0)]
    assert all(one.at_least <= one.ballots for one in smallest_changes(people, (), 1, 1, approvals, {}))


def test_one_swap_counts_twice_and_rulings_are_offered_first() -> None:
    approvals = {0: np.array([True] * 6 + [False] * 4), 1: np.array([False] * 6 + [True] * 2 + [False] * 2)}
    people = [Ranked(0, 6), Ranked(1, 2)]
    (change,) = smallest_changes(people, (0,), 1, 1, approvals, {1: 5})
    assert (change.person, change.at_least, change.ballots) == (1, 3, 3)  # 6 and 2, three swapped: 3 and 5
    assert change.rulings == 5  # 7 against 6
    (change,) = smallest_changes(people, (0,), 1, 1, approvals, {1: 4})
    assert change.rulings is None


VOTES = st.lists(st.integers(0, 6), min_size=2, max_size=5)


@settings(max_examples=200, deadline=None)
@given(VOTES, st.integers(1, 3), st.none() | st.integers(1, 5), st.integers(0, 8))
def test_rulings_are_the_fewest_approvals_more_that_elect(
    votes: list[int], places: int, need: int | None, most: int
) -> None:
    people = [Ranked(at, count) for at, count in enumerate(votes)]
    elected = decide(people, places, need).elected
    ballots = max(votes) + 9
    approvals = {at: np.arange(ballots) < count for at, count in enumerate(votes)}
    changes = smallest_changes(people, elected, places, need, approvals, dict.fromkeys(range(len(votes)), most))
    for one in changes:
        person = one.person
        more = (
            number
            for number in range(1, most + 1)
            if person
            in decide([Ranked(at, n + number * (at == person)) for at, n in enumerate(votes)], places, need).elected
        )
        assert one.rulings == next(more, None)
    order = [(one.rulings is None, one.rulings or 0, one.ballots) for one in changes]
    assert order == sorted(order)


@settings(max_examples=60, deadline=None)
@given(PILE, st.integers(1, 2))
def test_without_a_need_one_vote_may_elect(pile: list[list[bool]], seats: int) -> None:
    pile = [row if sum(row) <= seats else [False] * 3 for row in pile]
    people = standings(pile)
    elected = decide(people, seats, None).elected
    approvals = {at: np.array(column) for at, column in enumerate(zip(*pile, strict=True))}
    changes = {one.person: one for one in smallest_changes(people, elected, seats, None, approvals, {})}
    for person in {0, 1, 2} - set(elected):
        found = changes.get(person)
        assert (found and found.ballots) == by_trying(pile, person, seats, None)
