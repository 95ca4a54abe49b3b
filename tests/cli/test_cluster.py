"""A real Dask scheduler with two workers on this machine: one is killed half-way, and the record has the same bytes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import NAMES, a_folder
from clustering import Cluster, a_cluster
from running import tally
from tally.counting.count_files import Progress, count_files
from tally.counting.engine import InThisProcess, Load, chosen, in_processes, run
from tally.domain.election import Election
from tally.domain.problem import Problems
from tally.files.election_file import read_election
from tally.records.check_code import canonical
from tally.records.count_election import count_election

pytest.importorskip("distributed", reason="the extra tally[cluster] is not installed")
FILES = 200


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One cluster for all tests here, in their order: the last one takes the scheduler away."""
    with a_cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture
def town(tmp_path: Path) -> tuple[Election, list[str]]:
    """Two hundred small files."""
    folder = a_folder(tmp_path / "town", present=2 * FILES)
    paths = []
    for at in range(FILES):
        path = folder / f"{at:03}" / "党委委员.csv"
        path.parent.mkdir()
        path.write_text(f"票号,{','.join(NAMES)}\n{2 * at + 1},○,○,×,\n{2 * at + 2},○,×,○,○\n", encoding="utf-8")
        paths.append(str(path))
    return read_election(folder / "election.toml"), paths


def test_workers_with_another_tally_are_refused(
    cluster: Cluster, town: tuple[Election, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    election, paths = town
    monkeypatch.setattr("tally.counting.engine.own_fingerprint", lambda: "another")
    with pytest.raises(Problems) as refused:
        count_election(election, paths, engine=chosen(cluster=cluster.address))
    assert [one.code for one in refused.value.problems] == ["T912"]


def test_a_worker_killed_half_way_changes_no_byte(cluster: Cluster, town: tuple[Election, list[str]]) -> None:
    election, paths = town
    here = canonical(count_election(election, paths)[1])

    def watch(progress: Progress) -> None:
        if progress.done == FILES // 2:
            os.kill(cluster.processes[1].pid, signal.SIGKILL)

    there = count_election(election, paths, engine=chosen(cluster=cluster.address), watch=watch)[1]
    assert cluster.processes[1].wait(10) == -signal.SIGKILL
    assert canonical(there) == here
    typed = tally("count", *paths, "--election", election.folder, "--cluster", cluster.address, "--json")
    assert typed.out.encode() == here


def test_workers_that_stand_elsewhere_find_the_files(cluster: Cluster, town: tuple[Election, list[str]]) -> None:
    election, paths = town
    here = tally("count", *paths[:2], "--election", election.folder, "--json")
    relative = [Path(path).relative_to(election.folder) for path in paths[:2]]
    words = ["count", *relative, "--election", ".", "--cluster", cluster.address, "--json"]
    there = tally(*words, cwd=election.folder)
    assert (there.status, there.out) == (here.status, here.out)


def test_a_scheduler_that_goes_away_gives_no_result(cluster: Cluster, town: tuple[Election, list[str]]) -> None:
    election, paths = town

    def watch(progress: Progress) -> None:
        if progress.done == FILES // 2:
            cluster.processes[0].kill()

    with pytest.raises(Problems) as refused:
        count_election(election, paths, engine=chosen(cluster=cluster.address), watch=watch)
    assert [one.code for one in refused.value.problems] == ["T913"]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "foo://127.0.0.1:9", "127.0.0.1", ""])
def test_nobody_answers(address: str, town: tuple[Election, list[str]]) -> None:
    election, paths = town
    began = time.monotonic()
    refused = tally("count", paths[0], "--election", election.folder, "--cluster", address, "--json")
    assert (refused.status, refused.codes) == (1, {"T911"})
    assert len(refused.err.splitlines()) == 4
    assert "--workers" in refused.err
    assert time.monotonic() - began < 60


def test_processes_give_the_same_bytes(town: tuple[Election, list[str]]) -> None:
    election, paths = town
    alone = tally("count", *paths[:9], "--election", election.folder, "--json", "--workers", "1")
    pool = tally("count", *paths[:9], "--election", election.folder, "--json", "--workers", "2", PYTHONHASHSEED="3")
    assert (pool.status, pool.out) == (alone.status, alone.out)


def test_a_dying_process_is_said() -> None:
    with pytest.raises(Problems) as refused, in_processes(1) as pool:
        run(pool, signal.raise_signal, [(signal.SIGKILL,)], lambda done: None)
    assert [one.code for one in refused.value.problems] == ["T910"]


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5", "9999"])
def test_a_number_of_workers_that_is_none(workers: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    assert tally("count", "a.csv", "--election", folder, "--workers", workers).status == 2


def test_a_file_that_changes_while_it_is_counted(town: tuple[Election, list[str]]) -> None:
    election, paths = town

    def watch(progress: Progress) -> None:
        if progress.done == 5:
            Path(paths[0]).write_text(f"票号,{','.join(NAMES)}\n1,×,×,×,×\n2,○,×,○,○\n", encoding="utf-8")
            Path(paths[1]).unlink()

    counted = count_files(election, paths, watch=watch)
    assert [one.code for one in counted.problems] == ["T620", "T620"]


def test_a_count_that_lost_ballots_on_its_way_is_found_out(town: tuple[Election, list[str]]) -> None:
    from dataclasses import replace

    from tally.counting import count_files as walk

    class Losing(InThisProcess):
        def submit(self, fn, /, *args, **kwargs):
            future = super().submit(fn, *args, **kwargs)
            piece = future.result()
            lost = tuple(replace(pile, count=replace(pile.count, valid=pile.count.valid - 1)) for pile in piece.piles)
            return super().submit(lambda: replace(piece, piles=lost))

    def losing(load: Load) -> Losing:
        return Losing()

    election, paths = town
    codes = {one.code for one in walk.count_files(election, paths[:3], engine=losing).problems}
    assert "T628" in codes
