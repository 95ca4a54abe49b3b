"""A hundred thousand ballots × 24 candidates in one .xlsx: from the file to who is elected."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from large import large_workbook

from building import a_contest, a_folder, an_election
from running import TALLY
from tally.counting.canvass import canvass
from tally.counting.count_files import count_files
from tally.domain.election import Election
from tally.files.ballots import read_ballots

BALLOTS = 100_000
OFFICE = "党委委员"
NAMES = [f"候选人{number}" for number in range(1, 25)]
GROUP = "100,000 × 24 in one .xlsx"
SHARE = "10,000 × 24 in one .xlsx"
MANY = "1,000 workbooks of 150 ballots × 24"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "ballots.xlsx"
    large_workbook(path, NAMES, BALLOTS, OFFICE)
    return path


@pytest.mark.benchmark(group=GROUP)
def test_tally_scan_read_count_decide(benchmark: Any, workbook: Path) -> None:
    election = an_election(a_contest(20, NAMES), present=BALLOTS)

    def count() -> int:
        ballots = read_ballots(election, [str(workbook)])
        result = canvass(election, ballots.piles).results[0]
        assert result.count is not None
        return result.count.ballots

    assert benchmark.pedantic(count, rounds=5, warmup_rounds=1) == BALLOTS


@pytest.mark.benchmark(group=GROUP)
def test_python_calamine_to_python_peer(benchmark: Any, workbook: Path) -> None:
    def read() -> int:
        return len(python_calamine.load_workbook(str(workbook)).get_sheet_by_name(OFFICE).to_python())

    assert benchmark.pedantic(read, rounds=5, warmup_rounds=1) == BALLOTS + 1


@pytest.mark.benchmark(group=GROUP)
def test_pandas_openpyxl_script(benchmark: Any, workbook: Path) -> None:
    import pandas as pd

    def count() -> int:
        sheet = pd.read_excel(workbook, sheet_name=OFFICE, dtype=str, keep_default_na=False, engine="openpyxl")
        return int((sheet[NAMES] == "○").sum().max())

    assert benchmark.pedantic(count, rounds=1) > 0


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("share") / "ballots.xlsx"
    large_workbook(path, NAMES, BALLOTS // 10, OFFICE)
    return path


@pytest.mark.benchmark(group=SHARE)
def test_tally_a_tenth(benchmark: Any, share: Path) -> None:
    election = an_election(a_contest(20, NAMES), present=BALLOTS // 10)
    assert benchmark.pedantic(lambda: count_of(election, [str(share)]), rounds=3) == BALLOTS // 10


@pytest.mark.benchmark(group=SHARE)
def test_openpyxl_streaming_peer_a_tenth(benchmark: Any, share: Path) -> None:
    """Row by row in read-only mode, as RCTab's readers go."""
    from openpyxl import load_workbook

    def count() -> int:
        approvals: Counter[int] = Counter()
        book = load_workbook(share, read_only=True)
        for row in book[OFFICE].iter_rows(min_row=2, values_only=True):
            approvals.update(at for at, mark in enumerate(row) if mark == "○")
        book.close()
        return max(approvals.values())

    assert benchmark.pedantic(count, rounds=1) > 0


@pytest.mark.benchmark(group=MANY)
def test_tally_a_thousand_small_workbooks(benchmark: Any, tmp_path: Path) -> None:
    """The whole command with two processes, their start included."""
    folder = a_folder(tmp_path / "town", names=NAMES, seats=20, present=150_000)
    (folder / "ballots").mkdir()
    for number in range(1000):
        large_workbook(folder / "ballots" / f"{number:04}.xlsx", NAMES, 150, OFFICE, first=number * 150 + 1)
    command = [str(TALLY), "count", str(folder / "ballots"), "--election", str(folder), "--workers", "2", "--quiet"]
    done = benchmark.pedantic(subprocess.run, (command,), {"capture_output": True}, rounds=2)
    assert done.returncode in (0, 3), done.stderr
    benchmark.extra_info["workbooks a second"] = round(1000 / benchmark.stats.stats.min)


def count_of(election: Election, paths: list[str]) -> int:
    counted = count_files(election, paths)
    assert not counted.problems, counted.problems[:3]
    return sum(one.read for one in counted.piles["committee"])
