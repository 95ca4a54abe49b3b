"""Layout *stacked* (上下排): several contests on one sheet, one table under another; and both of them *transposed*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tally.domain.election import Contest
from tally.files.grid import Grid
from tally.files.layouts.arranging import cut
from tally.files.layouts.layout import Part, Setting, named_contest
from tally.files.layouts.long import long
from tally.files.layouts.matrix import matrix, transposed
from tally.files.layouts.names import names
from tally.files.layouts.side_by_side import side_by_side
from tally.files.layouts.three_columns import three_columns

INSIDE = (long, three_columns, names, matrix, transposed)


def stacked(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Cut the sheet where an office stands alone in its row; each contest's table is under its office."""
    starts = _offices(grid, contests)
    if len(starts) < 2 or len({contest.id for _, contest in starts}) < len(starts):
        return []
    above = (sum(bool(text.strip()) for text in grid.row_texts(row)) for row in range(starts[0][0]))
    if any(filled > 1 for filled in above):
        return []  # more than titles: one row of 票号 over all of them, or ballots
    parts = []
    ends = [*(row for row, _ in starts[1:]), grid.rows]
    for (row, contest), end in zip(starts, ends, strict=True):
        inside = cut(grid, row + 1, end, range(grid.columns))
        found = next((some for layout in INSIDE if (some := layout(inside, [contest], setting))), [])
        if not found:
            return []
        parts += [replace(one, layout="stacked") for one in found]
    return parts


def _offices(grid: Grid, contests: Sequence[Contest]) -> list[tuple[int, Contest]]:
    if len(contests) < 2:
        return []
    told = grid.told(lambda text: named_contest(text, contests))
    rows = np.flatnonzero(told[grid.codes].any(axis=0)).tolist() if told.sum() > 1 else []
    found = []
    for row in rows:
        filled = [text for text in grid.row_texts(row) if text.strip()]
        contest = named_contest(filled[0], contests) if len(filled) == 1 else None
        if contest is not None:
            found.append((row, contest))
    return found


def all_transposed(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Turn the sheet; the candidates of several contests below one another are then side by side."""
    parts = transposed(grid, contests, setting)
    for part in parts if len(contests) > 1 else ():
        if part.grid is not None and (both := side_by_side(part.grid, contests, setting)):
            turned = [replace(one, layout="transposed") for one in both]
            return [turned[0].saying(*part.problems), *turned[1:]]
    return parts
