"""`tally reconcile` on tally sheets, and its differences as sentences (X69)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from building import a_folder, a_workbook, ballot_rows
from running import tally
from typists import VARIED, entries, numbered, settled

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
