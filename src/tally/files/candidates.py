"""The candidate workbook (候选人名册): one sheet a contest, one person a row, put into ballot order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tally.domain.election import Candidate
from tally.domain.message import say
from tally.domain.problem import Problem, error, place, warning
from tally.files.columns import Column, Row, read_rows
from tally.files.table import Table
from tally.names.normalise import normalise

COLUMNS: Sequence[Column] = (
    Column("name", ("姓名", "候选人姓名", "候选人", "name", "candidate"), required=True),
    Column("gender", ("性别", "gender", "sex")),
    Column("ethnic_group", ("民族", "ethnic group", "ethnicity")),
    Column("born", ("出生年月", "出生日期", "born", "date of birth")),
    Column("post", ("拟任职务", "拟任", "post")),
    Column("position", ("单位及职务", "工作单位及职务", "现任职务", "单位职务", "position")),
    Column("remark", ("备注", "remark", "remarks", "note")),
    Column("distinction", ("区分", "distinction")),
)


@dataclass(frozen=True, slots=True)
class CandidateList:
    """The candidates in the order of the sheet, the rows they stand in, and everything to be said about them."""

    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]


def read_candidates(table: Table, leaders: Sequence[str] = ()) -> CandidateList:
    """Read one contest's sheet.

    Problems: T251–T256 (columns), T260 a row without a name, T261 a name typed twice, T262 an empty list,
    T263 a post named in `leaders` that no candidate stands for.
    """
    sheet = read_rows(table, COLUMNS)
    problems = list(sheet.problems)
    candidates: list[tuple[Row, Candidate]] = []
    for row in sheet.rows:
        candidate = _candidate(row)
        if not candidate.key:
            problems.append(_nameless(table, row))
        else:
            candidates.append((row, candidate))
    problems += _doubles(table, candidates)
    if not candidates and not problems:
        problems.append(error("T262", place(table.file, table.sheet), say("候选人名单是空的"), say("每人一行填写姓名")))
    posts = {candidate.post for _, candidate in candidates}
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
    return CandidateList(tuple(candidate for _, candidate in candidates), tuple(problems))


def _candidate(row: Row) -> Candidate:
    name = normalise(row["name"])
    noted = [part for part in name.note.replace(",", "，").split("，") if part]
    return Candidate(
        name=name.written,
        key=name.key,
        gender=row["gender"] or ("女" if "女" in noted else ""),
        ethnic_group=row["ethnic_group"] or next((part for part in noted if part.endswith("族")), ""),
        born=row["born"],
        post=row["post"],
        position=row["position"],
        remark=row["remark"],
        distinction=row["distinction"],
    )


def _nameless(table: Table, row: Row) -> Problem:
    return error(
        "T260",
        table.place(row.number, row.columns.get("name")),
        say("这一行没有姓名"),
        say("填上姓名；若是表下的说明文字，请删去"),
    )


def _doubles(table: Table, candidates: Iterable[tuple[Row, Candidate]]) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for row, candidate in candidates:
        first = seen.setdefault(candidate.key, row.number)
        if first != row.number:
            problems.append(
                error(
                    "T261",
                    table.place(row.number, row.columns["name"]),
                    say("“{name}”与第{row}行重名", name=candidate.name, row=first + 1),
                    say("删去重复的一行；若确是两个人，请在姓名中写出区别（如加上单位）"),
                )
            )
    return problems
