"""The journal (工作日志, journal.jsonl): every act on an election in order, each line sealed by the one before.

A line is a JSON object. `hash` is the SHA-256 of the line without it, `previous` the hash of the line before: a line
changed, taken out, put in or moved breaks the chain where it happened. A line cut off the end shows by the hash of
the last line, which stands on the sealing record (D16). Times stand here and never in the record.

A count is announced before its record is written (`loaded`, with the check code to come) and noted after it
(`counted`). One that was cut off in between is known by that: the next act notes it, and says that it did so.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error, place, warning
from tally.records.atomic import write_atomically

FILE = "journal.jsonl"
LOCK = ".journal.lock"
SECONDS_TO_WAIT = 20
ACTS: Mapping[str, Message] = {
    "loaded": say("读入"),
    "checked": say("核对"),
    "counted": say("计票"),
    "prepared": say("准备下一次投票"),
    "ruled": say("裁定"),
    "reported": say("出报告单"),
    "verified": say("复核"),
    "replaced": say("替换记录"),
    "exported": say("导出"),
    "sealed": say("封存"),
    "reopened": say("启封"),
    "rehearsed": say("演练"),
    "purged": say("销毁"),
}

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Something done: what (a key of `ACTS`), to which files (path → SHA-256), and what it came to."""

    what: str
    inputs: Mapping[str, str]
    details: Mapping[str, object]


def append(folder: Path, acts: Sequence[Act]) -> Problem | None:
    """Add a line for each act to the journal in a folder, all or none; two commands at once wait for each other.

    Returns a warning where the command goes on: T639 no line could be written, as in a read-only folder, T645 a count
    that had been cut off before its line was noted first.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=SECONDS_TO_WAIT):
            kept = _bytes(folder)
            if kept and not kept.endswith(b"\n"):
                kept += b"\n"
            late = _cut_off(folder, kept, acts)
            write_atomically(folder / FILE, kept + _lines([*late, *acts], kept), sealed_too=True)
    except (OSError, Problems, Timeout) as failure:
        reason = failure.strerror if isinstance(failure, OSError) and failure.strerror else say("文件夹不可写")
        return warning(
            "T639",
            str(folder / FILE),
            say("没有记入工作日志：{reason}", reason=reason),
            say("在可写的文件夹里做这一步，或由人工登记"),
        )
    return _noted_late(str(folder / FILE), str(late[0].details["check_code"])) if late else None


def noted_in(folder: Path, acts: Sequence[Act]) -> tuple[Problem, ...]:
    """Add the lines as `append` does; return what there is to say of it."""
    problem = append(folder, acts)
    return () if problem is None else (problem,)


def read(folder: Path) -> list[Line]:
    """Return the journal's lines; one that is not as the program writes them comes as `{"text": …}`.

    Raises `Problems` (T633) where there is no journal.
    """
    lines = _texts(_bytes(folder))
    if not lines:
        where = str(folder / FILE)
        raise Problems(
            [error("T633", where, say("没有工作日志"), say("先运行 tally count，或用 --election 指明选举目录"))]
        )
    return [_parsed(line) for line in lines]


def head(folder: Path) -> str:
    """Return the hash of the last line, "" where there is no journal."""
    lines = _texts(_bytes(folder))
    return str(_parsed(lines[-1]).get("hash", "")) if lines else ""


def sha256(file: Path) -> str:
    """Return the hash of a file's bytes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def length(folder: Path) -> int:
    """Return the number of lines."""
    return len(_texts(_bytes(folder)))


