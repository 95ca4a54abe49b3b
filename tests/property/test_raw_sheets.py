"""A sheet as raw XML, as any program might write it: read as it stands by both readers, or refused; never otherwise."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from property.raw_sheets import BLANK, TEXT, RawSheet, address, package
from tally.domain.problem import Problems
from tally.files import workbook as door
from tally.files.grid import Grid

SIGN = st.sampled_from(["", "", "○", "×", "赞成", "张三", "a&b<c", "1", "O0"])
TABLE = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(SIGN, min_size=width, max_size=width), min_size=1, max_size=6)
)
DIMENSION = st.sampled_from(
    ["", '<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>', '<dimension ref="B7:C9"/>']
)
QUIET = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes) -> list[Grid | str]:
    """What each of the two readers makes of the sheet; the code where it is refused."""
    found: list[Grid | str] = []
    for limit in (1 << 40, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(door, "LARGE_SHEET", limit)
            try:
                found.append(door.Spreadsheet(data, "a.xlsx", "").grid("Sheet"))
            except Problems as refused:
                found.append(refused.problems[0].code)
    return found


def trimmed(table: list[list[str]]) -> list[tuple[str, ...]]:
    height = max((row for row, cells in enumerate(table, 1) if any(cells)), default=0)
    width = max((at for cells in table for at, text in enumerate(cells, 1) if text), default=0)
    return [tuple(cells[:width]) for cells in table[:height]]


def texts(grid: Grid) -> list[tuple[str, ...]]:
    return [grid.row_texts(row) for row in range(grid.rows)]


@QUIET
@given(st.data(), TABLE, DIMENSION, st.sampled_from(["", "x", "main"]))
def test_every_way_to_write_a_cell(data: st.DataObject, table: list[list[str]], dimension: str, prefix: str) -> None:
    sheet, rows = RawSheet(), ""
    for row, cells in enumerate(table):
        numbered = data.draw(st.booleans()) or not any(cells)
        placed = True if not numbered else data.draw(st.booleans())
        written = []
        for column, text in enumerate(cells):
            form = data.draw(st.sampled_from(TEXT if text else BLANK if placed else BLANK[1:]))
            written.append(sheet.cell(text, form, f' r="{address(row, column)}"' if placed else ""))
        if placed and data.draw(st.booleans()):
            written.reverse()
        rows += f'<row r="{row + 1}">' if numbered else "<row>"
        rows += "".join(written) + "</row>"
    for grid in read(package(f"{dimension}<sheetData>{rows}</sheetData>", sheet.shared, prefix)):
        assert isinstance(grid, Grid)
        assert (texts(grid), grid.flaws) == (trimmed(table), {})


def a(text: str, at: str, form: str = "inline") -> str:
    return RawSheet().cell(text, form, f' r="{at}"' if at else "")


@QUIET
@given(TABLE.filter(lambda table: any(map(any, table))), st.data())
def test_a_cell_that_stands_twice_is_refused(table: list[list[str]], data: st.DataObject) -> None:
    filled = [(row, column) for row, cells in enumerate(table) for column, text in enumerate(cells) if text]
    twice = data.draw(st.sampled_from(filled))
    at = data.draw(st.integers(0, len(table[0])))
    rows = ""
    for row, cells in enumerate(table):
        written = [a(text, address(row, column)) for column, text in enumerate(cells)]
        if row == twice[0]:
            written.insert(at, a("×", address(*twice)))
        rows += f'<row r="{row + 1}">{"".join(written)}</row>'
    assert read(package(f"<sheetData>{rows}</sheetData>")) == ["T311", "T311"]


ROW = f'<row r="1">{a("○", "A1")}{a("×", "B1")}</row>'


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="2">{a("○", "A2")}</row>{ROW}',
        f'{ROW}<row r="1">{a("○", "C1")}</row>',
        f'{ROW}</sheetData><sheetData><row r="2">{a("○", "A2")}</row>',
        f'<row r="1">{a("○", "A1")}<c r="A1" t="str"><v>×</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>○</v><v>×</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><v>○</v><is><t>×</t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>○</t></is><is><t>×</t></is></c></row>',
        f'<row r="1">{a("○", "A1")}<c r="B1" t = "e"><v>#REF!</v></c></row>',
        f'<row r="1">{a("○", "A1")}<c r="b1" t="str"><v>○</v></c></row>',
        f'<row r="1">{a("○", "A1")}<c r="$B$1" t="str"><v>○</v></c></row>',
        f'<row r="1">{a("○", "A1")}<c r="B1" t="s"><v>7</v></c></row>',
        f'<row r="1">{a("○", "A1")}<c r="B1" t="what"><v>7</v></c></row>',
        f'<row r="1">{a("○", "A1")}<q:c xmlns:q="urn:q" r="B1" t="str"><q:v>7</q:v></q:c></row>',
        f'<row r="1">{a("○", "A1")}<m:AlternateContent xmlns:m="urn:m"><m:Choice>{a("○", "B1")}</m:Choice>'
        f"<m:Fallback>{a('×', 'B1')}</m:Fallback></m:AlternateContent></row>",
        f'<row r="0">{a("○", "A0")}</row>',
    ],
)
def test_what_has_no_certain_meaning_is_refused(rows: str) -> None:
    small, large = read(package(f"<sheetData>{rows}</sheetData>"))
    assert {small, large} <= {"T306", "T311"}


@pytest.mark.parametrize("marked", ['t="e"', 't="str"', "t='e'", 't="b"', 't="n"', ""])
@pytest.mark.parametrize("formula", ["", "<f>A1</f>", '<f t="shared" si="0"/>'])
def test_types_of_cells(marked: str, formula: str) -> None:
    wrong = marked[2:].strip("\"'") == "e"
    value = "#REF!" if wrong else "1"
    rows = f'<row r="1">{a("○", "A1")}<c r="B1" {marked}>{formula}<v>{value}</v></c></row>'
    for grid in read(package(f"<sheetData>{rows}</sheetData>")):
        assert isinstance(grid, Grid)
        assert (set(grid.flaws), grid.formulas) == ({(0, 1)} if wrong else set(), bool(formula))
        assert wrong or grid.text(0, 1) == ("true" if "b" in marked else "1")


def test_an_empty_text_that_a_formula_came_to_is_no_doubt() -> None:
    rows = f'<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c>{a("○", "B1")}</row>'
    for grid in read(package(f"<sheetData>{rows}</sheetData>")):
        assert isinstance(grid, Grid)
        assert (texts(grid), grid.flaws) == ([("", "○")], {})
