"""Layout *three columns* (三栏): for each candidate 赞成, 不赞成 and 弃权, one of which is ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tally.domain.election import Contest
from tally.domain.legend import ILLEGIBLE_WORDS, WORDS, Mark, fold, read_mark
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.above import ballots_above
from tally.files.foot import without_foot
from tally.files.grid import Grid
from tally.files.headings import folded, unheaded
from tally.files.layouts.answer_lines import Lines, heading_lines
from tally.files.layouts.arranging import Matrix, turned
from tally.files.layouts.layout import (
    ABSTAIN,
    APPROVE,
    OPPOSE,
    UNCLEAR,
    WITHIN,
    Part,
    Setting,
    best_contest,
    keys_of,
    kind_of,
    last_filled,
)
from tally.files.suspicion import each, suspicious
from tally.names.normalise import find_person

WORD: Mapping[str, str] = {"approve": APPROVE, "oppose": OPPOSE, "abstain": ABSTAIN, "unclear": UNCLEAR}
MEANING: Mapping[str, Mark] = {
    "approve": Mark.APPROVE,
    "oppose": Mark.OPPOSE,
    "abstain": Mark.ABSTAIN,
    "unclear": Mark.ILLEGIBLE,
}
TICKS = frozenset({"√", "1", "是", "有"})  # say "here" and nothing else
NOUGHTS = frozenset({"0", "否", "无"})
EMPTY, TICK, NOUGHT, DOUBT, FOREIGN, WRONG = range(6)


@dataclass(frozen=True, slots=True)
class Head:
    """The two heading rows: for each candidate the columns of its answers, and the columns that are nobody's."""

    people: Mapping[int, Mapping[str, int]]
    others: Mapping[int, str]


