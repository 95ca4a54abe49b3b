"""Layout *long* (逐格): a row a mark (票号, 候选人, 符号), as databases export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.above import ballots_above
from tally.files.ballot_numbers import number_key, unlike_numbers
from tally.files.foot import without_foot
from tally.files.grid import Grid
from tally.files.headings import WRITE_IN, folded, unheaded
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.columns_of_marks import double_column
from tally.files.layouts.layout import WITHIN, Part, Setting, best_contest, keys_of, kind_of, last_filled, named_contest
from tally.files.suspicion import each, suspicious
from tally.names.normalise import find_person

COUNTS = frozenset({"张数", "票数", "数量", "份数", "人数", "count", "weight", "ballots", "quantity"})
SIGNS = frozenset({"符号", "画票", "意见", "标记", "票", "选择", "mark", "sign", "vote"})
NEEDED = ("number", "person", "sign")


def long(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find the heading row 票号, 候选人, 符号 and gather each ballot's marks.

    Problems: T362 a candidate nobody is, T331, T332, T334 columns that are not read,
    T363 one candidate twice on a ballot, T364 a row without 票号 or candidate, or a ballot without a row,
    T365 a contest nobody knows.
    """
    row, places = headings_of(grid)
    if row is None:
        return []
    columns = list(places.values())
    rows = np.arange(row + 1, last_filled(grid, columns) + 1, dtype=np.int64)
    rows, remarks = without_foot(grid, rows, places["number"], [places["person"], places["sign"]])
    problems = [*remarks, *suspicious(grid, rows, columns), *unread_columns(grid, row, rows, places)]
    problems += ballots_above(grid, row, places["number"], [places["person"]])
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
    for row in grid.rows_with(lambda text: folded(text) in SIGNS, WITHIN, digits=False):
        places: dict[str, int] = {}
        for column, text in enumerate(grid.row_texts(row)):
            kind = "sign" if folded(text) in SIGNS else kind_of(text)
            if kind in (*NEEDED, "contest", "remark"):
                places.setdefault(kind, column)
        if all(kind in places for kind in NEEDED):
            return row, places
    return None, {}


def unread_columns(grid: Grid, row: int, rows: np.ndarray, places: Mapping[str, int]) -> list[Problem]:
    """Refuse a column that says something of a ballot and would not be read (T331), one twice (T332) or without a
    heading (T334); of others that hold something say that they were not read (T255)."""
    problems: list[Problem] = []
    unread: list[int] = []
    for column, text in enumerate(grid.row_texts(row)):
        heading = folded(text)
        if column in places.values() or not any(grid.text(line, column).strip() for line in rows.tolist()):
            continue
        kind = "sign" if heading in SIGNS else kind_of(text)
        if not heading:
            problems += unheaded(grid, row, column)
        elif kind in places:
            problems.append(double_column(grid, row, column))
        elif kind or heading in COUNTS or heading.startswith(WRITE_IN):
            problems.append(_unread(grid, row, column))
        else:
            unread.append(column)
    if unread:
        found = say(
            "有{count}列没有用到，从“{heading}”起", count=len(unread), heading=grid.text(row, unread[0]).strip()
        )
        problems.append(info("T255", grid.place(row, unread[0]), found))
    return problems


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
    problems += _missing(grid, contest, places, order, cells)
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
        unmarked = [line for ballot, line in enumerate(order) if ballot not in marked]
        problems += unlike_numbers(grid, number, unmarked, [order[ballot] for ballot in sorted(marked)])
        matrix.add("备注", blank, number)
    return Part(contest, "long", matrix.grid(), problems=tuple(each(problems, lambda one: one)))


def _missing(
    grid: Grid,
    contest: Contest,
    places: Mapping[str, int],
    order: Sequence[int],
    cells: Mapping[tuple[int, str], int],
) -> list[Problem]:
    """Refuse ballots without a row of some candidate (T364) where rows of empty signs are written out, and most ballots
    have a row of everybody: a 票号 that was mistyped makes two ballots of one."""
    people = [one.name for one in contest.candidates]
    marked = {ballot for ballot, heading in cells if heading in people}
    lacking = [(ballot, name) for ballot in sorted(marked) for name in people if (ballot, name) not in cells]
    whole = len(marked) - len({ballot for ballot, _ in lacking})
    written_out = any(not grid.text(line, places["sign"]).strip() for line in cells.values())
    if not lacking or not written_out or 2 * whole <= len(marked):
        return []
    return each(
        lacking,
        lambda one: error(
            "T364",
            grid.place(order[one[0]], places["number"]),
            say("这张票没有“{name}”的一行，别的票都有", name=one[1]),
            say("核对票号；空白的也写一行"),
        ),
    )


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


def _unread(grid: Grid, row: int, column: int) -> Problem:
    return error(
        "T331",
        grid.place(row, column),
        say("逐格录入的表不读“{heading}”一列", heading=grid.text(row, column).strip()[:20]),
        say("整票无效、另选他人写在候选人一列，各占一行；一张票一个票号，不写张数"),
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
