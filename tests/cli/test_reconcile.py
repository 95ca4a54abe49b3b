"""`tally reconcile` and `count --second`: the sample's two typists, X69, settling, the agreed entry, misalignment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from running import Run, tally
from typists import entries, settled

SAMPLE = Path(__file__).parents[2] / "sample_ballots" / "congress"
SLIPS = [
    ("committee", "17", "何秋分", "", "×", "党委委员!H18", "党委委员!H18"),
    ("committee", "90", "王小满", "○", "", "党委委员!D91", "党委委员!D91"),
    ("discipline", "40", "赵立夏", "○", "×", "纪委委员!B41", "纪委委员!B41"),
]
KEYS = ("contest", "ballot", "column", "a", "b", "a_cell", "b_cell")


@pytest.fixture
def congress(tmp_path: Path) -> Path:
    folder = tmp_path / "congress"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("out"))
    return folder


def reconcile(folder: Path, *arguments: object) -> Run:
    return tally("reconcile", "ballots.xlsx", "ballots-second.xlsx", *arguments, cwd=folder)


def test_the_slips_of_the_second_typist_are_found_with_both_addresses(congress: Path) -> None:
    run = reconcile(congress, "--json")
    assert run.status == 1
    assert run.json == {
        "agree": False,
        "differences": [{"kind": "cell", **dict(zip(KEYS, slip, strict=True))} for slip in SLIPS],
        "notes": [],
    }
    shown = reconcile(congress)
    assert shown.status == 1
    assert all(word in shown.out for word in ("何秋分", "H18", "D91", "B41", "差异2处"))


def test_an_entry_agrees_with_itself(congress: Path) -> None:
    run = tally("reconcile", "ballots.xlsx", "ballots.xlsx", cwd=congress)
    assert run.status == 0
    assert "两份录入一致" in run.out
    assert run.out.count("SHA-256") == 2
    assert tally("reconcile", "ballots.xlsx", "ballots.xlsx", "--json", cwd=congress).json == {
        "agree": True,
        "differences": [],
        "notes": [],
    }


def test_x69_no_count_while_the_entries_differ(congress: Path) -> None:
    run = tally("count", "ballots.xlsx", "--second", "ballots-second.xlsx", "--json", cwd=congress)
    assert (run.status, run.codes) == (1, {"T357", "T614"})
    assert not (congress / "out").exists()
    texts = [one["found"] for one in run.json["problems"]]
    assert "王小满：甲录入赞成139票，乙录入138票" in texts
    assert any("甲录入“”，乙录入“×”" in text for text in texts)


def test_a_second_entry_that_agrees_stands_in_the_record(congress: Path) -> None:
    workbook = load_workbook(congress / "ballots-second.xlsx")
    for _, number, _, typed, _, address, _ in SLIPS:
        assert number
        sheet, cell = address.split("!")
        workbook[sheet][cell] = typed or None
    workbook.save(congress / "ballots-second.xlsx")
    record = tally("count", "ballots.xlsx", "--second", "ballots-second.xlsx", "--json", cwd=congress).json
    assert record["entry"] == "double"
    assert [(one["role"], one["path"]) for one in record["inputs"]][-1] == ("second", "ballots-second.xlsx")
    assert "ballots" not in record["inputs"][-1]
    assert tally("verify", cwd=congress).status == 0
    alone = tally("count", "ballots.xlsx", "--json", cwd=congress).json
    assert alone["entry"] == "single"
    assert alone["contests"] == record["contests"]


def test_settling_gives_an_agreed_entry_that_counts_as_double(congress: Path) -> None:
    assert reconcile(congress, "--out", "sheet.xlsx").status == 1
    settled(congress / "sheet.xlsx", ["乙", "甲", "空"])
    run = reconcile(congress, "--apply", "sheet.xlsx", "--out", "agreed.xlsx")
    assert run.status == 0, run.err
    record = tally("count", "agreed.xlsx", "--json", cwd=congress).json
    assert record["entry"] == "double"
    before = tally("count", "ballots.xlsx", "--json", "--out", "other", cwd=congress).json

    def figures(found: Any, contest: int, name: str) -> tuple[int, ...]:
        one = next(one for one in found["contests"][contest]["candidates"] if one["name"] == name)
        return tuple(one[key] for key in ("approve", "oppose", "abstain", "unclear"))

    a, b = figures(before, 0, "何秋分"), figures(record, 0, "何秋分")
    assert (b[1] - a[1], b[2] - a[2], b[0], b[3]) == (1, -1, a[0], a[3])
    assert figures(record, 0, "王小满") == figures(before, 0, "王小满")
    a, b = figures(before, 1, "赵立夏"), figures(record, 1, "赵立夏")
    assert (b[0] - a[0], b[2] - a[2]) == (-1, 1)


def test_an_agreed_entry_that_was_changed_is_a_single_one(congress: Path) -> None:
    reconcile(congress, "--out", "sheet.xlsx")
    settled(congress / "sheet.xlsx", ["乙", "甲", "×"])
    reconcile(congress, "--apply", "sheet.xlsx", "--out", "agreed.xlsx")
    workbook = load_workbook(congress / "agreed.xlsx")
    cell = workbook["党委委员"]["B2"]
    cell.value = "×" if cell.value == "○" else "○"
    workbook.save(congress / "agreed.xlsx")
    record = tally("count", "agreed.xlsx", "--json", cwd=congress).json
    assert record["entry"] == "single"
    assert "T615" in {one["code"] for one in record["problems"]}


def _other_ballots(folder: Path) -> None:
    workbook = load_workbook(folder / "ballots.xlsx")
    workbook["党委委员"]["B2"] = "？"
    workbook.save(folder / "ballots.xlsx")


def _row_changed(folder: Path) -> None:
    workbook = load_workbook(folder / "sheet.xlsx")
    cell = next(cell for row in workbook["核对"] for cell in row if cell.value == "何秋分")
    cell.value = "王小满"
    workbook.save(folder / "sheet.xlsx")


REFUSED: dict[str, tuple[list[str], Callable[[Path], object], str]] = {
    "nothing settled": ([], lambda folder: None, "T611"),
    "one left out": (["乙", "", "×"], lambda folder: None, "T611"),
    "unreadable": (["乙", "大概", "×"], lambda folder: None, "T612"),
    "the entry has changed": (["乙", "甲", "×"], _other_ballots, "T610"),
    "a row of the sheet was changed": (["乙", "甲", "×"], _row_changed, "T610"),
    "no sheet of ours": ([], lambda folder: shutil.copy(folder / "ballots.xlsx", folder / "sheet.xlsx"), "T251"),
    "no sheet at all": ([], lambda folder: (folder / "sheet.xlsx").unlink(), "T300"),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_a_sheet_that_does_not_settle(mistake: str, congress: Path) -> None:
    values, change, code = REFUSED[mistake]
    reconcile(congress, "--out", "sheet.xlsx")
    settled(congress / "sheet.xlsx", values)
    change(congress)
    run = reconcile(congress, "--apply", "sheet.xlsx", "--out", "agreed.xlsx", "--json")
    assert run.status == 1
    assert code in run.codes, run.out
    assert not (congress / "agreed.xlsx").exists()


def test_one_entry_lacks_a_contest(congress: Path) -> None:
    workbook = load_workbook(congress / "ballots-second.xlsx")
    del workbook["纪委委员"]
    workbook.save(congress / "ballots-second.xlsx")
    assert reconcile(congress, "--json").codes == {"T358"}
    run = tally("count", "ballots.xlsx", "--second", "ballots-second.xlsx", "--json", cwd=congress)
    assert (run.status, run.codes) == (1, {"T358"})


def test_a_sheet_that_cannot_be_read_is_refused_with_everything_wrong_in_both(tmp_path: Path) -> None:
    run = entries(tmp_path, [(1, "甲", "○", "×", "×")], [(1, "○", "○", "×", "乙")])
    assert run.status == 1
    assert {one["place"] for one in run.json["problems"]} == {"a.xlsx › 党委委员 › B2", "b.xlsx › 党委委员 › E2"}


def test_nothing_that_people_typed_into_is_written_over(congress: Path) -> None:
    before = (congress / "ballots.xlsx").read_bytes()
    assert reconcile(congress, "--out", "ballots.xlsx", "--json").codes == {"T650"}
    assert (congress / "ballots.xlsx").read_bytes() == before
    assert reconcile(congress, "--out", "sheet.xlsx").status == 1
    filled = settled(congress / "sheet.xlsx", ["乙", "甲", "×"]).read_bytes()
    assert reconcile(congress, "--out", "sheet.xlsx", "--json").codes == {"T650"}
    assert reconcile(congress, "--apply", "sheet.xlsx", "--out", "ballots-second.xlsx", "--json").codes == {"T650"}
    assert (congress / "sheet.xlsx").read_bytes() == filled


def test_a_file_is_no_second_entry_of_itself(congress: Path) -> None:
    record = tally("count", "ballots.xlsx", "--second", "ballots.xlsx", "--json", cwd=congress).json
    assert record["entry"] == "single"
    assert "T359" in {one["code"] for one in record["problems"]}


def test_more_rows_than_differences_are_of_another_sheet(congress: Path) -> None:
    reconcile(congress, "--out", "sheet.xlsx")
    settled(congress / "sheet.xlsx", ["乙", "甲", "×"])
    workbook = load_workbook(congress / "sheet.xlsx")
    sheet = workbook["核对"]
    last = next(cell for cell in sheet["A"] if str(cell.value) == "3")
    for at in range(1, 10):
        sheet.cell(last.row + 1, at, sheet.cell(last.row, at).value)
    sheet.cell(last.row + 1, 1, 4)
    workbook.save(congress / "sheet.xlsx")
    assert reconcile(congress, "--apply", "sheet.xlsx", "--json").codes == {"T610"}


def test_rulings_in_the_first_entry_are_kept_in_the_agreed_one(congress: Path) -> None:
    workbook = load_workbook(congress / "ballots.xlsx")
    sheet = workbook["裁定"] if "裁定" in workbook.sheetnames else workbook.create_sheet("裁定")
    for row in (
        ("选票类别", "票号", "列", "认定为", "裁定人", "理由"),
        ("党委委员", 12, "孙惊蛰", "赞成", "罗白云", "清楚"),
    ):
        sheet.append(row)
    workbook.save(congress / "ballots.xlsx")
    assert reconcile(congress, "--out", "sheet.xlsx").status == 1
    settled(congress / "sheet.xlsx", ["乙", "甲", "空"])
    run = reconcile(congress, "--apply", "sheet.xlsx", "--out", "agreed.xlsx")
    assert run.status == 0, run.err
    kept = load_workbook(congress / "agreed.xlsx")["裁定"]
    assert [cell.value for cell in kept[2]][:4] == ["党委委员", 12, "孙惊蛰", "赞成"]
    record = tally("count", "agreed.xlsx", "--json", cwd=congress).json
    assert [one["ballot"] for one in record["rulings"]] == ["12"]
