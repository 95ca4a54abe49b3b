"""Workbooks that are printed and written on by hand: ruled, wide enough for their words, on A4 across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wcwidth import wcswidth

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NARROWEST, _WIDEST, _LINE = 6, 28, 16


def rule(sheet: Worksheet, head: int) -> None:
    """Rule the table that starts with the heading in row `head` and print it on A4, its heading on every page."""
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin")
    for at, column in enumerate(sheet.iter_cols(min_row=head), start=1):
        longest = max(_width(cell.value) for cell in column)
        sheet.column_dimensions[get_column_letter(at)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
        for cell in column:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        column[0].font = Font(name=column[0].font.name, size=column[0].font.size, bold=True)
    for number, row in enumerate(sheet.iter_rows(min_row=head), start=head):
        lines = max(-(-_width(cell.value) // (_WIDEST - 2)) for cell in row)
        if lines > 1:
            sheet.row_dimensions[number].height = lines * _LINE
    print_on_a4(sheet, f"{head}:{head}")


def print_on_a4(sheet: Worksheet, repeated_rows: str, pages_wide: int = 1) -> None:
    """Set a sheet up for A4 across: as wide as `pages_wide` pages, rows repeated on each, pages numbered."""
    setup, options = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    setup.paperSize, setup.orientation = sheet.PAPERSIZE_A4, sheet.ORIENTATION_LANDSCAPE
    setup.fitToWidth, setup.fitToHeight = pages_wide, 0
    if options is not None:
        options.fitToPage = True
    sheet.print_title_rows = repeated_rows
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = "第&P页，共&N页"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.8, 0.7
    margins.header = margins.footer = 0.35


def _width(value: object) -> int:
    return 0 if value is None else wcswidth(str(value))
