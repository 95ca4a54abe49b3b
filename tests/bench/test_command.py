"""Whole commands as processes: starting up, and two hundred ballots in two contests from workbook to record."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from building import a_workbook, ballot_rows
from running import TALLY

SCRIPT = Path(__file__).with_name("plain_script.py")
SAMPLE = Path(__file__).parents[2] / "sample_ballots" / "congress"


def run(*command: object) -> None:
    subprocess.run([str(one) for one in command], check=True, capture_output=True)


@pytest.fixture(scope="module")
def congress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample congress with two hundred ballots in each contest."""
    folder = tmp_path_factory.mktemp("congress")
    text = (SAMPLE / "election.toml").read_text(encoding="utf-8").replace("= 148", "= 200").replace("= 152", "= 204")
    (folder / "election.toml").write_text(text, encoding="utf-8")
    (folder / "candidates.xlsx").write_bytes((SAMPLE / "candidates.xlsx").read_bytes())
    offices = {
        "党委委员": (
            ["孙惊蛰", "周谷雨", "王小满", "马立春", "白露", "李清明", "何秋分", "陈大雪", "郑小暑"],
            "○○○○○○○××",
        ),
        "纪委委员": (["赵立夏", "吴霜降", "丁芒种", "田处暑", "许冬至", "梁寒露"], "○○○○○×"),
    }
    sheets = {office: ballot_rows([signs] * 200, ("票号", *names)) for office, (names, signs) in offices.items()}
    a_workbook(folder / "ballots.xlsx", sheets)
    return folder


@pytest.mark.benchmark(group="start-up", min_rounds=7)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param([sys.executable, "-c", "pass"], id="bare Python (peer)"),
        pytest.param([TALLY, "--help"], id="tally --help"),
        pytest.param(
            [TALLY, "verify-margin", "--seats", "7", "--candidates", "9"], id="tally verify-margin by numbers"
        ),
        pytest.param([TALLY, "verify-margin", "--election", SAMPLE], id="tally verify-margin of a folder"),
        pytest.param([sys.executable, "-c", "import pandas"], id="import pandas"),
    ],
)
def test_start_up(benchmark: Any, command: list[object]) -> None:
    benchmark(run, *command)


@pytest.mark.benchmark(group="200 ballots × 2 contests, whole process", min_rounds=7)
def test_tally_count(benchmark: Any, congress: Path, tmp_path: Path) -> None:
    benchmark(run, TALLY, "count", congress / "ballots.xlsx", "--election", congress, "--out", tmp_path)


@pytest.mark.benchmark(group="200 ballots × 2 contests, whole process", min_rounds=7)
def test_plain_pandas_openpyxl_script_of_one_contest(benchmark: Any, congress: Path) -> None:
    benchmark(run, sys.executable, SCRIPT, congress / "ballots.xlsx", "党委委员", 7, 200)
