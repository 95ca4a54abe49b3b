"""Election folders for ballots that others cast: their files stay as they are, only what a congress knows is made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from building import SHARED, a_workbook
from running import Run, tally

REAL = SHARED / "real-data"

TOP = """
schema = 1
title = "样例"
unit = "样例"
date = 2026-11-20
rules = "jiceng-2020"

[attendance]
entitled = {present}
present = {present}

[method]
legend = {legend}
ballot_order = "given"

[input]
{reading}
"""
CONTEST = """
[[contest]]
id = "c{number}"
office = '{office}'
kind = "DW"
seats = {seats}
candidates = "candidates.xlsx#c{number}"
writein_boxes = 0

[[waiver]]
rule = "M1"
contest = "c{number}"
by = "样例"
document = "样例"
"""
L1 = '{ approve = ["○"], oppose = ["×"], abstain = [""] }'


def an_election_of(
    folder: Path,
    contests: Mapping[str, tuple[int, Sequence[str]]],
    *,
    present: int = 1_000_000,
    legend: str = L1,
    reading: str = "",
) -> Path:
    """Write an election folder; `contests` maps an office to its seats and candidates."""
    folder.mkdir(parents=True, exist_ok=True)
    text = TOP.format(present=present, legend=legend, reading=reading)
    sheets = {}
    for number, (office, (seats, names)) in enumerate(contests.items(), start=1):
        text += CONTEST.format(number=number, office=office, seats=seats)
        sheets[f"c{number}"] = [("姓名",), *((str(name),) for name in names)]
    (folder / "election.toml").write_text(text, encoding="utf-8")
    a_workbook(folder / "candidates.xlsx", sheets)
    return folder


def counted(folder: Path, *ballots: Path) -> dict[str, dict[str, Any]]:
    """Count through the installed command; return the contests of the record by office."""
    run = tally("count", *ballots, "--election", folder, "--json")
    assert run.status in (0, 3), run.err
    return {one["office"]: one for one in run.json["contests"]}


def refused(folder: Path, *ballots: Path) -> Run:
    """Count, and be refused."""
    run = tally("count", *ballots, "--election", folder, "--json")
    assert run.status == 1, run.out
    return run


def votes(contest: Mapping[str, Any]) -> dict[str, int]:
    """Return the approvals by name."""
    return {one["name"]: one["approve"] for one in contest["candidates"]}


def expected_of(folder: Path, name: str = "expected.json") -> dict[str, Any]:
    """Return the answers that stand beside the ballots."""
    answer: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return answer
