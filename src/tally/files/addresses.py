"""Files at an address: `s3://bucket/ballots.parquet` and whatever fsspec knows, as paths of universal_pathlib.

Such a path is used like one of this machine. Nothing is looked for on a network unless an address says so.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import Thread
from typing import Any, cast

from tally.domain.message import say
from tally.domain.problem import Problems, error

ANSWERS_WITHIN = 15.0  # seconds
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Tell whether a text is an address and no path of this machine.

    >>> is_address("s3://ballots/a.parquet"), is_address("ballots/a.parquet")
    (True, False)
    """
    return _ADDRESS.match(text) is not None


def at_address(text: str) -> Path:
    """Return the file or folder at an address; raises `Problems`: T915 the extra is missing, T916 no such kind."""
    try:
        from upath import UPath
    except ImportError:
        raise _missing(text, "tally[objects]") from None
    try:
        return cast(Path, UPath(text))
    except ImportError as reason:  # fsspec names the package that an address of this kind takes
        raise _missing(text, reason.name or str(reason)) from None
    except ValueError:
        found = say("不认识这种地址")
        raise Problems([error("T916", text, found, say("核对 :// 前面的部分，例如 s3://、gs://"))]) from None


def answering(text: str) -> Path:
    """Return what stands at an address once something answers there; raises also T917 where nothing does."""
    path = at_address(text)
    told: list[str] = []

    def ask() -> None:
        try:
            path.exists()
            told.append("")
        except Exception as reason:  # every service has errors of its own, few of them OSErrors
            told.append(" ".join(str(reason).split())[:120] or type(reason).__name__)

    asking = Thread(target=ask, daemon=True)  # some services try again for minutes
    asking.start()
    asking.join(ANSWERS_WITHIN)
    if told == [""]:
        return path
    found = say("这个地址没有应答：{reason}", reason=told[0]) if told else say("这个地址没有应答")
    remedy = say("核对地址、权限和网络；也可以把文件取到本机，再写本机的路径")
    raise Problems([error("T917", text, found, remedy)])


def opened(path: Path) -> Any:
    """Return what Arrow reads: the path itself of a file of this machine, which is mapped, else the open file."""
    return path if isinstance(path, Path) else path.open("rb")


def _missing(text: str, name: str) -> Problems:
    found = say("读这种地址要用的 {name} 没有装", name=name)
    return Problems([error("T915", text, found, say("安装：pip install 'tally[objects]'；或把文件取到本机"))])
