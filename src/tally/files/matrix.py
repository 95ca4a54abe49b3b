"""Layout *matrix* (逐票录入): a ballot a row, a candidate a column (contract, section 3).

The reader is a chain of steps, each named for the mistake it catches. Marks are looked up once per distinct text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Method
from tally.domain.legend import is_folded, read_mark
from tally.domain.message import say
from tally.domain.problem import Problem, error, errors_among
from tally.files.above import ballots_above
from tally.files.ballot_numbers import check_numbers, unlike_numbers
from tally.files.foot import unlabelled_sums, without_foot
from tally.files.grid import Grid
from tally.files.headings import (
    NUMBER_HEADING,
    REMARK_HEADING,
    SIGN,
    VOID_HEADING,
    WRITE_IN,
    Headings,
    read_headings,
)
from tally.files.remarks import BLANK_BALLOT, against_remarks
from tally.files.suspicion import each, suspicious
from tally.files.written_cells import Flags, Rows, filled, read_void, read_write_ins, unread_mark

_UNREAD = 255


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet read: the pile of ballots, None when it was refused, and everything to be said about it."""

    box: BallotBox | None
    problems: tuple[Problem, ...]


def read_matrix(grid: Grid, contest: Contest, method: Method, name: str, *, doubles: bool = False) -> Sheet:
    """Read one contest's ballots from a sheet; `name` is how the pile is called in the record.

    With `doubles` a 票号 twice is no problem yet, nor a 备注 against the marks: an entry that is compared with another
    one may hold them.

    Problems: T330–T335 (headings), T330 ballots above them, T336 an empty row, T337 a row without 票号, T338 an
    unmarked last row, T339 a cell nothing reads, T340 a void reason nothing reads, T341 a sign without a name,
    T342 a sign for a name, T343 a 票号 that is no number of a ballot, T344 a 票号 twice, T345 an error value,
    T346 a formula without a stored value, T347 merged cells, T348 hidden rows or columns, T316 totals without a label,
    T318 (said) totals and remarks left out, T338 and T340 a 备注 against the marks,
    T349 names although the ballot has no write-in boxes.
    """
    headings, problems = read_headings(grid, contest)
    if headings is None:
        return Sheet(None, tuple(problems))
    people = headings.candidates
    blank = grid.blank()
    rows, remarks = _ballot_rows(grid, headings, blank)
    problems += remarks
    alone = not len(rows) and headings.number is not None  # then ballots may be above in whatever signs
    reads = bool if alone else lambda text: _reads(text, method)
    problems += ballots_above(grid, headings.row, headings.number, people, reads)
    problems += suspicious(grid, rows, set(headings.read), headings.row)
    problems += _empty_rows(grid, headings, blank, rows)
    rows = rows[filled(grid, headings.read, rows, blank)]
    problems += _without_number(grid, headings, blank, rows)
    problems += _unmarked(grid, headings, blank, rows)
    problems += unlabelled_sums(grid, rows, headings.number, headings.candidates)
    if headings.number is not None:
        numbered = check_numbers(grid, headings.number, rows)
        problems += [one for one in numbered if not (doubles and one.code == "T344")]
    marks, folded, unread = _marks(grid, headings, rows, method)
    void, unknown = read_void(grid, headings, rows, blank)
    write_ins, misread = read_write_ins(grid, headings, rows, blank, contest, method)
    problems += unread + unknown + misread
    problems += [] if doubles else against_remarks(grid, headings, rows, marks, void, contest.seats)
    if errors_among(problems):
        return Sheet(None, tuple(problems))
    box = BallotBox(
        contest=contest.id,
        name=name,
        marks=marks,
        void=void,
        write_ins=write_ins,
        numbers=_ballot_numbers(grid, headings, rows),
        rows=rows,
        folded=folded,
        columns=columns_of(headings, contest),
        origin=grid.origin,
    )
    return Sheet(box, tuple(problems))


def _reads(text: str, method: Method) -> bool:
    return read_mark(text, method.legend, method.foreign_marks) is not None


def columns_of(headings: Headings, contest: Contest) -> dict[str, int]:
    """Return where everything stands: candidates by key, the other columns by heading."""
    columns = {candidate.key: at for candidate, at in zip(contest.candidates, headings.candidates, strict=True)}
    columns |= {f"{WRITE_IN}{box}": at for box, at in headings.names.items()}
    columns |= {f"{WRITE_IN}{box}{SIGN}": at for box, at in headings.signs.items()}
    single = {NUMBER_HEADING: headings.number, VOID_HEADING: headings.void, REMARK_HEADING: headings.remark}
    return columns | {heading: at for heading, at in single.items() if at is not None}


