"""How far rulings could still move each person's approvals, ballot by ballot.

A doubtful ballot has many readings. For each person only the smallest and the greatest number of approvals over all of
them matters: these bounds add up over ballots as counts do, and `decide` asks whether any result within them differs.
Over-votes belong to the readings: a cell read as ○ may make the whole ballot void.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tally.counting.writeins import WriteInRules, Written
from tally.domain.ballot import Marks
from tally.domain.count import Doubt
from tally.domain.legend import Mark

Flags = npt.NDArray[np.bool_]


def is_open(marks: Marks) -> Flags:
    """Mark the cells that wait for a ruling (c5, c7, c9)."""
    flags: Flags = (marks >= Mark.ILLEGIBLE) & (marks <= Mark.FOREIGN)
    return flags


def doubt_of_marks(marks: Marks, seats: int) -> Doubt:
    """Return the bounds of doubtful ballots without written-in names. `marks[candidate, ballot]`."""
    approved = marks == Mark.APPROVE
    undecided = is_open(marks)
    fixed = np.count_nonzero(approved, axis=0)
    may_fall = fixed + np.count_nonzero(undecided, axis=0) > seats
    may_rise = fixed + 1 <= seats
    least = np.count_nonzero(approved & may_fall, axis=1)
    most = np.count_nonzero(undecided & may_rise, axis=1)
    return Doubt(
        ballots=int(marks.shape[1]),
        least={index: -int(change) for index, change in enumerate(least) if change},
        most={index: int(change) for index, change in enumerate(most) if change},
    )


def doubt_of_ballot(marks: Marks, written: Written, rules: WriteInRules, seats: int) -> Doubt:
    """Return the bounds of one doubtful ballot with names written in. `marks[candidate]`.

    A name that points at nobody known, or cannot be read, may be read as anybody's: as a name that stands in another
    box, which frees a choice, or as a candidate's, whose own mark is then ruled on (w6).
    """
    approved = np.flatnonzero(marks == Mark.APPROVE)
    undecided = np.flatnonzero(is_open(marks))
    ruled = {*written.backed, *written.dropped}
    strangers = [key for key in written.chosen if key not in ruled and not rules.settled(key)]
    anybodys = written.nameless + written.repeated + len(strangers)
    anybodys += sum(not rules.settled(key) for key in written.possible)
    turned = (
        np.flatnonzero((marks == Mark.OPPOSE) | (marks == Mark.ABSTAIN))
        if anybodys or written.unreadable
        else written.again
    )
    names = len(written.chosen) + len(written.possible) + written.nameless + written.repeated
    aside = min(written.unreadable - written.nameless, len(turned))  # chooses nobody unless it is a candidate's
    overvote_possible = len(approved) + len(undecided) + len(written.again) + names + aside > seats
    room = len(approved) + len(written.chosen) - len(strangers) < seats
    opposed = int(np.count_nonzero(marks == Mark.OPPOSE))
    opposed_least = opposed - aside - sum(int(marks[index]) == Mark.OPPOSE for index in written.again)
    may_count = not rules.needs_oppose or opposed + len(undecided) + len(turned) > 0
    must_be_backed = not rules.needs_oppose or opposed_least >= names - len(written.dropped)

    least: dict[int | str, int] = {int(index): -1 for index in approved} if overvote_possible else {}
    most: dict[int | str, int] = {int(index): 1 for index in (*undecided, *turned)} if room else {}
    unnamed = anybodys if room and may_count else 0
    for key in written.chosen:
        if key in written.counted and (overvote_possible or not (must_be_backed or key in written.backed)):
            least[key] = -1
        elif key not in written.counted and key not in ruled and may_count and rules.settled(key):
            most[key] = 1
    for key in written.possible if room and may_count else ():
        if rules.settled(key):
            most[key] = 1
    return Doubt(1, least, most, unnamed)
