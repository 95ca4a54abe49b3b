"""Layout *long* (逐格): a row a mark (票号, 候选人, 符号), as databases export."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.ballot_numbers import number_key
from tally.files.foot import without_foot
from tally.files.grid import Grid
from tally.files.headings import folded
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.layout import WITHIN, Part, Setting, best_contest, keys_of, kind_of, last_filled, named_contest
from tally.files.suspicion import each, suspicious
from tally.names.normalise import find_person

SIGNS = frozenset({"符号", "画票", "意见", "标记", "票", "选择", "mark", "sign", "vote"})
NEEDED = ("number", "person", "sign")


def long(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find the heading row 票号, 候选人, 符号 and gather each ballot's marks.

    Problems: T362 a candidate nobody is, T363 one candidate twice on a ballot, T364 a row without 票号 or candidate,
    T365 a contest nobody knows.
    """
    row, places = headings_of(grid)
    if row is None:
        return []
    columns = list(places.values())
    rows = np.arange(row + 1, last_filled(grid, columns) + 1, dtype=np.int64)
    rows, remarks = without_foot(grid, rows, places["number"], [places["person"], places["sign"]])
    problems = [*remarks, *suspicious(grid, rows, columns)]
    per_contest: dict[str, list[int]] = {}
    if "contest" in places:
        known = {
            code: named_contest(grid.texts[code], contests)
            for code in set(grid.codes[places["contest"], rows].tolist())
        }
        for at, code in enumerate(grid.codes[places["contest"], rows].tolist()):
            contest = known[code]
            if contest is None:
                problems.append(_unknown_contest(grid, int(rows[at]), places["contest"]))
            else:
                per_contest.setdefault(contest.id, []).append(at)
    else:
        people = {grid.texts[code] for code in set(grid.codes[places["person"], rows].tolist())}
        one = contests[0] if len(contests) == 1 and people else best_contest(people, contests)
        if one is None:
            return []
        per_contest[one.id] = list(range(len(rows)))
    parts = [
        _part(grid, contest, rows[per_contest[contest.id]], row, places)
        for contest in contests
        if contest.id in per_contest
    ]
    if not parts:
        return []
    return [parts[0].saying(*problems), *parts[1:]]


def headings_of(grid: Grid) -> tuple[int | None, dict[str, int]]:
    """Return the row with the headings of 票号, 候选人 and 符号, and where they stand."""
    for row in grid.rows_with(lambda text: folded(text) in SIGNS, WITHIN):
        places: dict[str, int] = {}
        for column, text in enumerate(grid.row_texts(row)):
            kind = "sign" if folded(text) in SIGNS else kind_of(text)
            if kind in (*NEEDED, "contest", "remark"):
                places.setdefault(kind, column)
        if all(kind in places for kind in NEEDED):
            return row, places
    return None, {}


def _part(grid: Grid, contest: Contest, rows: np.ndarray, row: int, places: dict[str, int]) -> Part:
    keys = keys_of(contest)
    problems: list[Problem] = []
    number, person, sign = (places[kind] for kind in NEEDED)
    first: dict[int | str, int] = {}  # a 票号 as it is compared → its ballot
    order: list[int] = []
    cells: dict[tuple[int, str], int] = {}
    for line in rows.tolist():
        ballot_number, name = grid.text(line, number), grid.text(line, person).strip()
        if not ballot_number.strip() or (not name and grid.text(line, sign).strip()):
            problems.append(_incomplete(grid, line, number))
            continue
        key = number_key(ballot_number)
        if key not in first:
            first[key] = len(order)
            order.append(line)
        if not name:
            continue  # a ballot without any mark has one row with its 票号
        heading = _heading(name, keys, contest)
        if heading is None:
            problems.append(_stranger(grid, line, person, contest))
            continue
        if (first[key], heading) in cells:
            problems.append(_twice(grid, line, person, cells[first[key], heading]))
            continue
        cells[first[key], heading] = line
    matrix = Matrix(grid, np.array(order, dtype=np.int64), row)
    matrix.take("票号", number)
    headings = [one.name for one in contest.candidates]
    boxes = sorted({heading for _, heading in cells} - set(headings))
    for heading in (*headings, *boxes):
        codes = np.full(len(order), matrix.code(""), dtype=np.int32)
        lines = matrix.rows.copy()
        for ballot in range(len(order)):
            if (at := cells.get((ballot, heading))) is not None:
                codes[ballot] = grid.codes[sign, at]
                lines[ballot] = at
        matrix.add(heading, codes, sign, lines)
    if "remark" in places:
        matrix.take("备注", places["remark"])
    else:
        blank = np.full(len(order), matrix.code(""), dtype=np.int32)
        marked = {ballot for ballot, _ in cells}
        for ballot in range(len(order)):
            if ballot not in marked:
                blank[ballot] = matrix.code("空白票")
        matrix.add("备注", blank, number)
    return Part(contest, "long", matrix.grid(), problems=tuple(each(problems, lambda one: one)))


def _heading(name: str, keys: dict[str, int], contest: Contest) -> str | None:
    """Return the column a row's name means: a candidate's, or one of the columns a matrix has besides."""
    index = find_person(name, keys)
    if index is not None:
        return contest.candidates[index].name
    bare = folded(name)
    return bare if kind_of(bare) == "void" or bare.startswith("另选他人") else None


def _stranger(grid: Grid, row: int, column: int, contest: Contest) -> Problem:
    return error(
        "T362",
        grid.place(row, column),
        say("“{name}”不是{office}的候选人", name=grid.text(row, column).strip()[:20], office=contest.office),
        say("改正姓名；另选他人写作 另选他人1，姓名填在符号一列"),
    )


def _twice(grid: Grid, row: int, column: int, first: int) -> Problem:
    return error(
        "T363",
        grid.place(row, column),
        say("这张票的这一格在第{row}行已经有了", row=first + 1),
        say("核对选票，一张票上每名候选人只写一行"),
    )


def _incomplete(grid: Grid, row: int, column: int) -> Problem:
    return error("T364", grid.place(row, column), say("这一行缺少票号或候选人"), say("补上；不是选票的内容请移到别处"))


def _unknown_contest(grid: Grid, row: int, column: int) -> Problem:
    return error(
        "T365",
        grid.place(row, column),
        say("没有“{contest}”这种选票", contest=grid.text(row, column).strip()[:20]),
        say("写 election.toml 里的 office 或 id"),
    )
