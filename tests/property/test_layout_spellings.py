"""The same four ballots in every layout, moved about and marred: they come to the same figures, or are refused."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tally as library
from building import a_folder
from refuse.layouts import FIGURES, LAYOUTS, NAMES, teams_side_by_side
from tally.domain.problem import Problems

Rows = list[list[str]]
SHEETS = {**LAYOUTS, "teams side by side": teams_side_by_side}
JUNK = (
    "Z",
    "戊五",
    "#REF!",
    "=A1",
    "乙二乙二",
    "12345",
    "-1",
    "1.5",
    "甲一 乙二 丙三",
    "合计x",
)
QUIET = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def plain(layout: str) -> Rows:
    rows = SHEETS[layout]()
    width = max(map(len, rows))
    return [[*map(str, row), *[""] * (width - len(row))] for row in rows]


def titled(rows: Rows, chance: random.Random) -> Rows:
    return [["样例镇党委委员录入表", *[""] * (len(rows[0]) - 1)], *rows]


def blank_rows(rows: Rows, chance: random.Random) -> Rows:
    at = chance.randrange(len(rows) + 1)
    return [*rows[:at], [""] * len(rows[0]), *rows[at:]]


def blank_column(rows: Rows, chance: random.Random) -> Rows:
    at = chance.choice([0, len(rows[0])])
    return [[*row[:at], "", *row[at:]] for row in rows]


def spaced(rows: Rows, chance: random.Random) -> Rows:
    return [[f" {cell}\u3000" if cell and chance.random() < 0.3 else cell for cell in row] for row in rows]


def wide(rows: Rows, chance: random.Random) -> Rows:
    return [["".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in cell) for cell in row] for row in rows]


def parted_names(rows: Rows, chance: random.Random) -> Rows:
    return [[f"{cell[0]}\u3000{cell[1]}" if cell in NAMES else cell for cell in row] for row in rows]


def shuffled(rows: Rows, chance: random.Random) -> Rows:
    tail = rows[-3:]
    chance.shuffle(tail)
    return [*rows[:-3], *tail]


def signed(rows: Rows, chance: random.Random) -> Rows:
    return [*rows, ["计票人：某某", *[""] * (len(rows[0]) - 1)]]


def numbered(rows: Rows, text: str) -> bool:
    return any("票号" in "".join(cells) for cells in rows) and text.strip().isdecimal()


def marred(rows: Rows, chance: random.Random) -> Rows:
    """One cell says something else; not a 票号, for another 票号 is another ballot."""
    row, column = chance.choice(
        [
            (at, to)
            for at, cells in enumerate(rows)
            for to, text in enumerate(cells)
            if text and not numbered(rows, text)
        ]
    )
    return [
        [chance.choice(JUNK) if (at, to) == (row, column) else cell for to, cell in enumerate(cells)]
        for at, cells in enumerate(rows)
    ]


def twice(rows: Rows, chance: random.Random) -> Rows:
    at = chance.randrange(len(rows))
    return [*rows[: at + 1], *rows[at:]]


def column_twice(rows: Rows, chance: random.Random) -> Rows:
    at, to = chance.randrange(len(rows[0])), chance.randrange(len(rows[0]) + 1)
    return [[*row[:to], row[at], *row[to:]] for row in rows]


CHANGES: tuple[Callable[[Rows, random.Random], Rows], ...] = (
    titled, blank_rows, blank_column, spaced, wide, parted_names, shuffled, signed, marred, twice, column_twice,
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_folder(tmp_path_factory.mktemp("layouts") / "town", names=NAMES, present=20)


@pytest.mark.parametrize("layout", SHEETS)
@QUIET
@given(changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3), seed=st.integers(0, 10**6))
def test_the_same_figures_or_a_refusal(
    layout: str, town: Path, changes: list[Callable[[Rows, random.Random], Rows]], seed: int
) -> None:
    rows, chance = plain(layout), random.Random(seed)
    for change in changes:
        rows = change(rows, chance)
    with (town / "ballots.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    try:
        record = library.count(library.load(town), [town / "ballots.csv"])
    except Problems:
        return
    found = {
        one["name"]: (one["approve"], one["oppose"], one["abstain"]) for one in record["contests"][0]["candidates"]
    }
    assert found == FIGURES, rows


@pytest.mark.parametrize("layout", SHEETS)
@pytest.mark.parametrize("change", [titled, spaced, wide, parted_names, shuffled, signed], ids=lambda one: one.__name__)
def test_what_changes_nothing_is_read(layout: str, change: Callable[[Rows, random.Random], Rows], town: Path) -> None:
    with (town / "ballots.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(change(plain(layout), random.Random(1)))
    library.count(library.load(town), [town / "ballots.csv"])
