"""The candidate workbook (候选人名册): one sheet a contest, one person a row, put into ballot order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tally.domain.election import Candidate
from tally.domain.message import say
from tally.domain.problem import Problem, error, place, warning
from tally.files.columns import Column, Row, read_rows
from tally.files.table import Table
from tally.names.namesakes import told_apart
from tally.names.normalise import normalise
from tally.names.traces import traces

COLUMNS: Sequence[Column] = (
    Column("name", ("姓名", "候选人姓名", "候选人", "name", "candidate"), required=True),
    Column("gender", ("性别", "gender", "sex")),
    Column("ethnic_group", ("民族", "ethnic group", "ethnicity")),
    Column("born", ("出生年月", "出生日期", "born", "date of birth")),
    Column("post", ("拟任职务", "拟任", "post")),
    Column("position", ("单位及职务", "工作单位及职务", "现任职务", "单位职务", "position")),
    Column("remark", ("备注", "remark", "remarks", "note")),
    Column("distinction", ("区分", "distinction")),
    Column("nominated_by", ("提名人", "提名", "nominated by")),
)


@dataclass(frozen=True, slots=True)
class CandidateList:
    """The candidates in the order of the sheet, the cell each stands in, and everything to be said about them."""

    candidates: tuple[Candidate, ...]
    places: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_candidates(table: Table, leaders: Sequence[str] = ()) -> CandidateList:
    """Read one contest's sheet.

    Problems: T251–T256 (columns), T260 a row without a name, T261 a name twice with nothing to tell the persons apart,
    T262 an empty list, T263 a post named in `leaders` that no candidate stands for, T268 persons of one name told
    apart by a note, T224, T225 what typing left in names.
    """
    sheet = read_rows(table, COLUMNS)
    problems = list(sheet.problems)
    rows = [row for row in sheet.rows if normalise(row["name"]).key]
    problems += [_nameless(table, row) for row in sheet.rows if row not in rows]
    places = tuple(table.place(row.number, row.columns["name"]) for row in rows)
    candidates, namesakes = _told_apart([_candidate(row) for row in rows], places)
    problems += [*namesakes, *traces([row["name"] for row in rows], places)]
    if not candidates and not problems:
        problems.append(error("T262", place(table.file, table.sheet), say("候选人名单是空的"), say("每人一行填写姓名")))
    posts = {candidate.post for candidate in candidates}
    problems += [
        warning(
            "T263",
            place(table.file, table.sheet),
            say("election.toml 的 leaders 写有“{post}”，名单里没有人拟任“{post}”", post=post),
            say("在“拟任职务”一列填“{post}”，或从 leaders 里删去", post=post),
            "B3",
        )
        for post in leaders
        if post not in posts and candidates
    ]
    return CandidateList(tuple(candidates), places, tuple(problems))


def _candidate(row: Row) -> Candidate:
    name = normalise(row["name"])
    noted = [part for part in name.note.replace(",", "，").split("，") if part]
    groups = [part for part in noted if part.endswith("族")]
    others = [part for part in noted if part != "女" and part not in groups]
    return Candidate(
        name=name.written,
        key=name.key,
        gender=row["gender"] or ("女" if "女" in noted else ""),
        ethnic_group=row["ethnic_group"] or next(iter(groups), ""),
        born=row["born"],
        post=row["post"],
        position=row["position"],
        remark=row["remark"],
        distinction=row["distinction"] or "，".join(others),
        nominated_by=row["nominated_by"],
    )


def _nameless(table: Table, row: Row) -> Problem:
    return error(
        "T260",
        table.place(row.number, row.columns.get("name")),
        say("这一行没有姓名"),
        say("填上姓名；若是表下的说明文字，请删去"),
    )


def _told_apart(candidates: Sequence[Candidate], places: Sequence[str]) -> tuple[list[Candidate], list[Problem]]:
    """Print what tells persons of one name apart behind their names: 区分, else 女 or the ethnic group (w8).

    One of them may stand without a note; two that nothing parts are a problem.
    """
    told = list(candidates)
    problems = []
    by_key: dict[str, list[int]] = {}
    for number, one in enumerate(candidates):
        by_key.setdefault(one.key, []).append(number)
    for numbers in by_key.values():
        labels = [candidates[number].distinction or candidates[number].note for number in numbers]
        if len(numbers) > 1 and len(set(labels)) < len(labels):
            problems += [_same_name(candidates[number], places[number], places[numbers[0]]) for number in numbers[1:]]
        elif len(numbers) > 1:
            for number, label in zip(numbers, labels, strict=True):
                told[number] = _labelled(candidates[number], label)
            problems.append(_namesakes([told[number].name for number in numbers], places[numbers[-1]]))
    return told, problems


def _labelled(candidate: Candidate, label: str) -> Candidate:
    if not label:
        return candidate
    return replace(candidate, name=told_apart(candidate.name, label), key=told_apart(candidate.key, label))


def _same_name(candidate: Candidate, where: str, first: str) -> Problem:
    return error(
        "T261",
        where,
        say("“{name}”与 {first} 重名，分不出是不是两个人", name=candidate.name, first=first),
        say("删去重复的一行；确是两个人的，在“区分”一列各写明区别（单位、出生年月）"),
    )


def _namesakes(names: Sequence[str], where: str) -> Problem:
    return warning(
        "T268",
        where,
        say("同名的候选人：{names}", names=tuple(names)),
        say("选票和录入表的列名都按此写明"),
    )
