"""Delegates by electing unit (党代表, DJ1–DJ5): the margin of each unit, women's share, structure, the report D19."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.consultation.counts import whole_number
from tally.consultation.electing_units import Unit, electing_units, least_candidates, margin_holds
from tally.consultation.figures import by_strokes, rate
from tally.consultation.register import Delegate, delegates_of
from tally.consultation.structure import share_problems, structure_of
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, info, place, refuse
from tally.files.name_list import read_name_list
from tally.files.schema import Field
from tally.files.settings import Settings, read_settings
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
    units = electing_units(settings)
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
