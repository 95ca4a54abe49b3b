"""The sheet 班子 of roster.xlsx (the proposed team) and the sheet 人大代表 (names alone), for `tally check`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tally.domain.message import Message, say
from tally.domain.people import YEAR, Month, TeamMember
from tally.domain.problem import Problem, error
from tally.files.columns import Column, Row, read_rows
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
_DATE = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*日?)?")
_YEARS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\s*年?")
_YES_NO = {
    "是": True,
    "否": False,
    "有": True,
    "无": False,
    "已": True,
    "未": False,
    "√": True,
    "true": True,
    "false": False,
}


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
            where = table.place(row.number, row.columns["name"])
            problems.append(error("T260", where, say("这一行没有姓名"), say("填上姓名，或删去这一行")))
            continue
        reading = _Cells(table, row, reference, problems)
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


def month_of(text: str) -> Month | None:
    """Return a month as people write it, None when the text is none.

    >>> month_of("1990.05"), month_of("1990年5月3日"), month_of("199005"), month_of("1990-13")
    (Month(year=1990, month=5, day=1), Month(year=1990, month=5, day=3), Month(year=1990, month=5, day=1), None)
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Month(year, month, day)


@dataclass(frozen=True, slots=True)
class _Cells:
    table: Table
    row: Row
    reference: date
    problems: list[Problem]

    def month(self, key: str) -> Month | None:
        text = self.row[key]
        if not text:
            return None
        month = month_of(text)
        if month is None or month.until(self.reference) < 0:
            self._note(
                "T273",
                key,
                say("“{text}”不是日期，或在核对日{day}以后", text=text, day=self.reference),
                say("写成 1990-05 或 1990年5月"),
            )
            return None
        return month

    def served(self, key: str) -> int | None:
        """Return months of service from years (10, 9.5年) or from the month it began (2016-11)."""
        text = self.row[key]
        if not text:
            return None
        years = _YEARS.fullmatch(text)
        if years is not None:
            return int(Decimal(years[1]) * YEAR)
        month = month_of(text)
        if month is not None and month.until(self.reference) >= 0:
            return month.until(self.reference)
        self._note("T274", key, say("“{text}”看不出年限", text=text), say("写年数（如 10）或开始的年月（如 2016-11）"))
        return None

    def flag(self, key: str) -> bool | None:
        text = self.row[key].lower()
        if not text:
            return None
        if text not in _YES_NO:
            self._note("T275", key, say("“{text}”不是“是”或“否”", text=text), say("填“是”或“否”；不清楚的留空"))
        return _YES_NO.get(text)

    def _note(self, code: str, key: str, found: Message, remedy: Message) -> None:
        self.problems.append(error(code, self.table.place(self.row.number, self.row.columns[key]), found, remedy))
