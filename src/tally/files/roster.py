"""The roster (选举人名册): who may vote and be elected (E1–E3, E7), read from roster.xlsx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tally.domain.election import Candidate, Standing
from tally.domain.message import say
from tally.domain.people import Person
from tally.domain.problem import Problem, error
from tally.files.columns import Column, Row, nameless, read_rows
from tally.files.served import Cells
from tally.files.table import Table
from tally.names.namesakes import with_namesakes
from tally.names.normalise import normalise
from tally.rules.book import RuleBook
from tally.rules.electors import Electors, electors

COLUMNS: Sequence[Column] = (
    Column("name", ("姓名", "name"), required=True),
    Column("status", ("身份", "status")),
    Column("measure", ("处分或措施", "处分", "措施", "measure")),
    Column("delegation", ("代表团", "delegation")),
    Column("gender", ("性别", "gender", "sex")),
    Column("ethnic_group", ("民族", "ethnic group")),
    Column("born", ("出生年月", "出生日期", "born")),
    Column("distinction", ("区分", "distinction")),
    Column("excluded", ("应到扣除", "excluded")),
    Column("leave", ("扣除批准", "leave")),
    Column("proxy", ("受委托人", "委托", "proxy")),
    Column("party_age", ("党龄", "入党时间", "入党年月", "party age")),
    Column("post", ("职务", "现任职务", "单位及职务", "post")),
    Column("in_post", ("任现职年限", "任现职时间", "years in post")),
    Column("in_towns", ("乡镇工作年限", "在本乡镇年限", "years in towns")),
)
PARTY_STATUSES = ("正式党员", "预备党员")
MEASURES = frozenset({"留党察看", "留置", "逮捕", "警告", "严重警告", "撤销党内职务"})


@dataclass(frozen=True, slots=True)
class Roster:
    """Everyone on the roster by name key, persons of one name also by what tells them apart, and line by line; who of
    them votes, and everything to be said about it."""

    people: Mapping[str, tuple[Standing, ...]]
    lines: tuple[Person, ...]
    electors: Electors
    problems: tuple[Problem, ...]


def read_roster(table: Table, book: RuleBook, reference: date, kinds: Sequence[str] = ()) -> Roster:
    """Read the roster by a rule book; `kinds` are the kinds of election, some of which only deputies vote in.

    Ages and times served are measured on the day `reference`. Problems: T251–T256 (columns), T260 a row without a name,
    T270 an unknown status, T271 an unknown measure, T273 a date that cannot be, T274 a length of service.
    """
    sheet = read_rows(table, COLUMNS)
    problems = list(sheet.problems)
    standings: dict[str, tuple[Standing, ...]] = {}
    labels: dict[str, list[str]] = {}
    lines: list[Person] = []
    for row in sheet.rows:
        name = normalise(row["name"])
        if not name.key:
            problems.append(nameless(table, row))
            continue
        problems += _unknown_words(table, row, book)
        person = _person(row, name.written, name.key, Cells(table, row, reference, problems))
        problems += _impossible(table, row, person, reference)
        note = Candidate(person.name, person.key, person.gender, person.ethnic_group).note
        status = person.status or book.statuses[0]
        reason = book.bars(status, person.measure)
        standing = Standing(person.name, reason, note, person.gender, person.ethnic_group, person.born, status)
        standings[person.key] = (*standings.get(person.key, ()), standing)
        labels.setdefault(person.key, []).append(row["distinction"] or name.note)
        lines.append(person)
    return Roster(with_namesakes(standings, labels), tuple(lines), electors(book, lines, kinds), tuple(problems))


def _person(row: Row, name: str, key: str, cells: Cells) -> Person:
    texts = ("status", "measure", "delegation", "gender", "ethnic_group", "born", "excluded", "leave", "proxy", "post")
    return Person(
        name=name,
        key=key,
        **{column: row[column] for column in texts},
        birth=cells.month("born", only_printed=True),
        party_age=cells.served("party_age", later=True),
        in_post=cells.served("in_post"),
        in_towns=cells.served("in_towns"),
    )


def _impossible(table: Table, row: Row, person: Person, reference: date) -> list[Problem]:
    """Say (T273) when somebody joined the Party before being born."""
    if person.birth is None or person.party_age is None or person.party_age <= person.birth.until(reference):
        return []
    where = table.place(row.number, row.columns["party_age"])
    found = say("{name}的党龄比年龄长（{day}）", name=person.name, day=reference)
    return [error("T273", where, found, say("核对出生年月和党龄（入党时间）"), "E1")]


def _unknown_words(table: Table, row: Row, book: RuleBook) -> list[Problem]:
    problems = []
    known = PARTY_STATUSES if book.party else book.standing_statuses
    if row["status"] and row["status"] not in known:
        problems.append(
            error(
                "T270",
                table.place(row.number, row.columns["status"]),
                say("不认识的身份“{status}”", status=row["status"]),
                say("可以填：{known}", known=known),
                "E1",
            )
        )
    if row["measure"] and row["measure"] not in MEASURES | book.suspending:
        problems.append(
            error(
                "T271",
                table.place(row.number, row.columns["measure"]),
                say("不认识的处分或措施“{measure}”", measure=row["measure"]),
                say("影响选举权的填：{known}；没有的留空", known=tuple(sorted(book.suspending))),
                "E2",
            )
        )
    return problems
