"""Parquet and Arrow ballot files, and `tally convert`, through the command."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import NAMES, TEN, a_folder, a_whole_folder, a_workbook, ballot_rows
from running import tally

SAMPLES = Path(__file__).parents[2] / "sample_ballots"


def table(**columns: Any) -> pa.Table:
    """Return three ballots as codes, with columns put in place of the usual ones."""
    usual: dict[str, Any] = {"票号": pa.array([1, 2, 3]), **{name: pa.array([1, 2, 0], pa.uint8()) for name in NAMES}}
    return pa.table({**usual, **columns})


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "town", present=3)


def refused(town: Path, content: pa.Table) -> set[str]:
    pq.write_table(content, town / "committee.parquet")
    run = tally("count", town / "committee.parquet", "--election", town, "--json")
    assert run.status == 1
    assert not (town / "out").exists()
    return run.codes


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"甲一": pa.array([1, 2, 0], pa.int64())}, "T621"),
        ({"甲一": pa.array([1.0, 2.0, 0.0])}, "T621"),
        ({"甲一": pa.array([True, False, True])}, "T621"),
        ({"票号": pa.array([1.0, 2.0, 3.0])}, "T621"),
        ({"备注": pa.array([1, 2, 3])}, "T621"),
        ({"甲一": pa.array([1, None, 0], pa.uint8())}, "T622"),
        ({"甲一": pa.array(["○", None, "×"])}, "T622"),
        ({"票号": pa.array([1, None, 3])}, "T622"),
        ({"票号": pa.array(["1", None, "3"])}, "T622"),
        ({"甲一": pa.array([1, 4, 0], pa.uint8())}, "T623"),
        ({"甲一": pa.array(["○", "昨天", "×"])}, "T339"),
        ({"票号": pa.array([1, 2, 2])}, "T344"),
        ({"票号": pa.array(["1", "2", "002"])}, "T344"),
        ({"票号": pa.array([1, -2, 3])}, "T343"),
        ({"票号": pa.array(["1", "", "3"])}, "T337"),
        ({"另选他人1": pa.array(["", "", ""]), "另选他人1符号": pa.array(["○", "", ""])}, "T341"),
        ({"整票无效": pa.array(["烧了", None, None])}, "T340"),
        ({"戊九": pa.array([1, 2, 0], pa.uint8())}, "T331"),
        ({name: pa.array(["○", "×", ""]) for name in NAMES}, "T338"),
    ],
)
def test_refusals(town: Path, columns: dict[str, Any], code: str) -> None:
    assert refused(town, table(**columns)) == {code}


def test_a_missing_column(town: Path) -> None:
    assert refused(town, table().drop(["丁四"])) == {"T333"}


def test_damaged_files(town: Path) -> None:
    path = town / "committee.parquet"
    pq.write_table(table(), path)
    whole = path.read_bytes()
    for content, code in (
        (b"", "T303"),
        (b"PK\x03\x04", "T304"),
        (whole[: len(whole) // 2], "T306"),
        (whole[:60] + b"\0" * 200 + whole[260:], "T306"),
    ):
        path.write_bytes(content)
        assert code in tally("count", path, "--election", town, "--json").codes


def test_doubles_over_blocks_of_one_file_and_over_files(town: Path) -> None:
    pq.write_table(table(), town / "committee.parquet", row_group_size=1)
    pq.write_table(table(票号=pa.array([3, 8, 9])), town / "b.parquet")
    run = tally("count", town / "committee.parquet", f"{town}/b.parquet#committee", "--election", town, "--json")
    assert run.codes == {"T355"}


def test_missing_values_beside_marks_are_empty(town: Path) -> None:
    nothing = pa.array([None, None, None])
    pq.write_table(table(备注=nothing, 整票无效=nothing, 另选他人1=nothing), town / "committee.parquet")
    assert tally("count", town / "committee.parquet", "--election", town).status in (0, 3)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".csv"])
def test_a_converted_congress_counts_alike(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    files = []
    for office, name in (("党委委员", "committee"), ("纪委委员", "discipline")):
        files.append(folder / f"{name}{suffix}")
        assert tally("convert", f"{folder}/ballots.xlsx#{office}", files[-1], "--election", folder).status == 0
    sheets = tally("count", folder / "ballots.xlsx", "--election", folder, "--json").json
    columns = tally("count", *files, "--election", folder, "--json", "--out", tmp_path / "out").json
    for one in (sheets, columns):
        for contest in one["contests"]:
            del contest["piles"]
    assert columns["contests"] == sheets["contests"]


def test_a_problem_in_a_converted_file_names_the_cell_of_the_original(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=10)
    rows = [("标题",), *ballot_rows(TEN)]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    assert tally("convert", folder / "ballots.xlsx", folder / "committee.parquet").status == 0
    content = pq.read_table(folder / "committee.parquet")
    marks = content.column("乙二").to_pylist()
    at = content.column_names.index("乙二")
    content = content.set_column(at, "乙二", pa.array([*marks[:3], "昨天", *marks[4:]]))
    pq.write_table(content, folder / "committee.parquet")
    run = tally("count", folder / "committee.parquet", "--json")
    assert [one["place"] for one in run.json["problems"]] == ["committee.parquet › 党委委员 › C6"]


def test_what_cannot_be_converted(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    assert tally("convert", folder / "ballots.xlsx", folder / "x.doc").status == 2
    assert tally("convert", folder / "ballots.xlsx", folder / "ballots.xlsx").status == 2
    assert tally("convert", folder / "missing.xlsx", folder / "x.parquet", "--election", folder).status == 1
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows([*TEN, ("○", "昨天", "", "")])})
    assert tally("convert", folder / "ballots.xlsx", folder / "x.parquet").status == 1
    assert not (folder / "x.parquet").exists()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
