"""Laws of the order of names: total, independent of the input, and equal to a slow order stroke by stroke."""

from __future__ import annotations

from functools import cmp_to_key
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tally.names.lint import lint
from tally.names.normalise import name_key, normalise
from tally.names.order import sort_names, stroke_key
from tally.names.strokes import StrokeTable

TABLE = StrokeTable.load()
WITH_SEQUENCE = [
    one
    for one in "王韦毛文孔田冯刘李杨张陈欧阳明利大小国建富丁于马白何周孙吴郑赵钱华强丽伟芳娜敏静秀英"
    if TABLE.strokes(one)
]
NAME = st.text(st.sampled_from(WITH_SEQUENCE), min_size=2, max_size=4)
NAMES = st.lists(NAME, max_size=25)
ANY_NAME = st.text(st.sampled_from(sorted(TABLE.ranks)), min_size=1, max_size=5)


def slowly(one: str, other: str) -> int:
    """Compare two names by reading strokes one at a time."""
    if one[0] == other[0] and (len(one) == 2) != (len(other) == 2):
        return -1 if len(one) == 2 else 1
    for left, right in zip(one, other, strict=False):
        if left == right:
            continue
        a, b = TABLE.strokes(left) or "", TABLE.strokes(right) or ""
        if len(a) != len(b):
            return -1 if len(a) < len(b) else 1
        for x, y in zip(a, b, strict=True):
            if x != y:
                return -1 if x < y else 1
        return -1 if left < right else 1
    return len(one) - len(other)


@given(NAMES)
def test_a_slow_order_agrees(names: list[str]) -> None:
    assert sort_names(names, TABLE) == sorted(names, key=cmp_to_key(slowly))


@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(names: list[str], random: object) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)
    assert sort_names(shuffled, TABLE) == sort_names(names, TABLE)


@given(
    st.lists(ANY_NAME, max_size=20),
    st.sampled_from(["blank-first", "compare"]),
    st.sampled_from(["codepoint", "gf3003"]),
)
def test_what_was_sorted_passes_the_check(names: list[str], single_given: str, tie: str) -> None:
    ordered = sort_names(names, TABLE, single_given=single_given, tie=tie)
    assert lint(ordered, TABLE, single_given=single_given, tie=tie) == ()
    assert sorted(ordered) == sorted(names)


@given(st.lists(ANY_NAME, min_size=2, max_size=6, unique=True))
def test_the_order_is_total(names: list[str]) -> None:
    keys = [stroke_key(name, TABLE) for name in names]
    for (one, first), (other, second) in pairwise(zip(names, keys, strict=True)):
        assert (first == second) == (name_key(one) == name_key(other))


@given(st.text(max_size=12))
def test_normalising_once_is_enough(text: str) -> None:
    once = normalise(text)
    assert normalise(once.written).key == once.key or once.written == ""
    assert name_key(text) == once.key


@given(NAME, st.sampled_from(["　", " ", "\u200b", "\ufeff", "\u3000"]))
def test_what_typists_put_between_characters_does_not_count(name: str, between: str) -> None:
    assert normalise(between.join(name)).key == name


def test_marks_and_notes_are_kept_for_print_only() -> None:
    assert normalise("王　明（女，回族）").note == "女，回族"
    assert normalise("迪丽·娜尔").key == normalise("迪丽•娜尔").key == normalise("迪丽・娜尔").key
    assert normalise("⻢大").key == "马大"  # a radical from a PDF
    assert normalise("Ｌi").written == "Li"
    assert normalise("萬明").key != normalise("万明").key
