"""One pile's figures: which ballots are valid, and what the valid ones say of each candidate (rules.md 4.1, 4.2).

The marks are looked at in blocks that stay in the processor's cache; nothing is looked at ballot by ballot except
ballots with names written in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tally.counting.doubt import doubt_of_ballot, doubt_of_marks, is_open
from tally.counting.writeins import WriteInRules, Written, judge
from tally.domain.ballot import VOID_REASONS, BallotBox, Marks, VoidReason
from tally.domain.count import AnyPile, CandidateCount, Count, Doubt, Tallied
from tally.domain.election import Contest, Method, Standing
from tally.domain.legend import Mark

BLOCK = 1 << 17
_APPROVE, _OPPOSE, _ILLEGIBLE = int(Mark.APPROVE), int(Mark.OPPOSE), int(Mark.ILLEGIBLE)  # numpy is slow with enums
_OVERVOTE = VOID_REASONS.index(VoidReason.OVERVOTE) + 1
_UNREADABLE = VOID_REASONS.index(VoidReason.UNREADABLE) + 1

Reasons = npt.NDArray[np.uint8]


def count(
    box: AnyPile, contest: Contest, method: Method, roster: Mapping[str, tuple[Standing, ...]] | None = None
) -> Count:
    """Count one pile of a contest; one that arrives counted keeps its figures. Counts of several piles add.

    >>> from tally.domain.legend import L1
    >>> from tally.domain.election import Candidate, Kind
    >>> contest = Contest("c", "委员", Kind.DW, 1, (Candidate("甲", "甲"), Candidate("乙", "乙")))
    >>> marks = np.array([[1, 1, 2], [0, 1, 1]], dtype=np.uint8)  # the second ballot chooses two
    >>> result = count(BallotBox("c", "pile", marks, np.zeros(3, np.uint8)), contest, Method(L1))
    >>> result.valid, result.void, [one.approve for one in result.candidates]
    (2, 1, [1, 1])
    """
    if isinstance(box, Tallied):
        return box.count
    if box.marks.shape[0] != len(contest.candidates) or box.contest != contest.id:
        raise ValueError("the pile is of another contest")  # I7
    rules = WriteInRules.of(contest, method, roster)
    written = judge_all(box, rules)
    reasons = void_reasons(box, contest.seats, written)
    figures = _candidate_figures(box.marks, reasons == 0, method)
    totals: dict[str, int] = defaultdict(int)
    for ballot, names in written.items():
        if not reasons[ballot]:
            for key in names.counted:
                totals[key] += 1
    spellings: dict[str, str] = {}
    for one in box.write_ins:
        if one.key:
            spellings[one.key] = min(one.name, spellings.get(one.key, one.name))
    void = {reason: int(np.count_nonzero(reasons == at)) for at, reason in enumerate(VOID_REASONS, 1)}
    return Count(
        contest=contest.id,
        candidates=figures,
        valid=box.ballots - sum(void.values()),
        invalid={reason: ballots for reason, ballots in void.items() if ballots},
        write_ins=dict(totals),
        spellings=spellings,
        doubt=_doubt(box, reasons, written, rules, contest.seats),
        folded=box.folded,
    )


def void_reasons(box: BallotBox, seats: int, written: Mapping[int, Written]) -> Reasons:
    """Return per ballot 0 if it is valid, else one more than the index in `VOID_REASONS`.

    What a scrutineer wrote wins over what the cells say; then unreadable (b5), then too many choices (b2).
    """
    reasons = box.void.copy()
    names = np.zeros(box.ballots if written else 0, dtype=np.int32)
    for ballot, one in written.items():
        names[ballot] = len(one.chosen)
    for start in range(0, box.ballots, BLOCK):
        block = slice(start, start + BLOCK)
        marks, part = box.marks[:, block], reasons[block]
        chosen = _chosen(marks)
        over = np.flatnonzero((chosen + names[block] if written else chosen) > seats)
        part[over[part[over] == 0]] = _OVERVOTE
        if len(marks) and np.any(marks[0] == _ILLEGIBLE):
            blind = np.all(marks == _ILLEGIBLE, axis=0)
            blind[[one.ballot - start for one in box.write_ins if 0 <= one.ballot - start < len(part)]] = False
            part[blind & (box.void[block] == 0)] = _UNREADABLE
    return reasons


def doubtful_ballots(box: BallotBox, reasons: Reasons, written: Mapping[int, Written]) -> npt.NDArray[np.int64]:
    """Return the indices of valid ballots that wait for a ruling."""
    doubtful = np.zeros(box.ballots, dtype=bool)
    for start in range(0, box.ballots, BLOCK):
        block = slice(start, start + BLOCK)
        marks = box.marks[:, block]
        if marks.size and marks.max() >= _ILLEGIBLE:
            doubtful[block] = np.any(is_open(marks), axis=0)
    doubtful[[ballot for ballot, one in written.items() if one.doubtful]] = True
    return np.flatnonzero(doubtful & (reasons == 0))


def judge_all(box: BallotBox, rules: WriteInRules) -> dict[int, Written]:
    """Judge the names on every ballot of a pile that no scrutineer voided; ballots without names are left out."""
    by_ballot = defaultdict(list)
    for one in box.write_ins:
        by_ballot[one.ballot].append(one)
    return {
        ballot: judge(names, box.marks[:, ballot], rules) for ballot, names in by_ballot.items() if not box.void[ballot]
    }


def _candidate_figures(marks: Marks, valid: npt.NDArray[np.bool_], method: Method) -> tuple[CandidateCount, ...]:
    totals = np.zeros((len(marks), 4), dtype=np.int64)
    for start in range(0, marks.shape[1], BLOCK):
        totals += _sums(marks[:, start : start + BLOCK])
    void = np.flatnonzero(~valid)
    if len(void):
        totals -= _sums(marks.take(void, axis=1))
    ballots = int(np.count_nonzero(valid))
    figures = []
    for approve, oppose, illegible, other in totals.tolist():
        unclear = other + (illegible if method.unclear == "partial" else 0)  # c9
        figures.append(CandidateCount(approve, oppose, ballots - approve - oppose - unclear, unclear))
    return tuple(figures)


def _sums(marks: Marks) -> npt.NDArray[np.int64]:
    """Return per candidate how many marks approve, oppose, cannot be read, or are other ones void in part."""
    sums = np.zeros((len(marks), 4), dtype=np.int64)
    in_part_void = marks.size > 0 and marks.max() >= _ILLEGIBLE
    for index, row in enumerate(marks):
        sums[index, 0] = np.count_nonzero(row == _APPROVE)
        if in_part_void:
            sums[index, 1] = np.count_nonzero(row == _OPPOSE)
            sums[index, 2] = np.count_nonzero(row == _ILLEGIBLE)
            sums[index, 3] = np.count_nonzero(row > _ILLEGIBLE)
        else:
            sums[index, 1] = np.count_nonzero(row) - sums[index, 0]
    return sums


def _doubt(box: BallotBox, reasons: Reasons, written: Mapping[int, Written], rules: WriteInRules, seats: int) -> Doubt:
    ballots = doubtful_ballots(box, reasons, written)
    with_names = np.array([ballot in written for ballot in ballots.tolist()], dtype=bool)
    total = doubt_of_marks(box.marks[:, ballots[~with_names]], seats)
    for ballot in ballots[with_names].tolist():
        total += doubt_of_ballot(box.marks[:, ballot], written[ballot], rules, seats)
    return total


def _chosen(marks: Marks) -> npt.NDArray[Any]:
    """Return how many candidates each ballot approves: candidate by candidate, which touches little memory."""
    chosen = np.zeros(marks.shape[1], dtype=np.uint8 if len(marks) < 256 else np.uint16)
    approved = np.empty(marks.shape[1], dtype=bool)
    for row in marks:
        np.equal(row, _APPROVE, out=approved)
        np.add(chosen, approved.view(np.uint8), out=chosen)
    return chosen
