"""Large inputs: ten million ballots in Parquet beside polars, two workers beside one, a season, peak memory."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from large import large_workbook

from building import a_contest, a_folder, a_whole_folder, an_election
from running import TALLY
from tally.counting.count_files import count_files
from tally.counting.numbers import Numbers
from tally.domain.election import Election

BALLOTS, CANDIDATES, SEATS = 10_000_000, 20, 16
NAMES = [f"候选人{number}" for number in range(1, CANDIDATES + 1)]
COLUMNS = "10,000,000 × 20 in Parquet"
ALONE = "10,000,000 × 20 in Parquet, no numbers of ballots"
CONVERTED = "10,000,000 × 20 in Parquet, no numbers of ballots, signs as tally convert writes them"
SIGNS = ("", "○", "×")
NULLABLE = "10,000,000 × 20 in Parquet, no numbers of ballots, columns that may hold nulls"
POOL = "200 workbooks of 3,000 ballots"
WORKBOOK = "1,000,000 × 20 in one .xlsx"
TEXT = "1,000,000 × 20 in one .csv"
TOWNS = "2,000 election folders of 150 ballots"
PEAK = """
import sys
sys.path.insert(0, sys.argv[1])
from test_scale import an_election_of, count_all_of
count_all_of(an_election_of(), sys.argv[2])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # ru_maxrss counts the parent too
print(int(peak.split()[1]) // 1024)
"""


def an_election_of(ballots: int = BALLOTS) -> Election:
    return an_election(a_contest(SEATS, NAMES), present=ballots)


def count_all_of(election: Election, path: str) -> int:
    counted = count_files(election, [path])
    assert not counted.problems, counted.problems
    return sum(one.read for one in counted.piles["committee"])


def by_polars(path: Path, marks: Sequence[object] = (0, 1, 2, 3)) -> int:
    pl = pytest.importorskip("polars")
    approved = pl.sum_horizontal((pl.col(name) == marks[1]).cast(pl.UInt8) for name in NAMES)
    figures = [(pl.col(name) == mark).sum().alias(f"{name}{mark}") for name in NAMES for mark in marks]
    return int(pl.scan_parquet(path).filter(approved <= SEATS).select(figures).collect(engine="streaming").height)


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path_factory.mktemp("columns") / "committee.parquet"
    random = np.random.default_rng(1)
    codes = np.array([0, 1, 2], dtype=np.uint8)
    kinds = {"票号": pa.int64(), **dict.fromkeys(NAMES, pa.uint8())}
    schema = pa.schema([pa.field(name, kind, nullable=False) for name, kind in kinds.items()])
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, BALLOTS, 1_000_000):
            marks = {name: random.choice(codes, 1_000_000, p=[0.1, 0.6, 0.3]) for name in NAMES}
            writer.write_table(pa.table({"票号": np.arange(start + 1, start + 1_000_001), **marks}, schema=schema))
    return path


@pytest.fixture(scope="module")
def marks_alone(parquet: Path) -> Path:
    """The same file without 票号: there are no doubles to look for."""
    return copied(parquet, "alone", nullable=False)


@pytest.fixture(scope="module")
def nullable(parquet: Path) -> Path:
    """The same again, with columns that might hold nulls, as programs write them that do not say otherwise."""
    return copied(parquet, "nullable", nullable=True)


@pytest.fixture(scope="module")
def converted(marks_alone: Path) -> Path:
    """The same with signs instead of codes, in the form that `tally convert` gives a file: zstd, checksums of pages."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = marks_alone.parent.parent / "converted" / "committee.parquet"
    path.parent.mkdir()
    whole, signs = pq.ParquetFile(marks_alone), pa.array(SIGNS)
    schema = pa.schema([pa.field(name, pa.string(), nullable=False) for name in NAMES])
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True) as writer:
        for group in range(whole.num_row_groups):
            codes = whole.read_row_group(group)
            writer.write_table(pa.table([signs.take(codes[name].combine_chunks()) for name in NAMES], schema=schema))
    return path


def copied(parquet: Path, folder: str, *, nullable: bool) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = parquet.parent / folder / "committee.parquet"
    path.parent.mkdir()
    whole = pq.ParquetFile(parquet)
    schema = pa.schema([pa.field(name, pa.uint8(), nullable=nullable) for name in NAMES])
    with pq.ParquetWriter(path, schema) as writer:
        for group in range(whole.num_row_groups):
            writer.write_table(whole.read_row_group(group, columns=NAMES).cast(schema))
    return path


@pytest.mark.benchmark(group=ALONE)
def test_tally_of_marks_alone(benchmark: Any, marks_alone: Path) -> None:
    assert benchmark.pedantic(count_all_of, (an_election_of(), str(marks_alone)), rounds=3, warmup_rounds=1) == BALLOTS


@pytest.mark.benchmark(group=ALONE)
def test_polars_of_marks_alone_peer(benchmark: Any, marks_alone: Path) -> None:
    assert benchmark.pedantic(by_polars, (marks_alone,), rounds=3, warmup_rounds=1) == 1


@pytest.mark.benchmark(group=NULLABLE)
def test_tally_of_nullable_marks(benchmark: Any, nullable: Path) -> None:
    assert benchmark.pedantic(count_all_of, (an_election_of(), str(nullable)), rounds=3, warmup_rounds=1) == BALLOTS


@pytest.mark.benchmark(group=NULLABLE)
def test_polars_of_nullable_marks_peer(benchmark: Any, nullable: Path) -> None:
    assert benchmark.pedantic(by_polars, (nullable,), rounds=3, warmup_rounds=1) == 1


