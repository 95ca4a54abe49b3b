"""Change one operator, number or truth value of the rules and the count at a time; each change must fail a test.

python scripts/mutate_code.py [--sample N] [--seed N] [--at NAME:LINE …] [--seconds N] [--list] [--part I/N] [PATH…]

Exit 1 when a change survives. Comparisons move by one step (> to ≥, == to !=, in to not in), + and - change places, as
* and // do, `not` is dropped, `and` becomes `or`, whole numbers go up by one, True becomes False. Texts, and files that
only say things, are left out. No file is touched. All tests are collected once; each runs once to learn which lines it
reaches. Then every change is put into the loaded functions of a forked child, which runs the tests that reach its line,
those that reach least first, until one fails, for at most `--seconds`. What a module does while it is loaded is changed
in a Python of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tally"
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from mutations import Change, changed, changes, put_in

WORDS_ONLY = {"catalogue.py", "comparison.py", "listing.py"}
NOT_ABOUT_RULES = (
    "tests/unit/test_messages.py",
    "tests/unit/test_reference.py",
    "tests/cli/test_wheel.py",
    "tests/cli/test_cluster.py",
    "tests/trust/test_crash.py",
)
ABOUT_MODULES = ("tests/unit/test_frozen_values.py", "tests/unit/test_no_rule_numbers.py")
SLOW = 30.0
MEMORY = 12 << 30
NOT_PUT_IN, TOO_LONG = 2, 9


class Mutating:
    """A pytest plugin: instead of one run of all tests, a run of some of them for every change."""

    def __init__(self, found: list[Change], seconds: float, kept: Path | None) -> None:
        self.found, self.seconds, self.kept = found, seconds, kept
        self.about_modules: set[int] = set()
        self.survivors: list[Change] = []
        self.items: Sequence[pytest.Item] = ()
        self.reached: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.cost: dict[str, float] = {}

    def pytest_configure(self) -> None:
        """Let every run of a test draw the same examples."""
        _same_examples()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn what each test reaches, then try every change."""
        _commands_in_forks()
        self.items = session.items
        self._map()
        for number, change in enumerate(self.found, 1):
            began = time.monotonic()
            tests = self._tests_of(change)
            end = self._try(change, tests) if tests else "unreached"
            if end != "killed":
                self.survivors.append(change)
            said = f"{number}/{len(self.found)} {end}  {change}  {len(tests)} tests, {time.monotonic() - began:.1f} s"
            print(said, flush=True)
        return True

    def _tests_of(self, change: Change) -> list[pytest.Item]:
        lines = self.reached[str(change.path)]
        names = lines.get(change.line, set()) if change.loaded else self.about_modules.union(*lines.values())
        return sorted((self.items[at] for at in names), key=lambda one: self.cost[one.nodeid])

    def _map(self) -> None:
        files = {str(change.path) for change in self.found}
        known = json.loads(self.kept.read_text()) if self.kept and self.kept.is_file() else {}
        learnt: dict[str, tuple[float, list[list[Any]]]] = {}
        for number, item in enumerate(self.items):
            if item.nodeid not in known:
                began = time.monotonic()
                status, said = _forked(partial(_run_traced, item, files), SLOW)
                seconds = time.monotonic() - began
                if status:
                    print("left out", item.nodeid, "failed" if seconds < SLOW else "slow", flush=True)
                    continue
                reached = {tuple(one) for line in said.splitlines() for one in json.loads(line)}
                known[item.nodeid] = seconds, sorted(reached)
            seconds, lines = learnt[item.nodeid] = known[item.nodeid]
            for path, line in lines:
                self.reached[path][line].add(number)
            self.cost[item.nodeid] = seconds * (len(lines) + 1)
            if item.nodeid.startswith(ABOUT_MODULES):
                self.about_modules.add(number)
        if self.kept:
            self.kept.write_text(json.dumps(learnt))

    def _try(self, change: Change, tests: Sequence[pytest.Item]) -> str:
        def try_it() -> int:
            if not put_in(change):
                return NOT_PUT_IN
            return int(any(_fails(one) for one in tests))

        if not change.loaded:
            return _anew(change, [one.nodeid for one in tests], self.seconds)
        status, _ = _forked(try_it, self.seconds)
        return {0: "survived", NOT_PUT_IN: "not put in", TOO_LONG: "undecided"}.get(status, "killed")


def _fails(item: pytest.Item) -> bool:
    from _pytest.runner import runtestprotocol

    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _run_traced(item: pytest.Item, files: set[str]) -> int:
    import coverage

    tracer = coverage.Coverage(data_file=None, include=sorted(files), config_file=False, messages=False)
    tracer.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured", "module-not-imported"])
    global _ended

    def end() -> None:
        tracer.stop()
        data = tracer.get_data()
        reached = [(path, line) for path in data.measured_files() for line in data.lines(path) or ()]
        os.write(_pipe, (json.dumps(reached) + "\n").encode())

    _ended = end
    tracer.start()
    failed = _fails(item)
    end()
    return int(failed)


def _anew(change: Change, tests: list[str], seconds: float) -> str:
    """Run the tests in a new Python that loads the changed module."""
    command = [sys.executable, __file__, "--anew", f"{change.path}:{change.node}:{change.operator}"]
    names = "\n".join(one for one in tests if "::" in one and not one.startswith("src/"))
    try:
        done = subprocess.run(
            command, input=names.encode(), cwd=ROOT, capture_output=True, check=False, timeout=seconds + 15
        )
    except subprocess.TimeoutExpired:
        return "undecided"
    return {0: "survived", 1: "killed"}.get(done.returncode, f"not run ({done.returncode})")


