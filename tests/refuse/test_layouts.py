"""Sheets in every layout: the same ballots give the same figures, titles and totals are no ballots, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from building import a_folder, a_workbook
from laid_out import SHEET, figures, problems, run, typed
from refuse.layouts import (
    BALLOTS,
    FIGURES,
    LAYOUTS,
    NAMES,
    matrix,
    three_columns,
    transposed,
)
from running import tally


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("sheet", [SHEET, "Sheet1"])
def test_the_same_ballots_in_every_layout(layout: str, sheet: str, tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", LAYOUTS[layout](), sheet)
    assert figures(folder) == FIGURES
    said = run(folder).json["problems"]
    if (layout, sheet) != ("matrix", SHEET):
        assert any(one["code"] == "T320" and layout in one["found"] for one in said)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_fixed_in_the_election_file(layout: str, tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", LAYOUTS[layout](), extra=f'\n[input]\nlayout = "{layout}"\n')
    assert figures(folder) == FIGURES
    other = "transposed" if layout != "transposed" else "long"
    text = (folder / "election.toml").read_text(encoding="utf-8").replace(f'"{layout}"', f'"{other}"')
    (folder / "election.toml").write_text(text, encoding="utf-8")
    if layout != "matrix":  # what is not found in the layout named is looked at as a matrix, and refused
        assert run(folder).status == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_titles_above_and_signatures_below(layout: str, tmp_path: Path) -> None:
    rows = [["样板镇党代会选票录入"], [], *LAYOUTS[layout]()]
    rows += [["计票人：甲　监票人：乙"]]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES


@pytest.mark.parametrize("layout", ["matrix", "three-columns", "long", "names"])
def test_the_foot_of_a_page_between_ballots_is_no_ballot(layout: str, tmp_path: Path) -> None:
    rows = LAYOUTS[layout]()
    folder = typed(tmp_path / "town", [*rows[:-1], ["计票人：甲"], rows[-1]])
    done = run(folder)
    assert figures(folder) == FIGURES
    assert done.json["contests"][0]["ballots"]["collected"] == 4
    assert any(one["code"] == "T318" and one["place"].endswith(f"{len(rows)}行") for one in done.json["problems"])


@pytest.mark.parametrize("layout", ["matrix", "three-columns", "long", "names"])
@pytest.mark.parametrize("title", [[], [["样板镇党代会选票录入"], ["第一选区"]]])
def test_the_heading_of_each_printed_page_is_no_ballot(layout: str, title: list[list[object]], tmp_path: Path) -> None:
    rows = LAYOUTS[layout]()
    lines = 2 if layout == "three-columns" else 1
    head, ballots = [*title, *rows[:lines]], rows[lines:]
    half = len(ballots) // 2
    folder = typed(tmp_path / "town", [*head, *ballots[:half], *head, *ballots[half:], *head])
    done = run(folder)
    assert figures(folder) == FIGURES
    said = [one for one in done.json["problems"] if one["code"] == "T318"]
    assert [one["place"] for one in said] == [f"ballots.xlsx › {SHEET} › {len(head) + half + 1}行"]
    assert f"{2 * len(head)}行重复的表头" in said[0]["found"]


def test_a_heading_in_another_order_between_ballots_is_refused(tmp_path: Path) -> None:
    head, *ballots = matrix()
    folder = typed(tmp_path / "town", [head, *ballots[:2], [head[0], *head[:0:-1]], *ballots[2:]])
    assert problems(folder) == {"T343": f"ballots.xlsx › {SHEET} › A4", "T339": f"ballots.xlsx › {SHEET} › E4"}


def test_an_empty_row_above_a_heading_may_be_a_ballot_without_number(tmp_path: Path) -> None:
    head, *ballots = [row[1:] for row in matrix()]
    folder = typed(tmp_path / "town", [[], head, *ballots[:2], [], head, *ballots[2:]])
    assert problems(folder) == {"T336": f"ballots.xlsx › {SHEET} › 5行"}


def under_answers(rows: list[list[object]]) -> list[list[object]]:
    """Names in the row below the answers."""
    return [[rows[0][0], *rows[1][1:]], [rows[1][0], *rows[0][1:]], *rows[2:]]


def answers_over_all(rows: list[list[object]]) -> list[list[object]]:
    """赞成 over all names, then 不赞成 over all names, then 弃权."""
    order = [0, *(1 + 3 * person + answer for answer in range(3) for person in range(len(NAMES)))]
    head = [rows[0][0], *(cell for answer in ("赞成", "不赞成", "弃权") for cell in (answer, "", "", ""))]
    return [head, [rows[1][0], *NAMES * 3], *([row[at] for at in order] for row in rows[2:])]


def in_one_row(rows: list[list[object]]) -> list[list[object]]:
    """甲一（赞成）, 甲一（不赞成）, 甲一（弃权）, 乙二（赞成） and so on."""
    pairs = [f"{name}（{answer}）" for name in NAMES for answer in ("赞成", "不赞成", "弃权")]
    return [[rows[0][0], *pairs], *rows[2:]]


def across(rows: list[list[object]]) -> list[list[object]]:
    """Three rows for each candidate, a column for each ballot."""
    return [list(column) for column in zip(*([*row, *[""] * 13][:13] for row in rows), strict=True)]


@pytest.mark.parametrize("heads", [under_answers, answers_over_all, in_one_row, across])
def test_names_and_answers_elsewhere(heads: Callable[[list[list[object]]], list[list[object]]], tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", heads(three_columns()))
    assert figures(folder) == FIGURES
    crossed = [["×" if cell == "√" else cell for cell in row] for row in three_columns()[2:]]
    spoiled = heads([*three_columns()[:2], *crossed])  # in columns of approvals too
    assert list(problems(typed(tmp_path / "spoiled", spoiled))) == ["T361"]


def test_a_heading_over_all_candidates(tmp_path: Path) -> None:
    """票号 and 备注 stand in the upper of two merged rows, the candidates in the lower under 候选人."""
    head, *ballots = matrix()
    rows = [[head[0], "候选人", "", "", "", "备注"], ["", *NAMES], *ballots]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    assert {one["code"] for one in run(folder).json["problems"]} == {"T254"}


def test_an_empty_row_above_the_heading_of_the_next_page(tmp_path: Path) -> None:
    head, *ballots = matrix()
    assert figures(typed(tmp_path / "town", [head, *ballots[:2], [], [], head, *ballots[2:]])) == FIGURES


def test_columns_that_a_counting_table_keeps_for_itself(tmp_path: Path) -> None:
    rows = [["组别", *matrix()[0], "赞成数", "录入人"]]
    rows += [["第一组", *row, row.count("○"), "乙"] for row in matrix()[1:]]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    unread = [one["place"][-2:] for one in run(folder).json["problems"] if one["code"] == "T255"]
    assert unread == ["A1", "G1", "H1"]
    rows[2][6] = "○"  # no figure: somebody's marks
    assert problems(typed(tmp_path / "marks", rows)) == {"T331": f"ballots.xlsx › {SHEET} › G1"}


def test_candidates_with_what_is_known_of_them(tmp_path: Path) -> None:
    rows = [["序号", row[0], "单位", *row[1:], "赞成", "反对"] for row in transposed()]
    for at, row in enumerate(rows[1:], 1):
        row[0], row[2] = at, "样例村"
        row[-2:] = [row.count("○"), row.count("×")]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    rows[2][2] = "○"  # a ballot under 单位
    assert problems(typed(tmp_path / "ballot", rows))["T343"] == f"ballots.xlsx › {SHEET} › C1"


def test_a_mistyped_number_makes_no_further_ballot_of_rows_that_are_written_out(tmp_path: Path) -> None:
    rows = [["票号", "候选人", "符号"]]
    rows += [[at, name, sign] for at, *signs in matrix()[1:] for name, sign in zip(NAMES, signs, strict=True)]
    assert figures(typed(tmp_path / "town", rows)) == FIGURES
    rows[6][0] = 20
    done = run(typed(tmp_path / "wrong", rows))
    assert {one["place"][-2:] for one in done.json["problems"] if one["code"] == "T364"} == {"A6", "A7"}


def test_headings_below_all_ballots_in_signs_of_another_legend(tmp_path: Path) -> None:
    head, *ballots = matrix()
    ones = [[1 if cell == "○" else 0 if cell == "×" else cell for cell in row] for row in ballots]
    for row, number in zip(ones, range(1, 5), strict=True):
        row[0] = number
    assert problems(typed(tmp_path / "town", [*ones, head])) == {"T330": f"ballots.xlsx › {SHEET} › 4行"}


def test_the_first_ballot_of_names_is_no_heading(tmp_path: Path) -> None:
    """It could be read as the only candidate's name below 赞成 and 不赞成."""
    rows = [["票号", "赞成", "不赞成"], [1, "甲一", ""], [2, "甲一", ""], [3, "", "甲一"]]
    waiver = '\n[[waiver]]\nrule = "M1"\ncontest = "committee"\nby = "样例"\ndocument = "样例"\n'
    folder = a_folder(tmp_path / "town", names=NAMES[:1], seats=1, present=20, extra=waiver)
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    assert figures(folder) == {"甲一": (2, 1, 0)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("layout", ["transposed", "three-columns", "long"])
def test_text_files_in_every_encoding(layout: str, encoding: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    text = "\n".join(",".join(map(str, row)) for row in LAYOUTS[layout]())
    (folder / "录入.csv").write_bytes(text.encode(encoding))
    assert figures(folder, "录入.csv") == FIGURES


@pytest.mark.parametrize("label", ["合计：", "得票数", "赞成票", "第1页小计"])
def test_a_row_of_totals_goes_by_many_names(label: str, tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", [*matrix(), [label, 3, 3, 2, 1]])
    assert figures(folder) == FIGURES


def test_totals_without_a_label_among_ones_and_noughts(tmp_path: Path) -> None:
    rows = [[*NAMES], [1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0]]
    folder = typed(tmp_path / "town", rows)
    toml = (folder / "election.toml").read_text(encoding="utf-8")
    legend = 'legend = {approve = ["1"], oppose = ["0"], abstain = [""]}'
    (folder / "election.toml").write_text(toml.replace('legend = "L1"', legend), encoding="utf-8")
    assert problems(folder) == {"T316": "ballots.xlsx › 党委委员 › 4行"}
    a_workbook(folder / "ballots.xlsx", {SHEET: rows[:3]})
    assert figures(folder)["甲一"] == (1, 1, 0)


@pytest.mark.parametrize("sheet", [SHEET, "Sheet1"])
def test_a_table_of_votes_and_nothing_else_is_one_problem(sheet: str, tmp_path: Path) -> None:
    rows = [["计票汇总"], ["姓名", "第一组", "第二组"], *([name, 1, at] for at, name in enumerate(NAMES))]
    assert problems(typed(tmp_path / "town", rows, sheet)) == {"T319": f"ballots.xlsx › {sheet} › A2"}
    rows = [["姓名", 1, 2], *([name, "1", "0"] for name in NAMES)]  # two ballots
    assert "T319" not in problems(typed(tmp_path / "other", rows, sheet))


def test_a_part_of_a_sheet(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    rows = [["", "乱写", "", "", "", "", "×"], *([["", *row, "旁注"] for row in matrix()])]
    a_workbook(folder / "ballots.xlsx", {"录入": rows})
    done = tally("count", f"{folder}/ballots.xlsx#录入!B2:F6", "--election", folder, "--json")
    assert done.status in (0, 3), done.err
    assert [one["approve"] for one in done.json["contests"][0]["candidates"]] == [3, 3, 2, 1]
    assert done.json["contests"][0]["ballots"]["collected"] == len(BALLOTS)
    rows[2][2] = "昨天"
    a_workbook(folder / "ballots.xlsx", {"录入": rows})
    done = tally("count", f"{folder}/ballots.xlsx#录入!B2:F6", "--election", folder, "--json")
    assert done.json["problems"][-1]["place"] == "ballots.xlsx › 录入 › C3"


def test_a_copy_of_a_sheet_beside_it_is_refused(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    a_workbook(folder / "ballots.xlsx", {SHEET: matrix(), f"{SHEET} (2)": matrix()})
    assert "T321" in problems(folder)


def test_a_sheet_of_another_name_is_one_problem_and_inspect_names_it_too(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    a_workbook(folder / "ballots.xlsx", {SHEET: [["说明"]], "第二组": matrix()})
    (folder / "ballots.xlsx").rename(folder / "录入.xlsx")
    run = tally("count", folder / "录入.xlsx", "--election", folder, "--json")
    assert run.status == 1
    assert "T321" in run.codes
    assert "T352" not in run.codes
    seen = tally("inspect", folder / "录入.xlsx", "--election", folder)
    assert (seen.status, "T321" in seen.err) == (1, True)


def test_remarks_are_part_of_what_inspect_answers(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    a_workbook(folder / "ballots.xlsx", {SHEET: [*matrix(), ["合计"]]})
    assert "T318" in tally("inspect", folder / "ballots.xlsx", "--election", folder).err
    assert "T318" not in tally("inspect", folder / "ballots.xlsx", "--election", folder, "--quiet").err


def test_two_sheets_alike_without_numbers(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    unnumbered = [row[1:] for row in matrix()]
    a_workbook(folder / "ballots.xlsx", {"第一组": unnumbered, "第二组": unnumbered})
    assert problems(folder) == {"T322": "ballots.xlsx › 第二组"}


def test_files_with_nothing_in_them(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    a_workbook(folder / "ballots.xlsx", {"Sheet": []})
    (folder / "空.csv").write_text("\n\n\n", encoding="utf-8")
    for file in ("ballots.xlsx", "空.csv"):
        assert set(problems(folder, file)) <= {"T353", "T352"}
        assert tally("inspect", folder / file).status == 0
    done = tally("count", f"{folder}/ballots.xlsx#Sheet!X3:Z9", "--election", folder, "--json")
    assert done.codes <= {"T353", "T352"}


def test_inspect_without_an_election(tmp_path: Path) -> None:
    for layout, rows in LAYOUTS.items():
        a_workbook(tmp_path / "a.xlsx", {"录入": rows()})
        done = tally("inspect", tmp_path / "a.xlsx", "--json", cwd=tmp_path)
        seen = done.json["files"][0]["sheets"][0]["contests"][0]
        assert (seen["layout"], seen["ballots"], seen["guessed"]) == (layout, 4, True), layout


def test_a_sheet_of_another_name_is_told_all_that_is_wrong_in_it_at_once(tmp_path: Path) -> None:
    rows = matrix()
    rows[1][1] = "昨天"
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    a_workbook(folder / "ballots.xlsx", {SHEET: matrix(), "第二组": rows})
    where = "ballots.xlsx › 第二组"
    assert {(one["code"], one["place"]) for one in run(folder).json["problems"]} == {
        ("T321", where),
        ("T339", f"{where} › B2"),
    }
