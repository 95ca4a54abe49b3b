"""A Dask cluster on this machine: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cluster:
    """Processes of a cluster; the scheduler is the first."""

    address: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextmanager
def a_cluster(folder: Path) -> Iterator[Cluster]:
    """Start a cluster, which tells its address in the folder, and end it."""
    found = Cluster("")
    try:
        known = folder / "scheduler.json"
        dask = [sys.executable, "-m", "dask"]
        plain = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(known)]
        found.processes.append(_start([*dask, "scheduler", "--port", "0", *plain]))
        for _ in range(2):
            alone = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0"]
            found.processes.append(_start([*dask, "worker", *plain, *alone]))
        found.address = _answering(known)
        yield found
    finally:
        for process in reversed(found.processes):
            process.kill()
            process.wait(10)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _answering(known: Path) -> str:
    import distributed

    deadline = time.monotonic() + 60
    while not known.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    with distributed.Client(scheduler_file=str(known), timeout=60, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        return str(client.scheduler.address)
