"""The layout *matrix* in columns: a batch of a Parquet or Arrow file as a pile of ballots (contract, section 3).

Marks are texts as in a sheet, or codes 0 abstain, 1 approve, 2 oppose, 3 unclear. The rules are those of sheets; names
written in, void ballots and remarks go through the very reader of sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tally.domain.ballot import BallotBox, Marks
from tally.domain.election import Contest, Method
from tally.domain.legend import Mark, is_folded, read_mark
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, Severity, error, info, place
from tally.files.ballot_numbers import (
    is_mangled,
    mangled_number,
    shape,
    unlike_number,
    wordy_number,
    wordy_numbers,
)
from tally.files.column_files import ROW, Block, ColumnFile, rows_of_sheet
from tally.files.foot import is_called_total, is_mark
from tally.files.grid import Grid, Texts
from tally.files.gridding import Numbers, encoded, grid_of_rows
from tally.files.headings import Headings, read_headings
from tally.files.matrix import untyped_ballot
from tally.files.remarks import BLANK_BALLOT, against_remarks
from tally.files.suspicion import each
from tally.files.table import address
from tally.files.written_cells import read_void, read_write_ins, unread_mark

MOST_CODE = 3
_UNREAD = 255

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """A pile of some rows of a file, None when they were refused, with the 票号 of these rows: whole numbers as
    integers, other ones as texts. Its last `unmarked` ballots may be some that nobody typed; `tail` says so."""

    box: BallotBox | None
    problems: tuple[Problem, ...]
    whole: Rows
    texts: tuple[str, ...] = ()
    unmarked: int = 0
    tail: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Part(Grid):
    """The rows of one batch as a grid; rows are counted from the batch's own first, places name those of the file."""

    rows_of_file: Rows | None = None
    headings_at: dict[int, int] | None = None

    def place(self, row: int | None = None, column: int | None = None) -> str:
        """Return `file › D17`, or of a converted file `file › sheet › D17` in the sheet it was made from."""
        if row is None or self.rows_of_file is None:
            return place(self.file, self.sheet)
        at = column if column is None or self.headings_at is None else self.headings_at.get(column, column)
        return place(self.file, self.sheet, address(int(self.rows_of_file[row]), at))


def read_head(file: ColumnFile, contest: Contest) -> Headings:
    """Return where a contest's columns stand; raises `Problems` (those of `read_headings`)."""
    headings, problems = read_headings(grid_of_rows(file.shown, "", [file.names]), contest)
    if headings is None or any(one.severity is Severity.ERROR for one in problems):
        raise Problems(problems)
    return headings


def read_block(
    file: ColumnFile, block: Block, contest: Contest, method: Method, headings: Headings, *, texts: bool = False
) -> Iterator[Batch]:
    """Yield a block's ballots batch by batch; with `texts` each pile holds its 票号 as typed.

    Problems: T621 a column of a wrong type, T622 a missing value, T623 a number that is no code, and T336–T343 and
    T349 as in sheets.
    """
    narrow, columns = _narrowed(headings, file)
    wanted = [file.names[column] for column in columns]
    row = block.row
    for batch in file.batches(block, [*wanted, ROW] if file.with_rows else wanted):
        rows = rows_of_sheet(batch.column(len(wanted))) if file.with_rows else None
        if rows is not None and file.source is not None:
            sheet, places = file.source.sheet, [file.source.columns.get(name, 0) for name in wanted]
        else:
            rows = _positions(batch.num_rows) + (row + 1)  # the names stand in row nought
            sheet, places = "", list(columns)
        yield _Reader(file.shown, sheet, batch, rows, places, narrow, contest, method).read(texts)
        row += batch.num_rows


def pile_of_columns(file: ColumnFile, contest: Contest, method: Method, problems: list[Problem]) -> BallotBox | None:
    """Return a whole file as one pile with its 票号 as typed, None when it is refused; see `read_block`."""
    headings = read_head(file, contest)
    whole = Block(0, file.groups, 0, file.rows)
    batches = list(read_block(file, whole, contest, method, headings, texts=True))
    problems += [problem for one in batches for problem in one.problems]
    boxes = [one.box for one in batches if one.box is not None]
    tail: list[Problem] = []
    for one in batches:
        typed = one.box is None or one.unmarked < one.box.ballots
        tail = [*([] if typed else tail), *one.tail]
    problems += tail
    if len(boxes) < len(batches) or tail or not boxes:
        return None
    starts = np.cumsum([0, *(box.ballots for box in boxes)]).tolist()
    return replace(
        boxes[0],
        marks=np.concatenate([box.marks for box in boxes], axis=1),
        void=np.concatenate([box.void for box in boxes]),
        write_ins=tuple(
            replace(one, ballot=one.ballot + start)
            for box, start in zip(boxes, starts, strict=False)
            for one in box.write_ins
        ),
        numbers=None if boxes[0].numbers is None else tuple(text for box in boxes for text in box.numbers or ()),
        rows=np.concatenate([box.rows for box in boxes if box.rows is not None]),
        folded=sum(box.folded for box in boxes),
    )


