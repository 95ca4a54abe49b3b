"""Deliberation of a list by delegation (酝酿, HS4): who is for it, other names with their backers, and no threshold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tally.consultation.figures import by_strokes
from tally.domain.message import say
from tally.files.schema import Field, Reader
from tally.names.normalise import normalise

DELIBERATION: Mapping[str, Field] = {
    "subject": Field("text", required=True),
    "delegation": Field("tables", required=True),
}
DELEGATION: Mapping[str, Field] = {
    "name": Field("text", required=True),
    "present": Field("count", required=True),
    "for_list": Field("count", required=True),
    "other": Field("tables"),
}
OTHER: Mapping[str, Field] = {"name": Field("text", required=True), "backers": Field("count", required=True, least=1)}


def deliberation(item: Mapping[str, Any], path: str, entitled: int | None, reader: Reader) -> dict[str, Any] | None:
    """Read one `[[deliberation]]` and add up its delegations; None when something is missing.

    Problems: T104 no delegation, T763 more for the list or behind a name than present, T764 more present than entitled,
    T765 a delegation, or a name within one, twice.
    """
    values = reader.read(item, DELIBERATION, path)
    given = values.get("delegation", ())
    if "delegation" in values and not given:
        reader.add("T104", path, say("没有写各代表团"), say("至少写一节 [[deliberation.delegation]]"))
    delegations = [
        one
        for number, written in enumerate(given, start=1)
        if (one := _delegation(written, f"{path}.delegation[{number}]", reader)) is not None
    ]
    if "subject" not in values or len(delegations) < len(given) or not delegations:
        return None
    _refuse_twice([one["name"] for one in delegations], path, reader)
    present = sum(one["present"] for one in delegations)
    if entitled is not None and present > entitled:
        found = say("实到{present}名，多于应到{entitled}名", present=present, entitled=entitled)
        reader.add("T764", path, found, say("核对应到和实到人数"), "HS4")
    backers: Counter[str] = Counter()
    for one in delegations:
        backers.update({other["name"]: other["backers"] for other in one["others"]})
    return {
        "subject": values["subject"],
        "present": present,
        "for_list": sum(one["for_list"] for one in delegations),
        "others": [
            {"name": name, "backers": backers[name]}
            for name in sorted(backers, key=lambda name: (-backers[name], by_strokes(name)))
        ],
        "delegations": delegations,
    }


def _delegation(written: Mapping[str, Any], path: str, reader: Reader) -> dict[str, Any] | None:
    values = reader.read(written, DELEGATION, path)
    others = [
        reader.read(one, OTHER, f"{path}.other[{number}]")
        for number, one in enumerate(values.get("other", ()), start=1)
    ]
    if not {"name", "present", "for_list"} <= values.keys() or any(len(one) < len(OTHER) for one in others):
        return None
    backed = [{"name": normalise(one["name"]).written, "backers": one["backers"]} for one in others]
    figures = [(say("赞成名单"), values["for_list"]), *((one["name"], one["backers"]) for one in backed)]
    for what, number in figures:
        if number > values["present"]:
            found = say("{what}的{number}名，多于实到{present}名", what=what, number=number, present=values["present"])
            reader.add("T763", path, found, say("核对这个代表团的数"), "HS4")
    _refuse_twice([one["name"] for one in backed], path, reader)
    return {"name": values["name"], "present": values["present"], "for_list": values["for_list"], "others": backed}


def _refuse_twice(names: list[str], path: str, reader: Reader) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            reader.add("T765", path, say("“{name}”写了两次", name=name), say("只留一处"), "HS4")
