"""What every layout is given and gives: a sheet, the contests it may be of, and each contest's part as a matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tally.domain.count import Tallied
from tally.domain.election import Contest, Method
from tally.domain.problem import Problem
from tally.files.grid import Grid
from tally.files.headings import NUMBER, REMARK, VOID, folded
from tally.names import namesakes
from tally.names.normalise import find_person

WITHIN = 50  # headings stand in the first rows (or, of a turned sheet, columns)
APPROVE, OPPOSE, ABSTAIN, UNCLEAR = "赞成", "不赞成", "弃权", "无法辨认"
APPROVING = frozenset({"赞成", "同意", "赞成票", "同意票", "approve", "yes", "for"})
OPPOSING = frozenset({"不赞成", "反对", "不同意", "不赞成票", "反对票", "oppose", "no", "against"})
ABSTAINING = frozenset({"弃权", "弃权票", "abstain", "blank"})
UNCLEARING = frozenset(
    {"部分无效", "无法辨认", "模糊", "模糊无法辨认", "部分无效(模糊无法辨认)", "部分无效（模糊无法辨认）", "unclear"}
)
PEOPLE = frozenset({"候选人", "姓名", "候选人姓名", "被选举人", "candidate", "name", "choice"})
CONTESTS = frozenset({"选票类别", "职务", "选举", "类别", "contest", "office"})


@dataclass(frozen=True, slots=True)
class Part:
    """One contest's ballots in a sheet.

    `grid` is them as a matrix, None where the sheet holds figures (`tallied`) or was refused (`problems`). `rest` is
    the number of ballots that approve everybody printed and are not in the sheet, `rest_row` where it stands. `ordered`
    is whether the ballots are orders of choice, of which the election says what counts.
    """

    contest: Contest
    layout: str
    grid: Grid | None = None
    tallied: tuple[Tallied, ...] = ()
    rest: int = 0
    rest_row: int = 0
    problems: tuple[Problem, ...] = ()
    profile: str = ""
    ordered: bool = False

    def saying(self, *problems: Problem) -> Part:
        """Return the part with more to be said."""
        return replace(self, problems=(*self.problems, *problems))


@dataclass(frozen=True, slots=True)
class Setting:
    """What the election file says of the ballots: the method and, where given, layout, profile and choices counted."""

    method: Method
    layout: str = ""
    profile: str = ""
    choices: str = ""
    folder: Path | None = None
    name: str = ""


Layout = Callable[[Grid, Sequence[Contest], Setting], list[Part]]


def keys_of(contest: Contest) -> dict[str, int]:
    """Return the candidates' keys with their places on the ballot."""
    return namesakes.keys_of(contest.candidates)


def hits(texts: Iterable[str], keys: Mapping[str, int]) -> int:
    """Count the different candidates named among texts."""
    return len({who for text in texts if text.strip() and (who := find_person(text, keys)) is not None})


def best_contest(texts: Iterable[str], contests: Sequence[Contest]) -> Contest | None:
    """Return the contest most of whose candidates are named; None when none is, or two as well as one another."""
    listed = list(texts)
    scored = sorted(((hits(listed, keys_of(one)), -number) for number, one in enumerate(contests)), reverse=True)
    if not scored or not scored[0][0] or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    best = contests[-scored[0][1]]
    return best if scored[0][0] * 2 >= len(best.candidates) else None


def rows_naming(grid: Grid, contests: Sequence[Contest]) -> list[int]:
    """Return those of the first rows in which some candidate is named."""
    keys = {key: 0 for contest in contests for key in keys_of(contest)}
    numbered = any(map(str.isdecimal, keys))
    return grid.rows_with(lambda text: find_person(text, keys) is not None, WITHIN, digits=numbered)


def named_contest(text: str, contests: Sequence[Contest]) -> Contest | None:
    """Return the contest whose office or id a text is."""
    return next((one for one in contests if is_of(text, one)), None)


def is_of(name: str, contest: Contest) -> bool:
    """Tell whether a text names the contest: its office or its id."""
    bare = "".join(name.split())
    return bool(bare) and bare in ("".join(contest.office.split()), contest.id)


def kind_of(text: str) -> str:
    """Return what a heading announces: number, void, remark, person, contest, approve, oppose, abstain, unclear or "".

    >>> kind_of("票 号"), kind_of("不赞成"), kind_of("王五")
    ('number', 'oppose', '')
    """
    return _KINDS.get(folded(text), "")


_KINDS: Mapping[str, str] = {
    heading: kind
    for kind, headings in (
        ("number", NUMBER),
        ("void", VOID),
        ("remark", REMARK),
        ("person", PEOPLE),
        ("contest", CONTESTS),
        ("approve", APPROVING),
        ("oppose", OPPOSING),
        ("abstain", ABSTAINING),
        ("unclear", UNCLEARING),
    )
    for heading in headings
}


def last_filled(grid: Grid, columns: Sequence[int]) -> int:
    """Return the last row with anything in these columns, -1 when they are empty."""
    blank = grid.blank()
    filled = np.flatnonzero((~blank[grid.codes[np.asarray(columns, dtype=np.int64)]]).any(axis=0))
    flawed = max((row for row, column in grid.flaws if column in columns), default=-1)
    return max(int(filled[-1]) if len(filled) else -1, flawed)
