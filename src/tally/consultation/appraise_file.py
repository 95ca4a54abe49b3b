"""appraise.toml (民主测评): who is appraised on which scale, over which base, from slips or from counts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.consultation.circle import Circle, attendance_problem, circle_problems, read_circle
from tally.consultation.groups import COUNTED_GROUP, Group, read_groups, valid_problems
from tally.consultation.privacy import LEAST
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, errors_among, place
from tally.files.schema import Field, Reader, join
from tally.files.settings import Settings, read_settings
from tally.names.normalise import normalise

FILE = "appraise.toml"
KINDS = ("team", "member")
ABSTAIN = ("弃权", "不了解")
TOP: Mapping[str, Field] = {
    "schema": Field("count", least=1),
    "title": Field("text", required=True),
    "unit": Field("text", required=True),
    "when": Field("moment", required=True),
    "base": Field("text", required=True, choices=("entitled", "present", "valid")),
    "kept_until": Field("date"),
    "secrecy": Field("text"),
    "small_group": Field("count", least=LEAST),
    "small_circle_counts": Field("flag"),
    "reference_lines": Field("flag"),
    "slips": Field("texts"),
    "counts": Field("text"),
    "circle": Field("table", required=True),
    "group": Field("tables"),
    "scale": Field("tables", required=True),
    "subject": Field("tables", required=True),
}
SCALE: Mapping[str, Field] = {
    "kind": Field("text", required=True, choices=KINDS),
    "grades": Field("texts", required=True),
    "points": Field("table"),
    "divisor": Field("text", choices=("graded", "base")),
}
SUBJECT: Mapping[str, Field] = {
    "name": Field("text", required=True),
    "kind": Field("text", required=True, choices=KINDS),
    "position": Field("text"),
    "items": Field("texts"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """The grades (等次), best first; `points` for each where scores are wanted, and over what they are divided."""

    kind: str
    grades: tuple[str, ...]
    points: tuple[int, ...] = ()
    divisor: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what is appraised (测评对象): as a whole (总体评价), or in one `item` of the grid (德、能、勤、绩、廉)."""

    name: str
    key: str
    kind: str
    position: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Everything appraise.toml says."""

    title: str
    unit: str
    when: datetime.date
    base: str
    circle: Circle
    scales: Mapping[str, Scale]
    subjects: tuple[Subject, ...]
    groups: tuple[Group, ...] = ()
    slips: tuple[str, ...] = ()
    counts: str = ""
    kept_until: datetime.date | None = None
    secrecy: str = ""
    least: int = LEAST
    small_circle_counts: bool = False
    reference_lines: bool = False

    @property
    def by_counts(self) -> bool:
        """Whether the figures were counted by hand, in total or for each group."""
        return bool(self.counts) or any(group.counts for group in self.groups)

    def scale(self, subject: Subject) -> Scale:
        """Return the scale a subject is appraised on."""
        return self.scales[subject.kind]


def read_appraisal(path: Path) -> tuple[Appraisal, Settings]:
    """Read appraise.toml.

    Raises `Problems` of `read_settings`, the schema (T10x), circle (T71x), groups (T72x) and: T788 an election in the
    same folder, T723 groups whose valid slips are not those of all (K6), T750 neither slips nor counts or both, T751
    a scale twice, missing, or with a grade twice, T752 points that are not one a grade or have no divisor, T753 a
    subject or an item of it twice.
    """
    settings = read_settings(path, TOP)
    settings.keep_apart()
    reader, data = settings.reader, settings.data
    circle = read_circle(data.get("circle", {}), reader) if "circle" in data else None
    groups = read_groups(data.get("group", ()), reader, circle.present if circle else None, COUNTED_GROUP)
    scales = _scales(data, settings)
    subjects = _subjects(data, scales, settings)
    by_slips, by_counts = [bool(group.slips) for group in groups], [bool(group.counts) for group in groups]
    sources = bool(data.get("slips")) + ("counts" in data) + any(by_slips) + any(by_counts)
    if sources != 1 or not (all(by_slips) or all(by_counts)):
        reader.add(
            "T750",
            "",
            say("测评票从哪里来没有写清"),
            say("逐票录入写 slips = [文件]，已由人工汇总的写 counts = 文件#工作表；分组的都写在各 [[group]] 里"),
        )
    elif groups:
        settings.problems += valid_problems(groups, path.name, by_counts=any(by_counts))
        if any(by_counts) and circle is not None:
            _check_sum(groups, circle, reader)
    if circle is not None:
        settings.problems += circle_problems(circle, path.name) + attendance_problem(circle, path.name)
    problems = settings.all_problems()
    if errors_among(problems) or circle is None:
        raise Problems(problems)
    return (
        Appraisal(
            title=data["title"],
            unit=data["unit"],
            when=data["when"],
            base=data["base"],
            circle=circle,
            scales=scales,
            subjects=subjects,
            groups=groups,
            slips=tuple(data.get("slips", ())),
            counts=data.get("counts", ""),
            kept_until=data.get("kept_until"),
            secrecy=data.get("secrecy", ""),
            least=data.get("small_group", LEAST),
            small_circle_counts=data.get("small_circle_counts", False),
            reference_lines=data.get("reference_lines", False),
        ),
        settings,
    )


def _scales(data: dict[str, Any], settings: Settings) -> dict[str, Scale]:
    scales: dict[str, Scale] = {}
    for number, item in enumerate(data.get("scale", ()), start=1):
        path = f"scale[{number}]"
        values = settings.reader.read(item, SCALE, path)
        if not {"kind", "grades"} <= values.keys():
            continue
        grades = tuple("".join(grade.split()) for grade in values["grades"])
        if values["kind"] in scales or len(set(grades)) < len(grades) or len(grades) < 2 or set(grades) & set(ABSTAIN):
            settings.reader.add(
                "T751",
                path,
                say("这个等次表不能用：{grades}", grades=grades),
                say("team（班子）和 member（成员）各写一个，等次从好到差、互不相同；弃权、不了解不写在里面"),
            )
        points = _points(values, grades, path, settings)
        scales[values["kind"]] = Scale(values["kind"], grades, points, values.get("divisor", ""))
    return scales


def _points(values: dict[str, Any], grades: tuple[str, ...], path: str, settings: Settings) -> tuple[int, ...]:
    if "points" not in values:
        return ()
    points = values["points"]
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in points.values())
    if set(points) != set(grades) or not whole or "divisor" not in values:
        settings.reader.add(
            "T752",
            join(path, "points"),
            say("要算分的，每个等次的分值和除数都要写明"),
            say('写成 points = {{"优秀" = 100, …}}（整数），并写 divisor = "graded" 或 "base"'),
            "CP6",
        )
        return ()
    return tuple(points[grade] for grade in grades)


def _subjects(data: dict[str, Any], scales: Mapping[str, Scale], settings: Settings) -> tuple[Subject, ...]:
    subjects: list[Subject] = []
    for number, item in enumerate(data.get("subject", ()), start=1):
        path = f"subject[{number}]"
        values = settings.reader.read(item, SUBJECT, path)
        if not {"name", "kind"} <= values.keys():
            continue
        if values["kind"] not in scales:
            settings.reader.add(
                "T751",
                join(path, "kind"),
                say("没有写这一类的等次：{kind}", kind=values["kind"]),
                say('补上 [[scale]]：kind = "{kind}"，grades = […]', kind=values["kind"]),
            )
        subjects += _with_items(values, path, {subject.key for subject in subjects}, settings)
    if "subject" in data and not data["subject"]:
        settings.problems.append(_nobody(settings))
    return tuple(subjects)


def _check_sum(groups: Sequence[Group], circle: Circle, reader: Reader) -> None:
    total, valid = sum(group.valid or 0 for group in groups), circle.valid
    if valid is not None and None not in {group.valid for group in groups} and total != valid:
        reader.add(
            "T723",
            "group",
            say("各组有效票合计{total}张，不等于有效{valid}张", total=total, valid=valid),
            say("核对各组的有效票"),
            "K6",
        )


def _with_items(values: dict[str, Any], path: str, known: set[str], settings: Settings) -> list[Subject]:
    """Return a subject as a whole and in each of its items, in the order of the form."""
    subjects = []
    for item in ("", *values.get("items", ())):
        name = normalise(f"{values['name']}·{item}" if item else values["name"])
        if name.key in known:
            settings.reader.add("T753", join(path, "name"), say("“{name}”写了两次", name=name.written), say("只留一处"))
        known.add(name.key)
        subjects.append(Subject(name.written, name.key, values["kind"], values.get("position", ""), item))
    return subjects


def _nobody(settings: Settings) -> Problem:
    return error("T104", place(settings.path.name, "subject"), say("没有写测评谁"), say("至少写一节 [[subject]]"))