def _ballot_rows(grid: Grid, headings: Headings, blank: Flags) -> tuple[Rows, list[Problem]]:
    """Return the rows below the headings up to the last one that holds anything, without totals and remarks (T318)."""
    rows = np.arange(headings.row + 1, grid.rows, dtype=np.int64)
    ends = np.flatnonzero(filled(grid, headings.read, rows, blank))
    last = int(rows[ends[-1]]) if len(ends) else headings.row
    last = max(last, max((row for row, column in grid.flaws if column in headings.read), default=0))
    rows = np.arange(_below_headings(grid, headings), last + 1, dtype=np.int64)
    rows, said = without_foot(grid, rows, headings.number, (*headings.candidates, *headings.names.values()))
    flawed = [row for row, column in grid.flaws if column in headings.read]
    held = filled(grid, headings.read, rows, blank) | np.isin(rows, flawed)
    return rows[: np.flatnonzero(held)[-1] + 1] if held.any() else rows[:0], said


def _below_headings(grid: Grid, headings: Headings) -> int:
    """Return the first row below the headings; their own cells may reach down over empty ones."""
    down = {area.last_row for area in grid.merged if area.first_row <= headings.row <= area.last_row}
    last = max(down, default=headings.row)
    over = range(headings.row + 1, last + 1)
    return last + 1 if not any(cell.strip() for row in over for cell in grid.row_texts(row)) else headings.row + 1


def _empty_rows(grid: Grid, headings: Headings, blank: Flags, rows: Rows) -> list[Problem]:
    empty = rows[~filled(grid, headings.read, rows, blank)]
    return each(
        empty.tolist(),
        lambda row: error(
            "T336",
            grid.place(row),
            say("选票中间有一个空行"),
            say("若是漏录的选票，补录；若是空白票，备注写“空白票”；否则删去这一行"),
        ),
    )


def _without_number(grid: Grid, headings: Headings, blank: Flags, rows: Rows) -> list[Problem]:
    if headings.number is None:
        return []
    unnumbered = rows[blank[grid.codes[headings.number, rows]]]
    return each(
        unnumbered.tolist(),
        lambda row: error(
            "T337",
            grid.place(row, headings.number),
            say("这一行有内容而没有票号"),
            say("补上点票时编的票号；不是选票的内容请移到别处"),
        ),
    )


def _unmarked(grid: Grid, headings: Headings, blank: Flags, rows: Rows) -> list[Problem]:
    """Refuse rows after the last ballot that nobody may have typed, and rows between ballots that may be none."""
    columns = (*headings.candidates, *headings.names.values(), *headings.signs.values())
    marked = filled(grid, columns if headings.void is None else (*columns, headings.void), rows, blank)
    if headings.remark is not None:
        said = grid.told(lambda text: BLANK_BALLOT in text)
        marked |= said[grid.codes[headings.remark, rows]]
    last = np.flatnonzero(marked)
    end = int(last[-1]) + 1 if len(last) else 0
    column = headings.number if headings.number is not None else headings.read[0]
    problems = each(rows[end:].tolist(), lambda row: untyped_ballot(grid, row, column))
    if headings.number is not None and len(last) < end:
        problems += unlike_numbers(grid, column, rows[:end][~marked[:end]].tolist(), rows[last].tolist())
    return problems


def untyped_ballot(grid: Grid, row: int, column: int) -> Problem:
    """Return the problem of an unmarked ballot after the last marked one (T338)."""
    return error(
        "T338",
        grid.place(row, column),
        say("末尾的这张票一个符号也没有，可能还没有录入"),
        say("对照选票补录；确是空白票的，备注写“空白票”；没有这张票的，删去这一行"),
    )


def _ballot_numbers(grid: Grid, headings: Headings, rows: Rows) -> tuple[str, ...] | None:
    if headings.number is None:
        return None
    texts = grid.texts
    return tuple(map(str.strip, map(texts.__getitem__, grid.codes[headings.number, rows].tolist())))


def _marks(
    grid: Grid, headings: Headings, rows: Rows, method: Method
) -> tuple[npt.NDArray[np.uint8], int, list[Problem]]:
    meaning = np.full(len(grid.texts), _UNREAD, dtype=np.uint8)
    look_alike = np.zeros(len(grid.texts), dtype=bool)
    lines = slice(rows[0], rows[-1] + 1) if len(rows) and rows[-1] - rows[0] + 1 == len(rows) else rows
    columns = [grid.codes[column, lines] for column in headings.candidates]
    used = grid.used(*columns)
    for code in used:
        text = grid.texts[code].strip()
        mark = read_mark(text, method.legend, method.foreign_marks)
        if mark is not None:
            meaning[code] = mark
            look_alike[code] = is_folded(grid.texts[code] if text else "", method.legend)
    marks = np.empty((len(columns), len(rows)), dtype=np.uint8)
    for index, codes in enumerate(columns):
        np.take(meaning, codes, out=marks[index])
    folded = sum(int(np.count_nonzero(look_alike[codes])) for codes in columns) if look_alike.any() else 0
    if not any(meaning[code] == _UNREAD for code in used):
        return marks, folded, []
    cells = np.argwhere(marks.T == _UNREAD)  # by ballot, then by candidate, as people look for them
    return (
        marks,
        folded,
        each(
            cells.tolist(),
            lambda cell: unread_mark(
                grid,
                int(rows[cell[0]]),
                headings.candidates[cell[1]],
                grid.text(int(rows[cell[0]]), headings.candidates[cell[1]]),
                method,
            ),
        ),
    )
