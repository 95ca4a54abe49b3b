"""Laws of rulings and of reconciling: a ruling is a retyped cell; whatever a second typist did is what is found."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from building import a_box, a_contest, a_method
from tally.counting.kernel import count
from tally.counting.rulings import settle
from tally.domain.ballot import BallotBox
from tally.domain.ruling import ReadAs, Ruling
from tally.files.gridding import grid_of_rows
from tally.names.normalise import normalise
from tally.records.alignment import GAP, align, differing
from tally.records.entry import Entry
from tally.records.reconcile import Matched, matched_ballots
from tally.records.settlement import standing

PRINTED = "ABCDE"
WORDS = {"approve": "○", "oppose": "×", "abstain": "_"}
SIGNS = st.text("○○×_?!", min_size=5, max_size=5)
BALLOTS = st.lists(SIGNS, min_size=1, max_size=12)
RULED = st.dictionaries(st.tuples(st.integers(0, 11), st.integers(0, 4)), st.sampled_from(sorted(WORDS)), max_size=12)


def boxed(ballots: Sequence[str], names: dict[int, list[tuple[str, str]]] | None = None) -> BallotBox:
    typed = [
        (tuple("○×" if sign == "!" else "？" if sign == "?" else sign for sign in signs), (names or {}).get(at, []))
        for at, signs in enumerate(ballots)
    ]
    box = a_box(a_contest(3, PRINTED), typed)
    return replace(box, numbers=tuple(str(number + 1) for number in range(len(ballots))))


def ruling(ballot: int, read_as: str, **fields: Any) -> Ruling:
    return Ruling("committee", str(ballot + 1), "", ReadAs(read_as), "总监票人", "可辨", **fields)


@given(BALLOTS, RULED)
def test_rulings_on_cells_equal_a_sheet_typed_that_way(ballots: list[str], ruled: dict[tuple[int, int], str]) -> None:
    contest, method = a_contest(3, PRINTED), a_method()
    rulings, retyped = [], [list(signs) for signs in ballots]
    for (ballot, candidate), read_as in ruled.items():
        if ballot < len(ballots):
            rulings.append(ruling(ballot, read_as, candidate=candidate))
            retyped[ballot][candidate] = WORDS[read_as]
    settled = settle(boxed(ballots), contest, method, None, rulings)
    assert settled.used == set(rulings)
    again = count(boxed(["".join(signs) for signs in retyped]), contest, method)
    assert count(settled.box, contest, method) == again


@given(BALLOTS, st.integers(0, 11), st.sampled_from(["x", "y", "A"]), st.sampled_from(["○", "", "×"]))
def test_a_name_ruled_equals_the_name_typed(ballots: list[str], ballot: int, name: str, sign: str) -> None:
    assume(ballot < len(ballots))
    contest, method = a_contest(3, PRINTED), a_method()
    settled = settle(
        boxed(ballots, {ballot: [("？", sign)]}), contest, method, None, [ruling(ballot, "name", box=1, name=name)]
    )
    assert count(settled.box, contest, method) == count(boxed(ballots, {ballot: [(name, sign)]}), contest, method)


@given(BALLOTS)
def test_ballots_ruled_valid_keep_their_figures_and_lose_their_doubt(ballots: list[str]) -> None:
    contest, method = a_contest(3, PRINTED), a_method()
    before = count(boxed(ballots), contest, method)
    sound = [at for at, signs in enumerate(ballots) if signs.count("○") <= 3 and set(signs) != {"?"}]
    after = count(
        settle(boxed(ballots), contest, method, None, [ruling(at, "valid") for at in sound]).box, contest, method
    )
    assert after.candidates == before.candidates
    assert (after.valid, after.doubt.ballots) == (before.valid, 0)


ROWS = st.lists(st.tuples(*[st.integers(0, 2)] * 4), max_size=14)


@given(ROWS, ROWS)
def test_an_alignment_pairs_every_row_once_in_order_and_none_is_cheaper(
    a: list[tuple[int, ...]], b: list[tuple[int, ...]]
) -> None:
    pairs = align(a, b, most=10_000)
    assert pairs is not None
    assert [i for i, _ in pairs if i is not None] == list(range(len(a)))
    assert [j for _, j in pairs if j is not None] == list(range(len(b)))
    price = sum(GAP if i is None or j is None else differing(a[i], b[j]) for i, j in pairs)
    assert price == cheapest(a, b)
    if price:
        assert align(a, b, most=price - 1) is None
    assert align(a, b, most=price) is not None


def cheapest(a: Sequence[tuple[int, ...]], b: Sequence[tuple[int, ...]]) -> int:
    """Return the least price by the whole table."""
    table = [[GAP * (i + j) for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + GAP, table[i][j - 1] + GAP, table[i - 1][j - 1] + differing(a[i - 1], b[j - 1])
            )
    return table[-1][-1]


KINDS = st.sampled_from(["cell", "left out", "twice", "swapped"])


@given(st.lists(SIGNS, min_size=3, max_size=12, unique=True), KINDS, st.data())
def test_what_a_second_typist_did_is_what_is_found(ballots: list[str], what: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(ballots) - 1))
    numbers = [str(number + 1) for number in range(len(ballots))]
    rows = list(zip(numbers, ballots, strict=True))
    typed = list(rows)
    expected: list[tuple[str, str, str]]
    if what == "cell":
        candidate = data.draw(st.integers(0, 4))
        other = data.draw(st.sampled_from("○×_?").filter(lambda sign: sign != ballots[at][candidate]))
        typed[at] = (numbers[at], ballots[at][:candidate] + other + ballots[at][candidate + 1 :])
        expected = [("cell", numbers[at], PRINTED[candidate])]
    elif what == "left out":
        del typed[at]
        expected = [("missing_in_b", numbers[at], "")]
    elif what == "twice":
        typed.insert(at, rows[at])
        expected = [("twice", numbers[at], "")]
    else:
        other_at = data.draw(st.integers(0, len(ballots) - 1).filter(lambda one: one != at))
        assume(abs(at - other_at) == 1 or sum(a != b for a, b in zip(ballots[at], ballots[other_at], strict=True)) > 1)
        typed[at], typed[other_at] = (numbers[at], ballots[other_at]), (numbers[other_at], ballots[at])
        expected = [("swapped", numbers[min(at, other_at)], "")]
    first, second = entry(rows), entry(typed)
    found = matched_ballots(a_contest(3, PRINTED), first, second).differences
    assert [(one.kind.value, one.ballot, one.heading) for one in found] == expected
    assert not matched_ballots(a_contest(3, PRINTED), second, second).differences


def entry(rows: Sequence[tuple[str, str]]) -> Entry:
    """Return an entry without a file."""
    box = boxed([signs for _, signs in rows])
    lines = [("票号", *PRINTED), *((number, *signs) for number, signs in rows)]
    grid = grid_of_rows("a.xlsx", "党委委员", lines)
    at = np.arange(1, len(rows) + 1)
    columns = {name: index for index, name in enumerate(("票号", *(normalise(one).key for one in PRINTED)))}
    numbers = tuple(number for number, _ in rows)
    box = replace(box, numbers=numbers, rows=at, columns=columns)
    return Entry({box.contest: (box,)}, {box.contest: (grid,)}, (), ())


def agreed_rows(matched: Matched, right: str) -> list[tuple[str, ...]]:
    """Settle every difference in favour of one entry, and return the signs of the ballots that stand."""
    settled = {id(one): right for one in matched.differences}
    return [
        tuple(overrides.get(column, ballot.text(column)) for column in ballot.columns[: len(PRINTED)])
        for ballot, overrides in standing(matched.pairs, matched.differences, settled)
    ]


WHAT = st.sampled_from(["cell", "left out", "twice", "swap", "number"])
SLIPS = st.lists(st.tuples(WHAT, st.integers(0, 59)), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(SIGNS, min_size=2, max_size=60), SLIPS, st.booleans(), st.booleans())
def test_settled_for_the_right_entry_the_agreed_one_is_the_truth(
    ballots: list[str], slips: list[tuple[str, int]], renumbered: bool, second_is_right: bool
) -> None:
    truth = list(zip(map(str, range(1, len(ballots) + 1)), ballots, strict=True))
    typed = list(truth)
    for what, where in slips:
        at = where % len(typed)
        number, signs = typed[at]
        if what == "cell":
            typed[at] = (number, ("×" if signs[0] != "×" else "○") + signs[1:])
        elif what == "left out" and len(typed) > 1:
            del typed[at]
        elif what == "twice":
            typed.insert(at, typed[at])
        elif what == "number" and not renumbered:
            typed[at] = (f"{number}0", signs)
        elif what == "swap":
            other = (at + 1) % len(typed)
            typed[at], typed[other] = (number, typed[other][1]), (typed[other][0], signs)
    if renumbered:
        typed = [(str(at), signs) for at, (_, signs) in enumerate(typed, start=1)]
    first, second = (typed, truth) if second_is_right else (truth, typed)
    matched = matched_ballots(a_contest(3, PRINTED), entry(first), entry(second))
    right = "乙" if second_is_right else "甲"
    assert sorted(agreed_rows(matched, right)) == sorted(map(tuple, ballots))


@pytest.mark.parametrize("gap", [1, 2, 7])
def test_a_block_left_out_of_two_hundred_renumbered_ballots_is_that_block(gap: int) -> None:
    chance = random.Random(gap)
    ballots = ["".join(chance.choice("○×_") for _ in PRINTED) for _ in range(200)]
    typed = [*ballots[:50], *ballots[50 + gap :]]
    pairs = [[(str(at), signs) for at, signs in enumerate(one, start=1)] for one in (ballots, typed)]
    found = matched_ballots(a_contest(3, PRINTED), *map(entry, pairs)).differences
    assert len(found) == gap
    assert {one.kind.value for one in found} <= {"missing_in_b", "twice"}  # a neighbour may hold the same


def test_ballots_without_numbers_may_lie_in_any_order() -> None:
    chance = random.Random(5)
    ballots = ["".join(chance.choice("○×_") for _ in PRINTED) for _ in range(200)]
    typed = ballots[::-1]
    typed[20] = ("×" if typed[20][0] != "×" else "○") + typed[20][1:]
    first, second = (entry([("", signs) for signs in one]) for one in (ballots, typed))
    found = matched_ballots(a_contest(3, PRINTED), first, second).differences
    assert [(one.kind.value, one.heading) for one in found] == [("cell", "A")]
    assert not matched_ballots(
        a_contest(3, PRINTED), first, entry([("", signs) for signs in ballots[::-1]])
    ).differences
