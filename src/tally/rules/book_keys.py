"""What a rule book may hold, as data: the keys of its sections, and the types of their values."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.election import Kind
from tally.domain.message import Message, say

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


def is_source(value: Any) -> bool:
    """Whether a value says where a rule was read: `{ article = "…", grade = "S" }`."""
    return (
        isinstance(value, dict)
        and value.keys() == {"article", "grade"}
        and isinstance(value["article"], str)
        and bool(value["article"].strip())
        and value["grade"] in GRADES
    )


GRADES = ("S", "T", "P", "U")
KINDS = tuple(kind.value for kind in Kind)
SOURCE_SCHEMA = {
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
        lambda value: _pair(value) and value[0] <= value[1],
        say("范围，写成 [最少, 最多]，如 [1, 3]"),
        _PAIR_SCHEMA,
    ),
    "source": Type(
        is_source, say('出处，写成 {{ article = "第几条", grade = "S" }}，等级为 S、T、P、U'), SOURCE_SCHEMA
    ),
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
    "winner": _one_of("most"),
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
INNER: Mapping[str, Section] = {"officers": _OFFICERS, "part": _PART}
