"""Every layout gives the same figures, found by itself or fixed in the election file; each refuses its own mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import a_folder, a_workbook
from refuse.layouts import (
    BALLOTS,
    FIGURES,
    LAYOUTS,
    NAMES,
    matrix,
    names,
    tally_sheet,
    teams_side_by_side,
    three_columns,
    transposed,
)
from running import Run, tally

SHEET = "党委委员"


def typed(folder: Path, rows: Sequence[Sequence[object]], sheet: str = SHEET, **fields: str) -> Path:
    a_folder(folder, names=NAMES, present=20, **fields)
    a_workbook(folder / "ballots.xlsx", {sheet: rows})
    return folder


def run(folder: Path, file: str = "ballots.xlsx") -> Run:
    return tally("count", folder / file, "--election", folder, "--json")


def figures(folder: Path, file: str = "ballots.xlsx") -> dict[str, tuple[int, int, int]]:
    done = run(folder, file)
    assert done.status in (0, 3), done.err
    return {
        one["name"]: (one["approve"], one["oppose"], one["abstain"]) for one in done.json["contests"][0]["candidates"]
    }


def problems(folder: Path, file: str = "ballots.xlsx") -> dict[str, str]:
    done = run(folder, file)
    assert done.status == 1, done.out
    return {one["code"]: one["place"] for one in done.json["problems"] if one["severity"] == "error"}


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


def test_an_empty_row_above_the_heading_of_the_next_page(tmp_path: Path) -> None:
    head, *ballots = matrix()
    assert figures(typed(tmp_path / "town", [head, *ballots[:2], [], [], head, *ballots[2:]])) == FIGURES


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
    twice = pages(ballots[:2], ballots[1:])
    assert problems(typed(tmp_path / "twice", twice)) == {"T344": f"ballots.xlsx › {SHEET} › G2"}
    again = [["预选", *[""] * 5, "正式选举"], *pages(ballots[:3], ballots[3:])]
    assert "T332" in problems(typed(tmp_path / "again", again))
    other = pages(ballots[:3], ballots[3:])
    other[0][7:9] = reversed(other[0][7:9])
    assert "T332" in problems(typed(tmp_path / "other", other))


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


def test_names_of_those_opposed_alone(tmp_path: Path) -> None:
    """Whoever is not named may be approved of, or abstain."""
    rows = [[row[0], row[2]] for row in names()]
    assert problems(typed(tmp_path / "town", rows)) == {"T330": f"ballots.xlsx › {SHEET} › B1"}


def test_a_candidate_in_none_of_three_columns_of_names(tmp_path: Path) -> None:
    rows = [["票号", "赞成", "反对", "弃权"], [1, "甲一、乙二", "丙三", "丁四"], [2, "甲一", "乙二", "丙三"]]
    assert problems(typed(tmp_path / "town", rows)) == {"T364": f"ballots.xlsx › {SHEET} › 3行"}


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


def test_a_tally_sheet_says_that_ballots_were_not_seen(tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", tally_sheet())
    record = run(folder).json
    assert record["contests"][0]["piles"][0]["ballots_seen"] is False
    assert any(one["code"] == "T378" for one in record["problems"])


def test_x65_a_team_that_drew_another_number(tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", tally_sheet(drawn=5))
    assert "T373" in problems(folder)
    assert "第一组" in run(folder).err


def test_figures_of_nobody_on_a_tally_sheet(tmp_path: Path) -> None:
    rows = [*tally_sheet(), ["另选他人", "", "", "", ""], ["", 2, 0, 0, 0], ["己六", 1, 0, 0, 0]]
    assert problems(typed(tmp_path / "town", rows)) == {"T377": f"ballots.xlsx › {SHEET} › A10"}


def test_x62_figures_that_do_not_add_up(tmp_path: Path) -> None:
    rows = tally_sheet()
    rows[5][1] = 2
    folder = typed(tmp_path / "town", rows)
    assert problems(folder) == {"T374": "ballots.xlsx › 党委委员 › A6"}


def test_x63_more_approvals_than_possible(tmp_path: Path) -> None:
    rows = tally_sheet()[:4] + [[name, 4, 0, 0, 0] for name in NAMES]
    assert "T375" in problems(typed(tmp_path / "town", rows))


def test_x64_teams_that_miss_a_ballot(tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", tally_sheet(), contest="collected = 5")
    assert "T506" in problems(folder)


def test_teams_side_by_side_and_their_sums(tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", teams_side_by_side())
    assert figures(folder) == FIGURES
    record = run(folder).json
    assert record["contests"][0]["ballots"]["collected"] == 4
    assert [one["name"].rpartition(" › ")[2] for one in record["contests"][0]["piles"]] == ["第一组", "第二组"]
    assert [one["code"] for one in record["problems"]].count("T329") == 1


def test_headings_of_several_teams_in_one_row(tmp_path: Path) -> None:
    rows = teams_side_by_side()
    rows[0][0], rows[1][0] = "", "姓名"
    assert figures(typed(tmp_path / "town", rows)) == FIGURES


@pytest.mark.parametrize(
    ("more", "less", "code", "place"),
    [
        (["H3"], ["I3"], "T328", " › I3"),  # a sum of approvals, and of votes against
        (["H7", "H9"], [], "T328", " › H9"),  # a sum of invalid ballots
        (["E4"], [], "T374", " › A4"),
        (["E7"], [], "T373", " › 1行"),
        (["E8"], [], "T374", " › A6"),
        (["E9"], [], "T373", " › 1行"),
    ],
)
def test_teams_side_by_side_with_a_wrong_figure(
    more: list[str], less: list[str], code: str, place: str, tmp_path: Path
) -> None:
    rows = teams_side_by_side()
    for cell in (*more, *less):
        row, column = int(cell[1:]) - 1, ord(cell[0]) - 65
        rows[row][column] = int(str(rows[row][column])) + (1 if cell in more else -1)
    found = problems(typed(tmp_path / "town", rows))
    assert found[code] == f"ballots.xlsx › {SHEET}{place}"


def test_a_team_without_its_number_of_ballots(tmp_path: Path) -> None:
    rows = teams_side_by_side()
    rows[7][4] = ""
    assert problems(typed(tmp_path / "town", rows)) == {"T372": f"ballots.xlsx › {SHEET} › E8"}


def test_names_written_in_that_one_team_met(tmp_path: Path) -> None:
    rows = teams_side_by_side()
    for row in rows[2:6]:
        row[7] = int(str(row[1])) + int(str(row[4]))
    rows[6:6] = [["另选他人"], ["己六", "", "", "", 1, "", "", 1, "", ""]]
    folder = typed(tmp_path / "town", rows)
    assert [(one["name"], one["approve"]) for one in run(folder).json["contests"][0]["write_ins"]] == [("己六", 1)]
    rows[7][7] = 2
    folder = typed(tmp_path / "other", rows)
    assert problems(folder) == {"T328": f"ballots.xlsx › {SHEET} › H8"}


def test_sheets_of_teams_and_a_sheet_of_their_sums(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    both = tally_sheet(8)
    both[2][3], both[1][1] = 8, ""
    for row in both[4:]:
        row[1:] = [int(str(one)) * 2 for one in row[1:]]
    other = tally_sheet()
    other[1][1] = "第二组"
    sheets = {"第一组": tally_sheet(), "第二组": other, "汇总": both}
    a_workbook(folder / "ballots.xlsx", sheets)
    assert run(folder).json["contests"][0]["ballots"]["collected"] == 8
    assert tally("inspect", folder / "ballots.xlsx", "--election", folder, "--json").status == 0
    both[4][1], both[4][2] = int(str(both[4][1])) - 1, int(str(both[4][2])) + 1
    a_workbook(folder / "ballots.xlsx", sheets)
    assert problems(folder) == {"T328": "ballots.xlsx › 汇总 › C5"}
    a_workbook(folder / "ballots.xlsx", {"汇总": both})
    assert run(folder).json["contests"][0]["ballots"]["collected"] == 8


def test_a_sheet_of_sums_or_of_another_team_beside_the_contests_own(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    a_workbook(folder / "ballots.xlsx", {SHEET: tally_sheet(), "汇总": tally_sheet()})
    assert run(folder).json["contests"][0]["ballots"]["collected"] == 4
    a_workbook(folder / "ballots.xlsx", {SHEET: tally_sheet(), "第二组": tally_sheet()})
    assert problems(folder) == {"T321": "ballots.xlsx › 第二组"}


def below(name: str, drawn: int, void: int) -> list[list[object]]:
    """A team of four valid ballots whose numbers of ballots stand under a gap below its people."""
    people: list[list[object]] = [["组别", name], ["候选人姓名", "赞成", "不赞成", "弃权"]]
    people += [[name, *FIGURES[name]] for name in NAMES]
    return [*people, [], ["领回选票", drawn, "有效", 4, "无效", void]]


def test_numbers_of_ballots_below_each_team_are_its_own(tmp_path: Path) -> None:
    rows = [*below("第一组", 4, 0), [], *below("第二组", 5, 1)]
    ballots = run(typed(tmp_path / "town", rows)).json["contests"][0]["ballots"]
    assert (ballots["collected"], ballots["valid"], ballots["invalid"]) == (9, 8, 1)


HEAD = ["候选人姓名", "赞成", "不赞成", "弃权"]


def team(name: str, ballots: Sequence[str], place: str, drawn: int | None = None) -> list[list[object]]:
    """One team's figures with its numbers of ballots above the people, below them, or in a sentence beside its name."""
    size = len(ballots) if drawn is None else drawn
    numbers: list[object] = ["领回选票", size, "有效", size, "无效", 0]
    people: list[list[object]] = []
    for at, person in enumerate(NAMES):
        signs = [ballot[at] for ballot in ballots]
        people.append([person, *(signs.count(sign) for sign in "○×_")])
    if place == "sentence":
        return [[f"{name}（领回选票{size}张，有效 {size} 张、无效0张）"], HEAD, *people]
    return [[name], *([numbers] if place == "above" else []), HEAD, *people, *([numbers] if place == "below" else [])]


