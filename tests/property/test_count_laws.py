"""Laws of the count: sums hold, order is irrelevant, piles add, and a slow count written otherwise agrees."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import a_box, a_contest, a_method, an_election
from property.reference import count_slowly, elected_slowly
from tally.counting.decide import could_change, decide
from tally.counting.identities import identity_problems
from tally.counting.kernel import count
from tally.domain.ballot import VoidReason
from tally.domain.count import Count
from tally.domain.outcome import Ranked

PRINTED = "ABCDE"
SIGNS = st.text("○○○××_?!", min_size=5, max_size=5)
NAMES = st.lists(st.tuples(st.sampled_from("AEwxyz"), st.sampled_from(["○", "", "×"])), max_size=3)
BALLOT = st.tuples(SIGNS, NAMES, st.integers(0, 15).map(lambda number: number == 0))
BALLOTS = st.lists(BALLOT, max_size=40)
SETTINGS = st.fixed_dictionaries(
    {
        "writein_unmarked": st.sampled_from(["approve", "abstain", "void"]),
        "writein_needs_oppose": st.booleans(),
        "unclear": st.sampled_from(["partial", "abstain"]),
    }
)
SEATS = st.integers(1, 5)
Ballot = tuple[str, list[tuple[str, str]], bool]


def counted(ballots: list[Ballot], seats: int, settings: dict[str, Any]) -> Count:
    contest = a_contest(seats, PRINTED)
    method = a_method(**settings)
    rows = [
        (tuple("○×" if sign == "!" else "？" if sign == "?" else sign for sign in signs), names)
        for signs, names, _ in ballots
    ]
    void = {number: VoidReason.MARKED for number, ballot in enumerate(ballots) if ballot[2]}
    return count(a_box(contest, rows, method, void=void), contest, method)


@given(BALLOTS, SEATS, SETTINGS)
def test_a_slow_count_agrees(ballots: list[Ballot], seats: int, settings: dict[str, Any]) -> None:
    result = counted(ballots, seats, settings)
    slow = count_slowly(
        ballots,
        PRINTED,
        seats,
        unmarked=settings["writein_unmarked"],
        needs_oppose=settings["writein_needs_oppose"],
        unclear=settings["unclear"],
    )
    assert (result.valid, result.void) == (slow.valid, slow.void)
    assert [one.approve for one in result.candidates] == slow.approve
    assert [one.oppose for one in result.candidates] == slow.oppose
    assert [one.abstain for one in result.candidates] == slow.abstain
    assert [one.unclear for one in result.candidates] == slow.unclear
    assert {key: votes for key, votes in result.write_ins.items() if votes} == slow.names


@given(BALLOTS, SEATS, SETTINGS)
def test_sums_hold_and_nothing_is_negative(ballots: list[Ballot], seats: int, settings: dict[str, Any]) -> None:
    result = counted(ballots, seats, settings)
    assert result.ballots == len(ballots)
    assert not list(identity_problems(result, seats, len(ballots), PRINTED))
    assert all(
        one.total == result.valid and min(one.approve, one.oppose, one.abstain, one.unclear) >= 0
        for one in result.candidates
    )


@given(BALLOTS, SEATS, SETTINGS, st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(
    ballots: list[Ballot], seats: int, settings: dict[str, Any], random: Any
) -> None:
    shuffled = list(ballots)
    random.shuffle(shuffled)
    assert counted(shuffled, seats, settings) == counted(ballots, seats, settings)


@given(st.lists(BALLOTS, min_size=1, max_size=4), SEATS, SETTINGS)
def test_piles_add(piles: list[list[Ballot]], seats: int, settings: dict[str, Any]) -> None:
    whole = counted([ballot for pile in piles for ballot in pile], seats, settings)
    parts = [counted(pile, seats, settings) for pile in piles]
    assert reduce(add, parts) == whole
    assert reduce(add, reversed(parts)) == whole
    assert Count.zero(whole.contest, len(PRINTED)) + whole == whole


@given(BALLOTS, SEATS, SETTINGS, st.integers(1, 9))
def test_where_blocks_of_the_kernel_end_changes_nothing(
    ballots: list[Ballot], seats: int, settings: dict[str, Any], block: int
) -> None:
    unreadable: list[Ballot] = [("?????", [], False), ("?????", [("w", "○")], False)]
    for more in (ballots, [*unreadable, *ballots, *unreadable]):
        whole = counted(more, seats, settings)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tally.counting.kernel.BLOCK", block)
            assert counted(more, seats, settings) == whole


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 12)), st.integers(1, 5), st.integers(1, 8))
def test_who_is_elected_by_another_definition(approvals: dict[str, int], seats: int, need: int) -> None:
    outcome = decide([Ranked(name, votes) for name, votes in approvals.items()], seats, need)
    elected, open_seats = elected_slowly(approvals, seats, need)
    assert (set(outcome.elected), outcome.open_seats) == (elected, open_seats)
    assert len(outcome.elected) + outcome.open_seats == seats
    assert not set(outcome.tied) & set(outcome.elected)
    assert (outcome.next is None) == (outcome.open_seats == 0)


@given(
    st.dictionaries(
        st.sampled_from("ABCD"), st.tuples(st.integers(0, 6), st.integers(0, 2), st.integers(0, 2)), min_size=1
    ),
    st.integers(1, 3),
    st.integers(1, 5),
)
def test_a_doubt_is_harmless_only_if_every_reading_elects_the_same(
    people: dict[str, tuple[int, int, int]], seats: int, need: int
) -> None:
    def elected(approvals: dict[str, int]) -> set[int | str]:
        return set(decide([Ranked(name, votes) for name, votes in approvals.items()], seats, need).elected)

    def readings(names: list[str]) -> list[dict[str, int]]:
        if not names:
            return [{}]
        votes, down, up = people[names[0]]
        return [
            {names[0]: value, **rest}
            for rest in readings(names[1:])
            for value in range(max(votes - down, 0), votes + up + 1)
        ]

    standings = [Ranked(name, votes) for name, (votes, _, _) in people.items()]
    least = {name: -min(down, votes) for name, (votes, down, _) in people.items()}
    most = {name: up for name, (_, _, up) in people.items()}
    now = elected({name: votes for name, (votes, _, _) in people.items()})
    changes = any(elected(reading) != now for reading in readings(sorted(people)))
    assert could_change(standings, seats, need, least, most) == changes


def test_an_election_may_hold_contests_without_ballots() -> None:
    contest = a_contest(2, PRINTED)
    assert count(a_box(contest, []), contest, an_election(contest).method).ballots == 0
