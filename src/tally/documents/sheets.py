"""Papers as workbooks: a sheet a page, every figure a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tally.documents.blocks import Block, Code, Heading, Names, Paper, Paragraph, Row, Signatures, Table, Title
from tally.documents.layout import NAMES_A_ROW, in_rows
from tally.documents.workbooks import workbook_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTH = 84
POINTS_A_MM = 2.835
_LONGEST = 31


def as_workbook(paper: Paper) -> bytes:
    """Return a paper as a workbook."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    pages = paper.pages()
    for number, page in enumerate(pages, start=1):
        sheet = workbook.create_sheet(_sheet_name(paper.title, number if len(pages) > 1 else 0))
        _Sheet(sheet, page).fill(paper)
    return workbook_bytes(workbook)


def _sheet_name(title: str, number: int) -> str:
    clean = "".join("-" if char in r"[]:*?/\'" else char for char in title)
    return f"{clean[: _LONGEST - 4]} {number}" if number else clean[:_LONGEST]


class _Sheet:
    """One sheet that grows downwards, as wide as the widest table of its page."""

    def __init__(self, sheet: Worksheet, blocks: list[Block]) -> None:
        self.sheet, self.blocks, self.row = sheet, blocks, 0
        tables = [block for block in blocks if isinstance(block, Table)]
        names = [NAMES_A_ROW] if any(isinstance(block, Names) for block in blocks) else []
        self.columns = max([len(table.widths) for table in tables] + names, default=1)
        widest = max(tables, key=lambda table: len(table.widths), default=None)
        self.shares = (
            widest.shares if widest and len(widest.widths) == self.columns else (1 / self.columns,) * self.columns
        )

    def fill(self, paper: Paper) -> None:
        """Write the page, its banner above and its foot below."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
        from openpyxl.worksheet.properties import PageSetupProperties

        for at, share in enumerate(self.shares, start=1):
            self.sheet.column_dimensions[get_column_letter(at)].width = round(max(6.0, share * WIDTH), 1)
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
                for row in in_rows(people):
                    self.row += 1
                    for at, name in enumerate(row, start=1):
                        self._cell(at, name, 12, align="center")
            case Signatures(lines):
                for label, name in lines:
                    self._line(f"{label}{name}　{'_' * 16}")
            case Code(text):
                self._line(text, size=9)
            case Table():
                for one in block.rows:
                    self._table_row(one, block.ruled)

    def _table_row(self, row: Row, ruled: bool) -> None:
        from openpyxl.styles import Border, Side

        self.row += 1
        if row.height:
            self.sheet.row_dimensions[self.row].height = round(row.height * POINTS_A_MM, 1)
        side, at = Side("thin"), 1
        for cell in row.cells:
            align = "right" if isinstance(cell.value, int) else "center"
            self._cell(at, cell.value if cell.value != "" else None, 12, bold=row.head, align=align)
            for column in range(at, at + cell.span):
                if ruled:
                    self.sheet.cell(self.row, column).border = Border(side, side, side, side)
            if cell.span > 1:
                self.sheet.merge_cells(
                    start_row=self.row, end_row=self.row, start_column=at, end_column=at + cell.span - 1
                )
            at += cell.span

    def _line(self, text: str, *, size: int = 12, bold: bool = False, align: str = "left") -> None:
        self.row += 1
        self._cell(1, text, size, bold=bold, align=align)
        if self.columns > 1:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=self.columns)
        lines = sum(-(-_width(part) * size // (12 * WIDTH)) or 1 for part in text.split("\n"))
        self.sheet.row_dimensions[self.row].height = round(lines * size * 1.5, 1)

    def _cell(
        self, column: int, value: str | int | None, size: int, *, bold: bool = False, align: str = "left"
    ) -> None:
        from openpyxl.styles import Alignment, Font

        cell = self.sheet.cell(self.row, column, value)
        cell.font = Font(name="仿宋_GB2312", size=size, bold=bold)
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)


def _width(text: str) -> int:
    from wcwidth import wcswidth

    return max(wcswidth(text), len(text))
