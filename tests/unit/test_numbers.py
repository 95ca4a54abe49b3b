"""Numbers of ballots: a double is found wherever it stands, and only then."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally.counting import numbers as room
from tally.counting.numbers import Numbers, doubles

NUMBER = st.one_of(st.integers(0, 60), st.integers(0, 1 << 61))
PARTS = st.lists(st.lists(NUMBER, max_size=40), min_size=1, max_size=5)


def of(values: list[int]) -> Numbers:
    return Numbers.of(np.array(values, dtype=np.int64))


@pytest.mark.parametrize(("few", "byte_map"), [(4096, 1 << 28), (0, 1 << 28), (0, 0)])
@settings(deadline=None)
@given(parts=PARTS)
def test_doubles_are_those_a_counter_finds(few: int, byte_map: int, parts: list[list[int]]) -> None:
    expected = sorted(number for number, times in Counter(chain(*parts)).items() if times > 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "FEW", few)
        patch.setattr(room, "BYTE_MAP", byte_map if max(max(part, default=0) for part in parts) < 1000 else 0)
        assert list(doubles([of(part) for part in parts])) == expected


@settings(deadline=None)
@given(PARTS)
def test_every_number_is_found_again(parts: list[list[int]]) -> None:
    for part in parts:
        kept = of(part)
        assert all(kept.has(str(number)) for number in part)
        assert not kept.has(str(max(part, default=0) + 1))


def test_long_runs_take_no_room() -> None:
    kept = Numbers.of(np.arange(1, 1_000_001))
    assert (kept.starts.tolist(), kept.stops.tolist(), kept.values.size) == ([1], [1_000_001], 0)
    assert doubles([kept, Numbers.of(np.arange(1_000_000, 1_000_010))]) == (1_000_000,)


def test_texts_and_leading_noughts() -> None:
    first, second = Numbers.of(np.zeros(0, np.int64), ["A-1", "007"]), Numbers.of(np.array([7]), ["A-1", "B"])
    assert doubles([first, second]) == (7, "a-1")
    assert doubles([Numbers.of(np.zeros(0, np.int64), ["9" * 30, "9" * 30])]) == ("9" * 30,)


def test_together_keeps_them_all() -> None:
    both = Numbers.together([of([5, 1, 2]), of([3, 9])])
    assert [both.has(str(one)) for one in range(11)] == [one in (1, 2, 3, 5, 9) for one in range(11)]


@settings(deadline=None)
@given(PARTS, st.booleans())
def test_numbers_typed_as_texts_are_the_same_numbers(parts: list[list[int]], odd: bool) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    typed = [[*(f"{number:03}" for number in part), *(["１２"] if odd else [])] for part in parts]
    whole = [[*part, *([12] if odd else [])] for part in parts]
    assert doubles([Numbers.of(nothing, texts) for texts in typed]) == doubles([of(part) for part in whole])


@pytest.mark.parametrize(("few", "byte_map"), [(4096, 1 << 28), (0, 1 << 28), (0, 0)])
@pytest.mark.parametrize(
    "parts",
    [
        [range(0, 1000), range(500, 1500)],
        [range(500, 1500), range(0, 1000)],
        [range(10, 20), range(20, 30), range(19, 21)],
        [range(0, 100), range(10, 20), range(15, 30), range(95, 120)],
        [range(100, 200), [5, 150, 300, 7000]],
        [[5, 150, 300, 7000], range(100, 200), [7000]],
        [range(0, 40, 3), range(0, 40, 5)],
        [range(0, 3000, 3), range(0, 3000, 2)],
        [range(1, 17), range(17, 33)],
        [range(0, 900), range(100, 1000), range(5, 800), [*range(50, 60), 70]],
        [[-5, -1, 3, 9], [-5, 2, 9], range(-20, -2)],
        [[0, 7, 9], [0, 9], [1]],
        [[0], [0]],
        [range(100, 140), [120, 130, 170, 300]],
    ],
)
def test_runs_that_overlap(
    few: int, byte_map: int, parts: list[range | list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "FEW", few)
    monkeypatch.setattr(room, "BYTE_MAP", byte_map)
    expected = sorted(number for number, times in Counter(chain(*parts)).items() if times > 1)
    assert list(doubles([of(list(part)) for part in parts])) == expected[: room.SHOWN_AT_MOST]


def test_numbers_too_long_for_a_machine_word_are_texts() -> None:
    most = (1 << 62) - 1
    kept = Numbers.of(np.array([3]), [str(most), str(most + 1), "A-1"])
    assert [kept.has(str(one)) for one in (3, most - 1, most, most + 1, most + 2, "A-1", "A-2")] == [
        True,
        False,
        True,
        True,
        False,
        True,
        False,
    ]
    assert kept.texts == tuple(sorted([str(most + 1), "a-1"]))
    twice = [Numbers.of(np.array([3]), [str(most + 1)]), Numbers.of(np.array([4]), [str(most + 1), "A-1"])]
    assert doubles(twice) == (str(most + 1),)
    assert Numbers.of(np.array([5, 5, 7, 7, 7]), ["5"]).twice == (5, 7)


def test_no_more_than_two_hundred_doubles_are_named() -> None:
    assert doubles([of(list(range(300))), of(list(range(300)))]) == tuple(range(200))
    assert len(doubles([of([*range(300), *range(300)])])) == 200


def test_doubles_within_one_part_in_order_or_not() -> None:
    assert (of([5, 5]).twice, of([5, 7, 5]).twice, of([5, 6, 7, 7]).twice, of([5, 6]).twice) == ((5,), (5,), (7,), ())
    assert (of([5, 5]).starts.tolist(), of([5, 5]).stops.tolist(), of([5, 5]).values.tolist()) == ([], [], [5])
    assert Numbers.of(np.array([1]), ["A-1", "a-1", "B"]).twice == ("a-1",)


def test_where_runs_and_scattered_numbers_end() -> None:
    assert [value.tolist() for value in of([-1, 2]).runs] == [[-1, 2], [0, 3]]
    assert [value.tolist() for value in of([4, 5, 9, 11, 12]).runs] == [[4, 9, 11], [6, 10, 13]]
    long = of([*range(10, 42), *range(50, 82)])
    held = [number for number in range(100) if long.has(str(number))]
    assert (long.values.size, held) == (0, [*range(10, 42), *range(50, 82)])
    few = of([0, 3, 9])
    assert [number for number in range(-2, 12) if few.has(str(number))] == [0, 3, 9]


def test_no_numbers_hold_nothing() -> None:
    nothing = Numbers()
    assert (nothing.starts.size, nothing.stops.size, nothing.values.size) == (0, 0, 0)
    assert not any(nothing.has(one) for one in ("0", "1", "A", ""))
    assert doubles([nothing, nothing, of([])]) == doubles([]) == ()
    assert hash(nothing) != hash(Numbers())  # told apart as they are, never compared


def test_what_is_kept_of_numbers_is_small() -> None:
    scattered = of([1, 5, 9])
    assert (scattered.values.dtype, scattered.starts.size) == (np.dtype(np.uint32), 0)
    assert of([1, 5, 1 << 32]).values.dtype == np.dtype(np.int64)
    assert of([(1 << 32) - 1, 5, 9]).values.dtype == np.dtype(np.uint32)
    assert of([-1, 5, 9]).values.dtype == np.dtype(np.int64)
    assert of([0, 5, 9]).values.dtype == np.dtype(np.uint32)
    assert of([5]).values.dtype == np.dtype(np.uint32)
    assert of(list(range(16))).values.size == 0
    assert of([*range(16), 40, 41]).values.size == 18  # nine to a run
