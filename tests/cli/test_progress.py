"""The bar on a terminal, and Ctrl-C: status 130, one sentence, nothing written, no process left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import NAMES, a_folder, a_whole_folder
from running import TALLY, tally
from tally.counting.engine import _each, in_processes
from tally.records.atomic import replaced_atomically

pty = pytest.importorskip("pty", reason="this system has no terminals to open")

FILES = 6
SLOWLY = """
import sys, time
from tally.cli import main
from tally.counting import count_files
count = count_files.count_piece
def slowly(*piece):
    time.sleep(0.4)
    return count(*piece)
count_files.count_piece = slowly
sys.argv[0] = "tally"
main()
"""
STOPPED = "已中断，没有留下写了一半的文件。"
WHILE_LOADING = """
import importlib.abc, os, signal, sys
class Interrupting(importlib.abc.MetaPathFinder):
    module = sys.argv.pop(1)
    def find_spec(self, name, path, target=None):
        if name == self.module:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from tally.cli import main
sys.argv[0] = "tally"
main()
"""


def a_town(folder: Path, files: int, ballots: int = 1) -> list[str]:
    town = a_folder(folder / "town", present=files * ballots)
    paths = [town / f"{at:04}" / "党委委员.csv" for at in range(files)]
    for at, path in enumerate(paths):
        path.parent.mkdir()
        rows = "".join(f"{at * ballots + number},○,○,×,\n" for number in range(1, ballots + 1))
        path.write_text(f"票号,{','.join(NAMES)}\n{rows}", encoding="utf-8")
    return ["count", *map(str, paths), "--election", str(town), "--out", str(folder / "out")]


@pytest.fixture(autouse=True)
def interrupts_are_heard() -> Iterator[None]:
    """What a shell starts in the background ignores interrupts, and so would the commands started here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def a_slow_count(arguments: list[str], stderr: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SLOWLY, *arguments, "--workers", "1"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr, start_new_session=True)


def said(terminal: int, until: str = "") -> str:
    """Return what is written to a terminal until it is closed, or until a text is read."""
    heard = b""
    while not until or until not in heard.decode("utf-8", "ignore"):
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        heard += part
    return heard.decode("utf-8")


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with a_slow_count(a_town(tmp_path, FILES), theirs) as count:
        os.close(theirs)
        text = said(ours)
    os.close(ours)
    assert count.returncode in (0, 3)
    shown = [line for line in text.split("\r") if "█" in line]
    assert all(f"/{FILES} 份" in line and "每秒" in line and "约剩" in line for line in shown)
    assert f"0/{FILES}" not in text  # nothing in the first second
    assert f"{FILES}/{FILES} 份" in shown[-1]
    assert text.split(shown[-1])[1].startswith("\r\x1b[K")  # and wiped at the end


@pytest.mark.parametrize("quiet", [False, True])
def test_no_bar_elsewhere(tmp_path: Path, quiet: bool) -> None:
    arguments = a_town(tmp_path, FILES)
    ours, theirs = pty.openpty() if quiet else os.pipe()
    with a_slow_count([*arguments, *(["--quiet"] if quiet else [])], theirs) as count:
        os.close(theirs)
        text = said(ours)
    os.close(ours)
    assert count.returncode in (0, 3)
    assert not {"█", "░", "\x1b"} & set(text)


