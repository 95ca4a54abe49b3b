"""The credentials report (代表资格审查, ZS1–ZS4): allotted, elected, ended, entitled, and a structure that adds up."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.consultation.figures import by_strokes, share
from tally.consultation.register import Delegate, delegates_of
from tally.domain.election import Attendance
from tally.domain.message import say
from tally.domain.problem import Problem, info, place, refuse, warning
from tally.files.schema import Field, Reader, join
from tally.files.settings import Settings, read_settings
from tally.rules.meeting import quorum

FILE = "credentials.toml"
KIND = "credentials"
TOP: Mapping[str, Field] = {
    "schema": Field("count", least=1),
    "title": Field("text", required=True),
    "unit": Field("text", required=True),
    "date": Field("date", required=True),
    "body": Field("text"),
    "basis": Field("text"),
    "rules": Field("text"),
    "allotted": Field("count", required=True, least=1),
    "elected": Field("count", required=True, least=1),
    "entitled": Field("count", required=True, least=1),
    "units": Field("count"),
    "shares_over": Field("text", required=True, choices=("elected", "entitled")),
    "delegates": Field("text"),
    "reference_date": Field("date"),
    "attributes": Field("texts"),
    "election": Field("text"),
    "ended": Field("tables"),
    "partition": Field("tables"),
    "attribute": Field("tables"),
}
ENDED: Mapping[str, Field] = {
    "reason": Field("text", required=True),
    "count": Field("count", required=True),
    "document": Field("text"),
}
PARTITION: Mapping[str, Field] = {"name": Field("text", required=True), "part": Field("tables", required=True)}
PART: Mapping[str, Field] = {"name": Field("text", required=True), "count": Field("count", required=True)}
ATTRIBUTE: Mapping[str, Field] = {**PART, "of": Field("text")}


def credentials(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read credentials.toml and its register; return the record and remarks.

    Raises `Problems` of the file and: T767 elected less ended is not entitled, T768 a partition that does not sum,
    T769 a 其中 greater than its whole, T781 a 其中 of nothing, T782 more elected than allotted, T783 another number
    entitled than the election file has, T784 figures that the register contradicts.
    """
    settings = read_settings(path, TOP)
    data, reader = settings.data, settings.reader
    ended = [reader.read(one, ENDED, f"ended[{at}]") for at, one in enumerate(data.get("ended", ()), start=1)]
    base = data.get(data.get("shares_over", ""), 0)
    _check_numbers(data, ended, reader)
    people = delegates_of(settings)
    partitions = _partitions(data, base, people, reader)
    attributes = _attributes(data, base, partitions, people, reader)
    if people:
        _check_register(data, ended, people, reader)
    _check_election(settings)
    needed = _quorum(settings)
    problems = refuse(settings.all_problems())
    record = {
        "schema": 1,
        "kind": KIND,
        "title": data["title"],
        "unit": data["unit"],
        "date": data["date"].isoformat(),
        "body": data.get("body", ""),
        "basis": data.get("basis", ""),
        "allotted": data["allotted"],
        "elected": data["elected"],
        "units": data.get("units"),
        "ended": [
            {"reason": one["reason"], "count": one["count"], "document": one.get("document", "")} for one in ended
        ],
        "entitled": data["entitled"],
        "shares_over": data["shares_over"],
        "base_count": base,
        "partitions": partitions,
        "attributes": attributes,
        "quorum": needed,
        "delegates": _listed(people),
        "inputs": settings.inputs_as_json(),
    }
    return record, problems


