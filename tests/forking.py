"""A Python that has loaded what the program loads and forks a child for every command asked of it.

Each child runs the real `main` with its own arguments, folder, environment and streams, and ends with its own status;
only the half second of loading is spent once. Requests and statuses are lines of JSON on the standard streams.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import traceback
from typing import Any

LOADED = (
    "tally.cli.app",
    "tally.records.count_election",
    "tally.documents.screen",
    "jinja2.sandbox",
    "numpy",
    "openpyxl",
    "pyarrow.compute",
    "pyarrow.parquet",
    "python_calamine",
    "tabulate",
)


def serve() -> None:
    """Answer requests until the input ends."""
    _load()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_run(request))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _load() -> None:
    os.environ["TYPER_USE_RICH"] = "0"  # as `main` does before typer is loaded
    for name in LOADED:
        importlib.import_module(name)


def _run(request: dict[str, Any]) -> int:
    from tally.cli import main

    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, (path, flags) in enumerate(
        [(request["in"], os.O_RDONLY), (request["out"], os.O_WRONLY), (request["err"], os.O_WRONLY)]
    ):
        os.dup2(os.open(path, flags), number)
    sys.argv = ["tally", *request["arguments"]]
    status: object = 0
    try:
        main()
    except SystemExit as end:
        status = end.code
    except BaseException:
        traceback.print_exc()
        status = 1
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    return status if isinstance(status, int) else int(status is not None)


if __name__ == "__main__":
    serve()
