"""Appraisal slips (测评票) and their figures: grades by subject, abstentions over the base, scores, reference lines."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tally.consultation.appraise_file import ABSTAIN, Appraisal, Scale
from tally.consultation.groups import given_twice
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error
from tally.files.ballot_numbers import number_key
from tally.files.columns import Column, Row, read_rows
from tally.files.one_sheet import the_sheet
from tally.files.paths import SheetPath, shown_path
from tally.files.table import Table
from tally.files.workbook import open_workbook
from tally.files.written_cells import VOID_WORDS

NUMBER = Column("number", ("票号", "编号", "number"))
VOID = Column("void", ("整票无效", "void"))
REMARK = Column("remark", ("意见", "意见建议", "意见和建议", "备注", "remark", "remarks"))
BLANK = "空白票"
_PARTS = re.compile(r"[、，,/；;\s]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one slip says of one subject: a grade, or "" for 弃权; `doubled` when two grades were marked."""

    grade: str
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class AppraisalSlip:
    """One slip: a cell for each subject; `void` when a reason was written against the whole of it."""

    cells: tuple[Cell, ...]
    void: bool = False


@dataclass(frozen=True, slots=True)
class AppraisalPile:
    """All slips by group ("" without groups) and the remarks, in an order that is not that of entry."""

    slips: Mapping[str, tuple[AppraisalSlip, ...]]
    remarks: tuple[str, ...]
    files: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """One subject: slips valid, how many gave each grade, and the same by group with "" for 弃权 on a slip."""

    valid: int
    grades: Mapping[str, int]
    groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def graded(self) -> int:
        """How many gave a grade."""
        return sum(self.grades.values())


def read_cell(text: str, scale: Scale) -> Cell | None:
    """Read one cell (CP3): nothing, two grades, 弃权 or 不了解 are 弃权 for that cell; None when it is no grade.

    >>> scale = Scale("member", ("优秀", "称职"))
    >>> read_cell("优 秀", scale), read_cell("优秀、称职", scale), read_cell("", scale), read_cell("尚可", scale)
    (Cell(grade='优秀', doubled=False), Cell(grade='', doubled=True), Cell(grade='', doubled=False), None)
    """
    bare = "".join(text.split())
    if not bare or bare in ABSTAIN:
        return Cell("")
    if bare in scale.grades:
        return Cell(bare)
    parts = {part for part in _PARTS.split(text.strip()) if part}
    if parts <= {*scale.grades, *ABSTAIN}:
        return Cell(parts.pop()) if len(parts) == 1 else Cell("", doubled=True)
    return None


def read_appraisal_slips(appraisal: Appraisal, folder: Path) -> AppraisalPile:
    """Read the slips of every group: a row a slip, a column a subject, and 票号, 整票无效, 意见 where they are there.

    Problems besides those of sheets: T351 a file given twice, T754 a cell that is no grade, T755 a reason for a void
    slip nothing reads, T756 a column that is nobody's, T757 a 票号 twice or missing, T758 a row without any mark that
    nobody called 空白票.
    """
    sources = {"": appraisal.slips} if appraisal.slips else {}
    sources |= {group.id: group.slips for group in appraisal.groups if group.slips}
    slips: dict[str, tuple[AppraisalSlip, ...]] = {}
    remarks: list[str] = []
    files: list[str] = []
    problems = given_twice(folder, sources)
    for group, written in sources.items():
        rows: list[AppraisalSlip] = []
        for one in written:
            try:
                table = _table(one, folder)
            except Problems as refused:
                problems += refused.problems
                continue
            files.append(table.file)
            read, said, found = _read_table(table, appraisal)
            rows += read
            remarks += said
            problems += found
        slips[group] = tuple(rows)
    return AppraisalPile(slips, shuffled(remarks), tuple(sorted(set(files))), tuple(problems))


def shuffled(remarks: Sequence[str]) -> tuple[str, ...]:
    """Return remarks in an order that depends on their words alone, not on whose slip came first.

    >>> shuffled(["甲", "乙", "丙"]) == shuffled(["丙", "甲", "乙"])
    True
    """
    return tuple(sorted(remarks, key=lambda text: hashlib.sha256(text.encode("utf-8")).digest()))


def _table(written: str, folder: Path) -> Table:
    target = SheetPath.parse(str(folder / written))
    workbook = open_workbook(target.file, shown_path(target.file, folder))
    return workbook.table(the_sheet(workbook, target.sheet, workbook.shown))