def test_ctrl_c_in_one_process(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with a_slow_count(a_town(tmp_path, FILES * 10), theirs) as count:
        os.close(theirs)
        said(ours, until="█")
        os.killpg(count.pid, signal.SIGINT)
        text = said(ours)
    os.close(ours)
    assert count.returncode == 130
    assert text.split("\x1b[K")[-1].strip() == STOPPED
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are listed in /proc")
@pytest.mark.parametrize("later", [0.0, 0.8])
def test_ctrl_c_with_processes(tmp_path: Path, later: float) -> None:
    """The signal reaches all of them, as from a terminal: while they start, and while they count."""
    command = [str(TALLY), *a_town(tmp_path, 40, 30_000), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True) as count:
        while len(workers := children(count.pid)) < 3:  # two of them, and the tracker of resources
            assert count.poll() is None
            time.sleep(0.01)
        time.sleep(later)
        os.killpg(count.pid, signal.SIGINT)
        assert count.stderr is not None
        text = count.stderr.read().decode("utf-8")
    assert (count.returncode, text.strip()) == (130, STOPPED)
    assert not (tmp_path / "out").exists()
    deadline = time.monotonic() + 20
    while left := [one for one in workers if runs(one)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


LOADED = ["typer", "tally.cli.app", "tally.cli.count", "tally.messages", "tally.files.election_file"]


@pytest.mark.parametrize("module", LOADED)
@pytest.mark.parametrize(("lang", "sentence"), [("zh", STOPPED), ("en", "Interrupted. No file is half-written.")])
def test_ctrl_c_while_the_program_loads(module: str, lang: str, sentence: str, tmp_path: Path) -> None:
    words = [module, *a_town(tmp_path, 1), "--lang", lang]
    done = subprocess.run([sys.executable, "-c", WHILE_LOADING, *words], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", f"{sentence}\n")
    assert not (tmp_path / "out").exists()


def test_interrupts_that_are_ignored_stay_ignored(tmp_path: Path) -> None:
    """As of a command that a shell has started in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in LOADED:
        words = [module, *a_town(tmp_path / module, 1), "--quiet"]
        done = subprocess.run([sys.executable, "-c", WHILE_LOADING, *words], capture_output=True, encoding="utf-8")
        assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are listed in /proc")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGHUP"])
def test_no_process_outlives_a_count_that_is_ended(name: str, tmp_path: Path) -> None:
    command = [str(TALLY), *a_town(tmp_path, 40, 30_000), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as count:
        while len(workers := children(count.pid)) < 3:
            assert count.poll() is None
            time.sleep(0.01)
        time.sleep(0.5)
        count.send_signal(getattr(signal, name))
    assert count.returncode == -getattr(signal, name)
    assert not (tmp_path / "out").exists()
    deadline = time.monotonic() + 20
    while left := [one for one in workers if runs(one)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_ctrl_c_in_a_season_says_that_what_was_counted_has_its_record(tmp_path: Path) -> None:
    root = tmp_path / "season"
    for at in range(20):
        a_whole_folder(root / f"{at:02}")
    slowly = SLOWLY.replace("tally.counting import count_files", "tally.records import season as count_files")
    arguments = ["count", "--all", str(root)]
    command = [sys.executable, "-c", slowly.replace("count_piece", "count_folder"), *arguments, "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True) as count:
        while not (root / "01" / "out" / "result.json").exists():  # then all of the first one is written
            assert count.poll() is None
            time.sleep(0.01)
        os.killpg(count.pid, signal.SIGINT)
        assert count.stderr is not None
        text = count.stderr.read().decode("utf-8")
    assert (count.returncode, text) == (130, "已中断。计完的选举目录已有记录，加 --resume 接着计。\n")
    assert not (root / "out").exists()
    assert "没有变化" in tally(*arguments, "--resume").err


def test_a_process_that_is_ended_takes_away_what_it_has_half_written(tmp_path: Path) -> None:
    path = tmp_path / "out" / "result.json"
    with contextlib.suppress(KeyboardInterrupt), in_processes(1) as pool:
        writing = pool.submit(_each, write_without_end, [[path]])
        while not list(tmp_path.rglob("*.tmp")):
            assert not writing.done()
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert list(path.parent.iterdir()) == []


def write_without_end(path: Path) -> None:
    with replaced_atomically(path) as temporary:
        temporary.write_bytes(b"half")
        time.sleep(600)


def runs(process: int) -> bool:
    """Whether a process is there and no mere entry that nobody has asked for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(process: int) -> list[int]:
    """Return the children of a process, whichever of its threads started them."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for one in lists for child in one.read_text().split()]
