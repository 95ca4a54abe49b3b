"""OpenDocument spreadsheets (.ods): cells, error values and formulas without a result in one pass over content.xml.

A fast reader shows an error value as a text or a nought and says nothing of hidden rows and merged cells, so each cell
is read where it is judged. Nothing outside the file is opened; a DOCTYPE is refused before it can expand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.files.cells import cell_text, date_text
from tally.files.package import BROKEN, MOST_SHEETS, SAVE_AGAIN, Archive
from tally.files.sheet_scan import CHUNK, Scan
from tally.files.stored import MOST_STORED_CELLS, StoredSheet, too_far
from tally.files.table import Area, Flaw

CONTENT, MANIFEST, TYPE = "content.xml", "META-INF/manifest.xml", "mimetype"
LARGEST_CONTENT = 512 << 20
MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 1 << 20, 1 << 14, 1 << 20
_SHORT = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_ERROR = re.compile(r"#(?:[A-Z][A-Z0-9/]*[!?]?|DIV/0!)|(?:Err|错误|錯誤)\s*[:：]\s*[0-9]+")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_ASIDE = ("office:annotation", "text:ruby-text", "table:shapes", "table:dde-links")  # not what a cell itself says
_CACHE = re.compile(r"'.*'#\$.*", re.DOTALL)  # LibreOffice keeps what it last saw of another file in a table so named


def read_opendocument(data: bytes, shown: str) -> list[StoredSheet]:
    """Read every sheet of an .ods file.

    Raises `Problems`: those of `Archive`, T304 no spreadsheet, T305 protected by a password, T306 damaged, T307 too
    large, T310 contents that reach too far, T311 XML that is not that of a spreadsheet.
    """
    archive = Archive(data, shown)
    if not {CONTENT, TYPE} <= archive.names() or b"opendocument.spreadsheet" not in archive.small(TYPE):
        raise archive.refuse("T304", say("不是 OpenDocument 表格（.ods）"), say("按真实格式改好扩展名，或另存为 .xlsx"))
    if MANIFEST in archive.names() and b"encryption-data" in archive.small(MANIFEST):
        raise archive.refuse("T305", say("文件有打开密码"), say("用表格软件打开，取消密码后另存"))
    if archive.size(CONTENT) > LARGEST_CONTENT:
        raise archive.refuse("T307", say("解开后大得不像录入表，没有打开"), say("用表格软件另存为 .xlsx"))
    content = _Content(shown)
    try:
        with archive.stream(CONTENT) as stream:
            while piece := stream.read(CHUNK):
                content.feed(piece)
        content.feed(b"", last=True)
    except (expat.ExpatError, _StrangeContent):
        raise Problems([error("T311", shown, say("工作表的内容不合格式"), SAVE_AGAIN)]) from None
    except BROKEN:
        raise archive.damaged(CONTENT) from None
    if not 0 < len(content.sheets) <= MOST_SHEETS:
        raise archive.refuse("T304", say("工作簿里没有工作表，或者多得不像录入表"), SAVE_AGAIN)
    return content.sheets


class _StrangeContent(Exception):  # noqa: N818 - said to users as a problem, with the file's name
    """No spreadsheet program writes this."""


@dataclass(slots=True)
class _Sheet:
    """The sheet being read; `row` and `column` are where the next cell stands."""

    name: str
    visible: bool
    rows: list[list[str]] = field(default_factory=list)
    scan: Scan = field(default_factory=Scan)
    row: int = 0
    cells: int = 0
    columns: int = 0
    hidden: list[tuple[int, int]] = field(default_factory=list)


class _Content:
    """What the parser's events build."""

    def __init__(self, shown: str) -> None:
        self.sheets: list[StoredSheet] = []
        self._shown = shown
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: _Sheet | None = None
        self._row: list[str] = []
        self._flaws: list[tuple[int, Flaw]] = []
        self._spans: list[tuple[int, int, int]] = []
        self._formulas = self._repeat = self._empty = 0
        self._cell: Mapping[str, str] | None = None
        self._text: list[str] = []
        self._length = self._paragraphs = self._aside = 0
        self._reading = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes, last: bool = False) -> None:
        """Parse the next piece."""
        self._parser.Parse(piece, last)

    def _doctype(self, *_: object) -> None:
        raise _StrangeContent

    def _start(self, long_name: str, long_attributes: dict[str, str]) -> None:
        name = _short(long_name)
        if self._aside or name in _ASIDE or (self._sheet is not None and name.startswith("draw:")):
            self._aside += 1
            return
        attributes = {_short(key): value for key, value in long_attributes.items()}
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table:table":
            if self._sheet is not None:  # a table within a cell
                raise _StrangeContent
            visible = attributes.get("table:style-name", "") not in self._hidden_styles
            self._sheet = _Sheet(attributes.get("table:name", ""), visible)
        elif self._sheet is not None:
            self._start_inside(self._sheet, name, attributes)

    def _start_inside(self, sheet: _Sheet, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table-column":
            repeat = _number(attributes, "table:number-columns-repeated")
            if _hidden(attributes):
                sheet.scan.hidden_columns.update(range(sheet.columns, min(sheet.columns + repeat, MOST_COLUMNS)))
            sheet.columns += repeat
        elif name == "table:table-row":
            self._repeat = _number(attributes, "table:number-rows-repeated")
            if _hidden(attributes):
                sheet.hidden.append((sheet.row, sheet.row + self._repeat))
            self._row, self._flaws, self._spans = [], [], []
            self._formulas = self._empty = 0
        elif name in _CELLS:
            self._cell, self._text, self._length, self._paragraphs = attributes, [], 0, 0
        elif name == "text:p":
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1
            self._reading = True
        elif name == "text:s":
            self._characters(" " * min(_number(attributes, "text:c"), MOST_TEXT + 1))
        elif name in ("text:tab", "text:line-break"):
            self._characters("\t" if name == "text:tab" else "\n")

    def _characters(self, text: str) -> None:
        if self._cell is None or self._aside or not self._reading:
            return
        self._length += len(text)
        if self._length > MOST_TEXT:
            raise _StrangeContent
        self._text.append(text)

    def _end(self, long_name: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        name = _short(long_name)
        if self._sheet is None:
            return
        if name in _CELLS and self._cell is not None:
            self._end_cell(self._sheet, self._cell)
            self._cell = None
        elif name == "text:p":
            self._reading = False
        elif name == "table:table-row":
            self._end_row(self._sheet)
        elif name == "table:table":
            self._end_sheet(self._sheet)
            self._sheet = None

    def _end_cell(self, sheet: _Sheet, cell: Mapping[str, str]) -> None:
        shown = "".join(self._text)
        repeat = _number(cell, "table:number-columns-repeated")
        down = _number(cell, "table:number-rows-spanned")
        right = _number(cell, "table:number-columns-spanned")
        at = len(self._row) + self._empty
        if down > 1 or right > 1:
            self._spans.append((at, down, right))
        text = _value(cell, shown)
        if len(text) > MOST_TEXT:
            raise _StrangeContent
        flaw = _flaw(cell, text, shown, self._paragraphs > 0)
        if not (text or flaw):
            self._empty += repeat
            return
        if at + repeat > MOST_COLUMNS:
            raise too_far(self._shown, sheet.name, sheet.row + 1, at + repeat)
        self._row.extend([""] * self._empty + [text] * repeat)
        self._empty = 0
        self._formulas += repeat if "table:formula" in cell else 0
        if flaw:
            self._flaws += ((column, flaw) for column in range(at, at + repeat))

    def _end_row(self, sheet: _Sheet) -> None:
        row = self._row
        if row:
            high = sheet.row + self._repeat
            sheet.cells += len(row) * self._repeat
            wide = max(sheet.scan.columns, len(row))
            if high > MOST_ROWS or high * wide > MOST_STORED_CELLS or sheet.cells > MOST_STORED_CELLS:
                raise too_far(self._shown, sheet.name, high, wide)
            sheet.rows.extend([[]] * (sheet.row - len(sheet.rows)))
            sheet.rows.extend([row] * self._repeat)
            sheet.scan.rows, sheet.scan.columns = high, wide
            sheet.scan.formulas += self._formulas * self._repeat
            for column, flaw in self._flaws:
                sheet.scan.flaws.update(((at, column), flaw) for at in range(sheet.row, high))
        for column, down, right in self._spans:
            sheet.scan.merged.append(Area(sheet.row, column, sheet.row + down - 1, column + right - 1))
        sheet.row = min(sheet.row + self._repeat, 2 * MOST_ROWS)

    def _end_sheet(self, sheet: _Sheet) -> None:
        for first, after in sheet.hidden:
            sheet.scan.hidden_rows.update(range(first, min(after, len(sheet.rows))))
        if _CACHE.fullmatch(sheet.name):
            return
        if any(one.name == sheet.name for one in self.sheets):
            raise _StrangeContent
        self.sheets.append(StoredSheet(sheet.name, sheet.rows, sheet.scan, sheet.visible))


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{_SHORT.get(space, '')}:{local}"


def _number(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _StrangeContent
    return max(int(text), 1)


def _hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("table:visibility", "visible") != "visible"


def _value(cell: Mapping[str, str], shown: str) -> str:
    """Return the cell's text as the same cell of an .xlsx reads."""
    match cell.get("office:value-type", ""):
        case "float" | "percentage" | "currency":
            return _figure(cell["office:value"]) if "office:value" in cell else shown
        case "boolean":
            return cell.get("office:boolean-value", shown)
        case "date":
            return date_text(cell["office:date-value"].replace("T", " ")) if "office:date-value" in cell else shown
        case "time":
            return cell.get("office:time-value", shown)
        case _:
            return cell.get("office:string-value", shown)


def _figure(text: str) -> str:
    try:
        return cell_text(float(text))
    except ValueError:
        raise _StrangeContent from None


def _flaw(cell: Mapping[str, str], text: str, shown: str, said: bool) -> Flaw | None:
    """Return why the cell cannot be trusted; `said` is whether it has a displayed text, be it empty."""
    if cell.get("calcext:value-type") == "error" or _ERROR.fullmatch(shown.strip()) or _ERROR.fullmatch(text.strip()):
        return Flaw.ERROR_VALUE
    if "table:formula" not in cell:
        return None
    if shown.startswith("#"):
        return Flaw.ERROR_VALUE
    value_type = cell.get("office:value-type", "")
    empty = said and not shown  # so LibreOffice writes a result that is an empty text: without a type, with a paragraph
    stored = {"": empty, "string": said or "office:string-value" in cell, "boolean": "office:boolean-value" in cell}
    dated = {"date": "office:date-value" in cell, "time": "office:time-value" in cell}
    return None if {**stored, **dated}.get(value_type, "office:value" in cell) else Flaw.FORMULA_WITHOUT_VALUE
