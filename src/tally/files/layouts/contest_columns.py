"""Which columns of an export are whose: the headings of a profile's form *columns*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tally.domain.election import Contest
from tally.files.grid import Grid
from tally.files.layouts.layout import WITHIN, hits, is_of, keys_of, rows_naming
from tally.files.profile import Profile, fold_label


@dataclass(frozen=True, slots=True)
class Headed:
    """One column: whom its heading names, at which rank (1 where choices have none), and the seats it speaks of."""

    column: int
    person: str
    rank: int = 1
    seats: int | None = None


Groups = dict[str, list[Headed]]


def heading_row(grid: Grid, profile: Profile) -> int | None:
    """Return the row that holds all headings the profile asks for."""
    wanted = profile.labels
    digits = any(map(str.isdecimal, wanted))
    for row in grid.rows_with(lambda text: fold_label(text) in wanted, WITHIN, digits=digits):
        if wanted <= set(map(fold_label, grid.row_texts(row))):
            return row
    return None


def names_stand(grid: Grid, profile: Profile, row: int) -> bool:
    """Tell whether contests and people are named where a profile looks for them: in the headings themselves, or above
    them, a person in every column that a contest stands over."""
    if profile.column is not None:
        return any(profile.column.match(text.strip()) for text in grid.row_texts(row - min(profile.people_row, row)))
    if not profile.contest_row:
        return True
    if row < max(profile.contest_row, profile.people_row):
        return False
    contests = [bool(text.strip()) for text in grid.row_texts(row - profile.contest_row)]
    people = [bool(text.strip()) for text in grid.row_texts(row - profile.people_row)]
    return any(contests) and all(contest <= person for contest, person in zip(contests, people, strict=True))


def people_row(grid: Grid, contests: Sequence[Contest]) -> int | None:
    """Return the row that names most candidates."""
    keys = {key: 0 for contest in contests for key in keys_of(contest)}
    best = max(rows_naming(grid, contests), key=lambda row: (hits(grid.row_texts(row), keys), -row), default=None)
    return best if best is not None and hits(grid.row_texts(best), keys) else None


def contest_groups(grid: Grid, profile: Profile, row: int) -> Groups:
    """Return the columns under each contest's heading; all under "" when the export has one contest."""
    groups: Groups = {}
    for column in range(grid.columns):
        text = grid.text(row - profile.people_row, column).strip()
        match = profile.column.match(text) if profile.column else None
        if match is not None:
            contest, person = profile.bare(match["contest"]), match["person"].strip()
            rank = int(match.groupdict().get("rank") or 1)
        else:
            contest = profile.bare(grid.text(row - profile.contest_row, column)) if profile.contest_row else ""
            person, rank = ("" if profile.column else text), 1
        if person and (contest or not profile.names_contests):
            said = profile.seats_of(text) or profile.seats_of(grid.text(row - profile.contest_row, column))
            groups.setdefault(contest, []).append(Headed(column, person, rank, said))
    return {contest: _ranked(headed, profile) for contest, headed in groups.items()}


def _ranked(headed: list[Headed], profile: Profile) -> list[Headed]:
    """Take the rank out of the names where all of a contest's names bear one, as choices in order are headed."""
    matches = [profile.person.fullmatch(one.person) if profile.person else None for one in headed]
    if not all(matches):
        return headed
    found = [(one, match) for one, match in zip(headed, matches, strict=True) if match]
    return [replace(one, person=match["person"].strip(), rank=int(match["rank"])) for one, match in found]


def columns_of(groups: Groups, profile: Profile, contest: Contest) -> list[Headed] | None:
    """Return a contest's columns: under its office, else those that name all its candidates; None when unsure."""
    if not profile.names_contests:
        return groups.get("")
    named = [headed for heading, headed in groups.items() if is_of(heading, contest)]
    bare = replace(contest, office=profile.bare(contest.office))
    named = named or [headed for heading, headed in groups.items() if is_of(heading, bare)]
    if not named:
        keys = keys_of(contest)
        whole = len(contest.candidates)
        named = [headed for headed in groups.values() if hits([one.person for one in headed], keys) == whole]
    return named[0] if len(named) == 1 else None
