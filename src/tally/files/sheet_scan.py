"""What fast readers do not tell about a worksheet, read from its XML as it streams by.

They give a cell with an error value, and a formula whose result was never stored, as an empty cell: a ballot would
silently abstain. The scan finds both before a cell is read, and merged ranges, hidden rows and columns, and how far
the contents reach, so that one cell in the last row and column does not fill the memory with emptiness.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from operator import lt
from typing import IO

from tally.files.table import Area, Flaw

CHUNK = 1 << 22
COUNTED_AT_ONCE = 1 << 17  # bytes; so much stays in the processor's cache
LOOKED_AT = 1 << 12  # bytes looked through closely where a cell stands to the right of those met so far
_ADDRESS = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW_NUMBER = re.compile(rb"""\br=["']([0-9]{1,7})["']""")
# No cell reference: a fast reader takes letters in it for a column so far out that no memory holds the sheet.
# The pattern starts with letters, which are searched for four times as fast as a space of any kind.
_NO_ADDRESS = re.compile(rb"""r=["'](?!(?:[A-Z]{1,3})?[0-9]{1,7}["'])(?<=\sr=.)""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_TEXT = re.compile(rb"""\bt=["']str["']""")
_RANGE = re.compile(rb"""\bref=["']\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})["']""")
_FILLED = re.compile(rb"""r=["']([A-Z]{1,3})[0-9]{1,7}["'](?:[^<>]*[^/<>])?>""")
_SPAN = re.compile(rb"""\bm(in|ax)=["']([0-9]{1,5})["']""")


class DamagedSheet(Exception):  # noqa: N818 - said to users as a problem, with the file's name
    """The XML is not that of a worksheet that any spreadsheet program writes."""


@dataclass(slots=True)
class Scan:
    """What was found: `rows` and `columns` bound the cells with contents; `unplaced` counts flaws without address,
    `values` the values that cells hold, flaws among them, but not the empty texts that formulas came to; `odd` is
    whether it holds what spreadsheet programs do not write (comments, instructions, values under another prefix)."""

    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: int = 0
    rows: int = 0
    columns: int = 0
    unplaced: int = 0
    values: int = 0
    odd: bool = False


def scan_sheet(stream: IO[bytes]) -> Scan:
    """Scan one worksheet's XML; raises `DamagedSheet`.

    Programs write tags with or without a namespace prefix (`<c`, `<x:c`); both are read.
    """
    scan = Scan()
    prefix: bytes | None = None
    last_row = 0
    for chunk in _chunks(stream):
        if prefix is None:
            prefix = _prefix(chunk)
            _columns(chunk, prefix, scan)
        scan.odd = scan.odd or _odd(chunk, prefix)
        values = _values(chunk, prefix)
        last_row = _rows(chunk, prefix, scan, last_row, values)
        if values:
            _extent(chunk, prefix, scan)
        scan.values += values
        if _holds(chunk, b"e", b'="e"', b"='e'") or _holds(chunk, b"f", b"<" + prefix + b"f"):
            _cells(chunk, prefix, scan)
        if _holds(chunk, b"g", b"mergeCell"):
            scan.merged += (_area(match) for match in _RANGE.finditer(chunk, chunk.index(b"mergeCell")))
    if prefix is None:
        raise DamagedSheet
    return scan


def sheet_extent(stream: IO[bytes]) -> tuple[int, int]:
    """Return how many rows and columns hold contents, which is what loading takes; raises `DamagedSheet`."""
    scan = Scan()
    prefix: bytes | None = None
    for chunk in _chunks(stream):
        prefix = _prefix(chunk) if prefix is None else prefix
        if b"<" + prefix + b"v" in chunk or _holds(chunk, b"i", b"<" + prefix + b"is"):
            _extent(chunk, prefix, scan)
    return scan.rows, scan.columns


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces that end where a row ends, so that no cell is cut in two."""
    rest = b""
    while piece := stream.read(CHUNK):
        if _holds(piece, b"!", b"<!DOCTYPE", b"<!ENTITY"):
            raise DamagedSheet
        piece = rest + piece
        end = piece.rfind(b"row>")
        if end < 0:
            if len(piece) > 16 * CHUNK:
                raise DamagedSheet
            rest = piece
            continue
        yield piece[: end + 4]
        rest = piece[end + 4 :]
    if rest:
        yield rest


def _holds(chunk: bytes, rare: bytes, *words: bytes) -> bool:
    """Tell whether one of the words is there; all hold a byte that few sheets use, which is sought far faster."""
    return rare in chunk and any(_pattern(re.escape(word), b"").search(chunk) for word in words)


def _odd(chunk: bytes, prefix: bytes) -> bool:
    """Tell whether a piece holds comments, instructions or values under another prefix than the sheet's own."""
    if _holds(chunk, b"!", b"<!") or chunk.find(b"<?", len("<?xml "), chunk.rfind(b"?") + 1) > 0:
        return True
    return b"<v>" in chunk if prefix else chunk.find(b":v>", 0, chunk.rfind(b":") + len(":v>")) >= 0


def _prefix(chunk: bytes) -> bytes:
    root = re.search(rb"<([A-Za-z_][\w.-]*:)?worksheet[\s>]", chunk)
    if root is None:
        raise DamagedSheet
    return root[1] or b""


@cache
def _pattern(template: bytes, prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(template.replace(b"PREFIX", re.escape(prefix)), re.DOTALL)


def _columns(chunk: bytes, prefix: bytes, scan: Scan) -> None:
    for match in _pattern(rb"<PREFIXcol\s[^>]*>", prefix).finditer(chunk):
        if _HIDDEN.search(match[0]):
            span = {which: int(number) for which, number in _SPAN.findall(match[0])}
            first, last = span.get(b"in", 1), min(span.get(b"ax", 1), 1 << 14)
            scan.hidden_columns.update(range(first - 1, last))


def _values(chunk: bytes, prefix: bytes) -> int:
    """Return how many values the cells hold: `<v>` and texts in place, `<is>`."""
    return _count(chunk, b"<" + prefix + b"v") + (_count(chunk, b"<" + prefix + b"is") if b"i" in chunk else 0)


def _count(chunk: bytes, word: bytes) -> int:
    """Return how often a word stands; where very much begins like it, several times faster than `bytes.count`."""
    if len(chunk) < COUNTED_AT_ONCE >> 2:  # a list of people: not worth loading numpy
        return chunk.count(word)
    import numpy as np

    found = 0
    for start in range(0, len(chunk), COUNTED_AT_ONCE):
        part = np.frombuffer(chunk[start : start + COUNTED_AT_ONCE + len(word) - 1], dtype=np.uint8)
        ends = len(part) - len(word) + 1
        if ends > 0:
            hits = part[:ends] == word[0]
            for at, byte in enumerate(word[1:], start=1):
                hits &= part[at : at + ends] == byte
            found += int(np.count_nonzero(hits))
    return found


def _rows(chunk: bytes, prefix: bytes, scan: Scan, last_row: int, values: int) -> int:
    """Check that rows with values come in order, and note the hidden ones; return the last row's number."""
    hidden = _holds(chunk, b"h", b"hidden=")
    if not values and not hidden:
        number = _ROW_NUMBER.match(chunk, chunk.rfind(b"<" + prefix + b"row") + len(prefix) + 5)
        if number is not None:
            return max(last_row, int(number[1]))
    numbers = _pattern(rb"""<PREFIXrow r=["']([0-9]{1,7})["'][\s>/]""", prefix).findall(chunk)
    if not hidden and len(numbers) == _count(chunk, b"<" + prefix + b"row"):
        rows = [last_row, *map(int, numbers)]
        if not all(map(lt, rows, rows[1:])):
            raise DamagedSheet
        return rows[-1]
    tags = _pattern(rb"<PREFIXrow\s[^>]*>", prefix).findall(chunk)
    for tag in tags:
        number = _ROW_NUMBER.search(tag)
        if number is None:
            last_row += 1
        elif (row := int(number[1])) <= last_row:
            raise DamagedSheet
        else:
            last_row = row
        if hidden and _HIDDEN.search(tag):
            scan.hidden_rows.add(last_row - 1)
    return last_row


def _extent(chunk: bytes, prefix: bytes, scan: Scan) -> None:
    looked = 0
    while (unlike := _unlike(scan.columns).search(chunk, looked)) is not None:
        looked = (chunk.find(b">", unlike.end() + LOOKED_AT) + 1) or len(chunk)
        if _NO_ADDRESS.search(chunk, unlike.start(), looked):
            raise DamagedSheet
        scan.columns = max(scan.columns, *map(_column, set(_FILLED.findall(chunk, unlike.start(), looked))), 0)
    last = chunk.rfind(b"<" + prefix + b"v")
    if b"i" in chunk:
        last = max(last, chunk.rfind(b"<" + prefix + b"is"))
    if last < 0:
        return
    opening = chunk.rfind(b"<" + prefix + b"c ", 0, last)
    at = _ADDRESS.search(chunk, max(opening, 0), last)
    scan.rows = max(scan.rows, int(at[2]) if at else chunk.count(b"<" + prefix + b"row"))
    if _pattern(rb"<PREFIXc>", prefix).search(chunk):  # cells without an address stand one after another
        scan.columns = max(scan.columns, 26)


@cache
def _unlike(columns: int) -> re.Pattern[bytes]:
    """Return what finds in one quick pass a cell without an address, or to the right of those met so far."""
    known = b"[A-%c]?" % (64 + min(columns, 26)) if columns else b""
    pairs = b"|A[A-%c]" % (64 + min(columns - 26, 26)) if columns > 26 else b""
    return re.compile(rb"""r=["'](?!(?:%b%b)[0-9]{1,7}["'])(?<=\sr=.)""" % (known, pairs))


def _cells(chunk: bytes, prefix: bytes, scan: Scan) -> None:
    opened, empty = b"<" + prefix + b"f", _pattern(rb"<PREFIXv\s*/>|<PREFIXv></PREFIXv>", prefix)
    value = b"<" + prefix + b"v"
    for match in _pattern(rb"<PREFIXc(\s[^>]*?)?(?:/>|>(.*?)</PREFIXc>)", prefix).finditer(chunk):
        attributes, inner = match[1] or b"", match[2] or b""
        computed = opened in inner
        scan.formulas += computed
        if _ERROR.search(attributes):
            flaw = Flaw.ERROR_VALUE
        elif computed and (value not in inner or (empty.search(inner) and not _TEXT.search(attributes))):
            flaw = Flaw.FORMULA_WITHOUT_VALUE
        else:
            scan.values -= empty.search(inner) is not None
            continue
        at = _ADDRESS.search(attributes)
        if at is None:
            scan.unplaced += 1
        else:
            row, column = int(at[2]), _column(at[1])
            scan.flaws[row - 1, column - 1] = flaw
            scan.rows, scan.columns = max(scan.rows, row), max(scan.columns, column)


def _area(match: re.Match[bytes]) -> Area:
    return Area(int(match[2]) - 1, _column(match[1]) - 1, int(match[4]) - 1, _column(match[3]) - 1)


def _column(letters: bytes) -> int:
    """Return a column's number from its letters.

    >>> _column(b"A"), _column(b"AA"), _column(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
