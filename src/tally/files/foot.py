"""What stands under a table of ballots, or between two pages of it, and is none: rows of totals, remarks signed by
whoever made the table, the headings once more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from tally.domain.legend import fold
from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.grid import Grid
from tally.files.headings import folded

Rows = npt.NDArray[np.int64]

TOTALS = frozenset({"合计", "小计", "总计", "共计", "累计", "本页合计", "本页小计", "total", "subtotal"})
_TOTAL_NUMBER = re.compile(  # where a 票号 would stand
    r"(本页|本组|全部|各组|第.{1,3}[页组]|.{1,3}组)?(合计|小计|总计|共计|累计|总数|汇总|得票)(得?票)?(数|张数|票数|人数)?"
    r"|得?票数|(赞成|同意|不赞成|不同意|反对|弃权|部分无效)(票|票数|数|合计|小计|总数)?|(得票|赞成|同意)率|total|subtotal|sum"
)
_DIGIT = re.compile(r"\d")
_REMARK = re.compile(
    r"(注|备注|说明|附注|制表|填表|录入|复核|核对|计票|监票|总监票|日期|时间|note)[^:：]{0,6}[:：]"
    r"|[（(]?以下(空白|无正文)[）)]?$|(本页|本表|全部)?共\s*\d+\s*(张|票|页|行)|第\s*\d+\s*页",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(\.\d+)?%?")


def without_foot(grid: Grid, rows: Rows, number: int | None, marks: Collection[int]) -> tuple[Rows, list[Problem]]:
    """Leave out rows of totals, remarks and headings that stand once more; all are said (T318).

    `rows` are all rows below the headings. A row is of totals when its 票号 says so (得票数 where figures stand beside
    it), or some cell of a row without 票号.
    A row with marks of a ballot is none of totals, and left to whoever reads its 票号.
    A remark stands alone in its row: in whatever column below the last row with a mark, where the 票号 stands between
    ballots (the foot of a printed page).
    """
    rows, problems = _without_headings(grid, rows, number, marks)
    totals = grid.told(is_total)
    dropped = np.zeros(len(rows), dtype=bool)
    if totals.any():
        labelled = totals[grid.codes[:, rows]].any(axis=0)
        if number is None:
            dropped |= labelled
        else:
            dropped |= labelled & grid.blank()[grid.codes[number, rows]]
    if number is not None:
        numbers = grid.codes[number, rows]
        dropped |= totals[numbers]
        called = grid.told(is_called_total)[numbers]
        if called.any():
            figures = ~grid.told(lambda text: text.strip() and not _FIGURE.fullmatch(text.strip()))
            cells = grid.codes[np.array([*marks], dtype=np.int64)[:, np.newaxis], rows]
            dropped |= called & figures[cells].all(axis=0)
    if dropped.any() and marks:
        dropped &= ~_holds_marks(grid, rows, marks)
    if dropped.any():
        first = int(rows[dropped.argmax()])
        count = int(np.count_nonzero(dropped))
        problems.append(info("T318", grid.place(first), say("有{count}行合计或小计，没有当作选票", count=count)))
    end = len(rows)
    while end and (dropped[end - 1] or _is_remark(grid, int(rows[end - 1]), marks)):
        end -= 1
        if not dropped[end]:
            dropped[end] = True
            problems.append(info("T318", grid.place(int(rows[end])), say("这一行是表下的说明，没有当作选票")))
    for at in _between(grid, rows, number):
        if not dropped[at] and _is_remark(grid, int(rows[at]), marks):
            dropped[at] = True
            problems.append(info("T318", grid.place(int(rows[at])), say("选票中间的这一行是签名或说明，没有当作选票")))
    kept: Rows = rows[~dropped]
    return kept, problems


def _without_headings(grid: Grid, rows: Rows, number: int | None, marks: Collection[int]) -> tuple[Rows, list[Problem]]:
    """Leave out rows that say what the heading above the ballots says, as where printed pages were pasted together,
    and right above them those that say what stands above it or nothing (which may be a ballot without 票号)."""
    if not len(rows) or not rows[0] or not marks:
        return rows, []
    heading, column = int(rows[0]) - 1, min(marks)
    wanted, here = folded(grid.text(heading, column)), grid.codes[column, rows]
    alike = [code for code in grid.used(here) if folded(grid.texts[code]) == wanted]
    again: list[int] = []
    for row in rows[np.isin(here, alike)].tolist() if wanted and not wanted.isdecimal() else ():
        same = 0
        while same <= heading and _says_the_same(grid, row - same, heading - same):
            if number is None and not any(grid.row_texts(row - same)):
                break
            same += 1
        while number is not None and row - same > heading and not any(map(str.strip, grid.row_texts(row - same))):
            same += 1
        again += range(max(row - same, heading) + 1, row + 1)
    if not again:
        return rows, []
    said = say("有{count}行重复的表头，没有当作选票", count=len(again))
    return rows[~np.isin(rows, again)], [info("T318", grid.place(again[0]), said)]


def _says_the_same(grid: Grid, row: int, heading: int) -> bool:
    return [*map(folded, grid.row_texts(row))] == [*map(folded, grid.row_texts(heading))]


def _holds_marks(grid: Grid, rows: Rows, marks: Collection[int]) -> npt.NDArray[np.bool_]:
    """Mark the rows with a sign, a word or a name among the marks: a ballot, whatever stands where its 票号 would."""
    said = grid.told(is_mark)
    return np.asarray(said[grid.codes[np.array([*marks], dtype=np.int64)[:, np.newaxis], rows]].any(axis=0))


def is_mark(text: str) -> bool:
    """Tell whether a text may be a sign, a word or a name, and no figure or note.

    >>> [is_mark(text) for text in ("○", "赞成", "12", "—", "合计")]
    [True, True, False, False, False]
    """
    bare = text.strip().strip("-—－/")
    return bool(bare) and not _DIGIT.search(bare) and not is_total(bare) and not is_remark(bare)


def _between(grid: Grid, rows: Rows, number: int | None) -> list[int]:
    """Return the rows whose 票号 is a remark."""
    if number is None:
        return []
    between: list[int] = np.flatnonzero(grid.told(is_remark)[grid.codes[number, rows]]).tolist()
    return between


def is_total(text: str) -> bool:
    """Tell whether a text says that its row holds totals.

    >>> is_total("合 计："), is_total("赞成")
    (True, False)
    """
    return len(text) < 20 and fold(text).lower().rstrip(":") in TOTALS


def is_called_total(text: str) -> bool:
    """Tell whether what stands where a 票号 would says that its row holds totals, if it holds figures.

    >>> [is_called_total(text) for text in ("第1页小计：", "得票数", "赞成 票", "弃权", "A-1")]
    [True, True, True, True, False]
    """
    return len(text) < 20 and _TOTAL_NUMBER.fullmatch(fold(text).lower().rstrip(":")) is not None


def unlabelled_sums(grid: Grid, rows: Rows, number: int | None, marks: Sequence[int]) -> list[Problem]:
    """Refuse a last row that adds up the rows above it where no 票号 tells it from a ballot (T316).

    Only where marks are typed as 1 and 0 can such a row be read as a ballot.
    """
    if number is not None or len(rows) < 3 or not marks:
        return []
    columns = np.asarray(marks, dtype=np.int64)
    last = [grid.text(int(rows[-1]), column).strip() for column in marks]
    if not all(text.isdecimal() and len(text) < 10 for text in last):
        return []
    worth = np.array([int(text) if text.strip().isdecimal() and len(text) < 10 else 0 for text in grid.texts])
    sums = worth[grid.codes[columns[:, np.newaxis], rows[:-1]]].sum(axis=1).tolist()
    if sums != [*map(int, last)] or not any(sums):
        return []
    return [
        error(
            "T316",
            grid.place(int(rows[-1])),
            say("末行恰是以上各行之和，像是合计"),
            say("是合计的，删去这一行；是选票的，加上票号一列"),
        )
    ]


def is_remark(text: str) -> bool:
    """Tell whether a text is a remark under a table, or who made it.

    >>> is_remark("计票人：甲"), is_remark("（以下空白）"), is_remark("共 9 张"), is_remark("甲一")
    (True, True, True, False)
    """
    return _REMARK.match(text.strip()) is not None


def _is_remark(grid: Grid, row: int, marks: Collection[int]) -> bool:
    texts = [text for text in grid.row_texts(row) if text.strip()]
    if any(grid.text(row, column).strip() for column in marks if not _REMARK.match(grid.text(row, column).strip())):
        return False
    return (
        bool(texts)
        and all(_REMARK.match(text.strip()) or not _is_short(text) for text in texts)
        and any(_REMARK.match(text.strip()) for text in texts)
    )


def _is_short(text: str) -> bool:
    return len(text.strip()) < 12