def three_columns(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find the headings, of names and of answers, and arrange each candidate's answers as one mark; candidates may
    stand below one another and ballots side by side.

    Problems: T360 a candidate's columns that cannot be told, T334 a column without a heading, T361 a cell that
    contradicts its column, or nothing ticked where that says nothing.
    """
    sideways = (turned(grid),) if _answers_beside(grid) else ()
    for one in (grid, *sideways):
        lines = heading_lines(one)
        contest = best_contest(lines.names, contests) if lines else None
        if lines is not None and contest is not None:
            return [_part(one, lines, contest, setting)]
    return []


def _answers_beside(grid: Grid) -> bool:
    """Tell whether answers stand below one another in some of the first columns: candidates down, ballots across."""
    corner = grid.codes[:WITHIN, :WITHIN]
    approving = [code for code in np.unique(corner).tolist() if kind_of(grid.texts[code]) == "approve"]
    return bool(approving) and int(np.isin(corner, approving).sum(axis=1).max()) > 1


def _part(grid: Grid, lines: Lines, contest: Contest, setting: Setting) -> Part:
    head, problems = _head(grid, lines, contest)
    if problems:
        return Part(contest, "three-columns", problems=tuple(problems))
    columns = sorted({*head.others, *(at for answers in head.people.values() for at in answers.values())})
    number = next((column for column, heading in head.others.items() if kind_of(heading) == "number"), None)
    marks = [at for answers in head.people.values() for at in answers.values()]
    rows = np.arange(lines.last + 1, last_filled(grid, columns) + 1, dtype=np.int64)
    rows, problems = without_foot(grid, rows, number, marks)
    problems += suspicious(grid, rows, columns)
    problems += ballots_above(grid, lines.first, number, marks, lambda text: _state(text, "approve", setting) != WRONG)
    matrix = Matrix(grid, rows, lines.name_row)
    for column, heading in sorted(head.others.items()):
        matrix.add(heading, grid.codes[column, rows], column)
    must_tick = _approves_by_ticks(grid, head, rows, setting)
    for index, answers in head.people.items():
        problems += _candidate(grid, matrix, rows, contest.candidates[index].name, answers, setting, must_tick)
    return Part(contest, "three-columns", matrix.grid(), problems=tuple(problems))


def _head(grid: Grid, lines: Lines, contest: Contest) -> tuple[Head, list[Problem]]:
    keys = keys_of(contest)
    people: dict[int, dict[str, int]] = {}
    others: dict[int, str] = {}
    problems: list[Problem] = []
    person: int | None = None
    for column, answer in enumerate(lines.kinds):
        name = lines.names[column]
        if name.strip():
            person = find_person(name, keys)
            if answer and person is None:
                problems.append(_nobody(grid, lines.name_row, column, contest))
        if answer and person is not None:
            mine = people.setdefault(person, {})
            if answer in mine:
                problems.append(_unsure(grid, lines.answer_row, column, contest.candidates[person].name))
            mine[answer] = column
        elif not answer:
            person = None
            heading = grid.text(lines.answer_row, column).strip() or name.strip()
            if heading:
                others[column] = heading
            else:
                problems += unheaded(grid, lines.last, column)
    problems += [
        _unsure(grid, lines.name_row, None, one.name)
        for index, one in enumerate(contest.candidates)
        if not {"approve", "oppose"} <= people.get(index, {}).keys()
    ]
    return Head(people, others), problems


def _approves_by_ticks(grid: Grid, head: Head, rows: npt.NDArray[np.int64], setting: Setting) -> bool:
    """Tell whether approvals are ticked although an empty space approves (L3): then nothing ticked says nothing."""
    if setting.method.legend.empty is not Mark.APPROVE:
        return False
    cells = grid.codes[np.array([answers["approve"] for answers in head.people.values()])[:, np.newaxis], rows]
    return bool(np.isin(_states(grid, "approve", setting)[cells], (TICK, NOUGHT)).any())


def _candidate(
    grid: Grid,
    matrix: Matrix,
    rows: npt.NDArray[np.int64],
    name: str,
    answers: Mapping[str, int],
    setting: Setting,
    must_tick: bool,
) -> list[Problem]:
    """Add one candidate's column: the answer ticked, none where that is allowed, or several of them (c5)."""
    kinds = list(answers)
    columns = np.array([answers[kind] for kind in kinds])
    state = np.array([_states(grid, kind, setting)[grid.codes[answers[kind], rows]] for kind in kinds])
    ticked = (state == TICK) | (state == DOUBT) | (state == FOREIGN)
    several = ticked.sum(axis=0) > 1
    first = ticked.argmax(axis=0)
    codes = np.full(len(rows), matrix.code(""), dtype=np.int32)
    at = columns[np.where(ticked.any(axis=0), first, 0)]
    for slot, kind in enumerate(kinds):
        codes[ticked[slot] & (state[slot] == TICK)] = matrix.code(WORD[kind])
        strange = ticked[slot] & (state[slot] != TICK)
        codes[strange] = grid.codes[answers[kind], rows][strange]
    codes[several] = matrix.code("○×")
    matrix.add(name, codes, at)
    nought = (state == NOUGHT).any(axis=0)
    mixed = nought & ~((state == NOUGHT) | (state == TICK)).all(axis=0)
    wrong = [(int(rows[ballot]), int(columns[slot])) for slot, ballot in np.argwhere(state == WRONG).tolist()]
    wrong += [
        (int(rows[ballot]), int(columns[int((state[:, ballot] == NOUGHT).argmax())]))
        for ballot in np.flatnonzero(mixed).tolist()
    ]
    unticked = np.flatnonzero(~ticked.any(axis=0)).tolist() if must_tick else []
    problems = each(sorted(wrong), lambda cell: _contradiction(grid, *cell))
    return problems + each(unticked, lambda ballot: _unticked(grid, int(rows[ballot]), answers["approve"], name))


def _states(grid: Grid, kind: str, setting: Setting) -> npt.NDArray[np.uint8]:
    return np.array([_state(text, kind, setting) for text in grid.texts], dtype=np.uint8)


def _state(text: str, kind: str, setting: Setting) -> int:
    """Return what a cell of an answer's column holds.

    A tick (√, 1) says "here" in any column; another sign must mean what its column says, or it is refused.
    """
    sign = fold(text)
    single = sign[0] if len(set(sign)) == 1 else sign
    if not sign:
        return EMPTY
    if sign in NOUGHTS:
        return NOUGHT
    if single in TICKS or WORDS.get(sign) is MEANING[kind]:
        return TICK
    if sign in ILLEGIBLE_WORDS:
        return DOUBT
    mark = read_mark(sign, setting.method.legend, setting.method.foreign_marks)
    if mark is Mark.FOREIGN:
        return FOREIGN
    return TICK if mark is MEANING[kind] else WRONG


def _contradiction(grid: Grid, row: int, column: int) -> Problem:
    text = grid.text(row, column).strip()[:20]
    return error(
        "T361",
        grid.place(row, column),
        say("三栏表的这一格填的是“{text}”，与这一栏不合或读不懂", text=text),
        say("在赞成、不赞成、弃权中的一栏打√（或填1），其余留空；用1和0的，三栏都要填"),
    )


def _unticked(grid: Grid, row: int, column: int, name: str) -> Problem:
    return error(
        "T361",
        grid.place(row, column),
        say("“{name}”的各栏都没有打√：空白按选举办法是赞成，而这张表的赞成是打√的", name=name),
        say("对照选票，在赞成、不赞成、弃权中的一栏打√"),
    )


def _unsure(grid: Grid, row: int, column: int | None, name: str) -> Problem:
    return error(
        "T360",
        grid.place(row, column),
        say("候选人“{name}”下面的赞成、不赞成、弃权各栏不齐或有重复", name=name),
        say("每名候选人下面依次写：赞成、不赞成、弃权，各一栏"),
    )


def _nobody(grid: Grid, row: int, column: int, contest: Contest) -> Problem:
    name = folded(grid.text(row, column))
    return error(
        "T360",
        grid.place(row, column),
        say("“{name}”不是{office}的候选人", name=name, office=contest.office),
        say("改正姓名，与候选人名单一致"),
    )
