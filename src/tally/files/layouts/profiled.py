"""Exports of other systems, read as a profile says: 0/1 columns, ranked choices, files in sections, orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tally.domain.election import Contest
from tally.files.grid import Grid
from tally.files.layouts.choice_columns import choice_columns
from tally.files.layouts.columns_of_marks import columns_of_marks
from tally.files.layouts.contest_columns import heading_row, names_stand
from tally.files.layouts.figures import figures
from tally.files.layouts.layout import WITHIN, Part, Setting
from tally.files.layouts.orders import find_orders, orders
from tally.files.layouts.ranked import ranked
from tally.files.layouts.sections import find_sections, sections
from tally.files.profile import Profile, fold_label
from tally.files.profile_file import load_profile, shipped

FORMS: Mapping[str, Callable[[Grid, Sequence[Contest], Setting, Profile], list[Part]]] = {
    "columns": columns_of_marks,
    "ranked": ranked,
    "sections": sections,
    "orders": orders,
    "figures": figures,
}


HEADED = ("columns", "figures")  # forms told by a row that has all of a profile's headings


def profiled(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Read by the profile that the election file names, else by the first shipped one whose marks the sheet bears."""
    profile = given(setting) or recognised(grid)
    return FORMS[profile.form](grid, contests, setting, profile) if profile else []


def given(setting: Setting) -> Profile | None:
    """Return the profile named in the election file; raises `Problems`."""
    return load_profile(setting.profile, setting.folder or Path()) if setting.profile else None


def recognised(grid: Grid) -> Profile | None:
    """Return the shipped profile whose headings the sheet bears."""
    known = sorted(shipped(), key=lambda one: one.form == "figures") if grid.rows else ()  # what are ballots come first
    labels = frozenset(map(fold_label, grid.words_within(WITHIN)))
    return next((one for one in known if not one.named_only and _likely(one, labels) and bears(grid, one)), None)


def _likely(profile: Profile, labels: frozenset[str]) -> bool:
    """Tell whether the first rows may hold a profile's headings, before they are looked for row by row."""
    return profile.form not in HEADED or all(one in labels or one.isdecimal() for one in profile.labels)


def bears(grid: Grid, profile: Profile) -> bool:
    """Tell whether a sheet bears a profile's own marks, which no ordinary sheet has by chance."""
    if profile.form in HEADED:
        row = heading_row(grid, profile) if profile.heading else None
        return row is not None and names_stand(grid, profile, row)
    if profile.form == "ranked":
        return bool(choice_columns(grid, profile)[1])
    if profile.form == "orders":
        return find_orders(grid, profile) is not None
    return find_sections(grid, profile) is not None
