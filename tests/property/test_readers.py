"""The two readers of a sheet give one grid, and no cell with an error or an uncomputed formula ever shows as empty."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tally.files import workbook as door
from tally.files.grid import Grid
from tally.files.table import Flaw

TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=6).filter(
    lambda text: not text.startswith("=")
)
VALUE = st.one_of(
    st.none(),
    st.sampled_from(["○", "×", "赞成", "O", "张三", " ○ ", "1.0", "-"]),
    TEXT,
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=3).map(float),  # longer fractions are nobody's ballot and print differently
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(["#REF!", "#N/A", "#DIV/0!", "=1+1", '="○"']),
)
SHEET = st.lists(st.lists(VALUE, min_size=1, max_size=6), min_size=1, max_size=8)
FLAWED = {"#REF!": Flaw.ERROR_VALUE, "#N/A": Flaw.ERROR_VALUE, "#DIV/0!": Flaw.ERROR_VALUE}
FLAWED |= dict.fromkeys(["=1+1", '="○"'], Flaw.FORMULA_WITHOUT_VALUE)


def written(rows: list[list[Any]]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def grid_of(data: bytes, large: bool) -> Grid:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "LARGE_SHEET", 0 if large else 1 << 40)
        return door.Spreadsheet(data, "a.xlsx", "").grid("Sheet")


def texts(grid: Grid) -> list[tuple[str, ...]]:
    return [grid.row_texts(row) for row in range(grid.rows)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SHEET)
def test_both_readers_give_one_grid(rows: list[list[Any]]) -> None:
    data = written(rows)
    small, large = grid_of(data, large=False), grid_of(data, large=True)
    assert texts(small) == texts(large)
    assert small.flaws == large.flaws


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SHEET)
def test_every_flaw_is_found_where_it_stands(rows: list[list[Any]]) -> None:
    planted = {
        (row, column): FLAWED[value]
        for row, cells in enumerate(rows)
        for column, value in enumerate(cells)
        if isinstance(value, str) and value in FLAWED
    }
    assert grid_of(written(rows), large=True).flaws == planted


@pytest.mark.parametrize("offset", [(1, 1), (3, 2), (1, 30), (50, 1)])
def test_a_table_that_starts_somewhere_else(offset: tuple[int, int]) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in range(4):
        for column in range(3):
            sheet.cell(offset[0] + row, offset[1] + column, f"{row}{column}")
    target = io.BytesIO()
    workbook.save(target)
    small, large = grid_of(target.getvalue(), large=False), grid_of(target.getvalue(), large=True)
    assert texts(small) == texts(large)
    assert small.text(offset[0] + 1, offset[1] + 1) == "22"


def test_what_the_scan_tells_besides_flaws() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in range(1, 6):
        sheet.append([row, "○", "×"])
    sheet.merge_cells("B2:C3")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["A6"] = "=SUM(A1:A5)"
    target = io.BytesIO()
    workbook.save(target)
    grid = grid_of(target.getvalue(), large=False)
    area = grid.merged[0]
    assert (area.first_row, area.first_column, area.last_row, area.last_column) == (1, 1, 2, 2)
    assert grid.hidden_rows == {3}
    assert grid.hidden_columns == {2}
    assert grid.formulas == 1
    assert grid.flaws == {(5, 0): Flaw.FORMULA_WITHOUT_VALUE}


def test_reading_touches_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(written([["票号", "○"], [1, "×"]]))
    path.chmod(0o400)
    before = path.stat()
    door.open_workbook(path, "a.xlsx").grid("Sheet")
    after = path.stat()
    assert (before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size, after.st_ino)
