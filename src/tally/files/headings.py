"""The heading row of a ballot sheet: which column is whose (contract, section 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info, place
from tally.files.grid import Grid
from tally.names.namesakes import keys_of
from tally.names.normalise import find_person, normalise

K = TypeVar("K")

HEADER_WITHIN = 50
NUMBER_HEADING, VOID_HEADING, REMARK_HEADING = "票号", "整票无效", "备注"
WRITE_IN, SIGN = "另选他人", "符号"  # 另选他人1, 另选他人1符号
NUMBER = frozenset(
    {"票号", "票號", "选票号", "选票编号", "选票序号", "编号", "ballot", "ballotno", "ballotno.", "ballot#", "ballotid"}
)
VOID = frozenset({"整票无效", "void"})
REMARK = frozenset({"备注", "remark", "remarks"})
COUNTING = frozenset({"序号", "no", "no."})  # the 票号 where there is no other, else never read
NEVER_READ = frozenset({"行", "已选", "提示"})
# What a counting table writes down for itself beside the ballots.
BOOKKEEPING = frozenset(
    {"录入人", "录入员", "录入时间", "录入日期", "复核人", "复核员", "核对人", "校对人", "时间", "日期", "组别", "小组"}
    | {"计票组", "票箱", "箱号", "票箱号", "页码", "页", "代表团", "选区", "批次", "批号", "扫描时间"}
)
_ROW_SUM = re.compile(r"((赞成|同意|不赞成|不同意|反对|弃权|选中|已选|画)(人|票)?(数|合计)|合计|小计|总计|共计|总数)")
_WRITE_IN = re.compile(r"(?:另选他人|另推他人|推荐人选)(\d{0,3})(符号)?")


@dataclass(frozen=True, slots=True)
class Headings:
    """Where everything stands. `candidates[i]` is the column of candidate i; `names` and `signs` go by write-in box."""

    row: int
    number: int | None
    candidates: tuple[int, ...]
    names: Mapping[int, int] = field(default_factory=dict)
    signs: Mapping[int, int] = field(default_factory=dict)
    void: int | None = None
    remark: int | None = None

    @property
    def read(self) -> tuple[int, ...]:
        """Return every column that is read."""
        single = tuple(column for column in (self.number, self.void, self.remark) if column is not None)
        return (*single, *self.candidates, *self.names.values(), *self.signs.values())


def read_headings(grid: Grid, contest: Contest) -> tuple[Headings | None, list[Problem]]:
    """Find the heading row and place its columns.

    Problems: T255 (said) columns that are not read, T330 no heading row, T331 a heading that is nobody's, T332 a column
    twice, T333 a candidate without a column, T334 marks or names in a column without a heading, T335 a write-in sign
    without its name column.
    """
    keys = keys_of(contest.candidates)
    row = _find_row(grid, keys)
    if row is None:
        return None, [_no_row(grid, contest)]
    problems: list[Problem] = []
    if any(cell.strip() for number in range(row) for cell in grid.row_texts(number)):
        problems.append(info("T254", grid.place(row), say("表头在第{row}行，它上面的是标题，没有读入", row=row + 1)))
    single: dict[str, int] = {}
    people: dict[int, int] = {}
    boxes: dict[bool, dict[int, int]] = {False: {}, True: {}}
    texts = _with_those_above(grid, row)
    numbered = any(_kind(folded(text)) == "number" for text in texts)
    for column, text in enumerate(texts):
        heading = folded(text)
        counting = heading in COUNTING and find_person(text, keys) is None
        kind = _kind(heading) or ("number" if counting and not numbered else None)
        if not heading or heading in NEVER_READ or (counting and numbered):
            problems += unheaded(grid, row, column) if not heading else []
        elif kind is not None:
            _put(single, kind, column, grid, row, problems)
        elif match := _WRITE_IN.fullmatch(heading):
            _put(boxes[bool(match[2])], int(match[1] or 1), column, grid, row, problems)
        elif (index := find_person(text, keys)) is not None:
            _put(people, index, column, grid, row, problems)
        elif heading in BOOKKEEPING or is_row_sum(grid, heading, column, range(row + 1, grid.rows)):
            problems.append(not_used(grid, row, column))
        else:
            problems.append(_stranger(grid, row, column, contest))
    problems += without_column(grid, row, contest, people)
    problems += [
        error(
            "T335",
            grid.place(row, column),
            say("有“另选他人{box}符号”而没有“另选他人{box}”", box=box),
            say("补上“另选他人{box}”一列", box=box),
        )
        for box, column in boxes[True].items()
        if box not in boxes[False]
    ]
    if any(problem.code in ("T332", "T333") for problem in problems):
        return None, problems
    columns = tuple(people[index] for index in range(len(contest.candidates)))
    headings = Headings(
        row, single.get("number"), columns, boxes[False], boxes[True], single.get("void"), single.get("remark")
    )
    return headings, problems


def is_row_sum(grid: Grid, heading: str, column: int, rows: range) -> bool:
    """Tell whether a column holds how many each ballot chose: figures under a heading that says so."""
    cells = (grid.text(row, column).strip() for row in rows)
    return _ROW_SUM.fullmatch(heading) is not None and all(not cell or cell.isdecimal() for cell in cells)


def not_used(grid: Grid, row: int, column: int) -> Problem:
    """Say that a column is not read (T255)."""
    found = say("“{heading}”这一列没有用到", heading=grid.text(row, column).strip())
    return info("T255", grid.place(row, column), found)


def _find_row(grid: Grid, keys: Mapping[str, int]) -> int | None:
    def named(text: str) -> bool:
        return find_person(text, keys) is not None if keys else _is_write_in(text)  # a form may have no printed names

    best, best_row = 0, None
    for row in grid.rows_with(named, HEADER_WITHIN, digits=any(map(str.isdecimal, keys))):
        texts = [text for text in grid.row_texts(row) if text.strip()]
        hits = sum(map(named, texts))
        if hits > best:
            best, best_row = hits, row
    return best_row


def _with_those_above(grid: Grid, row: int) -> list[str]:
    """Return the headings; where one is empty and 票号, 备注 and the like stand in the row above, that."""
    texts = list(grid.row_texts(row))
    for column, text in enumerate(grid.row_texts(row - 1) if row else ()):
        heading = folded(text)
        if not texts[column].strip() and (_kind(heading) or heading in COUNTING | NEVER_READ or _is_write_in(text)):
            texts[column] = text
    return texts


def _is_write_in(text: str) -> bool:
    return _WRITE_IN.fullmatch(folded(text)) is not None


def _kind(heading: str) -> str | None:
    for kind, headings in (("number", NUMBER), ("void", VOID), ("remark", REMARK)):
        if heading in headings:
            return kind
    return None


def _put(places: dict[K, int], key: K, column: int, grid: Grid, row: int, problems: list[Problem]) -> None:
    if key in places:
        problems.append(
            error(
                "T332",
                grid.place(row, column),
                say("“{heading}”一列出现两次", heading=grid.text(row, column).strip()),
                say("核对两列，只留一列"),
            )
        )
    else:
        places[key] = column


def unheaded(grid: Grid, row: int, column: int) -> list[Problem]:
    """Refuse contents under an empty heading (T334)."""
    first = next((number for number in range(row + 1, grid.rows) if grid.text(number, column).strip()), None)
    if first is None:
        return []
    return [
        error(
            "T334",
            grid.place(first, column),
            say("这一列没有表头，却填有“{text}”", text=grid.text(first, column).strip()[:20]),
            say("在第{row}行写上这一列的表头，或清空这一列", row=row + 1),
        )
    ]


def _stranger(grid: Grid, row: int, column: int, contest: Contest) -> Problem:
    return error(
        "T331",
        grid.place(row, column),
        say(
            "“{heading}”不是{office}的候选人，也不是规定的列",
            heading=grid.text(row, column).strip(),
            office=contest.office,
        ),
        say("改正姓名，或删去这一列；规定的列有：票号、另选他人1、另选他人1符号、整票无效、备注"),
    )


def without_column(grid: Grid, row: int, contest: Contest, people: Mapping[int, int]) -> list[Problem]:
    """Say which candidates have no column (T333). `people` are the columns of those who have, by candidate."""
    return [
        error(
            "T333",
            grid.place(row),
            say("没有候选人“{name}”的一列", name=candidate.name),
            say("补上这一列；姓名应与候选人名单一致"),
        )
        for index, candidate in enumerate(contest.candidates)
        if index not in people
    ]


def _no_row(grid: Grid, contest: Contest) -> Problem:
    return error(
        "T330",
        place(grid.file, grid.sheet),
        say("前{rows}行里没有写着候选人姓名的表头", rows=HEADER_WITHIN),
        say("第一行依次写：票号、{names}……", names=tuple(one.name for one in contest.candidates[:3])),
    )


@lru_cache(2048)  # every layout asks this of the same first rows
def folded(text: str) -> str:
    """Return a heading as it is compared: without spaces, in small letters.

    >>> folded(" 票　号 "), folded("Ballot #")
    ('票号', 'ballot#')
    """
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(normalise(text).written.split()).lower() if text.strip() else ""
