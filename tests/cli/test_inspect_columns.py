"""`tally inspect` of a file in columns: what it says of the sheet, it says of its Parquet and Arrow too."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import NAMES, a_folder, a_workbook
from running import tally
from tally.files import column_entry

ROWS = [("票号", *NAMES), (1, "○", "×", "", "○"), (2, "×", "×", "○", "弃权"), (7, "○", "", "", "✓")]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = a_folder(tmp_path / "town", present=3)
    a_workbook(folder / "ballots.xlsx", {"党委委员": ROWS})
    for name in ("党委委员.parquet", "党委委员.arrow"):
        done = tally("convert", folder / "ballots.xlsx#党委委员", folder / name, "--election", folder)
        assert done.status == 0, done.err
    return folder


@pytest.mark.parametrize("name", ["党委委员.parquet", "党委委员.arrow"])
def test_the_same_as_of_the_sheet_it_was_converted_from(name: str, town: Path) -> None:
    of_sheet = tally("inspect", town / "ballots.xlsx", "--election", town, "--json")
    of_columns = tally("inspect", town / name, "--election", town, "--json")
    assert (of_sheet.status, of_columns.status) == (0, 0)
    ((sheet,), (columns,)) = (run.json["files"][0]["sheets"] for run in (of_sheet, of_columns))
    assert columns["contests"][0]["ballots"] == 3
    for key in ("ballots", "signs", "layout", "columns"):
        assert columns["contests"][0][key] == sheet["contests"][0][key]


def test_codes_are_shown_as_the_words_they_stand_for(tmp_path: Path) -> None:
    marks = {name: pa.array([1, 2, 0], pa.uint8()) for name in NAMES}
    pq.write_table(pa.table({"票号": pa.array([1, 2, 3], pa.uint8()), **marks}), tmp_path / "党委委员.parquet")
    run = tally("inspect", tmp_path / "党委委员.parquet", "--json")
    assert run.status == 0, run.out
    (part,) = run.json["files"][0]["sheets"][0]["contests"]
    assert (part["ballots"], part["signs"]) == (3, {"弃权": 4, "赞成": 4, "不赞成": 4})


@pytest.mark.parametrize(
    ("content", "code"), [(b"PAR1", "T306"), (b"", "T303"), (b"plain text", "T304"), (None, "T350")]
)
def test_what_cannot_be_read_is_said(content: bytes | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "党委委员.parquet"
    if content is not None:
        path.write_bytes(content)
    run = tally("inspect", path)
    assert run.status == 1
    assert code in run.err or (content is None and "T300" in run.err)


def test_a_file_too_large_to_be_looked_into_whole(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tally.domain.problem import Problems
    from tally.files.column_files import ColumnFile

    monkeypatch.setattr(column_entry, "MOST_CELLS", 17)
    with pytest.raises(Problems) as refused:
        column_entry.as_grid(ColumnFile(town / "党委委员.parquet", "党委委员.parquet"))
    assert [one.code for one in refused.value.problems] == ["T310"]
