"""`tally reconcile` and `count --second`: the sample's two typists, X69, settling, the agreed entry, misalignment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from building import a_folder, a_workbook, ballot_rows
from running import Run, tally

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


def settled(path: Path, values: Sequence[str]) -> Path:
    """Fill the column 核定 in, as people do."""
    workbook = load_workbook(path)
    sheet = workbook["核对"]
    head = next(cell for row in sheet for cell in row if cell.value == "核定")
    for number, value in enumerate(values, start=1):
        sheet.cell(head.row + number, head.column, value)
    workbook.save(path)
    return path


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


VARIED = ("○○○×", "○○×○", "○×○○", "×○○○", "○○××", "○×○×", "×○○×", "○××○", "×○×○", "××○○", "○×××", "×○××")


def entries(tmp_path: Path, a: Sequence[Any], b: Sequence[Any], **fields: Any) -> Run:
    """Reconcile two entries given as rows behind the headings."""
    folder = a_folder(tmp_path / "town", present=len(VARIED), **fields)
    header = ballot_rows([])
    a_workbook(folder / "a.xlsx", {"党委委员": [*header, *a]})
    a_workbook(folder / "b.xlsx", {"党委委员": [*header, *b]})
    return tally("reconcile", "a.xlsx", "b.xlsx", "--json", cwd=folder)


def numbered(ballots: Sequence[Sequence[str]], numbers: Sequence[int] | None = None) -> list[tuple[object, ...]]:
    return [(number, *ballot) for number, ballot in zip(numbers or range(1, 99), ballots, strict=False)]


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


def test_one_entry_lacks_a_contest(congress: Path) -> None:
    workbook = load_workbook(congress / "ballots-second.xlsx")
    del workbook["纪委委员"]
    workbook.save(congress / "ballots-second.xlsx")
    assert reconcile(congress, "--json").codes == {"T358"}
    run = tally("count", "ballots.xlsx", "--second", "ballots-second.xlsx", "--json", cwd=congress)
    assert (run.status, run.codes) == (1, {"T358"})


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


def test_a_sheet_that_cannot_be_read_is_refused_with_everything_wrong_in_both(tmp_path: Path) -> None:
    run = entries(tmp_path, [(1, "甲", "○", "×", "×")], [(1, "○", "○", "×", "乙")])
    assert run.status == 1
    assert {one["place"] for one in run.json["problems"]} == {"a.xlsx › 党委委员 › B2", "b.xlsx › 党委委员 › E2"}


def test_files_numbered_each_by_itself(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=12, extra='\n[input]\nnumbering = "per-file"\n')
    for entry, last in (("a", "×○××"), ("b", "×○○×")):
        (folder / entry).mkdir()
        a_workbook(folder / entry / "1.xlsx", {"党委委员": [*ballot_rows([]), *numbered(VARIED[:6])]})
        rows = [*ballot_rows([]), *numbered([*VARIED[6:11], last])]
        a_workbook(folder / entry / "2.xlsx", {"党委委员": rows})
    run = tally("reconcile", "a", "b", "--election", ".", "--json", cwd=folder)
    assert [(one["kind"], one["ballot"], one["column"]) for one in run.json["differences"]] == [("cell", "6", "丙三")]


def test_nothing_that_people_typed_into_is_written_over(congress: Path) -> None:
    before = (congress / "ballots.xlsx").read_bytes()
    assert reconcile(congress, "--out", "ballots.xlsx", "--json").codes == {"T650"}
    assert (congress / "ballots.xlsx").read_bytes() == before
    assert reconcile(congress, "--out", "sheet.xlsx").status == 1
    filled = settled(congress / "sheet.xlsx", ["乙", "甲", "×"]).read_bytes()
    assert reconcile(congress, "--out", "sheet.xlsx", "--json").codes == {"T650"}
    assert reconcile(congress, "--apply", "sheet.xlsx", "--out", "ballots-second.xlsx", "--json").codes == {"T650"}
    assert (congress / "sheet.xlsx").read_bytes() == filled


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


Figures = dict[str, tuple[int, int, int, int]]
TEAMS: dict[str, tuple[tuple[int, int, int], Figures]] = {
    "第一组": ((6, 6, 0), {"甲一": (5, 1, 0, 0), "乙二": (4, 1, 1, 0), "丙三": (4, 2, 0, 0), "丁四": (2, 4, 0, 0)}),
    "第二组": ((6, 5, 1), {"甲一": (5, 0, 0, 0), "乙二": (3, 1, 1, 0), "丙三": (3, 2, 0, 0), "丁四": (1, 4, 0, 0)}),
}


def teams(path: Path, sheets: dict[str, tuple[tuple[int, int, int], Figures]], others: Sequence[Any] = ()) -> Path:
    """Write a workbook of tally sheets, a team below the other."""
    rows: list[Sequence[object]] = []
    for team, (ballots, figures) in sheets.items():
        rows += [("组别", team), *zip(("领回", "有效", "无效"), ballots, strict=True)]
        rows += [("候选人姓名", "赞成", "不赞成", "弃权", "部分无效"), *((name, *one) for name, one in figures.items())]
        rows += [*(("另选他人",), *others)] if others else []
        rows.append(())
    return a_workbook(path, {"党委委员": rows})


def test_x69_tally_sheets_are_compared_figure_by_figure_and_settled(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=12)
    other = {team: (ballots, dict(figures)) for team, (ballots, figures) in reversed(TEAMS.items())}
    other["第一组"][1]["丁四"] = (3, 3, 0, 0)
    teams(folder / "a.xlsx", TEAMS)
    teams(folder / "b.xlsx", other)
    run = tally("reconcile", "a.xlsx", "b.xlsx", "--json", cwd=folder)
    assert run.status == 1
    assert [tuple(one.values()) for one in run.json["differences"]] == [
        ("cell", "committee", "第一组", "丁四　赞成", "2", "3", "党委委员!B9", "党委委员!B19"),
        ("cell", "committee", "第一组", "丁四　不赞成", "4", "3", "党委委员!C9", "党委委员!C19"),
    ]
    refused = tally("count", "a.xlsx", "--second", "b.xlsx", "--json", cwd=folder)
    assert (refused.status, refused.codes - {"T320", "T378"}) == (1, {"T357", "T614"})
    assert "丁四：甲录入赞成3票，乙录入4票" in [one["found"] for one in refused.json["problems"]]
    tally("reconcile", "a.xlsx", "b.xlsx", "--out", "sheet.xlsx", cwd=folder)
    settled(folder / "sheet.xlsx", ["乙", "3"])
    run = tally("reconcile", "a.xlsx", "b.xlsx", "--apply", "sheet.xlsx", "--out", "agreed.xlsx", cwd=folder)
    assert run.status == 0, run.err
    record = tally("count", "agreed.xlsx", "--json", cwd=folder).json
    same = tally("count", "b.xlsx", "--json", "--out", "other", cwd=folder).json
    assert (record["entry"], same["entry"]) == ("double", "single")
    assert record["contests"][0]["candidates"] == same["contests"][0]["candidates"]
    agree = tally("count", "b.xlsx", "--second", "agreed.xlsx", "--json", cwd=folder).json
    assert agree["entry"] == "double"


def test_teams_that_one_entry_lacks_or_has_twice_and_names_written_in(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=12)
    teams(folder / "a.xlsx", TEAMS, [("冯小寒", 2)])
    teams(folder / "b.xlsx", {"第一组": TEAMS["第一组"]}, [("冯小寒", 1)])
    run = tally("reconcile", "a.xlsx", "b.xlsx", "--json", cwd=folder)
    assert [(one["kind"], one["ballot"], one["column"]) for one in run.json["differences"]] == [
        ("cell", "第一组", "另选他人　冯小寒"),
        ("missing_in_b", "第二组", ""),
    ]
    renamed = {("第3组" if team == "第二组" else team): figures for team, figures in TEAMS.items()}
    teams(folder / "c.xlsx", renamed, [("冯小寒", 2)])
    named = tally("reconcile", "a.xlsx", "c.xlsx", "--json", cwd=folder).json["differences"]
    assert [(one["column"], one["a"], one["b"]) for one in named] == [("组别", "第二组", "第3组")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(["○○○×"] * 12)})
    for arguments in (["reconcile", "a.xlsx", "ballots.xlsx"], ["count", "a.xlsx", "--second", "ballots.xlsx"]):
        mixed = tally(*arguments, "--json", cwd=folder)
        assert (mixed.status, mixed.codes - {"T320", "T378"}) == (1, {"T617"})


def test_a_file_is_no_second_entry_of_itself(congress: Path) -> None:
    record = tally("count", "ballots.xlsx", "--second", "ballots.xlsx", "--json", cwd=congress).json
    assert record["entry"] == "single"
    assert "T359" in {one["code"] for one in record["problems"]}


def second(folder: Path, lang: str = "zh") -> str:
    """Count with b as the second entry of a; return what is said of their differences."""
    run = tally("count", "a.xlsx", "--second", "b.xlsx", "--lang", lang, cwd=folder)
    assert run.status == 1
    assert not (folder / "out" / "result.json").exists()
    return run.err


def test_x69_every_kind_of_difference_is_a_sentence(tmp_path: Path) -> None:
    rows = numbered(VARIED)
    swapped = list(VARIED)
    swapped[3], swapped[7] = swapped[7], swapped[3]
    cases = {
        "missing in b": (rows, rows[:4] + rows[5:], "乙录入里没有票号5这张票"),
        "missing in a": (rows[:4] + rows[5:], rows, "甲录入里没有票号5这张票"),
        "twice in b": (rows, rows[:5] + rows[4:], "票号5在乙录入里像是重复录入"),
        "swapped": (rows, numbered(swapped), "票号4的内容，在乙录入里是票号8"),
    }
    for name, (a, b, sentence) in cases.items():
        entries(tmp_path / name, a, b)
        assert sentence in second(tmp_path / name / "town"), name
        assert "票号" not in second(tmp_path / name / "town", "en").replace("党委委员", ""), name


def test_x69_teams_missing_or_twice_are_sentences(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=12)
    teams(folder / "a.xlsx", TEAMS)
    teams(folder / "b.xlsx", {"第一组": TEAMS["第一组"]})
    assert "乙录入里没有第二组的计票单" in second(folder)
    teams(folder / "a.xlsx", {"第一组": TEAMS["第一组"]})
    teams(folder / "b.xlsx", TEAMS)
    assert "甲录入里没有第二组的计票单" in second(folder)


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
