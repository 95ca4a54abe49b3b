"""A profile's form *figures*: sums of batches, or lists of them, that a system writes beside its ballots."""

from __future__ import annotations

from collections.abc import Sequence

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import error
from tally.files.grid import Grid
from tally.files.layouts.contest_columns import heading_row
from tally.files.layouts.layout import Part, Setting
from tally.files.profile import Profile


def figures(grid: Grid, contests: Sequence[Contest], setting: Setting, profile: Profile) -> list[Part]:
    """Refuse the sheet in one sentence (T353): its figures would be read as marks, or its rows as ballots."""
    row = heading_row(grid, profile)
    if row is None:
        return []
    remedy = say('只给选票的文件，例如 "*cvrs.csv"；这个文件里的数用来与计票结果核对')
    found = say("是{title}，不是选票", title=profile.title)
    return [Part(contests[0], "figures", problems=(error("T353", grid.place(row), found, remedy),), profile=profile.id)]
