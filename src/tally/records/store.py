"""result.json on disk: written whole or not at all, and read only when it is what the program wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tally.domain.message import Message, say
from tally.domain.problem import Problems, error
from tally.records.atomic import write_atomically
from tally.records.check_code import canonical, check_code
from tally.records.record import SCHEMA

FILE = "result.json"
_NEEDED = ("election", "attendance", "method", "contests", "inputs", "waivers", "problems", "check_code")


def write_record(record: Mapping[str, Any], directory: Path) -> Path:
    """Write the record into a folder, made when missing; raises `Problems` (T64x) and leaves an older one whole."""
    path = directory / FILE
    write_atomically(path, canonical(record))
    return path


def read_record(path: Path) -> dict[str, Any]:
    """Read a record.

    Raises `Problems`: T601 no such file, T602 no record, T603 an unknown schema, T604 a check code that does not fit
    (the record was changed by hand), T605 a missing part.
    """
    try:
        content = path.read_bytes()
    except OSError as exception:
        reason = exception.strerror or type(exception).__name__
        raise _refused(
            "T601", path, say("打不开计票记录：{reason}", reason=reason), say("先运行 tally count")
        ) from exception
    try:
        record = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as exception:
        raise _refused("T602", path, say("这不是计票记录"), say("重新运行 tally count")) from exception
    if not isinstance(record, dict):
        raise _refused("T602", path, say("这不是计票记录"), say("重新运行 tally count"))
    if record.get("schema") != SCHEMA:
        found = say("不认识的记录版本 {schema}", schema=str(record.get("schema"))[:20])
        raise _refused("T603", path, found, say("用写出这份记录的版本，或更新的 tally"))
    missing = [key for key in _NEEDED if key not in record]
    if missing:
        found = say("记录缺少：{parts}", parts=tuple(missing))
        raise _refused("T605", path, found, say("重新运行 tally count"))
    if record["check_code"] != check_code(record) or content != canonical(record):
        raise _refused(
            "T604",
            path,
            say("核验码与内容不符，记录被改动过"),
            say("不要使用这份记录；重新运行 tally count，或从备份取回"),
        )
    return record


def _refused(code: str, path: Path, found: Message, remedy: Message) -> Problems:
    return Problems([error(code, path.name, found, remedy)])
