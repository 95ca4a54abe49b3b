"""A ballot file that changes while it is counted is found out, whatever of it changes and whenever it does (T620)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import NAMES, a_folder
from tally.counting import count_files as room
from tally.counting.count_files import Counted, count_files
from tally.counting.engine import InThisProcess, Load, run
from tally.counting.pieces import Piece
from tally.counting.unchanged import Unchanged
from tally.domain.election import Election, InputFile
from tally.domain.problem import Problems
from tally.files import column_files
from tally.files.column_files import Block, ColumnFile, foot_of
from tally.files.election_file import read_election
from tally.files.paths import SheetPath

BALLOTS, GROUP = 60, 10


def a_table(path: Path, first: int = 0) -> Path:
    marks = {
        name: pa.array([(first + row + at) % 3 for row in range(BALLOTS)], pa.uint8()) for at, name in enumerate(NAMES)
    }
    pq.write_table(pa.table({"票号": range(1, BALLOTS + 1), **marks}), path, row_group_size=GROUP)
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return a_table(tmp_path / "党委委员.parquet")


@pytest.fixture
def election(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Election:
    monkeypatch.setattr(column_files, "BLOCK_ROWS", GROUP)
    return read_election(a_folder(tmp_path / "town", present=BALLOTS) / "election.toml")


def blocks(path: Path) -> list[Piece]:
    return [Piece(SheetPath(path), path.name, block=one) for one in ColumnFile(path, path.name).blocks()]


def codes(counted: Counted) -> list[str]:
    return [one.code for one in counted.problems]


def codes_of(unchanged: Unchanged, path: Path) -> list[str]:
    read = InputFile("ballots", path.name, unchanged.sha256(SheetPath(path)), BALLOTS)
    return [one.code for one in unchanged.problems({SheetPath(path): read})]


def counted_while(
    change: Callable[[], object], before: int, election: Election, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Counted:
    """Count a file to which something happens before its piece `before` is counted, or after the last one."""
    pieces: list[int] = []
    count = room.count_piece

    def count_piece(*given: object) -> object:
        if len(pieces) == before:
            change()
        pieces.append(1)
        return count(*given)

    monkeypatch.setattr(room, "count_piece", count_piece)
    return count_files(election, [str(path)], engine=lambda load: InThisProcess())


def test_the_hash_of_a_file_in_blocks_is_that_of_the_whole_file(election: Election, table: Path) -> None:
    counted = count_files(election, [str(table)])
    assert codes(counted) == []
    assert [one.sha256 for one in counted.inputs] == [hashlib.sha256(table.read_bytes()).hexdigest()]
    assert [one.ballots for one in counted.inputs] == [BALLOTS]


@pytest.mark.parametrize("group", range(BALLOTS // GROUP))
@pytest.mark.parametrize("before", range(BALLOTS // GROUP))
def test_a_byte_that_changes_in_any_block_before_any_block_is_counted(
    before: int, group: int, election: Election, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = pq.ParquetFile(table).metadata.row_group(group).column(1).data_page_offset + 30

    def change() -> None:
        content = bytearray(table.read_bytes())
        content[at] ^= 1
        table.write_bytes(content)

    try:
        counted = counted_while(change, before, election, table, monkeypatch)
    except Problems:
        return  # the reader itself refuses the page
    assert ("T620" in codes(counted)) is (group <= before)  # what nobody had read was counted, and hashed, as it is now
    if group > before:
        assert [one.sha256 for one in counted.inputs] == [hashlib.sha256(table.read_bytes()).hexdigest()]


@pytest.mark.parametrize(("group", "hidden"), [(2, True), (3, True), (1, False)])
def test_without_word_from_the_system_what_is_read_is_still_what_was_hashed(
    group: int, hidden: bool, election: Election, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times that do not change hide a change of what was counted already, never one of what is still to be counted."""
    for module in ("unchanged", "pieces"):
        monkeypatch.setattr(f"tally.counting.{module}.stamp_of", lambda path: (0,))
    at = pq.ParquetFile(table).metadata.row_group(group).column(1).data_page_offset + 30
    pieces, unchanged = blocks(table), Unchanged([SheetPath(table)])
    for piece in pieces[:4]:
        unchanged.ahead(piece)
    for piece in pieces[: 2 if hidden else 1]:
        unchanged.behind(piece)
    content = bytearray(table.read_bytes())
    content[at] ^= 1
    table.write_bytes(content)
    for follow, rest in ((unchanged.ahead, pieces[4:]), (unchanged.behind, pieces[2 if hidden else 1 :])):
        for piece in rest:
            follow(piece)
    assert codes_of(unchanged, table) == ["T620"]


