"""A profile's form *ranked*: a ballot a row, a choice a cell with a name in it; of choices in order the first counts,
or any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info, warning
from tally.files.foot import without_foot
from tally.files.grid import Grid
from tally.files.headings import folded
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.columns_of_marks import ballots_of_rows, double_column, heading_row, labelled
from tally.files.layouts.layout import ABSTAIN, APPROVE, WITHIN, Part, Setting, blanks, keys_of, last_filled
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
        columns = _columns_of(groups, contest, contests)
        if columns is None:
            if len(contests) == 1:
                parts.append(
                    Part(contest, "ranked", problems=(_untold(grid, row, contest, list(groups)),), profile=profile.id)
                )
            continue
        if not count:
            parts.append(Part(contest, "ranked", problems=(_which(grid, row, columns),), profile=profile.id))
            continue
        unsure = _unsure_order(grid, profile, row, columns)
        if unsure:
            parts.append(Part(contest, "ranked", problems=tuple(unsure), profile=profile.id))
            continue
        parts.append(_part(grid, profile, row, contest, columns, count))
    return parts


def _unsure_order(grid: Grid, profile: Profile, row: int, columns: Sequence[int]) -> list[Problem]:
    """Refuse the same choice in two columns, and a first choice that has none (T332, T326)."""
    if profile.choices is None:
        return []
    ranks = [_rank(profile.choices.match(grid.text(row, column))) for column in columns]
    problems = [
        double_column(grid, row, column)
        for at, column in enumerate(columns)
        if ranks[at] is not None and ranks[at] in ranks[:at]
    ]
    if ranks[0] is not None and ranks[0] != 1:
        found = say("排在最前的选择一列是“{heading}”，没有第一选择", heading=grid.text(row, columns[0]).strip())
        problems.append(error("T326", grid.place(row, columns[0]), found, say("核对导出文件，补上缺少的列")))
    return problems


def _rank(match: re.Match[str] | None) -> int | None:
    return next((int(group) for group in (match.groups() if match else ()) if group and group.isdecimal()), None)


def choice_columns(grid: Grid, profile: Profile) -> tuple[int | None, dict[str, list[int]]]:
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
            rank = _rank(match) or len(groups) + 1
            contest = f"{text[: match.start()]} {pattern.sub(' ', text)}"
            groups.setdefault(_contest_words(contest, text), []).append((rank, column))
        if groups:
            return row, {contest: [column for _, column in sorted(found)] for contest, found in groups.items()}
    return None, {}


def _width(grid: Grid, row: int) -> int:
    """Return how many cells of a row are filled."""
    return sum(bool(text.strip()) for text in grid.row_texts(row))


def _office_columns(grid: Grid, profile: Profile) -> tuple[int | None, dict[str, list[int]]]:
    """Return the heading row, and the columns headed by each office: whatever has no other meaning."""
    row = heading_row(grid, profile) if profile.heading else None
    if row is None:
        return None, {}
    others = {fold_label(text) for text in (*profile.heading, *profile.number, *profile.ignore, *profile.weight)}
    groups: dict[str, list[int]] = {}
    for column, text in enumerate(grid.row_texts(row)):
        if text.strip() and fold_label(text) not in others:
            groups.setdefault(profile.bare(text), []).append(column)
    return (row, groups) if groups else (None, {})


def _contest_words(rest: str, heading: str) -> str:
    """Return what a choice's heading says of the contest, without ordinals, the word choice and column numbers."""
    words = re.sub(r"\b(\d+(st|nd|rd|th)?|choice|rank)\b|\(\d+\)", " ", heading, flags=re.IGNORECASE)
    return folded(" ".join(words.split()))


def _columns_of(groups: dict[str, list[int]], contest: Contest, contests: Sequence[Contest]) -> list[int] | None:
    if len(groups) == 1 and len(contests) == 1:
        return next(iter(groups.values()))
    office = folded(contest.office)
    exact = [columns for heading, columns in groups.items() if folded(heading) == office]
    within = ((folded(heading), columns) for heading, columns in groups.items() if heading)
    named = exact or [columns for heading, columns in within if office in heading or heading in office]
    return named[0] if len(named) == 1 else None


