"""What a TOML table may hold, declared as data, and every departure from it said at once with its path."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from tally.domain.message import Message, say
from tally.domain.problem import Problem, error, place

TYPES: Mapping[str, tuple[type, Message]] = {
    "text": (str, say("文字（写在引号里）")),
    "count": (int, say("整数")),
    "flag": (bool, say("true 或 false")),
    "date": (datetime.date, say("日期（如 2026-11-20，不加引号）")),
    "moment": (datetime.date, say("日期，或日期和时间（如 2026-11-20 或 2026-11-20T14:00:00，不加引号）")),
    "dates": (list, say("日期的列表（如 [2026-10-01, 2026-10-02]）")),
    "texts": (list, say('文字的列表（如 ["甲", "乙"]）')),
    "table": (dict, say("一节（[名称] 或 {{键 = 值}}）")),
    "tables": (list, say("若干节（[[名称]]）")),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One key: its type (a key of `TYPES`), whether it must be there, what values it may take, its least number."""

    type: str
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0


class Reader:
    """Reads tables against their fields and gathers problems; what is wrong is left out of what it returns."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, code: str, path: str, found: Message, remedy: Message, rule: str | None = None) -> None:
        """Note a problem at a path of the file."""
        self.problems.append(error(code, place(self.file, path), found, remedy, rule))

    def missing(self, path: str, expected: Message | str) -> None:
        """Note (T104) that the last key of a path is not there; `expected` is what belongs behind it."""
        key = path.rpartition(".")[2]
        found, remedy = say("缺少“{key}”", key=key), say("补上：{key} = {expected}", key=key, expected=expected)
        self.add("T104", path, found, remedy)

    def read(self, data: Mapping[str, Any], fields: Mapping[str, Field], path: str = "") -> dict[str, Any]:
        """Return the values that fit their fields."""
        values: dict[str, Any] = {}
        for key, value in data.items():
            if key not in fields:
                self._unknown(key, fields, join(path, key))
            elif self._fits(value, fields[key], join(path, key)):
                values[key] = value
        for key, field in fields.items():
            if field.required and key not in data:
                self.missing(join(path, key), TYPES[field.type][1])
        return values

    def _unknown(self, key: str, fields: Mapping[str, Field], path: str) -> None:
        near = get_close_matches(key, fields, n=1)
        remedy = (
            say("是不是想写“{near}”？", near=near[0])
            if near
            else say("删去这一行；可用的有：{keys}", keys=tuple(sorted(fields)))
        )
        self.add("T103", path, say("不认识“{key}”", key=key), remedy)

    def _fits(self, value: object, field: Field, path: str) -> bool:
        expected, description = TYPES[field.type]
        items = value if isinstance(value, list) else []
        wrong_type = (
            not isinstance(value, expected)
            or (field.type == "count" and isinstance(value, bool))
            or (field.type == "date" and isinstance(value, datetime.datetime))
            or (field.type == "dates" and not all(type(item) is datetime.date for item in items))
            or (field.type == "texts" and not all(isinstance(item, str) for item in items))
            or (field.type == "tables" and not all(isinstance(item, dict) for item in items))
        )
        if wrong_type:
            self.add(
                "T105",
                path,
                say("这里写的是 {value}", value=_shown(value)),
                say("应为{expected}", expected=description),
            )
        elif field.choices and value not in field.choices:
            self.add(
                "T106",
                path,
                say("不能是“{value}”", value=_shown(value)),
                say("可以是：{choices}", choices=tuple(field.choices)),
            )
        elif field.type == "count" and isinstance(value, int) and not field.least <= value <= MOST:
            self.add(
                "T107",
                path,
                say("{value} 超出范围", value=value),
                say("应为 {least} 到 {most} 之间的整数", least=field.least, most=MOST),
            )
        elif field.type in DATES and not all(EARLIEST <= day.year <= LATEST for day in _days(value)):
            self.add(
                "T107",
                path,
                say("{value} 超出范围", value=_shown(value)),
                say("应为 {earliest} 到 {latest} 年之间的日期", earliest=EARLIEST, latest=LATEST),
            )
        elif field.type == "text" and field.required and not str(value).strip():
            self.add("T104", path, say("“{key}”是空的", key=path.rpartition(".")[2]), say("请填写"))
        else:
            return True
        return False


MOST = 2_000_000_000
DATES = ("date", "moment", "dates")
EARLIEST, LATEST = 1949, 2199


def _days(value: Any) -> list[datetime.date]:
    return value if isinstance(value, list) else [value]


def join(path: str, key: str) -> str:
    """Join a key to a path.

    >>> join("contest[2] (discipline)", "seats"), join("", "title")
    ('contest[2] (discipline).seats', 'title')
    """
    return f"{path}.{key}" if path else key


def nth(name: str, number: int, item: Mapping[str, Any]) -> str:
    """Return the path of a table among several of one name, with its id where that is a text.

    >>> nth("step", 2, {"id": "talks"}), nth("step", 3, {})
    ('step[2] (talks)', 'step[3]')
    """
    label = item.get("id")
    return f"{name}[{number}] ({label})" if isinstance(label, str) else f"{name}[{number}]"


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
