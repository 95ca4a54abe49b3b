"""Parquet and Arrow ballot files, and `tally convert`, through the command."""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import NAMES, TEN, a_folder, a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.documents.ballot_table import copy_columns
from tally.files.column_files import ColumnFile

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


def test_nulls_inside_a_dictionary_are_missing_values(town: Path) -> None:
    """A file in Arrow may say in its dictionary what a Parquet file says beside each value."""
    hidden = pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), pa.array(["○", None]))
    path = town / "committee.arrow"
    for name, codes in (("甲一", {"T622"}), ("票号", {"T622"}), ("备注", set())):
        content = table(**{name: hidden})
        with pa.ipc.new_file(str(path), content.schema) as file:
            file.write_table(content)
        run = tally("count", path, "--election", town, "--json")
        assert (run.codes if codes else {one["code"] for one in run.json["problems"]} & {"T622"}) == codes


def written(content: pa.Table, path: Path) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(content, path)
    else:
        with pa.ipc.new_file(str(path), content.schema) as file:
            file.write_table(content)
    return path


VIEWS = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.uint32()), pa.array(["○", "×", ""], pa.string_view()))
TEXTS = [pa.array(["○", "×", ""], kind) for kind in (pa.string(), pa.large_string(), pa.string_view())]


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize("marks", [*TEXTS, *(one.dictionary_encode() for one in TEXTS[:2]), VIEWS])
def test_texts_of_every_kind_are_texts(suffix: str, marks: pa.Array, town: Path) -> None:
    """Polars writes views of texts into Arrow files, other programs long texts or dictionaries."""
    if suffix == ".parquet" and marks is VIEWS:
        pytest.skip("not written by pyarrow")
    numbers = pa.array(["1", "2", "3"], marks.type if not pa.types.is_dictionary(marks.type) else pa.string())
    remarks = pa.array([None, "", "空白票"], pa.string_view())
    content = table(**dict.fromkeys(NAMES[:3], marks), 丁四=pa.array([""] * 3), 票号=numbers, 备注=remarks)
    path = written(content, town / f"committee{suffix}")
    run = tally("count", path, "--election", town, "--json")
    assert [(one["approve"], one["oppose"], one["abstain"]) for one in run.json["contests"][0]["candidates"][:3]] == [
        (1, 1, 1)
    ] * 3
    assert tally("convert", path, town / "again.csv").status == 0
    again = tally("count", f"{town}/again.csv#committee", "--election", town, "--json", "--out", town / "again")
    assert again.json["contests"][0]["candidates"] == run.json["contests"][0]["candidates"]


def test_a_type_that_means_nothing_is_named_as_it_is(town: Path) -> None:
    hidden = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array([1, 2, 0], pa.uint8()))
    run = tally("count", written(table(甲一=hidden), town / "committee.arrow"), "--election", town, "--json")
    assert "dictionary<values=uint8" in run.json["problems"][0]["found"]


CUT_SHORT = """
import os, sys
from pathlib import Path
from tally.domain.problem import Problems
from tally.files.column_files import ColumnFile
path = Path(sys.argv[1])
file = ColumnFile(path, path.name)
batches = file.batches(file.blocks()[0], file.names)
next(batches)
os.truncate(path, 100)
try:
    sum(batch.num_rows for batch in batches)
except Problems as refused:
    print([one.code for one in refused.problems])
"""


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_a_file_cut_short_while_it_is_read_does_not_end_the_process(name: str, tmp_path: Path) -> None:
    """As by whoever copies another one over it: a file that is mapped into memory would."""
    ballots = 1_000_000
    marks = np.random.default_rng(7).integers(0, 3, ballots, np.uint8)
    whole = pa.table({"票号": np.arange(ballots), "甲一": marks})
    path = written(pa.Table.from_batches(whole.to_batches(max_chunksize=100_000)), tmp_path / name)
    done = subprocess.run([sys.executable, "-c", CUT_SHORT, str(path)], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, "['T306']\n")


