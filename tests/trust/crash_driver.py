"""Run one act again and again, and kill it, or fill its disk, at one write point later each time; print what is left.

`python crash_driver.py FOLDER ACT kill|full`, where FOLDER holds a counted election; see test_crash.py.
"""

from __future__ import annotations

import errno
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tally
from tally.domain.problem import Problems
from tally.records import seal
from tally.records.count_election import count_election
from tally.records.publish import publish

MOST_POINTS = 200


def count(folder: Path) -> None:
    ballots = [str(folder / "ballots.xlsx")]
    election = tally.load(folder)
    publish(count_election(election, ballots)[1], folder / "out", election, ballots)


def close(folder: Path) -> None:
    seal.seal(folder / "out", folder / "election.toml")


ACTS: dict[str, Callable[[Path], None]] = {"count": count, "seal": close}


def arm(point: int, how: str) -> None:
    """Let the process die, or its disk be full, at the given write point: before and after each step of a write."""
    passed = 0

    def strike() -> None:
        nonlocal passed
        passed += 1
        if passed == point or (how == "full" and passed > point):
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def guarded(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def step(*arguments: Any, **options: Any) -> Any:
            strike()
            result = real(*arguments, **options)
            if how == "kill":
                strike()
            return result

        setattr(owner, name, step)

    for owner, name in ((tempfile, "mkstemp"), (os, "fsync"), (pathlib.Path, "replace"), (pathlib.Path, "chmod")):
        guarded(owner, name)


def main(folder: Path, act: str, how: str) -> None:
    pristine = folder.with_name("pristine")
    shutil.copytree(folder, pristine)
    ACTS[act](folder)
    finished = state(folder)
    points = []
    for point in range(1, MOST_POINTS):
        shutil.rmtree(folder)
        shutil.copytree(pristine, folder)
        child = os.fork()
        if child == 0:
            arm(point, how)
            try:
                ACTS[act](folder)
            except Problems:
                os._exit(1)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        left = state(folder)
        ACTS[act](folder) if not (folder / "out" / "seal.json").exists() else None
        points.append({"status": status, "left": left, "again": state(folder)})
        if status == 0 and left.keys() == finished.keys():
            break
    print(json.dumps({"before": state(pristine), "finished": finished, "points": points}))


def state(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().hex()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
