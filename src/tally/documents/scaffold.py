"""The files of a new election folder (`tally init`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from tally.documents.templates import environment
from tally.domain.election import Kind
from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.records.atomic import write_atomically
from tally.rules.margin import verify_margin
from tally.rules.rulebook import load_rule_book

BODIES = (("committee", "党委委员", Kind.DW), ("discipline", "纪委委员", Kind.JW))
HEADINGS = ("姓名", "性别", "民族", "出生年月", "拟任职务", "单位及职务", "备注")


def scaffold(title: str, day: date, entitled: int, present: int, seats: Sequence[int]) -> Mapping[str, bytes]:
    """Return the files of a new folder by name; the least number of candidates stands beside the seats (M4)."""
    book = load_rule_book("jiceng-2020")
    contests = [
        {"id": id_, "office": office, "seats": count, "need": verify_margin(book, kind, count, 0).need_candidates}
        for (id_, office, kind), count in zip(BODIES, seats, strict=True)
    ]
    sandbox = environment(str, markup=False)
    sandbox.globals["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    context = {"title": title, "date": day, "entitled": entitled, "present": present, "contests": contests}
    return {
        "election.toml": sandbox.get_template("init/election.toml").render(context).encode("utf-8"),
        "candidates.xlsx": _candidates(),
        "README.md": sandbox.get_template("init/README.md").render(context).encode("utf-8"),
    }


def write_scaffold(directory: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files; raises `Problems` (T650) rather than replace a file that is there."""
    there = [directory / name for name in files if (directory / name).exists()]
    if there:
        found, remedy = say("已经有这个文件，没有覆盖"), say("换一个目录名，或先把它移走")
        raise Problems([error("T650", str(path), found, remedy) for path in there])
    for name, content in files.items():
        write_atomically(directory / name, content)
    return [directory / name for name in files]


def _candidates() -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    from tally.documents.workbooks import workbook_bytes

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for _, office, _ in BODIES:
        sheet = workbook.create_sheet(office)
        sheet.append(HEADINGS)
        sheet.freeze_panes = "B2"
        for number, heading in enumerate(HEADINGS):
            letter = "ABCDEFG"[number]
            sheet.column_dimensions[letter].width = 24 if heading == "单位及职务" else 12
            sheet.column_dimensions[letter].number_format = "@"
            sheet[f"{letter}1"].font = Font(bold=True)
        genders = DataValidation(type="list", formula1='"男,女"', allow_blank=True)
        genders.add("B2:B200")
        sheet.add_data_validation(genders)
    return workbook_bytes(workbook)