def _part(grid: Grid, profile: Profile, row: int, contest: Contest, columns: list[int], count: str) -> Part:
    number, weight = labelled(grid, row, profile.number), labelled(grid, row, profile.weight)
    looked_at = [*columns, *(one for one in (number, weight) if one is not None)]
    rows = np.arange(row + 1, last_filled(grid, range(grid.columns)) + 1, dtype=np.int64)
    rows, problems = without_foot(grid, rows, number, columns)
    problems += suspicious(grid, rows, looked_at)
    weighted, remarks = ballots_of_rows(grid, weight, rows)
    problems += remarks
    number = number if len(weighted) == len(rows) else None
    rows = weighted
    filled = (grid.codes[:, rows] != 0).any(axis=0)
    problems += each(
        np.unique(rows[~filled]).tolist(),
        lambda line: error(
            "T336", grid.place(line), say("选票中间有一个空行"), say("核对导出文件；没有这张票的，删去这一行")
        ),
    )
    if profile.choices is None:
        rows = rows[~blanks(grid)[grid.codes[np.array(columns)][:, rows]].all(axis=0)]
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
    several = (choice == SEVERAL).any(axis=0)
    if count == "first" or profile.choices is None:
        matrix.add("整票无效", np.where(several, matrix.code("超选"), matrix.code("")), places[0])
    elif several.any():
        problems.append(
            info(
                "T389",
                grid.place(row, places[0]),
                say("有{count}张票的某一选择是超选，那一选择没有计入", count=int(several.sum())),
            )
        )
    problems += _pool(grid, choice, rows, used)
    matrix.add("备注", np.where(named | several, matrix.code(""), matrix.code("空白票")), places[0])
    said = say("只计第一选择") if count == "first" else say("凡写到的都计一票")
    title = say("{title}，{count}", title=profile.title, count=said) if profile.choices else profile.title
    problems.append(info("T384", grid.place(row), say("按格式“{profile}”读入", profile=title)))
    return Part(contest, "ranked", matrix.grid(), problems=tuple(problems), profile=profile.id)


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
        elif label in profile.write_in:
            who[code] = POOL
        elif between and between in text and all(find_person(one, keys) is not None for one in text.split(between)):
            who[code] = SEVERAL
    return who


def _pool(grid: Grid, choice: np.ndarray, rows: np.ndarray, columns: Sequence[int]) -> list[Problem]:
    """Say how many ballots choose somebody without a name: a pool of write-ins is no person and is never elected."""
    pool = (choice == POOL).any(axis=0)
    if not pool.any():
        return []
    ballot = int(pool.argmax())
    column = columns[int((choice[:, ballot] == POOL).argmax())]
    texts = Counter(grid.texts[grid.codes[column, row]] for row in rows[pool].tolist())
    label = texts.most_common(1)[0][0]
    return [
        warning(
            "T388",
            grid.place(int(rows[ballot]), column),
            say(
                "有{count}张票选的是没有写明姓名的另选他人（{label}），不计给任何人",
                count=int(pool.sum()),
                label=label.strip(),
            ),
            say("要知道是谁，查对选票；它不是一个人，不能当选"),
        )
    ]


def _stranger(grid: Grid, row: int, column: int, contest: Contest) -> Problem:
    return error(
        "T387",
        grid.place(row, column),
        say("“{name}”不是{office}的候选人", name=grid.text(row, column).strip()[:30], office=contest.office),
        say("列入候选人名单；是别名的，写进格式说明的 [aliases]"),
    )


def _which(grid: Grid, row: int, columns: Sequence[int]) -> Problem:
    return error(
        "T386",
        grid.place(row, columns[0]),
        say("这是排序投票的导出，没有说明计第一选择还是凡写到的都计"),
        say('在 election.toml 写 [input] count = "first"（只计第一选择）或 "any"（凡写到的都计一票）'),
    )


def _untold(grid: Grid, row: int, contest: Contest, headings: Sequence[str]) -> Problem:
    return error(
        "T381",
        grid.place(row),
        say("分不清哪几列是{office}的", office=contest.office),
        say("office 写成列名里的职务：{headings}", headings=tuple(headings)),
    )
