"""Rulings on single ballots, and the congress whose ballots they are about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from building import a_folder, a_workbook, ballot_rows
from running import Run, tally

LETTERS = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬")
HEADER = ("票号", *LETTERS, "另选他人1", "另选他人1符号", "另选他人2", "另选他人2符号", "整票无效", "备注")
CLEAR = "○○○○○○○××"


def ruling(ballot: object, column: str, read_as: str, **fields: str) -> str:
    values = {"contest": "committee", "ballot": ballot, "column": column, "read_as": read_as, "by": "总监票人",
              "reason": "笔迹可辨", **fields}  # fmt: skip
    return "[[ruling]]\n" + "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )


def a_town(path: Path, ballots: Sequence[Sequence[str]], *rulings: str, extra: str = "") -> Path:
    """Write a folder with seven seats, nine candidates and clear ballots beside those given, which come first."""
    rows = [*ballots, *[CLEAR] * (10 - len(ballots))]
    folder = a_folder(path / "town", names=LETTERS, seats=7, present=10, contest="", extra=extra)
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(rows, HEADER)})
    if rulings:
        (folder / "rulings.toml").write_text("\n".join(rulings), encoding="utf-8")
    return folder


def count(folder: Path) -> Run:
    return tally("count", folder / "ballots.xlsx", "--election", folder, "--json")


def contest(folder: Path) -> dict[str, Any]:
    run = count(folder)
    assert run.status in (0, 3), run.err
    found: dict[str, Any] = run.json["contests"][0]
    return found


X29 = ("○×", *"○○○○○○○", "_")


def doubtful(folder: Path, *arguments: object) -> Any:
    run = tally("doubtful", *arguments, "--election", folder, "--json")
    assert run.status == 0, run.err + run.out
    return run.json[0]
