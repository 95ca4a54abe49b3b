"""Electing units (选举单位) of a congress: their members, seats and candidates, and the margin of each (K13, DJ2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tally.consultation.counts import whole_number
from tally.consultation.person_rows import TOTAL
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.columns import Column, read_rows
from tally.files.settings import Settings
from tally.files.table import Table

COLUMNS = (
    Column("unit", ("选举单位", "单位", "unit"), required=True),
    Column("members", ("党员数", "党员人数", "members")),
    Column("women", ("女党员数", "女党员", "women")),
    Column("seats", ("应选名额", "代表名额", "名额", "seats"), required=True),
    Column("candidates", ("候选人数", "候选人", "推荐人数", "candidates"), required=True),
    Column("valid", ("有效票", "有效票数", "valid")),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One electing unit (选举单位)."""

    name: str
    seats: int
    candidates: int
    members: int | None = None
    women: int | None = None
    valid: int | None = None


def margin_holds(seats: int, candidates: int, percent: int = 20) -> bool:
    """Whether a unit has candidates enough: at least `percent` more than its seats (K13, DJ2).

    >>> margin_holds(5, 6), margin_holds(6, 7), margin_holds(6, 8), margin_holds(10, 13, 30), margin_holds(10, 12, 30)
    (True, False, True, True, False)
    """
    return 100 * (candidates - seats) >= percent * seats


def least_candidates(seats: int, percent: int = 20) -> int:
    """Return the least number of candidates for a unit's seats.

    >>> least_candidates(6), least_candidates(5), least_candidates(10, 30)
    (8, 6, 13)
    """
    return seats + -(-percent * seats // 100)


def electing_units(settings: Settings) -> tuple[Unit, ...]:
    """Read the sheet that key `units` of a settings file names, none where it cannot be read; notes its problems.

    Problems: T251–T256 (columns), T737 a cell that is no whole number, T775 a unit without a name or twice, T776 more
    women than members. A sum row (合计) is no unit.
    """
    if "units" not in settings.data:
        return ()
    table = settings.table(settings.data["units"], "units", "units")
    if table is None:
        return ()
    sheet = read_rows(table, COLUMNS)
    settings.problems += sheet.problems
    units: dict[str, Unit] = {}
    for row in sheet.rows:
        name = "".join(row["unit"].split())
        if name == TOTAL:
            continue
        numbers: dict[str, int] = {}
        for column in COLUMNS[1:]:
            text = row[column.key]
            if column.key not in row.columns or (not text and not column.required):
                continue
            number = whole_number(text)
            if number is None:
                where = table.place(row.number, row.columns[column.key])
                settings.problems.append(
                    error("T737", where, say("“{text}”不是整数", text=text[:20]), say("填整数；不要留空"))
                )
            else:
                numbers[column.key] = number
        settings.problems += _unit_problems(table, row.number, name, numbers, units)
        if {"seats", "candidates"} <= numbers.keys():
            units.setdefault(name, Unit(name, **numbers))
    return tuple(units.values())


def _unit_problems(
    table: Table, row: int, name: str, numbers: Mapping[str, int], units: Mapping[str, Unit]
) -> list[Problem]:
    where = table.place(row)
    problems = []
    if not name or name in units:
        problems.append(
            error("T775", where, say("选举单位“{name}”为空或写了两行", name=name), say("每个选举单位写一行"))
        )
    if numbers.get("women", 0) > numbers.get("members", numbers.get("women", 0)):
        problems.append(
            error(
                "T776",
                where,
                say("女党员{women}名，多于党员{members}名", women=numbers["women"], members=numbers["members"]),
                say("核对党员数"),
            )
        )
    return problems
