"""Appraisals: slips, hand counts by group and items of the grid, and the base that is too small (K6, K10, CP1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from consulting import changed, reckon, refused
from running import tally


def test_an_unknown_grade_names_its_cell(samples: Path) -> None:
    path = samples / "appraise" / "slips.xlsx"
    workbook = load_workbook(path)
    workbook["测评票"]["C4"] = "尚可"
    workbook.save(path)
    run = reckon("appraise", samples / "appraise")
    assert [(one["code"], one["place"]) for one in run.json["problems"]] == [("T754", "slips.xlsx › 测评票 › C4")]


def test_two_grades_in_a_cell_are_an_abstention(samples: Path) -> None:
    path = samples / "appraise" / "slips.xlsx"
    workbook = load_workbook(path)
    before = workbook["测评票"]["B4"].value
    workbook["测评票"]["B4"] = "好、较好"
    workbook.save(path)
    record = reckon("appraise", samples / "appraise").json
    assert (record["doubled"], record["subjects"][0]["abstain"], record["circle"]["valid"]) == (1, 4, 64)
    assert record["subjects"][0]["grades"][before] in (40, 16, 3, 0)


def test_k10_a_base_too_small(samples: Path) -> None:
    changed(
        samples / "appraise" / "appraise.toml",
        ("present   = 66", "present   = 60"),
        ("issued    = 66", "issued    = 66"),
    )
    assert refused("appraise", samples / "appraise") == {"T761"}


APPRAISE = """
title = "测评"
unit = "镇"
when = 2026-08-20
base = "valid"
reference_lines = true
[circle]
entitled = 66
present = 64
issued = 64
collected = 64
valid = 64
invalid = 0
[[group]]
id = "A"
heads = 4
valid = {first}
counts = "counts.xlsx#A"
[[group]]
id = "B"
heads = 20
valid = 20
counts = "counts.xlsx#B"
[[group]]
id = "C"
heads = 40
valid = 40
counts = "counts.xlsx#{last}"
[[scale]]
kind = "member"
grades = ["优秀", "称职", "基本称职", "不称职"]
[[subject]]
name = "温立春"
kind = "member"
items = ["德", "能"]
"""


def hand_counts(folder: Path, first: int = 4, last: str = "C", graded: int = 4) -> Path:
    """Counts of an appraisal by group: three sheets with a person and two items."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet, rows in {
        "A": [(graded, 0, 0, 0), (3, 1, 0, 0), (2, 2, 0, 0)],
        "B": [(12, 6, 1, 0), (20, 0, 0, 0), (9, 9, 1, 1)],
        "C": [(24, 14, 2, 0), (30, 8, 1, 1), (40, 0, 0, 0)],
    }.items():
        here = workbook.create_sheet(sheet)
        here.append(("测评对象", "优秀", "称职", "基本称职", "不称职"))
        for name, row in zip(("温立春", "温立春·德", "温立春·能"), rows, strict=True):
            here.append((name, *row))
    workbook.save(folder / "counts.xlsx")
    (folder / "appraise.toml").write_text(APPRAISE.format(first=first, last=last), encoding="utf-8")
    return folder


def test_cp1_items_and_hand_counts_by_group(tmp_path: Path) -> None:
    record = reckon("appraise", hand_counts(tmp_path)).json
    whole, virtue, ability = record["subjects"]
    assert [(one["name"], one["item"]) for one in record["subjects"]] == [
        ("温立春", ""), ("温立春·德", "德"), ("温立春·能", "能")
    ]  # fmt: skip
    assert whole["grades"] == {"优秀": 40, "称职": 20, "基本称职": 3, "不称职": 0}
    assert (whole["abstain"], whole["rates"]["优秀"], len(whole["lines"])) == (1, 6250, 2)
    assert whole["groups"]["A"] is whole["groups"]["B"] is None
    assert whole["groups"]["A+B"] == {"优秀": 16, "称职": 6, "基本称职": 1, "不称职": 0, "": 1}
    assert (virtue["groups"]["C"]["优秀"], virtue["lines"]) == (30, [])
    assert set(ability["groups"].values()) == {None}  # all of C gave one answer
    assert [one["sha256"] for one in record["inputs"] if one["role"] == "counts"] == [None]
    assert tally("appraise", tmp_path, "--format", "txt").status == 0
    assert "温立春·德" in (tmp_path / "out" / "appraise.txt").read_text(encoding="utf-8")
    assert tally("verify", tmp_path / "out" / "appraise.json").status == 0


@pytest.mark.parametrize(
    ("first", "last", "graded", "codes"),
    [
        (3, "C", 3, {"T723"}),  # the groups' slips are not all
        (5, "C", 4, {"T722", "T723"}),
        (4, "C", 5, {"T760"}),
        (4, "B", 4, {"T351"}),
    ],
)
def test_k06_hand_counts_by_group(first: int, last: str, graded: int, codes: set[str], tmp_path: Path) -> None:
    assert refused("appraise", hand_counts(tmp_path, first, last, graded)) == codes


def test_an_item_twice_and_a_groups_sheet_where_none_is_read(tmp_path: Path, samples: Path) -> None:
    changed(hand_counts(tmp_path) / "appraise.toml", ('"德", "能"', '"德", "德"'))
    assert "T753" in refused("appraise", tmp_path)
    changed(samples / "recommend" / "recommend.toml", ('slips = ["slips-A.xlsx"]', 'counts = "a.xlsx"'))
    assert "T103" in refused("recommend", samples / "recommend")


@pytest.mark.parametrize(("heads", "codes"), [(19, {"T722"}), (20, set()), (21, set())])
def test_k06_valid_slips_of_a_group_and_its_heads(heads: int, codes: set[str], tmp_path: Path) -> None:
    changed(
        hand_counts(tmp_path) / "appraise.toml", ("heads = 20", f"heads = {heads}"), ("present = 64", "present = 65")
    )
    changed(tmp_path / "appraise.toml", ("issued = 64", "issued = 65"))
    assert refused("appraise", tmp_path) == codes
