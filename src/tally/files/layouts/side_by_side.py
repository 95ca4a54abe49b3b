"""Layout *side by side* (并排): several contests on one sheet, a merged heading with the office over each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from tally.domain.election import Contest
from tally.files.grid import Grid
from tally.files.headings import folded
from tally.files.layouts.arranging import cut
from tally.files.layouts.layout import WITHIN, Part, Setting, hits, keys_of, kind_of, named_contest, rows_naming
from tally.files.layouts.matrix import matrix
from tally.files.layouts.three_columns import three_columns
from tally.names.normalise import find_person

INSIDE: Sequence[Callable[[Grid, Sequence[Contest], Setting], list[Part]]] = (three_columns, matrix)


def side_by_side(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Cut the sheet at the offices' headings, or where one contest's candidates follow another's.

    Columns before the first contest (票号) belong to each contest that has none of its own.
    """
    if len(contests) < 2:
        return []
    starts, row = _by_office(grid, contests)
    if len(starts) < 2:
        starts, row = _by_people(grid, contests)
    if len(starts) < 2:
        return []
    parts = []
    for at, (start, contest) in enumerate(starts):
        stop = starts[at + 1][0] if at + 1 < len(starts) else grid.columns
        own = list(range(start, stop))
        numbered = any(kind_of(text) == "number" for line in range(row, row + 3) for text in _line(grid, line, own))
        shared = [] if numbered else _shared(grid, row, starts[0][0])
        inside = cut(grid, row, grid.rows, (*shared, *own))
        for layout in INSIDE:
            if found := layout(inside, [contest], setting):
                parts += [replace(one, layout="side-by-side") for one in found]
                break
    return parts if len(parts) >= 2 else []


def _line(grid: Grid, row: int, columns: Sequence[int]) -> list[str]:
    return [grid.text(row, column) for column in columns]


def _shared(grid: Grid, row: int, first: int) -> list[int]:
    """Return the columns before the first contest that number the ballots."""
    return [
        column
        for column in range(first)
        if any(kind_of(grid.text(line, column)) == "number" for line in range(row, min(row + 3, grid.rows)))
    ]


def _by_office(grid: Grid, contests: Sequence[Contest]) -> tuple[list[tuple[int, Contest]], int]:
    for row in grid.rows_with(lambda text: named_contest(text, contests), WITHIN):
        found = [
            (column, contest)
            for column, text in enumerate(grid.row_texts(row))
            if text.strip() and (contest := named_contest(text, contests)) is not None
        ]
        offices = [contest.id for _, contest in found]
        if len(found) >= 2 and len(set(offices)) == len(offices):
            return found, row
    return [], 0


def _by_people(grid: Grid, contests: Sequence[Contest]) -> tuple[list[tuple[int, Contest]], int]:
    """Find one row that names all candidates of two contests, one contest wholly before the other."""
    for row in rows_naming(grid, contests):
        texts = grid.row_texts(row)
        spans = []
        for contest in contests:
            keys = keys_of(contest)
            if hits(texts, keys) == len(contest.candidates) and keys:
                columns = [at for at, text in enumerate(texts) if text.strip() and find_person(text, keys) is not None]
                spans.append((min(columns), max(columns), contest))
        spans.sort(key=lambda one: one[0])
        apart = all(before[1] < after[0] for before, after in pairwise(spans))
        if len(spans) >= 2 and apart and not any("另选他人" in folded(text) for text in texts[: spans[0][0]]):
            return [(first, contest) for first, _, contest in spans], row
    return [], 0
