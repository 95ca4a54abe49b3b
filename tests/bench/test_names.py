"""The order of names: loading the table, sorting a hundred thousand names, and inversions in official lists.

chinese-stroke-sorting compares every name with every other: it gets one name in a hundred, and its time is to be read
× 10,000. It stops at a character it does not know: such pairs are counted beside the inversions.
"""

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


Sorter = Callable[[list[str]], list[str]]
SORTERS: dict[str, tuple[Sorter, int]] = {
    "tally": (by_tally, 1),
    "PyICU (peer)": (by_icu, 1),
    "cn-sort": (by_cn_sort, 1),
    "chinese-stroke-sorting of a hundredth": (by_chinese_stroke_sorting, 100),
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """cn-sort writes its logs where it runs."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.benchmark(group="the stroke table")
def test_load_the_stroke_table(benchmark: Any) -> None:
    assert len(benchmark(strokes._load.__wrapped__).ranks) > 20_000


@pytest.mark.benchmark(group=GROUP)
@pytest.mark.parametrize("sorter", SORTERS)
def test_sort(benchmark: Any, sorter: str, names: list[str]) -> None:
    """The time, and as extra information the inversions that the sorter's order makes in the official lists."""
    sort, share = SORTERS[sorter]
    pairs = [pair for path in GOLDEN for pair in pairwise(listed(path))]
    verdicts = [inverted(one, other, sort) for one, other in pairs]
    benchmark.extra_info |= {
        "inversions": verdicts.count(True),
        "pairs": len(pairs),
        "not placed": verdicts.count(None),
    }
    known = {one for one in set("".join(names)) if share == 1 or inverted(one, "丁", sort) is not None}
    chosen = [name for name in names[: len(names) // share] if known.issuperset(name)]
    assert len(benchmark.pedantic(sort, (chosen,), rounds=3, warmup_rounds=1)) == len(chosen)


def inverted(one: str, other: str, sort: Sorter) -> bool | None:
    """Tell whether the sorter would turn two neighbours of an official list round; None when it cannot place them."""
    try:
        return one != other and sort([one, other])[0] == other and sort([other, one])[0] == other
    except TypeError:
        return None
