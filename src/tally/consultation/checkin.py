"""Check-in (签到, QD1–QD4): who came, by delegation and in total, counted at the opening and again before the vote.

Names stay on their own sheet. What leaves it are figures: no name, no clock time, no order of arrival.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.domain.election import Attendance
from tally.domain.message import say
from tally.domain.moment import shown
from tally.domain.problem import Problem, Problems, error, errors_among
from tally.files.columns import Column, Row, read_rows
from tally.files.schema import Field, Reader
from tally.files.settings import Settings, read_settings
from tally.files.table import Table
from tally.names.normalise import normalise
from tally.rules.book import RuleBook
from tally.rules.meeting import quorum

FILE = "checkin.toml"
KIND = "checkin"
TOP: Mapping[str, Field] = {
    "schema": Field("count", least=1),
    "title": Field("text", required=True),
    "unit": Field("text"),
    "date": Field("date", required=True),
    "rules": Field("text", required=True),
    "entitled": Field("count", required=True, least=1),
    "sheet": Field("text", required=True),
    "sitting": Field("tables", required=True),
}
SITTING: Mapping[str, Field] = {
    "name": Field("text", required=True),
    "column": Field("text", required=True),
    "when": Field("moment"),
    "late": Field("text", choices=("present", "absent")),
}
DELEGATION = Column("delegation", ("代表团", "代表组", "delegation"), required=True)
NAME = Column("name", ("姓名", "name"), required=True)
ROLE = Column("role", ("类别", "身份", "参会类别", "role"), required=True)
VOTING = "出席"
ROLES = (VOTING, "列席", "特邀")
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("到", "到会", "已到", "√", "○", "出席"), "present"),
    **dict.fromkeys(("病假", "因病请假", "因病"), "sick"),
    **dict.fromkeys(("事假", "因事请假", "因事", "公出"), "business"),
    **dict.fromkeys(("缺席", "未到", "×"), "absent"),
    "迟到": "late",
}
STATES = ("present", "sick", "business", "absent")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One counting of heads; `late` says whether people who came late count as present there."""

    name: str
    column: str
    when: str
    late: str | None


