"""The options that say where counting runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.usage import MisuseError
from tally.domain.message import say

if TYPE_CHECKING:
    from tally.counting.engine import Engine

MOST_WORKERS = 256
Workers = Annotated[
    str, typer.Option("--workers", help="用几个进程计票：个数，或 auto（文件多时自动用多个）", metavar="N|auto")
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", help="在 Dask 集群上计票", metavar="tcp://HOST:8786", show_default=False),
]


def engine_of(workers: str, cluster: str | None) -> Engine:
    """Return the engine asked for; anything but a number of workers from one up, or auto, is wrong usage."""
    from tally.counting.engine import chosen

    if cluster is not None and workers != "auto":
        raise MisuseError(say("--workers 和 --cluster 只用一个"))
    if workers == "auto":
        return chosen(None, cluster)
    if not (workers.isascii() and workers.isdecimal() and 1 <= int(workers) <= MOST_WORKERS):
        raise MisuseError(say("要写1至{most}的整数，或 auto", most=MOST_WORKERS), "--workers")
    return chosen(int(workers))
