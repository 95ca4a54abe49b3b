"""Two hundred ballots above a million rows of nothing: declared, empty, styled; beside the bare read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from large import large_workbook

from tally.files.workbook import open_workbook

OFFICE = "党委委员"
NAMES = [f"候选人{number}" for number in range(1, 25)]
SHEET = "xl/worksheets/sheet1.xml"
ROWS = range(202, 1 << 20)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"


def declared(xml: str) -> Iterator[str]:
    yield xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')


def empty(xml: str) -> Iterator[str]:
    yield from _with_rows(xml, lambda row: f'<row r="{row}"/>')


def one_styled_cell(xml: str) -> Iterator[str]:
    yield from _with_rows(xml, lambda row: f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/></row>')


def styled(xml: str) -> Iterator[str]:
    cells = "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in LETTERS)
    yield from _with_rows(xml, lambda row: f'<row r="{row}">{cells.format(row)}</row>')


def _with_rows(xml: str, ghost: Callable[[int], str]) -> Iterator[str]:
    head, end, foot = xml.partition("</sheetData>")
    yield head
    yield from map(ghost, ROWS)
    yield end + foot


@pytest.fixture(scope="module", params=[declared, empty, one_styled_cell, styled], ids=lambda kind: kind.__name__)
def ghosts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param.__name__)
    large_workbook(folder / "plain.xlsx", NAMES, 200, OFFICE)
    with zipfile.ZipFile(folder / "plain.xlsx") as plain, zipfile.ZipFile(folder / "ballots.xlsx", "w", 8) as package:
        for name in plain.namelist():
            if name != SHEET:
                package.writestr(name, plain.read(name))
        with package.open(SHEET, "w", force_zip64=True) as target:
            for piece in request.param(plain.read(SHEET).decode()):
                target.write(piece.encode())
    return folder / "ballots.xlsx"


def test_tally_scan_and_read(benchmark: Any, ghosts: Path) -> None:
    benchmark.group = f"a million ghost rows: {ghosts.parent.name[:-1]}"

    def read() -> int:
        return open_workbook(ghosts, ghosts.name).grid(OFFICE).rows

    assert benchmark.pedantic(read, rounds=2, warmup_rounds=1) == 201


def test_python_calamine_to_python_peer(benchmark: Any, ghosts: Path) -> None:
    benchmark.group = f"a million ghost rows: {ghosts.parent.name[:-1]}"

    def read() -> list[list[object]]:
        return python_calamine.load_workbook(str(ghosts)).get_sheet_by_name(OFFICE).to_python()

    assert len(benchmark.pedantic(read, rounds=2, warmup_rounds=1)) >= 201