@pytest.mark.parametrize("readable", [True, False])
def test_an_encrypted_file_is_called_so(readable: bool, town: Path) -> None:
    """Whether its columns alone are encrypted, or the list of them too."""
    encryption = pytest.importorskip("pyarrow.parquet.encryption", reason="this pyarrow knows no encryption")

    class Keys(encryption.KmsClient):
        def __init__(self, config: Any) -> None:
            super().__init__()

        def wrap_key(self, key: bytes, name: str) -> bytes:
            return base64.b64encode(key)

    factory = encryption.CryptoFactory(Keys)
    settings = encryption.EncryptionConfiguration("footer", column_keys={"k": ["甲一"]}, plaintext_footer=readable)
    properties = factory.file_encryption_properties(encryption.KmsConnectionConfig(), settings)
    path = town / "committee.parquet"
    with pq.ParquetWriter(path, table().schema, encryption_properties=properties) as file:
        file.write_table(table())
    run = tally("count", path, "--election", town, "--json")
    assert (run.status, run.codes) == (1, {"T305"})
    assert not (town / "out").exists()


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize(
    "rows",
    [
        [pa.array(["a", "b", "c"])],
        [pa.array([1, None, 3])],
        [pa.array([[1]] * 3)],
        [pa.array([1, 2, 3])] * 2,
        [pa.array([-5, -6, -7])],
    ],
)
def test_what_is_said_of_another_sheet_and_means_nothing_is_not_used(
    suffix: str, rows: list[pa.Array], town: Path
) -> None:
    """Whoever wrote the file may have written anything; columns before the first once had no end of letters."""
    source = {"sheet": "党委委员", "columns": dict.fromkeys(NAMES, -3)}
    usual = table(甲一=pa.array([1, 7, 0], pa.uint8()))
    content = pa.table([*usual.columns, *rows], names=[*usual.column_names, *["行"] * len(rows)])
    content = content.replace_schema_metadata({"tally.source": json.dumps(source)})
    path = town / f"committee{suffix}"
    if suffix == ".parquet":
        pq.write_table(content, path)
    else:
        with pa.ipc.new_file(str(path), content.schema) as file:
            file.write_table(content)
    run = tally("count", path, "--election", town, "--json")
    assert [(one["code"], one["place"]) for one in run.json["problems"]] == [("T623", f"committee{suffix} › B3")]


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
        ({"票号": pa.array(["1", "第二组", "3"])}, "T343"),
        ({"票号": pa.array(["1", "2", "2组"])}, "T343"),  # the third ballot's codes are all nought
        ({"票号": pa.array(["1", "合计", "3"]), "甲一": pa.array(["○", "×", "○"])}, "T343"),
        ({"票号": pa.array(["1", "", "3"])}, "T337"),
        ({"另选他人1": pa.array(["", "", ""]), "另选他人1符号": pa.array(["○", "", ""])}, "T341"),
        ({"整票无效": pa.array(["烧了", None, None])}, "T340"),
        ({"戊九": pa.array([1, 2, 0], pa.uint8())}, "T331"),
        ({name: pa.array(["○", "×", ""]) for name in NAMES}, "T338"),
    ],
)
def test_refusals(town: Path, columns: dict[str, Any], code: str) -> None:
    assert refused(town, table(**columns)) == {code}


@pytest.mark.parametrize("kind", [pa.uint8(), pa.string()])
@pytest.mark.parametrize("label", ["合计", "本组合计", "得票数"])
def test_rows_of_totals_are_no_ballots(label: str, kind: pa.DataType, town: Path) -> None:
    marks = [1, 2, 1, 2] if kind == pa.uint8() else ["○", "×", "○", "2"]
    content = {name: pa.array(marks, kind) for name in NAMES}
    pq.write_table(pa.table({"票号": pa.array(["1", "2", "3", label]), **content}), town / "committee.parquet")
    run = tally("count", town / "committee.parquet", "--election", town, "--json")
    assert [(one["approve"], one["oppose"]) for one in run.json["contests"][0]["candidates"]] == [(0, 1)] * len(NAMES)
    assert run.json["contests"][0]["ballots"]["collected"] == 3
    said = [one for one in run.json["problems"] if one["code"] == "T318"]
    assert [one["place"] for one in said] == ["committee.parquet › 5行"]


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


@pytest.mark.parametrize("between", [".parquet", ".arrow"])
def test_back_into_a_workbook(tmp_path: Path, between: str) -> None:
    folder = a_folder(tmp_path / "town", present=10)
    typed = ballot_rows(TEN)
    a_workbook(folder / "ballots.xlsx", {"党委委员": [("标题",), *typed]})
    columns, back = folder / f"committee{between}", folder / "back.xlsx"
    assert tally("convert", f"{folder}/ballots.xlsx#党委委员", columns).status == 0
    assert tally("convert", columns, back).status == 0
    sheet = openpyxl.load_workbook(back)["党委委员"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == [*typed[0], "行"]
    assert [row[-1] for row in values[1:]] == list(range(3, 13))
    assert [[value or "" for value in row[:-1]] for row in values[1:]] == [list(row) for row in typed[1:]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    counted = [tally("count", path, "--json", "--out", tmp_path / path.stem).json for path in (columns, back)]
    for one in counted:
        del one["contests"][0]["piles"]
    assert counted[0]["contests"] == counted[1]["contests"]


def test_texts_in_a_workbook_stay_texts(tmp_path: Path) -> None:
    texts = ["=1+1", "0012", None]
    signs = {name: pa.array(["○", "×", ""]).dictionary_encode() for name in NAMES}
    pq.write_table(table(**signs, 票号=pa.array([1, 1 << 60, 3]), 备注=pa.array(texts)), tmp_path / "a.parquet")
    assert tally("convert", tmp_path / "a.parquet", tmp_path / "a.xlsx").status == 0
    written = (tmp_path / "a.xlsx").read_bytes()
    time.sleep(2.1)  # a zip tells two seconds apart
    assert tally("convert", tmp_path / "a.parquet", tmp_path / "a.xlsx").status == 0
    assert (tmp_path / "a.xlsx").read_bytes() == written
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["a"].iter_rows(min_row=2))
    assert [(row[-1].value, row[-1].data_type) for row in rows] == [("=1+1", "s"), ("0012", "s"), (None, "n")]
    assert [row[0].value for row in rows] == [1, str(1 << 60), 3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (table(), "T485"),
        (table(**dict.fromkeys(NAMES, pa.array(["○", "×", "\x01"]))), "T485"),
        (pa.table({"票号": pa.array(np.arange(1 << 20))}), "T484"),
    ],
)
def test_what_no_sheet_can_hold(tmp_path: Path, content: pa.Table, code: str) -> None:
    pq.write_table(content, tmp_path / "a.parquet")
    run = tally("convert", tmp_path / "a.parquet", tmp_path / "a.xlsx")
    assert (run.status, code in run.err) == (1, True)
    assert [one.name for one in tmp_path.iterdir()] == ["a.parquet"]


