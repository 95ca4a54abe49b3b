"""What the records of an .xlsb tell besides its cells, and what is refused before a reader sees it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refuse.sheets_of_other_formats import Error, Formula
from refuse.xlsb import cell, record, row_of, sheet_of, wide, write_xlsb
from tally.domain.problem import Problems
from tally.files.grid import Grid
from tally.files.table import Area, Flaw
from tally.files.workbook import open_workbook

ROWS = [["票号", "甲一", "乙二"], [1, "○", "×"], [2, Formula("○"), ""], [3, Error(), Formula("#REF!")], [4, True, 2.5]]


def grid_of(path: Path) -> Grid:
    return open_workbook(path, path.name).grid("党委委员")


def test_cells_flaws_and_what_is_hidden(tmp_path: Path) -> None:
    texts: list[str] = []
    sheet = sheet_of(ROWS, texts, hidden_rows=[2], hidden_columns=[1], merged=[(0, 0, 1, 2)])
    grid = grid_of(write_xlsb(tmp_path / "a.xlsb", sheet, texts, state=2))
    assert [grid.row_texts(row) for row in range(grid.rows)] == [
        ("票号", "甲一", "乙二"),
        ("1", "○", "×"),
        ("2", "○", ""),
        ("3", "", ""),
        ("4", "true", "2.5"),
    ]
    assert grid.flaws == {(3, 1): Flaw.ERROR_VALUE, (3, 2): Flaw.ERROR_VALUE}
    assert (grid.formulas, grid.hidden_rows, grid.hidden_columns, grid.visible) == (2, {2}, {1}, False)
    assert grid.merged == (Area(0, 1, 0, 2),)


def sheet(inside: bytes, size: bytes = pack("<4I", 0, 9, 0, 9)) -> bytes:
    return record(129) + record(148, size) + record(145) + inside + record(146) + record(130)


A1 = row_of(0) + cell(0, 1, [])


@pytest.mark.parametrize(
    "broken",
    [
        sheet(row_of(1) + cell(0, 1, []) + A1),
        sheet(A1 + cell(0, 2, [])),
        sheet(A1 + row_of(0)),
        sheet(cell(0, 1, [])),
        sheet(row_of(1 << 20)),
        sheet(row_of(0) + cell(1 << 14, 1, [])),
        sheet(row_of(0) + record(7, pack("<III", 0, 0, 9))),
        sheet(row_of(0) + record(6, pack("<III", 0, 0, 99) + b"xx")),
        sheet(row_of(0) + record(3, pack("<II", 0, 0))),
        sheet(A1, size=b""),
        sheet(A1)[:-9],
        record(129) + record(148, bytes(16)) + record(130),
        sheet(A1) + sheet(A1),
        sheet(A1) + b"\x91",
        sheet(A1) + b"\x01\xff\xff\xff\xff\x0f",
        sheet(A1) + record(176, b"xx"),
    ],
)
def test_records_that_no_program_writes(broken: bytes, tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        grid_of(write_xlsb(tmp_path / "a.xlsb", broken, []))
    assert [(one.code, one.place) for one in refused.value.problems] == [("T311", "a.xlsb › 党委委员")]


def test_a_cell_far_out_is_refused_before_it_is_read(tmp_path: Path) -> None:
    far = sheet(A1 + row_of(1_000_000) + cell(16_000, 1, []))
    with pytest.raises(Problems) as refused:
        grid_of(write_xlsb(tmp_path / "a.xlsb", far, []))
    assert [one.code for one in refused.value.problems] == ["T310"]


def test_a_day_is_seen_as_a_day(tmp_path: Path) -> None:
    """The style of a cell says that its number is a day: a 票号 that was turned into one is known by it."""
    path = write_xlsb(tmp_path / "a.xlsb", sheet(row_of(0) + record(5, pack("<IId", 0, 1, 46346.0))), [])
    formats = [record(47, pack("<5H", 0xFFFF, number, 0, 0, 0) + bytes(6)) for number in (0, 14)]
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/styles.bin", record(278) + record(617, pack("<I", 2)) + b"".join(formats) + record(618))
    assert grid_of(path).text(0, 0) == "2026-11-20"


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_is_read_or_refused(at: int, change: int) -> None:
    texts: list[str] = []
    whole = bytearray(sheet_of(ROWS, texts, hidden_rows=[2], hidden_columns=[1], merged=[(0, 1, 0, 2)]))
    whole[at % len(whole)] ^= change
    with TemporaryDirectory() as folder:
        path = write_xlsb(Path(folder) / "a.xlsb", bytes(whole), texts)
        codes: set[str] = set()
        try:
            grid_of(path)
        except Problems as refused:
            codes = {one.code for one in refused.problems}
        assert codes <= {"T306", "T310", "T311"}


def test_a_workbook_whose_own_records_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.bin", record(156, pack("<II", 0, 1) + wide("rId1"))[:-3])
        package.writestr("xl/_rels/workbook.bin.rels", "<Relationships/>")
    with pytest.raises(Problems) as refused:
        open_workbook(path, "a.xlsb")
    assert [one.code for one in refused.value.problems] == ["T311"]
