"""`tally template`: what the entry workbook offers, that it is read as it is filled in, that LibreOffice agrees."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from building import HEADER, NAMES, TEN, a_folder, ballot_rows
from running import tally
from tally.documents.entry_workbook import entry_workbook
from tally.files.election_file import read_election
from tally.records.count_election import count_election

SAMPLE = Path(__file__).parents[2] / "sample_ballots" / "congress"
OFFICE = shutil.which("soffice")


@pytest.fixture
def congress(tmp_path: Path) -> Path:
    folder = tmp_path / "congress"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("out"))
    return folder


def template(folder: Path) -> Workbook:
    run = tally("template", "--election", folder)
    assert run.status == 0, run.err
    return load_workbook(folder / "out" / "entry.xlsx")


def typed(workbook: Workbook, office: str, rows: list[tuple[object, ...]], header: tuple[object, ...]) -> None:
    """Type ballots in, as a typist does."""
    sheet = workbook[office]
    headings = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for heading, value in zip(header, row, strict=False):
            if value not in (None, ""):
                sheet.cell(number, headings.index(heading) + 1).value = value


def from_sample(folder: Path, workbook: Workbook) -> None:
    for sheet in load_workbook(folder / "ballots.xlsx").worksheets:
        header, *rows = [tuple(cell.value for cell in row) for row in sheet]
        typed(workbook, sheet.title, rows, header)


def figures(record: Any) -> Any:
    for contest in record["contests"]:
        for pile in contest["piles"]:
            pile["name"] = ""
    return record["contests"]


def test_what_the_sheets_hold(congress: Path) -> None:
    workbook = template(congress)
    assert workbook.sheetnames == ["封面", "党委委员", "纪委委员", "裁定"]
    sheet = workbook["党委委员"]
    assert [cell.value for cell in sheet[1]] == [
        "行", "票号", "孙惊蛰", "周谷雨", "王小满", "马立春", "白露", "李清明", "何秋分", "陈大雪", "郑小暑",
        "另选他人1", "另选他人1符号", "另选他人2", "另选他人2符号", "整票无效", "备注", "已选", "提示",
    ]  # fmt: skip
    assert [sheet.cell(row, 1).value for row in (2, 149)] == [1, 148]
    assert {sheet.cell(row, 2).value for row in range(2, 150)} == {None}
    assert [sheet.cell(row, 2).value for row in (150, 151, 152)] == ["合计"] * 3
    assert sheet.freeze_panes == "C2"
    assert {one.formula1: str(one.sqref) for one in sheet.data_validations.dataValidation} == {
        '"○,×"': "C2:K149 M2:M149 O2:O149",
        '"无法辨认,非本次选票,有记号,破损,其他,超选"': "P2:P149",
    }
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$B")
    assert sheet["A2"].fill.fgColor.rgb.endswith("D9D9D9")
    cover = [cell.value for row in workbook["封面"].iter_rows() for cell in row if cell.value]
    assert {"党委委员", "收回", "有效", "无效", "○", "（空白）"} <= set(cover)


def test_the_empty_workbook_holds_no_ballots(congress: Path) -> None:
    template(congress)
    run = tally("count", congress / "out" / "entry.xlsx", "--election", congress, "--json")
    assert run.status == 1
    assert "T506" in run.codes


@pytest.mark.parametrize("short", [0, 2])
def test_it_is_read_as_it_is_filled_in(short: int, congress: Path) -> None:
    workbook = template(congress)
    from_sample(congress, workbook)
    if short:
        for sheet in (workbook["党委委员"], workbook["纪委委员"]):
            for row in range(150 - short, 150):
                for column in range(2, 18):
                    sheet.cell(row, column).value = None
    workbook.save(congress / "filled.xlsx")
    filled = tally("count", "filled.xlsx", "--json", cwd=congress)
    if short:
        assert [one["found"] for one in filled.json["problems"] if one["code"] == "T506"] == [
            "党委委员录入146张，收回148张，相差2张",
            "纪委委员录入146张，收回148张，相差2张",
        ]
    else:
        assert figures(filled.json) == figures(tally("count", "ballots.xlsx", "--json", cwd=congress).json)


def test_a_template_is_never_written_over_typed_ballots(congress: Path) -> None:
    workbook = template(congress)
    again = tally("template", "--election", congress)
    assert again.status == 0  # the same bytes
    workbook["党委委员"]["B2"] = 1
    workbook.save(congress / "out" / "entry.xlsx")
    before = (congress / "out" / "entry.xlsx").read_bytes()
    run = tally("template", "--election", congress)
    assert run.status == 1
    assert "T650" in run.err
    assert (congress / "out" / "entry.xlsx").read_bytes() == before


def test_an_office_too_long_for_a_sheet_goes_by_its_id(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    text = (folder / "election.toml").read_text(encoding="utf-8")
    long = "某某" * 20
    changed = text.replace('office = "党委委员"', f'office = "{long}"\nkind = "DW"')
    (folder / "election.toml").write_text(changed, encoding="utf-8")
    assert "committee" in template(folder).sheetnames
    (folder / "out" / "entry.xlsx").unlink()
    (folder / "election.toml").write_text(changed.replace('id = "committee"', f'id = "{"c" * 35}"'), encoding="utf-8")
    assert "T619" in tally("template", "--election", folder).err


def saved_as(kind: str, file: Path, profile: Path) -> Path:
    """Save a workbook as LibreOffice does; return the folder it is in."""
    folder = file.parent / "saved"
    csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [str(OFFICE), "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to",
         csv if kind == "csv" else kind, "--outdir", str(folder), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["ods", "xls", "csv"])
def test_filled_in_and_saved_in_another_form_it_counts_alike(kind: str, congress: Path, tmp_path: Path) -> None:
    workbook = template(congress)
    from_sample(congress, workbook)
    workbook.save(congress / "filled.xlsx")
    folder = saved_as(kind, congress / "filled.xlsx", tmp_path / "profile")
    election = read_election(congress / "election.toml")
    if kind == "csv":
        for name in ("封面", "裁定"):
            (folder / f"filled-{name}.csv").unlink()
    saved = count_election(election, [str(folder)])[1]
    assert figures(saved) == figures(count_election(election, [str(congress / "ballots.xlsx")])[1])


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("legend", ["L1", "L3"])
def test_libreoffice_opens_it_and_reckons_as_the_count_does(legend: str, tmp_path: Path) -> None:
    ballots = list(TEN) if legend == "L1" else ["__×○", "___×", "____", "××○○", "_×○○"]
    folder = a_folder(tmp_path / "town", present=len(ballots))
    text = (folder / "election.toml").read_text(encoding="utf-8").replace('"L1"', f'"{legend}"')
    (folder / "election.toml").write_text(text, encoding="utf-8")
    workbook = template(folder)
    rows = ballot_rows(ballots)[1:]
    rows[0] = (*rows[0][:5], "冯小寒", "赞成" if legend == "L1" else "", "", "")
    rows[1] = (*rows[1][:7], "破损", "")
    typed(workbook, "党委委员", rows, HEADER)
    if legend == "L3":
        for row in (4,):
            workbook["党委委员"].cell(row, 10).value = "空白票"
    workbook.save(folder / "filled.xlsx")
    saved_as("xlsx", folder / "filled.xlsx", tmp_path / "profile")
    record = tally("count", folder / "saved" / "filled.xlsx", "--election", folder, "--json").json
    sheet = load_workbook(folder / "saved" / "filled.xlsx", data_only=True)["党委委员"]
    last = 1 + len(ballots)
    for offset, figure in enumerate(("approve", "oppose", "abstain"), start=1):
        shown = [sheet.cell(last + offset, 3 + at).value for at in range(len(NAMES))]
        assert shown == [one[figure] for one in record["contests"][0]["candidates"]]
    chosen = [sheet.cell(row, 11).value for row in range(2, last + 1)]
    hints = [sheet.cell(row, 12).value for row in range(2, last + 1)]
    invalid = record["contests"][0]["ballots"]["invalid_reasons"]
    assert hints.count("超选") == invalid.get("overvote", 0)
    assert chosen[0] == (4 if legend == "L1" else 2)


def test_rows_given_stand_in_it_as_if_typed(congress: Path) -> None:
    election = read_election(congress / "election.toml")
    sheets = load_workbook(congress / "ballots.xlsx")
    typed_rows = {
        one.id: [["" if cell.value is None else str(cell.value) for cell in row] for row in sheets[one.office]]
        for one in election.contests
    }
    (congress / "filled.xlsx").write_bytes(entry_workbook(election, typed_rows))
    counted = [count_election(election, [str(congress / name)])[1] for name in ("filled.xlsx", "ballots.xlsx")]
    assert figures(counted[0]) == figures(counted[1])
    more = {"discipline": [*typed_rows["discipline"], *[[str(200 + at)] for at in range(9)], ["=1+1", "=2"]]}
    (congress / "more.xlsx").write_bytes(entry_workbook(election, more))
    sheet = load_workbook(congress / "more.xlsx")["纪委委员"]
    assert [(cell.value, cell.data_type) for cell in sheet["B"][157:160]] == [(208, "n"), ("=1+1", "s"), ("合计", "s")]
    with pytest.raises(KeyError):
        entry_workbook(election, {"discipline": [["票号", "无此人"]]})
