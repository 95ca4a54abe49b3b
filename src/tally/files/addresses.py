"""Files at an address: `s3://bucket/ballots.parquet` and whatever fsspec knows, as paths of universal_pathlib.

Such a path is used like one of this machine. Nothing is looked for on a network unless an address says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any, cast

from tally.domain.message import Message, say
from tally.domain.problem import Problems, error

ANSWERS_WITHIN = 15.0  # seconds
FETCHED_AT_ONCE = 4 << 20  # bytes kept of each open file; s3fs would keep fifty MiB
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^/@]*:[^/@]*@")


def is_address(text: str) -> bool:
    """Tell whether a text is an address and no path of this machine.

    >>> is_address("s3://ballots/a.parquet"), is_address("ballots/a.parquet")
    (True, False)
    """
    return _ADDRESS.match(text) is not None


def at_address(text: str) -> Path:
    """Return the file or folder at an address.

    Raises `Problems`: T915 a package is missing, T916 no such kind, T918 a password in the address, which every record
    and message would show.
    """
    if _PASSWORD.search(text):
        found, remedy = say("地址里写着密码"), say("把密码交给这种存储自己的配置或环境变量，地址里不要写")
        raise Problems([error("T918", _PASSWORD.sub("://***@", text), found, remedy)])
    try:
        from upath import UPath
    except ImportError:
        raise _missing(text, "tally[objects]") from None
    scheme, rest = text.split("://", 1)
    try:
        return cast(Path, UPath(f"{scheme.lower()}://{rest}"))
    except ImportError as reason:  # fsspec names the package that an address of this kind takes
        raise _missing(text, reason.name or str(reason)) from None
    except ValueError:
        found = say("不认识这种地址")
        raise Problems([error("T916", text, found, say("核对 :// 前面的部分，例如 s3://、gs://"))]) from None


def answering(text: str) -> Path:
    """Return what stands at an address once something answers there and lets itself be read.

    Raises also T917 where nothing answers, or nothing stands at an address that names no file.
    """
    path = at_address(text)
    told: list[Exception | None] = []

    def ask() -> None:
        try:
            _touch(path)
            told.append(None)
        except Exception as reason:  # every service has errors of its own, few of them OSErrors
            told.append(reason)

    asking = Thread(target=ask, daemon=True)  # some services try again for minutes
    asking.start()
    asking.join(ANSWERS_WITHIN)
    if told == [None] or (told and isinstance(told[0], FileNotFoundError) and path.suffix):
        return path
    if told and isinstance(told[0], ImportError):
        raise _missing(text, told[0].name or " ".join(str(told[0]).split()))
    raise Problems(
        [error("T917", text, _silence(told), say("核对地址、权限和网络；也可以把文件取到本机，再写本机的路径"))]
    )


def _touch(path: Path) -> None:
    if path.is_dir():
        next(iter(path.iterdir()), None)
        return
    with path.open("rb") as file:
        file.read(1)


def _silence(told: Sequence[Exception | None]) -> Message:
    if not told:
        return say("这个地址没有应答")
    if isinstance(told[0], FileNotFoundError):
        return say("这个地址上什么也没有")
    reason = " ".join(str(told[0]).split())[:120] or type(told[0]).__name__
    return say("这个地址没有应答：{reason}", reason=reason)


def opened(path: Path) -> Any:
    """Return what Arrow reads: the path itself of a file of this machine, which is mapped, else the open file."""
    return path if isinstance(path, Path) else streamed(path)


def streamed(path: Path) -> Any:
    """Open a file wherever it stands, so that little of it is in memory at a time."""
    return path.open("rb") if isinstance(path, Path) else path.open("rb", block_size=FETCHED_AT_ONCE)


def _missing(text: str, name: str) -> Problems:
    found = say("读这种地址要用的 {name} 没有装", name=name)
    return Problems([error("T915", text, found, say("安装：pip install 'tally[objects]'；或把文件取到本机"))])
