"""Tally sheets (计票单): figures of teams, their sums and numbers of ballots, X62–X65."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from building import a_folder, a_workbook
from laid_out import SHEET, figures, problems, run, typed
from refuse.layouts import (
    BALLOTS,
    FIGURES,
    NAMES,
    matrix,
    tally_sheet,
    teams_side_by_side,
)
from running import tally


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
