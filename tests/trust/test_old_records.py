"""Folders as earlier versions of the program left them, kept as they were: today's program finds that they hold.

`first` is of the first version that wrote a record: no journal, no list of papers, no previous vote, no voted number.
`before-plenaries` is of the last one whose records did not yet say which plenary follows a complete result.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from running import tally
from tally.records.check_code import check_code
from tally.records.store import write_record

HERE = Path(__file__).parent / "old_records"
FOLDERS = {"first": "TKZ9-9767-M8PP-ZHYX", "before-plenaries": "ZS1M-M1Q4-0NM1-1T8T"}


@pytest.fixture(params=FOLDERS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return shutil.copytree(HERE / request.param, tmp_path / request.param)


def test_an_old_record_holds(folder: Path) -> None:
    run = tally("verify", cwd=folder)
    assert (run.status, run.out.startswith("相符：")) == (0, True), run.out + run.err
    assert FOLDERS[folder.name] in run.out


def test_what_is_read_from_it_is_read(folder: Path) -> None:
    assert "孙惊蛰" in tally("report", "--only", "D12", "--format", "txt", cwd=folder).out
    for command in (("explain", "孙惊蛰"), ("explain", "--change"), ("doubtful",), ("audit", "--risk", "5%")):
        run = tally(*command, cwd=folder)
        assert (run.status, bool(run.out)) == (0, True), (command, run.err)
    assert tally("seal", "--quiet", cwd=folder).status == 0
    assert tally("seal", "--check", cwd=folder).status == 0


def test_its_journal_and_the_script_beside_it_still_work(tmp_path: Path) -> None:
    folder = shutil.copytree(HERE / "before-plenaries", tmp_path / "town")
    assert tally("journal", "--check", cwd=folder).status == 0
    done = subprocess.run([sys.executable, "-I", str(folder / "out" / "recount.py")], capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "复核一致"), done.stderr


def test_a_wrong_figure_of_an_old_record_is_found(folder: Path) -> None:
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["contests"][0]["candidates"][0]["approve"] += 1
    write_record({**record, "check_code": check_code(record)}, path.parent)
    run = tally("verify", "--json", cwd=folder)
    assert run.status == 1
    assert run.codes == {"T608"}


def test_a_next_vote_that_an_old_record_had_to_name_is_missed(folder: Path) -> None:
    """Null stands for nothing only where records have since come to say more: which plenary follows."""
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["contests"][0]["outcome"]["next"] is None
    record["contests"][0]["outcome"]["next"] = {"kind": "revote", "seats": 1, "among": ["陈大雪"]}
    write_record({**record, "check_code": check_code(record)}, path.parent)
    assert tally("verify", cwd=folder).status == 1
