"""A profile's form *sections*: a text file in sections, one of people and one of ballots, as Pabulib writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.foot import Rows
from tally.files.grid import Grid
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.choices import which
from tally.files.layouts.columns_of_marks import read_by
from tally.files.layouts.layout import ABSTAIN, APPROVE, Part, Setting, keys_of
from tally.files.profile import Profile, fold_label
from tally.files.suspicion import each
from tally.names.normalise import find_person, normalise


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the sections stand: of each its first row (its headings) and the row after its last."""

    spans: Mapping[str, tuple[int, int]]

    def rows(self, name: str) -> range:
        """Return the rows below a section's headings."""
        first, end = self.spans[name]
        return range(first + 1, end)


def sections(grid: Grid, contests: Sequence[Contest], setting: Setting, profile: Profile) -> list[Part]:
    """Arrange the ballots of a file in sections; candidates go by the people's ids, or by their names.

    Problems: T381 not these candidates, T386 a ranked vote without `count`, T387 an id nobody has, T336, T382 a kind of
    vote that is no approval, T385 another number of ballots than the file itself says.
    """
    found = find_sections(grid, profile)
    if found is None or len(contests) != 1:
        return []
    contest, named = contests[0], profile.sections
    known = known_people(people_of(grid, profile, found), contest)
    first, _ = found.spans[named["ballots"]]
    heading = {fold_label(text): column for column, text in enumerate(grid.row_texts(first)) if text.strip()}
    marks = heading.get(fold_label(named["marks"]))
    if marks is None or len(set(known.values())) < len(contest.candidates):
        return [Part(contest, "sections", problems=(not_these(grid, first, contest, known),), profile=profile.id)]
    number = next((heading[fold_label(one)] for one in profile.number if fold_label(one) in heading), None)
    count, problems = _count(grid, profile, found, setting)
    rows = np.array(list(found.rows(named["ballots"])), dtype=np.int64)
    problems += _announced(grid, profile, found, len(rows))
    problems += _unheaded(grid, rows, first)
    matrix = Matrix(grid, rows, first)
    if number is not None:
        matrix.take("票号", number)
    approved = np.zeros((len(contest.candidates), len(rows)), dtype=bool)
    for ballot, row in enumerate(rows.tolist()):
        listed = [one.strip() for one in grid.text(row, marks).split(named.get("separator", ",")) if one.strip()]
        for one in listed[:1] if count == "first" else listed:
            if one not in known:
                problems.append(stranger(grid, row, marks, one, contest))
            else:
                approved[known[one], ballot] = True
    for index, candidate in enumerate(contest.candidates):
        matrix.add(candidate.name, np.where(approved[index], matrix.code(APPROVE), matrix.code(ABSTAIN)), marks)
    matrix.add("备注", np.where(approved.any(axis=0), matrix.code(""), matrix.code("空白票")), marks)
    said = (*each(problems, lambda one: one), read_by(grid, first, profile, ""))
    ordered = is_ordered(grid, profile, found)
    return [Part(contest, "sections", matrix.grid(), problems=said, profile=profile.id, ordered=ordered)]


def is_ordered(grid: Grid, profile: Profile, found: Sections) -> bool:
    """Tell whether the file says of itself that its marks are in order of choice."""
    kind, _ = _facts(grid, profile, found).get(profile.sections.get("type_fact", ""), ("", 0))
    return kind.casefold() in profile.sections.get("ranked_types", ())


def most_marks(grid: Grid, profile: Profile, found: Sections) -> int | None:
    """Return how many the file says a ballot may choose."""
    most, _ = _facts(grid, profile, found).get(profile.sections.get("most_fact", ""), ("", 0))
    return int(most) if most.isascii() and most.isdigit() and len(most) <= 4 else None


def known_people(people: Mapping[str, str], contest: Contest) -> dict[str, int]:
    """Return which candidate each id of the file is: the list of candidates has the ids, or the names."""
    keys = keys_of(contest)
    by_id = {normalise(one).key: one for one in people}
    ids = {one: keys[key] for key, one in by_id.items() if key in keys}
    names = {one: who for one, name in people.items() if name and (who := find_person(name, keys)) is not None}
    return ids if len(ids) >= len(names) else names


def find_sections(grid: Grid, profile: Profile) -> Sections | None:
    """Return the sections of a file; None when it has not those of the profile."""
    named = profile.sections
    wanted = {named[key]: key for key in ("facts", "people", "ballots") if key in named}
    headed = np.flatnonzero(grid.told(wanted.__contains__)[grid.codes[0]]).tolist() if grid.columns else []
    starts = [(row, grid.text(row, 0)) for row in headed if not any(cell.strip() for cell in grid.row_texts(row)[1:])]
    if not {named["people"], named["ballots"]} <= {text for _, text in starts}:
        return None
    ends = [row for row, _ in starts[1:]] + [grid.rows]
    return Sections({text: (row + 1, end) for (row, text), end in zip(starts, ends, strict=True)})