def _narrowed(headings: Headings, file: ColumnFile) -> tuple[Headings, tuple[int, ...]]:
    """Return the headings as they stand among the columns that are read, and those columns."""
    columns = tuple(dict.fromkeys(headings.read))
    at = {column: index for index, column in enumerate(columns)}

    def moved(column: int | None) -> int | None:
        return None if column is None else at[column]

    return replace(
        headings,
        row=-1,
        number=moved(headings.number),
        candidates=tuple(at[column] for column in headings.candidates),
        names={box: at[column] for box, column in headings.names.items()},
        signs={box: at[column] for box, column in headings.signs.items()},
        void=moved(headings.void),
        remark=moved(headings.remark),
    ), columns


@cache
def _positions(rows: int) -> Rows:
    """Return 0, 1, 2 … of the rows of a batch; nearly all batches are of one length."""
    positions: Rows = np.arange(rows, dtype=np.int64)
    positions.flags.writeable = False
    return positions


def _among(rows: Flags, kept: Flags | None) -> list[int]:
    """Return which of the rows are marked, and kept where some are not."""
    found: list[int] = np.flatnonzero(rows if kept is None else rows & kept).tolist()
    return found


def _blank_at_the_end(unmarked: Flags) -> int:
    if not unmarked[-1:].any():
        return 0
    marked = ~unmarked[::-1]
    return int(marked.argmax()) if marked.any() else len(unmarked)


