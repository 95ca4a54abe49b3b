"""Papers: the pack of the sample congress in each format, and the two that the hall waits for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tally
from tally.documents.papers import FORMATS, render_all

SAMPLE = Path(__file__).parents[2] / "sample_ballots" / "congress"


@pytest.fixture(scope="module")
def record() -> Any:
    return tally.count(tally.load(SAMPLE), [SAMPLE / "ballots.xlsx"])


@pytest.mark.parametrize("form", FORMATS)
def test_the_pack(benchmark: Any, record: Any, form: str) -> None:
    """The usual papers in one format; under five seconds for all six together."""
    benchmark.group = "papers of the sample congress"
    files = benchmark(lambda: render_all(record, None, (form,), "zh"))
    assert len(files) == 12


def test_result_and_list_in_word(benchmark: Any, record: Any) -> None:
    """D11 and D12 as docx: under a second."""
    benchmark.group = "papers of the sample congress"
    assert len(benchmark(lambda: render_all(record, ("D11", "D12"), ("docx",), "zh"))) == 4
