"""Delegates by electing unit (党代表, DJ1–DJ5): the margin of each unit, women's share, structure, the report D19."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.consultation.counts import whole_number
from tally.consultation.figures import by_strokes, rate
from tally.consultation.register import Delegate, delegates_of
from tally.consultation.structure import share_problems, structure_of
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, info, place, refuse
from tally.files.columns import Column, read_rows
from tally.files.name_list import read_name_list
from tally.files.schema import Field
from tally.files.settings import Settings, read_settings
from tally.files.table import Table
from tally.names.normalise import normalise

FILE = "delegates.toml"
KIND = "delegates"
TOP: Mapping[str, Field] = {
    "schema": Field("count", least=1),
    "title": Field("text", required=True),
    "unit": Field("text", required=True),
    "date": Field("date", required=True),
    "stage": Field("text", required=True, choices=("formal", "nomination")),
    "nomination_percent": Field("count", least=1),
    "form": Field("text"),
    "allotted": Field("count", required=True, least=1),
    "members": Field("count"),
    "women": Field("count"),
    "units": Field("text", required=True),
    "delegates": Field("text"),
    "deputies": Field("text"),
    "reference_date": Field("date"),
    "cadres": Field("text"),
    "cadres_at_most": Field("count"),
    "young": Field("count"),
    "young_at_least": Field("count"),
    "attributes": Field("texts"),
}
UNIT_COLUMNS = (
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


def delegates(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read delegates.toml, its units and its register; return the record and remarks.

    Units whose margin fails (T772) are errors among the remarks: a check that ran and does not hold. Raises
    `Problems` for what cannot be read, T773 seats that are not those allotted, T774 a delegate of an unknown unit.
    """
    settings = read_settings(path, TOP)
    data, file = settings.data, path.name
    if data.get("stage") == "nomination" and "nomination_percent" not in data:
        settings.reader.add(
            "T104",
            "nomination_percent",
            say("缺少“{key}”", key="nomination_percent"),
            say("推荐提名阶段的差额比例按文件写，如 nomination_percent = 30"),
            "DJ2",
        )
    units = _units(settings)
    people = delegates_of(settings, every_age="young" in data)
    if {"young", "delegates"} <= data.keys() and "reference_date" not in data:
        settings.reader.add(
            "T104",
            "reference_date",
            say("缺少“{key}”", key="reference_date"),
            say("年龄算到哪一天要写明：reference_date = 日期"),
        )
    deputies = _deputies(settings)
    settings.problems += _whole_problems(units, people, data, file)
    problems = refuse(settings.all_problems())
    percent = data["nomination_percent"] if data["stage"] == "nomination" else 20
    lines = [_unit_line(unit, percent, people) for unit in units]
    structure = structure_of(people, data)
    remarks = [*problems, *_margin_problems(units, percent, file), *share_problems(structure, data, file)]
    overlap = sorted((one.name for one in people if one.key in deputies), key=by_strokes)
    if overlap:
        remarks.append(info("T779", file, say("代表中有人大代表：{names}", names=tuple(overlap))))
    record = {
        "schema": 1,
        "kind": KIND,
        "title": data["title"],
        "unit": data["unit"],
        "date": data["date"].isoformat(),
        "stage": data["stage"],
        "form": data.get("form", ""),
        "percent": percent,
        "allotted": data["allotted"],
        "reference_date": data["reference_date"].isoformat() if "reference_date" in data else None,
        "units": lines,
        "total": _total(units, percent),
        "members": data.get("members"),
        "women_members": data.get("women"),
        "structure": structure,
        "overlap": overlap if "deputies" in data else None,
        "delegates": [_person(one) for one in sorted(people, key=lambda one: by_strokes(one.name))],
        "inputs": settings.inputs_as_json(),
    }
    return record, tuple(remarks)


