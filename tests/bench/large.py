"""Large workbooks as spreadsheet programs write them: shared strings, one cell after another."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

SIGNS = ("○", "×", "")
PATTERNS = 997
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def large_workbook(path: Path, names: list[str], ballots: int, sheet: str, first: int = 1) -> None:
    """Write one contest's ballots, numbered from `first` on; openpyxl makes the frame, the rest is put into it."""
    frame = Workbook()
    frame.worksheets[0].title = sheet
    frame.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    texts = ["票号", *names, "○", "×"]
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst xmlns="{SPREADSHEET}">{items}</sst>'.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'.encode()
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{RELATION}" Target="sharedStrings.xml"/></Relationships>'.encode(),
    )
    del parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as target:
            for row in _sheet(names, ballots, first):
                target.write(row.encode())


def _sheet(names: list[str], ballots: int, first: int) -> Iterator[str]:
    columns = [get_column_letter(at) for at in range(2, len(names) + 2)]
    shared = {"○": len(names) + 1, "×": len(names) + 2}
    chance = random.Random(1)
    patterns = [
        [(letter, shared[mark]) for letter in columns if (mark := chance.choices(SIGNS, (6, 3, 1))[0])]
        for _ in range(PATTERNS)
    ]
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{SPREADSHEET}"><sheetData>'
    head = "".join(f'<c r="{letter}1" t="s"><v>{at}</v></c>' for at, letter in enumerate(["A", *columns]))
    yield f'<row r="1">{head}</row>'
    for ballot in range(ballots):
        row = ballot + 2
        marks = "".join(f'<c r="{at}{row}" t="s"><v>{mark}</v></c>' for at, mark in patterns[ballot % PATTERNS])
        yield f'<row r="{row}"><c r="A{row}"><v>{ballot + first}</v></c>{marks}</row>'
    yield "</sheetData></worksheet>"
