"""The installed command, run as users run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TALLY = Path(sys.executable).with_name("tally")


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
    """Run `tally`; a traceback fails the test whatever else happens."""
    done = subprocess.run(
        [str(TALLY), *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    run = Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in run.err + run.out, run.err
    assert "T909" not in run.err, run.err
    return run