def _read_table(table: Table, appraisal: Appraisal) -> tuple[list[AppraisalSlip], list[str], list[Problem]]:
    columns = [Column(subject.key, (subject.name, subject.key), required=True) for subject in appraisal.subjects]
    sheet = read_rows(table, (*columns, NUMBER, VOID, REMARK))
    problems = [_strange_column(one) if one.code == "T255" else one for one in sheet.problems]
    slips, remarks = [], []
    seen: dict[int | str, int] = {}
    for row in sheet.rows:
        slip, found = _read_row(table, row, appraisal)
        problems += found + _number_problems(table, row, seen)
        if BLANK not in row["remark"] and row["remark"] and row["void"] != "其他":
            remarks.append(row["remark"])
        slips.append(slip)
    return slips, remarks, problems


def _strange_column(one: Problem) -> Problem:
    return error("T756", one.place, one.found, say("改正姓名，或删去这一列；规定的列有：票号、整票无效、意见"))


def _read_row(table: Table, row: Row, appraisal: Appraisal) -> tuple[AppraisalSlip, list[Problem]]:
    problems = []
    cells = []
    for subject in appraisal.subjects:
        text, scale = row[subject.key], appraisal.scale(subject)
        cell = read_cell(text, scale)
        if cell is None:
            problems.append(
                error(
                    "T754",
                    table.place(row.number, row.columns.get(subject.key)),
                    say("读不懂“{text}”", text=text[:20]),
                    say("填：{grades}；弃权或不了解的照写或留空", grades=scale.grades),
                )
            )
        cells.append(cell or Cell(""))
    void = "".join(row["void"].split())
    if void and void not in VOID_WORDS:
        problems.append(
            error(
                "T755",
                table.place(row.number, row.columns["void"]),
                say("读不懂整票无效的原因“{text}”", text=void[:20]),
                say("填：{words}；不是整票无效的留空", words=tuple(VOID_WORDS)),
            )
        )
    if not void and BLANK not in row["remark"] and not any(row[subject.key] for subject in appraisal.subjects):
        problems.append(
            error(
                "T758",
                table.place(row.number),
                say("这张票一格也没有填，可能还没有录入"),
                say("对照测评票补录；确是空白票的，在“备注”一列写“空白票”；没有这张票的，删去这一行"),
            )
        )
    return AppraisalSlip(tuple(cells), bool(void)), problems


def _number_problems(table: Table, row: Row, seen: dict[int | str, int]) -> list[Problem]:
    if "number" not in row.columns:
        return []
    where = table.place(row.number, row.columns["number"])
    if not row["number"]:
        return [error("T757", where, say("这一行有内容而没有票号"), say("补上点票时编的票号"))]
    first = seen.setdefault(number_key(row["number"]), row.number)
    if first == row.number:
        return []
    return [
        error(
            "T757",
            where,
            say("票号{number}已在第{row}行用过", number=row["number"][:20], row=first + 1),
            say("核对是否重复录入了同一张票"),
        )
    ]


def count_appraisal(pile: AppraisalPile, appraisal: Appraisal) -> tuple[tuple[SubjectCount, ...], int, int, int]:
    """Return the figures of every subject, how many slips are valid and invalid, and how many cells were doubled."""
    by_group = {group: [slip for slip in slips if not slip.void] for group, slips in pile.slips.items()}
    every = [slip for slips in by_group.values() for slip in slips]
    counts = []
    for at, subject in enumerate(appraisal.subjects):
        grades = appraisal.scale(subject).grades
        counts.append(
            SubjectCount(
                len(every),
                _grades(every, at, grades),
                {group: _grades(slips, at, (*grades, "")) for group, slips in by_group.items() if group},
            )
        )
    invalid = sum(slip.void for slips in pile.slips.values() for slip in slips)
    return tuple(counts), len(every), invalid, sum(cell.doubled for slip in every for cell in slip.cells)


def _grades(slips: Sequence[AppraisalSlip], at: int, grades: Sequence[str]) -> dict[str, int]:
    given = Counter(slip.cells[at].grade for slip in slips)
    return {grade: given[grade] for grade in grades}


def abstentions(count: SubjectCount, base_count: int) -> int:
    """Return 弃权 over the base: everybody in it who gave no grade (K10); negative when the base is too small."""
    return base_count - count.graded


def score(count: SubjectCount, scale: Scale, base_count: int) -> tuple[int, int]:
    """Return a score as points and divisor (CP6).

    >>> count = SubjectCount(64, {"优": 40, "良": 20, "中": 3, "差": 1})
    >>> score(count, Scale("", tuple("优良中差"), (100, 80, 60, 0), "graded"), 68)
    (5780, 64)
    """
    points = sum(worth * count.grades[grade] for grade, worth in zip(scale.grades, scale.points, strict=True))
    return points, count.graded if scale.divisor == "graded" else base_count


def below_two_thirds(best_two: int, base_count: int) -> bool:
    """Whether the two best grades together are below two thirds of the base (K11)."""
    return 3 * best_two < 2 * base_count


def over_one_third(worst: int, base_count: int) -> bool:
    """Whether the worst grade is over one third of the base (K11)."""
    return 3 * worst > base_count
