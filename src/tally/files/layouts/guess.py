"""Whom a sheet is about when no election says so: candidates are guessed from its headings and the cells below them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tally.domain.election import Candidate, Contest, Kind
from tally.domain.legend import FAMILIES, ILLEGIBLE_WORDS, WORDS, fold
from tally.files.grid import Flags, Grid
from tally.files.headings import COUNTING, NEVER_READ, folded
from tally.files.layouts.answer_lines import heading_lines
from tally.files.layouts.arranging import cut, turned
from tally.files.layouts.choice_columns import choice_columns
from tally.files.layouts.contest_columns import contest_groups, heading_row
from tally.files.layouts.layout import WITHIN, kind_of
from tally.files.layouts.long import headings_of
from tally.files.layouts.names import headings_of_names, names_in
from tally.files.layouts.orders import find_orders
from tally.files.layouts.profiled import recognised
from tally.files.layouts.rank_guess import PROFILE as RANKS
from tally.files.layouts.rank_guess import people_of_ranks
from tally.files.layouts.sections import find_sections, most_marks, people_of
from tally.files.layouts.tally_blocks import blocks_of
from tally.files.profile import Profile, fold_label
from tally.files.profile_file import shipped
from tally.names.normalise import normalise

MOST_PEOPLE = 1000
SIGNLIKE = frozenset(
    {"", "1", "0", "是", "否", "approve", "oppose", "yes", "no", "true", "false", "y", "n", "同意", "不同意"}
)


def guess_contests(grid: Grid) -> tuple[Contest, ...]:
    """Return the contests that a sheet seems to hold ballots of; their seats are as many as their candidates."""
    if not grid.rows or not grid.columns:
        return ()
    profile = recognised(grid)
    if profile is not None:
        return _of_profile(grid, profile)
    if ranks := people_of_ranks(grid):
        pools = next(one for one in shipped() if one.id == RANKS)
        named = (one for one in ranks if not pools.is_write_in(one))
        return _named(grid.sheet or grid.file, named, exported=True)
    if blocks := blocks_of(grid):
        person = blocks[0].columns["person"]
        return _one(grid, (grid.text(row, person) for row in range(blocks[0].row + 1, blocks[0].end)))
    row, places = headings_of(grid)
    if row is not None:
        return _one(grid, grid.column_texts(places["person"], row + 1))
    lines = heading_lines(grid)
    pairs = zip(lines.names, lines.kinds, strict=True) if lines is not None else ()
    if three := _one(grid, (name for name, kind in pairs if kind)):
        return three
    row, columns_of_names = headings_of_names(grid)
    if row is not None and columns_of_names:
        cells = {grid.texts[code] for column in columns_of_names for code in grid.codes[column, row + 1 :].tolist()}
        return _named(grid.sheet or grid.file, names_in(cells), exported=True)
    across = _people_across(grid)
    sideways = turned(cut(grid, 0, grid.rows, range(min(grid.columns, WITHIN))))
    down = _people_across(sideways) if grid.columns > 2 else []
    headed = {kind_of(text) for text in grid.column_texts(0)[:WITHIN]}
    numbers = all(text.strip().isdecimal() for text in across) and not all(text.strip().isdecimal() for text in down)
    if numbers and 0 < len(down) <= len(across) + 1:  # a ballot numbered 1 looks like a sign
        return _one(grid, down)
    lies = "person" in headed or not across or ("number" not in headed and len(down) > len(across))
    return _named(grid.sheet or grid.file, down if down and lies else across, exported=True)


def seats_said(grid: Grid) -> dict[str, int]:
    """Return how many an export says may be chosen in the contests that `guess_contests` finds, by office."""
    profile = recognised(grid)
    if profile is not None and profile.form == "sections":
        found = find_sections(grid, profile)
        most = most_marks(grid, profile, found) if found else None
        return {grid.sheet or grid.file: most} if most else {}
    row = heading_row(grid, profile) if profile is not None and profile.form == "columns" else None
    if profile is None or row is None:
        return {}
    groups = contest_groups(grid, profile, row)
    return {office: seats for office, headed in groups.items() if (seats := headed[0].seats)}


def _of_profile(grid: Grid, profile: Profile) -> tuple[Contest, ...]:
    if profile.form == "sections":
        found = find_sections(grid, profile)
        return _named(grid.sheet or grid.file, people_of(grid, profile, found) if found else (), exported=True)
    if profile.form == "figures":
        return _named(grid.sheet or grid.file, profile.heading, exported=True)
    if profile.form == "orders":
        lines = find_orders(grid, profile)
        return _named(grid.sheet or grid.file, lines.names() if lines else (), exported=True)
    if profile.form == "ranked":
        row, groups = choice_columns(grid, profile)
        labels = profile.nobody | profile.several
        between = profile.several_between
        contests: list[Contest] = []
        for office, columns in groups.items():
            codes = grid.used(grid.codes[np.array(columns)][:, (row or 0) + 1 :])
            people = [grid.texts[code] for code in codes]
            people = [part for one in people for part in (one.split(between) if between else (one,))]
            people = [one for one in people if fold_label(one) not in labels and not profile.is_write_in(one)]
            contests += _named(office or grid.sheet or grid.file, people, exported=True)
        return tuple(contests)
    row = heading_row(grid, profile)
    if row is None:
        return ()
    return tuple(
        contest
        for office, headed in contest_groups(grid, profile, row).items()
        for contest in _named(
            office, (one.person for one in headed if not profile.is_write_in(one.person)), exported=True
        )
    )


def _people_across(grid: Grid) -> list[str]:
    """Return the headings of the row that has most columns of signs under it."""
    best: list[str] = []
    signlike = np.array([_is_sign(text) for text in grid.texts], dtype=bool)
    blank = grid.blank()
    for row in range(min(grid.rows - 1, WITHIN)):
        people = []
        numbered = sum(text.strip().isdecimal() for text in grid.row_texts(row)) > 1  # 1 and 0 are among their numbers
        below = grid.codes[:, row + 1 :]
        share = signlike[below].mean(axis=1)
        some: Flags = np.any(~blank[below], axis=1)
        for column, text in enumerate(grid.row_texts(row)):
            person = _may_be_person(text) or (numbered and text.strip().isdecimal())
            if text.strip() and person and some[column] and share[column] >= 0.6:
                people.append(text)
        if len(set(people)) > len(best):
            best = people
    return best if len(best) >= 2 else []


def _is_sign(text: str) -> bool:
    sign = fold(text)
    families = set(FAMILIES)
    return (
        sign.casefold() in SIGNLIKE
        or sign in WORDS
        or sign in ILLEGIBLE_WORDS
        or (bool(sign) and set(sign) <= families)
    )


def _may_be_person(text: str) -> bool:
    heading = folded(text)
    reserved = heading in NEVER_READ or heading in COUNTING or heading.startswith("另选他人") or bool(kind_of(heading))
    return not reserved and not _is_sign(text) and len(text.strip()) <= 120


def _one(grid: Grid, people: Iterable[str]) -> tuple[Contest, ...]:
    return _named(grid.sheet or grid.file, people)


def _named(office: str, people: Iterable[str], *, exported: bool = False) -> tuple[Contest, ...]:
    found: dict[str, Candidate] = {}
    for text in people:
        name = normalise(text)
        if name.key and (exported or _may_be_person(text)):
            found.setdefault(name.key, Candidate(" ".join(text.split()), name.key))
        if len(found) >= MOST_PEOPLE:
            break
    listed = tuple(found.values())
    if not listed:
        return ()
    return (Contest(office or "?", office or "?", Kind.DW, len(listed), listed, writein_boxes=len(listed)),)
