"""Meetings recommended in a workbook: kinds of form, blank slips, small circles, what is only remarked (K2, K20)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from consulting import changed, reckon, refused
from tally.records.consulted import consult


def a_meeting(folder: Path, rows: list[tuple[object, ...]], form: str, **changes: str) -> Path:
    """Write a recommendation of one post with its slips; `changes` replace lines of the settings."""
    text = (
        'title = "推荐"\nunit = "镇"\nwhen = 2026-08-20T14:00:00\norder = "talk-first"\nbase = "valid"\n'
        "second_round_below = 30\n[circle]\nentitled = {e}\npresent = {n}\nissued = {n}\ncollected = {n}\n"
        '[form]\nslips = ["slips.xlsx"]\n{form}\n[list]\nconsented = 2026-08-20T11:30:00\nby = "县委组织部"\n'
        'document = "函1号"\n[[post]]\nid = "p"\noffice = "副职"\nseats = 1\nlist = "list.xlsx"\n'
    ).format(form=form, n=len(rows), e=changes.pop("entitled", len(rows)))
    for key, value in changes.items():
        text = re.sub(f"(?m)^{key} = .*$", f"{key} = {value}", text)
    (folder / "recommend.toml").write_text(text, encoding="utf-8")
    book = Workbook()
    book.worksheets[0].title = "副职"
    for row in [("票号", "甲一", "乙二", "另推他人1"), *((at, *row) for at, row in enumerate(rows, start=1))]:
        book.worksheets[0].append([None if cell == "" else cell for cell in row])
    book.save(folder / "slips.xlsx")
    listed = Workbook()
    for row in [("姓名",), ("甲一",), ("乙二",)]:
        listed.worksheets[0].append(row)
    listed.save(folder / "list.xlsx")
    return folder


def remarks(folder: Path) -> set[str]:
    return {one.code for one in consult("recommend", folder / "recommend.toml")[1]}


def test_three_answers_from_a_workbook(tmp_path: Path) -> None:
    rows = [("√", "×", ""), ("√", "√×", ""), ("×", "○", "丙三"), ("√", "", ""), ("√", "×", ""), ("×", "√", "")]
    folder = a_meeting(tmp_path, rows, 'form = "mixed"\nmarks = "three"\nlegend = "L2"')
    people = {one["name"]: one for one in reckon("recommend", folder).json["posts"][0]["people"]}
    assert [(people["甲一"][key]) for key in ("votes", "oppose", "abstain")] == [4, 2, 0]
    assert [(people["乙二"][key]) for key in ("votes", "oppose", "abstain")] == [1, 2, 3]  # √× is 弃权 for the cell
    assert (people["丙三"]["votes"], people["丙三"]["oppose"], people["丙三"]["listed"]) == (1, None, False)


TICKS = [("○", "", "")] * 4 + [("", "√", "")] * 4 + [("", "", "丙三"), ("", "", "丙 三")]
TICK = 'form = "mixed"\nmarks = "tick"'


def test_ticks_and_names_written_in(tmp_path: Path) -> None:
    record = reckon("recommend", a_meeting(tmp_path, TICKS, TICK)).json
    assert [(one["name"], one["votes"], one["rank"]) for one in record["posts"][0]["people"]] == [
        ("乙二", 4, 1),
        ("甲一", 4, 1),
        ("丙三", 2, 3),
    ]


def test_a_list_form_has_no_room_for_names(tmp_path: Path) -> None:
    assert refused("recommend", a_meeting(tmp_path, TICKS, 'form = "list"\nmarks = "tick"')) == {"T349"}


@pytest.mark.parametrize(("entitled", "codes"), [("15", set()), ("16", {"T714"}), ("9", {"T713"})])
def test_k02_as_a_warning(entitled: str, codes: set[str], tmp_path: Path) -> None:
    folder = a_meeting(tmp_path, TICKS, TICK, entitled=entitled)
    if codes == {"T713"}:
        assert refused("recommend", folder) == codes
    else:
        assert remarks(folder) - {"T731"} == codes


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("2026-08-20T11:31:00", None),
        ("2026-08-20T11:30:00", "T728"),
        ("2026-08-20", "T728"),
        ("2026-08-20T11:29:00", "T744"),
    ],
)
def test_k19_the_list_before_the_meeting(when: str, code: str | None, tmp_path: Path) -> None:
    assert remarks(a_meeting(tmp_path, TICKS, TICK, when=when)) - {"T731"} == ({code} if code else set())


@pytest.mark.parametrize(("used", "codes"), [("2027-08-19", set()), ("2027-08-20", set()), ("2027-08-21", {"T719"})])
def test_k20_of_a_recommendation(used: str, codes: set[str], tmp_path: Path) -> None:
    folder = a_meeting(tmp_path, TICKS, TICK)
    changed(folder / "recommend.toml", ('base = "valid"', f'base = "valid"\nused_on = {used}'))
    assert remarks(folder) - {"T731"} == codes


def test_y10_said_and_not_decided(tmp_path: Path) -> None:
    rows = [("○", "", "")] * 3 + [("", "", f"人{number}") for number in "一二三四五六七"]
    folder = a_meeting(tmp_path, rows, TICK)
    assert "T724" in remarks(folder)
    second = reckon("recommend", folder).json["posts"][0]["second_round"]
    assert second == {"below": 30, "top": 3, "may": True, "exact": True}


@pytest.mark.parametrize(("blank", "figures"), [("abstain", (5, 0, 1)), ("void", (4, 1, 1))])
def test_a_blank_slip_in_a_workbook(blank: str, figures: tuple[int, int, int], tmp_path: Path) -> None:
    rows = [("○", "", "")] * 3 + [("", "", ""), ("○", "", "")]
    circle = reckon("recommend", a_meeting(tmp_path, rows, f'{TICK}\nblank = "{blank}"')).json["circle"]
    assert (circle["valid"], circle["invalid"], circle["blank"]) == figures


def test_a_whole_circle_below_five_has_no_rates(tmp_path: Path) -> None:
    folder = a_meeting(tmp_path, [("○", "", "")] * 4, TICK)
    assert "T727" in remarks(folder)
    person = reckon("recommend", folder).json["posts"][0]["people"][0]
    assert (person["votes"], person["rate"], person["rank"]) == (None, None, None)
    changed(folder / "recommend.toml", ('base = "valid"', 'base = "valid"\nsmall_circle_counts = true'))
    record = reckon("recommend", folder).json
    person = record["posts"][0]["people"][0]
    assert (person["votes"], person["rate"], person["rank"], record["slips"]["digest"]) == (4, None, None, None)
