"""plan.toml: the steps of one change of term, planned and done, and the days that decide what is due."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.moment import is_before
from tally.domain.problem import refuse
from tally.files.schema import Field, join, nth
from tally.files.settings import Settings, read_settings
from tally.schedule.steps import STATE, STEPS
from tally.schedule.workdays import Workdays

FILE = "plan.toml"
TOP: Mapping[str, Field] = {
    "schema": Field("count", least=1),
    "title": Field("text", required=True),
    "unit": Field("text", required=True),
    "today": Field("date", required=True),
    "kind": Field("text", required=True, choices=("town", "street")),
    "order": Field("text", required=True, choices=("talk-first", "meeting-first")),
    "calendar": Field("table"),
    "step": Field("tables", required=True),
}
CALENDAR: Mapping[str, Field] = {
    "holidays": Field("dates"),
    "worked": Field("dates"),
}
STEP: Mapping[str, Field] = {
    "id": Field("text", required=True),
    "name": Field("text"),
    "date": Field("moment"),
    "until": Field("moment"),
    "by": Field("date"),
    "done": Field("flag"),
    "document": Field("text"),
    "recommended": Field("date"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from `date` to `until`, to be done `by` a day that the plan sets, `done` or not.

    `recommended` is the day of the recommendation that the step uses (K20).
    """

    id: str
    name: str
    date: datetime.date | None = None
    until: datetime.date | None = None
    by: datetime.date | None = None
    done: bool = False
    document: str = ""
    recommended: datetime.date | None = None

    @property
    def end(self) -> datetime.date | None:
        """The moment it ends: the last day given."""
        return self.until or self.date


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything plan.toml says. `today` is the day by which due and late are told."""

    title: str
    unit: str
    today: datetime.date
    kind: str
    order: str
    steps: tuple[Step, ...]
    workdays: Workdays | None = None

    def step(self, step_id: str) -> Step | None:
        """Return the step of that id."""
        return next((one for one in self.steps if one.id == step_id), None)


def read_plan(path: Path) -> tuple[Plan, Settings]:
    """Read plan.toml.

    Raises `Problems` of the file and: T703 a step twice, T704 an end before its beginning, T705 a step of the
    people's congress in a street, which has none of its own, T706 an unknown id without a name, T708 a step without
    any date, T709 a calendar that does not say for which years it is complete.
    """
    settings = read_settings(path, TOP)
    data, reader = settings.data, settings.reader
    steps: list[Step] = []
    for number, item in enumerate(data.get("step", ()), start=1):
        where = nth("step", number, item)
        values = reader.read(item, STEP, where)
        if "id" not in values:
            continue
        step = Step(**{**values, "name": values.get("name", "")})
        _check(step, where, data.get("kind", ""), steps, settings)
        steps.append(step)
    if "step" in data and not data["step"]:
        reader.add("T104", "step", say("没有写任何步骤"), say("至少写一节 [[step]]"))
    workdays = _workdays(data, settings)
    refuse(settings.all_problems())
    return (
        Plan(data["title"], data["unit"], data["today"], data["kind"], data["order"], tuple(steps), workdays),
        settings,
    )


def _check(step: Step, where: str, kind: str, before: list[Step], settings: Settings) -> None:
    reader = settings.reader
    if step.id in {one.id for one in before}:
        reader.add("T703", join(where, "id"), say("步骤“{id}”写了两次", id=step.id), say("只留一节，或换一个 id"))
    if step.id not in STEPS and not step.name:
        reader.add(
            "T706",
            join(where, "id"),
            say("不认识的步骤“{id}”，也没有写名称", id=step.id),
            say("写 name = 名称，或用已知的：{ids}", ids=tuple(STEPS)),
        )
    if step.date is not None and step.until is not None and is_before(step.until, step.date):
        reader.add("T704", join(where, "until"), say("结束早于开始"), say("核对 date 和 until"))
    if step.until is not None and step.date is None:
        reader.add("T704", join(where, "date"), say("写了结束日期而没有开始日期"), say("补上 date"))
    if step.date is None and step.by is None and step.id not in STEPS:
        reader.add("T708", where, say("没有写日期，也没有写期限"), say("写 date = 日期，或 by = 期限"))
    if step.id in STEPS and STEPS[step.id].side == STATE and kind == "street" and step.id == "first_session":
        reader.add(
            "T705",
            join(where, "id"),
            say("街道没有自己的人民代表大会"),
            say("删去这一步；街道只有选举区人大代表的步骤"),
        )


def _workdays(data: Mapping[str, Any], settings: Settings) -> Workdays | None:
    if "calendar" not in data:
        return None
    table = dict(data["calendar"])
    years = table.pop("years", None)
    values = settings.reader.read(table, CALENDAR, "calendar")
    whole = isinstance(years, list) and years and all(isinstance(one, int) and 1990 <= one <= 2200 for one in years)
    if not whole:
        settings.reader.add(
            "T709",
            "calendar.years",
            say("没有写明放假和调休的日子是哪几年的"),
            say("照国务院办公厅的通知填全，并写 years = [2026]"),
        )
        return None
    return Workdays(frozenset(values.get("holidays", ())), frozenset(values.get("worked", ())), frozenset(years or ()))
