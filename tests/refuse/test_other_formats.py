""".ods, .xls, .et and .xlsb: the same ballots give the same figures, and what fast readers show as blank is refused."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from building import a_folder, a_workbook, ballot_rows
from refuse.sheets_of_other_formats import (
    Error,
    Formula,
    Rows,
    an_ods,
    an_xls,
    ods_cell,
    ods_content,
    ods_row,
    write_ods,
)
from refuse.xlsb import an_xlsb
from running import Run, tally
from tally.files.workbook import open_workbook

FOUR = ("○○○×", "○○×○", "×○○_", "○_××")
SHEET = "党委委员"
MAKERS: dict[str, Callable[[Path, Rows], Path]] = {".ods": an_ods, ".xls": an_xls, ".et": an_xls, ".xlsb": an_xlsb}


def count(folder: Path, path: Path) -> Run:
    before = hashlib.sha256(path.read_bytes()).digest()
    run = tally("count", path, "--election", folder, "--json")
    assert hashlib.sha256(path.read_bytes()).digest() == before
    return run


def refused(tmp_path: Path, path: Path) -> list[tuple[str, str]]:
    run = count(a_folder(tmp_path / "town", present=4), path)
    assert run.status == 1, run.out
    assert not (tmp_path / "town" / "out").exists()
    errors = [one for one in run.json["problems"] if one["severity"] == "error"]
    return [(one["code"], one["place"].rpartition(" › ")[2]) for one in errors if one["code"] != "T352"]


def figures(run: Run) -> Any:
    assert run.status == 3, run.err  # one seat stays empty
    return run.json["contests"]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = a_folder(tmp_path / "town", present=4)
    a_workbook(folder / "ballots.xlsx", {SHEET: ballot_rows(FOUR)})
    return folder


def without_file_names(value: Any, name: str) -> Any:
    import json

    return json.loads(json.dumps(value, ensure_ascii=False).replace(name, "ballots"))


@pytest.mark.parametrize("suffix", MAKERS)
def test_the_same_four_ballots_give_the_same_figures(suffix: str, town: Path) -> None:
    wanted = figures(count(town, town / "ballots.xlsx"))
    path = MAKERS[suffix](town / f"other{suffix}", ballot_rows(FOUR))
    read = figures(count(town, path))
    assert without_file_names(read, path.name) == without_file_names(wanted, "ballots.xlsx")


def test_an_et_that_is_an_xlsx_inside(town: Path) -> None:
    wanted = figures(count(town, town / "ballots.xlsx"))
    shutil.copy(town / "ballots.xlsx", town / "other.et")
    read = figures(count(town, town / "other.et"))
    assert without_file_names(read, "other.et") == without_file_names(wanted, "ballots.xlsx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_what_libreoffice_saves(suffix: str, town: Path, tmp_path: Path) -> None:
    wanted = figures(count(town, town / "ballots.xlsx"))
    book = load_workbook(town / "ballots.xlsx")
    sheet = book[SHEET]
    sheet["C3"] = '=IF(1,"○","")'
    assert sheet["C2"].value == "○"
    sheet.row_dimensions[4].hidden = True
    book.save(town / "other.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", suffix[1:], "--outdir", town, town / "other.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    run = count(town, town / f"other{suffix}")
    assert without_file_names(figures(run), f"other{suffix}") == without_file_names(wanted, "ballots.xlsx")
    assert {"T324", "T348"} <= run.codes


def changed(row: int, column: int, cell: object) -> list[list[object]]:
    rows = [list(one) for one in ballot_rows(FOUR)]
    rows[row][column] = cell
    return rows


@pytest.mark.parametrize(
    ("suffix", "cell", "code"),
    [
        *((suffix, Error(), "T345") for suffix in MAKERS),
        *((suffix, Formula(None), "T346") for suffix in (".ods", ".xls", ".et")),
        (".xlsb", Formula("#REF!"), "T345"),
    ],
)
@pytest.mark.parametrize(("row", "column", "where"), [(2, 3, "D3"), (4, 4, "E5"), (4, 2, "C5")])
def test_no_blank_is_made_of(
    suffix: str, cell: object, code: str, row: int, column: int, where: str, tmp_path: Path
) -> None:
    path = MAKERS[suffix](tmp_path / f"other{suffix}", changed(row, column, cell))
    assert refused(tmp_path, path) == [(code, where)]


@pytest.mark.parametrize("suffix", MAKERS)
def test_an_error_to_the_right_of_everything(suffix: str, tmp_path: Path) -> None:
    rows = [one[:5] for one in ballot_rows(FOUR)]
    rows[4] = (*rows[4][:4], Error())
    path = MAKERS[suffix](tmp_path / f"other{suffix}", rows)
    assert refused(tmp_path, path) == [("T345", "E5")]


def test_a_stored_result_is_read_and_said(town: Path) -> None:
    wanted = figures(count(town, town / "ballots.xlsx"))
    run = count(town, an_ods(town / "other.ods", changed(2, 2, Formula("○"))))
    assert without_file_names(figures(run), "other.ods") == without_file_names(wanted, "ballots.xlsx")
    said = [one for one in run.json["problems"] if one["code"] == "T324"]
    assert [(one["severity"], "1" in one["found"]) for one in said] == [("info", True)]


def a_row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


ROWS = "".join(map(ods_row, ballot_rows(FOUR)))
CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
FAR = "<table:table-row><table:table-cell {}/>" + CELL.format("", "○") + "</table:table-row>"
ODS: dict[str, tuple[str, str]] = {
    "a million repeated ballots": (
        ROWS + ods_row((5, "○", "○", "○", "×"), 'table:number-rows-repeated="1048000"'),
        "T310",
    ),
    "a cell repeated beyond the last column": (
        ROWS + a_row(CELL.format(' table:number-columns-repeated="999999999"', "○")),
        "T310",
    ),
    "a cell beyond the last column": (ROWS + FAR.format('table:number-columns-repeated="99999"'), "T310"),
    "a cell in the last row": (
        ROWS + '<table:table-row table:number-rows-repeated="1048500"/>' + FAR.format(""),
        "T310",
    ),
    "a repetition that is no number": (ROWS + FAR.format('table:number-columns-repeated="-1"'), "T311"),
    "a figure that is no number": (
        ROWS + a_row('<table:table-cell office:value-type="float" office:value="x"/>'),
        "T311",
    ),
    "a table within a cell": (ROWS + a_row("<table:table-cell><table:table/></table:table-cell>"), "T311"),
    "a cell of ten megabytes": (ROWS + ods_row((5, "○" * 10_000_000)), "T311"),
    "a ballot merged with the next": (
        ROWS.replace("<table:table-cell ", '<table:table-cell table:number-rows-spanned="2" ', 15),
        "T347",
    ),
}


@pytest.mark.parametrize("mistake", ODS)
def test_a_broken_ods(mistake: str, tmp_path: Path) -> None:
    inside, code = ODS[mistake]
    path = write_ods(tmp_path / "other.ods", ods_content(inside))
    assert code in {found for found, _ in refused(tmp_path, path)}


def test_entities_and_passwords_in_an_ods(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "○○○○"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = write_ods(tmp_path / "other.ods", ods_content(ROWS, before=bomb))
    assert refused(tmp_path, path) == [("T311", "other.ods")]
    path = write_ods(tmp_path / "other.ods", "noise", "<manifest><encryption-data/></manifest>")
    assert refused(tmp_path, path) == [("T305", "other.ods")]


def test_hidden_rows_blank_rows_and_comments_of_an_ods(town: Path) -> None:
    wanted = figures(count(town, town / "ballots.xlsx"))
    rows = list(map(ods_row, ballot_rows(FOUR)))
    rows[2] = rows[2].replace("<table:table-row ", '<table:table-row table:visibility="collapse" ')
    rows[3] = rows[3].replace("<text:p>", "<office:annotation><text:p>核对</text:p></office:annotation><text:p>", 1)
    empty = a_row('<table:table-cell table:number-columns-repeated="16384"/>')
    filler = empty.replace(">", ' table:number-rows-repeated="1048571">', 1)
    run = count(town, write_ods(town / "other.ods", ods_content("".join(rows) + filler)))
    assert without_file_names(figures(run), "other.ods") == without_file_names(wanted, "ballots.xlsx")
    assert "T348" in run.codes


def test_merged_and_hidden_cells_of_an_xls(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.row(2).hidden = True
        sheet.merge(3, 4, 1, 1)

    path = an_xls(tmp_path / "other.xls", [one[:5] for one in ballot_rows(FOUR)], hide)
    assert ("T347", "B4") in refused(tmp_path, path)


def test_damaged_and_misnamed_files(tmp_path: Path) -> None:
    whole = an_xls(tmp_path / "whole.xls", ballot_rows(FOUR)).read_bytes()
    xlsx = a_workbook(tmp_path / "a.xlsx", {SHEET: ballot_rows(FOUR)}).read_bytes()
    for name, data, code in (
        ("half.xls", whole[: len(whole) // 2], "T306"),
        ("noise.xls", whole[:8] + b"\x07" * 2000, "T306"),
        ("xlsx.xls", xlsx, "T304"),
        ("xlsx.ods", xlsx, "T304"),
        ("new.xlsb", xlsx, "T304"),
        ("old.xlsx", whole, "T309"),
        ("text.et", b"hello", "T304"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        run = count(a_folder(tmp_path / name.replace(".", "_"), present=4), path)
        assert (run.status, {code} <= run.codes) == (1, True), (name, run.codes)


@pytest.mark.parametrize("step", range(0, 6))
def test_a_flipped_byte_in_an_xls_is_never_a_traceback(step: int, tmp_path: Path) -> None:
    whole = bytearray(an_xls(tmp_path / "whole.xls", ballot_rows(FOUR)).read_bytes())
    for at in range(512 + step * 7, len(whole), 211):
        whole[at] ^= 0xFF
    path = tmp_path / "flipped.xls"
    path.write_bytes(whole)
    assert refused(tmp_path, path)


@pytest.mark.parametrize(("paragraph", "flaws"), [("<text:p/>", 0), ("", 1)])
def test_an_empty_result_in_an_ods_is_stored_where_it_has_a_paragraph(
    paragraph: str, flaws: int, tmp_path: Path
) -> None:
    cell = f'<table:table-cell table:formula="of:=[.A1]">{paragraph}</table:table-cell>'
    content = ods_content(f"{ods_row(['票号', '甲一'])}<table:table-row>{ods_cell(1)}{cell}</table:table-row>")
    path = write_ods(tmp_path / "a.ods", content)
    assert len(open_workbook(path, "a.ods").grid("党委委员").flaws) == flaws