def test_ballots_of_one_contest_in_two_sheets_are_not_converted_by_half(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=10)
    header, *rows = ballot_rows(TEN)
    a_workbook(folder / "ballots.xlsx", {"党委委员": [header, *rows[:5]], "committee": [header, *rows[5:]]})
    refused = tally("convert", folder / "ballots.xlsx", folder / "committee.parquet")
    assert refused.status == 1
    assert "T483" in refused.err
    assert not (folder / "committee.parquet").exists()
    for sheet in ("党委委员", "committee"):
        to = folder / f"{sheet}.parquet"
        assert tally("convert", f"{folder / 'ballots.xlsx'}#{sheet}", to).status == 0
        assert pq.read_table(to).num_rows == 5


@pytest.mark.parametrize("name", ["甲组[1]", "甲组:二/三", "甲" * 40, "'甲组'", "甲\x01组"])
def test_a_sheet_is_named_as_a_workbook_may_name_it(name: str, tmp_path: Path) -> None:
    texts = table(**{one: pa.array(["○", "×", ""]) for one in NAMES})
    source = {"sheet": name, "columns": {}}
    pq.write_table(texts.replace_schema_metadata({"tally.source": json.dumps(source)}), tmp_path / "a.parquet")
    run = tally("convert", tmp_path / "a.parquet", tmp_path / "a.xlsx")
    assert (run.status, len(run.err.splitlines())) == (0, 1)
    [title] = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert title.startswith(name[:1].replace("'", "_"))
    assert len(title) <= 31


@pytest.mark.parametrize(
    "column",
    [pa.array([1, 2, 0], pa.uint8()), pa.array([b"\xff"] * 3), pa.array([[1]] * 3), pa.array([{"a": 1}] * 3)],
)
def test_what_plain_text_would_not_tell_apart(column: pa.Array, tmp_path: Path) -> None:
    """The code 0 is an abstention; a legend of digits may read the text 0 as opposed."""
    texts = table(**{one: pa.array(["○", "×", ""]) for one in NAMES})
    pq.write_table(texts.set_column(1, NAMES[0], column), tmp_path / "a.parquet")
    refused = tally("convert", tmp_path / "a.parquet", tmp_path / "a.csv")
    assert refused.status == 1
    assert "T485" in refused.err
    assert not (tmp_path / "a.csv").exists()


def test_no_byte_of_converted_marks_changes_unseen(tmp_path: Path) -> None:
    """Each page carries a checksum. Without it another code, or another sign of the dictionary, would be believed."""
    folder = a_whole_folder(tmp_path / "town")
    path = folder / "committee.parquet"
    assert tally("convert", folder / "ballots.xlsx", path, "--election", folder).status == 0
    whole = tally("count", path, "--election", folder, "--json").json["contests"]
    content = path.read_bytes()
    marks = pq.read_metadata(path).row_group(0).column(1)
    begin = marks.dictionary_page_offset or marks.data_page_offset
    for at in range(begin, begin + marks.total_compressed_size, 3):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        run = tally("count", path, "--election", folder, "--json")
        assert run.json["contests"] == whole if run.status == 0 else run.codes <= {"T306"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".csv", ".xlsx"])
def test_a_full_disk_is_said_in_one_sentence(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    @contextlib.contextmanager
    def full(path: Path) -> Iterator[Path]:
        yield Path("/dev/full")

    texts = table(**{one: pa.array(["○", "×", ""]) for one in NAMES})
    pq.write_table(texts, tmp_path / "a.parquet")
    with pytest.raises(OSError, match="No space left"):
        copy_columns(ColumnFile(tmp_path / "a.parquet", "a.parquet"), tmp_path / f"b{suffix}", full)
    gc.collect()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", ["committee.parquet", "committee.arrow"])
def test_a_column_whose_name_is_no_text(name: str, town: Path) -> None:
    path = written(table(), town / name)
    content = path.read_bytes()
    assert "甲一".encode() in content
    path.write_bytes(content.replace("甲一".encode(), b"\xff" + "甲一".encode()[1:]))
    run = tally("count", path, "--election", town, "--json")
    assert (run.status, [one["code"] for one in run.json["problems"]]) == (1, ["T306"])
