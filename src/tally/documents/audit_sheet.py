"""The workbook that papers are typed into for a sample recount: a sheet a contest, a row a ballot drawn."""

from __future__ import annotations

from collections.abc import Sequence

from tally.documents.ballot_sheets import sheet_title
from tally.documents.printed_sheets import rule
from tally.documents.workbooks import workbook_bytes
from tally.records.audit import Plan, sample_rows


def sample_workbook(plans: Sequence[Plan], seed: str) -> bytes:
    """Return the workbook of every contest that is sampled."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for plan in plans:
        if plan.draws is not None:
            sheet = workbook.create_sheet(sheet_title(plan.contest))
            for row in sample_rows(plan, seed, min(plan.contest.writein_boxes, 3)):
                sheet.append(row)
            sheet.freeze_panes = "B3"
            rule(sheet, 2)
    return workbook_bytes(workbook)
