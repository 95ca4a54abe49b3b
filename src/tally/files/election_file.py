"""The election folder (选举目录): election.toml with everything it names, read and checked whole."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from tally.domain.election import Contest, Election, InputFile, Method, Stage
from tally.domain.message import say
from tally.domain.previous import Previous
from tally.domain.problem import Problem, Problems, error, place, refuse, warning
from tally.files import election_schema as schema
from tally.files.contests import read_contest
from tally.files.election_settings import (
    read_attendance,
    read_input,
    read_officers,
    read_unit_facts,
    read_waivers,
)
from tally.files.method import read_method
from tally.files.paths import shown_path
from tally.files.previous import read_pool, read_previous
from tally.files.roster_file import read_roster_file, roster_problems
from tally.files.schema import Reader
from tally.files.toml_file import read_toml_and_bad_dates
from tally.names.namesakes import namesakes
from tally.names.strokes import USER_FILE, StrokeTable
from tally.rules.book import RuleBook
from tally.rules.rulebook import extended, load_rule_book, read_rule_book
from tally.rules.succession import pool_problems, succession_problems

FILE = "election.toml"


def find_election(given: str | Path | None = None, beside: Path | None = None) -> Path:
    """Return the path of election.toml: the one given (file or folder), here, or beside (in) the first file (folder)
    named.

    Raises `Problems` (T101) when there is none.
    """
    if given:
        named = Path(given)
        found = named / FILE if named.is_dir() else named
        tried = [found]
    else:
        inside = [beside / FILE] if beside is not None and beside.is_dir() else []
        tried = [Path(FILE), *inside, *([beside.parent / FILE] if beside is not None else [])]
        found = next((path for path in tried if path.is_file()), tried[0])
    if not found.is_file():
        raise Problems(
            [
                error(
                    "T101",
                    str(found),
                    say("没有找到选举文件 {file}", file=tuple(str(path) for path in tried)),
                    say("用 --election 指明所在目录，或用 tally init 目录名 新建一个"),
                )
            ]
        )
    return found


def read_election(path: Path) -> Election:
    """Read an election file, its candidate workbooks and its roster; `path` is the file.

    Raises `Problems` with everything that is wrong in any of them: T10x the file's form, T11x what its values say
    together, T25x–T27x candidates and roster, T40x rules.
    """
    content, tables, bad_dates = read_toml_and_bad_dates(path)
    reader = Reader(path.name)
    reader.problems += bad_dates
    data = reader.read(tables, schema.TOP)
    if data.get("schema", 1) != 1:
        reader.add("T106", "schema", say("不认识的版本 {schema}", schema=data["schema"]), say("写 schema = 1"))
    inputs = [InputFile("election", path.name, hashlib.sha256(content).hexdigest())]
    dated = {key: value for key, value in data.items() if key != "date" or not bad_dates}  # else it is another day
    book = _rule_book(dated, path.parent, inputs, reader)
    attendance = read_attendance(data, book, reader)
    if book is None or "date" not in data:
        raise Problems([*reader.problems, *_without_rules(data, reader)])

    settings = reader.read(data.get("names", {}), schema.NAMES, "names")
    method = read_method(data, settings, book, attendance, reader)
    strokes = _stroke_table(path.parent, settings, inputs, reader)
    stage = Stage(data.get("stage", "formal"))
    contests, contest_problems = _contests(data, book, method, strokes, path.parent, inputs, reader)
    _one_electorate(contests, reader)
    facts = read_unit_facts(dated, reader)
    kinds = [contest.kind for contest in contests]
    lists = read_roster_file(path.parent, book, kinds, facts.get("reference_date", data["date"]), inputs, reader)
    waivers = read_waivers(data, {contest.id for contest in contests}, reader)
    reading = read_input(data, path.parent, inputs, reader)
    officers = read_officers(data, reader)
    papers = reader.read(data.get("papers", {}), schema.PAPERS, "papers")
    previous, contests = _previous(data, stage, book, contests, path.parent, inputs, reader)
    people = lists.roster.people if lists.roster else None
    contests = tuple(replace(one, namesakes=namesakes(one.candidates, people or {})) for one in contests)
    problems = [*reader.problems, *contest_problems]
    if attendance is None or method is None:
        raise Problems(problems)
    problems += roster_problems(lists.roster, attendance)
    return Election(
        folder=path.parent,
        title=data.get("title", ""),
        unit=data.get("unit", ""),
        term=data.get("term", ""),
        date=data["date"],
        rules=book.id,
        stage=stage,
        mode=data.get("mode", "official"),
        attendance=attendance,
        method=method,
        contests=contests,
        officers=officers,
        waivers=waivers,
        by_election=data.get("by_election", False),
        places=tuple(data.get("places", ())),
        **reading,
        stroke_file=settings.get("strokes", ""),
        rule_file=data["rules"] if _is_a_file(data["rules"]) else "",
        roster=people,
        inputs=tuple(dict.fromkeys(inputs)),
        remarks=refuse(problems),
        papers=papers,
        previous=previous,
        unit_facts=facts,
        people=lists.roster.lines if lists.roster else None,
        team=lists.team,
        deputies=lists.deputies,
    )


def _without_rules(data: dict[str, Any], reader: Reader) -> list[Problem]:
    """Return what is wrong in the parts of a file that can be read without a rule book."""
    rest = Reader(reader.file)
    read_unit_facts(data, rest)
    ids = {one["id"] for one in data.get("contest", ()) if isinstance(one.get("id"), str)}
    read_waivers(data, ids, rest)
    read_officers(data, rest)
    return rest.problems


def _one_electorate(contests: tuple[Contest, ...], reader: Reader) -> None:
    """Refuse offices that different people elect: they share neither attendance nor quorum (s28)."""
    if len({contest.kind.electorate for contest in contests}) > 1:
        reader.add(
            "T416",
            "contest",
            say("{offices}由不同的人选举，不能写在一个选举文件里", offices=tuple(one.office for one in contests)),
            say("各建一个选举目录；书记、副书记由委员会第一次全体会议选举，不和委员同票"),
            "s28",
        )


def _is_a_file(rules: str) -> bool:
    return rules.endswith(".toml")


def _rule_book(data: dict[str, Any], folder: Path, inputs: list[InputFile], reader: Reader) -> RuleBook | None:
    """Load the rule book: one of those shipped, or the folder's own (T118: not valid on the day of the election)."""
    if "rules" not in data:
        return None
    rules = data["rules"]
    try:
        book = read_rule_book(folder / rules) if _is_a_file(rules) else load_rule_book(rules)
    except Problems as problems:
        reader.problems += [
            one if _is_a_file(rules) else replace(one, place=place(reader.file, "rules")) for one in problems.problems
        ]
        return extended(folder / rules) if _is_a_file(rules) else None
    if _is_a_file(rules):
        shown = shown_path(folder / rules, folder)
        inputs.append(InputFile("rules", shown, hashlib.sha256((folder / rules).read_bytes()).hexdigest()))
        reader.problems.append(_local(book, shown))
    _in_force(data, book, reader)
    return book


