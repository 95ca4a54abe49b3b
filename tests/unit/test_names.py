"""Names matched without a guess: what is near is shown, what typing left is said, namesakes are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import a_folder, a_workbook, ballot_rows
from running import tally
from tally.names.matching import nearest
from tally.names.normalise import normalise
from tally.names.strokes import StrokeTable
from tally.names.traces import traces
from tally.names.variants import mixtures, simplified

TABLE = StrokeTable.load()
ROSTER = ("王小明", "王晓鸣", "李卫国", "孙己巳", "努尔·白克力", "欧阳文丽", "万明")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("王小名", ["王小明", "王晓鸣"]),
        ("李伟国", ["李卫国"]),
        ("孙已巳", ["孙己巳"]),
        ("努尔·白克利", ["努尔·白克力"]),
        ("欧阳丽文", ["欧阳文丽"]),
        ("欧阳文", ["欧阳文丽"]),
        ("萬明", ["万明"]),
        ("赵铁柱", []),
        ("王强", []),
    ],
)
def test_names_near_a_written_one(written: str, expected: list[str]) -> None:
    assert [one.name for one in nearest(written, ROSTER, TABLE)] == expected


def test_the_same_name_is_found_and_not_near() -> None:
    assert nearest("王　小明", ["王小明"], TABLE) == ()


def test_traces_of_typing_are_said_and_what_nobody_sees_is_a_warning() -> None:
    found = traces(["王　明", "⻢力", "李\u200b四", "陈五（女）"], ["A2", "A3", "A4", "A5"])
    assert [(one.code, one.severity.value, one.place) for one in found] == [
        ("T224", "info", "A2"),
        ("T224", "warning", "A3"),
        ("T224", "warning", "A4"),
        ("T224", "info", "A5"),
    ]


def test_scripts_mixed_in_one_list() -> None:
    assert [one.simplified for one in mixtures(["劉洋", "张明"])] == ["刘"]
    assert mixtures(["劉洋", "張明"]) == ()
    assert mixtures(["刘洋", "张明"]) == ()
    assert simplified()["萬"] == "万"
    assert normalise("萬明").key != normalise("万明").key


def folder_of(path: Path, rows: list[tuple[str, ...]], headings: tuple[str, ...], ballots: list[str]) -> Path:
    folder = a_folder(path, seats=2, present=len(ballots))
    a_workbook(folder / "candidates.xlsx", {"党委委员": rows})
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(ballots, ("票号", *headings))})
    return folder


def test_two_candidates_of_one_name_are_refused_until_something_tells_them_apart(tmp_path: Path) -> None:
    refused = folder_of(
        tmp_path / "a", [("姓名",), ("王明",), ("李四",), ("王 明",)], ("王明", "李四", "王明"), ["○○×"]
    )
    run = tally("candidates", "--election", refused, "--json")
    assert run.status == 1
    assert [(one["code"], one["place"]) for one in run.json["problems"] if one["severity"] == "error"] == [
        ("T261", "candidates.xlsx › 党委委员 › A4")
    ]


def test_namesakes_are_counted_each_for_themselves(tmp_path: Path) -> None:
    rows = [("姓名", "区分"), ("王明", "一中"), ("李四", ""), ("王明", "二中")]
    headings = ("王明（二中）", "李四", "王明（一中）")
    folder = folder_of(tmp_path / "b", rows, headings, ["○○×"] * 6 + ["×○○"] * 3)
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 0, run.err
    figures = {one["name"]: one["approve"] for one in run.json["contests"][0]["candidates"]}
    assert figures == {"王明（一中）": 3, "李四": 9, "王明（二中）": 6}
    assert "T268" in {one["code"] for one in run.json["problems"]}


def test_a_written_name_that_no_list_knows_is_shown_beside_the_nearest(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, seats=2, present=1)
    sheet = ballot_rows(
        [("○", "×", "×", "", "甲己", "○")], ("票号", "甲一", "乙二", "丙三", "丁四", "另选他人1", "另选他人1符号")
    )
    a_workbook(folder / "ballots.xlsx", {"党委委员": sheet})
    a_workbook(folder / "roster.xlsx", {"名册": [("姓名", "身份"), ("甲已", "正式党员")]})
    run = tally("count", folder / "ballots.xlsx", "--election", folder)
    assert "T269" in run.err
    assert "甲已（“己”与“已”形近）" in run.err
    assert "T269" not in (folder / "out" / "result.json").read_text(encoding="utf-8")


def test_a_stroke_file_beside_the_election_file_is_used_and_stands_in_the_record(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, names=("李𪚥", "张三", "王五"), seats=2, present=1)
    text = (folder / "election.toml").read_text(encoding="utf-8").replace('ballot_order = "given"\n', "")
    (folder / "election.toml").write_text(text, encoding="utf-8")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(["○○×"], ("票号", "李𪚥", "张三", "王五"))})
    assert "T264" in tally("count", folder / "ballots.xlsx", "--election", folder, "--json").codes
    (folder / "strokes.tsv").write_text("𪚥\t" + "4143125111515111" * 4 + "\n", encoding="utf-8")
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 0, run.err
    assert [one["name"] for one in run.json["contests"][0]["candidates"]] == ["王五", "李𪚥", "张三"]
    assert [one["path"] for one in run.json["inputs"] if one["role"] == "strokes"] == ["strokes.tsv"]


def test_columns_that_stand_in_another_order_than_the_ballot_are_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, [("姓名",), ("甲一",), ("乙二",), ("丙三",)], ("甲一", "丙三", "乙二"), ["○○×"])
    run = tally("candidates", "--election", folder)
    assert run.status == 0, run.err
    assert "T219" in run.err
    assert "“乙二”一列在“丙三”之后" in run.err
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(["○○×"], ("票号", "甲一", "乙二", "丙三"))})
    assert "T219" not in tally("candidates", folder / "ballots.xlsx", "--election", folder).err


def test_x72_the_report_by_votes_and_the_list_by_strokes(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, names=("李建国", "王大国", "田富", "张国明"), seats=3, present=15)
    marks = [["○" if number < votes else "×" for votes in (14, 12, 13, 0)] for number in range(15)]
    a_workbook(
        folder / "ballots.xlsx", {"党委委员": ballot_rows(marks, ("票号", "李建国", "王大国", "田富", "张国明"))}
    )
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    contest = run.json["contests"][0]
    names = [one["name"] for one in contest["candidates"]]
    assert [names[index] for index in contest["report_order"]][:3] == ["李建国", "田富", "王大国"]
    assert contest["outcome"]["elected"] == ["王大国", "田富", "李建国"]
    tally("report", "--election", folder, "--only", "D11,D12", "--format", "txt")
    slip = (folder / "out" / "D11-committee.txt").read_text(encoding="utf-8")
    posted = (folder / "out" / "D12.txt").read_text(encoding="utf-8")
    assert slip.index("李建国") < slip.index("田　富") < slip.index("王大国")
    assert posted.index("王大国") < posted.index("田　富") < posted.index("李建国")


def test_a_name_that_the_papers_cannot_print_is_said_when_it_is_loaded(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, names=("李𪚥", "张三", "王五"), seats=2, present=1)
    run = tally("candidates", "--election", folder)
    assert "T651" in run.err
    assert "U+2A6A5" in run.err


def test_the_elected_stand_by_strokes_whatever_dot_is_in_a_name(tmp_path: Path) -> None:
    """B5, B6: a middle dot does not count; 示 (5 strokes) stands before 阿 (7) and 贺 (9)."""
    names = ("贺兰", "示例·样板", "山杏", "阿样·买例")
    folder = a_folder(tmp_path, names=names)
    header = ("票号", *names, "另选他人1", "另选他人1符号", "整票无效", "备注")
    rows = ballot_rows([*["○○×○"] * 6, *["○○○×"] * 3, ("○", "○", "×", "×", "云例·样", "○")], header)
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.json["contests"][0]["outcome"]["elected"] == ["示例·样板", "阿样·买例", "贺兰"]
    assert "T267" not in str(run.json["problems"])
