"""Killed, or out of disk, at every write point: each file is the old or the new one, and the next run mends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from building import NAMES, TEN, a_folder, a_whole_folder, a_workbook, ballot_rows
from running import TALLY, tally
from tally.domain.problem import Problems
from tally.records import journal
from tally.records.atomic import write_together
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


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("fails_at", range(5))
def test_files_that_belong_together_are_all_old_or_all_new(
    fails_at: int, links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that another program holds open cannot be replaced on some systems; the others are then put back."""
    old = {"a": b"old a", "gone": b"old gone", "c": b"old c"}
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    steps = 0

    def failing(real: Any) -> Any:
        def step(path: Path, *arguments: Any, **options: Any) -> Any:
            nonlocal steps
            if path.suffix == ".tmp" or path.name == "gone":
                steps += 1
                if steps == fails_at:
                    raise PermissionError(13, "held open")
            return real(path, *arguments, **options)

        return step

    monkeypatch.setattr(Path, "replace", failing(Path.replace))
    monkeypatch.setattr(Path, "unlink", failing(Path.unlink))
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", lambda *paths: exec("raise OSError"))
    together: dict[Path, bytes | None] = {
        tmp_path / "new": b"new",
        tmp_path / "a": b"new a",
        tmp_path / "gone": None,
        tmp_path / "c": b"new c",
    }
    if fails_at == 0:
        write_together(together)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
            "new": b"new",
            "a": b"new a",
            "c": b"new c",
        }
        return
    with pytest.raises(Problems) as refused:
        write_together(together)
    assert [one.code for one in refused.value.problems] == ["T640"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_a_disk_full_while_the_ballots_are_listed_takes_nothing_away(tmp_path: Path) -> None:
    """The list of the ballots is the longest file: once the older one was removed before the new one was written."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    resource = pytest.importorskip("resource", reason="this system does not limit the size of files")
    folder = a_folder(tmp_path / "town", present=1000)

    def vote(mark: int) -> None:
        marks = {name: pa.array([mark] * 1000, pa.uint8()) for name in NAMES[:3]}
        table = pa.table({"票号": list(range(1000)), **marks, NAMES[3]: pa.array([0] * 1000, pa.uint8())})
        pq.write_table(table, folder / "committee.parquet")

    def left() -> dict[str, bytes]:
        found = {path.name: path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}
        return {name: content for name, content in found.items() if name not in (journal.FILE, ".journal.lock")}

    words = [str(TALLY), "count", str(folder / "committee.parquet"), "--election", str(folder)]
    vote(1)
    assert subprocess.run(words, capture_output=True).returncode == 0
    before = left()
    assert len(before["ballots.csv"]) > 30_000 > max(len(before["result.json"]), len(before["recount.py"]))
    vote(2)
    full = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))}
    refused = subprocess.run(words, capture_output=True, encoding="utf-8", **full)
    assert (refused.returncode, "T640" in refused.stderr, "ballots.csv" in refused.stderr) == (1, True, True)
    assert left() == before
