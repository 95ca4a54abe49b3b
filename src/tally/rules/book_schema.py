"""A rule book held against its form: every departure said at once, and the same form as a JSON Schema.

The schema is for editors and for people who write a book of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from tally.domain.message import Message, say
from tally.domain.problem import Problem, error, place
from tally.rules.book_keys import (
    INNER,
    KINDS,
    LEVELS,
    SECTIONS,
    SOURCE_SCHEMA,
    TOP,
    TYPES,
    Key,
    Section,
    Table,
    is_source,
)


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
        if not is_source(source):
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
        inner = INNER.get(section.keys[key].type) if key in section.keys else None
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
        if kind in INNER:
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
            key: keys(INNER[one.type]) if one.type in INNER else dict(TYPES[one.type].json)
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
    properties["articles"] = {"type": "object", "additionalProperties": SOURCE_SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tally rule book",
        "type": "object",
        "properties": properties,
        "required": [key for key, one in TOP.items() if one.required]
        + [name for name, section in SECTIONS.items() if section.required],
        "additionalProperties": False,
    }
