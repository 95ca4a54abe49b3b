"""A worker on another machine may see no file where this one sees ballots, or an older copy: no figure comes of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import NAMES, a_folder
from tally.counting import pieces
from tally.counting.count_files import Counted, count_files
from tally.counting.engine import InThisProcess
from tally.files import column_files
from tally.files.election_file import read_election

BALLOTS, GROUP = 60, 20


def vote(folder: Path, first: int = 0, rows: int = BALLOTS) -> Path:
    """Write the same kind of ballots as a file in columns and as a sheet."""
    folder.mkdir(parents=True)
    marks = {name: [(first + row + at) % 3 for row in range(rows)] for at, name in enumerate(NAMES)}
    columns = {name: pa.array(codes, pa.uint8()) for name, codes in marks.items()}
    table = pa.table({"票号": range(1, rows + 1), **columns})
    pq.write_table(table, folder / "党委委员.parquet", row_group_size=GROUP)
    lines = [f"{row + 1},{','.join('_○×'[marks[name][row]] for name in NAMES)}".replace("_", "") for row in range(rows)]
    (folder / "党委委员.csv").write_text(f"票号,{','.join(NAMES)}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


class Elsewhere(InThisProcess):
    """Another machine: what stands at a path here is not what stands there."""

    def __init__(self, here: Path, there: Path) -> None:
        self._here, self._there, self._aside = here, there, here.with_name("aside")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._here.rename(self._aside)
        self._there.rename(self._here)
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            self._here.rename(self._there)
            self._aside.rename(self._here)


@pytest.fixture(params=["党委委员.parquet", "党委委员.csv"])
def counted(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Counted]:
    monkeypatch.setattr(column_files, "BLOCK_ROWS", GROUP)
    election = read_election(a_folder(tmp_path / "town", present=BALLOTS) / "election.toml")
    here, there = vote(tmp_path / "box"), tmp_path / "there"

    def count(machine: str) -> Counted:
        monkeypatch.setattr(pieces, "node", lambda: machine)
        return count_files(election, [str(here / request.param)], engine=lambda load: Elsewhere(here, there))

    return count


def said(counted: Counted) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in counted.problems]


def test_another_file_there(counted: Callable[[str], Counted], tmp_path: Path) -> None:
    vote(tmp_path / "there", first=1)
    assert said(counted("machine-c")) == [("T919", "machine-c")]


def test_another_file_of_fewer_blocks_there(counted: Callable[[str], Counted], tmp_path: Path) -> None:
    vote(tmp_path / "there", rows=GROUP)
    assert said(counted("machine-c")) == [("T919", "machine-c")]


def test_no_file_there(counted: Callable[[str], Counted], tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert said(counted("machine-c")) == [("T919", "machine-c")]


def test_a_copy_there_is_as_good(counted: Callable[[str], Counted], tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "box", tmp_path / "there")
    found = counted("machine-c")
    assert said(found) == []
    (count,) = (pile.count for pile in found.piles["committee"])
    assert count.valid + count.void == BALLOTS


def test_on_this_machine_it_is_a_file_that_changed(counted: Callable[[str], Counted], tmp_path: Path) -> None:
    vote(tmp_path / "there", first=1)
    assert [code for code, _ in said(counted(pieces.node()))] == ["T620"]
