"""What the cells of an export's columns of marks say, as numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.foot import Rows
from tally.files.grid import Grid
from tally.files.layouts.choices import Values
from tally.files.profile import Profile, fold_label
from tally.files.suspicion import each

UNREAD, ABSENT = -3, -2
KINDS = (("approve", 1), ("oppose", -1), ("abstain", 0), ("absent", ABSENT))


def read_values(grid: Grid, profile: Profile, ranks: Mapping[int, int], rows: Rows) -> tuple[Values, list[Problem]]:
    """Return the columns' marks as `Choices` has them, and what is none (T382); `ranks` are the columns with theirs.

    A cell that is `absent` beside others that are filled says no more than an unmarked one where those are left empty;
    where they are written out it is what is left of a row that was cut short.
    """
    of_text = np.array([_value(fold_label(text), profile) for text in grid.texts], dtype=np.int32)
    columns = [*ranks]
    values: Values = of_text[grid.codes[np.array(columns, dtype=np.int64)][:, rows]].reshape(len(columns), len(rows))
    unread = values == UNREAD
    if (values == 0).any():
        unread |= values == ABSENT
    cells = [(int(rows[ballot]), columns[at]) for ballot, at in np.argwhere(unread.T).tolist()]
    values[unread | (values == ABSENT)] = 0
    if not profile.ranks:
        values = np.where(values == 1, np.array([*ranks.values()], dtype=np.int32)[:, None], values)
    return values, each(cells, lambda cell: _unread(grid, *cell, profile))


def _value(label: str, profile: Profile) -> int:
    if profile.ranks and label.isascii() and label.isdigit() and len(label) <= 4:
        return int(label)
    return next((value for kind, value in KINDS if label in profile.marks.get(kind, ())), UNREAD)


def _unread(grid: Grid, row: int, column: int, profile: Profile) -> Problem:
    return error(
        "T382",
        grid.place(row, column),
        say("格式“{profile}”没有说“{text}”是什么", profile=profile.title, text=grid.text(row, column).strip()[:20]),
        say("核对这一格；确有此种标记的，在格式说明的 [marks] 里补上"),
    )
