"""Records of what only informs (recommend.json, appraise.json, …): made, kept, read again and recounted.

Each kind has one function from its settings file to its figures; a record is those figures and a check code. The same
function, run again, verifies a record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error
from tally.records.atomic import write_atomically
from tally.records.check_code import canonical, check_code, is_whole

Consult = Callable[[Path], tuple[dict[str, Any], tuple[Problem, ...]]]

_KINDS: Mapping[str, tuple[str, str]] = {
    "recommend": ("tally.consultation.recommend_record", "recommend"),
    "appraise": ("tally.consultation.appraise_record", "appraise"),
    "hands": ("tally.consultation.hands", "hands"),
    "delegates": ("tally.consultation.delegates", "delegates"),
    "credentials": ("tally.consultation.credentials", "credentials"),
    "checkin": ("tally.consultation.checkin", "checkin"),
    "plan": ("tally.schedule.plan", "plan"),
}


def settings_file(kind: str) -> str:
    """Return the name of a kind's settings file.

    >>> settings_file("recommend")
    'recommend.toml'
    """
    return f"{kind}.toml"


def consult(kind: str, path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the record of one kind, made from its settings file, and remarks; raises `Problems`."""
    module, function = _KINDS[kind]
    run: Consult = getattr(import_module(module), function)
    figures, remarks = run(path)
    record = {**figures, "problems": [one.as_json() for one in sorted(remarks, key=_by_code)]}
    return {**record, "check_code": check_code(record)}, remarks


def _by_code(one: Problem) -> tuple[str, str, str]:
    return one.code, one.place, str(one.found)


def write_consulted(record: Mapping[str, Any], directory: Path) -> Path:
    """Write a record into a folder, made when missing; raises `Problems` (T640)."""
    path = directory / f"{record['kind']}.json"
    write_atomically(path, canonical(record))
    return path


def is_consulted(path: Path) -> bool:
    """Whether a file is a record of one of these kinds, and not of an election."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("kind") in _KINDS and "inputs" in data


def read_consulted(path: Path) -> dict[str, Any]:
    """Read a record; raises `Problems`: T796 it cannot be read or is none of these, T797 it was changed by hand."""
    try:
        content = path.read_bytes()
        record = json.loads(content)
    except (OSError, ValueError, RecursionError) as exception:
        raise _refused("T796", path, say("打不开这份记录"), say("核对文件名，或重新运行原来的命令")) from exception
    if not isinstance(record, dict) or record.get("kind") not in _KINDS or not isinstance(record.get("inputs"), list):
        raise _refused("T796", path, say("这不是推荐、测评等的记录"), say("核对文件名，或重新运行原来的命令"))
    if not is_whole(record, content):
        raise _refused(
            "T797",
            path,
            say("核验码与内容不符，记录被改动过"),
            say("不要使用这份记录；重新运行原来的命令，或从备份取回"),
        )
    return record


def verify_consulted(path: Path, folder: Path | None = None) -> list[Problem]:
    """Recount a record from the inputs it names and compare field by field.

    `folder` holds the settings file; without it, the folder above the record's and the record's own are tried.
    Returns T798 for each field that differs (empty: everything agrees). Raises `Problems` of reading and counting.
    """
    record = read_consulted(path)
    kind = record["kind"]
    name = next((one["path"] for one in record["inputs"] if one.get("role") == "settings"), settings_file(kind))
    tried = [folder] if folder is not None else [path.parent.parent, path.parent]
    settings = next((one / name for one in tried if (one / name).is_file()), None)
    if settings is None:
        found = say("找不到记录所依据的 {file}", file=name)
        raise _refused("T799", path, found, say("把记录放回原来的 out 文件夹，或写明所在文件夹"))
    fresh, _ = consult(kind, settings)
    return [
        error(
            "T798",
            f"{path.name} › {key}",
            say("重新计算的结果与记录不同"),
            say("核对输入文件是否改动过；以重新核对无误的输入为准，重新出记录"),
        )
        for key in record
        if key not in ("check_code", "problems") and record[key] != fresh.get(key)
    ]


def _refused(code: str, path: Path, found: Message, remedy: Message) -> Problems:
    return Problems([error(code, path.name, found, remedy)])