@pytest.mark.parametrize("gap", ["", "an empty row"])
@pytest.mark.parametrize("places", ["above above", "below below", "above below"])
def test_where_two_teams_have_their_numbers(places: str, gap: str, tmp_path: Path) -> None:
    first, second = places.split()
    between: list[list[object]] = [[]] if gap else []
    rows = [*team("第一组", BALLOTS[:1], first), *between, *team("第二组", BALLOTS[1:], second)]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    assert [one["drawn"] for one in run(folder).json["contests"][0]["piles"]] == [1, 3]


def test_numbers_in_a_sentence_beside_the_team(tmp_path: Path) -> None:
    rows = [*team("第一组", BALLOTS[:1], "sentence"), [], *team("第二组", BALLOTS[1:], "sentence")]
    folder = typed(tmp_path / "town", rows)
    assert figures(folder) == FIGURES
    rows = [*team("第一组", BALLOTS[:1], "sentence", drawn=2), [], *team("第二组", BALLOTS[1:], "sentence")]
    assert problems(typed(tmp_path / "other", rows)) == {"T374": f"ballots.xlsx › {SHEET} › A6"}


def test_numbers_between_two_teams_may_be_of_either(tmp_path: Path) -> None:
    rows = [*team("第一组", BALLOTS[:1], ""), [], *team("第二组", BALLOTS[1:], "above")]
    folder = typed(tmp_path / "town", rows)
    assert problems(folder) == {"T372": f"ballots.xlsx › {SHEET} › 10行"}
    said = [one["found"] for one in run(folder).json["problems"] if one["code"] == "T372"]
    assert set(said) == {f"分不清哪一个“{label}”张数是这一组的" for label in ("领回", "有效", "无效")}


