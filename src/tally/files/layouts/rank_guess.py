"""Whether a sheet that nobody has explained holds ranks: columns of people over cells of 1, 2, 3…"""

from __future__ import annotations

import numpy as np

from tally.files.grid import Grid
from tally.files.layouts.layout import kind_of
from tally.files.layouts.tally_blocks import blocks_of
from tally.files.profile import fold_label
from tally.files.profile_file import shipped

PROFILE = "rank-columns"
MOST_RANKS, LEAST_SHARE = 60, 0.9


def people_of_ranks(grid: Grid) -> list[str]:
    """Return the headings over ranks: a ballot has a 1, hardly ever a rank twice, and mostly more than the first."""
    if grid.rows < 3 or grid.columns < 2 or blocks_of(grid):
        return []
    value = np.array([_rank(text) for text in grid.texts], dtype=np.int64)
    below = value[grid.codes[:, 1:]]
    numbers = [fold_label(text) for one in shipped() if one.id == PROFILE for text in one.number]
    columns = [
        column
        for column, text in enumerate(grid.row_texts(0))
        if text.strip() and not kind_of(text) and fold_label(text) not in numbers and _is_of_ranks(below[column])
    ]
    if len(columns) < 2:
        return []
    ranks = below[np.array(columns)]
    filled = ranks.max(axis=0) > 0
    several = (ranks.max(axis=0) > 1).mean()
    given = [one[one > 0].tolist() for one in ranks.T if one.any()]
    fair = [1 in one and len(set(one)) == len(one) for one in given]
    if not filled.any() or several < 0.5 or np.mean(fair) < LEAST_SHARE or ranks.max() > max(len(columns), 2):
        return []
    return [grid.text(0, column).strip() for column in columns]


def _is_of_ranks(values: np.ndarray) -> bool:
    return bool((values >= 0).all() and (values > 0).any())


def _rank(text: str) -> int:
    """Return the rank a cell holds, 0 for none, -1 for what is no rank."""
    bare = text.strip()
    if not bare:
        return 0
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 2 and int(bare) <= MOST_RANKS else -1
