"""A worksheet's XML cell by cell: what a fast reader would pass over in silence.

Of a cell that stands twice, or holds two values, a reader keeps the last. It cannot tell, so this is asked wherever the
values that a sheet holds are not as many as the cells that were read with something in them.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import IO
from xml.parsers import expat

from tally.files.sheet_scan import CHUNK, DamagedSheet

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NAMES = frozenset({"sheetData", "row", "c", "v", "is"})


def check_cells(stream: IO[bytes], flawed: Container[tuple[int, int]]) -> None:
    """Read a worksheet whole; raises `DamagedSheet`.

    Refused are a second sheetData, a cell twice in a row or of another row, two values in a cell, an error value that
    is not among the `flawed` cells, a reference to a shared text that is no number, a value with a comment or CDATA in
    it, of which readers keep a part, and elements of a foreign namespace that go by the same names.
    """
    check = _Check(flawed)
    try:
        while piece := stream.read(CHUNK):
            check.parser.Parse(piece, False)
        check.parser.Parse(b"", True)
    except expat.ExpatError:
        raise DamagedSheet from None


class _Check:
    """What the parser's events have come to."""

    def __init__(self, flawed: Container[tuple[int, int]]) -> None:
        self._flawed = flawed
        self._space: str | None = None
        self._sheets = self._row = self._column = self._values = 0
        self._columns: set[int] = set()
        self._type = self._text = ""
        self._reading = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.CommentHandler = self._aside
        self.parser.ProcessingInstructionHandler = self._aside
        self.parser.StartCdataSectionHandler = self._aside

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self._space is None:
            self._space = space
        if local not in _NAMES:
            return
        if space != self._space:
            raise DamagedSheet
        if local == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdecimal() else self._row + 1
            self._column, self._columns = 0, set()
        elif local == "c":
            self._cell(attributes)
        elif local == "sheetData":
            self._sheets += 1
            self._require(self._sheets == 1)
        else:
            self._values += 1
            self._require(self._values == 1)
            self._reading, self._text = local == "v", ""

    def _cell(self, attributes: dict[str, str]) -> None:
        self._type, self._values, self._text = attributes.get("t", ""), 0, ""
        if "r" in attributes:
            at = _ADDRESS.fullmatch(attributes["r"])
            self._require(at is not None and int(at[2]) == self._row)
            self._column = _number(at[1]) if at else 0
        else:
            self._column += 1
        self._require(self._column not in self._columns)
        self._columns.add(self._column)
        self._require(self._type != "e" or (self._row - 1, self._column - 1) in self._flawed)

    def _characters(self, text: str) -> None:
        if self._reading and self._type == "s":
            self._text += text

    def _aside(self, *_: str) -> None:
        self._require(not self._reading)

    def _end(self, name: str) -> None:
        if name.endswith(" v"):
            self._reading = False
            self._require(self._type != "s" or not self._text.strip() or self._text.strip().isdecimal())

    def _require(self, holds: bool) -> None:
        if not holds:
            raise DamagedSheet


def _number(letters: str) -> int:
    """Return a column's number from its letters.

    >>> _number("A"), _number("AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
