"""Who typed an entry workbook (录入人): the name that stands on its cover, where there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tally.domain.problem import Problems
from tally.files.workbook import open_workbook

COVER = "封面"
_TYPIST = re.compile(r"录\s*入\s*(?:人|员)\s*[：:]?\s*(.*)")


def typists_of(record: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Return who typed each ballot file that says so, by its path in the record; no file is refused for it."""
    paths = {one["path"] for one in record["inputs"] if one["role"] == "ballots"}
    found = {path: _typist(folder / path) for path in sorted(paths) if Path(path).suffix.lower() == ".xlsx"}
    return {path: name for path, name in found.items() if name}


def _typist(path: Path) -> str:
    try:
        book = open_workbook(path, path.name)
        rows = book.table(COVER).rows if COVER in book.sheet_names else ()
    except Problems:
        return ""
    for row in rows:
        for at, cell in enumerate(row):
            if match := _TYPIST.fullmatch(cell.strip()):
                return match[1].strip() or _beside(row[at + 1 :])
    return ""


def _beside(cells: tuple[str, ...]) -> str:
    """Return the next cell that holds anything, unless it is the next thing to fill in."""
    name = next((cell.strip() for cell in cells if cell.strip()), "")
    return "" if re.search("[：:]", name) else name