def test_a_gap_more_or_less_above_the_numbers_changes_nothing(tmp_path: Path) -> None:
    first, last = below("第一组", 4, 0), below("第二组", 5, 1)
    rows = [*first, [], *last[:-2], last[-1]]
    assert run(typed(tmp_path / "town", rows)).json["contests"][0]["ballots"]["invalid"] == 1


def test_two_candidates_may_stand_in_a_column(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES[:2], seats=1, present=20)
    for rows in ([["姓名", 1, 2], ["甲一", "○", "×"], ["乙二", "×", "○"]], [["甲一", "○", "○"], ["乙二", "×", ""]]):
        a_workbook(folder / "ballots.xlsx", {"Sheet1": rows})
        assert sum(figures(folder)["甲一"]) == 2


@pytest.mark.parametrize("missing", ["first", "last"])
def test_a_team_without_numbers_never_takes_those_of_another(missing: str, tmp_path: Path) -> None:
    first, last = below("第一组", 5, 1), below("第二组", 5, 1)
    rows = [*first[:-2], [], *last] if missing == "first" else [*first, [], *last[:-2]]
    assert set(problems(typed(tmp_path / "town", rows))) == {"T372"}


def test_a_total_that_does_not_say_so_is_not_counted_once_more(tmp_path: Path) -> None:
    both = below("全镇", 9, 1)
    for row in (*both[2:6], both[7]):
        row[1:] = [2 * one if isinstance(one, int) else one for one in row[1:]]
    both[7][1], both[7][5] = 9, 1
    rows = [*below("第一组", 4, 0), [], *below("第二组", 5, 1), [], *both]
    assert problems(typed(tmp_path / "town", rows)) == {"T654": "ballots.xlsx › 党委委员 › 全镇"}


