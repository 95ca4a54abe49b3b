"""Which columns of an export are a contest's choices, in what order: the headings of a profile's form *ranked*."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tally.domain.election import Contest
from tally.files.grid import Grid
from tally.files.headings import folded
from tally.files.layouts.contest_columns import heading_row
from tally.files.layouts.layout import WITHIN
from tally.files.profile import Profile, fold_label

_ORDER = re.compile(r"\b(\d+(st|nd|rd|th)?|choice|rank|of\s+\d+)\b|\(\d+\)|#", re.IGNORECASE)

ChoiceGroups = Mapping[str, list[int]]


def choice_columns(grid: Grid, profile: Profile) -> tuple[int | None, ChoiceGroups]:
    """Return the heading row, and for each contest its columns in the order of choice."""
    pattern = profile.choices
    if pattern is None:
        return _office_columns(grid, profile)
    for row in grid.rows_with(pattern.match, WITHIN):
        wide = _width(grid, row)
        if any(_width(grid, above) >= wide for above in range(row)):  # of a table whose headings stand above
            break
        groups: dict[str, list[tuple[int, int]]] = {}
        for column, text in enumerate(grid.row_texts(row)):
            match = pattern.match(text)
            if match is None or not text.strip():
                continue
            contest = " ".join(_ORDER.sub(" ", text).split())
            same = next((one for one in groups if folded(one) == folded(contest)), contest)
            groups.setdefault(same, []).append((rank_of(match) or len(groups) + 1, column))
        if groups:
            return row, {contest: [column for _, column in sorted(found)] for contest, found in groups.items()}
    return None, {}


def rank_of(match: re.Match[str] | None) -> int | None:
    """Return the rank that a choice's heading says."""
    return next((int(group) for group in (match.groups() if match else ()) if group and group.isdecimal()), None)


def _width(grid: Grid, row: int) -> int:
    """Return how many cells of a row are filled."""
    return sum(bool(text.strip()) for text in grid.row_texts(row))


def _office_columns(grid: Grid, profile: Profile) -> tuple[int | None, ChoiceGroups]:
    """Return the heading row, and the columns headed by each office: right of the profile's own headings, whatever has
    no other meaning."""
    row = heading_row(grid, profile) if profile.heading else None
    if row is None:
        return None, {}
    own = set(map(fold_label, profile.heading))
    others = own | {fold_label(text) for text in (*profile.number, *profile.ignore, *profile.weight)}
    labels = [*map(fold_label, grid.row_texts(row))]
    first = max(column for column, label in enumerate(labels) if label in own)
    groups: dict[str, list[int]] = {}
    for column, text in enumerate(grid.row_texts(row)):
        if column > first and text.strip() and labels[column] not in others:
            groups.setdefault(profile.bare(text), []).append(column)
    return (row, groups) if groups else (None, {})


def choices_of(groups: ChoiceGroups, contest: Contest, contests: Sequence[Contest]) -> list[int] | None:
    """Return a contest's columns: the only ones, or those whose heading names its office; None when unsure."""
    if len(groups) == 1 and len(contests) == 1:
        return next(iter(groups.values()))
    office = folded(contest.office)
    exact = [columns for heading, columns in groups.items() if folded(heading) == office]
    within = ((folded(heading), columns) for heading, columns in groups.items() if heading)
    named = exact or [columns for heading, columns in within if office in heading or heading in office]
    return named[0] if len(named) == 1 else None
