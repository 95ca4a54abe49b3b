"""A folder that may be read and not written, as on a disc or a share: the system itself refuses each write."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import NAMES, a_whole_folder
from running import TALLY, Run, tally

MAY_WRITE_ANYWHERE = 1  # Linux: CAP_DAC_OVERRIDE, the right by which no permission binds root
GIVE_UP = 24  # PR_CAPBSET_DROP


def _bound_by_permissions() -> None:
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(GIVE_UP, MAY_WRITE_ANYWHERE, 0, 0, 0):
        raise OSError


def as_a_reader(*arguments: object) -> Run:
    """Run a command whom permissions bind: root gives up the right to write where they forbid it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    command = [str(TALLY), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=environment, preexec_fn=_bound_by_permissions
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A sealed election with one doubtful ballot, that may be read and not written."""
    folder = a_whole_folder(tmp_path_factory.mktemp("read-only") / "town", [*("○○○×",) * 9, "○○？×"])
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    assert tally("seal", "--election", folder, "--quiet").status == 0
    every = [folder, *folder.rglob("*")]
    for path in every:
        path.chmod(0o555 if path.is_dir() else 0o444)
    refused, probe = False, "import sys, pathlib; pathlib.Path(sys.argv[1], 'probe').touch()"
    try:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            done = subprocess.run(
                [sys.executable, "-c", probe, str(folder)], capture_output=True, preexec_fn=_bound_by_permissions
            )
            refused = b"PermissionError" in done.stderr
        if not refused:
            pytest.skip("no process of this system can be kept from writing into the folder")
        yield folder
    finally:
        for path in every:
            path.chmod(0o755 if path.is_dir() else 0o644)


def contents(folder: Path) -> dict[str, str]:
    return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verify_holds_and_says_that_no_line_was_written(lang: str, sealed: Path) -> None:
    before = contents(sealed)
    run = as_a_reader("verify", "--election", sealed, "--lang", lang)
    assert (run.status, run.out.startswith({"zh": "相符：", "en": "holds: "}[lang])) == (0, True), run.out + run.err
    assert {"zh": "没有记入工作日志：Permission denied", "en": "no line was written to the journal"}[lang] in run.err
    assert contents(sealed) == before


@pytest.mark.parametrize(
    "command", [("explain", NAMES[2]), ("explain", "--ballot", "10"), ("explain", "--change"), ("doubtful",)]
)
def test_what_only_reads_says_there_what_it_says_elsewhere(command: tuple[str, ...], sealed: Path) -> None:
    before = contents(sealed)
    reader, writer = as_a_reader(*command, "--election", sealed), tally(*command, "--election", sealed)
    assert reader.out
    assert reader == writer
    assert contents(sealed) == before


@pytest.mark.parametrize("command", [("journal", "--check"), ("seal", "--check")])
def test_the_other_checks_hold_too(command: tuple[str, ...], sealed: Path) -> None:
    assert as_a_reader(*command, "--election", sealed).status == 0


def test_a_count_is_refused_and_changes_nothing(sealed: Path) -> None:
    before = contents(sealed)
    run = as_a_reader("count", sealed / "ballots.xlsx", "--out", sealed / "elsewhere", "--json")
    assert (run.status, run.codes) == (1, {"T640"})
    assert contents(sealed) == before
