"""What people write beside the marks of a ballot: why it is void, names written in (另选他人) and their signs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tally.domain.ballot import VOID_REASONS, Choice, VoidReason, WriteIn
from tally.domain.election import Contest, Method
from tally.domain.legend import FAMILIES, ILLEGIBLE_WORDS, Mark, fold, read_mark
from tally.domain.message import Message, say
from tally.domain.problem import Problem, error
from tally.files.grid import Grid
from tally.files.headings import Headings
from tally.files.suspicion import SHOWN_AT_MOST, each
from tally.names.namesakes import written_in
from tally.names.normalise import normalise, says_an_answer

VOID_WORDS = {
    "无法辨认": VoidReason.UNREADABLE,
    "非本次选票": VoidReason.WRONG_FORM,
    "有记号": VoidReason.MARKED,
    "破损": VoidReason.DAMAGED,
    "其他": VoidReason.OTHER,
    "超选": VoidReason.OVERVOTE,
}
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def filled(grid: Grid, columns: tuple[int, ...], rows: Rows, blank: Flags) -> Flags:
    """Return per row whether any of the columns holds something; `blank` tells which of the grid's texts are none."""
    held = np.zeros(len(rows), dtype=bool)
    for column in columns:
        held |= ~blank[grid.codes[column, rows]]
        if held.all():
            break
    return held


def unread_mark(grid: Grid, row: int, column: int, text: str, method: Method) -> Problem:
    """Return the problem of a cell that nothing reads (T339)."""
    legend = method.legend
    return error(
        "T339",
        grid.place(row, column),
        say("读不懂“{text}”", text=text.strip()[:20]),
        say(
            "赞成：{approve}，不赞成：{oppose}，弃权：{abstain}；看不清的写“无法辨认”",
            approve=_signs(legend.approve),
            oppose=_signs(legend.oppose),
            abstain=_signs(legend.abstain),
        ),
    )


def _signs(signs: tuple[str, ...]) -> Message:
    shown = [sign for sign in signs if sign]
    if "" in signs:
        return say("{signs}或留空", signs=tuple(shown)) if shown else say("留空")
    return Message("{signs}", {"signs": tuple(shown)})


def read_void(grid: Grid, headings: Headings, rows: Rows, blank: Flags) -> tuple[npt.NDArray[np.uint8], list[Problem]]:
    """Return per ballot 0 or the void reason a scrutineer wrote, and what nothing reads (T340)."""
    void = np.zeros(len(rows), dtype=np.uint8)
    if headings.void is None:
        return void, []
    column, codes = headings.void, grid.codes[headings.void, rows]
    unread, unexplained = [], []
    for ballot in np.flatnonzero(~blank[codes]).tolist():
        row, text = int(rows[ballot]), grid.texts[codes[ballot]].strip()
        reason = VOID_WORDS.get(fold(text))
        if reason is None:
            unread.append((row, text))
            continue
        if reason is VoidReason.OTHER and not (headings.remark is not None and grid.text(row, headings.remark).strip()):
            unexplained.append(row)
        void[ballot] = VOID_REASONS.index(reason) + 1
    return void, each(
        unread,
        lambda one: error(
            "T340",
            grid.place(one[0], column),
            say("读不懂整票无效的原因“{text}”", text=one[1][:20]),
            say("填：{words}；不是整票无效的留空", words=tuple(VOID_WORDS)),
        ),
    ) + each(
        unexplained,
        lambda row: error(
            "T340",
            grid.place(row, column),
            say("整票无效的原因是“其他”，备注却没有写明"),
            say("在备注写明原因"),
        ),
    )


def read_write_ins(
    grid: Grid, headings: Headings, rows: Rows, blank: Flags, contest: Contest, method: Method
) -> tuple[tuple[WriteIn, ...], list[Problem]]:
    """Return the names written in, in the order of ballots and boxes (T339, T341, T342, T349)."""
    found: list[WriteIn] = []
    problems: list[Problem] = []
    for box, name_column in sorted(headings.names.items()):
        sign_column = headings.signs.get(box)
        columns = (name_column,) if sign_column is None else (name_column, sign_column)
        for ballot in np.flatnonzero(filled(grid, columns, rows, blank)).tolist():
            row = int(rows[ballot])
            sign = "" if sign_column is None else grid.text(row, sign_column).strip()
            written = grid.text(row, name_column).strip()
            mark = read_mark(sign, method.legend, method.foreign_marks) if sign else None
            if len(problems) > SHOWN_AT_MOST:
                break
            if sign and mark is None and sign_column is not None:
                problems.append(unread_mark(grid, row, sign_column, sign, method))
            elif problem := _bad_name(grid, row, name_column, written, contest):
                problems.append(problem)
            else:
                name = written_in(written, contest)
                key = "" if fold(written) in ILLEGIBLE_WORDS else name.key
                found.append(
                    WriteIn(ballot, box, name.written, key, Choice.UNMARKED if mark is None else _choice(mark))
                )
    found.sort(key=lambda one: (one.ballot, one.box))
    return tuple(found), problems


def _bad_name(grid: Grid, row: int, column: int, written: str, contest: Contest) -> Problem | None:
    if not written:
        return error(
            "T341",
            grid.place(row, column),
            say("另选他人有符号而没有姓名"),
            say("补上姓名；姓名看不清的填“无法辨认”"),
        )
    if not contest.writein_boxes:
        return error(
            "T349",
            grid.place(row, column),
            say("选票没有另选他人栏（writein_boxes = 0），这里却填有“{name}”", name=written[:20]),
            say("核对选票；若有另选他人栏，在 election.toml 改正 writein_boxes"),
        )
    if fold(written) in ILLEGIBLE_WORDS:
        return None
    name = normalise(written)
    if set(fold(written)) <= set(FAMILIES) or not name.key or says_an_answer(name.note):
        return error(
            "T342",
            grid.place(row, column),
            say("姓名格里填的是“{text}”", text=written[:20]),
            say("姓名和符号各填一格，不要错列"),
        )
    return None


def _choice(mark: Mark) -> Choice:
    if mark is Mark.APPROVE:
        return Choice.APPROVED
    return Choice.DOUBTFUL if mark.doubtful else Choice.OTHER
