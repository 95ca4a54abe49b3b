"""Appraisal figures that were counted by hand (汇总录入), in one sheet or in one for each group."""

from __future__ import annotations

from collections.abc import Mapping

from tally.consultation.appraisal import SubjectCount
from tally.consultation.appraise_file import Appraisal
from tally.consultation.counts import read_figures
from tally.domain.message import say
from tally.domain.problem import Problem, error, place
from tally.files.columns import Column
from tally.files.settings import Settings

ABSTAINED = Column("", ("弃权", "不了解", "弃权(不了解)", "弃权（不了解）"))


def read_appraisal_counts(appraisal: Appraisal, settings: Settings) -> tuple[SubjectCount, ...]:
    """Read counts made by hand: a subject a row, a column a grade, and 弃权 where it was counted.

    Problems besides those of the sheets: T351 two groups with one sheet, T749 valid and invalid missing, T759 a subject
    without a row or a row of nobody, T760 more grades than valid slips, or grades and abstentions that are not them
    (K10).
    """
    circle = appraisal.circle
    if circle.valid is None or circle.invalid is None:
        settings.reader.add(
            "T749",
            "circle",
            say("录入汇总票数时要写有效和无效张数"),
            say("补上 valid = 有效张数 和 invalid = 无效张数"),
        )
    if appraisal.counts:
        total = _read_sheet(appraisal.counts, "counts", circle.valid, appraisal, settings)
        return tuple(SubjectCount(circle.valid or 0, total[one.key]) for one in appraisal.subjects if one.key in total)
    _check_groups(appraisal, settings)
    valid = {group.id: group.valid or 0 for group in appraisal.groups}
    sheets = {
        group.id: _read_sheet(group.counts, f"group ({group.id}).counts", group.valid, appraisal, settings)
        for group in appraisal.groups
    }
    counts = []
    for subject in appraisal.subjects:
        if not all(subject.key in sheet for sheet in sheets.values()):
            continue
        given = {group: sheet[subject.key] for group, sheet in sheets.items()}
        grades = {grade: sum(one[grade] for one in given.values()) for grade in appraisal.scale(subject).grades}
        groups = {group: {**one, "": valid[group] - sum(one.values())} for group, one in given.items()}
        counts.append(SubjectCount(sum(valid.values()), grades, groups))
    return tuple(counts)


def _check_groups(appraisal: Appraisal, settings: Settings) -> None:
    first: dict[str, str] = {}
    for group in appraisal.groups:
        other = first.setdefault(group.counts, group.id)
        if other != group.id:
            found = say("{first}组和{second}组写的是同一张表", first=other, second=group.id)
            settings.reader.add("T351", f"group ({group.id}).counts", found, say("每组一张表"))


def _read_sheet(
    written: str, path: str, valid: int | None, appraisal: Appraisal, settings: Settings
) -> dict[str, Mapping[str, int]]:
    """Return the grades given to each subject, by its key."""
    table = settings.table(written, "counts", path)
    if table is None:
        return {}
    words = dict.fromkeys(grade for scale in appraisal.scales.values() for grade in scale.grades)
    people, problems = read_figures(table, (*(Column(grade, (grade,)) for grade in words), ABSTAINED), blanks=True)
    settings.problems += problems
    by_key = {one.key: one for one in people}
    given: dict[str, Mapping[str, int]] = {}
    for subject in appraisal.subjects:
        where = place(table.file, table.sheet, subject.name)
        grades = appraisal.scale(subject).grades
        numbers = by_key[subject.key].numbers if subject.key in by_key else {}
        if not set(grades) <= numbers.keys():
            found = say("没有“{name}”各等次的票数", name=subject.name)
            settings.problems.append(error("T759", where, found, say("补上这一行；没有的等次填 0")))
            continue
        given[subject.key] = {grade: numbers[grade] for grade in grades}
        if valid is not None:
            settings.problems += _sum_problems(SubjectCount(valid, given[subject.key]), numbers.get(""), where)
    known = {subject.key for subject in appraisal.subjects}
    settings.problems += [
        error(
            "T759",
            place(table.file, table.sheet, one.name),
            say("“{name}”不在测评对象里", name=one.name),
            say("改正姓名，或删去这一行"),
        )
        for one in people
        if one.key not in known
    ]
    return given


def _sum_problems(count: SubjectCount, abstain: int | None, where: str) -> list[Problem]:
    total = count.graded + (abstain or 0)
    if total == count.valid or (abstain is None and total < count.valid):
        return []
    return [
        error(
            "T760",
            where,
            say("各等次和弃权合计{total}张，有效票{valid}张", total=total, valid=count.valid),
            say("核对各等次、弃权和有效票数"),
            "K10",
        )
    ]
