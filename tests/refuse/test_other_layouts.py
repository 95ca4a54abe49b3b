"""Layouts other than a candidate a column: answers in columns, names, exceptions, turned, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import a_folder, a_workbook
from laid_out import SHEET, figures, problems, run, typed
from refuse.layouts import (
    BALLOTS,
    FIGURES,
    LAYOUTS,
    NAMES,
    matrix,
    names,
    three_columns,
    transposed,
)
from running import tally


@pytest.mark.parametrize("between", ["┋", "；", "\n"])
def test_names_of_those_who_got_neither(between: str, tmp_path: Path) -> None:
    rows = [["票号", "赞成", "反对", "弃权"]]
    for number, ballot in enumerate(BALLOTS, 1):
        listed = [between.join(name for name, sign in zip(NAMES, ballot, strict=True) if sign == one) for one in "○×_"]
        rows.append([number, *listed])
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    rows[1][3] = NAMES[0]
    assert problems(typed(tmp_path / "both", rows)) == {"T368": f"ballots.xlsx › {SHEET} › D2"}
    rows[1][3] = "全部同意"
    assert problems(typed(tmp_path / "all", rows)) == {"T367": f"ballots.xlsx › {SHEET} › D2"}


def pages(*blocks: list[list[object]]) -> list[list[object]]:
    """Blocks of ballots side by side, an empty column between them, each under the headings."""
    head = matrix()[0]
    high = max(map(len, blocks))
    padded = [[head, *block, *[[""] * len(head)] * (high - len(block))] for block in blocks]
    return [[cell for part in row for cell in (*part, "")] for row in zip(*padded, strict=True)]


def test_ballots_in_blocks_side_by_side(tmp_path: Path) -> None:
    _, *ballots = matrix()
    folder = typed(tmp_path / "town", [["样例镇"], *pages(ballots[:3], ballots[3:])])
    done = run(folder)
    assert figures(folder) == FIGURES
    assert [one["place"] for one in done.json["problems"] if "左右重复2次" in one["found"]] == [
        f"ballots.xlsx › {SHEET} › 2行"
    ]
    wrong = pages(ballots[:3], ballots[3:])
    wrong[1][8] = "什么"
    assert problems(typed(tmp_path / "wrong", wrong)) == {"T339": f"ballots.xlsx › {SHEET} › I2"}
    moved = pages(ballots[:3], ballots[3:])
    moved[0].insert(8, "")  # two headings one column too far to the right
    assert "T334" in problems(typed(tmp_path / "moved", moved))
    above = pages(ballots[:3], ballots[3:])
    assert "T330" in problems(typed(tmp_path / "above", [[9, "○", "×"], *above]))
    twice = pages(ballots[:2], ballots[1:])
    assert problems(typed(tmp_path / "twice", twice)) == {"T344": f"ballots.xlsx › {SHEET} › G2"}
    again = [["预选", *[""] * 5, "正式选举"], *pages(ballots[:3], ballots[3:])]
    assert "T332" in problems(typed(tmp_path / "again", again))
    other = pages(ballots[:3], ballots[3:])
    other[0][7:9] = reversed(other[0][7:9])
    assert "T332" in problems(typed(tmp_path / "other", other))


def test_names_of_those_opposed_alone(tmp_path: Path) -> None:
    """Whoever is not named may be approved of, or abstain."""
    rows = [[row[0], row[2]] for row in names()]
    assert problems(typed(tmp_path / "town", rows)) == {"T330": f"ballots.xlsx › {SHEET} › B1"}


def test_a_candidate_in_none_of_three_columns_of_names(tmp_path: Path) -> None:
    rows = [["票号", "赞成", "反对", "弃权"], [1, "甲一、乙二", "丙三", "丁四"], [2, "甲一", "乙二", "丙三"]]
    assert problems(typed(tmp_path / "town", rows)) == {"T364": f"ballots.xlsx › {SHEET} › 3行"}


def test_two_contests_side_by_side(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    second = (folder / "election.toml").read_text(encoding="utf-8")
    second += '\n[[contest]]\nid = "discipline"\noffice = "纪委委员"\nseats = 1\nwritein_boxes = 0\n'
    (folder / "election.toml").write_text(second + 'candidates = "candidates.xlsx#纪委委员"\n', encoding="utf-8")
    people = {"党委委员": [("姓名",), *((name,) for name in NAMES)], "纪委委员": [("姓名",), ("戊五",), ("己六",)]}
    a_workbook(folder / "candidates.xlsx", people)
    own = [["○", "×"], ["", "○"], ["×", "○"], ["○", ""]]
    rows = [["", "党委委员", "", "", "", "纪委委员", ""], [*matrix()[0], "戊五", "己六"]]
    rows += [[*row, *more] for row, more in zip(matrix()[1:], own, strict=True)]
    a_workbook(folder / "ballots.xlsx", {"录入": rows})
    for headed in (rows, rows[1:]):
        a_workbook(folder / "ballots.xlsx", {"录入": headed})
        contests = run(folder).json["contests"]
        assert [one["approve"] for one in contests[0]["candidates"]] == [3, 3, 2, 1]
        assert [(one["approve"], one["oppose"], one["abstain"]) for one in contests[1]["candidates"]] == [
            (2, 1, 1),
            (2, 1, 1),
        ]


def two_contests(folder: Path, rows: list[list[object]]) -> Path:
    """Write an election of two contests whose ballots are all in one sheet."""
    typed(folder, rows, "录入")
    second = (folder / "election.toml").read_text(encoding="utf-8")
    second += '\n[[contest]]\nid = "discipline"\noffice = "纪委委员"\nseats = 1\nwritein_boxes = 0\n'
    (folder / "election.toml").write_text(second + 'candidates = "candidates.xlsx#纪委委员"\n', encoding="utf-8")
    people = {"党委委员": [("姓名",), *((name,) for name in NAMES)], "纪委委员": [("姓名",), ("戊五",), ("己六",)]}
    a_workbook(folder / "candidates.xlsx", people)
    return folder


SECOND: list[list[object]] = [["票号", "戊五", "己六"], [1, "○", "×"], [2, "", "○"], [3, "×", "○"], [4, "○", ""]]
TURNED = [list(row) for row in zip(*SECOND, strict=True)]


@pytest.mark.parametrize(
    "rows",
    [
        [["样例镇"], ["党委委员"], *matrix(), [], ["纪委委员"], *SECOND, ["计票人：甲"]],
        [["党委委员"], *names(), ["纪委委员"], *SECOND],
        [["纪委委员"], *TURNED, [], ["党委委员"], *three_columns()],
        [*transposed(), *TURNED[1:]],
        [transposed()[0], ["党委委员"], *transposed()[1:], ["纪委委员"], *TURNED[1:]],
    ],
    ids=["two tables", "names and a table", "turned and three columns", "candidates in a row", "under their offices"],
)
def test_two_contests_one_under_another(rows: list[list[object]], tmp_path: Path) -> None:
    folder = two_contests(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    second = run(folder).json["contests"][1]
    assert [(one["approve"], one["oppose"], one["abstain"]) for one in second["candidates"]] == [(2, 1, 1), (2, 1, 1)]
    assert second["ballots"]["collected"] == 4
    above = [[9, "○", "○"], *rows] if rows[0] == ["纪委委员"] else []
    assert not above or run(two_contests(tmp_path / "above", above)).status == 1
    rows = [list(row) for row in rows]
    at = next(at for at, row in enumerate(rows) if "戊五" in row[:2])
    rows[at + (0 if rows[at][0] == "戊五" else 1)][1] = "什么"
    assert "T339" in problems(two_contests(tmp_path / "wrong", rows))


@pytest.mark.parametrize("offices", [[], [["", "党委委员", "", "", "", "纪委委员", ""]]])
def test_ballots_above_the_headings_of_two_contests(offices: list[list[object]], tmp_path: Path) -> None:
    """Sorted with their headings, they were cut off."""
    rows = [[*row, *more[1:]] for row, more in zip(matrix(), SECOND, strict=True)]
    folder = two_contests(tmp_path / "town", [*offices, *rows])
    assert figures(folder) == FIGURES
    assert "T330" in problems(two_contests(tmp_path / "sorted", [rows[1], *offices, rows[0], *rows[2:]]))


def test_exceptions_under_legend_l3(tmp_path: Path) -> None:
    rows = [["票号", *NAMES], [1, "×", "", "", "×"], [2, "○", "", "", "×"], ["其余全部赞成", 5]]
    folder = typed(tmp_path / "town", rows, seats="4")
    election = folder / "election.toml"
    text = election.read_text(encoding="utf-8").replace('"L1"', '"L3"')
    waiver = '\n[[waiver]]\nrule = "M1"\ncontest = "committee"\nby = "样例"\ndocument = "样例"\n'
    election.write_text(text + waiver, encoding="utf-8")
    assert figures(folder) == {"甲一": (5, 1, 1), "乙二": (7, 0, 0), "丙三": (7, 0, 0), "丁四": (5, 2, 0)}
    election.write_text(text.replace('"L3"', '"L1"') + waiver, encoding="utf-8")
    assert problems(folder) == {"T369": "ballots.xlsx › 党委委员 › A4"}


def test_exceptions_with_three_seats_are_over_votes(tmp_path: Path) -> None:
    """X41: under L3 an empty ballot approves four, of three seats: void."""
    rows = [["票号", *NAMES], [1, "×", "", "", ""], ["其余全部赞成 5张"]]
    folder = typed(tmp_path / "town", rows)
    election = folder / "election.toml"
    election.write_text(election.read_text(encoding="utf-8").replace('"L1"', '"L3"'), encoding="utf-8")
    ballots = run(folder).json["contests"][0]["ballots"]
    assert (ballots["collected"], ballots["valid"], ballots["invalid_reasons"]) == (6, 1, {"overvote": 5})


def test_names_all_and_all_but(tmp_path: Path) -> None:
    said = ["除 丁四 外同意", "甲一 乙二", "甲　一\n丙三", "弃权", "除丙三、丁四外，其余全部同意"]
    rows = [["票号", "赞成"], *([number, one] for number, one in enumerate(said, 1))]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == {"甲一": (4, 0, 1), "乙二": (3, 0, 2), "丙三": (2, 1, 2), "丁四": (0, 2, 3)}
    rows += [[6, "全部同意"]]
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    assert run(folder).json["contests"][0]["ballots"]["invalid_reasons"] == {"overvote": 1}


@pytest.mark.parametrize(
    ("approved", "opposed"),
    [("乙二", "全部同意"), ("乙二", "除甲一外同意"), ("全部同意", "全部反对")],
)
def test_names_that_say_the_contrary_of_their_heading(approved: str, opposed: str, tmp_path: Path) -> None:
    rows = [*names(), [9, approved, opposed]]
    assert problems(typed(tmp_path / "town", rows)) == {"T367": f"ballots.xlsx › {SHEET} › C6"}


def beside(folder: Path, rows: Sequence[Sequence[object]], merged: str = "") -> Path:
    """Write ballots of two contests in one sheet."""
    a_folder(folder, names=NAMES, present=20)
    toml = (folder / "election.toml").read_text(encoding="utf-8")
    toml += '\n[[contest]]\nid = "discipline"\noffice = "纪委委员"\nseats = 1\nwritein_boxes = 1\n'
    (folder / "election.toml").write_text(toml + 'candidates = "candidates.xlsx#纪委委员"\n', encoding="utf-8")
    people = {"党委委员": [("姓名",), *((name,) for name in NAMES)], "纪委委员": [("姓名",), ("戊五",), ("己六",)]}
    a_workbook(folder / "candidates.xlsx", people)
    a_workbook(folder / "ballots.xlsx", {"录入": rows})
    if merged:
        workbook = load_workbook(folder / "ballots.xlsx")
        workbook["录入"].merge_cells(merged)
        workbook.save(folder / "ballots.xlsx")
    return folder


VOIDED = [["票号", *NAMES, "戊五", "己六", "整票无效"], [1, *"○○○×○×", "破损"], [2, *"○○×○×○", ""]]
OFFICES = ["", "党委委员", "", "", "", "纪委委员", "", ""]


def test_side_by_side_nobody_guesses_which_ballot_is_void(tmp_path: Path) -> None:
    assert problems(beside(tmp_path / "people", VOIDED)) == {"T331": "ballots.xlsx › 录入 › H2"}
    before = [[row[0], row[-1], *row[1:-1]] for row in VOIDED]
    assert problems(beside(tmp_path / "before", before)) == {"T331": "ballots.xlsx › 录入 › B2"}
    assert problems(beside(tmp_path / "office", [OFFICES, *VOIDED])) == {"T331": "ballots.xlsx › 录入 › H3"}
    named = [[*row[:-1], text] for row, text in zip(VOIDED, ("另选他人1", "庚七", ""), strict=True)]
    assert problems(beside(tmp_path / "names", named)) == {"T331": "ballots.xlsx › 录入 › H2"}
    covered = run(beside(tmp_path / "covered", [OFFICES, *VOIDED], "F1:H1")).json["contests"]
    assert [one["ballots"]["invalid"] for one in covered] == [0, 1]


def test_side_by_side_each_contest_has_its_own_numbers(tmp_path: Path) -> None:
    rows = [["票号", *NAMES, "票号", "戊五", "己六"], [1, *"○○○？", 11, "○", "×"], [2, *"○○×○", "", "", ""]]
    folder = beside(tmp_path / "town", rows)
    counted = run(folder)
    assert [one["ballots"]["collected"] for one in counted.json["contests"]] == [2, 1]
    assert "票号1" in tally("doubtful", folder / "ballots.xlsx", "--election", folder).out.replace(" ", "")


def test_one_heading_over_several_columns_of_names(tmp_path: Path) -> None:
    rows = [["票号", "赞成的候选人", "", ""], [1, "甲一", "乙二", "丙三"], [2, "甲一", "", ""]]
    folder = typed(tmp_path / "town", rows)
    assert problems(folder) == {"T334": "ballots.xlsx › 党委委员 › D2"}
    workbook = load_workbook(folder / "ballots.xlsx")
    workbook[SHEET].merge_cells("B1:D1")
    workbook.save(folder / "ballots.xlsx")
    assert [one[0] for one in figures(folder).values()] == [2, 1, 1, 0]


def test_three_columns_contradictions(tmp_path: Path) -> None:
    rows = three_columns()
    rows[2][1] = "×"  # a sign of opposing in the column of approving
    folder = typed(tmp_path / "town", rows)
    assert problems(folder) == {"T361": "ballots.xlsx › 党委委员 › B3"}
    rows = three_columns()
    rows[2][2] = "√"  # two columns ticked: void in part (c5)
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    assert run(folder).json["contests"][0]["candidates"][0]["unclear"] == 1


@pytest.mark.parametrize("ticked", ["√", ""])
def test_three_columns_of_which_none_is_ticked_where_an_empty_space_approves(ticked: str, tmp_path: Path) -> None:
    rows = three_columns()
    for row in rows[2:]:  # L3: who ticks 赞成 has forgotten the one with nothing ticked; who never does leaves it empty
        row[1:] = [ticked if at % 3 == 0 and one == "√" else one for at, one in enumerate(row[1:])]
    rows[2][1] = ""
    folder = typed(tmp_path / "town", rows)
    toml = (folder / "election.toml").read_text(encoding="utf-8").replace('"L1"', '"L3"')
    (folder / "election.toml").write_text(toml, encoding="utf-8")
    if ticked:
        assert problems(folder) == {"T361": "ballots.xlsx › 党委委员 › B3"}
    else:
        assert figures(folder) == FIGURES


def test_three_columns_of_ones_and_noughts(tmp_path: Path) -> None:
    rows = three_columns()
    for row in rows[2:]:
        row[1:] = [1 if cell else 0 for cell in row[1:]]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    rows[2][2] = ""
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    assert list(problems(folder)) == ["T361"]


def test_places_of_a_turned_sheet_are_those_of_the_sheet(tmp_path: Path) -> None:
    rows = transposed()
    rows[2][3] = "昨天"
    assert problems(typed(tmp_path / "town", rows)) == {"T339": "ballots.xlsx › 党委委员 › D3"}
    rows = transposed()
    rows[0][2] = rows[0][1]
    assert problems(typed(tmp_path / "other", rows)) == {"T344": "ballots.xlsx › 党委委员 › C1"}


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([*LAYOUTS["long"](), [9, "王五", "○"]], "T362", "B15"),
        ([*LAYOUTS["long"](), [1, "甲一", "○"]], "T363", "B15"),
        ([*LAYOUTS["long"](), ["", "甲一", "○"]], "T364", "A15"),
        ([*LAYOUTS["long"](), [9, "甲一", "昨天"]], "T339", "C15"),
        ([*names(), [9, "甲一、王五", ""]], "T367", "B6"),
        ([*names(), [9, "甲一", "甲一"]], "T368", "C6"),
        ([*names(), [9, "", ""]], "T338", "B6"),
    ],
)
def test_mistakes_of_long_and_names(rows: list[list[object]], code: str, cell: str, tmp_path: Path) -> None:
    assert problems(typed(tmp_path / "town", rows)) == {code: f"ballots.xlsx › 党委委员 › {cell}"}


@pytest.mark.parametrize(
    "written", ["{at}、{name}", "{at}. {name}", "（{at}）{name}", "{name}同志", "{at}.{name} 同志"]
)
def test_what_is_written_around_a_name(written: str, tmp_path: Path) -> None:
    head, *ballots = matrix()
    head[1:] = [written.format(at=at, name=name) for at, name in enumerate(NAMES, 1)]
    assert figures(typed(tmp_path / "town", [head, *ballots])) == FIGURES
    head[2] = head[1]
    assert "T332" in problems(typed(tmp_path / "twice", [head, *ballots]))


def test_headings_that_reach_down_over_an_empty_row(tmp_path: Path) -> None:
    head, *ballots = matrix()
    folder = typed(tmp_path / "town", [head, [], *ballots])
    assert problems(folder) == {"T336": f"ballots.xlsx › {SHEET} › 2行"}
    workbook = load_workbook(folder / "ballots.xlsx")
    for column in "ABCDE":
        workbook[SHEET].merge_cells(f"{column}1:{column}2")
    workbook.save(folder / "ballots.xlsx")
    assert figures(folder) == FIGURES


@pytest.mark.parametrize(
    ("foot", "lines"),
    [
        ([["赞成", 3, 3, 2, 1], ["不赞成", 1, 1, 1, 1], ["弃权", 0, 0, 1, 2]], {6}),
        ([["得票率", "75%", "75%", "50%", "25.5%"]], {6}),
        ([["以下空白"]], {6}),
        ([["合计", 3, 3, 2, 1], ["共 4 张"], ["第 1 页"]], {6, 7, 8}),
    ],
)
def test_what_stands_at_the_foot_of_a_printed_table(foot: list[list[object]], lines: set[int], tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", [*matrix(), *foot])
    assert figures(folder) == FIGURES
    said = [one["place"] for one in run(folder).json["problems"] if one["code"] == "T318"]
    assert set(said) == {f"ballots.xlsx › {SHEET} › {line}行" for line in lines}


def test_a_ballot_whose_number_is_an_answer_is_no_sum(tmp_path: Path) -> None:
    rows = matrix()
    rows[2][0] = "赞成"
    assert problems(typed(tmp_path / "town", rows)) == {"T343": f"ballots.xlsx › {SHEET} › A3"}
