"""A profile's form *ranked*: a ballot a row, a choice a cell with a name in it; of choices in order the first counts,
or any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.foot import without_foot
from tally.files.grid import Grid
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.choice_columns import choice_columns, choices_of, rank_of
from tally.files.layouts.choices import left_out, pool, which
from tally.files.layouts.columns_of_marks import double_column, labelled, read_by
from tally.files.layouts.layout import ABSTAIN, APPROVE, Part, Setting, keys_of, last_filled
from tally.files.layouts.weights import ballots_of_rows, withheld
from tally.files.profile import Profile, fold_label
from tally.files.suspicion import each, suspicious
from tally.names.normalise import find_person, normalise

NOBODY, SEVERAL, POOL, UNKNOWN = -1, -2, -3, -4


def ranked(grid: Grid, contests: Sequence[Contest], setting: Setting, profile: Profile) -> list[Part]:
    """Arrange the choices of each contest.

    Problems: T386 whether the first choice counts or any was not said, T387 a name nobody has, T388 (a warning)
    write-ins without a name, T389 (info) a second choice that was not counted, T381, T385, T325 (info).
    """
    row, groups = choice_columns(grid, profile)
    if row is None:
        return []
    count = (setting.choices or profile.count) if profile.choices else "any"
    parts = []
    for contest in contests:
        columns = choices_of(groups, contest, contests)
        if columns is None:
            if len(contests) == 1:
                parts.append(
                    Part(contest, "ranked", problems=(_untold(grid, row, contest, list(groups)),), profile=profile.id)
                )
            continue
        if not count:
            parts.append(Part(contest, "ranked", problems=(which(grid, row, columns[0]),), profile=profile.id))
            continue
        unsure = _unsure_order(grid, profile, row, columns)
        if unsure:
            parts.append(Part(contest, "ranked", problems=tuple(unsure), profile=profile.id))
            continue
        parts.append(_part(grid, profile, row, contest, columns, count, alone=len(groups) == 1))
    return parts


def _unsure_order(grid: Grid, profile: Profile, row: int, columns: Sequence[int]) -> list[Problem]:
    """Refuse the same choice in two columns, and a first choice that has none (T332, T326)."""
    if profile.choices is None:
        return []
    ranks = [rank_of(profile.choices.match(grid.text(row, column))) for column in columns]
    problems = [
        double_column(grid, row, column)
        for at, column in enumerate(columns)
        if ranks[at] is not None and ranks[at] in ranks[:at]
    ]
    if ranks[0] is not None and ranks[0] != 1:
        found = say("排在最前的选择一列是“{heading}”，没有第一选择", heading=grid.text(row, columns[0]).strip())
        problems.append(error("T326", grid.place(row, columns[0]), found, say("核对导出文件，补上缺少的列")))
    return problems


def _part(
    grid: Grid, profile: Profile, row: int, contest: Contest, columns: list[int], count: str, *, alone: bool
) -> Part:
    number, weight = labelled(grid, row, profile.number), labelled(grid, row, profile.weight)
    looked_at = [*columns, *(one for one in (number, weight) if one is not None)]
    rows = np.arange(row + 1, last_filled(grid, range(grid.columns)) + 1, dtype=np.int64)
    rows, problems = without_foot(grid, rows, number, columns)
    problems += suspicious(grid, rows, looked_at)
    weighted, remarks = ballots_of_rows(grid, weight, rows)
    problems += remarks
    problems += withheld(grid, number, rows)
    number = number if len(weighted) == len(rows) else None
    rows = weighted
    filled = (grid.codes[:, rows] != 0).any(axis=0)
    problems += each(
        np.unique(rows[~filled]).tolist(),
        lambda line: error(
            "T336", grid.place(line), say("选票中间有一个空行"), say("核对导出文件；没有这张票的，删去这一行")
        ),
    )
    if profile.choices is None or (not alone and _says_nobody(grid, profile, rows, columns)):
        rows = rows[~grid.blank()[grid.codes[np.array(columns)][:, rows]].all(axis=0)]
    used = columns[:1] if count == "first" else columns
    who = _who(grid, profile, contest)
    choice = who[grid.codes[np.array(used)][:, rows]]
    unknown = np.argwhere(choice.T == UNKNOWN).tolist()
    problems += each(unknown, lambda cell: _stranger(grid, int(rows[cell[0]]), used[cell[1]], contest))
    matrix = Matrix(grid, rows, row)
    if number is not None:
        matrix.take("票号", number)
    places = np.array(used)
    named = np.zeros(len(rows), dtype=bool)
    for index, candidate in enumerate(contest.candidates):
        hit = choice == index
        chosen = hit.any(axis=0)
        named |= chosen
        matrix.add(
            candidate.name,
            np.where(chosen, matrix.code(APPROVE), matrix.code(ABSTAIN)),
            places[hit.argmax(axis=0)],
        )
    several, unnamed = (choice == SEVERAL).any(axis=0), (choice == POOL).any(axis=0)
    if profile.choices is None:
        void = several | (unnamed & (_choices(choice, len(contest.candidates)) > contest.seats))
    elif count == "first":
        void = several
    else:
        void = several & ~named & ~unnamed
        problems += [left_out(grid, row, int(places[0]), int(several.sum()))] if several.any() else []
    matrix.add("整票无效", np.where(void, matrix.code("超选"), matrix.code("")), places[0])
    problems += _unnamed(grid, choice, rows, used)
    matrix.add("备注", np.where(named | void, matrix.code(""), matrix.code("空白票")), places[0])
    problems.append(read_by(grid, row, profile, count if profile.choices else ""))
    ordered = profile.choices is not None
    return Part(contest, "ranked", matrix.grid(), problems=tuple(problems), profile=profile.id, ordered=ordered)


def _says_nobody(grid: Grid, profile: Profile, rows: np.ndarray, columns: Sequence[int]) -> bool:
    """Tell whether an unused choice is written out, so that an empty one is of a ballot without the contest."""
    codes = grid.used(grid.codes[np.array(columns)][:, rows])
    return any(fold_label(grid.texts[code]) in profile.nobody - {""} for code in codes)


def _choices(choice: np.ndarray, people: int) -> np.ndarray:
    """Return how many each ballot chooses: a person once, everybody without a name for one more."""
    chosen: np.ndarray = (choice == POOL).sum(axis=0)
    for who in range(people):
        chosen += (choice == who).any(axis=0)
    return chosen


def _who(grid: Grid, profile: Profile, contest: Contest) -> np.ndarray:
    """Return for each text who it names."""
    keys = keys_of(contest)
    aliases = {normalise(alias).key: name for alias, name in profile.aliases.items()}
    between = profile.several_between
    who = np.full(len(grid.texts), UNKNOWN, dtype=np.int32)
    for code, text in enumerate(grid.texts):
        label, key = fold_label(text), normalise(text).key if text.strip() else ""
        index = find_person(text, keys) if key else None
        if index is None and key in aliases:
            index = find_person(aliases[key], keys)
        if index is not None:
            who[code] = index
        elif label in profile.nobody:
            who[code] = NOBODY
        elif label in profile.several:
            who[code] = SEVERAL
        elif profile.is_write_in(text):
            who[code] = POOL
        elif between and between in text and all(find_person(one, keys) is not None for one in text.split(between)):
            who[code] = SEVERAL
    return who


def _unnamed(grid: Grid, choice: np.ndarray, rows: np.ndarray, columns: Sequence[int]) -> list[Problem]:
    """Say how many ballots choose somebody without a name: a pool of write-ins is no person and is never elected."""
    unnamed = (choice == POOL).any(axis=0)
    if not unnamed.any():
        return []
    ballot = int(unnamed.argmax())
    column = columns[int((choice[:, ballot] == POOL).argmax())]
    texts = Counter(grid.texts[grid.codes[column, row]] for row in rows[unnamed].tolist())
    label = texts.most_common(1)[0][0]
    return [pool(grid, int(rows[ballot]), column, label, int(unnamed.sum()))]


def _stranger(grid: Grid, row: int, column: int, contest: Contest) -> Problem:
    return error(
        "T387",
        grid.place(row, column),
        say("“{name}”不是{office}的候选人", name=grid.text(row, column).strip()[:30], office=contest.office),
        say("列入候选人名单；是别名的，写进格式说明的 [aliases]"),
    )


def _untold(grid: Grid, row: int, contest: Contest, headings: Sequence[str]) -> Problem:
    return error(
        "T381",
        grid.place(row),
        say("分不清哪几列是{office}的", office=contest.office),
        say("office 写成列名里的职务：{headings}", headings=tuple(headings)),
    )
