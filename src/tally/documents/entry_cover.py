"""The cover of the entry workbook (封面): what is typed, by whom, the numbers that must agree, the signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wcwidth import wcswidth

from tally.documents.printed_sheets import print_on_a4
from tally.domain.election import Contest, Election

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE = "封面"
HEADINGS = ("选票类别", "应选", "候选人", "应到", "实到", "发出", "收回", "已录入", "有效", "无效", "核对")
_OFFICE = 20
_TO_FILL = ("应到", "实到", "发出", "收回", "有效", "无效")
HELP = (
    "每张选票一行，票号照点票时编的号填写；灰色的列和“合计”行由表格自己算，不会读入。",
    "符号从下拉列表里选；选票上怎样画就怎样录：两个符号都录（如 ○×），看不清的录“无法辨认”。",
    "空白票在备注写“空白票”；整票无效的选一个原因，原因是“其他”的在备注写明。",
    "另选他人：姓名和符号各填一格，姓名看不清的录“无法辨认”。",
    "红色的一行选得太多；“提示”一列说明这一行还要看什么。",
    "存疑的票由监票人裁定，写在“裁定”表里；不要改动录入的内容。",
)


def add_cover(workbook: Workbook, election: Election, sheets: Sequence[tuple[Contest, str, str, int, int]]) -> None:
    """Add the cover. `sheets` are contest, sheet title, letter of 票号, first and last row of ballots."""
    sheet = workbook.create_sheet(TITLE)
    rehearsal = "演练　" if election.mode == "rehearsal" else ""
    sheet["A1"] = f"{rehearsal}{election.title}　选票录入表"
    sheet["A2"] = f"{election.unit}　{election.date.isoformat()}"
    for at, words in enumerate(("录入人：", "复核人：", "监票人：", "第　　份录入　共　　份"), start=0):
        sheet.cell(4, 1 + 3 * at, words)
    head = 6
    for at, heading in enumerate(HEADINGS, start=1):
        sheet.cell(head, at, heading)
    for row, one in enumerate(sheets, start=head + 1):
        _contest(sheet, row, election, *one)
    row = head + len(sheets) + 2
    legend = election.method.legend
    for word, signs in (("赞成", legend.approve), ("不赞成", legend.oppose), ("弃权", legend.abstain)):
        sheet.cell(row, 1, word)
        sheet.cell(row, 2, " 或 ".join(sign or "（空白）" for sign in signs))
        row += 1
    for number, line in enumerate(HELP, start=1):
        sheet.cell(row + number, 1, f"{number}. {line}")
    _dress(sheet, head, head + len(sheets))


def _contest(
    sheet: Worksheet, row: int, election: Election, contest: Contest, title: str, number: str, first: int, last: int
) -> None:
    attendance = election.attendance
    known: dict[str, str | int | None] = {
        "选票类别": contest.office,
        "应选": contest.seats,
        "候选人": len(contest.candidates),
        "应到": attendance.entitled,
        "实到": attendance.present,
        "发出": contest.issued,
        "收回": contest.collected,
    }
    for column, heading in enumerate(HEADINGS, start=1):
        value = known.get(heading)
        if value is not None:
            sheet.cell(row, column, value)
    sheet.row_dimensions[row].height = 16 * -(-wcswidth(contest.office) // (_OFFICE - 2))
    at = {heading: f"{chr(65 + column)}{row}" for column, heading in enumerate(HEADINGS)}
    quoted = title.replace("'", "''")
    sheet[at["已录入"]] = f"=COUNTA('{quoted}'!{number}{first}:{number}{last})"
    sheet[at["核对"]] = (
        f'=IF({at["收回"]}="","待填收回",IF({at["已录入"]}<>{at["收回"]},"录入与收回不符",'
        f'IF(COUNT({at["有效"]},{at["无效"]})<2,"待填有效、无效",'
        f'IF({at["有效"]}+{at["无效"]}<>{at["收回"]},"有效＋无效≠收回",'
        f'IF(AND({at["实到"]}<>"",{at["收回"]}>{at["实到"]}),"收回多于实到","相符")))))'
    )


def _dress(sheet: Worksheet, head: int, last: int) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin")
    fill = PatternFill("solid", fgColor="FFF2CC")
    for column, heading in enumerate(HEADINGS, start=1):
        for row in range(head, last + 1):
            cell = sheet.cell(row, column)
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if row == head:
                cell.font = Font(bold=True)
            elif heading in _TO_FILL:
                cell.fill = fill
    sheet["A1"].font = Font(bold=True, size=16)
    for at, heading in enumerate(HEADINGS):
        sheet.column_dimensions[chr(65 + at)].width = {"选票类别": _OFFICE, "核对": 20}.get(heading, 9)
    print_on_a4(sheet, "1:1")
