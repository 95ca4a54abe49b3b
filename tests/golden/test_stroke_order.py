"""Official lists by surname strokes: the order must have no inversion in any of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from building import SHARED
from tally.names.lint import lint
from tally.names.order import sort_names
from tally.names.strokes import StrokeTable

CARRIED = sorted((Path(__file__).parent / "stroke-order").glob("*.txt"))
SHARED_LISTS = sorted((SHARED / "golden" / "stroke-order").glob("*.txt"))
STANDARD = SHARED / "golden" / "tgscc" / "tgscc-order.tsv"
TABLE = StrokeTable.load()


def names_of(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("path", CARRIED, ids=lambda path: path.stem)
def test_lists_carried_with_the_project(path: Path) -> None:
    assert [str(one.message) for one in lint(names_of(path), TABLE)] == []


@pytest.mark.skipif(not SHARED_LISTS, reason="the shared lists are not beside the project")
def test_lists_beside_the_project() -> None:
    wrong = {path.name: [str(one.message) for one in lint(names_of(path), TABLE)] for path in SHARED_LISTS}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.skipif(not STANDARD.is_file(), reason="the standard order is not beside the project")
def test_the_standard_order_of_8105_characters() -> None:
    """Within each level no character stands before one of lower rank; equal ranks are true ties."""
    levels: dict[str, list[str]] = {}
    for line in STANDARD.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            level, _, character = line.split("\t")
            levels.setdefault(level, []).append(character)
    assert sum(map(len, levels.values())) == 8105
    for characters in levels.values():
        ranks = [TABLE.ranks[one] for one in characters]
        assert [
            pair for pair in zip(characters, characters[1:], ranks, ranks[1:], strict=False) if pair[2] > pair[3]
        ] == []


def test_by_shuffling_a_list_comes_back() -> None:
    for path in CARRIED:
        names = names_of(path)
        shuffled = list(names)
        random.Random(7).shuffle(shuffled)
        assert sort_names(shuffled, TABLE) == sort_names(names, TABLE)
        assert sort_names(names, TABLE) == names