def people_of(grid: Grid, profile: Profile, found: Sections) -> dict[str, str]:
    """Return the ids of the people with their names."""
    named = profile.sections
    first, _ = found.spans[named["people"]]
    heading = {fold_label(text): column for column, text in enumerate(grid.row_texts(first)) if text.strip()}
    at = heading.get(fold_label(named["person_id"]))
    name_at = heading.get(fold_label(named.get("person_name", "")))
    if at is None:
        return {}
    rows = [row for row in found.rows(named["people"]) if grid.text(row, at).strip()]
    return {grid.text(row, at).strip(): grid.text(row, name_at).strip() if name_at is not None else "" for row in rows}


def _facts(grid: Grid, profile: Profile, found: Sections) -> dict[str, tuple[str, int]]:
    name = profile.sections.get("facts")
    if name is None or name not in found.spans:
        return {}
    return {grid.text(row, 0).strip(): (grid.text(row, 1).strip(), row) for row in found.rows(name)}


def _count(grid: Grid, profile: Profile, found: Sections, setting: Setting) -> tuple[str, list[Problem]]:
    """Return which of the marks count: all, as in an approval vote, or as was said of a ranked one."""
    named = profile.sections
    kind, row = _facts(grid, profile, found).get(named.get("type_fact", ""), ("", 0))
    if not kind and (points := _points(grid, profile, found)) is not None:
        kind, row = named["points"], points
    if not kind or kind.casefold() in named.get("approval_types", ()):
        return "any", []
    if kind.casefold() in named.get("ranked_types", ()):
        count = setting.choices or profile.count
        return count or "any", [] if count else [which(grid, row, 1)]
    return "any", [
        error(
            "T382",
            grid.place(row, 1),
            say("格式“{profile}”没有说“{text}”是什么", profile=profile.title, text=kind[:20]),
            say("只能读赞成式或排序式的投票；打分、分配点数的不能按赞成票计"),
        )
    ]


def _points(grid: Grid, profile: Profile, found: Sections) -> int | None:
    """Return the ballots' row of headings when one of them is of points given."""
    heading, _ = found.spans[profile.sections["ballots"]]
    points = fold_label(profile.sections.get("points", ""))
    return heading if points and points in map(fold_label, grid.row_texts(heading)) else None


def _unheaded(grid: Grid, rows: Rows, heading: int) -> list[Problem]:
    """Refuse ballots that go on right of the headings, as one does whose marks are parted like cells (T334)."""
    last = max(column for column, text in enumerate(grid.row_texts(heading)) if text.strip())
    beyond = [(int(rows[at]), last + 1 + column) for column, at in np.argwhere(grid.codes[last + 1 :, rows]).tolist()]
    return each(
        sorted(beyond),
        lambda cell: error(
            "T334",
            grid.place(*cell),
            say("这一列没有表头，却填有“{text}”", text=grid.text(*cell).strip()[:20]),
            say("核对这一行：选的各项应写在同一格里"),
        ),
    )


def _announced(grid: Grid, profile: Profile, found: Sections, ballots: int) -> list[Problem]:
    number, row = _facts(grid, profile, found).get(profile.sections.get("ballots_fact", ""), ("", 0))
    if not number or number == str(ballots):
        return []
    return [other_number(grid, row, 1, number, ballots)]


def other_number(grid: Grid, row: int, column: int, said: str, ballots: int) -> Problem:
    """Return that the file has another number of ballots than it says of itself (T385)."""
    return error(
        "T385",
        grid.place(row, column),
        say("文件自称有{said}张票，实有{ballots}张", said=said[:20], ballots=ballots),
        say("文件不完整或被改动；重新导出"),
    )


def stranger(grid: Grid, row: int, column: int, name: str, contest: Contest) -> Problem:
    """Return that a ballot names somebody who is no candidate (T387)."""
    return error(
        "T387",
        grid.place(row, column),
        say("“{name}”不是{office}的候选人", name=name[:30], office=contest.office),
        say("列入候选人名单；是别名的，写进格式说明的 [aliases]"),
    )


def not_these(grid: Grid, row: int, contest: Contest, known: Mapping[str, int]) -> Problem:
    """Return which candidates the file does not name (T381)."""
    missing = [one.name for index, one in enumerate(contest.candidates) if index not in set(known.values())]
    return error(
        "T381",
        grid.place(row),
        say("文件里没有{office}的候选人：{names}", office=contest.office, names=tuple(missing[:5])),
        say("候选人名单写文件里的编号，或写名称，不要混用"),
    )