def _local(book: RuleBook, shown: str) -> Problem:
    return warning(
        "T425",
        shown,
        say("按本地规则《{title}》：在 {parent} 上从严", title=book.title, parent=book.extends),
        say("从严的各项：{paths}", paths=book.tightened) if book.tightened else say("没有从严的项目"),
    )


def _in_force(data: dict[str, Any], book: RuleBook, reader: Reader) -> None:
    day = data.get("date")
    if day is None:
        return
    if day < book.issued:
        reader.add(
            "T118",
            "date",
            say("选举日期{date}早于《{title}》的施行（{issued}）", date=day, title=book.title, issued=book.issued),
            say("核对日期，或改用当时的规则"),
        )
    elif book.until is not None and day >= book.until:
        reader.problems.append(
            warning(
                "T119",
                place(reader.file, "rules"),
                say(
                    "《{title}》自{until}起已被新规则代替，选举日期是{date}",
                    title=book.title,
                    until=book.until,
                    date=day,
                ),
                say("核对日期，或改用现行规则"),
            )
        )


def _stroke_table(folder: Path, settings: dict[str, Any], inputs: list[InputFile], reader: Reader) -> StrokeTable:
    path = folder / settings.get("strokes", USER_FILE)
    try:
        table = StrokeTable.of(folder, settings.get("strokes", ""))
    except Problems as problems:
        reader.problems += problems.problems
        return StrokeTable.load()
    if table.added:
        inputs.append(InputFile("strokes", shown_path(path, folder), hashlib.sha256(path.read_bytes()).hexdigest()))
    return table


def _contests(
    data: dict[str, Any],
    book: RuleBook,
    method: Method | None,
    strokes: StrokeTable,
    folder: Path,
    inputs: list[InputFile],
    reader: Reader,
) -> tuple[tuple[Contest, ...], list[Problem]]:
    contests: list[Contest] = []
    problems: list[Problem] = []
    for number, item in enumerate(data.get("contest", ()), start=1):
        contest, found = read_contest(item, number, book, method, strokes, folder, inputs, reader)
        problems += found
        if contest is None:
            continue
        for other in contests:
            for key in ("id", "office"):
                if getattr(other, key) == getattr(contest, key):
                    reader.add(
                        "T113",
                        f"contest[{number}] ({contest.id}).{key}",
                        say("“{value}”已经用过", value=getattr(contest, key)),
                        say("每种选票的 id 和 office 各不相同"),
                    )
        contests.append(contest)
    if not data.get("contest"):
        reader.add("T104", "contest", say("没有写选什么"), say("至少写一节 [[contest]]"))
    return tuple(contests), problems


def _previous(
    data: dict[str, Any],
    stage: Stage,
    book: RuleBook,
    contests: tuple[Contest, ...],
    folder: Path,
    inputs: list[InputFile],
    reader: Reader,
) -> tuple[Previous | None, tuple[Contest, ...]]:
    """Read the record that this vote follows and the records of the bodies whose plenaries vote."""
    previous = None
    if "previous" in data:
        values = reader.read(data["previous"], schema.PREVIOUS, "previous")
        if len(values) == len(schema.PREVIOUS):
            try:
                where = place(reader.file, "previous")
                previous, source = read_previous(folder / values["record"], folder, where, values["check_code"])
                inputs.append(source)
                reader.problems += succession_problems(
                    book, previous, stage, data.get("mode", "official"), data.get("unit", ""), contests
                )
            except Problems as problems:
                reader.problems += problems.problems
    elif stage not in (Stage.FORMAL, Stage.PRELIMINARY):
        reader.problems.append(
            warning(
                "T116",
                place(reader.file, "previous"),
                say("没有写明承接哪一次选举的记录"),
                say("由人工核对应选名额和候选人是否与上一次的结果相符"),
            )
        )
    return previous, tuple(_with_members(contest, folder, inputs, reader) for contest in contests)


def _with_members(contest: Contest, folder: Path, inputs: list[InputFile], reader: Reader) -> Contest:
    if contest.pool is None:
        return contest
    where = place(reader.file, contest.id, "pool")
    try:
        members, source = read_pool(contest, folder, where)
    except Problems as problems:
        reader.problems += problems.problems
        return contest
    inputs.append(source)
    contest = replace(contest, members=members)
    reader.problems += pool_problems(contest)
    return contest
