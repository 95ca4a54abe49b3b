"""Adoption by show of hands (举手表决, HS1–HS3): three figures, every threshold in use; deliberation (HS4)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tally.consultation.deliberation import deliberation
from tally.domain.message import say
from tally.domain.moment import shown
from tally.domain.problem import Problem, refuse
from tally.files.schema import Field, Reader, join
from tally.files.settings import read_settings

FILE = "hands.toml"
KIND = "hands"
ENTITLED_MORE = "more-than-half-of-entitled"
ENTITLED_HALF = "half-or-more-of-entitled"
PRESENT_MORE = "more-than-half-of-present"
THRESHOLDS = (ENTITLED_MORE, ENTITLED_HALF, PRESENT_MORE)
_VOTES = ("yes", "no", "abstain")
TOP: Mapping[str, Field] = {
    "schema": Field("count", least=1),
    "title": Field("text", required=True),
    "unit": Field("text"),
    "when": Field("moment", required=True),
    "entitled": Field("count", required=True, least=1),
    "present": Field("count", required=True),
    "motion": Field("tables"),
    "deliberation": Field("tables"),
}
MOTION: Mapping[str, Field] = {
    "subject": Field("text", required=True),
    "present": Field("count"),
    **{key: Field("count") for key in _VOTES},
    "objections": Field("count"),
    "threshold": Field("text", choices=THRESHOLDS),
    "delegation": Field("tables"),
}
DELEGATION: Mapping[str, Field] = {
    "name": Field("text", required=True),
    **{key: Field("count", required=True) for key in ("present", *_VOTES)},
}


def hands(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read hands.toml and reckon every motion; a file with one motion has its figures at the top as well.

    Raises `Problems` of the file and: T763 the three figures are not those present (K12), T764 more present than
    entitled, T765 a total that is not the sum of its delegations, T766 neither figures nor objections, or both; and
    those of `deliberation`.
    """
    settings = read_settings(path, TOP)
    data, reader = settings.data, settings.reader
    entitled, present = data.get("entitled"), data.get("present")
    if entitled is not None and present is not None and present > entitled:
        _too_many(present, entitled, "present", reader)
    motions = [
        motion
        for number, item in enumerate(data.get("motion", ()), start=1)
        if (motion := _motion(item, f"motion[{number}]", entitled, present, reader)) is not None
    ]
    deliberations = [
        one
        for number, item in enumerate(data.get("deliberation", ()), start=1)
        if (one := deliberation(item, f"deliberation[{number}]", entitled, reader)) is not None
    ]
    if not data.get("motion") and not data.get("deliberation"):
        reader.add("T104", "motion", say("没有写表决什么"), say("至少写一节 [[motion]] 或 [[deliberation]]"))
    problems = refuse(settings.all_problems())
    voted = [motion for motion in motions if motion["objections"] is None]
    record = {
        "schema": 1,
        "kind": KIND,
        "title": data["title"],
        "unit": data.get("unit", ""),
        "when": shown(data["when"]),
        "motions": motions,
        "deliberations": deliberations,
        "inputs": settings.inputs_as_json(),
    }
    if len(motions) == len(voted) == 1:
        record |= {key: value for key, value in voted[0].items() if key not in ("objections", "delegations")}
    return record, problems


def reckon(yes: int, no: int, abstain: int, present: int, entitled: int) -> dict[str, Any]:
    """Return the figures of a motion with every threshold in use (K12) and whether it was unanimous (HS2).

    >>> result = reckon(76, 40, 32, 148, 152)
    >>> result["half_or_more_of_entitled"], result["more_than_half_of_entitled"], result["more_than_half_of_present"]
    (True, False, True)
    """
    return {
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "present": present,
        "entitled": entitled,
        "more_than_half_of_entitled": 2 * yes > entitled,
        "half_or_more_of_entitled": 2 * yes >= entitled,
        "more_than_half_of_present": 2 * yes > present,
        "unanimous": yes == present > 0,
    }


def adopted(result: Mapping[str, Any], threshold: str | None) -> bool | None:
    """Whether the motion is adopted by the threshold that the file names; None where it names none."""
    return None if threshold is None else bool(result[threshold.replace("-", "_")])


def _motion(
    item: Mapping[str, Any], path: str, entitled: int | None, present: int | None, reader: Reader
) -> dict[str, Any] | None:
    values = reader.read(item, MOTION, path)
    delegations = [
        reader.read(one, DELEGATION, f"{path}.delegation[{number}]")
        for number, one in enumerate(values.get("delegation", ()), start=1)
    ]
    if any(len(one) < len(DELEGATION) for one in delegations):
        return None
    present = values.get("present", present)
    given = {key: values[key] for key in _VOTES if key in values}
    summed = {key: sum(one[key] for one in delegations) for key in _VOTES} if delegations else {}
    if ("objections" in values) == bool(given or summed) or (given and len(given) < len(_VOTES)):
        reader.add(
            "T766",
            path,
            say("三个数（yes、no、abstain）没有写全，或与 objections 同时写了"),
            say("表决的写同意、不同意、弃权三个数，或写各代表团的；只征求意见的写 objections"),
            "HS3",
        )
        return None
    if entitled is None or present is None or "subject" not in values:
        return None
    if "objections" in values:
        return {"subject": values["subject"], "objections": values["objections"], "present": present}
    if present > entitled:
        _too_many(present, entitled, join(path, "present"), reader)
    votes = given or summed
    _check_sums(votes, summed, delegations, present, path, reader)
    result = reckon(votes["yes"], votes["no"], votes["abstain"], present, entitled)
    threshold = values.get("threshold")
    return {
        "subject": values["subject"],
        "objections": None,
        **result,
        "threshold": threshold,
        "adopted": adopted(result, threshold),
        "delegations": delegations,
    }


def _check_sums(
    votes: Mapping[str, int],
    summed: Mapping[str, int],
    delegations: list[dict[str, Any]],
    present: int,
    path: str,
    reader: Reader,
) -> None:
    remedy = say("重新清点举手人数；举手的三个数合起来就是到会的人数")
    for at, one, there in (
        (path, votes, present),
        *((f"{path} ({one['name']})", one, one["present"]) for one in delegations),
    ):
        total = sum(one[key] for key in _VOTES)
        if total != there:
            found = say(
                "同意{yes} + 不同意{no} + 弃权{abstain} = {total}，实到{present}",
                yes=one["yes"],
                no=one["no"],
                abstain=one["abstain"],
                total=total,
                present=there,
            )
            reader.add("T763", at, found, remedy, "K12")
    if summed and (dict(votes) != dict(summed) or sum(one["present"] for one in delegations) != present):
        reader.add(
            "T765",
            path,
            say("各代表团相加与总数不符：同意{yes}，不同意{no}，弃权{abstain}", **summed),
            say("核对各代表团的数和总数"),
            "K12",
        )


def _too_many(present: int, entitled: int, path: str, reader: Reader) -> None:
    reader.add(
        "T764",
        path,
        say("实到{present}名，多于应到{entitled}名", present=present, entitled=entitled),
        say("核对应到和实到人数"),
        "K12",
    )
