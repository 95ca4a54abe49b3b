"""A file in TOML as people write it: read once, refused with the reason when it is none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error
from tally.domain.toml_dates import date_problems, without_impossible_dates


def read_toml(path: Path) -> tuple[bytes, dict[str, Any]]:
    """Return a file's bytes and its tables; raises `Problems` (T102)."""
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        raise Problems([error("T102", path.name, say("不是文件"), say("检查文件是否存在、是否有读取权限"))])
    try:
        content = path.read_bytes()
    except OSError as exception:
        reason = exception.strerror or type(exception).__name__
        found = say("打不开这个文件：{reason}", reason=reason)
        raise Problems([error("T102", path.name, found, say("检查文件是否存在、是否有读取权限"))]) from exception
    return content, _parse(content, path)


def read_toml_and_bad_dates(path: Path) -> tuple[bytes, dict[str, Any], list[Problem]]:
    """Return a file's bytes, its tables, and a problem (T120) for each date that is none.

    The tables then hold another day in its place: they serve only to find what else is wrong. Raises `Problems` (T102).
    """
    try:
        return *read_toml(path), []
    except Problems as refused:
        content = path.read_bytes() if path.is_file() else b""
        text = content.decode("utf-8-sig", "replace")
        bad = list(date_problems(path.name, text))
        if not bad:
            raise
        others = refused.problems
    try:
        return content, _parse(without_impossible_dates(text).encode("utf-8"), path), bad
    except Problems:
        raise Problems([*bad, *others]) from None


def _parse(content: bytes, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as exception:
        found, remedy = say("文件不是 UTF-8 编码"), say("用记事本“另存为”，编码选 UTF-8")
        raise Problems([error("T102", path.name, found, remedy)]) from exception
    except (ValueError, RecursionError) as exception:
        found = say("格式有误：{detail}", detail=str(exception))
        remedy = say("检查这一行的引号、等号和括号（应为英文半角）")
        raise Problems([error("T102", path.name, found, remedy)]) from exception
