"""The command, run as users run it: its own arguments, folder, environment, streams and exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

TALLY = Path(sys.executable).with_name("tally")
_FORKING = Path(__file__).with_name("forking.py")
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Run:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> set[str]:
        """Codes of the problems that a --json command refused with."""
        return {one["code"] for one in self.json["problems"]}


def tally(*arguments: object, cwd: Path | None = None, stdin: bytes = b"", **environment: str) -> Run:
    """Run `tally`; a traceback fails the test whatever else happens.

    Where the environment says something to Python itself, and where there is no fork, the installed script runs.
    """
    words = [str(one) for one in arguments]
    anew = any(name.startswith("PYTHON") for name in environment) or not hasattr(os, "fork")
    run = _installed if anew else _forked
    done = run(words, str(cwd or Path.cwd()), stdin, {**os.environ, **environment})
    assert "Traceback" not in done.err + done.out, done.err
    assert "T909" not in done.err, done.err
    return done


def _installed(arguments: list[str], cwd: str, stdin: bytes, environment: dict[str, str]) -> Run:
    done = subprocess.run(
        [str(TALLY), *arguments], cwd=cwd, input=stdin, capture_output=True, check=False, env=environment
    )
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def _forked(arguments: list[str], cwd: str, stdin: bytes, environment: dict[str, str]) -> Run:
    with tempfile.TemporaryDirectory() as folder, _ONE_AT_A_TIME:
        streams = {name: str(Path(folder) / name) for name in ("in", "out", "err")}
        for name, path in streams.items():
            Path(path).write_bytes(stdin if name == "in" else b"")
        server = _server()
        assert server.stdin
        assert server.stdout
        request = {"arguments": arguments, "cwd": cwd, "environment": environment, **streams}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return Run(status, *(Path(streams[name]).read_bytes().decode("utf-8") for name in ("out", "err")))


@cache
def _server() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(_FORKING)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
