"""`decide` against the literal table; more votes never hurt; the order of candidates decides nothing; shares."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from property.decision_table import Decision, table
from tally.counting.decide import decide, void
from tally.domain.election import Kind
from tally.domain.outcome import Outcome, Ranked
from tally.rules.margin import percent
from tally.rules.rulebook import load_rule_book

MAJORITY = load_rule_book("jiceng-2020").majority(Kind.DW).share
VOTES = st.lists(st.integers(0, 12), min_size=1, max_size=9)
NEXT = {None: "report", "revote": "revote", "further": "further", "rerun": "rerun"}


def people(votes: list[int]) -> dict[str, int]:
    return {chr(ord("A") + at): one for at, one in enumerate(votes)}


def decided(votes: dict[str, int], seats: int, need: int | None) -> Outcome:
    return decide([Ranked(name, one) for name, one in votes.items()], seats, need)


def as_line(outcome: Outcome) -> Decision:
    return Decision(
        frozenset(map(str, outcome.elected)),
        outcome.open_seats,
        NEXT[outcome.next.kind if outcome.next else None],
        frozenset(map(str, outcome.tied)),
    )


@given(VOTES, st.integers(1, 9), st.integers(1, 14), st.integers(0, 3))
def test_decide_is_the_table(votes: list[int], seats: int, base: int, surplus: int) -> None:
    need = MAJORITY.least(base)
    outcome = void(seats) if surplus == 1 else decided(people(votes), seats, need)
    assert as_line(outcome) == table(people(votes), base, seats, base + (surplus == 1), base)


@given(VOTES, st.integers(1, 9), st.integers(1, 14), st.data())
def test_a_vote_more_never_unseats(votes: list[int], seats: int, base: int, data: st.DataObject) -> None:
    before = decided(people(votes), seats, MAJORITY.least(base))
    assume(before.elected)
    lucky = str(data.draw(st.sampled_from(before.elected)))
    after = decided(people(votes) | {lucky: people(votes)[lucky] + 1}, seats, MAJORITY.least(base))
    assert lucky in after.elected


@given(VOTES, st.integers(1, 9), st.one_of(st.none(), st.integers(1, 12)), st.randoms(use_true_random=False))
def test_the_order_of_candidates_decides_nothing(
    votes: list[int], seats: int, need: int | None, chance: object
) -> None:
    names = list(people(votes).items())
    first = decided(dict(names), seats, need)
    chance.shuffle(names)
    assert as_line(decided(dict(names), seats, need)) == as_line(first)


@given(VOTES, st.integers(1, 9))
def test_a_revote_never_elects_without_a_vote_nor_more_than_the_seats(votes: list[int], seats: int) -> None:
    outcome = decided(people(votes), seats, None)
    assert len(outcome.elected) + outcome.open_seats == seats
    assert all(people(votes)[str(name)] > 0 for name in outcome.elected)
    left = [people(votes)[name] for name in people(votes) if name not in outcome.elected]
    assert all(people(votes)[str(name)] > max(left, default=-1) for name in outcome.elected)
    if len(votes) > seats:
        assert outcome.next is None or outcome.next.kind == "revote"


@given(st.integers(1, 3000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_printed_share_below_half_never_passes_and_one_above_always_does(case: tuple[int, int]) -> None:
    votes, base = case
    printed = Fraction(percent(votes, base))
    passes = votes >= MAJORITY.least(base)
    if printed < 50:
        assert not passes
    if printed > 50:
        assert passes
    assert passes == (2 * votes > base)


def test_at_fifty_per_cent_the_count_beside_the_need_decides() -> None:
    assert (percent(10001, 20001), MAJORITY.least(20001)) == ("50.00", 10001)
    assert (percent(10000, 20000), MAJORITY.least(20000)) == ("50.00", 10001)
    assert MAJORITY.arithmetic(10000, 20000) == "2×10000 = 20000 ≤ 20000"