@pytest.mark.benchmark(group=CONVERTED)
def test_tally_of_signs(benchmark: Any, converted: Path) -> None:
    assert benchmark.pedantic(count_all_of, (an_election_of(), str(converted)), rounds=3, warmup_rounds=1) == BALLOTS


@pytest.mark.benchmark(group=CONVERTED)
def test_polars_of_signs_peer(benchmark: Any, converted: Path) -> None:
    assert benchmark.pedantic(by_polars, (converted, (*SIGNS, "?")), rounds=3, warmup_rounds=1) == 1


@pytest.mark.benchmark(group=COLUMNS)
def test_tally_hashes_doubles_and_all(benchmark: Any, parquet: Path) -> None:
    assert benchmark.pedantic(count_all_of, (an_election_of(), str(parquet)), rounds=3, warmup_rounds=1) == BALLOTS


@pytest.mark.benchmark(group=COLUMNS)
def test_tally_without_the_test_of_doubles(benchmark: Any, parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tally.counting.count_files.doubles", lambda parts: ())
    monkeypatch.setattr("tally.counting.pieces.Numbers.of", lambda *parts: Numbers())
    assert benchmark.pedantic(count_all_of, (an_election_of(), str(parquet)), rounds=3, warmup_rounds=1) == BALLOTS


@pytest.mark.benchmark(group=COLUMNS)
def test_polars_streaming_four_figures_peer(benchmark: Any, parquet: Path) -> None:
    assert benchmark.pedantic(by_polars, (parquet,), rounds=3, warmup_rounds=1) == 1


@pytest.mark.benchmark(group="peak memory, 10,000,000 × 20 in Parquet")
def test_peak_memory(benchmark: Any, parquet: Path) -> None:
    def measured() -> str:
        here = str(Path(__file__).parent)
        command = [sys.executable, "-c", PEAK, here, str(parquet)]
        paths = {"PYTHONPATH": f"{here}:{Path(here).parent}"}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=paths).stdout

    peak = int(benchmark.pedantic(measured, rounds=1))
    benchmark.extra_info["peak MiB"] = peak
    assert peak < 1024


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = a_folder(tmp_path_factory.mktemp("pool") / "town", names=NAMES, seats=SEATS, present=3000)
    text = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(f'{text}\n[input]\nnumbering = "per-file"\n', encoding="utf-8")
    settings = (folder / "election.toml").read_text(encoding="utf-8").replace("= 3000", "= 600000")
    (folder / "election.toml").write_text(settings, encoding="utf-8")
    (folder / "ballots").mkdir()
    for at in range(200):
        large_workbook(folder / "ballots" / f"{at:03}.xlsx", NAMES, 3000 - at, "党委委员")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.benchmark(group=POOL)
@pytest.mark.parametrize("workers", [pytest.param("1", id="1 worker (peer)"), pytest.param("2", id="2 workers")])
def test_workers(benchmark: Any, workbooks: Path, workers: str) -> None:
    command = [str(TALLY), "count", str(workbooks / "ballots"), "--election", str(workbooks), "--workers", workers]
    benchmark.pedantic(subprocess.run, (command,), {"capture_output": True}, rounds=3)


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("million") / "ballots.xlsx"
    large_workbook(path, NAMES, 1_000_000, "党委委员")
    return path


@pytest.mark.benchmark(group=WORKBOOK)
def test_tally_scan_included(benchmark: Any, million: Path) -> None:
    election = an_election_of(1_000_000)
    assert benchmark.pedantic(count_all_of, (election, str(million)), rounds=3) == 1_000_000


@pytest.mark.benchmark(group=WORKBOOK)
def test_polars_read_excel_peer(benchmark: Any, million: Path) -> None:
    pl = pytest.importorskip("polars")
    frame = benchmark.pedantic(pl.read_excel, (million,), {"sheet_name": "党委委员"}, rounds=3)
    assert len(frame) == 1_000_000


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "committee.csv"
    chance = random.Random(1)
    rows = [",".join(chance.choices(["○", "×", ""], (6, 3, 1), k=len(NAMES))) for _ in range(997)]
    with path.open("w", encoding="utf-8") as lines:
        lines.write(f"票号,{','.join(NAMES)}\n")
        lines.writelines(f"{number},{rows[number % 997]}\n" for number in range(1, 1_000_001))
    return path


@pytest.mark.benchmark(group=TEXT)
def test_tally_of_a_csv(benchmark: Any, text: Path) -> None:
    election = an_election_of(1_000_000)
    assert benchmark.pedantic(count_all_of, (election, str(text)), rounds=2) == 1_000_000


@pytest.mark.benchmark(group=TEXT)
@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_read_csv_peer(benchmark: Any, text: Path, library: str) -> None:
    read = pytest.importorskip(library).read_csv
    assert len(benchmark.pedantic(read, (text,), rounds=2)) == 1_000_000


@pytest.mark.benchmark(group=TOWNS)
def test_a_season(benchmark: Any, tmp_path: Path) -> None:
    first = a_whole_folder(tmp_path / "season" / "0000", [("○○○×",), ("○○×○",), ("○×○○",)] * 50)
    for at in range(1, 2000):
        shutil.copytree(first, tmp_path / "season" / f"{at:04}")
    command = [str(TALLY), "count", "--all", str(tmp_path / "season"), "--workers", "2", "--quiet"]
    done = benchmark.pedantic(subprocess.run, (command,), rounds=1)
    assert done.returncode in (0, 3)  # 3: people must act, here on ties