def test_the_tally_sheet_of_ballots_that_are_there_is_not_counted_once_more(tmp_path: Path) -> None:
    folder = typed(tmp_path / "town", matrix())
    a_workbook(folder / "计票单.xlsx", {SHEET: tally_sheet()})
    done = tally("count", folder / "ballots.xlsx", folder / "计票单.xlsx", "--election", folder, "--json")
    assert (done.status, "T316" in done.codes) == (1, True)


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


def test_one_heading_over_several_columns_of_names(tmp_path: Path) -> None:
    rows = [["票号", "赞成的候选人", "", ""], [1, "甲一", "乙二", "丙三"], [2, "甲一", "", ""]]
    folder = typed(tmp_path / "town", rows)
    assert problems(folder) == {"T334": "ballots.xlsx › 党委委员 › D2"}
    workbook = load_workbook(folder / "ballots.xlsx")
    workbook[SHEET].merge_cells("B1:D1")
    workbook.save(folder / "ballots.xlsx")
    assert [one[0] for one in figures(folder).values()] == [2, 1, 1, 0]


@pytest.mark.parametrize("sheet", [SHEET, "Sheet1"])
def test_a_table_of_votes_and_nothing_else_is_one_problem(sheet: str, tmp_path: Path) -> None:
    rows = [["计票汇总"], ["姓名", "第一组", "第二组"], *([name, 1, at] for at, name in enumerate(NAMES))]
    assert problems(typed(tmp_path / "town", rows, sheet)) == {"T319": f"ballots.xlsx › {sheet} › A2"}
    rows = [["姓名", 1, 2], *([name, "1", "0"] for name in NAMES)]  # two ballots
    assert "T319" not in problems(typed(tmp_path / "other", rows, sheet))


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


@pytest.mark.parametrize(
    ("heading", "codes"), [("小计", set()), ("总数", set()), ("第三组", {"T654"}), ("1.5", {"T654"})]
)
def test_a_column_of_sums_is_never_one_more_team(heading: str, codes: set[str], tmp_path: Path) -> None:
    rows = [[heading if cell == "合计" else cell for cell in row] for row in teams_side_by_side()]
    folder = typed(tmp_path / "town", rows)
    if codes:
        assert set(problems(folder)) == codes
    else:
        assert run(folder).json["contests"][0]["ballots"]["collected"] == 4


def test_a_file_of_sums_beside_the_teams_own_is_never_one_more_team(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES, present=20)
    (folder / "teams").mkdir()
    other, whole = tally_sheet(), tally_sheet()
    other[1][1], whole[1][1] = "第二组", "全镇"
    for row in whole[4:]:
        row[1:] = [int(str(one)) * 2 for one in row[1:]]
    whole[2][1], whole[2][3] = 8, 8
    for name, rows in {"一": tally_sheet(), "二": other, "镇": whole}.items():
        a_workbook(folder / "teams" / f"{name}.xlsx", {SHEET: rows})
    done = tally("count", folder / "teams", "--election", folder, "--json")
    assert (done.status, "T654" in done.codes) == (1, True)
