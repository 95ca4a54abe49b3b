"""Two entries of the same ballots, compared and settled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from building import a_folder, a_workbook, ballot_rows
from running import Run, tally


def settled(path: Path, values: Sequence[str]) -> Path:
    """Fill the column 核定 in, as people do."""
    workbook = load_workbook(path)
    sheet = workbook["核对"]
    head = next(cell for row in sheet for cell in row if cell.value == "核定")
    for number, value in enumerate(values, start=1):
        sheet.cell(head.row + number, head.column, value)
    workbook.save(path)
    return path


VARIED = ("○○○×", "○○×○", "○×○○", "×○○○", "○○××", "○×○×", "×○○×", "○××○", "×○×○", "××○○", "○×××", "×○××")


def entries(tmp_path: Path, a: Sequence[Any], b: Sequence[Any], **fields: Any) -> Run:
    """Reconcile two entries given as rows behind the headings."""
    folder = a_folder(tmp_path / "town", present=len(VARIED), **fields)
    header = ballot_rows([])
    a_workbook(folder / "a.xlsx", {"党委委员": [*header, *a]})
    a_workbook(folder / "b.xlsx", {"党委委员": [*header, *b]})
    return tally("reconcile", "a.xlsx", "b.xlsx", "--json", cwd=folder)


def numbered(ballots: Sequence[Sequence[str]], numbers: Sequence[int] | None = None) -> list[tuple[object, ...]]:
    return [(number, *ballot) for number, ballot in zip(numbers or range(1, 99), ballots, strict=False)]
