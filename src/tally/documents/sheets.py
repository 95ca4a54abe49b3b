"""Papers as workbooks: a sheet a page, every figure a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from tally.documents.blocks import Block, Cell, Code, Heading, Names, Paper, Paragraph, Row, Signatures, Table, Title
from tally.documents.layout import in_rows, name_shares
from tally.documents.workbooks import workbook_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTH, WIDE = 88, 134  # the columns of an A4 page, upright and on its side, in the width of a workbook's digit
POINTS_A_MM = 2.835
_NARROWEST = 6.0
_APART = 0.005  # of the width: ends of columns nearer than that are one
_LONGEST = 31
_SIZE = 12
_PITCH = 1.5
_HALF = 10.2  # the size of type whose half-width characters are as wide as a workbook's digit


def as_workbook(paper: Paper) -> bytes:
    """Return a paper as a workbook."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    pages = paper.pages()
    for number, page in enumerate(pages, start=1):
        sheet = workbook.create_sheet(_sheet_name(paper.title, number if len(pages) > 1 else 0))
        _Sheet(sheet, page, wide=paper.form == "wide").fill(paper)
    return workbook_bytes(workbook)


def _sheet_name(title: str, number: int) -> str:
    clean = "".join("-" if char in r"[]:*?/\'" else char for char in title)
    return f"{clean[: _LONGEST - 4]} {number}" if number else clean[:_LONGEST]


def common_grid(tables: Iterable[Sequence[float]]) -> tuple[float, ...]:
    """Return where the columns of a sheet end so that every table has its own columns, from 0 to 1.

    >>> common_grid([(0.5, 0.5), (0.25, 0.125, 0.625)])
    (0.25, 0.375, 0.5, 1.0)
    """
    grid: list[float] = []
    for end in sorted(end for shares in tables for end in accumulate(shares)):
        if not grid or end - grid[-1] > _APART:
            grid.append(end)
    return tuple(grid) or (1.0,)


def _stops(shares: Sequence[float], grid: Sequence[float]) -> tuple[int, ...]:
    """Return after how many columns of the grid each column of a table ends."""
    return tuple(1 + min(range(len(grid)), key=lambda at: abs(grid[at] - end)) for end in accumulate(shares))


class _Sheet:
    """One sheet that grows downwards; cells of several tables span the columns they share."""

    def __init__(self, sheet: Worksheet, blocks: list[Block], *, wide: bool) -> None:
        self.sheet, self.blocks, self.row = sheet, blocks, 0
        self.width = WIDE if wide else WIDTH
        self.grid = common_grid(shares for block in blocks if (shares := self._shares(block)))
        self.widths = [
            round((end - start) * self.width, 1) for start, end in zip((0.0, *self.grid), self.grid, strict=False)
        ]

    def _shares(self, block: Block) -> tuple[float, ...]:
        match block:
            case Table():
                shares = block.shares
            case Names(people):
                shares = name_shares(people, int(self.width * _HALF / _SIZE))
            case _:
                return ()
        least = [max(_NARROWEST / self.width, share) for share in shares]
        return tuple(share / sum(least) for share in least)

    def fill(self, paper: Paper) -> None:
        """Write the page, its banner above and its foot below."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
        from openpyxl.worksheet.properties import PageSetupProperties

        for at, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(at)].width = width
        if paper.banner:
            self._line(paper.banner, bold=True, align="center")
        for block in self.blocks:
            self._put(block)
        for line in paper.foot:
            self._line(line, size=9)
        self.sheet.page_setup.paperSize = 9
        self.sheet.page_setup.orientation = "landscape" if paper.form == "wide" else "portrait"
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&P / &N"))

    def _put(self, block: Block) -> None:
        match block:
            case Title(meeting, name):
                for line, size in ((meeting, 16), (name, 18)):
                    if line:
                        self._line(line, size=size, bold=True, align="center")
            case Heading(text):
                self._line(text, size=14, bold=True, align="center")
            case Paragraph(text, role):
                self._line(
                    text,
                    bold=role == "loud",
                    align={"centre": "center", "order": "center", "right": "right"}.get(role, "left"),
                )
            case Names(people):
                shares = self._shares(block)
                for names in in_rows(people, len(shares)):
                    cells = tuple(map(Cell, (*names, *[""] * (len(shares) - len(names)))))
                    self._table_row(Row(cells), _stops(shares, self.grid), ruled=False)
            case Signatures(lines):
                for label, name in lines:
                    self._line(f"{label}{name}　{'_' * 16}")
            case Code(texts):
                for text in texts:
                    self._line(text, size=9)
            case Table():
                self._table(block)

    def _table(self, table: Table) -> None:
        """Write a table; the heading of the only one of a sheet is printed on every page."""
        first, heads = self.row + 1, sum(row.head for row in table.rows)
        for row in table.rows:
            self._table_row(row, _stops(self._shares(table), self.grid), ruled=table.ruled)
        if heads and sum(isinstance(block, Table) for block in self.blocks) == 1:
            self.sheet.print_title_rows = f"{first}:{first + heads - 1}"
        self.row += 1
        self._height(_SIZE / 2)

    def _table_row(self, row: Row, stops: Sequence[int], *, ruled: bool) -> None:
        from openpyxl.styles import Border, Side

        self.row += 1
        side, at, lines = Side("thin"), 0, 1
        for cell in row.cells:
            start = (stops[at - 1] if at else 0) + 1
            at += cell.span
            align = "right" if isinstance(cell.value, int) else "center"
            self._cell(start, cell.value if cell.value != "" else None, _SIZE, bold=row.head, align=align)
            for column in range(start, stops[at - 1] + 1):
                if ruled:
                    self.sheet.cell(self.row, column).border = Border(side, side, side, side)
            self._merge(start, stops[at - 1])
            lines = max(lines, _lines(cell.text, _SIZE, sum(self.widths[start - 1 : stops[at - 1]])))
        self._height(max(lines * _SIZE * _PITCH, row.height * POINTS_A_MM))

    def _line(self, text: str, *, size: int = _SIZE, bold: bool = False, align: str = "left") -> None:
        self.row += 1
        self._cell(1, text, size, bold=bold, align=align)
        self._merge(1, len(self.grid))
        self._height(_lines(text, size, self.width) * size * _PITCH)

    def _merge(self, start: int, end: int) -> None:
        if start < end:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=start, end_column=end)

    def _height(self, points: float) -> None:
        self.sheet.row_dimensions[self.row].height = round(points, 1)

    def _cell(
        self, column: int, value: str | int | None, size: int, *, bold: bool = False, align: str = "left"
    ) -> None:
        from openpyxl.styles import Alignment, Font

        cell = self.sheet.cell(self.row, column, value)
        cell.font = Font(name="仿宋_GB2312", size=size, bold=bold)
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)


def _lines(text: str, size: int, width: float) -> int:
    """Return how many lines a text takes in a cell."""
    room = max(1, int(width * _HALF / size))
    return sum(-(-_width(part) // room) or 1 for part in text.split("\n"))


def _width(text: str) -> int:
    from wcwidth import wcswidth

    return max(wcswidth(text), len(text))
