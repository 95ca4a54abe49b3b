"""A profile (格式说明): how another system's export is to be read, in a small TOML file, so that it needs no code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error
from tally.files.paths import stands
from tally.files.schema import Field, Reader
from tally.files.toml_file import read_toml

FORMS = ("columns", "ranked", "sections")
CHOICES = ("first", "any")
SUFFIX = ".toml"
_NUMBERED = re.compile(r"[\s:#(-]*\d+\)?$")

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
    "choices": Field("text"),
    "nobody": Field("texts"),
    "several": Field("texts"),
    "several_between": Field("text"),
    "write_in": Field("texts"),
    "count": Field("text", choices=CHOICES),
    "marks": Field("table"),
    "sections": Field("table"),
    "aliases": Field("table"),
}
PATTERNS = ("strip", "column", "person", "seats", "choices")
GROUPS = {"column": ("contest", "person"), "person": ("person", "rank")}
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
    "approval_types": Field("texts"),
    "ranked_types": Field("texts"),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """One format.

    `heading` are texts that all stand in the heading row; the rows of contests and of people stand `contest_row` and
    `people_row` rows above it, or both stand in the heading itself, where `column` finds them. Where choices are in
    order each has a column, whose rank `column` or `person` finds, or `ranks` says that the cells hold it. `seats`
    finds in a heading how many may be chosen. `number` names the column of 票号, `weight` that of how many ballots a
    row stands for. Of a ranked export `choices` is a pattern of its columns' headings, and `count` says whether the
    first choice counts or any; without the pattern every column right of `heading` that is none of the others is headed
    by its office and holds one choice, all alike. `several_between` parts the names of a choice with several.
    """

    id: str
    title: str
    form: str
    heading: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    weight: tuple[str, ...] = ()
    contest_row: int = 0
    people_row: int = 0
    strip: re.Pattern[str] | None = None
    column: re.Pattern[str] | None = None
    person: re.Pattern[str] | None = None
    seats: re.Pattern[str] | None = None
    ranks: bool = False
    choices: re.Pattern[str] | None = None
    nobody: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    several_between: str = ""
    write_in: frozenset[str] = frozenset()
    count: str = ""
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sections: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def bare(self, text: str) -> str:
        """Return a contest's heading without what the export adds to it."""
        return (self.strip.sub("", text) if self.strip else text).strip()

    @property
    def names_contests(self) -> bool:
        """Whether columns of marks say which contest they are of."""
        return bool(self.contest_row or self.column)

    def is_write_in(self, text: str) -> bool:
        """Tell whether a heading is of write-ins without a name, which an export may number: Write-in-28."""
        label = fold_label(text)
        return label in self.write_in or _NUMBERED.sub("", label) in self.write_in

    def seats_of(self, text: str) -> int | None:
        """Return how many a heading says may be chosen."""
        match = self.seats.search(text) if self.seats else None
        return next((int(group) for group in match.groups() if group), None) if match else None


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
    patterns = {
        key: _pattern(values.get(key), key, reader) for key in ("strip", "column", "person", "seats", "choices")
    }
    for key, groups in GROUPS.items():
        if (pattern := patterns[key]) and not set(groups) <= set(pattern.groupindex):
            missing = " ".join(f"(?P<{group}>…)" for group in groups)
            reader.add("T380", key, say("缺少“{key}”", key=missing), say("改正这一行"))
    if values.get("form") == "ranked" and patterns["choices"] is None and not values.get("heading"):
        reader.add(
            "T104",
            "choices",
            say("缺少“{key}”", key="choices"),
            say("补上：{key} = {expected}", key="choices", expected='"…"'),
        )
    if values.get("form") == "sections" and "sections" not in values:
        reader.add(
            "T104",
            "sections",
            say("缺少“{key}”", key="sections"),
            say("补上：{key} = {expected}", key="[sections]", expected="…"),
        )
    if values.get("form") == "columns" and not (marks.get("approve") or values.get("ranks")):
        reader.add(
            "T104",
            "marks.approve",
            say("缺少“{key}”", key="marks.approve"),
            say("补上：{key} = {expected}", key="approve", expected='["1"]'),
        )
    if any(not isinstance(value, str) for value in aliases.values()):
        reader.add(
            "T105",
            "aliases",
            say("这里写的是 {value}", value="aliases"),
            say("应为{expected}", expected=say("文字（写在引号里）")),
        )
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
        choices=patterns["choices"],
        several_between=values.get("several_between", ""),
        count=values.get("count", ""),
        marks={key: frozenset(map(fold_label, listed)) for key, listed in marks.items()},
        sections=sections,
        aliases=dict(aliases),
    )


@lru_cache(2048)  # every shipped profile asks this of the same first rows
def fold_label(text: str) -> str:
    """Return a label of an export as it is compared.

    >>> fold_label(" Undervote "), fold_label('="1"')
    ('undervote', '1')
    """
    bare = text.strip()
    if len(bare) > 3 and bare.startswith('="') and bare.endswith('"'):
        bare = bare[2:-1]
    return " ".join(bare.split()).casefold()


def _pattern(text: str | None, key: str, reader: Reader) -> re.Pattern[str] | None:
    if text is None:
        return None
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as reason:
        reader.add("T380", key, say("不是正则表达式：{reason}", reason=str(reason)), say("改正这一行"))
        return None
