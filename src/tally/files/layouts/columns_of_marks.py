"""A profile's form *columns*: a ballot a row, for each candidate of each contest a column of marks such as 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.foot import Rows, without_foot
from tally.files.grid import Codes, Grid
from tally.files.headings import without_column
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.layout import (
    ABSTAIN,
    APPROVE,
    OPPOSE,
    WITHIN,
    Part,
    Setting,
    hits,
    is_of,
    keys_of,
    last_filled,
    rows_naming,
)
from tally.files.profile import Profile, fold_label
from tally.files.suspicion import each, suspicious
from tally.names.normalise import find_person

MOST_BALLOTS = 10_000_000
WORDS = {"approve": APPROVE, "oppose": OPPOSE, "abstain": ABSTAIN}


def columns_of_marks(grid: Grid, contests: Sequence[Contest], setting: Setting, profile: Profile) -> list[Part]:
    """Arrange each contest's columns; a ballot whose cells are all `absent` does not carry the contest.

    Problems: T381 a contest whose columns cannot be told, T382 a cell that the profile does not read, T383 a mark in a
    column of the contest that is no candidate's, T385 a number of ballots that is none, T325 (info) rows that stand for
    several ballots.
    """
    row = heading_row(grid, profile)
    if row is None:
        row = _people_row(grid, contests)
    if row is None or row < max(profile.contest_row, profile.people_row):
        return []
    groups = contest_groups(grid, profile, row)
    parts = []
    for contest in contests:
        columns = _columns_of(grid, profile, row, groups, contest)
        if columns is None:
            if len(contests) == 1 or not profile.names_contests:
                parts.append(Part(contest, "columns", problems=(_untold(grid, row, contest),), profile=profile.id))
            continue
        parts.append(_part(grid, profile, row, contest, columns))
    return parts


def heading_row(grid: Grid, profile: Profile) -> int | None:
    """Return the row that holds all headings the profile asks for."""
    wanted = set(map(fold_label, profile.heading))
    for row in grid.rows_with(lambda text: fold_label(text) in wanted, WITHIN):
        if wanted <= set(map(fold_label, grid.row_texts(row))):
            return row
    return None


def contest_groups(grid: Grid, profile: Profile, row: int) -> dict[str, list[int]]:
    """Return the columns under each contest's heading; all under "" when the export has one contest."""
    people = row - profile.people_row
    groups: dict[str, list[int]] = {}
    for column in range(grid.columns):
        contest = _contest_of(grid, profile, row, column)
        if profile.person(grid.text(people, column)) and (contest or not profile.names_contests):
            groups.setdefault(contest, []).append(column)
    return groups


def _contest_of(grid: Grid, profile: Profile, row: int, column: int) -> str:
    if profile.column is not None:
        match = profile.column.match(grid.text(row, column).strip())
        return profile.bare(match["contest"]) if match else ""
    return profile.bare(grid.text(row - profile.contest_row, column)) if profile.contest_row else ""


def _people_row(grid: Grid, contests: Sequence[Contest]) -> int | None:
    keys = {key: 0 for contest in contests for key in keys_of(contest)}
    best = max(rows_naming(grid, contests), key=lambda row: (hits(grid.row_texts(row), keys), -row), default=None)
    return best if best is not None and hits(grid.row_texts(best), keys) else None


def _columns_of(
    grid: Grid, profile: Profile, row: int, groups: dict[str, list[int]], contest: Contest
) -> list[int] | None:
    if not profile.names_contests:
        return groups.get("")
    named = [columns for heading, columns in groups.items() if is_of(heading, contest)]
    named = named or [columns for heading, columns in groups.items() if is_of(heading, _bare(profile, contest))]
    if not named:
        keys = keys_of(contest)
        people = row - profile.people_row
        named = [
            columns
            for columns in groups.values()
            if hits([profile.person(grid.text(people, column)) for column in columns], keys) == len(contest.candidates)
        ]
    return named[0] if len(named) == 1 else None


def _bare(profile: Profile, contest: Contest) -> Contest:
    from dataclasses import replace

    return replace(contest, office=profile.bare(contest.office))


def _part(grid: Grid, profile: Profile, row: int, contest: Contest, columns: list[int]) -> Part:
    people, keys = row - profile.people_row, keys_of(contest)
    mine: dict[int, int] = {}
    strangers: list[int] = []
    problems: list[Problem] = []
    fields = {fold_label(text) for text in (*profile.number, *profile.ignore, *profile.weight)}
    for column in columns:
        text = profile.person(grid.text(people, column))
        index = find_person(profile.aliases.get(text, text), keys)
        if index is None:
            if fold_label(text) not in fields:
                strangers.append(column)
        elif index in mine:
            problems.append(double_column(grid, people, column))
        else:
            mine[index] = column
    problems += without_column(grid, people, contest, mine)
    number = labelled(grid, row, profile.number)
    weight = labelled(grid, row, profile.weight)
    if problems:
        return Part(contest, "columns", problems=tuple(problems), profile=profile.id)
    own = [*mine.values()]
    looked_at = [*own, *(one for one in (number, weight) if one is not None)]
    rows = np.arange(row + 1, last_filled(grid, range(grid.columns)) + 1, dtype=np.int64)
    rows, remarks = without_foot(grid, rows, number, own)
    problems += [*remarks, *suspicious(grid, rows, looked_at)]
    weighted, remarks = ballots_of_rows(grid, weight, rows)
    problems += remarks
    number = number if len(weighted) == len(rows) else None
    rows = weighted
    labels = np.array([fold_label(text) for text in grid.texts], dtype=object)
    absent = np.array([label in profile.marks.get("absent", frozenset()) for label in labels], dtype=bool)
    if absent.any():
        carried = ~absent[grid.codes[np.array([*own, *strangers])][:, rows]].all(axis=0)
        rows = rows[carried]
    matrix = Matrix(grid, rows, people)
    if number is not None:
        matrix.add("票号", _plain(grid, matrix, number, rows), number)
    blank = np.ones(len(rows), dtype=bool)
    for index, column in mine.items():
        codes, unread = _marks(grid, matrix, profile, labels, column, rows)
        blank &= codes != matrix.code(APPROVE)
        problems += unread
        matrix.add(contest.candidates[index].name, codes, column)
    problems += _foreign_marks(grid, profile, labels, strangers, rows)
    matrix.add("备注", np.where(blank, matrix.code("空白票"), matrix.code("")), own[0])
    problems.append(info("T384", grid.place(people), say("按格式“{profile}”读入", profile=profile.title)))
    return Part(contest, "columns", matrix.grid(), problems=tuple(problems), profile=profile.id)


