"""A hundred thousand ballots × 24 candidates in one .xlsx: from the file to who is elected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import python_calamine
from large import large_workbook

from building import a_contest, an_election
from tally.counting.canvass import canvass
from tally.files.ballots import read_ballots

BALLOTS = 100_000
OFFICE = "党委委员"
NAMES = [f"候选人{number}" for number in range(1, 25)]
GROUP = "100,000 × 24 in one .xlsx"


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
