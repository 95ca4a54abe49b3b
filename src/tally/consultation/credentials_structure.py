"""The structure that a credentials report states (代表构成, ZS3): partitions that add up, attributes that overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tally.consultation.figures import share
from tally.consultation.register import Delegate
from tally.domain.message import Message, say
from tally.files.schema import Field, Reader, join

PARTITION: Mapping[str, Field] = {"name": Field("text", required=True), "part": Field("tables", required=True)}
PART: Mapping[str, Field] = {"name": Field("text", required=True), "count": Field("count", required=True)}
ATTRIBUTE: Mapping[str, Field] = {**PART, "of": Field("text")}


def _counted(data: Mapping[str, Any], people: Sequence[Delegate]) -> list[Delegate]:
    """Return the delegates that shares are taken over."""
    return [one for one in people if data.get("shares_over") == "elected" or not one.ended]


def partitions_of(
    data: Mapping[str, Any], base: int, people: Sequence[Delegate], reader: Reader
) -> list[dict[str, Any]]:
    """Return the partitions given, else the register's categories if each delegate has one; T768 one that does not sum.

    `base` is the number that shares are taken over.
    """
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


def attributes_of(
    data: Mapping[str, Any],
    base: int,
    partitions: Sequence[Mapping[str, Any]],
    people: Sequence[Delegate],
    reader: Reader,
) -> list[dict[str, Any]]:
    """Return the attributes (其中) given, else those that the register counts.

    Problems: T769 one greater than what it is part of, T781 one that is part of nothing.
    """
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


def _too_many(name: str, count: int, whole: str, most: int) -> tuple[Message, Message]:
    return (
        say("{name}共{count}名，多于{whole}{most}名", name=name, count=count, whole=whole, most=most),
        say("核对人数；这一项不是它的“其中”的，改正 of 或删去 of"),
    )
