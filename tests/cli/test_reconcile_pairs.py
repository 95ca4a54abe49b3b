"""`tally reconcile`: which ballots of two entries belong together, and what counts as a difference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from building import a_folder, a_workbook, ballot_rows
from running import Run, tally
from typists import VARIED, entries, numbered, settled


def kinds(run: Run) -> list[tuple[str, str]]:
    return [(one["kind"], one["ballot"]) for one in run.json["differences"]]


def test_a_ballot_left_out_with_its_number(tmp_path: Path) -> None:
    rows = numbered(VARIED)
    run = entries(tmp_path, rows, rows[:4] + rows[5:])
    assert run.json["differences"] == [
        {"kind": "missing_in_b", "contest": "committee", "ballot": "5", "column": "", "a": "5", "b": "",
         "a_cell": "党委委员!6行", "b_cell": ""}
    ]  # fmt: skip


def test_a_ballot_left_out_and_everything_behind_it_moved(tmp_path: Path) -> None:
    run = entries(tmp_path, numbered(VARIED), numbered(VARIED[:4] + VARIED[5:]))
    assert kinds(run) == [("missing_in_b", "5")]


def test_a_ballot_typed_twice(tmp_path: Path) -> None:
    rows = numbered(VARIED)
    assert kinds(entries(tmp_path / "same number", rows, rows[:5] + rows[4:])) == [("twice", "5")]
    moved = numbered([*VARIED[:5], *VARIED[4:]])
    assert kinds(entries(tmp_path / "moved", rows, moved)) == [("twice", "6")]
    assert kinds(entries(tmp_path / "in a", moved, rows)) == [("twice", "6")]
    known = entries(tmp_path / "collected", rows, moved, contest="issued = 12\ncollected = 13")
    assert kinds(known) == [("missing_in_a", "6")]  # the second entry has as many as were collected


def test_two_ballots_that_changed_places(tmp_path: Path) -> None:
    swapped = list(VARIED)
    swapped[3], swapped[7] = swapped[7], swapped[3]
    assert kinds(entries(tmp_path / "far", numbered(VARIED), numbered(swapped))) == [("swapped", "4")]
    near = list(VARIED)
    near[3], near[4] = near[4], near[3]
    run = entries(tmp_path / "near", numbered(VARIED), numbered(near))
    assert [(one["kind"], one["a"], one["b"]) for one in run.json["differences"]] == [("swapped", "4", "5")]


def test_the_order_of_rows_is_nothing_where_numbers_agree(tmp_path: Path) -> None:
    rows = numbered(VARIED)
    assert entries(tmp_path, rows, rows[::-1]).json == {"agree": True, "differences": [], "notes": []}


def test_a_mistyped_number(tmp_path: Path) -> None:
    run = entries(tmp_path, numbered(VARIED), numbered(VARIED, [1, 2, 33, *range(4, 13)]))
    assert [(one["kind"], one["column"], one["a"], one["b"]) for one in run.json["differences"]] == [
        ("cell", "票号", "3", "33")
    ]


def test_look_alikes_and_words_are_no_differences_but_other_signs_are(tmp_path: Path) -> None:
    a = numbered(["○○○×", "√○××", "○×○○"])
    b = numbered([("O", "〇", "赞成", "x"), ("√ ", "○", "×", "×"), ("◯", "反对", "○", " ○")])
    assert entries(tmp_path / "same", a, b).json["agree"]
    other = entries(tmp_path / "other", a, numbered(["○○○×", "△○××", "○×○○"]))
    assert [(one["a"], one["b"]) for one in other.json["differences"]] == [("√", "△")]


def test_write_ins_and_void_reasons_are_compared(tmp_path: Path) -> None:
    a = [(1, *"○○×_".replace("_", " "), "冯小寒", "○"), (2, *"○○○×", "", "", "有记号")]
    b = [(1, *"○○×_".replace("_", " "), "冯大寒", "○"), (2, *"○○○×", "", "", "破损")]
    run = entries(tmp_path, a, b)
    assert [(one["column"], one["a"], one["b"], one["a_cell"]) for one in run.json["differences"]] == [
        ("另选他人1", "冯小寒", "冯大寒", "党委委员!F2"),
        ("整票无效", "有记号", "破损", "党委委员!H3"),
    ]


def test_missing_and_repeated_ballots_are_settled(tmp_path: Path) -> None:
    rows = numbered(VARIED)
    a, b = rows[:4] + rows[5:], rows[:8] + rows[7:]
    assert kinds(entries(tmp_path, a, b)) == [("missing_in_a", "5"), ("twice", "8")]
    folder = tmp_path / "town"
    tally("reconcile", "a.xlsx", "b.xlsx", "--out", "sheet.xlsx", cwd=folder)
    settled(folder / "sheet.xlsx", ["乙", "甲"])
    run = tally("reconcile", "a.xlsx", "b.xlsx", "--apply", "sheet.xlsx", "--json", cwd=folder)
    assert run.status == 0, run.out
    record = tally("count", "out/agreed.xlsx", "--json", cwd=folder).json
    assert record["entry"] == "double"
    assert record["contests"][0]["ballots"]["collected"] == 12
    a_workbook(folder / "whole.xlsx", {"党委委员": [*ballot_rows([]), *rows]})
    whole = tally("count", "whole.xlsx", "--json", cwd=folder).json
    assert [one["approve"] for one in record["contests"][0]["candidates"]] == [
        one["approve"] for one in whole["contests"][0]["candidates"]
    ]


def test_files_numbered_each_by_itself(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=12, extra='\n[input]\nnumbering = "per-file"\n')
    for entry, last in (("a", "×○××"), ("b", "×○○×")):
        (folder / entry).mkdir()
        a_workbook(folder / entry / "1.xlsx", {"党委委员": [*ballot_rows([]), *numbered(VARIED[:6])]})
        rows = [*ballot_rows([]), *numbered([*VARIED[6:11], last])]
        a_workbook(folder / entry / "2.xlsx", {"党委委员": rows})
    run = tally("reconcile", "a", "b", "--election", ".", "--json", cwd=folder)
    assert [(one["kind"], one["ballot"], one["column"]) for one in run.json["differences"]] == [("cell", "6", "丙三")]


def test_other_remarks_are_notes_and_the_agreed_entry_keeps_what_one_wrote(tmp_path: Path) -> None:
    a = [(1, *"○○××"), (2, "", "", "", ""), (3, *"×○○○")]
    b = [(1, *"○○××", "", "", "", "折角"), (2, "", "", "", "", "", "", "", "空白票"), (3, *"×○○×")]
    run = entries(tmp_path, a, b)
    assert [one["column"] for one in run.json["differences"]] == ["丁四"]
    assert [(one["ballot"], one["a"], one["b"], one["b_cell"]) for one in run.json["notes"]] == [
        ("1", "", "折角", "党委委员!I2"),
        ("2", "", "空白票", "党委委员!I3"),
    ]
    folder = tmp_path / "town"
    tally("reconcile", "a.xlsx", "b.xlsx", "--out", "sheet.xlsx", cwd=folder)
    settled(folder / "sheet.xlsx", ["甲"])
    assert tally("reconcile", "a.xlsx", "b.xlsx", "--apply", "sheet.xlsx", cwd=folder).status == 0
    sheet = load_workbook(folder / "out" / "agreed.xlsx")["党委委员"]
    assert [(row[4].value, row[-1].value) for row in sheet][1:] == [("×", "折角"), (None, "空白票"), ("○", None)]


@pytest.mark.parametrize(
    ("a", "b", "wrong", "right"),
    [
        ((1, *"○○×", "", "冯小寒", "○"), (1, *"○○×", "", "冯大寒", "○"), "", "冯中寒"),
        ((1, *"○○○×", "", "", "有记号"), (1, *"○○○×", "", "", "破损"), "不好看", "无法辨认"),
        ((1, *"○○×", "", "冯小寒", "○"), (1, *"○○×", "", "冯小寒", "×"), "大概", "空"),
    ],
)
def test_what_people_may_settle_depends_on_the_column(a: Any, b: Any, wrong: str, right: str, tmp_path: Path) -> None:
    rest = numbered(VARIED[1:], range(2, 13))
    assert len(entries(tmp_path, [a, *rest], [b, *rest]).json["differences"]) == 1
    folder = tmp_path / "town"
    pair = ("reconcile", "a.xlsx", "b.xlsx")
    tally(*pair, "--out", "sheet.xlsx", cwd=folder)
    settled(folder / "sheet.xlsx", [wrong])
    assert tally(*pair, "--apply", "sheet.xlsx", "--json", cwd=folder).status == 1
    settled(folder / "sheet.xlsx", [right])
    run = tally(*pair, "--apply", "sheet.xlsx", "--json", cwd=folder)
    assert run.status == 0, run.out
    sheet = load_workbook(folder / "out" / "agreed.xlsx")["党委委员"]
    assert (right in [cell.value for cell in sheet[2]]) is (right != "空")


def test_a_mistyped_number_is_settled_and_two_equal_ones_are_numbered_anew(tmp_path: Path) -> None:
    entries(tmp_path, numbered(VARIED), numbered(VARIED, [1, 2, 33, *range(4, 13)]))
    folder = tmp_path / "town"
    pair = ("reconcile", "a.xlsx", "b.xlsx")
    tally(*pair, "--out", "sheet.xlsx", cwd=folder)
    settled(folder / "sheet.xlsx", ["空"])
    assert tally(*pair, "--apply", "sheet.xlsx", "--json", cwd=folder).codes == {"T612"}
    settled(folder / "sheet.xlsx", ["4"])
    run = tally(*pair, "--apply", "sheet.xlsx", "--json", cwd=folder)
    assert (run.status, "T613" in run.err + run.out) == (0, True)
    sheet = load_workbook(folder / "out" / "agreed.xlsx")["党委委员"]
    assert [str(row[0].value) for row in sheet.iter_rows(min_row=2)] == [str(at) for at in range(1, 13)]
