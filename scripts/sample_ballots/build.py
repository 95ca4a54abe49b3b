"""Make the workbooks of `sample_ballots/`: ballots laid down pattern by pattern, so that a person can add them up.

Run `python scripts/sample_ballots/build.py`; the same program gives the same bytes. `expected.json` and `README.md`
beside the workbooks are written by hand and never made from a count.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from tally.documents.workbooks import workbook_bytes

HERE = Path(__file__).parents[2] / "sample_ballots"
HEADINGS = ("姓名", "性别", "民族", "出生年月", "拟任职务", "单位及职务", "备注")
BOXES = 2


@dataclass(frozen=True)
class Pattern:
    """So many equal ballots: `signs` one a candidate, `_` an empty cell; write-ins as (name, sign)."""

    times: int
    signs: str | Sequence[str]
    write_ins: Sequence[tuple[str, str]] = ()
    void: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Sheet:
    """One contest: candidates as typed into the list, their names in ballot order, the patterns of ballots."""

    office: str
    people: Sequence[Sequence[str]]
    ballot: Sequence[str]
    patterns: Sequence[Pattern]
    slips: dict[tuple[int, int], str] = field(default_factory=dict)


COMMITTEE = Sheet(
    "党委委员",
    (
        ("周谷雨", "男", "汉族", "1979.04", "副书记", "镇党委副书记、镇长", ""),
        ("孙惊蛰", "男", "汉族", "1975.03", "书记", "镇党委书记", ""),
        ("郑小暑", "男", "汉族", "1986.07", "", "镇农业综合服务中心主任", ""),
        ("王小满", "女", "汉族", "1983.05", "副书记", "镇党委副书记", ""),
        ("白露", "男", "汉族", "1984.09", "", "镇武装部部长", ""),
        ("陈大雪", "女", "汉族", "1988.12", "", "镇党政办公室主任", ""),
        ("马立春", "女", "回族", "1985.02", "", "镇组织委员", ""),
        ("李清明", "男", "汉族", "1980.04", "", "镇宣传委员", ""),
        ("何秋分", "男", "汉族", "1982.09", "", "镇纪委书记", ""),
    ),
    ("孙惊蛰", "周谷雨", "王小满", "马立春", "白露", "李清明", "何秋分", "陈大雪", "郑小暑"),
    (
        Pattern(60, "○○○○○○○××"),
        Pattern(40, "○○○○○○×○×"),
        Pattern(20, "○○○○○×○×○"),
        Pattern(8, "○○○○_____"),
        Pattern(4, "×××××××××"),
        Pattern(3, "○○○○○○×××", [("钱夏至", "○")]),
        Pattern(1, "○○○○○○___", [("钱夏至", "○")]),
        Pattern(2, "○○○○○○○○×"),
        Pattern(1, "○○○○○○○××", [("钱夏至", "○")]),
        Pattern(1, "○○○○○○○××", void="有记号"),
        Pattern(1, "_________", remark="空白票"),
        Pattern(2, ("○", "○", "○", "○", "○", "○", "○×", "×", "×")),
        Pattern(1, "○○○○○○○×？"),
        Pattern(1, "Oo〇◯⭕__X✕"),
        Pattern(1, ("赞成", "赞成", "赞成", "不赞成", "反对", "反对", "弃权", "弃权", "弃权")),
        Pattern(1, "√○○○○○○__"),
        Pattern(1, "○○○○○○×××", [("孙惊蛰", "○")]),
    ),
    {(17, 6): "×", (90, 2): ""},
)
DISCIPLINE = Sheet(
    "纪委委员",
    (
        ("赵立夏", "男", "汉族", "1981.05", "书记", "镇纪委书记人选", ""),
        ("吴霜降", "男", "汉族", "1983.10", "副书记", "镇纪委副书记", ""),
        ("梁寒露", "女", "汉族", "1987.10", "", "镇财政所会计", ""),
        ("丁芒种", "男", "汉族", "1985.06", "", "镇监察办公室干部", ""),
        ("许冬至", "男", "汉族", "1986.12", "", "样板社区党支部书记", ""),
        ("田处暑", "女", "汉族", "1989.08", "", "镇司法所干部", ""),
    ),
    ("赵立夏", "吴霜降", "丁芒种", "田处暑", "许冬至", "梁寒露"),
    (
        Pattern(90, "○○○○○×"),
        Pattern(30, "○○○○×○"),
        Pattern(15, "○○○___"),
        Pattern(5, "______", remark="空白票"),
        Pattern(2, "○○○○○○"),
        Pattern(1, "○○○○○×", void="破损"),
        Pattern(3, "○○○○××", [("冯雨水", "○")]),
        Pattern(1, "○○○○××", [("冯雨水", "")]),
        Pattern(1, "？？？？？？"),
    ),
    {(40, 0): "×"},
)
SMALL = (
    ("甲立春", "男", "汉族", "", "", "", ""),
    ("乙雨水", "男", "汉族", "", "", "", ""),
    ("丙惊蛰", "女", "汉族", "", "", "", ""),
    ("丁春分", "男", "汉族", "", "", "", ""),
)
BALLOT = ("乙雨水", "丁春分", "甲立春", "丙惊蛰")
TIE = Sheet("党委委员", SMALL, BALLOT, (Pattern(5, "○○○×"), Pattern(5, "○○×○"), Pattern(2, "○×○○")))
GAP = Sheet("党委委员", SMALL, BALLOT, (Pattern(7, "○○××"), Pattern(3, "○×○×"), Pattern(2, "×○×○")))
VOID = Sheet("党委委员", SMALL, BALLOT, (Pattern(13, "○○○×"),))


def main() -> None:
    """Write every sample's workbooks."""
    for name, sheets in {"congress": (COMMITTEE, DISCIPLINE), "tie": (TIE,), "gap": (GAP,), "void": (VOID,)}.items():
        write(HERE / name / "candidates.xlsx", [(one.office, candidate_rows(one)) for one in sheets])
        write(HERE / name / "ballots.xlsx", [(one.office, ballot_rows(one, {})) for one in sheets])
    second = [(one.office, ballot_rows(one, one.slips)) for one in (COMMITTEE, DISCIPLINE)]
    write(HERE / "congress" / "ballots-second.xlsx", second)


def candidate_rows(sheet: Sheet) -> list[Sequence[object]]:
    """Return the candidate list as it was typed, not in ballot order."""
    return [HEADINGS, *sheet.people]


def ballot_rows(sheet: Sheet, slips: dict[tuple[int, int], str]) -> list[Sequence[object]]:
    """Return a ballot a row, shuffled as a box is; `slips` are cells the second typist typed otherwise."""
    ballots = [one for one in sheet.patterns for _ in range(one.times)]
    random.Random(20261120).shuffle(ballots)
    named = [f"另选他人{number}{what}" for number in range(1, BOXES + 1) for what in ("", "符号")]
    rows: list[Sequence[object]] = [("票号", *sheet.ballot, *named, "整票无效", "备注")]
    for number, ballot in enumerate(ballots, start=1):
        signs = ["" if sign == "_" else sign for sign in ballot.signs]
        signs = [slips.get((number, at), sign) for at, sign in enumerate(signs)]
        boxes = [text for pair in ballot.write_ins for text in pair]
        boxes += [""] * (2 * BOXES - len(boxes))
        rows.append((number, *signs, *boxes, ballot.void, ballot.remark))
    return rows


def write(path: Path, sheets: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> None:
    """Write one workbook."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        sheet.freeze_panes = "B2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center")
    path.write_bytes(workbook_bytes(workbook))


if __name__ == "__main__":
    main()
