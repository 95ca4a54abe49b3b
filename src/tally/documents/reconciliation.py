"""What reconciling two entries gives: the sheet to print and settle on, the agreed entry, the table on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tally.documents.ballot_sheets import cell_value, sheet_title
from tally.documents.layout import table
from tally.documents.printed_sheets import print_on_a4
from tally.documents.workbooks import workbook_bytes
from tally.domain.election import Election, InputFile
from tally.domain.message import Message, Translate, say
from tally.files.rulings import SHEET as RULINGS
from tally.records import double_entry
from tally.records.compare import AnyMatched, Comparison
from tally.records.entry import Entry
from tally.records.large_comparison import MatchedMany
from tally.records.reconcile import Difference, Found
from tally.records.settlement import COLUMNS, SHEET, Agreed, cells
from tally.records.team_entry import MatchedTeams

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = (
    say("选票类别"),
    say("票号"),
    say("差异"),
    say("列"),
    say("甲录入"),
    say("乙录入"),
    say("甲位置"),
    say("乙位置"),
)
KIND_WORDS = {
    Difference.CELL: say("内容不同"),
    Difference.MISSING_IN_A: say("甲没有这张票"),
    Difference.MISSING_IN_B: say("乙没有这张票"),
    Difference.TWICE: say("重复录入"),
    Difference.SWAPPED: say("次序对调"),
}
_WIDTHS = {"number": 6, "contest": 12, "ballot": 8, "kind": 14, "column": 14, "a": 12, "b": 12, "a_cell": 18,
           "b_cell": 18, "settled": 12, "by": 12}  # fmt: skip


class _Line:
    def __init__(self, one: Found, translate: Translate) -> None:
        shown = one.as_json()
        self.contest, self.kind = one.contest.office, KIND_WORDS[one.kind].render(translate)
        self.ballot, self.column, self.a, self.b = (shown[key] for key in ("ballot", "column", "a", "b"))
        self.a_cell, self.b_cell = shown["a_cell"], shown["b_cell"]


def on_screen(found: Sequence[Found], translate: Translate) -> str:
    """Return differences of all contests in one table."""
    lines = [_Line(one, translate) for one in found]
    headings = [one.render(translate) for one in HEADINGS]
    return table(headings, lines, ("contest", "ballot", "kind", "column", "a", "b", "a_cell", "b_cell"))


def summary(compared: Comparison) -> list[Message]:
    """Say how much was compared, how many differences there are, and which files that holds for."""
    said = [_counted(one) for one in compared.matched]
    if not compared.differences:
        said.append(say("两份录入一致。"))
    names = (say("甲录入"), say("乙录入"))
    return said + [
        say("{which} {path}  SHA-256 {sha256}", which=which, path=file.path, sha256=file.sha256)
        for which, entry in zip(names, compared.entries, strict=True)
        for file in entry.files
    ]


def _counted(one: AnyMatched) -> Message:
    if isinstance(one, MatchedMany):
        return say(
            "{office}：核对{count}张，差异{differences}处，列出{shown}处",
            office=one.contest.office,
            count=one.ballots,
            differences=one.found,
            shown=len(one.differences),
        )
    known = {"office": one.contest.office, "count": len(one.pairs), "differences": len(one.differences)}
    if isinstance(one, MatchedTeams):
        return say("{office}：核对计票单{count}张，差异{differences}处", **known)
    return say("{office}：核对{count}张，差异{differences}处", **known)


def sheet_to_settle(election: Election, compared: Comparison) -> bytes:
    """Return the workbook to print, settle on beside the ballots and hand back with `--apply`."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = SHEET
    sheet.append((f"{election.title}　两份录入核对单",))
    for name, entry in zip("甲乙", compared.entries, strict=True):
        for file in entry.files:
            sheet.append((name, None, None, file.path, None, None, None, file.sha256))
            sheet.cell(sheet.max_row, 8).font = Font(size=8)
    sheet.append(("对照选票填写“核定”：哪一份与选票相符就填甲或乙；内容不同的，也可照选票填写（空的填“空”）。",))
    sheet.append(())
    head = sheet.max_row + 1
    _row(sheet, head, [column.headings[0] for column in COLUMNS])
    differences = compared.differences
    for at, one in enumerate(differences):
        _row(sheet, head + 1 + at, [cells(one, at)[column.key] for column in COLUMNS])
    _row(sheet, head + len(differences) + 3, ["", "录入人（甲）：", "", "", "录入人（乙）：", "", "", "监票人："])
    choices = DataValidation(type="list", formula1='"甲,乙,空"', allow_blank=True, errorStyle="warning")
    settled = chr(ord("A") + [column.key for column in COLUMNS].index("settled"))
    choices.add(f"{settled}{head + 1}:{settled}{head + max(len(differences), 1)}")
    sheet.add_data_validation(choices)
    _dress(sheet, head, head + len(differences))
    return workbook_bytes(workbook)


def _dress(sheet: Worksheet, head: int, last: int) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin")
    for row in sheet.iter_rows(min_row=head, max_row=last):
        for cell in row:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for cell in sheet[head]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="D9D9D9")
    sheet["A1"].font = Font(bold=True, size=14)
    for at, column in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + at)].width = _WIDTHS[column.key]
    sheet.freeze_panes = f"A{head + 1}"
    print_on_a4(sheet, f"{head}:{head}")


def agreed_entry(entries: Sequence[Entry], settled: InputFile, agreed: Sequence[Agreed]) -> bytes:
    """Return the workbook of the agreed entry, with the first entry's rulings and what it was made from."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for one in agreed:
        title = sheet_title(one.contest)
        sheet = workbook.create_sheet(one.contest.id if title in workbook.sheetnames else title)
        for number, row in enumerate(one.rows, start=1):
            _row(sheet, number, row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
    for table_ in entries[0].sheets:
        if table_.sheet.strip() == RULINGS and RULINGS not in workbook.sheetnames:
            sheet = workbook.create_sheet(RULINGS)
            for number, row in enumerate(table_.rows, start=1):
                _row(sheet, number, row)
    kept = workbook.create_sheet(double_entry.SHEET)
    for row in double_entry.certificate(entries, settled, agreed):
        kept.append(row)
    kept.column_dimensions["B"].width, kept.column_dimensions["C"].width = 30, 70
    return workbook_bytes(workbook)


def _row(sheet: Worksheet, number: int, texts: Sequence[str]) -> None:
    for at, text in enumerate(texts, start=1):
        value = cell_value(text)
        if value is not None:
            sheet.cell(number, at, value)
