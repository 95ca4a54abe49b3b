"""A register of delegates (代表名册): one delegate a row, with the attributes from which a structure is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.columns import Column, Row, read_rows
from tally.files.table import Table
from tally.names.normalise import normalise

COLUMNS: Sequence[Column] = (
    Column("name", ("姓名", "代表姓名", "name"), required=True),
    Column("unit", ("选举单位", "单位", "unit")),
    Column("gender", ("性别", "gender")),
    Column("ethnic_group", ("民族", "ethnic group")),
    Column("born", ("出生年月", "出生日期", "born")),
    Column("schooling", ("学历", "文化程度", "schooling")),
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
    schooling: str = ""
    category: str = ""
    votes: str = ""
    allotted: bool = False
    route: str = ""
    ended: str = ""
    position: str = ""
    attributes: Mapping[str, bool] = field(default_factory=dict)


def read_register(
    table: Table, reference: date | None, attributes: Sequence[str] = ()
) -> tuple[tuple[Delegate, ...], list[Problem]]:
    """Read a register; `attributes` are headings of further columns that say 是 or 否.

    Problems: T251–T256 (columns), T260 no name, T261 a name twice, T770 a cell that is neither 是 nor 否, T771 a date
    of birth without its year or month.
    """
    extra = tuple(Column(f"attribute:{word}", (word,), required=True) for word in attributes)
    sheet = read_rows(table, (*COLUMNS, *extra))
    problems = list(sheet.problems)
    people: dict[str, Delegate] = {}
    for row in sheet.rows:
        name = normalise(row["name"])
        if name.written == "合计":
            continue
        where = table.place(row.number, row.columns["name"])
        if not name.key:
            problems.append(error("T260", where, say("这一行没有姓名"), say("填上姓名，或删去这一行")))
            continue
        if name.key in people:
            problems.append(
                error(
                    "T261",
                    where,
                    say("“{name}”写了两行", name=name.written),
                    say("合为一行；若确是两个人，请在姓名中写出区别（如加上单位）"),
                )
            )
        delegate, found = _delegate(table, row, reference, attributes)
        problems += found
        people.setdefault(name.key, delegate)
    return tuple(people.values()), problems


def _delegate(
    table: Table, row: Row, reference: date | None, attributes: Sequence[str]
) -> tuple[Delegate, list[Problem]]:
    problems: list[Problem] = []
    name = normalise(row["name"])
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
    delegate = Delegate(
        name=name.written,
        key=name.key,
        unit="".join(row["unit"].split()),
        woman=row["gender"] == "女",
        minority=bool(group) and group != "汉",
        age=born,
        schooling=row["schooling"],
        category=row["category"],
        votes=row["votes"],
        allotted=_flag(table, row, "allotted", problems),
        route=row["route"],
        ended=row["ended"],
        position=row["position"],
        attributes={word: _flag(table, row, f"attribute:{word}", problems) for word in attributes},
    )
    return delegate, problems


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