def _units(settings: Settings) -> tuple[Unit, ...]:
    if "units" not in settings.data:
        return ()
    table = settings.table(settings.data["units"], "units", "units")
    if table is None:
        return ()
    sheet = read_rows(table, UNIT_COLUMNS)
    settings.problems += sheet.problems
    units: dict[str, Unit] = {}
    for row in sheet.rows:
        name = "".join(row["unit"].split())
        if name == "合计":
            continue
        numbers: dict[str, int] = {}
        for column in UNIT_COLUMNS[1:]:
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


def _deputies(settings: Settings) -> frozenset[str]:
    if "deputies" not in settings.data:
        return frozenset()
    written = settings.data["deputies"]
    try:
        names = read_name_list(str(settings.folder / written))
        settings.take(written.partition("#")[0], "deputies")
    except Problems as refused:
        settings.problems += refused.problems
        return frozenset()
    return frozenset(normalise(name).key for name in names.names)


def _whole_problems(
    units: Sequence[Unit], people: Sequence[Delegate], data: Mapping[str, Any], file: str
) -> list[Problem]:
    problems = []
    seats = sum(unit.seats for unit in units)
    if units and "allotted" in data and seats != data["allotted"]:
        problems.append(
            error(
                "T773",
                place(file, "allotted"),
                say("各选举单位名额合计{seats}名，分配名额{allotted}名", seats=seats, allotted=data["allotted"]),
                say("核对各单位的应选名额"),
                "K13",
            )
        )
    for key, word in (("members", "党员数"), ("women", "女党员数")):
        given = [getattr(unit, key) for unit in units]
        if key in data and given and None not in given and sum(given) != data[key]:
            problems.append(
                error(
                    "T776",
                    place(file, key),
                    say("各选举单位{word}合计{total}，全体{whole}", word=word, total=sum(given), whole=data[key]),
                    say("核对各单位的人数"),
                )
            )
    known = {unit.name for unit in units}
    problems += [
        error(
            "T774",
            place(file, one.name),
            say("{name}的选举单位“{unit}”不在单位表里", name=one.name, unit=one.unit),
            say("改正单位名称，或补上这个选举单位"),
        )
        for one in people
        if one.unit not in known and units
    ]
    return problems


def _unit_line(unit: Unit, percent: int, people: Sequence[Delegate]) -> dict[str, Any]:
    mine = [one for one in people if one.unit == unit.name]
    return {
        "name": unit.name,
        "members": unit.members,
        "women": unit.women,
        "valid": unit.valid,
        "seats": unit.seats,
        "candidates": unit.candidates,
        "need": least_candidates(unit.seats, percent),
        "holds": margin_holds(unit.seats, unit.candidates, percent),
        "rate": rate(unit.candidates - unit.seats, unit.seats) if unit.candidates >= unit.seats else None,
        "delegates": len(mine) if people else None,
        "allotted": sum(one.allotted for one in mine) if people else None,
    }


def _total(units: Sequence[Unit], percent: int) -> dict[str, Any]:
    seats, candidates = sum(unit.seats for unit in units), sum(unit.candidates for unit in units)
    return {
        "units": len(units),
        "seats": seats,
        "candidates": candidates,
        "rate": rate(candidates - seats, seats) if candidates >= seats else None,
        "holds": all(margin_holds(unit.seats, unit.candidates, percent) for unit in units),
    }


def _margin_problems(units: Sequence[Unit], percent: int, file: str) -> list[Problem]:
    return [
        error(
            "T772",
            place(file, unit.name),
            say(
                "{unit}：名额{seats}名，候选人{candidates}名，差额不足{percent}%，至少要{need}名",
                unit=unit.name,
                seats=unit.seats,
                candidates=unit.candidates,
                percent=percent,
                need=least_candidates(unit.seats, percent),
            ),
            say("每个选举单位都要够；全体合计够了也不能代替"),
            "K13",
        )
        for unit in units
        if not margin_holds(unit.seats, unit.candidates, percent)
    ]


def _person(one: Delegate) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.unit,
        "position": one.position,
        "woman": one.woman,
        "minority": one.minority,
        "category": one.category,
        "votes": whole_number(one.votes),
        "route": one.route,
        "allotted": one.allotted,
    }