def _check_numbers(data: Mapping[str, Any], ended: Sequence[Mapping[str, Any]], reader: Reader) -> None:
    if not {"allotted", "elected", "entitled"} <= data.keys() or any("count" not in one for one in ended):
        return
    gone = sum(one["count"] for one in ended)
    if data["elected"] - gone != data["entitled"]:
        reader.add(
            "T767",
            "entitled",
            say(
                "选出{elected}名 − 终止{gone}名 = {left}名，现有代表写的是{entitled}名",
                elected=data["elected"],
                gone=gone,
                left=data["elected"] - gone,
                entitled=data["entitled"],
            ),
            say("核对选出、变动和现有人数"),
            "K15",
        )
    if data["elected"] > data["allotted"]:
        reader.add(
            "T782",
            "elected",
            say("选出{elected}名，多于名额{allotted}名", elected=data["elected"], allotted=data["allotted"]),
            say("核对名额和选出人数"),
            "K15",
        )
    elif data["elected"] < data["allotted"]:
        reader.problems.append(
            warning(
                "T782",
                place(reader.file, "elected"),
                say("选出{elected}名，少于名额{allotted}名", elected=data["elected"], allotted=data["allotted"]),
                say("报告里说明空缺的名额"),
                "K15",
            )
        )


def _counted(data: Mapping[str, Any], people: Sequence[Delegate]) -> list[Delegate]:
    """Return the delegates that shares are taken over."""
    return [one for one in people if data.get("shares_over") == "elected" or not one.ended]


def _partitions(data: Mapping[str, Any], base: int, people: Sequence[Delegate], reader: Reader) -> list[dict[str, Any]]:
    partitions = []
    for at, item in enumerate(data.get("partition", ()), start=1):
        path = f"partition[{at}]"
        values = reader.read(item, PARTITION, path)
        parts = [
            reader.read(one, PART, f"{path}.part[{number}]")
            for number, one in enumerate(values.get("part", ()), start=1)
        ]
        if not {"name", "part"} <= values.keys() or any(len(one) < len(PART) for one in parts):
            continue
        total = sum(one["count"] for one in parts)
        if total != base:
            reader.add(
                "T768",
                path,
                say("{name}各类合计{total}名，应为{base}名", name=values["name"], total=total, base=base),
                say("每名代表只归一类；核对各类人数，或把会重叠的改写成 [[attribute]]"),
                "K15",
            )
        partitions.append({"name": values["name"], "parts": [_part(one["name"], one["count"], base) for one in parts]})
    if not partitions and people and all(one.category for one in people):
        counts = Counter(one.category for one in _counted(data, people))
        parts = [_part(name, counts[name], base) for name in sorted(counts, key=lambda name: (-counts[name], name))]
        partitions.append({"name": "代表构成", "parts": parts})
    return partitions


def _part(name: str, count: int, base: int) -> dict[str, Any]:
    return {"name": name, "count": count, "share": share(count, base)}


def _attributes(
    data: Mapping[str, Any],
    base: int,
    partitions: Sequence[Mapping[str, Any]],
    people: Sequence[Delegate],
    reader: Reader,
) -> list[dict[str, Any]]:
    given = []
    for at, item in enumerate(data.get("attribute", ()), start=1):
        values = reader.read(item, ATTRIBUTE, f"attribute[{at}]")
        if {"name", "count"} <= values.keys():
            given.append((f"attribute[{at}]", values))
    wholes = {one["name"]: one["count"] for partition in partitions for one in partition["parts"]}
    wholes |= {values["name"]: values["count"] for _, values in given}
    for path, values in given:
        _check_attribute(path, values, wholes, base, reader)
    _check_sum_of_parts(given, wholes, reader)
    attributes = [{**_part(one["name"], one["count"], base), "of": one.get("of")} for _, one in given]
    if not given and people:
        counted = _counted(data, people)
        figures = {"妇女": sum(one.woman for one in counted), "少数民族": sum(one.minority for one in counted)}
        figures |= {word: sum(one.attributes[word] for one in counted) for word in data.get("attributes", ())}
        attributes = [{**_part(name, count, base), "of": None} for name, count in figures.items()]
    return attributes


def _check_attribute(
    path: str, values: Mapping[str, Any], wholes: Mapping[str, int], base: int, reader: Reader
) -> None:
    whole = values.get("of")
    if whole is not None and (whole not in wholes or whole == values["name"]):
        reader.add(
            "T781",
            join(path, "of"),
            say("没有“{whole}”这一项", whole=whole),
            say("of 写这一项所属的那一项的名称"),
            "K15",
        )
        return
    most = base if whole is None else wholes[whole]
    if values["count"] > most:
        reader.add("T769", path, *_too_many(values["name"], values["count"], whole or "", most), "K15")


