"""A vast sheet is loaded in another process: the same grid, and nothing of it outlives a refusal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tally.domain.problem import Problems
from tally.files import vast_sheet as room
from tally.files import workbook as door
from tally.files.grid import Grid
from tally.files.vast_sheet import loading

ROWS: list[list[Any]] = [
    ["票号", "甲一", "乙二"],
    [1, "○", None],
    [2, "×", "○"],
    ["A-3", None, "弃权"],
    [None, "备注：两组"],
]


def a_book(rows: list[list[Any]], *cells: tuple[int, int, Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    sheet: Any = book.worksheets[0]
    for at, column, value in cells:
        sheet.cell(at, column, value)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def texts(grid: Grid) -> list[tuple[str, ...]]:
    return [grid.row_texts(row) for row in range(grid.rows)]


def grid_of(data: bytes) -> Grid:
    return door.Spreadsheet(data, "a.xlsx", "").grid("Sheet")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every sheet is vast; which processes were started."""
    monkeypatch.setattr(door, "LARGE_SHEET", -1)
    monkeypatch.setattr(door, "VAST_SHEET", -1)
    processes: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def popen(*given: Any, **named: Any) -> subprocess.Popen[bytes]:
        processes.append(start(*given, **named))
        return processes[-1]

    monkeypatch.setattr("subprocess.Popen", popen)
    return processes


@pytest.mark.parametrize("rows", [ROWS, [], [["只有一格"]], [[None, None], [None, "角"]]])
def test_it_gives_the_grid_that_the_other_readers_give(
    rows: list[list[Any]], started: list[subprocess.Popen[bytes]]
) -> None:
    data = a_book(rows)
    large = grid_of(data)
    assert len(started) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "LARGE_SHEET", 1 << 40)
        small = grid_of(data)
    assert texts(large) == texts(small)
    assert large.texts[0] == ""
    assert len(set(large.texts)) == len(large.texts)


def test_a_cell_in_a_far_corner_is_refused_and_its_reader_stopped(started: list[subprocess.Popen[bytes]]) -> None:
    data = a_book(ROWS, (1_000_000, 9_000, "远"))
    with pytest.raises(Problems) as refused:
        grid_of(data)
    assert [one.code for one in refused.value.problems] == ["T310"]
    assert [one.poll() for one in started] == [-signal.SIGKILL]


def test_a_reader_that_is_killed_leaves_the_sheet_to_the_other_one(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "__name__", "tally.no_such_module")
    assert texts(grid_of(a_book(ROWS)))[1] == ("1", "○", "")
    assert [one.returncode for one in started] == [1]


def test_where_no_process_can_be_started_the_sheet_is_loaded_here(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*given: Any, **named: Any) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("subprocess.Popen", refused)
    assert texts(grid_of(a_book(ROWS)))[1] == ("1", "○", "")


def test_what_is_not_awaited_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(KeyError), loading(a_book(ROWS), "Sheet"):
        raise KeyError
    with loading(b"", "Sheet") as nothing:
        assert nothing.grid("a.xlsx", "Sheet", 3) is None


def test_another_width_than_the_scan_saw_is_no_grid() -> None:
    data = a_book(ROWS)
    with loading(data, "Sheet") as loaded:
        assert loaded.grid("a.xlsx", "Sheet", 4) is None
        assert loaded.grid("a.xlsx", "Sheet", 3) is not None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="sessions are those of POSIX")
def test_an_interrupt_at_the_terminal_is_not_the_readers(tmp_path: Path) -> None:
    """The reader stands in a session of its own: what a terminal sends to all its programs does not reach it."""
    code = f"""
import os, signal, sys
from pathlib import Path
from tally.files.vast_sheet import loading
signal.signal(signal.SIGINT, signal.SIG_IGN)
with loading(Path(sys.argv[1]).read_bytes(), "Sheet") as loaded:
    os.killpg(0, signal.SIGINT)
    print(loaded.grid("a.xlsx", "Sheet", {len(ROWS[0])}).rows)
"""
    (tmp_path / "a.xlsx").write_bytes(a_book(ROWS))
    began = time.monotonic()
    command = [sys.executable, "-c", code, str(tmp_path / "a.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, start_new_session=True, check=True)
    assert (done.stdout.strip(), done.stderr) == (str(len(ROWS)), "")
    assert time.monotonic() - began < 60