def codes_expected(folder: Path) -> tuple[str, ...]:
    """Return the check code of the record beside the journal: a count that the journal must know of."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        record = json.loads((folder / "result.json").read_bytes())
        if isinstance(record, dict) and isinstance(record.get("check_code"), str):
            return (record["check_code"],)
    return ()


def check(lines: Sequence[Line], expected: str = "", codes: Sequence[str] = ()) -> list[Problem]:
    """Test the chain: T630 a line changed by hand, T631 lines missing, put in or moved, T632 the end cut off.

    T642 a count announced whose end is missing: cut off while it wrote, or cut off the journal; T645 (a warning) where
    the line was added later.

    `expected` is a hash, or its beginning, that must stand somewhere, as copied from the sealing record; `codes` are
    check codes of records that must have been counted. T922 says where a clock was set back, which breaks nothing.
    """
    problems: list[Problem] = []
    previous, clock = "", ""
    for number, line in enumerate(lines, start=1):
        where = place(FILE, f"{number}行")
        if line.get("hash") != _hash(line):
            problems.append(
                error("T630", where, say("这一行被改动过：内容与校验值不符"), say("与打印件或备份的日志逐行对照"))
            )
        elif line.get("previous") != previous:
            found = say("这一行接不上前一行：中间缺行、插入了行，或顺序被换")
            problems.append(error("T631", where, found, say("与打印件或备份的日志逐行对照")))
        if (time := str(line.get("utc", ""))) < clock:
            problems.append(warning("T922", where, say("时间早于前一行：计算机的时钟被往回拨过"), say("核对时钟")))
        if (details := line.get("details")) and isinstance(details, dict) and details.get("late"):
            problems.append(_noted_late(where, str(details.get("check_code"))))
        previous, clock = str(line.get("hash", "")), max(clock, time)
    if expected and not any(str(line.get("hash", "")).startswith(expected) for line in lines):
        found = say("封存单上的日志校验值 {hash} 不在日志里：末尾的行被删去，或整份日志被替换", hash=expected[:16])
        problems.append(error("T632", FILE, found, say("与封存单和备份的日志对照")))
    announced, counted = _codes(lines, "loaded"), _codes(lines, "counted")
    for code in codes:
        if code in announced - counted:
            found = say("核验码为 {code} 的计票只有开头没有结尾：写到一半被中断，或日志末尾被删去", code=code)
            problems.append(error("T642", FILE, found, say("运行 tally verify：复核这份记录，并补记这一行")))
        elif code not in counted:
            found = say("日志里没有核验码为 {code} 的计票", code=code)
            problems.append(
                error("T632", FILE, found, say("日志末尾被删去，或记录不是在这里计出的；重新运行 tally count"))
            )
    return problems


def _codes(lines: Iterable[Line], act: str) -> set[str]:
    """Return the check codes of every line of an act."""
    details = (line["details"] for line in lines if line.get("act") == act and isinstance(line.get("details"), dict))
    return {str(one["check_code"]) for one in details if "check_code" in one}


def _cut_off(folder: Path, kept: bytes, acts: Iterable[Act]) -> list[Act]:
    """Return the act of a count whose record stands here announced, and whose line neither stands nor comes now."""
    lines = list(map(_parsed, _texts(kept)))
    coming = {str(act.details["check_code"]) for act in acts if act.what == "counted" and "check_code" in act.details}
    open_codes = _codes(lines, "loaded") - _codes(lines, "counted") - coming
    return [
        Act("counted", {}, {"check_code": one, "late": True}) for one in codes_expected(folder) if one in open_codes
    ]


def _noted_late(where: str, code: str) -> Problem:
    found = say("核验码为 {code} 的计票没有记完：写到一半被中断；这一行是后来补记的", code=code)
    return warning("T645", where, found, say("用 tally verify 复核；不是中断的，追查是谁删去了末尾"))


def _lines(acts: Iterable[Act], kept: bytes) -> bytes:
    from importlib.metadata import version

    text = _texts(kept)
    previous = str(_parsed(text[-1]).get("hash", "")) if text else ""
    now = datetime.now(UTC)
    written = b""
    for number, act in enumerate(acts, start=len(text) + 1):
        line: Line = {
            "line": number,
            "time": now.astimezone().isoformat(timespec="seconds"),
            "utc": now.isoformat(timespec="milliseconds"),
            "user": _user(),
            "version": version("tally"),
            "act": act.what,
            "inputs": dict(act.inputs),
            "details": dict(act.details),
            "previous": previous,
        }
        previous = line["hash"] = _hash(line)
        written += _text(line).encode("utf-8") + b"\n"
    return written


def _hash(line: Mapping[str, object]) -> str:
    return hashlib.sha256(
        _text({key: value for key, value in line.items() if key != "hash"}).encode("utf-8")
    ).hexdigest()


def _text(line: Mapping[str, object]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def _parsed(text: str) -> Line:
    with contextlib.suppress(ValueError, RecursionError):
        line = json.loads(text)
        if isinstance(line, dict) and _text(line) == text:
            return line
    return {"text": text}


def _texts(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").removesuffix("\n").split("\n") if content else []


def _bytes(folder: Path) -> bytes:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return (folder / FILE).read_bytes()
    return b""


def _user() -> str:
    with contextlib.suppress(Exception):  # no name in the environment and none in the system's list of users
        return getpass.getuser()
    return ""
