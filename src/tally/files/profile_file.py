"""Profiles as files: those that come with the program, and those of an election's own folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error
from tally.files.paths import stands
from tally.files.profile import Profile, fold_label
from tally.files.schema import TYPES, Field, Reader
from tally.files.toml_file import read_toml

FORMS = ("columns", "ranked", "sections", "orders", "figures")
CHOICES = ("first", "any")
SUFFIX = ".toml"

PROFILE: Mapping[str, Field] = {
    "title": Field("text", required=True),
    "form": Field("text", required=True, choices=FORMS),
    "heading": Field("texts"),
    "number": Field("texts"),
    "ignore": Field("texts"),
    "weight": Field("texts"),
    "contest_row": Field("count"),
    "people_row": Field("count"),
    "strip": Field("text"),
    "column": Field("text"),
    "person": Field("text"),
    "seats": Field("text"),
    "ranks": Field("flag"),
    "named_only": Field("flag"),
    "choices": Field("text"),
    "nobody": Field("texts"),
    "several": Field("texts"),
    "several_between": Field("text"),
    "write_in": Field("texts"),
    "count": Field("text", choices=CHOICES),
    "marks": Field("table"),
    "sections": Field("table"),
    "orders": Field("table"),
    "aliases": Field("table"),
}
TABLES = ("sections", "orders")
PATTERNS = ("strip", "column", "person", "seats", "choices")
GROUPS = {"column": ("contest", "person"), "person": ("person", "rank")}
ORDER_GROUPS = {"person": ("id", "person"), "ballot": ("count", "order")}
MARKS: Mapping[str, Field] = {key: Field("texts") for key in ("approve", "oppose", "abstain", "absent")}
SECTIONS: Mapping[str, Field] = {
    "people": Field("text", required=True),
    "ballots": Field("text", required=True),
    "person_id": Field("text", required=True),
    "person_name": Field("text"),
    "marks": Field("text", required=True),
    "separator": Field("text"),
    "facts": Field("text"),
    "ballots_fact": Field("text"),
    "type_fact": Field("text"),
    "points": Field("text"),
    "most_fact": Field("text"),
    "approval_types": Field("texts"),
    "ranked_types": Field("texts"),
}
ORDERS: Mapping[str, Field] = {
    "person": Field("text", required=True),
    "ballot": Field("text", required=True),
    **{key: Field("text") for key in ("between", "tied", "border", "type", "total", "categories", "approved")},
    **{key: Field("texts") for key in ("endings", "approval_types", "approving")},
    "people_named": Field("flag"),
}
ORDER_PATTERNS = ("person", "ballot", "border", "type", "total", "categories", "approved")


@cache
def shipped() -> tuple[Profile, ...]:
    """Return the profiles that come with the program, by id: the first that a sheet bears the marks of is used."""
    folder = files("tally.files").joinpath("profiles")
    entries = {one.name.removesuffix(SUFFIX): one for one in folder.iterdir() if one.name.endswith(SUFFIX)}
    return tuple(_profile(name, tomllib.loads(entries[name].read_text(encoding="utf-8"))) for name in sorted(entries))


def load_profile(name: str, folder: Path) -> Profile:
    """Return a profile by its id, or from a file of the election's folder.

    Raises `Problems`: T379 no such profile, T102–T107 and T380 (a pattern that is none) what is wrong in it.
    """
    path = folder / name
    if not name.endswith(SUFFIX):
        known = {one.id: one for one in shipped()}
        if name in known:
            return known[name]
        path = folder / f"{name}{SUFFIX}"
    if not (stands(path) and path.is_file()):
        ids = tuple(one.id for one in shipped())
        found = say("没有名为“{profile}”的格式说明", profile=name)
        raise Problems(
            [
                error(
                    "T379",
                    "election.toml › input.profile",
                    found,
                    say("可用的有：{profiles}；或写选举目录里的 .toml 文件", profiles=ids),
                )
            ]
        )
    return _profile(path.stem, read_toml(path)[1], path.name)


def _profile(name: str, data: Mapping[str, Any], file: str = "") -> Profile:
    reader = Reader(file or f"{name}{SUFFIX}")
    values = reader.read(data, PROFILE)
    marks = reader.read(values.get("marks", {}), MARKS, "marks")
    sections = reader.read(values.get("sections", {}), SECTIONS, "sections") if "sections" in values else {}
    aliases = values.get("aliases", {})
    patterns = {key: _pattern(values.get(key), key, GROUPS.get(key, ()), reader) for key in PATTERNS}
    if values.get("form") == "ranked" and patterns["choices"] is None and not values.get("heading"):
        reader.missing("choices", TYPES["text"][1])
    if (form := values.get("form")) in TABLES and form not in values:
        reader.missing(form, TYPES["table"][1])
    if values.get("form") == "columns" and not (marks.get("approve") or values.get("ranks")):
        reader.missing("marks.approve", TYPES["texts"][1])
    if any(not isinstance(value, str) for value in aliases.values()):
        reader.add(
            "T105",
            "aliases",
            say("这里写的是 {value}", value="aliases"),
            say("应为{expected}", expected=TYPES["text"][1]),
        )
    orders = _orders(values, reader)
    problems: list[Problem] = reader.problems
    if problems:
        raise Problems(problems)
    plain: dict[str, Any] = {
        key: tuple(values[key]) for key in ("heading", "number", "ignore", "weight") if key in values
    }
    folded: dict[str, Any] = {
        key: frozenset(map(fold_label, values[key])) for key in ("nobody", "several", "write_in") if key in values
    }
    numbers = {key: values[key] for key in ("contest_row", "people_row") if key in values}
    return Profile(
        name,
        values["title"],
        values["form"],
        **plain,
        **folded,
        **numbers,
        strip=patterns["strip"],
        column=patterns["column"],
        person=patterns["person"],
        seats=patterns["seats"],
        ranks=values.get("ranks", False),
        named_only=values.get("named_only", False),
        choices=patterns["choices"],
        several_between=values.get("several_between", ""),
        count=values.get("count", ""),
        marks={key: frozenset(map(fold_label, listed)) for key, listed in marks.items()},
        sections=sections,
        orders=orders,
        aliases=dict(aliases),
    )


def _orders(values: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    if "orders" not in values:
        return {}
    found: dict[str, Any] = reader.read(values["orders"], ORDERS, "orders")
    for key in ORDER_PATTERNS:
        if key in found:
            found[key] = _pattern(found[key], f"orders.{key}", ORDER_GROUPS.get(key, ()), reader)
            if found[key] is not None and key not in ORDER_GROUPS and key != "border" and not found[key].groups:
                reader.add("T380", f"orders.{key}", say("缺少“{key}”", key="(…)"), say("改正这一行"))
    return found


def _pattern(text: str | None, key: str, groups: Sequence[str], reader: Reader) -> re.Pattern[str] | None:
    """Return a pattern, which has these groups; T380 what is wrong with it."""
    if text is None:
        return None
    try:
        pattern = re.compile(text, re.IGNORECASE)
    except re.error as reason:
        reader.add("T380", key, say("不是正则表达式：{reason}", reason=str(reason)), say("改正这一行"))
        return None
    if not set(groups) <= set(pattern.groupindex):
        missing = " ".join(f"(?P<{group}>…)" for group in groups)
        reader.add("T380", key, say("缺少“{key}”", key=missing), say("改正这一行"))
    return pattern
