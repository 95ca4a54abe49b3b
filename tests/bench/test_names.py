"""The order of names: loading the table, sorting a hundred thousand names, and inversions in official lists."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tally.names import strokes
from tally.names.order import sort_names
from tally.names.strokes import StrokeTable

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "stroke-order").glob("*.txt"))
GROUP = "100,000 names by strokes"


def listed(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()[:1] not in ("", "#")]


@pytest.fixture(scope="module")
def names() -> list[str]:
    known = [name for path in GOLDEN for name in listed(path)]
    return random.Random(1).choices(known, k=100_000)


def by_tally(names: list[str]) -> list[str]:
    return sort_names(names, StrokeTable.load())


def by_icu(names: list[str]) -> list[str]:
    icu = pytest.importorskip("icu")
    return sorted(names, key=icu.Collator.createInstance(icu.Locale("zh@collation=stroke")).getSortKey)


def by_cn_sort(names: list[str]) -> list[str]:
    cn_sort = pytest.importorskip("cn_sort")
    return list(cn_sort.sort_text_list(names, mode=cn_sort.Mode.BIHUA))


def by_chinese_stroke_sorting(names: list[str]) -> list[str]:
    return list(pytest.importorskip("chinese_stroke_sorting").sort_by_stroke(names))


SORTERS: dict[str, Callable[[list[str]], list[str]]] = {
    "tally": by_tally,
    "PyICU (peer)": by_icu,
    "cn-sort": by_cn_sort,
    "chinese-stroke-sorting": by_chinese_stroke_sorting,
}


@pytest.mark.benchmark(group="the stroke table")
def test_load_the_stroke_table(benchmark: Any) -> None:
    assert len(benchmark(strokes._load.__wrapped__).ranks) > 20_000


@pytest.mark.benchmark(group=GROUP)
@pytest.mark.parametrize("sorter", SORTERS)
def test_sort(benchmark: Any, sorter: str, names: list[str]) -> None:
    """The time, and as extra information the inversions that the sorter's order makes in the official lists."""
    sort = SORTERS[sorter]
    benchmark.extra_info["inversions"] = sum(inversions(listed(path), sort) for path in GOLDEN)
    assert len(benchmark.pedantic(sort, (names,), rounds=3, warmup_rounds=1)) == len(names)


def inversions(official: list[str], sort: Callable[[list[str]], list[str]]) -> int:
    """Count neighbours of an official list that the sorter would turn round."""
    return sum(sort([other, one])[0] == other and sort([one, other])[0] == other for one, other in pairwise(official))
