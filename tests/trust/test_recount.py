"""The stand-alone recount agrees with the package: every sample, many random elections, each setting."""

from __future__ import annotations

import importlib.util
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from building import a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.records.publish import recount_script
from trust.random_elections import compare

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "src" / "tally" / "records" / "published" / "recount.py"


def recount(folder: Path) -> tuple[int, str]:
    """Run the script that lies beside the result, as a stranger does: away from the package."""
    script = folder / "out" / "recount.py"
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, cwd="/")
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize("sample", ["congress", "tie", "gap", "void"])
def test_every_sample_agrees(sample: str, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "sample_ballots" / sample, tmp_path / sample)
    tally("count", folder / "ballots.xlsx")
    status, out = recount(folder)
    assert (status, out.splitlines()[-1]) == (0, "复核一致")


def test_two_hundred_random_elections_agree() -> None:
    assert [seed for seed in range(200) if compare(seed)] == []


def test_it_shares_no_code_and_stays_readable() -> None:
    lines = recount_script().decode("utf-8").splitlines()
    assert 60 <= len(lines) <= 250
    imported = {line.split()[1].split(".")[0] for line in lines if line.strip().startswith(("import ", "from "))}
    assert imported <= {*sys.stdlib_module_names, "openpyxl"}
    assert sum("#" in line or '"""' in line for line in lines) >= 20


def test_it_finds_a_figure_that_was_changed(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["contests"][0]["candidates"][0]["approve"] -= 1
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    status, out = recount(folder)
    assert status == 1
    assert "甲一 赞成：复核 9，记录 8" in out


def test_it_finds_a_ballot_file_that_was_changed(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(("○○○×",) * 10)})
    status, out = recount(folder)
    assert (status, "文件 ballots.xlsx" in out) == (1, True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_it_reads_delimited_text_as_spreadsheets_save_it(encoding: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    rows = [",".join(map(str, row)) for row in ballot_rows(("○○○×",) * 9 + ("×_○O",))]
    (folder / "党委委员.csv").write_text("样例镇,,\n" + "\n".join(rows) + "\n合计,9\n", encoding=encoding)
    assert tally("count", folder / "党委委员.csv").status in (0, 3)
    assert recount(folder)[0] == 0


def test_it_reads_several_files_and_single_sheets(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    first, second = ballot_rows(("○○○×",) * 5), ballot_rows(("○×○○",) * 10)
    a_workbook(folder / "a.xlsx", {"党委委员": first, "committee": ballot_rows(("××××",) * 9)})
    a_workbook(folder / "b.xlsx", {"committee": [second[0], *second[6:]]})
    run = tally("count", f"{folder}/a.xlsx#党委委员", folder / "b.xlsx")
    assert run.status in (0, 3), run.err
    assert recount(folder)[0] == 0


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("published_recount", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_random_election_is_really_looked_at() -> None:
    """A wrong figure in a random record is found, so that agreeing means something."""
    chance = random.Random(1)
    assert all(compare(chance.randrange(10**6), spoil=True) for _ in range(20))