def _plain(grid: Grid, matrix: Matrix, column: int, rows: np.ndarray) -> np.ndarray:
    """Return a column's codes with the quotes of `="1"` taken off."""
    codes: Codes = grid.codes[column, rows].copy()
    for code in set(codes.tolist()):
        text = grid.texts[code].strip()
        if text.startswith('="') and text.endswith('"'):
            codes[codes == code] = matrix.code(text[2:-1])
    return codes


def labelled(grid: Grid, row: int, labels: Sequence[str]) -> int | None:
    """Return the first column of the heading row that goes by one of these labels."""
    wanted = [fold_label(label) for label in labels]
    found = [column for column, text in enumerate(grid.row_texts(row)) if text.strip() and fold_label(text) in wanted]
    return found[0] if found else None


def _marks(
    grid: Grid, matrix: Matrix, profile: Profile, labels: np.ndarray, column: int, rows: np.ndarray
) -> tuple[np.ndarray, list[Problem]]:
    cells = grid.codes[column, rows]
    codes = np.full(len(rows), -1, dtype=np.int32)
    for kind, word in WORDS.items():
        listed = profile.marks.get(kind, frozenset())
        known = np.array([label in listed for label in labels], dtype=bool)
        codes[known[cells]] = matrix.code(word)
    absent = np.array([label in profile.marks.get("absent", frozenset()) for label in labels], dtype=bool)
    codes[(codes < 0) & absent[cells]] = matrix.code(ABSTAIN)
    unread = np.flatnonzero(codes < 0)
    codes[unread] = matrix.code(ABSTAIN)
    return codes, each(unread.tolist(), lambda ballot: _unread(grid, int(rows[ballot]), column, profile))


def _foreign_marks(
    grid: Grid, profile: Profile, labels: np.ndarray, columns: Sequence[int], rows: np.ndarray
) -> list[Problem]:
    """Refuse an approval in a column of the contest that is no candidate's; elsewhere such columns are only said."""
    approving = np.array([label in profile.marks.get("approve", frozenset()) for label in labels], dtype=bool)
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


def ballots_of_rows(grid: Grid, column: int | None, rows: Rows) -> tuple[Rows, list[Problem]]:
    """Return each row as often as it stands for a ballot, which is said (T325); T385 for what is no such number."""
    if column is None:
        return rows, []
    counts = np.array([_count(text) for text in grid.texts], dtype=np.int64)[grid.codes[column, rows]]
    wrong = rows[counts == 0].tolist()
    problems = each(wrong, lambda row: _no_count(grid, row, column))
    total = int(counts.sum())
    if total > MOST_BALLOTS:
        problems.append(_no_count(grid, int(rows[counts.argmax()]), column))
    if problems or total == len(rows):
        return rows, problems
    said = say("{rows}行按张数一列代表{ballots}张票；各行的编号不是票号，没有读", rows=len(rows), ballots=total)
    return np.repeat(rows, counts), [info("T325", grid.place(int(rows[0]), column), said)]


def _count(text: str) -> int:
    label = fold_label(text)
    return int(label) if label.isascii() and label.isdigit() and len(label) <= 8 else 0


def _no_count(grid: Grid, row: int, column: int) -> Problem:
    return error(
        "T385",
        grid.place(row, column),
        say("张数一列写的是“{text}”，不是这一行代表的票数", text=grid.text(row, column).strip()[:20]),
        say("应是正整数，各行合计不超过{most}；核对导出文件", most=MOST_BALLOTS),
    )


def _unread(grid: Grid, row: int, column: int, profile: Profile) -> Problem:
    return error(
        "T382",
        grid.place(row, column),
        say("格式“{profile}”没有说“{text}”是什么", profile=profile.title, text=grid.text(row, column).strip()[:20]),
        say("核对这一格；确有此种标记的，在格式说明的 [marks] 里补上"),
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


def _untold(grid: Grid, row: int, contest: Contest) -> Problem:
    return error(
        "T381",
        grid.place(row),
        say("分不清哪几列是{office}的", office=contest.office),
        say("election.toml 里的 office 写成导出文件里的名称，候选人与之一致"),
    )
