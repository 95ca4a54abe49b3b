"""Recommendation, appraisal and shows of hands: settings and sheets that are refused, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import a_workbook
from consulting import ERROR, changed, reckon

Change = tuple[str, str]
COUNTED = """title = "推荐"
unit = "镇"
when = 2026-08-20
order = "meeting-first"
base = "valid"
[circle]
entitled = 72
present = 66
issued = 66
collected = 66
valid = 64
invalid = 2
[form]
form = "free"
marks = "{marks}"
counts = "counts.xlsx"
signed = true
[[post]]
id = "d"
office = "副职"
seats = 2
valid = 64
empty = 20
"""
GRADED = """title = "测评"
unit = "镇"
when = 2026-08-20
base = "valid"
counts = "counts.xlsx#汇总"
[circle]
entitled = 72
present = 66
issued = 66
collected = 66
valid = 64
invalid = 2
[[scale]]
kind = "team"
grades = ["好", "较好", "一般", "差"]
[[subject]]
name = "镇领导班子"
kind = "team"
"""


def refusals(kind: str, folder: Path) -> list[tuple[str, str]]:
    return [(one["code"], one["place"]) for one in reckon(kind, folder).json["problems"] if one["severity"] == ERROR]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ([('grades = ["好", "较好", "一般", "差"]', 'grades = ["好", "好", "差"]')], "T751", "scale[1]"),
        ([('grades = ["好", "较好", "一般", "差"]', 'grades = ["好"]')], "T751", "scale[1]"),
        ([('grades = ["好", "较好", "一般", "差"]', 'grades = ["好", "弃权"]')], "T751", "scale[1]"),
        ([('kind    = "member"\ngrades', 'kind    = "team"\ngrades')], "T751", "scale[2]"),
        ([('kind   = "team"\ngrades = ["好", "较好", "一般", "差"]', 'kind = "team"')], "T104", "scale[1].grades"),
        ([('"不称职" = 0}', '"不称职" = 0, "差" = 0}')], "T752", "scale[2].points"),
        ([('"称职" = 80', '"称职" = 80.5')], "T752", "scale[2].points"),
        ([('"不称职" = 0}', '"不称职" = true}')], "T752", "scale[2].points"),
        ([('divisor = "graded"', "# divisor")], "T752", "scale[2].points"),
        ([('name = "镇领导班子"\n', "")], "T104", "subject[1].name"),
        ([('name     = "蓝雨水"', 'name     = "温 立春"')], "T753", "subject[3].name"),
        ([('slips  = ["slips.xlsx"]', 'slips  = ["slips.xlsx#没有"]')], "T266", ""),
        ([('slips  = ["slips.xlsx"]', 'slips  = ["nothing.xlsx"]')], "T300", ""),
    ],
)
def test_appraisals_refused(changes: list[Change], code: str, place: str, samples: Path) -> None:
    changed(samples / "appraise" / "appraise.toml", *changes)
    found = dict(reversed(refusals("appraise", samples / "appraise")))
    assert code in found, found
    assert found[code] == f"appraise.toml › {place}" or (not place and found[code].endswith(".xlsx")), found


@pytest.mark.parametrize(
    ("at", "value", "code", "where"),
    [
        ("F4", "作废", "T755", "F4"),
        ("A4", None, "T757", "A4"),
        ("A4", 2, "T757", "A4"),
        ("C4", "尚可", "T754", "C4"),
        ("C1", "温立夏", "T756", "C1"),
    ],
)
def test_slips_refused(at: str, value: object, code: str, where: str, samples: Path) -> None:
    path = samples / "appraise" / "slips.xlsx"
    workbook = load_workbook(path)
    workbook["测评票"][at] = value
    workbook.save(path)
    assert (code, f"slips.xlsx › 测评票 › {where}") in refusals("appraise", samples / "appraise")


def test_a_slip_nobody_filled_in_and_a_second_sheet(samples: Path) -> None:
    path = samples / "appraise" / "slips.xlsx"
    workbook = load_workbook(path)
    sheet = workbook["测评票"]
    for column in "BCDEFG":
        sheet[f"{column}4"] = None
    workbook.save(path)
    assert ("T758", "slips.xlsx › 测评票 › 4行") in refusals("appraise", samples / "appraise")
    sheet["G4"] = "空白票"
    workbook.save(path)
    assert "T758" not in {code for code, _ in refusals("appraise", samples / "appraise")}
    workbook.create_sheet("别的")
    workbook.save(path)
    assert refusals("appraise", samples / "appraise") == [("T265", "slips.xlsx")]


def graded(folder: Path, rows: Sequence[Sequence[object]], *changes: Change) -> Path:
    a_workbook(folder / "counts.xlsx", {"汇总": rows})
    (folder / "appraise.toml").write_text(GRADED, encoding="utf-8")
    changed(folder / "appraise.toml", *changes)
    return folder


TEAM = [("姓名", "好", "较好", "一般", "差", "弃权"), ("镇领导班子", 40, 16, 3, 0, 5)]


@pytest.mark.parametrize(
    ("rows", "changes", "expected"),
    [
        (TEAM, [], []),
        (TEAM, [("valid = 64\n", "")], ["T749", "T761"]),
        (TEAM, [("#汇总", "#没有")], ["T266"]),
        ([TEAM[0], ("镇领导班子", 40, 16, 3, None, 5)], [], ["T759"]),
        ([TEAM[0], ("别的班子", 40, 16, 3, 0, 5)], [], ["T759", "T759"]),
        ([*TEAM, ("别的班子", 1, 0, 0, 0, 0)], [], ["T759"]),
        ([*TEAM, ("合计", 40, 16, 3, 0, 5)], [], []),
        ([TEAM[0], ("镇领导班子", 40, 16, 3, 6, 0)], [], ["T760"]),
        ([TEAM[0], ("镇领导班子", 40, 16, 3, 0, 4)], [], ["T760"]),
        ([TEAM[0], ("镇领导班子", 40, "16张", 3, 0, 5)], [], ["T737", "T759"]),
        ([*TEAM, ("", 1, 0, 0, 0, 0)], [], ["T260"]),
        ([*TEAM, TEAM[1]], [], ["T261"]),
    ],
)
def test_k10_grades_counted_by_hand(
    rows: Sequence[Sequence[object]], changes: list[Change], expected: list[str], tmp_path: Path
) -> None:
    run = reckon("appraise", graded(tmp_path, rows, *changes))
    found = [one["code"] for one in run.json.get("problems", ()) if one["severity"] == ERROR]
    assert sorted(found) == expected
    if not expected:
        assert run.json["subjects"][0]["grades"] == {"好": 40, "较好": 16, "一般": 3, "差": 0}


def counted(folder: Path, sheets: dict[str, Sequence[Sequence[object]]], marks: str, *changes: Change) -> Path:
    a_workbook(folder / "counts.xlsx", sheets)
    (folder / "recommend.toml").write_text(COUNTED.format(marks=marks), encoding="utf-8")
    changed(folder / "recommend.toml", *changes)
    return folder


VOTES = [("姓名", "票数"), ("甲一", 60), ("乙二", 48)]


@pytest.mark.parametrize(
    ("sheets", "changes", "expected"),
    [
        ({"副职": VOTES}, [], []),
        ({"d": VOTES}, [], []),
        ({"副职": VOTES}, [("valid = 64\ninvalid", "invalid")], ["T749"]),
        ({"副职": VOTES}, [('counts = "counts.xlsx"', 'counts = "none.xlsx"')], ["T300"]),
        ({"副职": VOTES, "正职": VOTES}, [], ["T740"]),
        ({"正职": VOTES}, [], ["T740", "T741"]),
        ({"副职": VOTES}, [("valid = 64\nempty = 20", "valid = 64")], ["T746"]),
        ({"副职": VOTES}, [('office = "副职"', 'office = "副职"\nlimit = 0')], ["T107"]),
        ({"副职": VOTES, "跨职位票数": [("姓名", "张数"), ("甲一", "许多")]}, [], ["T740"]),
    ],
)
def test_recommendations_counted_by_hand(
    sheets: dict[str, Sequence[Sequence[object]]], changes: list[Change], expected: list[str], tmp_path: Path
) -> None:
    run = reckon("recommend", counted(tmp_path, sheets, "tick", *changes))
    found = [one["code"] for one in run.json.get("problems", ()) if one["severity"] == ERROR]
    assert sorted(found) == expected, run.json


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ([('id     = "inspector"', 'id     = "deputy"')], "T745", "post[2] (deputy).id"),
        ([('office = "镇纪委书记"', 'office = "镇党委副职"')], "T745", "post[2] (inspector).office"),
        ([('list   = "list.xlsx#镇纪委书记"', "")], "T104", "post[2] (inspector).list"),
        ([("talked = 45", "talked = 47")], "T713", "talks.talked"),
        ([("asked  = 46\n", "")], "T104", "talks.asked"),
        (
            [('counts = "talks.xlsx"', 'counts = "talks.xlsx"\ngroup = [{id = "甲", talked = 44}]')],
            "T723",
            "talks.group",
        ),
        (
            [
                (
                    'counts = "talks.xlsx"',
                    'counts = "talks.xlsx"\ngroup = [{id = "甲", talked = 40}, {id = "甲", talked = 5}]',
                )
            ],
            "T729",
            "talks.group[2].id",
        ),
        (
            [('counts = "talks.xlsx"', 'counts = "talks.xlsx"\ngroup = [{id = "甲+乙", talked = 45}]')],
            "T729",
            "talks.group[1].id",
        ),
        (
            [('counts = "talks.xlsx"', 'counts = "talks.xlsx"\ngroup = [{id = "甲"}]')],
            "T104",
            "talks.group[1].talked",
        ),
    ],
)
def test_recommendations_refused(changes: list[Change], code: str, place: str, samples: Path) -> None:
    changed(samples / "recommend" / "recommend.toml", *changes)
    assert (code, f"recommend.toml › {place}") in refusals("recommend", samples / "recommend")


def test_k08_talks_without_a_sheet_or_a_file(samples: Path) -> None:
    path = samples / "recommend" / "talks.xlsx"
    workbook = load_workbook(path)
    del workbook["镇纪委书记"]
    workbook.save(path)
    assert refusals("recommend", samples / "recommend") == [("T741", "talks.xlsx › 镇纪委书记")]
    path.unlink()
    assert {code for code, _ in refusals("recommend", samples / "recommend")} == {"T300"}


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ([("objections = 0", "objections = 0\nyes = 1")], "T766", "motion[3]"),
        ([("objections = 0", "yes = 1\nno = 0")], "T766", "motion[3]"),
        ([("objections = 0", "")], "T766", "motion[3]"),
        ([("present = 39\n", "")], "T104", "motion[1].delegation[1].present"),
        ([("yes     = 148", "yes     = 149")], "T763", "motion[2]"),
        ([("yes = 36\nno = 0", "yes = 35\nno = 0")], "T763", "motion[1] (第二代表团)"),
        ([('subject   = "选举办法（草案）"\n', "")], "T104", "motion[1].subject"),
        ([("present  = 148", "present  = 153")], "T764", "present"),
    ],
)
def test_k12_hands_refused(changes: list[Change], code: str, place: str, samples: Path) -> None:
    changed(samples / "hands" / "hands.toml", *changes)
    assert (code, f"hands.toml › {place}") in refusals("hands", samples / "hands")


def test_hands_about_nothing(samples: Path) -> None:
    text = (samples / "hands" / "hands.toml").read_text(encoding="utf-8").split("[[motion]]")[0]
    (samples / "hands" / "hands.toml").write_text(text, encoding="utf-8")
    assert refusals("hands", samples / "hands") == [("T104", "hands.toml › motion")]


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [("A3", None, "T260"), ("A3", "温山松", "T261"), ("E3", "去年", "T771"), ("I3", "也许", "T770")],
)
def test_rows_of_the_register_refused(at: str, value: object, code: str, samples: Path) -> None:
    path = samples / "delegates" / "delegates.xlsx"
    workbook = load_workbook(path)
    workbook["代表"][at] = value
    workbook.save(path)
    where = at if code in ("T770", "T771") else "A3"
    assert (code, f"delegates.xlsx › 代表 › {where}") in refusals("delegates", samples / "delegates")
