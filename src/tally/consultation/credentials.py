"""The credentials report (代表资格审查, ZS1–ZS4): allotted, elected, ended, entitled, and a structure that adds up."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.consultation.credentials_structure import attributes_of, partitions_of
from tally.consultation.figures import by_strokes
from tally.consultation.register import Delegate, delegates_of
from tally.domain.election import Attendance
from tally.domain.message import say
from tally.domain.problem import Problem, info, place, refuse, warning
from tally.files.schema import Field, Reader
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
    partitions = partitions_of(data, base, people, reader)
    attributes = attributes_of(data, base, partitions, people, reader)
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
