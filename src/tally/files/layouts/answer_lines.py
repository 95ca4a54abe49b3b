"""The headings of the layout *three columns*: which column is of whom, and of which answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tally.files.grid import Grid
from tally.files.headings import folded
from tally.files.layouts.layout import WITHIN, kind_of

ANSWERS = frozenset({"approve", "oppose", "abstain", "unclear"})
LONGEST = 60  # characters of a name with an answer
_NAMED_ANSWER = re.compile(r"(.+?)[\s\-—–_:：/]*[（(\[【]?\s*((?:不?(?:赞成|同意)|反对|弃权)票?)\s*[)）\]】]?")


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of names and of answers, one right above the other or the same, and of each column the name that stands
    there and the kind of answer ("" where there is none)."""

    name_row: int
    answer_row: int
    names: Sequence[str]
    kinds: Sequence[str]

    @property
    def first(self) -> int:
        """The upper row."""
        return min(self.name_row, self.answer_row)

    @property
    def last(self) -> int:
        """The lower row."""
        return max(self.name_row, self.answer_row)


def heading_lines(grid: Grid) -> Lines | None:
    """Return the headings: answers under or over each candidate's name, each answer over all the names, or a name with
    its answer in every cell of one row."""
    for row in grid.rows_with(lambda text: kind_of(text) == "approve", WITHIN, digits=False):
        kinds = [kind if (kind := kind_of(text)) in ANSWERS else "" for text in grid.row_texts(row)]
        at = [column for column, kind in enumerate(kinds) if kind]
        found = [kinds[column] for column in at]
        if not {"approve", "oppose"} <= set(found):
            continue
        if spread := _over_all_names(grid, row, at, kinds):
            return _lines(grid, row + 1, row, spread)
        each_has = found.index(found[0], 1) if found.count(found[0]) > 1 else len(found)
        if found == found[:each_has] * (len(found) // each_has):
            groups = [at[start : start + each_has] for start in range(0, len(at), each_has)]
            if _one_name_each(grid, row - 1, groups):
                return _lines(grid, row - 1, row, kinds)
            if _one_name_each(grid, row + 1, groups) and _no_ballot(grid, row, kinds):
                return _lines(grid, row + 1, row, kinds)
    return _in_one_row(grid)


def _lines(grid: Grid, names: int, answers: int, kinds: Sequence[str]) -> Lines:
    return Lines(names, answers, grid.row_texts(names), kinds)


def _in_one_row(grid: Grid) -> Lines | None:
    for row in grid.rows_with(_named_answer, WITHIN, digits=False):
        found = [_named_answer(text) or ("", "") for text in grid.row_texts(row)]
        answers: dict[str, set[str]] = {}
        for name, kind in found:
            answers.setdefault(name, set()).add(kind)
        if all({"approve", "oppose"} <= kinds for name, kinds in answers.items() if name):
            return Lines(row, row, [name for name, _ in found], [kind for _, kind in found])
    return None


def _named_answer(text: str) -> tuple[str, str] | None:
    """Return a name and the answer beside it.

    >>> _named_answer("甲一（赞成）"), _named_answer("甲一-不赞成"), _named_answer("不赞成"), _named_answer("甲一")
    (('甲一', 'approve'), ('甲一', 'oppose'), None, None)
    """
    match = None if kind_of(text) or len(text) > LONGEST else _NAMED_ANSWER.fullmatch(text.strip())
    return (match[1].strip(), kind_of(match[2])) if match else None


def _no_ballot(grid: Grid, row: int, kinds: Sequence[str]) -> bool:
    """Tell whether the row below the answers is a heading too: it holds nothing under a heading such as 票号."""
    beside = (column for column, kind in enumerate(kinds) if not kind)
    both = ((folded(grid.text(row, column)), folded(grid.text(row + 1, column))) for column in beside)
    return all(not above or below in ("", above) for above, below in both)


def _one_name_each(grid: Grid, row: int, groups: Sequence[Sequence[int]]) -> bool:
    """Tell whether one name stands at each group of answers, in its first cell or in every one."""
    for group in groups:
        names = [grid.text(row, column).strip() for column in group]
        if not names[0] or any(name not in ("", names[0]) for name in names[1:]):
            return False
    return True


def _over_all_names(grid: Grid, row: int, at: Sequence[int], kinds: Sequence[str]) -> list[str] | None:
    """Return the answer of each column where each answer stands over the same names in the same order."""
    starts = [column for column in at if not (column and kinds[column - 1] == kinds[column])]
    wide = starts[1] - starts[0]
    under = [[grid.text(row + 1, column).strip() for column in range(start, start + wide)] for start in starts]
    people = under[0]
    if wide < 2 or not all(people) or len(set(people)) < wide or any(sorted(one) != sorted(people) for one in under):
        return None
    spread = [""] * len(kinds)
    for start in starts:
        spread[start : start + wide] = [kinds[start]] * wide
    return spread if all(spread[column] == kinds[column] for column in at) else None
