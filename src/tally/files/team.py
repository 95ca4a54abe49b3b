"""The sheet 班子 of roster.xlsx (the proposed team) and the sheet 人大代表 (names alone), for `tally check`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tally.domain.people import TeamMember
from tally.domain.problem import Problem
from tally.files.columns import Column, nameless, read_rows
from tally.files.served import Cells
from tally.files.table import Table
from tally.names.normalise import normalise

TEAM_SHEET = "班子"
DEPUTIES_SHEET = "人大代表"

COLUMNS: Sequence[Column] = (
    Column("name", ("姓名", "name"), required=True),
    Column("posts", ("拟任职务", "职务", "post")),
    Column("gender", ("性别", "gender", "sex")),
    Column("born", ("出生年月", "出生日期", "born")),
    Column("in_post", ("任现职年限", "任现职时间", "years in post")),
    Column("in_team", ("任班子年限", "进班子时间", "years in team")),
    Column("in_towns", ("乡镇工作年限", "years in towns")),
    Column("full_time", ("专职", "full time")),
    Column("moved", ("交流", "异地交流", "moved")),
    Column("street_experience", ("街道工作经历", "乡镇街道工作经历", "street experience")),
    Column("file_examined", ("档案审核", "file examined")),
    Column("discipline_heard", ("纪检意见", "discipline heard")),
    Column("reports_checked", ("个人事项核查", "reports checked")),
)


@dataclass(frozen=True, slots=True)
class Team:
    """The team's lines and everything to be said about them."""

    members: tuple[TeamMember, ...]
    problems: tuple[Problem, ...]


def read_team(table: Table, reference: date) -> Team:
    """Read the proposed team; times are measured on the reference day.

    Problems: T251–T256 (columns), T260 a row without a name, T273 a date, T274 a length of service, T275 yes or no.
    """
    sheet = read_rows(table, COLUMNS)
    problems = list(sheet.problems)
    members = []
    for row in sheet.rows:
        name = normalise(row["name"])
        if not name.key:
            problems.append(nameless(table, row))
            continue
        reading = Cells(table, row, reference, problems)
        members.append(
            TeamMember(
                name.written,
                name.key,
                tuple(part for part in re.split(r"[、，,；;/\s]+", row["posts"]) if part),
                row["gender"],
                reading.month("born"),
                reading.served("in_post"),
                reading.served("in_team"),
                reading.served("in_towns"),
                reading.flag("full_time"),
                reading.flag("moved"),
                reading.flag("street_experience"),
                reading.flag("file_examined"),
                reading.flag("discipline_heard"),
                reading.flag("reports_checked"),
            )
        )
    return Team(tuple(members), tuple(problems))


def read_names(table: Table) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Read a sheet of names alone."""
    sheet = read_rows(table, COLUMNS[:1])
    names = tuple(normalise(row["name"]).written for row in sheet.rows)
    return tuple(name for name in names if name), sheet.problems
