"""Ballots of one contest in several blocks side by side, each under the same headings: a long table folded on paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tally.domain.election import Contest, Method
from tally.domain.legend import read_mark
from tally.domain.message import say
from tally.domain.problem import info
from tally.files.above import ballots_above
from tally.files.grid import Grid
from tally.files.headings import folded, unheaded
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.layout import Part, hits, keys_of, kind_of, last_filled
from tally.files.suspicion import suspicious


def pages_beside(grid: Grid, contest: Contest, row: int, method: Method) -> Part | None:
    """Put the blocks one under another, which is said (T320); None where the headings do not repeat.

    Problems: T330 ballots above the headings, T334 a column without a heading.
    """
    blocks = _blocks(grid, row, contest)
    if len(blocks) < 2:
        return None
    lines = [np.arange(row + 1, last_filled(grid, columns) + 1, dtype=np.int64) for columns in blocks]
    rows = np.concatenate(lines)
    problems = suspicious(grid, np.unique(rows), {column for columns in blocks for column in columns}, row)
    keys = keys_of(contest)
    for columns in blocks:
        marks = [column for column in columns if hits([grid.text(row, column)], keys)]
        problems += ballots_above(grid, row, columns[0], marks, lambda text: reads(text, method))
    for column in range(grid.columns):
        problems += [] if grid.text(row, column).strip() else unheaded(grid, row, column)
    matrix = Matrix(grid, rows, row)
    for columns in zip(*blocks, strict=True):
        codes = np.concatenate([grid.codes[column, part] for column, part in zip(columns, lines, strict=True)])
        matrix.add(grid.text(row, columns[0]), codes, np.repeat(columns, [len(part) for part in lines]))
    said = info("T320", grid.place(row), say("表头左右重复{count}次，各段的选票从左到右依次读入", count=len(blocks)))
    return Part(contest, "matrix", matrix.grid(), problems=(*problems, said))


def reads(text: str, method: Method) -> bool:
    """Tell whether a text is some mark."""
    return read_mark(text, method.legend, method.foreign_marks) is not None


def _blocks(grid: Grid, row: int, contest: Contest) -> list[Sequence[int]]:
    """Return the columns of each block, none where they are not alike, or some heading stands in no block."""
    texts = [folded(text) for text in grid.row_texts(row)]
    filled = [column for column, text in enumerate(texts) if text]
    starts = [column for column in filled if kind_of(texts[column]) == "number"]
    if len(starts) < 2 or starts[0] != filled[0]:
        return []
    ends = [*starts[1:], len(texts)]
    blocks = [[at for at in filled if start <= at < end] for start, end in zip(starts, ends, strict=True)]
    heads = [[texts[column] for column in columns] for columns in blocks]
    whole = hits(heads[0], keys_of(contest)) == len(contest.candidates)
    alike = all(head == heads[0] for head in heads) and all(_titled_alike(grid, row, blocks[0], one) for one in blocks)
    return list(blocks) if whole and alike else []


def _titled_alike(grid: Grid, row: int, first: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether nothing stands above a block that does not stand above the first: it might be another election's."""
    above = ([folded(grid.text(line, column)) for line in range(row)] for column in other)
    over_first = ([folded(grid.text(line, column)) for line in range(row)] for column in first)
    return all(not any(mine) or mine == theirs for mine, theirs in zip(above, over_first, strict=True))
