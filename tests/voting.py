"""Election folders and ballots with wanted figures, for votes that follow each other."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from building import a_workbook
from running import Run, tally

TOML = """
schema = 1
title = "中国共产党示例县样板镇第五次代表大会"
unit = "{unit}"
date = 2026-11-20
rules = "{rules}"
stage = "{stage}"
{top}
[attendance]
{attendance}

[method]
legend = "L1"
writein_unmarked = "abstain"
ballot_order = "given"

[[contest]]
id = "{id}"
office = "{office}"
kind = "{kind}"
seats = {seats}
candidates = "candidates.xlsx"
writein_boxes = 1
{contest}
"""
FIRST = {
    "unit": "中国共产党示例县样板镇",
    "rules": "jiceng-2020",
    "stage": "formal",
    "top": "",
    "id": "committee",
    "office": "党委委员",
    "kind": "DW",
    "contest": "",
}
NAMES = ("甲立春", "乙雨水", "丙惊蛰", "丁春分", "戊清明", "己谷雨", "庚立夏", "辛小满", "壬芒种")
DELEGATES = "entitled = 152\npresent = 148"


def an_election_folder(
    path: Path, seats: int, names: Sequence[str], attendance: str = DELEGATES, posts: Sequence[str] = (), **fields: str
) -> Path:
    """Write a folder with one contest and no ballots."""
    path.mkdir(parents=True, exist_ok=True)
    text = TOML.format(**{**FIRST, "seats": seats, "attendance": attendance, **fields})
    (path / "election.toml").write_text(text, encoding="utf-8")
    rows = [("姓名", "拟任职务"), *((name, dict(enumerate(posts)).get(at, "")) for at, name in enumerate(names))]
    a_workbook(path / "candidates.xlsx", {"候选人": rows})
    return path


def vote(
    folder: Path,
    approvals: Mapping[str, Mapping[str, int]],
    ballots: int,
    *,
    void: int = 0,
    write_ins: Mapping[str, int] | None = None,
    seats: int = 7,
) -> Run:
    """Write ballots that add up to these approvals per office and name, everything else opposed, and count them."""
    sheets = {}
    for office, wanted in approvals.items():
        chosen = laid_out(list(wanted.values()), ballots - void, seats)
        named = [name for name, times in (write_ins or {}).items() for _ in range(times)]
        rows: list[Sequence[object]] = [("票号", *wanted, "另选他人1", "另选他人1符号", "整票无效")]
        for number in range(ballots):
            marks = ["○" if number in one else "×" for one in chosen]
            name = named[number] if number < len(named) else ""
            reason = "有记号" if number >= ballots - void else ""
            rows.append((number + 1, *marks, name, "○" if name else "", reason))
        if not write_ins:
            rows = [(*row[: len(wanted) + 1], row[-1]) for row in rows]
        sheets[office] = rows
    a_workbook(folder / "ballots.xlsx", sheets)
    return tally("count", folder / "ballots.xlsx", "--election", folder, "--json")


def laid_out(approvals: Sequence[int], ballots: int, seats: int) -> list[set[int]]:
    """Return per candidate the ballots that approve, none with more than the seats."""
    load = [0] * ballots
    chosen = []
    for wanted in approvals:
        emptiest = sorted(range(ballots), key=lambda at: (load[at], at))[:wanted]
        for at in emptiest:
            load[at] += 1
        chosen.append(set(emptiest))
    assert max(load, default=0) <= seats
    return chosen


def settle(file: Path, **values: object) -> None:
    """Set keys of an election file that stand on lines of their own."""
    text = file.read_text(encoding="utf-8")
    for key, value in values.items():
        text, times = re.subn(rf"(?m)^({key}\s*= )[^#\n]*", lambda found, value=value: found[1] + str(value), text)
        assert times, key
    file.write_text(text, encoding="utf-8")


def first(run: Run) -> Any:
    """Return the first contest of a record printed with --json."""
    return run.json["contests"][0]


def elected(run: Run) -> set[str]:
    """Return who is elected in the first contest."""
    return set(first(run)["outcome"]["elected"])


def record_of(folder: Path) -> dict[str, Any]:
    """Return the record in a folder."""
    found: dict[str, Any] = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    return found
