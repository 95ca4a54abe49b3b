"""Layout *matrix* (逐票录入): a ballot a row, a candidate a column; and *transposed*, a candidate a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tally.domain.election import Contest
from tally.domain.legend import read_mark
from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.foot import is_remark
from tally.files.grid import Grid, Texts
from tally.files.headings import folded, not_used
from tally.files.layouts.answer_lines import ANSWERS
from tally.files.layouts.arranging import cut, turned
from tally.files.layouts.layout import WITHIN, Part, Setting, best_contest, hits, keys_of, kind_of, rows_naming
from tally.files.layouts.pages_beside import pages_beside
from tally.files.suspicion import each

PERSONAL = frozenset(
    {"性别", "民族", "年龄", "出生年月", "出生日期", "学历", "党派", "单位", "工作单位", "单位及职务", "单位职务"}
    | {"职务", "现任职务", "拟任职务", "类别", "备注"}
)
CORNER = frozenset({"number", "person"})
DOWN = 1000  # of candidates below one another more are never read


def matrix(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find the row that names a contest's candidates: the sheet is that contest's matrix as it stands.

    A row that names fewer of them than some column does is no heading: the sheet is turned.
    """
    found = _best_line(grid, contests)
    if found is None or _named_down(grid, *found):
        return []
    return [pages_beside(grid, *found, setting.method) or Part(found[0], "matrix", grid)]


def _named_down(grid: Grid, contest: Contest, row: int) -> bool:
    """Tell whether a column names more candidates than the row: a list of them, or a matrix turned."""
    keys = keys_of(contest)
    if len(keys) == 1 and row == grid.rows - 1:
        return True  # the only candidate, and no ballot below
    across = hits(grid.row_texts(row), keys)
    columns = range(min(grid.columns, WITHIN)) if across < len(keys) else ()
    return any(hits((grid.text(at, column) for at in range(min(grid.rows, DOWN))), keys) > across for column in columns)


def transposed(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find the column that names a contest's candidates, one ballot after another to its right.

    Problems: T330 ballots to its left.
    """
    sideways = turned(cut(grid, 0, grid.rows, range(min(grid.columns, WITHIN))))
    found = _best_line(sideways, contests)
    if found is None:
        return []
    contest, people = found
    keys = {key: 0 for one in contests for key in keys_of(one)}
    column = [grid.text(row, people) for row in range(grid.rows)]
    first = next(row for row, text in enumerate(column) if hits([text], keys))
    heading = next((row for row in range(first - 1, -1, -1) if _numbers_a_row(grid, row, people)), first)
    end = _end(grid, people, first)
    beside = [] if heading == first else _about_people(grid, heading, people, range(first, end), setting)
    columns = [column for column in range(people, grid.columns) if column not in beside]
    if not _holds_marks(cut(grid, 0, grid.rows, columns[1:]), setting):
        return []
    listed = cut(grid, heading, end, columns)
    part = Part(contest, "transposed", turned(_cornered(listed) if heading < first else listed))
    part = part.saying(*(not_used(grid, heading, column) for column in beside))
    part = part.saying(*_left_of(grid, contest, people, range(first, end), setting))
    if end < grid.rows:
        part = part.saying(info("T318", grid.place(end), say("从第{row}行起是表下的说明，没有读入", row=end + 1)))
    return [part]


def _about_people(grid: Grid, heading: int, people: int, rows: range, setting: Setting) -> list[int]:
    """Return the columns right of the candidates that say something of them, without marks, or add up their votes."""
    found = []
    legend, foreign = setting.method.legend, setting.method.foreign_marks
    for column in range(people + 1, grid.columns):
        text = grid.text(heading, column)
        cells = [cell for row in rows if (cell := grid.text(row, column).strip())]
        personal = folded(text) in PERSONAL and all(read_mark(cell, legend, foreign) is None for cell in cells)
        if personal or (kind_of(text) in ANSWERS and all(map(str.isdecimal, cells))):
            found.append(column)
    return found


def _best_line(grid: Grid, contests: Sequence[Contest]) -> tuple[Contest, int] | None:
    best: tuple[int, int, Contest] | None = None
    for row in rows_naming(grid, contests):
        texts = grid.row_texts(row)
        contest = best_contest(texts, contests)
        if contest is not None:
            named = hits(texts, keys_of(contest))
            if best is None or named > best[0]:
                best = (named, row, contest)
    return (best[2], best[1]) if best else None


def _holds_marks(grid: Grid, setting: Setting) -> bool:
    """Tell whether marks stand to the right of the candidates; a list of candidates has other things there."""
    method = setting.method
    counts: list[int] = np.bincount(grid.codes.ravel()).tolist()
    filled = [(code, count) for code, count in enumerate(counts) if count and grid.texts[code].strip()]
    marks = sum(
        count for code, count in filled if read_mark(grid.texts[code], method.legend, method.foreign_marks) is not None
    )
    return 2 * marks >= sum(count for _, count in filled) > 0


def _left_of(grid: Grid, contest: Contest, people: int, lines: range, setting: Setting) -> list[Problem]:
    """Refuse ballots to the left of the candidates (T330), which only a column of their numbers may be."""
    method, keys = setting.method, keys_of(contest)
    rows = [row for row in lines if hits([grid.text(row, people)], keys)]
    found = []
    for column in range(people):
        texts = [text for row in rows if (text := grid.text(row, column).strip())]
        running = texts == [str(number) for number in range(1, len(texts) + 1)]
        if (
            texts
            and not running
            and all(read_mark(one, method.legend, method.foreign_marks) is not None for one in texts)
        ):
            found.append(column)
    return each(
        found,
        lambda column: error(
            "T330",
            grid.place(lines[0], column),
            say("这一列像是选票，却在候选人姓名的左边"),
            say("把候选人姓名移到第一列，选票都在它的右边"),
        ),
    )


def _numbers_a_row(grid: Grid, row: int, people: int) -> bool:
    """Tell whether a row above the candidates numbers the ballots: filled to the right, a known word at its head."""
    filled = [text for text in grid.row_texts(row)[people + 1 :] if text.strip()]
    return bool(filled) and kind_of(grid.text(row, people)) in (*CORNER, "")


def _end(grid: Grid, people: int, first: int) -> int:
    """Return the row from which on only remarks under the table stand, each alone in its row."""
    end = grid.rows
    while end > first + 1:
        filled = [column for column, text in enumerate(grid.row_texts(end - 1)) if text.strip()]
        if filled and (filled != [people] or not is_remark(grid.text(end - 1, people))):
            break
        end -= 1
    return end


def _cornered(grid: Grid) -> Grid:
    """Return the sheet with 票号 in its corner, whatever was written there (候选人, 姓名, a slash or nothing)."""
    from dataclasses import replace

    codes = grid.codes.copy()
    texts = grid.texts if "票号" in grid.texts else Texts((*grid.texts, "票号"))
    codes[0, 0] = texts.index("票号")
    return replace(grid, codes=codes, texts=texts)
