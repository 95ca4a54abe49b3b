"""A sheet of .ods or .xls in every spelling that some program uses: read as it stands, or refused."""

from __future__ import annotations

import io

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from property.raw_opendocument import ASIDE, BLANK, TEXT, cell, document, element
from property.test_raw_sheets import SIGN, TABLE, texts, trimmed
from tally.domain.problem import Problems
from tally.files.binary_workbook import read_binary_workbook
from tally.files.grid import Grid
from tally.files.opendocument import read_opendocument
from tally.files.stored import StoredWorkbook
from tally.files.table import Flaw

QUIET = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def ods(table: str, renamed: dict[str, str] | None = None) -> Grid | str:
    try:
        sheets = read_opendocument(document([f'<table:table table:name="甲">{table}</table:table>'], renamed), "a.ods")
    except Problems as refused:
        return refused.problems[0].code
    return StoredWorkbook(sheets, "a.ods", "").grid("甲")


@QUIET
@given(st.data(), TABLE, st.sampled_from([None, {"table": "t", "text": "x"}, {"office": "o"}]))
def test_every_way_to_write_a_sheet_of_an_ods(
    data: st.DataObject, table: list[list[str]], renamed: dict[str, str] | None
) -> None:
    written = []
    for cells in table:
        row = ""
        at = 0
        while at < len(cells):
            alike = 1
            while at + alike < len(cells) and cells[at + alike] == cells[at] and data.draw(st.booleans()):
                alike += 1
            repeated = f'table:number-columns-repeated="{alike}"' if alike > 1 else ""
            form = data.draw(st.sampled_from(TEXT if cells[at] else BLANK))
            row += cell(cells[at], form, repeated, data.draw(st.sampled_from(["table-cell", "covered-table-cell"])))
            at += alike
        if data.draw(st.booleans()):
            row += '<table:table-cell table:number-columns-repeated="16000"/>'
        written.append((row, cells))
    rows, at = "", 0
    while at < len(written):
        alike = 1
        while at + alike < len(written) and written[at + alike][1] == written[at][1] and data.draw(st.booleans()):
            alike += 1
        repeated = f'table:number-rows-repeated="{alike}"' if alike > 1 else ""
        one = element("table-row", repeated, written[at][0])
        within = data.draw(st.sampled_from(["", "", "table-row-group", "table-header-rows", "table-rows"]))
        rows += element(within, "", one) if within else one
        at += alike
    foot = data.draw(
        st.sampled_from(
            ["", '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>']
        )
    )
    columns = data.draw(st.sampled_from(["", '<table:table-column table:number-columns-repeated="16384"/>']))
    grid = ods(columns + rows + foot, renamed)
    assert isinstance(grid, Grid)
    assert (texts(grid), grid.flaws) == (trimmed(table), {})


WRONG = [
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
    '<table:table-cell table:formula="of:=[.#REF!]" office:value-type="float" office:value="0"><text:p>#REF!</text:p>'
    "</table:table-cell>",
    '<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>',
    f'<table:table-cell calcext:value-type="error">{ASIDE}<text:p>Err:502</text:p></table:table-cell>',
]
UNSTORED = [
    '<table:table-cell table:formula="of:=1"/>',
    '<table:table-cell table:formula="of:=1" office:value-type="float"><text:p>1</text:p></table:table-cell>',
    f'<table:table-cell table:formula="of:=1" office:value-type="string">{ASIDE}</table:table-cell>',
]


@QUIET
@given(st.data(), TABLE, st.sampled_from([(one, Flaw.ERROR_VALUE) for one in WRONG] + [
    (one, Flaw.FORMULA_WITHOUT_VALUE) for one in UNSTORED
]))  # fmt: skip
def test_what_an_ods_has_no_value_of_is_found_where_it_stands(
    data: st.DataObject, table: list[list[str]], wrong: tuple[str, Flaw]
) -> None:
    at = data.draw(st.integers(0, len(table) - 1)), data.draw(st.integers(0, len(table[0]) - 1))
    rows = "".join(
        element(
            "table-row",
            "",
            "".join(
                wrong[0] if (row, column) == at else cell(text, "plain" if text else "empty")
                for column, text in enumerate(cells)
            ),
        )
        for row, cells in enumerate(table)
    )
    grid = ods(rows)
    assert isinstance(grid, Grid)
    assert grid.flaws == {at: wrong[1]}


@pytest.mark.parametrize(
    "inside",
    [
        "<table:table-row><table:table-cell><table:table/></table:table-cell></table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="x"/></table:table-row>',
        '<table:table-row><table:table-cell office:value-type="float" office:value="eins"/></table:table-row>',
        "<table:table-row><table:table-cell></table:table-row>",
    ],
)
def test_an_ods_that_no_program_writes_is_refused(inside: str) -> None:
    assert ods(inside) == "T311"


VALUE = SIGN | st.booleans() | st.integers(-5, 10**6) | st.sampled_from([0.5, 1.25])


def as_text(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


@QUIET
@given(
    st.data(),
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(VALUE, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
)
def test_every_kind_of_cell_of_an_xls(data: st.DataObject, table: list[list[object]]) -> None:
    book = xlwt.Workbook(encoding="utf-8", style_compression=2)
    sheet = book.add_sheet("甲")
    styled = xlwt.easyxf("pattern: pattern solid")
    cells = [(row, column) for row, values in enumerate(table) for column in range(len(values))]
    wrong: dict[tuple[int, int], Flaw] = {}
    for row, column in data.draw(st.permutations(cells)):
        value = table[row][column]
        match data.draw(st.sampled_from(["value", "value", "value", "rich", "error", "formula"])):
            case "error":
                sheet.row(row).set_cell_error(column, "#N/A!")
                wrong[row, column] = Flaw.ERROR_VALUE
            case "formula":
                sheet.write(row, column, xlwt.Formula("1"))
                wrong[row, column] = Flaw.FORMULA_WITHOUT_VALUE
            case "rich" if isinstance(value, str) and len(value) > 1:
                font = xlwt.Font()
                font.bold = True
                sheet.write_rich_text(row, column, [value[:1], (value[1:], font)])
            case _ if value != "" or data.draw(st.booleans()):
                sheet.write(row, column, value, styled)
            case _:
                pass
    hidden = data.draw(st.sets(st.integers(0, len(table) - 1)))
    for row in hidden:
        sheet.row(row).hidden = True
    target = io.BytesIO()
    book.save(target)
    read = StoredWorkbook(read_binary_workbook(target.getvalue(), "a.xls"), "a.xls", "").grid("甲")
    assert read.flaws == wrong
    right = [
        ["" if (row, at) in wrong else as_text(one) for at, one in enumerate(cells)] for row, cells in enumerate(table)
    ]
    seen = [[read.text(row, at) if row < read.rows and at < read.columns else "" for at in range(len(table[0]))]
            for row in range(len(table))]  # fmt: skip
    assert seen == right
    assert {row for row in hidden if row < read.rows} == set(read.hidden_rows)
