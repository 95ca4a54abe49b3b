"""Killed, or out of disk, at every write point: each file is the old or the new one, and the next run mends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from building import TEN, a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.records import journal
from tally.records.check_code import canonical, check_code

DRIVER = Path(__file__).with_name("crash_driver.py")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def walked(tmp_path: Path, act: str, how: str) -> dict[str, Any]:
    """Count once, change the ballots for a second count, and walk the act's write points."""
    folder = a_whole_folder(tmp_path / "town")
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    if act == "count":
        a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(("×○○○", *TEN[1:]))})
    done = subprocess.run([sys.executable, str(DRIVER), str(folder), act, how], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    walk: dict[str, Any] = json.loads(done.stdout)
    return walk


def is_whole(content: str) -> bool:
    record = json.loads(bytes.fromhex(content))
    return canonical(record) == bytes.fromhex(content) and record["check_code"] == check_code(record)


def chain(state: dict[str, str], tmp_path: Path) -> list[str]:
    (tmp_path / journal.FILE).write_bytes(bytes.fromhex(state["out/journal.jsonl"]))
    return [one.code for one in journal.check(journal.read(tmp_path))]


def cut_off(state: dict[str, str], tmp_path: Path) -> bool:
    """Whether the process died after it wrote the record and before it noted so."""
    (tmp_path / journal.FILE).write_bytes(bytes.fromhex(state["out/journal.jsonl"]))
    code = json.loads(bytes.fromhex(state["out/result.json"]))["check_code"]
    found = [one.code for one in journal.check(journal.read(tmp_path), "", [code])]
    assert found in ([], ["T642"])
    return bool(found)


@pytest.mark.parametrize("how", ["kill", "full"])
def test_a_count_is_the_old_one_or_the_new_one(how: str, tmp_path: Path) -> None:
    walk = walked(tmp_path, "count", how)
    before, finished = walk["before"], walk["finished"]
    old, new = before["out/result.json"], finished["out/result.json"]
    assert old != new
    assert len(walk["points"]) > 12
    kept = f"out/replaced/{json.loads(bytes.fromhex(old))['check_code']}.json"
    for point in walk["points"]:
        left = point["left"]
        assert left["out/result.json"] in (old, new)
        assert is_whole(left["out/result.json"])
        assert left["out/recount.py"] == before["out/recount.py"]
        assert chain(left, tmp_path) == []
        assert set(left) - {kept} <= set(before)
        if left["out/result.json"] == new:
            assert left[kept] == old
        assert point["again"]["out/result.json"] == new
        assert chain(point["again"], tmp_path) in ([], ["T645"])
    assert {point["left"]["out/result.json"] for point in walk["points"]} == {old, new}
    if how == "kill":
        between = [point["left"] for point in walk["points"] if cut_off(point["left"], tmp_path)]
        assert between
        restored = tmp_path / "restored"
        for path, content in between[0].items():
            (restored / path).parent.mkdir(parents=True, exist_ok=True)
            (restored / path).write_bytes(bytes.fromhex(content))
        assert tally("journal", "--check", "--json", cwd=restored).codes == {"T642"}
        verified = tally("verify", cwd=restored)
        assert (verified.status, "T645" in verified.err) == (0, True)
        assert tally("journal", "--check", cwd=restored).status == 0


@pytest.mark.parametrize("how", ["kill", "full"])
def test_a_seal_stands_or_does_not(how: str, tmp_path: Path) -> None:
    walk = walked(tmp_path, "seal", how)
    before = walk["before"]
    for point in walk["points"]:
        left = point["left"]
        assert {path: left[path] for path in before if path != "out/journal.jsonl"} == {
            path: content for path, content in before.items() if path != "out/journal.jsonl"
        }
        assert left.get("out/seal.json", walk["finished"]["out/seal.json"]) == walk["finished"]["out/seal.json"]
        assert chain(left, tmp_path) == []