@pytest.mark.parametrize("before", range(1, BALLOTS // GROUP))
def test_another_file_in_its_place(
    before: int, election: Election, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_table(tmp_path / "other.parquet", first=1)
    counted = counted_while(lambda: other.replace(table), before, election, table, monkeypatch)
    assert "T620" in codes(counted)


def test_a_foot_that_tells_of_other_blocks_than_those_counted(table: Path) -> None:
    pieces = blocks(table)
    unchanged = Unchanged([SheetPath(table)])
    whole = table.read_bytes()
    foot = foot_of(table)
    assert whole.endswith(foot)
    assert len(foot) == int.from_bytes(whole[-8:-4], "little") + 8
    table.write_bytes(whole[: -len(foot)] + foot.replace(b"parquet-cpp", b"parquet-cqq"))
    for follow in (unchanged.ahead, unchanged.behind):
        for piece in pieces:
            follow(piece)
    assert codes_of(unchanged, table) == ["T620"]


def test_a_file_that_goes_away_between_its_blocks(election: Election, table: Path) -> None:
    pieces, unchanged = blocks(table), Unchanged([SheetPath(table)])
    unchanged.ahead(pieces[0])
    table.unlink()
    for piece in pieces:
        unchanged.ahead(piece)
        unchanged.behind(piece)
    assert unchanged.sha256(SheetPath(table)) == ""
    assert codes_of(unchanged, table) == ["T620"]


def test_a_block_ends_where_the_next_one_begins_or_later(election: Election, table: Path) -> None:
    metadata = pq.ParquetFile(table).metadata
    ends = [one.end for one in ColumnFile(table, table.name).blocks()]
    assert ends[-1] is None
    for group, end in enumerate(ends[:-1]):
        assert end is not None
        following = metadata.row_group(group + 1).column(0)
        assert following.dictionary_page_offset <= end < table.stat().st_size


def test_what_is_no_parquet_has_no_foot(tmp_path: Path) -> None:
    for name, content in (("a.csv", b"1,2,3,4,5,6,7"), ("gone.parquet", None), ("short.parquet", b"PAR1")):
        if content is not None:
            (tmp_path / name).write_bytes(content)
    assert [foot_of(tmp_path / name) for name in ("a.csv", "gone.parquet", "short.parquet")] == [b"", b"", b"PAR1"]
    assert Block(0, 1, 0, 5).end is None


@pytest.mark.parametrize("threads", [0, 2])
def test_before_and_after_are_told_in_order_and_around_the_work(threads: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    told: list[tuple[str, int]] = []
    with ThreadPoolExecutor(threads) if threads else InThisProcess() as executor:
        run(executor, lambda at: told.append(("work", at)), [(at,) for at in range(150)], lambda done: None,
            lambda at: told.append(("before", at)), lambda at: told.append(("after", at)))  # fmt: skip
    assert [at for kind, at in told if kind == "before"] == list(range(150))
    assert [at for kind, at in told if kind == "after"] == list(range(150))
    for at in range(150):
        assert told.index(("before", at)) < told.index(("work", at)) < told.index(("after", at))
    assert Load(1, 1).columnar is False


def test_a_change_after_the_last_block_was_counted(election: Election, table: Path) -> None:
    def meanwhile(progress: room.Progress) -> None:
        if progress.done == progress.pieces:
            content = bytearray(table.read_bytes())
            content[pq.ParquetFile(table).metadata.row_group(0).column(1).data_page_offset + 30] ^= 1
            table.write_bytes(content)

    counted = count_files(election, [str(table)], engine=lambda load: InThisProcess(), watch=meanwhile)
    assert codes(counted) == ["T620"]


def test_what_is_read_again_is_hashed_again(election: Election, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tally.counting.unchanged.stamp_of", lambda path: (0,))
    pieces, unchanged = blocks(table), Unchanged([SheetPath(table)])
    for follow in (unchanged.ahead, unchanged.behind):
        for piece in pieces:
            follow(piece)
    unchanged.read_again()
    content = bytearray(table.read_bytes())
    content[pq.ParquetFile(table).metadata.row_group(0).column(1).data_page_offset + 30] ^= 1
    table.write_bytes(content)
    assert codes_of(unchanged, table) == ["T620"]
