"""What a rule book may hold, as data: the keys of its sections, their types, and every departure said at once.

`as_json_schema` publishes the same as a JSON Schema, for editors and for people who write a book of their own.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from tally.domain.election import Kind
from tally.domain.message import Message, say
from tally.domain.problem import Problem, error, place

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Type:
    """A type of value: whether a value is of it, how people are told what was expected, and its JSON Schema."""

    fits: Callable[[Any], bool]
    expected: Message
    json: Table


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section."""

    type: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `by` names what its sub-sections are keyed by: "kind", "level", or nothing for a plain section."""

    keys: Mapping[str, Key]
    by: str = ""
    required: bool = False
    one_of: tuple[str, ...] = ()


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_count(one) for one in value)


def _one_of(*words: str) -> Type:
    return Type(lambda value: value in words, say("{words} 之一", words=words), {"enum": list(words)})


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)


def _source(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"article", "grade"}
        and isinstance(value["article"], str)
        and bool(value["article"].strip())
        and value["grade"] in GRADES
    )


GRADES = ("S", "T", "P", "U")
KINDS = tuple(kind.value for kind in Kind)
_SOURCE_SCHEMA = {
    "type": "object",
    "properties": {"article": {"type": "string", "minLength": 1}, "grade": {"enum": list(GRADES)}},
    "required": ["article", "grade"],
    "additionalProperties": False,
}
_PAIR_SCHEMA = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
_LEVELS = ("error", "warning", "info")

TYPES: Mapping[str, Type] = {
    "text": Type(
        lambda value: isinstance(value, str) and bool(value.strip()),
        say("文字（写在引号里）"),
        {"type": "string", "minLength": 1},
    ),
    "texts": Type(
        _texts, say('文字的列表（如 ["甲", "乙"]）'), {"type": "array", "items": {"type": "string", "minLength": 1}}
    ),
    "count": Type(_count, say("整数"), {"type": "integer", "minimum": 0}),
    "flag": Type(lambda value: isinstance(value, bool), say("true 或 false"), {"type": "boolean"}),
    "date": Type(
        lambda value: isinstance(value, datetime.date) and not isinstance(value, datetime.datetime),
        say("日期（如 2026-11-20，不加引号）"),
        {"type": "string", "format": "date"},
    ),
    "kinds": Type(
        lambda value: _texts(value) and bool(value) and set(value) <= set(KINDS),
        say("选举种类的列表，种类有：{kinds}", kinds=KINDS),
        {"type": "array", "items": {"enum": list(KINDS)}, "minItems": 1},
    ),
    "share": Type(
        lambda value: _pair(value) and 0 < value[0] <= value[1],
        say("分数，写成 [分子, 分母]，如 [1, 5]"),
        _PAIR_SCHEMA,
    ),
    "range": Type(
        lambda value: _pair(value) and value[0] <= value[1], say("范围，写成 [最少, 最多]，如 [1, 3]"), _PAIR_SCHEMA
    ),
    "source": Type(_source, say('出处，写成 {{ article = "第几条", grade = "S" }}，等级为 S、T、P、U'), _SOURCE_SCHEMA),
    "base": _one_of("present", "entitled", "voted", "all", "collected"),
    "bases": Type(
        lambda value: isinstance(value, list) and set(value) <= {"present", "entitled", "voted", "all"},
        say("基数的列表，基数有：{bases}", bases=("present", "entitled", "voted", "all")),
        {"type": "array", "items": {"enum": ["present", "entitled", "voted", "all"]}},
    ),
    "order": _one_of("strokes", "approved", "votes"),
    "electorate": _one_of("members", "voters", "deputies"),
    "level": _one_of(*_LEVELS),
    "following": _one_of("revote", "further_vote"),
    "winner": _one_of(
        "most",
    ),
}

_ARTICLE = {"rule": Key("text", True), "source": Key("source", True)}
_SHARE = {"at_least": Key("share"), "more_than": Key("share")}
_OFFICERS = Section({**_ARTICLE, "level": Key("level", True)})

TOP: Mapping[str, Key] = {
    "id": Key("text", True),
    "title": Key("text", True),
    "issued": Key("date", True),
    "until": Key("date"),
    "party": Key("flag", True),
    "kinds": Key("kinds", True),
    "scope": Key("text", True),
}
SECTIONS: Mapping[str, Section] = {
    "words": Section({"oppose": Key("text", True), "electors": Key("text", True)}, required=True),
    "units": Section({**_ARTICLE, "not_for": Key("texts", True)}),
    "electors": Section(
        {
            **_ARTICLE,
            "statuses": Key("texts", True),
            "stand": Key("texts"),
            "by_deputies": Key("kinds"),
            "adult": Key("count"),
        },
        required=True,
    ),
    "suspended": Section({**_ARTICLE, "measures": Key("texts", True)}, required=True),
    "exclusions": Section({**_ARTICLE, "reasons": Key("texts", True)}),
    "proxies": Section(
        {**_ARTICLE, "allowed": Key("flag", True), "kinds": Key("kinds"), "max_per_holder": Key("count")},
        required=True,
    ),
    "quorum": Section(
        {**_ARTICLE, **_SHARE, "part": Key("base", True), "of": Key("base", True)},
        by="kind",
        required=True,
        one_of=("at_least", "more_than"),
    ),
    "congress": Section({**_ARTICLE, "members": Key("count", True)}),
    "term": Section({**_ARTICLE, "shift": Key("count", True)}),
    "delegates": Section({**_ARTICLE, "usual": Key("range", True), "most": Key("count", True)}),
    "margin": Section(
        {
            **_ARTICLE,
            "at_least": Key("share"),
            "at_most": Key("share"),
            "extra": Key("range"),
            "seats": Key("range"),
            "equal_if_nominated": Key("count"),
            "fixed": Key("flag"),
            "words": Key("texts"),
        },
        by="kind",
        required=True,
        one_of=("at_least", "extra"),
    ),
    "by_election": Section({**_ARTICLE, "equal": Key("flag", True)}),
    "pre_election": Section(_ARTICLE),
    "sponsors": Section({**_ARTICLE, "at_least": Key("count", True)}),
    "deputies": Section(
        {**_ARTICLE, "base": Key("count", True), "per": Key("count", True), "most": Key("count", True)}, by="level"
    ),
    "ballot_order": Section({**_ARTICLE, "names": Key("order", True), "leaders": Key("order", True)}, required=True),
    "write_in": Section(
        {
            **_ARTICLE,
            "needs_oppose": Key("flag", True),
            "from": Key("electorate", True),
            "deputies_for": Key("texts"),
        },
        required=True,
    ),
    "officers": Section(
        {
            "scrutineers_not_candidates": Key("officers", True),
            "counters_not_candidates": Key("officers", True),
            "plenary_scrutineers": Key("officers"),
            "relatives": Key("officers"),
        },
        required=True,
    ),
    "majority": Section(
        {**_ARTICLE, **_SHARE, "of": Key("base", True), "stricter": Key("bases", True)},
        by="kind",
        required=True,
        one_of=("at_least", "more_than"),
    ),
    "tie": Section({**_ARTICLE, "then": Key("following", True), "wins": Key("winner", True)}, required=True),
    "gap": Section({**_ARTICLE, "then": Key("following", True)}, required=True),
    "further": Section(
        {**_ARTICLE, **_SHARE, "of": Key("base", True), "margin": Key("flag", True), "by_votes": Key("flag", True)},
        by="kind",
        one_of=("at_least", "more_than"),
    ),
    "reduce_seats": Section(
        {**_ARTICLE, "allowed": Key("flag", True), "by_electors": Key("part", False)}, required=True
    ),
    "elected_order": Section({**_ARTICLE, "names": Key("order", True)}),
}
LEVELS = ("town", "county")
_PART = Section({**_SHARE, "of": Key("base", True)}, one_of=("at_least", "more_than"))
_INNER = {"officers": _OFFICERS, "part": _PART}


def schema_problems(data: Table, file: str) -> Iterator[Problem]:
    """Yield a problem for every key that is unknown (T426), missing (T427) or of a wrong type (T428)."""
    known = {**TOP, **{name: Key("section", section.required) for name, section in SECTIONS.items()}}
    yield from _keys(data, known, file, "", frozenset({"articles", "extends", "opinion"}))
    for name, section in SECTIONS.items():
        if name not in data:
            continue
        if not isinstance(data[name], dict):
            yield wrong_type(file, name, data[name], say("一节（[名称]）"))
        elif section.by:
            yield from _keyed(data[name], name, section, file)
        else:
            yield from _section(data[name], name, section, file)
    articles = data.get("articles", {})
    if not isinstance(articles, dict):
        yield wrong_type(file, "articles", articles, say("一节（[名称]）"))
        return
    for rule, source in articles.items():
        if not _source(source):
            yield wrong_type(file, f"articles.{rule}", source, TYPES["source"].expected)


def _keyed(data: Table, name: str, section: Section, file: str) -> Iterator[Problem]:
    allowed = KINDS if section.by == "kind" else LEVELS
    for key, item in data.items():
        path = f"{name}.{key}"
        if key not in allowed:
            yield _unknown(file, path, key, allowed)
        elif not isinstance(item, dict):
            yield wrong_type(file, path, item, say("一节（[名称]）"))
        else:
            inner = {key: value for key, value in item.items() if not (name == "margin" and key == "named")}
            yield from _section(inner, path, section, file)
            if inner.keys() != item.keys():
                if isinstance(item["named"], dict):
                    yield from _section(item["named"], f"{path}.named", section, file)
                else:
                    yield wrong_type(file, f"{path}.named", item["named"], say("一节（[名称]）"))


def _section(data: Table, path: str, section: Section, file: str) -> Iterator[Problem]:
    yield from _keys(data, section.keys, file, path)
    for key, value in data.items():
        inner = _INNER.get(section.keys[key].type) if key in section.keys else None
        if inner is not None and isinstance(value, dict):
            yield from _section(value, f"{path}.{key}", inner, file)
    if section.one_of and len(data.keys() & set(section.one_of)) != 1:
        yield error(
            "T427",
            place(file, path),
            say("{keys} 要写一个，也只能写一个", keys=section.one_of),
            say("看规则原文是“不少于”（at_least）还是“超过”（more_than）"),
        )


def _keys(
    data: Table, keys: Mapping[str, Key], file: str, path: str, besides: frozenset[str] = frozenset()
) -> Iterator[Problem]:
    for key, value in data.items():
        where = f"{path}.{key}" if path else key
        if key in besides:
            continue
        if key not in keys:
            yield _unknown(file, where, key, tuple(keys))
            continue
        kind = keys[key].type
        if kind in _INNER:
            if not isinstance(value, dict):
                yield wrong_type(file, where, value, say("一节（[名称]）"))
        elif kind != "section" and not TYPES[kind].fits(value):
            yield wrong_type(file, where, value, TYPES[kind].expected)
    for key, wanted in keys.items():
        if wanted.required and key not in data:
            yield error(
                "T427",
                place(file, f"{path}.{key}" if path else key),
                say("缺少“{key}”", key=key),
                say("照 docs 里的规则文件格式补上"),
            )


def _unknown(file: str, path: str, key: str, known: tuple[str, ...]) -> Problem:
    near = get_close_matches(key, known, n=1)
    remedy = (
        say("是不是想写“{near}”？", near=near[0])
        if near
        else say("删去这一行；可用的有：{keys}", keys=tuple(sorted(known)))
    )
    return error("T426", place(file, path), say("不认识“{key}”", key=key), remedy)


def wrong_type(file: str, path: str, value: object, expected: Message) -> Problem:
    """Return that a key holds something of a wrong type (T428)."""
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return error(
        "T428",
        place(file, path),
        say("这里写的是 {value}", value=shown if len(shown) <= 40 else shown[:39] + "…"),
        say("应为{expected}", expected=expected),
    )


def as_json_schema() -> dict[str, Any]:
    """Return the schema of a complete rule book as a JSON Schema (2020-12)."""

    def keys(section: Section) -> dict[str, Any]:
        properties = {
            key: keys(_INNER[one.type]) if one.type in _INNER else dict(TYPES[one.type].json)
            for key, one in section.keys.items()
        }
        result: dict[str, Any] = {
            "type": "object",
            "properties": properties,
            "required": [key for key, one in section.keys.items() if one.required],
            "additionalProperties": False,
        }
        if section.one_of:
            result["oneOf"] = [{"required": [key]} for key in section.one_of]
        return result

    properties: dict[str, Any] = {key: dict(TYPES[one.type].json) for key, one in TOP.items()}
    for name, section in SECTIONS.items():
        one = keys(section)
        if name == "margin":
            one["properties"]["named"] = keys(section)
        if section.by:
            allowed = KINDS if section.by == "kind" else LEVELS
            one = {"type": "object", "properties": dict.fromkeys(allowed, one), "additionalProperties": False}
        properties[name] = one
    properties["articles"] = {"type": "object", "additionalProperties": _SOURCE_SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tally rule book",
        "type": "object",
        "properties": properties,
        "required": [key for key, one in TOP.items() if one.required]
        + [name for name, section in SECTIONS.items() if section.required],
        "additionalProperties": False,
    }
