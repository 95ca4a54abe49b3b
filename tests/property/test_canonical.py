"""The one text of a record: what `json.dumps` gives with sorted keys and two spaces, however it is made."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tally.domain.check_code import canonical, check_code, is_whole


class Word(StrEnum):
    """A text that is more than a text."""

    HAN = "甲"


class Number(IntEnum):
    """A number that is more than a number."""

    ONE = 1


LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.sampled_from([Word.HAN, Number.ONE]),
    st.just("\u2028\x7f\x00"),
)
VALUE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(), inner, max_size=4),
    ),
    max_leaves=20,
)
RECORD = st.dictionaries(st.text(max_size=6), VALUE, max_size=6)


def dumped(record: dict[str, object]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=2)
    return (text + "\n").encode("utf-8", "surrogatepass")


@given(RECORD)
def test_it_is_what_json_gives(record: dict[str, object]) -> None:
    assert canonical(record) == dumped(record)


@given(RECORD, st.sampled_from([b"", b" ", b"\n", b"x"]))
def test_a_record_is_whole_with_its_own_code_and_text_alone(record: dict[str, object], more: bytes) -> None:
    coded = record | {"check_code": check_code(record)}
    assert check_code(coded) == coded["check_code"]
    assert is_whole(coded, canonical(coded))
    assert is_whole(coded, canonical(coded) + more) is (more == b"")
    assert not is_whole(coded | {"other": 1}, canonical(coded))
    assert not is_whole(coded | {"check_code": "0000-0000-0000-0000"}, canonical(coded))
    assert not is_whole(record, canonical(record)) or "check_code" in record


def test_no_key_is_anything_but_a_text() -> None:
    with pytest.raises(TypeError):
        canonical({1: 2})  # type: ignore[dict-item]
