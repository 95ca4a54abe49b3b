"""However the ballots are dealt into files, in whatever order, by whatever engine, in however many places: one result.

Records are compared byte for byte where the files are the same; where they differ, without `inputs`, `piles`, the check
code, and remarks about files.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from building import NAMES, a_folder
from clustering import a_cluster
from tally.counting.count_files import count_files
from tally.counting.engine import Load, here, in_processes, on_cluster
from tally.domain.election import Election
from tally.files import column_files
from tally.files.election_file import read_election
from tally.records.check_code import canonical
from tally.records.count_election import count_election
from tally.records.merge import merge
from tally.records.partial import make_partial, read_partial

HEADER = ("票号", *NAMES, "另选他人1", "另选他人1符号", "整票无效", "备注")
SIGN = st.sampled_from(["○", "○", "×", "", "O", "？", "√"])
WRITTEN = st.one_of(st.just(("", "")), st.tuples(st.sampled_from(["戊五", "己六", "甲一"]), st.sampled_from(["○", ""])))
BALLOT = st.tuples(st.tuples(SIGN, SIGN, SIGN, SIGN), WRITTEN, st.sampled_from(["", "", "", "破损"]))
BALLOTS = st.lists(BALLOT, min_size=1, max_size=24)
CODES = {"○": 1, "O": 1, "×": 2, "": 0, "？": 3}


def lines(ballots: list[Any], numbers: list[int]) -> list[list[str]]:
    """Return the rows of a sheet; a last ballot without marks is said to be blank."""
    rows = []
    for number, (signs, (name, sign), void) in zip(numbers, ballots, strict=True):
        blank = "" if any(signs) or name else "空白票"
        rows.append([str(number), *signs, name, sign, void, blank])
    return rows


def csv(path: Path, rows: list[list[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(",".join(row) for row in [list(HEADER), *rows]) + "\n", encoding="utf-8")
    return path


def deal(rows: list[list[str]], files: int, chance: random.Random, folder: Path) -> list[str]:
    """Deal rows into at most so many files, each in some order."""
    piles: dict[int, list[list[str]]] = {}
    for row in rows:
        piles.setdefault(chance.randrange(files), []).append(row)
    paths = []
    for at, pile in piles.items():
        chance.shuffle(pile)
        paths.append(str(csv(folder / f"part{at}" / "党委委员.csv", pile)))
    return paths


def bare(record: dict[str, Any]) -> bytes:
    contests = [{key: value for key, value in one.items() if key != "piles"} for one in record["contests"]]
    kept = {key: value for key, value in record.items() if key not in ("inputs", "check_code")}
    return canonical({**kept, "contests": contests})


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    """A pool started once: every example's election goes to the same two processes."""
    with in_processes(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Executor]:
    """A real Dask cluster of two processes, for every example too; without the extra tally[cluster] threads again."""
    if find_spec("distributed") is None:
        with ThreadPoolExecutor(2) as executor:
            yield executor
        return
    with a_cluster(tmp_path_factory.mktemp("cluster")) as found, on_cluster(found.address) as executor:
        yield executor


def threads(load: Load) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(3)


def everywhere(election: Election, paths: list[str], processes: Executor, dask: Executor) -> Iterator[dict[str, Any]]:
    """Yield the record by each engine, and of a counting place for each file, merged."""
    yield count_election(election, paths, engine=threads)[1]
    yield count_election(election, paths, engine=lambda load: nullcontext(processes))[1]
    yield count_election(election, paths, engine=lambda load: nullcontext(dask))[1]
    partials = []
    for at, path in enumerate(paths):
        counted = count_files(election, [path], frozenset(), here, partial=True)
        written = election.folder / f"{at}.partial.json"
        written.write_bytes(canonical(make_partial(election, f"place {at}", counted)))
        partials.append(read_partial(written))
    yield merge(election, partials)[1]


def election_in(folder: Path, ballots: int, extra: str = "") -> Election:
    return read_election(a_folder(folder, present=ballots, extra=extra) / "election.toml")


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(BALLOTS, st.integers(1, 5), st.randoms(use_true_random=False))
def test_any_split_any_order_any_engine_any_number_of_places(
    processes: Executor, dask: Executor, ballots: list[Any], files: int, chance: random.Random
) -> None:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        election = election_in(folder / "town", len(ballots))
        rows = lines(ballots, list(range(1, len(ballots) + 1)))
        whole = count_election(election, [str(csv(folder / "town" / "党委委员.csv", rows))])[1]
        paths = deal(rows, files, chance, folder / "town")
        shuffled = chance.sample(paths, len(paths))
        dealt = count_election(election, paths)[1]
        assert bare(dealt) == bare(whole)
        for other in everywhere(election, shuffled, processes, dask):
            assert canonical(other) == canonical(dealt)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(BALLOTS, st.booleans(), st.integers(1, 9), st.integers(1, 9), st.integers(1, 3), st.randoms())
def test_columns_count_as_sheets_do_in_any_files_blocks_and_batches(
    processes: Executor,
    dask: Executor,
    ballots: list[Any],
    codes: bool,
    group: int,
    batch: int,
    files: int,
    chance: random.Random,
) -> None:
    if codes:
        ballots = [(tuple("○" if sign == "√" else sign for sign in signs), *rest) for signs, *rest in ballots]
    with TemporaryDirectory() as temporary, pytest.MonkeyPatch.context() as small:
        small.setattr(column_files, "BLOCK_ROWS", chance.randint(1, 2 * group))
        small.setattr(column_files, "BATCH_ROWS", batch)
        folder = Path(temporary)
        election = election_in(folder / "town", len(ballots))
        rows = lines(ballots, list(range(1, len(ballots) + 1)))
        sheet = count_election(election, [str(csv(folder / "town" / "党委委员.csv", rows))])[1]
        piles: dict[int, list[list[str]]] = {}
        for row in rows:
            piles.setdefault(chance.randrange(files), []).append(row)
        paths = [str(columns(folder / "town" / f"{at}" / "党委委员.parquet", piles[at], codes, group)) for at in piles]
        table = count_election(election, paths)[1]
        for other in everywhere(election, chance.sample(paths, len(paths)), processes, dask):
            assert canonical(other) == canonical(table)
        for record in (sheet, table):
            record["contests"][0]["ballots"].pop("signs_folded")  # codes fold nothing
        assert bare(table) == bare(sheet)


def columns(path: Path, rows: list[list[str]], codes: bool, group: int) -> Path:
    """Write rows as a Parquet file with so many of them in a row group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    texts: dict[str, Any] = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
    texts["票号"] = [int(number) for number in texts["票号"]]
    if codes:
        texts |= {name: pa.array([CODES[sign] for sign in texts[name]], pa.uint8()) for name in NAMES}
    pq.write_table(pa.table(texts), path, row_group_size=group)
    return path
