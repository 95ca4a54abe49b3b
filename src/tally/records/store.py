"""result.json on disk: written whole or not at all, and read only when it is what the program wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error
from tally.records.atomic import write_atomically
from tally.records.check_code import canonical, is_whole
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
    record, content = parse_record(path)
    if not is_whole(record, content):
        raise Problems([changed(path)])
    return record


def parse_record(path: Path) -> tuple[dict[str, Any], bytes]:
    """Read a record and its bytes without asking whether its check code fits; see `read_record` for the problems."""
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
    if (
        not isinstance(record["inputs"], list)
        or not all(map(_is_input, record["inputs"]))
        or not isinstance(record["contests"], list)
    ):
        raise _refused("T602", path, say("这不是计票记录"), say("重新运行 tally count"))
    return record, content


def _is_input(entry: object) -> bool:
    """Whether an input is named as the program names it: a path inside the folder, never above it."""
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("role", "path", "sha256")):
        return False
    return is_below(entry["path"])


def is_below(path: str) -> bool:
    """Whether a path leads into the folder that it is read in, and nowhere else.

    >>> is_below("ballots/a.xlsx"), is_below("../a.xlsx"), is_below("/a.xlsx"), is_below("c:a.xlsx")
    (True, False, False, False)
    """
    named = PurePosixPath(path)
    return bool(named.parts) and not named.is_absolute() and ".." not in named.parts and ":" not in named.parts[0]


def changed(path: Path) -> Problem:
    """Return the problem (T604) that a record changed by hand is."""
    return error(
        "T604",
        path.name,
        say("核验码与内容不符，记录被改动过"),
        say("不要使用这份记录；重新运行 tally count，或从备份取回"),
    )


def _refused(code: str, path: Path, found: Message, remedy: Message) -> Problems:
    return Problems([error(code, path.name, found, remedy)])
