"""Party age, years in post and in the towns on the roster, on the reference day; dates that cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tally
from building import a_folder, a_workbook
from tally.domain.people import Month, Person
from tally.domain.problem import Problems

HEADINGS = ("姓名", "身份", "性别", "出生年月", "党龄", "职务", "任现职年限", "乡镇工作年限")


def people(tmp_path: Path, *rows: tuple[Any, ...], day: str = "2026-11-01") -> tuple[Person, ...]:
    extra = f"\n[unit_facts]\nreference_date = {day}\n"
    folder = a_folder(tmp_path / "town", entitled=len(rows), present=len(rows), extra=extra)
    a_workbook(folder / "roster.xlsx", {"名册": [HEADINGS, *rows]})
    return tally.load(folder).people or ()


def test_times_are_measured_on_the_reference_day(tmp_path: Path) -> None:
    rows = [
        ("甲", "正式党员", "男", "1985-05", "2010-11", "镇长", "2.5", "2020年11月1日"),
        ("乙", "正式党员", "女", "", "12年", "", "", ""),
        ("丙", "正式党员", "", "1990", "", "", "", ""),  # a year alone is printed and tells no age
    ]
    one, other, third = people(tmp_path, *rows)
    assert (one.birth, one.party_age, one.post, one.in_post, one.in_towns) == (Month(1985, 5), 192, "镇长", 30, 72)
    assert (other.party_age, other.post, other.in_post, other.in_towns, other.birth) == (144, "", None, None, None)
    assert (third.born, third.birth) == ("1990", None)
    (again, *_) = people(tmp_path, *rows, day="2027-11-01")
    assert (again.party_age, again.in_post, again.in_towns) == (204, 30, 84)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("出生年月", "2026-12", "T273"),
        ("党龄", "很久", "T274"),
        ("任现职年限", "2027-01", "T274"),
        ("乡镇工作年限", "一年", "T274"),
        ("党龄", "40", "T273"),  # born in 1990: longer in the Party than alive
    ],
)
def test_dates_that_cannot_be_are_named_with_their_cell(tmp_path: Path, column: str, value: str, code: str) -> None:
    row = {"姓名": "甲", "出生年月": "1990-01", column: value}
    with pytest.raises(Problems) as refused:
        people(tmp_path, tuple(row.get(heading, "") for heading in HEADINGS))
    (problem,) = refused.value.problems
    letter = "ABCDEFGH"[HEADINGS.index(column)]
    assert (problem.code, problem.place) == (code, f"roster.xlsx › 名册 › {letter}2")


def test_joined_on_the_day_of_birth_or_after_the_reference_day_is_read(tmp_path: Path) -> None:
    born, later = people(
        tmp_path, ("甲", "", "", "1990-01", "1990-01", "", "", ""), ("乙", "", "", "", "2026-12", "", "", "")
    )
    assert born.party_age == born.birth.until(date(2026, 11, 1)) if born.birth else False
    assert later.party_age == -1  # said by E1, not refused: the roster may be right and the status wrong
