"""Columns of Arrow as codes, words counted in bytes: what a plain loop gives, wherever a slice or a piece begins."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tally.files import sheet_scan
from tally.files.gridding import Numbers, encoded

TEXTS = st.lists(st.one_of(st.none(), st.sampled_from(["", "○", "×", "12", "2026-11-20 00:00:00"])), max_size=20)


@given(TEXTS, st.integers(0, 20), st.booleans())
def test_a_slice_of_a_column_has_the_codes_of_its_own_cells(texts: list[str | None], start: int, coded: bool) -> None:
    whole = pa.array(texts, pa.string())
    column = (whole.dictionary_encode() if coded else whole).slice(start)
    numbers = Numbers()
    codes = encoded(column, numbers, str)
    known = tuple(numbers)
    assert [known[code] for code in codes.tolist()] == [text or "" for text in texts[start:]]


@given(st.text("<vrow ", max_size=60), st.sampled_from([b"<v", b"<row", b"<is"]), st.integers(1, 9))
def test_words_are_counted_as_bytes_count_them(text: str, word: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_scan, "COUNTED_AT_ONCE", size)
        assert sheet_scan._count(text.encode(), word) == text.encode().count(word)