class _Anew(SourceFileLoader):
    change: Change

    def get_code(self, fullname: str) -> CodeType | None:
        return changed(self.change) if self.path == str(self.change.path) else super().get_code(fullname)


class _Collected:
    """A pytest plugin: the tests named, in the order named, with commands in forks."""

    def __init__(self, names: list[str]) -> None:
        self.order = {name: at for at, name in enumerate(names)}

    def pytest_configure(self) -> None:
        """Let a test draw the examples it drew without the change."""
        _same_examples()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep what was asked for."""
        items[:] = sorted((one for one in items if one.nodeid in self.order), key=lambda one: self.order[one.nodeid])
        _commands_in_forks()


def _run_anew(where: str) -> int:
    path, node, operator = where.rsplit(":", 2)
    found = [one for one in changes(Path(path)) if (one.node, one.operator) == (int(node), int(operator))]
    _Anew.change = found[0]
    finder = FileFinder.path_hook((_Anew, [".py"]), (ExtensionFileLoader, EXTENSION_SUFFIXES))
    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()
    names = sys.stdin.read().splitlines()
    files = sorted({name.split("::")[0] for name in names})
    status = pytest.main(
        ["-x", "-s", "-p", "no:xdist", "-p", "no:benchmark", "-p", "no:cacheprovider", *files],
        plugins=[_Collected(names)],
    )
    return {pytest.ExitCode.OK: 0, pytest.ExitCode.NO_TESTS_COLLECTED: 3}.get(pytest.ExitCode(status), 1)


_pipe = -1
_ended: Callable[[], object] | None = None


def _forked(run: Callable[[], int], limit: float) -> tuple[int, str]:
    """Run something in a forked child; return its status (9 when it took too long) and what it wrote to its pipe."""
    global _pipe
    read, write = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        os.close(read)
        _pipe = write
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        status = 1
        with contextlib.suppress(BaseException):
            status = run()
        os._exit(status)
    os.close(write)
    said, end = b"", time.monotonic() + limit
    while time.monotonic() < end:
        if select.select([read], [], [], max(0.0, end - time.monotonic()))[0]:
            part = os.read(read, 1 << 16)
            if not part:
                break
            said += part
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    os.close(read)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(status)
    return (TOO_LONG if code < 0 else code), said.decode()


def _same_examples() -> None:
    from hypothesis import settings

    settings.register_profile("mutating", derandomize=True, database=None, deadline=None)
    settings.load_profile("mutating")


def _commands_in_forks() -> None:
    """Let the command run in a fork of the test itself, which has the change in it."""
    import forking
    import running

    forking._load()

    def run(arguments: list[str], cwd: str, stdin: bytes, environment: dict[str, str]) -> running.Run:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            streams = {name: str(Path(folder) / name) for name in ("in", "out", "err")}
            for name, path in streams.items():
                Path(path).write_bytes(stdin if name == "in" else b"")
            request = {"arguments": arguments, "cwd": cwd, "environment": environment, **streams}
            child = os.fork()
            if not child:
                status = forking._run(request)
                if _ended is not None:
                    _ended()
                os._exit(status)
            _, status = os.waitpid(child, 0)
            out, err = (Path(streams[name]).read_bytes().decode("utf-8") for name in ("out", "err"))
            return running.Run(os.waitstatus_to_exitcode(status), out, err)

    running._forked = run


def main() -> int:
    """Try every change, or a sample; say which survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", nargs="+", default=[], metavar="NAME:LINE", help="only the changes there")
    parser.add_argument("--part", default="1/1", help="the I-th of N equal parts, to run side by side")
    parser.add_argument("--seconds", type=float, default=120.0, help="for the tests of one change")
    parser.add_argument("--tests", nargs="+", default=[], metavar="PATH", help="only these tests")
    parser.add_argument(
        "--map", type=Path, metavar="FILE", help="keep there what the tests reach, and take it from there"
    )
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--anew", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.anew:
        return _run_anew(options.anew)
    paths = options.paths or [*(SOURCE / "rules").rglob("*.py"), *(SOURCE / "counting").rglob("*.py")]
    found = [one for path in sorted(paths) if path.name not in WORDS_ONLY for one in changes(path.resolve())]
    if options.at:
        found = [one for one in found if f"{one.path.name}:{one.line}" in options.at]
    if options.sample is not None and options.sample < len(found):
        found = sorted(random.Random(options.seed).sample(found, options.sample), key=lambda one: (one.path, one.line))
    which, parts = map(int, options.part.split("/"))
    found = found[which - 1 :: parts]
    if options.list:
        print(*found, sep="\n")
        return 0
    mutating = Mutating(found, options.seconds, options.map)
    ignored = [f"--ignore={ROOT / one}" for one in NOT_ABOUT_RULES]
    status = pytest.main([*options.tests, *ignored, "-s", "-p", "no:xdist", "-p", "no:benchmark"], plugins=[mutating])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return 2
    lost = len(mutating.survivors)
    print(f"{len(found) - lost} of {len(found)} changes fail a test")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