class _Reader:
    """One batch being read."""

    def __init__(
        self,
        shown: str,
        sheet: str,
        batch: Any,
        rows: Rows,
        places: Sequence[int],
        headings: Headings,
        contest: Contest,
        method: Method,
    ) -> None:
        self.batch, self.rows, self.headings, self.contest, self.method = batch, rows, headings, contest, method
        self.shown = shown
        self.problems: list[Problem] = []
        self.odd: dict[int, str] = {}  # 票号 that are no whole numbers
        self.grid = self._rest(sheet, dict(enumerate(places)))
        self.blank = self.grid.blank()

    def read(self, with_texts: bool) -> Batch:
        whole, texts, kept = self._numbers()
        marks, folded, unmarked = self._marks(kept)
        unmarked &= ~self._filled(*self.headings.names.values(), *self.headings.signs.values(), self.headings.void)
        if kept is not None:
            marks, unmarked = np.ascontiguousarray(marks[:, kept]), unmarked[kept]
        rows = _positions(self.batch.num_rows) if kept is None else np.flatnonzero(kept)
        if self.odd:
            self._unlike(rows, unmarked | (marks == Mark.ABSTAIN).all(axis=0))
        unmarked = self._unmarked(rows, unmarked)
        void, unknown = read_void(self.grid, self.headings, rows, self.blank)
        write_ins, misread = read_write_ins(self.grid, self.headings, rows, self.blank, self.contest, self.method)
        self.problems += unknown + misread
        self.problems += against_remarks(self.grid, self.headings, rows, marks, void, self.contest.seats)
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            return Batch(None, tuple(self.problems), whole, texts)
        numbers = self._typed(rows) if with_texts and self.headings.number is not None else None
        box = BallotBox(
            self.contest.id,
            self.shown,
            marks,
            void,
            write_ins,
            numbers,
            self.rows if kept is None else self.rows[rows],
            folded,
        )
        unsure = rows[len(rows) - _blank_at_the_end(unmarked) :]
        return Batch(box, tuple(self.problems), whole, texts, len(unsure), tuple(self._untyped(unsure)))

    def _untyped(self, rows: Rows) -> list[Problem]:
        column = self.headings.read[0] if self.headings.number is None else self.headings.number
        return each(rows.tolist(), lambda row: untyped_ballot(self.grid, row, column))

    def _rest(self, sheet: str, places: dict[int, int]) -> _Part:
        """Return the columns that sheets and files read alike as a grid: names, signs, void reasons, remarks."""
        numbers = Numbers()
        codes = np.broadcast_to(np.int32(0), (self.batch.num_columns, self.batch.num_rows))
        single = (self.headings.void, self.headings.remark)
        for column in (*self.headings.names.values(), *self.headings.signs.values(), *single):
            if column is not None and self._is_text(column, nulls=True):
                codes = codes if codes.flags.writeable else codes.copy()
                codes[column] = encoded(self.batch.column(column), numbers)
        return _Part(self.shown, sheet, codes, Texts(numbers), rows_of_file=self.rows, headings_at=places)

    def _is_text(self, column: int, *, nulls: bool) -> bool:
        """Whether a column holds texts, without nulls unless they may be there; else say why not."""
        import pyarrow

        values = self.batch.column(column)
        kind = values.type
        if pyarrow.types.is_dictionary(kind):
            kind = kind.value_type
        if nulls and pyarrow.types.is_null(kind):
            return False
        text = pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)
        if not text:
            self._wrong_type(column, str(values.type))
        return bool(text) and (nulls or self._complete(column))

    def _wrong_type(self, column: int, kind: str) -> None:
        name = self.batch.schema.names[column]
        self.problems.append(
            error(
                "T621",
                place(self.shown, name),
                say("“{name}”一列的类型是 {kind}", name=name, kind=kind),
                say("票号用整数或文字，符号用文字或单字节无符号整数（uint8），其余用文字"),
            )
        )

    def _complete(self, column: int) -> bool:
        values = self.batch.column(column)
        if not values.null_count:
            return True
        missing = np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False))
        self.problems += each(
            missing.tolist(),
            lambda row: error(
                "T622",
                self.grid.place(row, column),
                say("“{name}”一列有空值", name=self.batch.schema.names[column]),
                say("票号和符号不能是空值；空格按规则有含义的，写成空文字"),
            ),
        )
        return False

    def _numbers(self) -> tuple[Rows, tuple[str, ...], Flags | None]:
        """Return the whole numbers, the other ones, and which rows are ballots where some are totals."""
        import pyarrow
        import pyarrow.compute

        column = self.headings.number
        nothing: Rows = np.zeros(0, dtype=np.int64)
        if column is None:
            return nothing, (), None
        values = self.batch.column(column)
        if pyarrow.types.is_integer(values.type):
            if not self._complete(column):
                return nothing, (), None
            whole: Rows = values.to_numpy(zero_copy_only=False)
            if whole.dtype == np.uint64 and whole.size and whole.max() >> 63:
                return nothing, tuple(map(str, whole.tolist())), None
            whole = whole.astype(np.int64, copy=False)
            self._mangled([(row, str(whole[row])) for row in np.flatnonzero(whole < 0).tolist()], column)
            return whole, (), None
        if not self._is_text(column, nulls=False):
            return nothing, (), None
        if pyarrow.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        try:
            if pyarrow.compute.all(pyarrow.compute.match_substring_regex(values, "^[0-9]{1,18}$")).as_py():
                return pyarrow.compute.cast(values, pyarrow.int64()).to_numpy(), (), None
        except pyarrow.ArrowException:
            pass
        return self._odd_numbers([text.strip() for text in values.to_pylist()], column)

    def _odd_numbers(self, texts: list[str], column: int) -> tuple[Rows, tuple[str, ...], Flags | None]:
        kept = np.array([text.isdecimal() or not is_called_total(text) for text in texts], dtype=bool)
        if not kept.all():
            kept |= self._holds_marks()
        if not kept.all():
            count = int(np.count_nonzero(~kept))
            where = self.grid.place(int(kept.argmin()))
            self.problems.append(info("T318", where, say("有{count}行合计或小计，没有当作选票", count=count)))
        ballots = [(row, text) for row, text in enumerate(texts) if kept[row]]
        self.problems += each(
            [row for row, text in ballots if not text],
            lambda row: error(
                "T337",
                self.grid.place(row, column),
                say("这一行有内容而没有票号"),
                say("补上点票时编的票号；不是选票的内容请移到别处"),
            ),
        )
        self._mangled([(row, text) for row, text in ballots if is_mangled(text)], column)
        wordy = wordy_numbers([one for one in ballots if one[1]])
        self.problems += each(wordy, lambda one: wordy_number(self.grid, one[0], column, one[1]))
        self.odd = dict(ballots)
        return np.zeros(0, dtype=np.int64), tuple(text for _, text in ballots), None if kept.all() else kept

    def _holds_marks(self) -> Flags:
        """Mark the rows with a sign or a word among the marks, which are no totals; codes do not tell."""
        holds = np.zeros(self.batch.num_rows, dtype=bool)
        for column in self.headings.candidates:
            texts = self.batch.column(column).to_pylist()
            holds |= [isinstance(text, str) and is_mark(text) for text in texts]
        return holds

    def _unlike(self, rows: Rows, silent: Flags) -> None:
        """Refuse rows that approve and oppose nobody and have a 票号 made like none of the others (T343)."""
        column = self.headings.number
        known = {shape(self.odd[row]) for row in rows[~silent].tolist()}
        strange = [row for row in rows[silent].tolist() if self.odd[row] and shape(self.odd[row]) not in known]
        wordy = {row for row, _ in wordy_numbers([*self.odd.items()])}
        self.problems += each(
            [row for row in strange if known and row not in wordy],
            lambda row: unlike_number(self.grid, row, column or 0, self.odd[row]),
        )

    def _mangled(self, found: Sequence[tuple[int, str]], column: int) -> None:
        self.problems += each(found, lambda one: mangled_number(self.grid, one[0], column, one[1]))

    def _typed(self, rows: Rows) -> tuple[str, ...]:
        texts = [str(text).strip() for text in self.batch.column(self.headings.number).to_pylist()]
        return tuple(texts[row] for row in rows.tolist())

    def _marks(self, kept: Flags | None) -> tuple[Marks, int, Flags]:
        """Return the marks, how many look-alikes were folded, and which rows show no mark at all."""
        import pyarrow

        columns = [self.batch.column(column) for column in self.headings.candidates]
        marks = np.empty((len(columns), self.batch.num_rows), dtype=np.uint8)  # a column not read refuses the batch
        coded = [bool(pyarrow.types.is_uint8(values.type)) for values in columns]
        unmarked = np.full(self.batch.num_rows, not any(coded))
        folded = 0
        for index, (column, values) in enumerate(zip(self.headings.candidates, columns, strict=True)):
            if coded[index]:
                if self._complete(column):
                    marks[index] = values.to_numpy()
                    self._no_codes(marks[index], column, kept)
            elif self._is_text(column, nulls=False):
                folded += self._text_marks(values, column, marks[index], unmarked, kept)
        return marks, folded, unmarked

    def _no_codes(self, codes: npt.NDArray[np.uint8], column: int, kept: Flags | None) -> None:
        if codes.size and codes.max() > MOST_CODE:
            self.problems += each(
                _among(codes > MOST_CODE, kept),
                lambda row: error(
                    "T623",
                    self.grid.place(row, column),
                    say("代码 {code} 没有含义", code=int(codes[row])),
                    say("0 弃权，1 赞成，2 不赞成，3 无法辨认"),
                ),
            )

    def _text_marks(
        self, values: Any, column: int, target: npt.NDArray[np.uint8], unmarked: Flags, kept: Flags | None
    ) -> int:
        import pyarrow

        if not pyarrow.types.is_dictionary(values.type):
            values = values.dictionary_encode()
        texts = values.dictionary.to_pylist()
        legend, foreign = self.method.legend, self.method.foreign_marks
        read = [read_mark(text.strip(), legend, foreign) for text in texts]
        meaning = np.array([_UNREAD if mark is None else mark for mark in read], dtype=np.uint8)
        look_alike = np.array([is_folded(text if text.strip() else "", legend) for text in texts], dtype=bool)
        empty = np.array([not text.strip() for text in texts], dtype=bool)
        indices = values.indices.to_numpy()
        if not len(indices):
            return 0
        target[:] = meaning[indices]
        unmarked &= empty[indices]
        if _UNREAD in meaning:
            self.problems += each(
                _among(target == _UNREAD, kept),
                lambda row: unread_mark(self.grid, row, column, texts[indices[row]], self.method),
            )
        return int(np.count_nonzero(look_alike[indices])) if look_alike.any() else 0

    def _filled(self, *columns: int | None) -> Flags:
        filled = np.zeros(self.batch.num_rows, dtype=bool)
        for column in columns:
            if column is not None:
                filled |= ~self.blank[self.grid.codes[column]]
        return filled

    def _unmarked(self, rows: Rows, unmarked: Flags) -> Flags:
        """Return the rows that may be ballots nobody typed; refuse those that are nothing at all."""
        if not unmarked.any() or self.headings.remark is None:
            remarks = np.zeros(len(rows), dtype=bool)
        else:
            said = self.grid.told(lambda text: BLANK_BALLOT in text)
            remarks = said[self.grid.codes[self.headings.remark, rows]]
        open_rows: Flags = unmarked & ~remarks
        if self.headings.number is None:
            self.problems += each(
                rows[open_rows].tolist(),
                lambda row: error(
                    "T336",
                    self.grid.place(row),
                    say("选票中间有一个空行"),
                    say("若是漏录的选票，补录；若是空白票，备注写“空白票”；否则删去这一行"),
                ),
            )
        return open_rows