def _check_sum_of_parts(
    given: Sequence[tuple[str, Mapping[str, Any]]], wholes: Mapping[str, int], reader: Reader
) -> None:
    """Ask where several 其中 of one whole together are more than it: they may overlap, or be of another whole (ZS3)."""
    for whole in dict.fromkeys(values["of"] for _, values in given if values.get("of") in wholes):
        inside = [(path, values) for path, values in given if values.get("of") == whole]
        total = sum(values["count"] for _, values in inside)
        if len(inside) > 1 and total > wholes[whole]:
            reader.add(
                "T769",
                inside[-1][0],
                *_too_many("、".join(values["name"] for _, values in inside), total, whole, wholes[whole]),
                "K15",
            )


def _too_many(name: str, count: int, whole: str, most: int) -> tuple[Any, Any]:
    return (
        say("{name}共{count}名，多于{whole}{most}名", name=name, count=count, whole=whole, most=most),
        say("核对人数；这一项不是它的“其中”的，改正 of 或删去 of"),
    )


def _check_register(
    data: Mapping[str, Any], ended: Sequence[Mapping[str, Any]], people: Sequence[Delegate], reader: Reader
) -> None:
    gone = sum(bool(one.ended) for one in people)
    figures = (
        ("elected", len(people), data.get("elected")),
        ("ended", gone, sum(one.get("count", 0) for one in ended)),
        ("entitled", len(people) - gone, data.get("entitled")),
    )
    for key, counted, written in figures:
        if written is not None and counted != written:
            reader.add(
                "T784",
                key,
                say("代表名册上是{counted}名，这里写的是{written}名", counted=counted, written=written),
                say("核对名册（终止的填“终止原因”）和这里的数"),
                "K15",
            )


def _check_election(settings: Settings) -> None:
    """Compare with `[attendance] entitled` of the election file, where the number goes; no command writes there.

    T780 names the line to write (warning), or says that the file has it (info); T783 (error) that it has another.
    """
    data, reader = settings.data, settings.reader
    if "entitled" not in data:
        return
    if "election" not in data:
        found = say("选举文件的应到人数没有核对")
        remedy = say(
            '在选举文件里写：[attendance] entitled = {entitled}；这里写 election = "选举文件" 就会核对',
            entitled=data["entitled"],
        )
        reader.problems.append(warning("T780", place(reader.file, "election"), found, remedy, "K15"))
        return
    path = settings.folder / data["election"]
    try:
        election = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        reader.add("T783", "election", say("读不出选举文件 {file}", file=data["election"]), say("核对文件名"))
        return
    attendance = election.get("attendance")
    written = attendance.get("entitled") if isinstance(attendance, dict) else None
    if written != data["entitled"]:
        reader.add(
            "T783",
            "entitled",
            say("现有代表{entitled}名，选举文件的应到是{written}", entitled=data["entitled"], written=str(written)),
            say("把审查后的人数写进选举文件：[attendance] entitled = {entitled}", entitled=data["entitled"]),
            "K15",
        )
        return
    found = say("选举文件的应到也是{entitled}名", entitled=data["entitled"])
    reader.problems.append(info("T780", place(reader.file, "election"), found, rule="K15"))


def _quorum(settings: Settings) -> dict[str, Any] | None:
    book, entitled = settings.rule_book(), settings.data.get("entitled")
    if book is None or entitled is None:
        return None
    return {"rules": book.id, "title": book.title, "need": quorum(book, Attendance(entitled, 0)).need}


def _listed(people: Sequence[Delegate]) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "unit": one.unit, "position": one.position, "ended": one.ended}
        for one in sorted(people, key=lambda one: (one.unit, by_strokes(one.name)))
    ]