def checkin(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read checkin.toml and its attendance sheet; return the record and remarks.

    Raises `Problems` of the file and: T785 a word for attendance nothing reads, T786 a kind of participant nobody
    knows, T787 another number entitled than the sheet has, T789 latecomers where the sitting does not say how they
    count, T261 a name twice in a delegation.
    """
    settings = read_settings(path, TOP)
    data, reader = settings.data, settings.reader
    sittings = _sittings(data, reader)
    rows: Sequence[Row] = ()
    table = settings.table(data["sheet"], "attendance", "sheet") if "sheet" in data else None
    if table is not None:
        rows = _rows(table, sittings, settings)
    counts = [_count(rows, sitting, table, settings) for sitting in sittings] if table is not None else []
    voting = sum(row["role"] == VOTING for row in rows)
    if table is not None and "entitled" in data and voting != data["entitled"]:
        reader.add(
            "T787",
            "entitled",
            say("签到表上出席的是{voting}名，应到写的是{entitled}名", voting=voting, entitled=data["entitled"]),
            say("核对签到表和应到人数；列席、特邀不算应到"),
            "K16",
        )
    book = settings.rule_book()
    problems = settings.all_problems()
    if errors_among(problems) or book is None:
        raise Problems(problems)
    record = {
        "schema": 1,
        "kind": KIND,
        "title": data["title"],
        "unit": data.get("unit", ""),
        "date": data["date"].isoformat(),
        "rules": book.id,
        "entitled": data["entitled"],
        "others": {role: sum(row["role"] == role for row in rows) for role in ROLES[1:]},
        "sittings": [
            {
                "name": sitting.name,
                "when": sitting.when,
                "total": _figures(sum(by_delegation.values(), Counter())),
                "quorum": _quorum(book, data["entitled"], sum(by_delegation.values(), Counter())),
                "delegations": [{"name": name, **_figures(counter)} for name, counter in by_delegation.items()],
            }
            for sitting, by_delegation in zip(sittings, counts, strict=True)
        ],
        # no hash of the sheet of names: who was absent could be tried out against it
        "inputs": settings.inputs_as_json(hashless=("attendance",)),
    }
    return record, tuple(problems)


def _sittings(data: Mapping[str, Any], reader: Reader) -> list[Sitting]:
    sittings = []
    for at, item in enumerate(data.get("sitting", ()), start=1):
        values = reader.read(item, SITTING, f"sitting[{at}]")
        if {"name", "column"} <= values.keys():
            when = shown(values["when"]) if "when" in values else ""
            sittings.append(Sitting(values["name"], values["column"], when, values.get("late")))
    if "sitting" in data and not data["sitting"]:
        reader.add("T104", "sitting", say("没有写数哪一次"), say("至少写一节 [[sitting]]"))
    return sittings


def _rows(table: Table, sittings: Sequence[Sitting], settings: Settings) -> list[Row]:
    columns = [Column(f"sitting:{one.column}", (one.column,), required=True) for one in sittings]
    sheet = read_rows(table, (DELEGATION, NAME, ROLE, *columns))
    settings.problems += sheet.problems
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for row in sheet.rows:
        name, delegation = normalise(row["name"]), "".join(row["delegation"].split())
        if name.written == "合计":
            continue
        kept.append(Row(row.number, {**row.values, "delegation": delegation, "role": row["role"].strip()}, row.columns))
        if not name.key or not delegation:
            settings.problems.append(
                error("T260", table.place(row.number), say("这一行没有姓名或代表团"), say("补上，或删去这一行"))
            )
        elif (first := seen.setdefault((delegation, name.key), row.number)) != row.number:
            settings.problems.append(
                error(
                    "T261",
                    table.place(row.number, row.columns["name"]),
                    say("“{name}”与第{row}行重名", name=name.written, row=first + 1),
                    say("删去重复的一行；若确是两个人，请在姓名中写出区别（如加上单位）"),
                )
            )
        if row["role"].strip() not in ROLES and "role" in row.columns:
            settings.problems.append(
                error(
                    "T786",
                    table.place(row.number, row.columns["role"]),
                    say("不认识的类别“{role}”", role=row["role"][:20]),
                    say("填：{roles}", roles=ROLES),
                    "QD1",
                )
            )
    return kept


def _count(rows: Sequence[Row], sitting: Sitting, table: Table | None, settings: Settings) -> dict[str, Counter[str]]:
    """Count those who may vote, by delegation."""
    by_delegation: dict[str, Counter[str]] = {}
    key = f"sitting:{sitting.column}"
    for row in rows:
        if row["role"] != VOTING or key not in row.columns or table is None:
            continue
        text = "".join(row[key].split())
        state = _WORDS.get(text)
        where = table.place(row.number, row.columns[key])
        if state is None:
            settings.problems.append(
                error(
                    "T785",
                    where,
                    say("读不懂“{text}”", text=text[:20]) if text else say("没有填到会情况"),
                    say("填：到、病假、事假、缺席或迟到；不要留空"),
                    "QD2",
                )
            )
            continue
        if state == "late" and sitting.late is None:
            settings.problems.append(
                error(
                    "T789",
                    where,
                    say("有人迟到，没有写明迟到的算不算到会"),
                    say('在这一节 [[sitting]] 写 late = "present"（发票前赶到）或 "absent"'),
                    "QD3",
                )
            )
            continue
        counted = sitting.late if state == "late" and sitting.late else state
        by_delegation.setdefault(row["delegation"], Counter())[counted] += 1
        by_delegation[row["delegation"]]["late"] += state == "late"
    return by_delegation


def _figures(counter: Counter[str]) -> dict[str, int]:
    figures = {state: counter[state] for state in STATES}
    return {
        "entitled": sum(figures.values()),
        **figures,
        "leave": counter["sick"] + counter["business"],
        "late": counter["late"],
    }


def _quorum(book: RuleBook, entitled: int, counter: Counter[str]) -> dict[str, Any]:
    result = quorum(book, Attendance(entitled, counter["present"]))
    return {"need": result.need, "holds": result.holds, "arithmetic": result.arithmetic}
