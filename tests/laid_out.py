"""Ballots in some layout, typed into an election folder and counted: their figures, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from building import a_folder, a_workbook
from refuse.layouts import (
    NAMES,
)
from running import Run, tally

SHEET = "党委委员"


def typed(folder: Path, rows: Sequence[Sequence[object]], sheet: str = SHEET, **fields: str) -> Path:
    a_folder(folder, names=NAMES, present=20, **fields)
    a_workbook(folder / "ballots.xlsx", {sheet: rows})
    return folder


def run(folder: Path, file: str = "ballots.xlsx") -> Run:
    return tally("count", folder / file, "--election", folder, "--json")


def figures(folder: Path, file: str = "ballots.xlsx") -> dict[str, tuple[int, int, int]]:
    done = run(folder, file)
    assert done.status in (0, 3), done.err
    return {
        one["name"]: (one["approve"], one["oppose"], one["abstain"]) for one in done.json["contests"][0]["candidates"]
    }


def problems(folder: Path, file: str = "ballots.xlsx") -> dict[str, str]:
    done = run(folder, file)
    assert done.status == 1, done.out
    return {one["code"]: one["place"] for one in done.json["problems"] if one["severity"] == "error"}
