"""The smallest number of ballots that would elect another, against trying every change of small piles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tally.counting import covering
from tally.counting.change import smallest_changes
from tally.counting.covering import _Search, suffices
from tally.counting.decide import decide
from tally.domain.outcome import Ranked

PILE = st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4)
WIDE = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=7)


def standings(pile: list[list[bool]], before: Sequence[int] = (0,) * 5) -> list[Ranked]:
    """Return what the ballots give, on top of what teams counted before."""
    return [Ranked(at, before[at] + sum(column)) for at, column in enumerate(zip(*pile, strict=True))]


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


def by_choosing(pile: list[list[bool]], before: Sequence[int], person: int, seats: int, need: int) -> int | None:
    """Return the fewest ballots that elect the person when they approve nobody else, over every choice of ballots."""
    for size in range(1, len(pile) + 1):
        for chosen in combinations(range(len(pile)), size):
            alone = [at == person for at in range(len(pile[0]))]
            changed = [alone if at in chosen else row for at, row in enumerate(pile)]
            if person in decide(standings(changed, before), seats, need).elected:
                return size
    return None


BEFORE = st.just([0] * 5) | st.lists(st.integers(0, 3), min_size=5, max_size=5)


@settings(max_examples=150, deadline=None)
@given(WIDE, BEFORE, st.integers(1, 3), st.integers(1, 3))
@example([[True, True, False, False, False]] * 2 + [[False, True, True, False, False]] * 2, [0, 3, 50, 0, 0], 2, 1)
@example([[True, True, False, False, False]] * 3 + [[False, True, True, False, False]], [0, 2, 50, 0, 0], 2, 1)
def test_several_rivals_to_pass_give_one_number(
    pile: list[list[bool]], before: list[int], seats: int, need: int
) -> None:
    pile = [row if sum(row) <= seats else [False] * 5 for row in pile]
    people = standings(pile, before)
    elected = decide(people, seats, need).elected
    approvals = {at: np.array(column) for at, column in enumerate(zip(*pile, strict=True))}
    changes = {one.person: one for one in smallest_changes(people, elected, seats, need, approvals, {})}
    for person in set(range(5)) - set(elected):
        fewest = by_choosing(pile, before, person, seats, need)
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


@given(st.dictionaries(st.integers(1, 15), st.integers(1, 3), min_size=1, max_size=5), st.integers(0, 16))
def test_what_the_search_rules_out_by_is_exact(counts: dict[int, int], room: int) -> None:
    search = _Search(counts, 4, 1)
    for at in range(len(counts) + 1):
        rest = search.patterns[at:]
        ballots = [pattern for pattern in rest for _ in range(counts[pattern])]
        assert search.left[at] == [sum(pattern >> rival & 1 for pattern in ballots) for rival in range(4)]
        assert search.ballots[at] == sum(counts.values()) - len(ballots)
        assert search._most(at, room) == sum(sorted(map(int.bit_count, ballots), reverse=True)[:room])
    assert search.takes[0] == 0
    assert [search.failed, search.steps] == [set(), 0]


def test_a_search_that_grows_too_long_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering, "STEPS", 1)
    assert suffices({0b011: 2, 0b101: 2, 0b110: 2}, [3, 3, 3], 3, 5) is None
    assert suffices({1: 1}, [1], 1, 1) is True  # one step
    monkeypatch.setattr(covering, "STEPS", 0)
    assert suffices({1: 1}, [1], 1, 1) is None
    monkeypatch.setattr(covering, "STEPS", 1)
    pile = [[True, True, False, False], [True, False, True, False], [False, True, True, False]] * 2
    approvals = {at: np.array(column) for at, column in enumerate(zip(*pile, strict=True))}
    (*_, last) = smallest_changes(standings(pile), (0, 1, 2), 1, 1, approvals, {})
    exact = by_choosing(pile, [0] * 4, 3, 1, 1)
    assert exact is not None
    assert (last.person, last.at_least, last.ballots) == (3, 3, 5)
    assert last.at_least <= exact <= last.ballots


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
@settings(max_examples=40, deadline=None)
@given(pile=WIDE, seats=st.integers(1, 3))
def test_what_stays_open_lies_between_the_two_numbers(steps: int, pile: list[list[bool]], seats: int) -> None:
    people = standings(pile)
    elected = decide(people, seats, 1).elected
    approvals = {at: np.array(column) for at, column in enumerate(zip(*pile, strict=True))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(covering, "STEPS", steps)
        changes = smallest_changes(people, elected, seats, 1, approvals, {})
    for one in changes:
        assert isinstance(one.person, int)
        fewest = by_choosing(pile, [0] * 5, one.person, seats, 1)
        assert fewest is not None
        assert one.at_least <= fewest <= one.ballots


def test_rulings_that_are_not_there_elect_nobody() -> None:
    approvals = {0: np.array([True, True, False]), 1: np.array([False, False, True])}
    found = [
        smallest_changes([Ranked(0, 2), Ranked(1, 1)], (0,), 1, 1, approvals, most)[0].rulings
        for most in ({}, {1: 1}, {1: 2}, {1: 3}, {0: 9})
    ]
    assert found == [None, None, 2, 2, None]
    (tied, _) = smallest_changes([Ranked(0, 2), Ranked(1, 2)], (), 1, 1, approvals, {})
    assert tied.rulings is None
    alone = smallest_changes([Ranked(0, 1)], (), 2, 2, {0: np.array([True, False])}, {0: 1})
    assert [(one.ballots, one.rulings) for one in alone] == [(1, 1)]  # the need alone decides


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
