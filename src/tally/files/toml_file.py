"""A file in TOML as people write it: read once, refused with the reason when it is none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problems, error


def read_toml(path: Path) -> tuple[bytes, dict[str, Any]]:
    """Return a file's bytes and its tables; raises `Problems` (T102)."""
    try:
        content = path.read_bytes()
    except OSError as exception:
        reason = exception.strerror or type(exception).__name__
        found = say("打不开这个文件：{reason}", reason=reason)
        raise Problems([error("T102", path.name, found, say("检查文件是否存在、是否有读取权限"))]) from exception
    return content, _parse(content, path)


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
