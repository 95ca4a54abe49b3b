"""A register of delegates (代表名册): one delegate a row, with the attributes from which a structure is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tally.consultation.person_rows import person_rows
from tally.domain.message import say
from tally.domain.problem import Problem, error, place
from tally.files.columns import Column, Row
from tally.files.settings import Settings
from tally.files.table import Table
from tally.names.normalise import Name

COLUMNS: Sequence[Column] = (
    Column("name", ("姓名", "代表姓名", "name"), required=True),
    Column("unit", ("选举单位", "单位", "unit")),
    Column("gender", ("性别", "gender")),
    Column("ethnic_group", ("民族", "ethnic group")),
    Column("born", ("出生年月", "出生日期", "born")),
    Column("category", ("类别", "代表类别", "category")),
    Column("votes", ("得票", "票数", "votes")),
    Column("allotted", ("带名额", "是否带名额", "allotted")),
    Column("route", ("产生途径", "推荐方式", "route")),
    Column("ended", ("终止原因", "变动", "ended")),
    Column("position", ("单位及职务", "职务", "position")),
)
YES = frozenset({"是", "√", "有", "yes", "1"})
NO = frozenset({"", "否", "无", "no", "0"})
_BORN = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月]\d{1,2})?[月日]?")


@dataclass(frozen=True, slots=True)
class Delegate:
    """One delegate. `age` in whole years on a reference day, None when unknown; `attributes` are yes-or-no columns."""

    name: str
    key: str
    unit: str = ""
    woman: bool = False
    minority: bool = False
    age: int | None = None
    category: str = ""
    votes: str = ""
    allotted: bool = False
    route: str = ""
    ended: str = ""
    position: str = ""
    attributes: Mapping[str, bool] = field(default_factory=dict)


def read_register(
    table: Table, reference: date | None, attributes: Sequence[str] = (), *, every_age: bool = False
) -> tuple[tuple[Delegate, ...], list[Problem]]:
    """Read a register; `attributes` are headings of further columns that say 是 or 否.

    Problems: those of `person_rows`, T770 a cell that is neither 是 nor 否, T771 a date of birth without its year or
    month, or none where `every_age` on the reference day must be known.
    """
    extra = tuple(Column(f"attribute:{word}", (word,), required=True) for word in attributes)
    problems: list[Problem] = []
    people: dict[str, Delegate] = {}
    for row, name in person_rows(table, (*COLUMNS, *extra), problems):
        delegate = _delegate(table, row, name, reference, attributes, problems)
        people.setdefault(name.key, delegate)
    if every_age and reference:
        problems += [
            error(
                "T771", place(table.file, table.sheet, one.name), say("没有写出生年月"), say("要算年龄段的，每人都填")
            )
            for one in people.values()
            if one.age is None
        ]
    return tuple(people.values()), problems


def delegates_of(settings: Settings, *, every_age: bool = False) -> tuple[Delegate, ...]:
    """Read the register that key `delegates` of a settings file names, nobody where there is none; notes its problems.

    `every_age` is whether the age of each delegate must be known.
    """
    data = settings.data
    if "delegates" not in data:
        return ()
    table = settings.table(data["delegates"], "delegates", "delegates")
    if table is None:
        return ()
    reference, attributes = data.get("reference_date"), data.get("attributes", ())
    people, problems = read_register(table, reference, attributes, every_age=every_age)
    settings.problems += problems
    return people


def _delegate(
    table: Table, row: Row, name: Name, reference: date | None, attributes: Sequence[str], problems: list[Problem]
) -> Delegate:
    group = row["ethnic_group"].removesuffix("族")
    born = age_on(row["born"], reference) if reference and row["born"] else None
    if row["born"] and reference and born is None:
        problems.append(
            error(
                "T771",
                table.place(row.number, row.columns["born"]),
                say("“{text}”不是年月", text=row["born"][:20]),
                say("写成 1980.03 或 1980-03-01"),
            )
        )
    return Delegate(
        name=name.written,
        key=name.key,
        unit="".join(row["unit"].split()),
        woman=row["gender"] == "女",
        minority=bool(group) and group != "汉",
        age=born,
        category=row["category"],
        votes=row["votes"],
        allotted=_flag(table, row, "allotted", problems),
        route=row["route"],
        ended=row["ended"],
        position=row["position"],
        attributes={word: _flag(table, row, f"attribute:{word}", problems) for word in attributes},
    )


def _flag(table: Table, row: Row, key: str, problems: list[Problem]) -> bool:
    text = row[key].strip().lower()
    if text not in YES | NO:
        problems.append(
            error(
                "T770",
                table.place(row.number, row.columns[key]),
                say("“{text}”既不是“是”也不是“否”", text=row[key][:20]),
                say("填“是”或“否”"),
            )
        )
    return text in YES


def age_on(born: str, day: date) -> int | None:
    """Return the age in whole years on a day, born in a month (its first day counts); None when no month is given.

    >>> age_on("1976.09", date(2021, 9, 1)), age_on("1976-10-05", date(2021, 9, 30)), age_on("九月", date(2021, 9, 1))
    (45, 44, None)
    """
    match = _BORN.fullmatch("".join(born.split()))
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return day.year - int(match[1]) - ((day.month) < int(match[2]))
