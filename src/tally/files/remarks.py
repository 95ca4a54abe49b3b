"""What 备注 says against the marks beside it: a ballot called void that would count, a blank one with marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tally.domain.ballot import Marks
from tally.domain.legend import FAMILIES, WORDS, Mark, fold
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.grid import Grid
from tally.files.headings import Headings
from tally.files.suspicion import each

BLANK_BALLOT = "空白票"
_VOID = re.compile(
    r"(整张?|全|此|该|本|选)?票?(作?废|无效)(了|掉|票|选票|处理)*([,，、;；:：。(（].*)?"
    r"|.*[,，、;；:：。](作废|废票|无效票?)"
)

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def against_remarks(
    grid: Grid, headings: Headings, rows: Rows, marks: Marks, void: npt.NDArray[np.uint8], seats: int
) -> list[Problem]:
    """Refuse ballots whose 备注 says that they are void (T340) or blank (T338) while everything else says otherwise,
    and a 备注 that is a sign (T342): the row was typed one column too far.

    An over-voted ballot is void by itself, whatever its 备注 says.
    """
    if headings.remark is None:
        return []
    codes = grid.codes[headings.remark, rows]
    used = {code: fold(grid.texts[code]) for code in grid.used(codes)}
    called_void = np.isin(codes, [code for code, text in used.items() if says_void(text)])
    called_blank = np.isin(codes, [code for code, text in used.items() if text == BLANK_BALLOT])
    sign = np.isin(
        codes, [code for code, text in used.items() if text and (text in WORDS or set(text) <= set(FAMILIES))]
    )
    if not (called_void | called_blank | sign).any():
        return []
    void_too = called_void & (void == 0) & (np.count_nonzero(marks == Mark.APPROVE, axis=0) <= seats)
    column = headings.remark
    problems = each(
        rows[void_too].tolist(),
        lambda row: error(
            "T340",
            grid.place(row, column),
            say("备注写着“{remark}”，整票无效却空着", remark=grid.text(row, column).strip()[:20]),
            say("整张票无效的，在“整票无效”一列写明原因；有效的，改正备注"),
        ),
    )
    problems += each(
        rows[sign].tolist(),
        lambda row: error(
            "T342",
            grid.place(row, column),
            say("备注里填的是符号“{text}”", text=grid.text(row, column).strip()[:20]),
            say("多半是这一行错了列；对照选票重新录入这一行"),
        ),
    )
    return problems + each(
        rows[called_blank & _typed(grid, headings, rows, marks)].tolist(),
        lambda row: error(
            "T338",
            grid.place(row, column),
            say("备注写着“空白票”，这张票却有符号或姓名"),
            say("对照选票，改正符号或备注"),
        ),
    )


def says_void(text: str) -> bool:
    """Tell whether a remark calls the whole ballot void, not one cell of it.

    >>> says_void("废票"), says_void("此票无效（破损）"), says_void("部分无效"), says_void("甲一栏无效")
    (True, True, False, False)
    """
    return _VOID.fullmatch(text) is not None


def _typed(grid: Grid, headings: Headings, rows: Rows, marks: Marks) -> Flags:
    """Mark ballots with a name, or with a sign that says more than an empty cell or an abstention."""
    blank = grid.blank()

    def filled(columns: Sequence[int]) -> Flags:
        cells = grid.codes[np.array(columns, dtype=np.int64)[:, np.newaxis], rows]
        return np.asarray(~blank[cells])

    signs = (filled(headings.candidates) & (marks != Mark.ABSTAIN)).any(axis=0)
    return np.asarray(signs | filled([*headings.names.values(), *headings.signs.values()]).any(axis=0))
