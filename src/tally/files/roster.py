"""The roster (选举人名册): who may vote and be elected (E1, E2), read from roster.xlsx."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tally.domain.election import Candidate, Standing
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.columns import Column, Row, read_rows
from tally.files.table import Table
from tally.names.normalise import normalise

COLUMNS: Sequence[Column] = (
    Column("name", ("姓名", "name"), required=True),
    Column("status", ("身份", "status")),
    Column("measure", ("处分或措施", "处分", "措施", "measure")),
    Column("delegation", ("代表团", "delegation")),
    Column("gender", ("性别", "gender", "sex")),
    Column("ethnic_group", ("民族", "ethnic group")),
    Column("born", ("出生年月", "出生日期", "born")),
    Column("distinction", ("区分", "distinction")),
    Column("excluded", ("应到扣除", "excluded")),
    Column("leave", ("扣除批准", "leave")),
)
FULL_MEMBER = ("正式党员", "")
STATUSES = (*FULL_MEMBER, "预备党员")


@dataclass(frozen=True, slots=True)
class Roster:
    """Everyone on the roster by name key, the number entitled (应到), and everything to be said about it."""

    people: Mapping[str, tuple[Standing, ...]]
    entitled: int
    problems: tuple[Problem, ...]


def read_roster(table: Table, suspending: Collection[str]) -> Roster:
    """Read the roster of a Party election; `suspending` are the measures that suspend a member's rights.

    Problems: T251–T256 (columns), T260 a row without a name, T270 an unknown status, T271 an unknown measure.
    """
    sheet = read_rows(table, COLUMNS)
    problems = list(sheet.problems)
    people: dict[str, tuple[Standing, ...]] = {}
    entitled = 0
    for row in sheet.rows:
        name = normalise(row["name"])
        if not name.key:
            problems.append(
                error(
                    "T260",
                    table.place(row.number, row.columns["name"]),
                    say("这一行没有姓名"),
                    say("填上姓名，或删去这一行"),
                )
            )
            continue
        problems += _unknown_words(table, row, suspending)
        person = Candidate(name.written, name.key, row["gender"], row["ethnic_group"])
        reason = _reason(row, suspending)
        standing = Standing(name.written, reason, person.note, person.gender, person.ethnic_group, row["born"])
        people[name.key] = (*people.get(name.key, ()), standing)
        excluded = bool(row["excluded"] and row["leave"])  # E3: without leave the person counts
        entitled += not reason and not excluded
    return Roster(people, entitled, tuple(problems))


def _reason(row: Row, suspending: Collection[str]) -> str:
    if row["status"] not in FULL_MEMBER:
        return row["status"]
    return row["measure"] if row["measure"] in suspending else ""


def _unknown_words(table: Table, row: Row, suspending: Collection[str]) -> list[Problem]:
    problems = []
    if row["status"] not in STATUSES:
        problems.append(
            error(
                "T270",
                table.place(row.number, row.columns["status"]),
                say("不认识的身份“{status}”", status=row["status"]),
                say("填“正式党员”或“预备党员”"),
                "E1",
            )
        )
    if row["measure"] and row["measure"] not in MEASURES:
        problems.append(
            error(
                "T271",
                table.place(row.number, row.columns["measure"]),
                say("不认识的处分或措施“{measure}”", measure=row["measure"]),
                say("影响选举权的填：{known}；没有的留空", known=tuple(suspending)),
                "E2",
            )
        )
    return problems


MEASURES = frozenset({"留党察看", "留置", "逮捕", "警告", "严重警告", "撤销党内职务"})
