"""Rulings through the installed command: X29, X31, X34, X38 with what scrutineers may decide, refusals, the record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from building import a_workbook, ballot_rows
from ruling import CLEAR, HEADER, X29, a_town, contest, count, ruling
from running import tally


def approvals(result: dict[str, Any]) -> dict[str, int]:
    """Return what the first ballot adds to nine clear ones."""
    own = {one["name"]: one["approve"] - 9 * (index < 7) for index, one in enumerate(result["candidates"])}
    names = {one["name"]: one["approve"] for one in result["write_ins"]}
    return {name: votes for name, votes in {**own, **names}.items() if votes}


def people(names: str) -> dict[str, int]:
    return dict.fromkeys(names, 1)


@pytest.mark.parametrize(
    ("read_as", "valid", "counted", "unclear"),
    [(None, 10, "乙丙丁戊己庚辛", 1), ("unclear", 10, "乙丙丁戊己庚辛", 1), ("oppose", 10, "乙丙丁戊己庚辛", 0),
     ("approve", 9, "", 0)],
)  # fmt: skip
def test_x29_a_cell_that_decides_about_an_overvote(
    read_as: str | None, valid: int, counted: str, unclear: int, tmp_path: Path
) -> None:
    result = contest(a_town(tmp_path, [X29], *([ruling(1, "甲", read_as)] if read_as else [])))
    assert result["ballots"]["valid"] == valid
    assert {name: votes for name, votes in approvals(result).items() if votes > 0} == people(counted)
    assert result["candidates"][0]["unclear"] == unclear
    assert result["doubtful"]["ballots"] == (read_as is None)
    assert result["ballots"]["invalid_reasons"] == ({"overvote": 1} if valid == 9 else {})


def test_x31_a_printed_name_written_in_where_the_own_mark_stands(tmp_path: Path) -> None:
    result = contest(a_town(tmp_path, [(*"○○○○○○×__", "甲", "○")]))
    assert approvals(result) == people("甲乙丙丁戊己")
    assert result["doubtful"]["ballots"] == 0


@pytest.mark.parametrize(
    ("column", "read_as", "counted"),
    [("甲", "oppose", "乙丙丁戊己"), ("甲", "approve", "甲乙丙丁戊己"), ("另选他人1", "drop", "乙丙丁戊己"),
     ("", "valid", "乙丙丁戊己")],
)  # fmt: skip
def test_x31_a_printed_name_written_in_against_the_own_mark(
    column: str, read_as: str, counted: str, tmp_path: Path
) -> None:
    ballot = (*"×○○○○○___", "甲", "○")
    assert contest(a_town(tmp_path / "unruled", [ballot]))["doubtful"]["ballots"] == 1
    result = contest(a_town(tmp_path, [ballot], ruling(1, column, read_as)))
    assert approvals(result) == people(counted)
    assert result["doubtful"]["ballots"] == 0


@pytest.mark.parametrize(
    ("read_as", "counted", "doubtful"),
    [(None, "甲乙丙丁戊己", 1), ("unclear", "甲乙丙丁戊己", 0), ("drop", "甲乙丙丁戊己", 0),
     ("name:冯", "甲乙丙丁戊己冯", 0), ("name: 甲", "甲乙丙丁戊己", 0)],
)  # fmt: skip
def test_x34_a_name_that_cannot_be_read(read_as: str | None, counted: str, doubtful: int, tmp_path: Path) -> None:
    ballot = (*"○○○○○○×__", "无法辨认", "○")
    result = contest(a_town(tmp_path, [ballot], *([ruling(1, "另选他人1", read_as)] if read_as else [])))
    assert approvals(result) == people(counted)
    assert result["doubtful"]["ballots"] == doubtful


@pytest.mark.parametrize(
    ("rulings", "counted", "doubtful"),
    [
        ((), "甲乙丙丁戊", 1),
        ((("另选他人1", "count"), ("另选他人2", "drop")), "甲乙丙丁戊冯", 0),
        ((("另选他人2", "count"), ("另选他人1", "drop")), "甲乙丙丁戊蒋", 0),
        ((("另选他人1", "drop"),), "甲乙丙丁戊蒋", 0),
        ((("另选他人1", "count"),), "甲乙丙丁戊冯", 1),
        ((("另选他人1", "drop"), ("另选他人2", "drop")), "甲乙丙丁戊", 0),
        ((("另选他人1", "count"), ("另选他人2", "count")), "甲乙丙丁戊冯蒋", 0),
        ((("", "valid"),), "甲乙丙丁戊", 0),
        ((("己", "oppose"),), "甲乙丙丁戊冯蒋", 0),
    ],
)
def test_x38_more_names_than_crosses(
    rulings: Sequence[tuple[str, str]], counted: str, doubtful: int, tmp_path: Path
) -> None:
    ballot = (*"○○○○○_×__", "冯", "○", "蒋", "○")
    folder = a_town(tmp_path, [ballot], *(ruling(1, column, read_as) for column, read_as in rulings))
    run = count(folder)
    result = run.json["contests"][0]
    assert approvals(result) == people(counted)
    assert result["doubtful"]["ballots"] == doubtful
    codes = {one["code"] for one in run.json["problems"]}
    both = [read_as for _, read_as in rulings] == ["count", "count"]
    assert ("T398" in codes) == both


def test_a_whole_ballot(tmp_path: Path) -> None:
    marked = (*CLEAR, "", "", "", "", "有记号")
    assert contest(a_town(tmp_path / "typed", [marked]))["ballots"]["invalid_reasons"] == {"marked": 1}
    assert contest(a_town(tmp_path / "valid", [marked], ruling(1, "", "valid")))["ballots"]["invalid"] == 0
    void = contest(a_town(tmp_path / "void", [CLEAR], ruling("001", "整票", "无效", reason="破损")))
    assert void["ballots"]["invalid_reasons"] == {"damaged": 1}
    other = contest(a_town(tmp_path / "other", [CLEAR], ruling(1, "", "void", reason="涂改过多")))
    assert other["ballots"]["invalid_reasons"] == {"other": 1}
    blind = contest(a_town(tmp_path / "blind", ["？" * 9], ruling(1, "", "valid")))
    assert (blind["ballots"]["valid"], blind["candidates"][0]["unclear"]) == (10, 1)


def test_the_record_holds_rulings_and_where_they_came_from(tmp_path: Path) -> None:
    folder = a_town(tmp_path, [X29], ruling(1, "甲", "弃权"))
    record = count(folder).json
    assert record["rulings"] == [
        {"contest": "committee", "ballot": "1", "file": "", "column": "甲", "read_as": "abstain", "by": "总监票人",
         "reason": "笔迹可辨"}
    ]  # fmt: skip
    assert [one["role"] for one in record["inputs"]] == ["election", "candidates", "rulings", "ballots"]
    assert record["contests"][0]["candidates"][0]["abstain"] == 1


def test_the_sheet_of_rulings_says_the_same(tmp_path: Path) -> None:
    rows = [("裁定记录",), ("选票类别", "票号", "列", "认定为", "裁定人", "理由"),
            ("党委委员", 1, "甲", "不赞成", "总监票人", "笔迹可辨")]  # fmt: skip
    folder = a_town(tmp_path / "sheet", [X29])
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows([X29, *[CLEAR] * 9], HEADER), "裁定": rows})
    by_sheet = count(folder).json
    by_file = count(a_town(tmp_path / "file", [X29], ruling(1, "甲", "oppose"))).json
    assert by_sheet["contests"] == by_file["contests"]
    assert by_sheet["rulings"] == by_file["rulings"]
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows([X29, *[CLEAR] * 9], HEADER), "裁定": rows[:2]})
    assert count(folder).json["rulings"] == []


def test_a_printed_sheet_of_rulings_is_signed_below_and_says_its_words(tmp_path: Path) -> None:
    folder = a_town(tmp_path, [X29])
    heading = ("选票类别", "票号", "列", "认定为", "裁定人", "理由")
    for read_as, status in (("不赞成", 0), ("○", 1)):
        rows = [heading, ("党委委员", 1, "甲", read_as, "总监票人", "笔迹可辨"), ("总监票人：",), ("", "日期：")]
        a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows([X29, *[CLEAR] * 9], HEADER), "裁定": rows})
        run = count(folder)
        assert run.status == status
        if status:
            assert [one["remedy"] for one in run.json["problems"] if one["code"] == "T391"] == [
                "可以认定为：赞成、不赞成、弃权、部分无效"
            ]
        else:
            assert [one["place"] for one in run.json["problems"] if one["code"] == "T318"] == [
                f"ballots.xlsx › 裁定 › {row}行" for row in (3, 4)
            ]
    rows[1] = ("党委委员", 1, "甲", "不赞成", "", "笔迹可辨")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows([X29, *[CLEAR] * 9], HEADER), "裁定": rows})
    assert "T395" in count(folder).codes


def test_two_rulings_for_one_place_are_said_once(tmp_path: Path) -> None:
    run = count(a_town(tmp_path, [X29], ruling(1, "甲", "approve"), ruling("1号", "甲", "oppose")))
    assert [one["code"] for one in run.json["problems"] if one["severity"] == "error"] == ["T394"]


REFUSED = {
    "an unknown ballot": ([ruling(99, "甲", "approve")], "T392"),
    "an unknown contest": ([ruling(1, "甲", "approve", contest="x")], "T390"),
    "an unknown column": ([ruling(1, "不明", "approve")], "T390"),
    "two for one place": ([ruling(1, "甲", "approve"), ruling("1", " 甲 ", "oppose")], "T394"),
    "two for one sign": ([ruling(1, "另选他人1", "count"), ruling(1, "另选他人1符号", "oppose")], "T394"),
    "a cell read as void": ([ruling(1, "甲", "void")], "T391"),
    "a ballot read as approve": ([ruling(1, "", "approve")], "T391"),
    "an unknown word": ([ruling(1, "甲", "好")], "T391"),
    "a name for a candidate": ([ruling(1, "甲", "name:乙")], "T391"),
    "an empty name": ([ruling(1, "另选他人1", "name: ")], "T391"),
    "an empty write-in box": ([ruling(1, "另选他人1", "count")], "T396"),
    "valid although overvoted": ([ruling(2, "", "valid")], "T396"),
    "a name without any cross": ([ruling(3, "另选他人1", "count")], "T396"),
    "a printed name counted": ([ruling(4, "另选他人1", "count")], "T396"),
    "an unreadable name counted": ([ruling(5, "另选他人1", "count")], "T396"),
    "a file although numbers are unique": ([ruling(1, "甲", "approve", file="ballots.xlsx")], "T393"),
    "no reason": ([ruling(1, "甲", "approve", reason=" ")], "T104"),
    "no column": (['[[ruling]]\ncontest = "committee"\nballot = 1\nread_as = "void"\nby = "x"\nreason = "y"'], "T104"),
    "an unknown key": ([ruling(1, "甲", "approve", who="x")], "T103"),
    "a wrong type": (["[[ruling]]\nballot = true"], "T105"),
    "no table of rulings": (["ruling = 1"], "T105"),
    "no toml": (["ruling"], "T102"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", REFUSED)
def test_refused(mistake: str, tmp_path: Path) -> None:
    rulings, code = REFUSED[mistake]
    ballots = [
        CLEAR,
        "○○○○○○○○×",
        (*"○○○○○____", "冯", "○"),
        (*"×○○○○____", "甲", "○"),
        (*"×○○○○____", "？", "○"),
    ]
    folder = a_town(tmp_path, ballots, *rulings)
    run = count(folder)
    assert run.status == 1
    assert code in run.codes, run.out
    assert all("rulings.toml" in one["place"] for one in run.json["problems"])
    assert not (folder / "out").exists()


def test_piles_numbered_each_by_itself(tmp_path: Path) -> None:
    folder = a_town(tmp_path, [], ruling(1, "甲", "oppose"), extra='\n[input]\nnumbering = "per-file"\n')
    a_workbook(folder / "a.xlsx", {"党委委员": ballot_rows([X29, *[CLEAR] * 4], HEADER)})
    a_workbook(folder / "b.xlsx", {"党委委员": ballot_rows([CLEAR] * 5, HEADER)})
    (folder / "ballots.xlsx").unlink()
    arguments = ("count", folder / "a.xlsx", folder / "b.xlsx", "--election", folder, "--json")
    assert "T393" in tally(*arguments).codes
    (folder / "rulings.toml").write_text(ruling(1, "甲", "oppose", file="a.xlsx"), encoding="utf-8")
    result = tally(*arguments).json["contests"][0]
    assert (result["doubtful"]["ballots"], result["candidates"][0]["oppose"]) == (0, 1)
    (folder / "rulings.toml").write_text(ruling(1, "甲", "oppose", file="c.xlsx"), encoding="utf-8")
    assert tally(*arguments).codes == {"T392"}


def test_a_ruling_without_effect_and_one_that_changes_what_was_clear(tmp_path: Path) -> None:
    void = (*CLEAR, "", "", "", "", "破损")
    record = count(a_town(tmp_path, [void, CLEAR], ruling(1, "甲", "oppose"), ruling(2, "甲", "oppose"))).json
    assert {one["code"]: one["severity"] for one in record["problems"]} == {"T397": "warning", "T399": "warning"}
    assert record["contests"][0]["candidates"][0]["approve"] == 8
