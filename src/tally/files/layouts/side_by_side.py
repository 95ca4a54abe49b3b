"""Layout *side by side* (并排): several contests on one sheet, a merged heading with the office over each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.grid import Grid
from tally.files.headings import WRITE_IN, folded
from tally.files.layouts.arranging import cut
from tally.files.layouts.layout import WITHIN, Part, Setting, hits, keys_of, kind_of, named_contest, rows_naming
from tally.files.layouts.matrix import matrix
from tally.files.layouts.three_columns import three_columns
from tally.names.normalise import find_person

INSIDE: Sequence[Callable[[Grid, Sequence[Contest], Setting], list[Part]]] = (three_columns, matrix)


def side_by_side(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Cut the sheet at the offices' headings, or where one contest's candidates follow another's.

    Columns before the first contest (票号) belong to each contest that has none of its own. Problems: T331 a column of
    void reasons or of names written in of which nobody can tell whose it is.
    """
    if len(contests) < 2:
        return []
    starts, row = _by_office(grid, contests)
    by_office = len(starts) >= 2
    if not by_office:
        starts, row = _by_people(grid, contests)
    if len(starts) < 2:
        return []
    parts = []
    for at, (start, contest) in enumerate(starts):
        stop = starts[at + 1][0] if at + 1 < len(starts) else grid.columns
        own = list(range(start + _only_office(grid, row, start, stop, contest), stop))
        numbered = any(kind_of(text) == "number" for line in range(row, row + 3) for text in _line(grid, line, own))
        shared = [] if numbered else _shared(grid, row, starts[0][0])
        inside = cut(grid, 0, grid.rows, (*shared, *own))  # with what stands above: it may be ballots
        for layout in INSIDE:
            if found := layout(inside, [contest], setting):
                parts += [replace(one, layout="side-by-side") for one in found]
                break
    if len(parts) < 2:
        return []
    return [parts[0].saying(*_whose(grid, row, starts, by_office)), *parts[1:]]


def _only_office(grid: Grid, row: int, start: int, stop: int, contest: Contest) -> bool:
    """Tell whether an office stands in the very row of its candidates with nothing under it: a turned sheet's row."""
    below = any(grid.text(line, start).strip() for line in range(grid.rows) if line != row)
    return not below and bool(hits(_line(grid, row, range(start + 1, stop)), keys_of(contest)))


def _whose(grid: Grid, row: int, starts: Sequence[tuple[int, Contest]], by_office: bool) -> list[Problem]:
    """Refuse what stands before all contests, or behind the last one alone without its office over it.

    整票无效 there may be meant of every contest's ballot, and a name written in as well where no office tells.
    """
    first, last = starts[0][0], starts[-1][0]
    covered = {
        column
        for area in grid.merged
        if by_office and area.first_row <= row <= area.last_row and area.first_column == last
        for column in range(area.first_column, area.last_column + 1)
    }
    kinds = {column: kind for column in range(grid.columns) if (kind := _shared_kind(grid, row, column, by_office))}
    before = {column for column in kinds if column < first}
    own = {kind for column, kind in kinds.items() if first <= column < last}
    behind = {column for column, kind in kinds.items() if column >= last and column not in covered and kind not in own}
    filled = ((column, _first_filled(grid, row, column)) for column in sorted(before | behind))
    return [
        error(
            "T331",
            grid.place(line, column),
            say("分不清这一列是哪一种选票的：{text}", text=grid.text(line, column).strip()[:20]),
            say("每种选票各有一列，排在它的候选人后面，上面写着它的职务"),
        )
        for column, line in filled
        if line is not None
    ]


def _shared_kind(grid: Grid, row: int, column: int, by_office: bool) -> str:
    for line in range(row, min(row + 3, grid.rows)):
        if kind_of(grid.text(line, column)) == "void":
            return "void"
        if not by_office and folded(grid.text(line, column)).startswith(WRITE_IN):
            return "write-in"
    return ""


def _first_filled(grid: Grid, row: int, column: int) -> int | None:
    """Return the first row of ballots in which a column holds something besides its heading."""
    filled = [line for line in range(row, grid.rows) if grid.text(line, column).strip()]
    headings = [line for line in filled[:1] if kind_of(grid.text(line, column)) or "另选" in grid.text(line, column)]
    return next((line for line in filled if line not in headings), None)


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


def _with_number(texts: Sequence[str], first: int) -> int:
    """Return where a contest begins: at the 票号 right before its candidates, where several contests have their own."""
    several = sum(kind_of(text) == "number" for text in texts) > 1
    return first - 1 if several and first and kind_of(texts[first - 1]) == "number" else first


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
            firsts = [_with_number(texts, first) for first, _, _ in spans]
            return [(first, contest) for first, (_, _, contest) in zip(firsts, spans, strict=True)], row
    return [], 0
