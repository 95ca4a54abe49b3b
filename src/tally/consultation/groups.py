"""Groups of participants (A、B、C 票): their heads, their weights where a document gives them, their own piles."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, error, place
from tally.files.paths import SheetPath
from tally.files.schema import Field, Reader, join

GROUP: Mapping[str, Field] = {
    "id": Field("text", required=True),
    "name": Field("text"),
    "heads": Field("count", required=True),
    "valid": Field("count"),
    "weight": Field("count", least=1),
    "slips": Field("texts"),
}
COUNTED_GROUP: Mapping[str, Field] = {**GROUP, "counts": Field("text")}


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `heads` came; `valid` is given only with counts; `weight` is a whole per cent or None."""

    id: str
    name: str
    heads: int
    valid: int | None = None
    weight: int | None = None
    slips: tuple[str, ...] = ()
    counts: str = ""


def read_groups(
    items: Sequence[Mapping[str, Any]], reader: Reader, present: int | None, fields: Mapping[str, Field] = GROUP
) -> tuple[Group, ...]:
    """Read `[[group]]`; `fields` is `COUNTED_GROUP` where each group has a sheet of counts of its own.

    Problems: T720 weights that do not sum to 100, T721 a weight for some groups only, T722 more heads than people
    came, T729 an id twice or one with a sign that joins groups.
    """
    groups: list[Group] = []
    for number, item in enumerate(items, start=1):
        path = f"group[{number}]"
        values = reader.read(item, fields, path)
        if not {"id", "heads"} <= values.keys():
            continue
        if values["id"] in {group.id for group in groups} or "+" in values["id"]:
            reader.add(
                "T729", join(path, "id"), say("组别“{id}”不能用", id=values["id"]), say("各组的 id 各不相同，不含“+”")
            )
        groups.append(
            Group(
                values["id"],
                values.get("name", values["id"]),
                values["heads"],
                values.get("valid"),
                values.get("weight"),
                tuple(values.get("slips", ())),
                values.get("counts", ""),
            )
        )
    heads = sum(group.heads for group in groups)
    if groups and present is not None and heads > present:
        reader.add(
            "T722",
            "group",
            say("各组合计{heads}名，多于实到{present}名", heads=heads, present=present),
            say("核对各组人数"),
            "K6",
        )
    weights = [group.weight for group in groups]
    if any(weight is not None for weight in weights):
        if None in weights:
            reader.add("T721", "group", say("有的组写了权重，有的没有"), say("各组都写权重，或都不写"), "K7")
        elif (total := sum(weight or 0 for weight in weights)) != 100:
            reader.add("T720", "group", say("权重合计{total}，不是100", total=total), say("照文件核对各组权重"), "K7")
    return tuple(groups)


def valid_problems(groups: Sequence[Group], file: str, *, by_counts: bool) -> list[Problem]:
    """Ask for each group's valid slips where counts are given (T746), and never more than its heads (T722, K6)."""
    problems = []
    for group in groups:
        where = place(file, f"group ({group.id}).valid")
        if (group.valid is None) == by_counts:
            found = say("缺少“{key}”", key="valid") if by_counts else say("逐票录入时“{key}”由程序得出", key="valid")
            remedy = say("补上这一组的有效票数 valid") if by_counts else say("删去这一行")
            problems.append(error("T746", where, found, remedy, "K6"))
        elif group.valid is not None and group.valid > group.heads:
            problems.append(_more_than_heads(group, group.valid, where))
    return problems


def entered_problems(groups: Sequence[Group], entered: Mapping[str, int], file: str) -> list[Problem]:
    """Refuse (T722) more slips entered for a group than it has heads (K6); `entered` is by group id."""
    return [
        _more_than_heads(group, entered[group.id], place(file, f"group ({group.id})"))
        for group in groups
        if entered.get(group.id, 0) > group.heads
    ]


def _more_than_heads(group: Group, slips: int, where: str) -> Problem:
    found = say("{group}组录入{entered}张，多于该组{heads}人", group=group.id, entered=slips, heads=group.heads)
    return error("T722", where, found, say("核对这一组的人数和录入表"), "K6")


def given_twice(folder: Path, sources: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Refuse (T351) a file of slips that is given twice, in one group or in two; `sources` are files by group."""
    first: dict[str, str] = {}
    problems = []
    for written in (one for files in sources.values() for one in files):
        target = SheetPath.parse(str(folder / written))
        if not target.file.is_file():
            continue
        content = f"{hashlib.sha256(target.file.read_bytes()).hexdigest()}#{target.sheet or ''}"
        if content in first:
            found = say("内容与 {first} 完全相同", first=first[content])
            problems.append(error("T351", written, found, say("每个文件只给一次；各组的票各装一个文件")))
        first.setdefault(content, written)
    return problems


def weighted(votes: Mapping[str, int], valid: Mapping[str, int], weights: Mapping[str, int]) -> Fraction | None:
    """Return a weighted rate in per cent as an exact fraction (K7); None when a group has no valid slip.

    Compared are numerators over one common multiple of the groups' slips.

    >>> weighted({"A": 8, "B": 15, "C": 15}, {"A": 9, "B": 20, "C": 35}, {"A": 50, "B": 30, "C": 20})
    Fraction(9515, 126)
    """
    if not all(valid.get(group) for group in weights):
        return None
    common = lcm(*(valid[group] for group in weights))
    numerator = sum(weight * votes.get(group, 0) * (common // valid[group]) for group, weight in weights.items())
    return Fraction(numerator, common)
