"""A profile's form *columns*: a ballot a row, for each candidate of each contest a column of marks such as 0 and 1."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info, warning
from tally.files.foot import Rows, without_foot
from tally.files.grid import Codes, Grid
from tally.files.headings import without_column
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.choices import Choices, left_out, plain_choices, pool, ranked_choices, which
from tally.files.layouts.contest_columns import Headed, columns_of, contest_groups, heading_row, people_row
from tally.files.layouts.layout import ABSTAIN, APPROVE, OPPOSE, WITHIN, Part, Setting, keys_of, last_filled
from tally.files.layouts.mark_values import read_values
from tally.files.layouts.weights import ballots_of_rows, withheld
from tally.files.profile import Profile, fold_label
from tally.files.suspicion import each, suspicious
from tally.names.normalise import find_person


def columns_of_marks(grid: Grid, contests: Sequence[Contest], setting: Setting, profile: Profile) -> list[Part]:
    """Arrange each contest's columns; a ballot whose cells are all `absent` does not carry the contest.

    Problems: T381 a contest whose columns cannot be told, T382 a cell that the profile does not read, T383 a mark in a
    column of the contest that is no candidate's, T385 a number of ballots that is none, T386 choices in order without
    `count`, T325 (info) rows that stand for several ballots, T388 (a warning) write-ins without a name, T389 (info) a
    choice that was not counted, T257 (a warning) other seats.
    """
    row = heading_row(grid, profile) if profile.heading else None
    row = people_row(grid, contests) if row is None else row
    if row is None or row < max(profile.contest_row, profile.people_row):
        return []
    groups = contest_groups(grid, profile, row)
    parts = []
    for contest in contests:
        columns = columns_of(groups, profile, contest)
        if columns is None:
            if len(contests) == 1 or not profile.names_contests:
                parts.append(
                    Part(contest, "columns", problems=(_untold(grid, row, contest, [*groups]),), profile=profile.id)
                )
            continue
        parts.append(_part(grid, profile, row, contest, columns, setting.choices or profile.count))
    return parts


def _part(grid: Grid, profile: Profile, row: int, contest: Contest, headed: Sequence[Headed], count: str) -> Part:
    people, ranked = row - profile.people_row, profile.ranks or any(one.rank > 1 for one in headed)
    if ranked and not count:
        return Part(contest, "columns", problems=(which(grid, people, headed[0].column),), profile=profile.id)
    used = [one for one in headed if one.rank == 1 or count != "first"]
    own, pools, strangers, problems = _whose(grid, profile, people, contest, used)
    problems += without_column(grid, people, contest, dict.fromkeys(own.values(), 0))
    if problems:
        return Part(contest, "columns", problems=tuple(problems), profile=profile.id)
    number, weight = labelled(grid, row, profile.number), labelled(grid, row, profile.weight)
    places = [*own, *pools]
    looked_at = [*places, *(one for one in (number, weight) if one is not None)]
    rows = np.arange(row + 1, last_filled(grid, range(grid.columns)) + 1, dtype=np.int64)
    rows, remarks = without_foot(grid, rows, number, [*own])
    problems += [*remarks, *suspicious(grid, rows, looked_at)]
    weighted, remarks = ballots_of_rows(grid, weight, rows)
    problems += remarks
    problems += withheld(grid, number, rows)
    number = number if len(weighted) == len(rows) else None
    labels = [fold_label(text) for text in grid.texts]
    rows = _carrying(grid, profile, labels, [one.column for one in headed], weighted)
    matrix = Matrix(grid, rows, people)
    if number is not None:
        matrix.add("票号", _plain(grid, matrix, number, rows), number)
    rank = {one.column: one.rank for one in used}
    values, unread = read_values(grid, profile, {column: rank[column] for column in places}, rows)
    problems += unread
    whose = [own.get(column, -1) for column in places]
    choices = ranked_choices(values, whose, count) if ranked else plain_choices(values, whose, contest.seats)
    words = np.array([matrix.code(word) for word in (OPPOSE, ABSTAIN, APPROVE)], dtype=np.int32)
    for index, candidate in enumerate(contest.candidates):
        matrix.add(candidate.name, words[choices.of(index) + 1], places[whose.index(index)])
    if choices.void.any():
        matrix.add("整票无效", np.where(choices.void, matrix.code("超选"), matrix.code("")), places[0])
    blank = choices.blank & ~choices.void
    matrix.add("备注", np.where(blank, matrix.code("空白票"), matrix.code("")), places[0])
    problems += _foreign_marks(grid, profile, labels, strangers, rows)
    problems += _pooled(grid, people, choices, pools, rows)
    problems += [left_out(grid, people, places[0], choices.left_out)] if choices.left_out else []
    problems += _other_seats(grid, people, contest, headed[0])
    problems.append(read_by(grid, people, profile, count if ranked else ""))
    return Part(contest, "columns", matrix.grid(), problems=tuple(problems), profile=profile.id, ordered=ranked)


def _whose(
    grid: Grid, profile: Profile, row: int, contest: Contest, headed: Sequence[Headed]
) -> tuple[dict[int, int], list[int], list[int], list[Problem]]:
    """Return whose each column is, the columns of write-ins without a name, and those of nobody (T332 twice one's)."""
    keys = keys_of(contest)
    own: dict[int, int] = {}
    pools: list[int] = []
    strangers: list[int] = []
    problems: list[Problem] = []
    taken: set[tuple[int, int]] = set()
    fields = {fold_label(text) for text in (*profile.number, *profile.ignore, *profile.weight)}
    for one in headed:
        index = find_person(profile.aliases.get(one.person, one.person), keys)
        pooled = profile.is_write_in(one.person)
        if index is not None and (index, one.rank) in taken and not pooled:
            problems.append(_person_again(grid, row, one.column))
        elif index is not None:
            own[one.column] = index
            taken.add((index, one.rank))
        elif pooled:
            pools.append(one.column)
        elif fold_label(one.person) not in fields:
            strangers.append(one.column)
    return own, pools, strangers, problems


def _carrying(grid: Grid, profile: Profile, labels: Sequence[str], columns: Sequence[int], rows: Rows) -> Rows:
    """Return the rows that carry the contest: not all of its cells are `absent`."""
    absent = _are(labels, profile.marks.get("absent", frozenset()))
    return rows[~absent[grid.codes[np.array(columns)][:, rows]].all(axis=0)] if absent.any() else rows


def _plain(grid: Grid, matrix: Matrix, column: int, rows: np.ndarray) -> np.ndarray:
    """Return a column's codes with the quotes of `="1"` taken off."""
    codes: Codes = grid.codes[column, rows].copy()
    for code in set(codes.tolist()):
        text = grid.texts[code].strip()
        if text.startswith('="') and text.endswith('"'):
            codes[codes == code] = matrix.code(text[2:-1])
    return codes


def read_by(grid: Grid, row: int, profile: Profile, count: str) -> Problem:
    """Return by which profile a contest was read, and which of the choices counted (T384)."""
    said = {"first": say("只计第一选择"), "any": say("凡写到的都计一票")}.get(count)
    title = say("{title}，{count}", title=profile.title, count=said) if said else profile.title
    return info("T384", grid.place(row), say("按格式“{profile}”读入", profile=title))


def labelled(grid: Grid, row: int, labels: Sequence[str]) -> int | None:
    """Return the first column of the heading row that goes by one of these labels."""
    wanted = [fold_label(label) for label in labels]
    found = [column for column, text in enumerate(grid.row_texts(row)) if text.strip() and fold_label(text) in wanted]
    return found[0] if found else None


def _are(labels: Sequence[str], listed: Container[str]) -> np.ndarray:
    return np.array([label in listed for label in labels], dtype=bool)


def _pooled(grid: Grid, row: int, choices: Choices, columns: Sequence[int], rows: Rows) -> list[Problem]:
    marked = choices.pooled
    if not marked.any():
        return []
    at = int(marked.any(axis=1).argmax())
    ballots = int(marked.any(axis=0).sum())
    return [pool(grid, int(rows[marked[at].argmax()]), columns[at], grid.text(row, columns[at]), ballots)]


def _other_seats(grid: Grid, row: int, contest: Contest, headed: Headed) -> list[Problem]:
    """Warn when the export says that another number may be chosen than are to be elected (T257)."""
    if headed.seats in (None, contest.seats):
        return []
    found = say(
        "文件写着这项选举可选{said}名，election.toml 的应选人数是{seats}名", said=headed.seats, seats=contest.seats
    )
    return [warning("T257", grid.place(row, headed.column), found, say("核对应选人数；它也是一张票最多可选的人数"))]


def _foreign_marks(
    grid: Grid, profile: Profile, labels: Sequence[str], columns: Sequence[int], rows: Rows
) -> list[Problem]:
    """Refuse an approval in a column of the contest that is no candidate's; elsewhere such columns are only said."""
    approving = _are(labels, profile.marks.get("approve", frozenset()))
    marked = []
    for column in columns if profile.names_contests else ():
        hit = np.flatnonzero(approving[grid.codes[column, rows]])
        marked += [(int(rows[ballot]), column) for ballot in hit.tolist()]
    problems = each(sorted(marked), lambda cell: _nobodys(grid, *cell, profile))
    unused = [column for column in columns if not profile.names_contests]
    if unused:
        problems.append(
            info(
                "T255",
                grid.place(0, unused[0]),
                say("有{count}列没有用到，从“{heading}”起", count=len(unused), heading=_any_text(grid, unused[0])),
            )
        )
    return problems


def _any_text(grid: Grid, column: int) -> str:
    return next(
        (grid.text(row, column).strip() for row in range(min(grid.rows, WITHIN)) if grid.text(row, column).strip()), ""
    )


def _nobodys(grid: Grid, row: int, column: int, profile: Profile) -> Problem:
    return error(
        "T383",
        grid.place(row, column),
        say("这一列不是候选人的，却有选中的标记“{text}”", text=grid.text(row, column).strip()[:20]),
        say("把这一列的名称（如 Write-In）列入候选人名单，或核对导出文件"),
    )


def double_column(grid: Grid, row: int, column: int) -> Problem:
    """Return that a heading stands twice (T332)."""
    return error(
        "T332",
        grid.place(row, column),
        say("“{heading}”一列出现两次", heading=grid.text(row, column).strip()),
        say("核对两列，只留一列"),
    )


def _person_again(grid: Grid, row: int, column: int) -> Problem:
    return error(
        "T332",
        grid.place(row, column),
        say("“{heading}”一列出现两次", heading=grid.text(row, column).strip()),
        say("核对两列，只留一列；是排序投票、每个名次各一列的，列名里要写明名次"),
    )


def _untold(grid: Grid, row: int, contest: Contest, offices: Sequence[str]) -> Problem:
    return error(
        "T381",
        grid.place(row),
        say("分不清哪几列是{office}的", office=contest.office),
        say("office 写成列名里的职务：{headings}", headings=tuple(filter(None, offices)))
        if any(offices)
        else say("election.toml 里的 office 写成导出文件里的名称，候选人与之一致"),
    )
