"""Layout *names* (写名): a ballot a row, the names approved of in cells, or together in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.above import ballots_above
from tally.files.ballot_numbers import unlike_numbers
from tally.files.foot import Rows, without_foot
from tally.files.grid import Grid
from tally.files.headings import REMARK_HEADING, folded, unheaded
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.layout import (
    ABSTAIN,
    APPROVE,
    OPPOSE,
    WITHIN,
    Part,
    Setting,
    hits,
    keys_of,
    kind_of,
    last_filled,
)
from tally.files.matrix import untyped_ballot
from tally.files.remarks import BLANK_BALLOT
from tally.files.suspicion import each, suspicious
from tally.names.normalise import find_person

APPROVED = re.compile(
    r"(赞成|同意|所选|选中|投票|推选)(的)?(候选人|姓名|人选|名单|人员|人)?\d{0,2}|(候选人|姓名|人选|名单)\d{0,2}"
    r"|(marks|votes|vote|approved|names?)\d{0,2}"
)
OPPOSED = re.compile(r"(不赞成|反对|不同意)(的)?(候选人|姓名|人选|名单|人员|的人)?\d{0,2}")
WITHHELD = re.compile(r"弃权(的)?(候选人|姓名|人选|名单|人员|的人)?\d{0,2}")
# A name may have a comma in it, or a number a stroke: what is between stronger signs is looked up before it is parted.
SIGNS = tuple(map(re.compile, (r"[;；|┋\n\r\t]+", "[、，,]+", "/+")))
ALL = re.compile(r"(全部|全体|均|都|全)(同意|赞成|选|○|√)|全选|(同意|赞成)全部")
NONE = re.compile(r"(全部|全体|均|都)(不同意|不赞成|反对)|(不同意|反对)全部")
ABSTAINED = re.compile(r"(全部|全体|均|都)?弃权|空白|空白票|白票")
EXCEPT = re.compile(
    r"除了?\s*(.+?)\s*(以外|之外|外)\s*[，,、]?\s*(其余|其他)?(全部|全体|均|都|全)?(同意|赞成)", re.DOTALL
)

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Said:
    """What one cell says: for each candidate named a word, `rest` for everybody else; `unknown` is what nobody is."""

    words: Mapping[int, str]
    rest: str = ""
    unknown: str = ""


def names(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find a heading such as 赞成的候选人 over cells that name candidates, and spread each ballot over the candidates.

    Whoever is not named abstains, which is said (T366), unless those who abstain have a column too (T364). Problems:
    T330 no column of those approved of, T334 names under no heading, T367 a cell that names nobody known, T368 a name
    both approved of and opposed.
    """
    row, columns, contest = _find(grid, contests, setting)
    if row is None or contest is None:
        return []
    others = {
        column: grid.text(row, column).strip()
        for column in range(grid.columns)
        if column not in columns and grid.text(row, column).strip()
    }
    number = next((column for column, text in others.items() if kind_of(text) == "number"), None)
    rows = np.arange(row + 1, last_filled(grid, sorted({*others, *columns})) + 1, dtype=np.int64)
    rows, problems = without_foot(grid, rows, number, columns)
    problems += [] if APPROVE in columns.values() else [_no_approvals(grid, row, min(columns))]
    problems += suspicious(grid, rows, {*others, *columns})
    for column in range(grid.columns):
        problems += [] if column in others or column in columns else unheaded(grid, row, column)
    problems += ballots_above(grid, row, number, [*columns]) if number is not None else []
    matrix = Matrix(grid, rows, row)
    for column, heading in others.items():
        matrix.take(heading, column)
    problems += _spread(grid, matrix, contest, columns, {at: folded(text) for at, text in others.items()}, number)
    problems.append(info("T366", grid.place(row), say("按“写名”读入：没有写到名字的候选人记作弃权")))
    return [Part(contest, "names", matrix.grid(), problems=tuple(problems))]


def _find(
    grid: Grid, contests: Sequence[Contest], setting: Setting
) -> tuple[int | None, dict[int, str], Contest | None]:
    row, columns = headings_of_names(grid, numbered=setting.layout != "names")
    if row is None:
        return None, {}, None
    used = np.zeros(len(grid.texts), dtype=bool)
    for column in columns:
        used[grid.codes[column, row + 1 :]] = True
    cells = {grid.texts[code] for code in np.flatnonzero(used).tolist()}
    scored = sorted(((_named(cells, one), -at) for at, one in enumerate(contests)), reverse=True)
    several = len(scored) > 1 and scored[0][0] == scored[1][0]
    if not scored or several or not (scored[0][0] or setting.layout == "names"):
        return None, {}, None
    return row, columns, contests[-scored[0][1]]


def headings_of_names(grid: Grid, *, numbered: bool = True) -> tuple[int | None, dict[int, str]]:
    """Return the row with a heading over names, and whether the names of each such column approve or oppose.

    With `numbered` only a row that has 票号 too.
    """
    for row in grid.rows_with(_over_names, WITHIN, digits=False):
        texts = grid.row_texts(row)
        number = next((column for column, text in enumerate(texts) if kind_of(text) == "number"), None)
        if number is not None and _goes_on_below(grid, row, number):
            continue
        if not numbered or number is not None:
            columns = {column: answer for column, text in enumerate(texts) if (answer := _over_names(text))}
            if not {APPROVE, OPPOSE} & set(columns.values()):
                continue
            for area in grid.merged:  # one heading over several columns of names
                if area.first_row <= row <= area.last_row and area.first_column in columns:
                    under = range(area.first_column + 1, min(area.last_column + 1, grid.columns))
                    columns |= dict.fromkeys(under, columns[area.first_column])
            return row, dict(sorted(columns.items()))
    return None, {}


def _goes_on_below(grid: Grid, row: int, number: int) -> bool:
    """Tell whether the row below is a heading too, of the candidates' own columns: it has no 票号."""
    below = [text for text in (grid.row_texts(row + 1) if row + 1 < grid.rows else ()) if text.strip()]
    return len(below) > 1 and not grid.text(row + 1, number).strip()


def _over_names(text: str) -> str:
    """Return what a heading says of the names under it, "" when it is no such heading."""
    heading = folded(text)
    for says, answer in ((OPPOSED, OPPOSE), (WITHHELD, ABSTAIN)):
        if says.fullmatch(heading):
            return answer
    names = APPROVED.fullmatch(heading) and kind_of(heading) not in ("number", "remark", "void")
    return APPROVE if names else ""


def _named(cells: set[str], contest: Contest) -> int:
    keys = keys_of(contest)
    return sum(hits([*parted(cell, keys), *cell.split()], keys) > 0 or bool(ALL.search(cell)) for cell in cells)


def _spread(
    grid: Grid,
    matrix: Matrix,
    contest: Contest,
    columns: Mapping[int, str],
    headings: Mapping[int, str],
    number: int | None,
) -> list[Problem]:
    rows, keys, blank = matrix.rows, keys_of(contest), grid.blank()
    said: dict[tuple[int, str], Said] = {}
    people, ballots = len(contest.candidates), len(rows)
    words = np.zeros((people, ballots), dtype=np.int32)
    at = np.full((people, ballots), next(iter(columns)), dtype=np.int64)
    problems: list[Problem] = []
    for ballot, row in enumerate(rows.tolist()):
        mine: dict[int, tuple[str, int]] = {}
        rest = ""
        for column, word in columns.items():
            code = int(grid.codes[column, row])
            if blank[code]:
                continue
            if (code, word) not in said:
                said[code, word] = read_names(grid.texts[code], keys, word)
            cell = said[code, word]
            if cell.unknown:
                problems.append(_unknown(grid, row, column, cell.unknown, contest))
            if cell.rest and rest and cell.rest != rest:
                problems.append(_unknown(grid, row, column, grid.texts[code].strip(), contest))
            rest = cell.rest or rest
            for index, each_word in cell.words.items():
                if mine.setdefault(index, (each_word, column))[0] != each_word:
                    problems.append(_both(grid, row, column, contest.candidates[index].name))
        if mine and not rest and ABSTAIN in columns.values():
            problems += [_unnamed(grid, row, one.name) for at_, one in enumerate(contest.candidates) if at_ not in mine]
        for index in range(people):
            word, column = mine.get(index, (rest or ABSTAIN, int(at[index, ballot])))
            words[index, ballot] = matrix.code(word)
            at[index, ballot] = column
    for index, candidate in enumerate(contest.candidates):
        matrix.add(candidate.name, words[index], at[index])
    blank_ballots, unsure = _nameless(grid, rows, columns, headings, number)
    problems += unsure
    if REMARK_HEADING not in headings.values():
        marks = np.where(blank_ballots, matrix.code(BLANK_BALLOT), matrix.code(""))
        matrix.add(REMARK_HEADING, marks, next(iter(columns)))
    return each(problems, lambda one: one)


def _nameless(
    grid: Grid, rows: Rows, columns: Mapping[int, str], headings: Mapping[int, str], number: int | None
) -> tuple[Flags, list[Problem]]:
    """Return which ballots are blank, and what may be none: the last rows (T338), a 票号 like no other (T343)."""
    blank = grid.blank()
    beside = [at for at, text in headings.items() if kind_of(text) not in ("number", "remark")]
    empty = blank[grid.codes[np.array([*columns, *beside])[:, np.newaxis], rows]].all(axis=0)
    abstained = grid.told(lambda text: ABSTAINED.fullmatch(text.strip()))
    remarks = [at for at, text in headings.items() if kind_of(text) == "remark"]
    told = abstained[grid.codes[np.array([*columns, *remarks])[:, np.newaxis], rows]].any(axis=0)
    named = np.flatnonzero(~empty)
    followed = np.arange(len(rows)) < (int(named[-1]) if len(named) else 0)
    unsure = rows[empty & ~told & ~followed].tolist()
    problems = each(unsure, lambda row: untyped_ballot(grid, row, next(iter(columns))))
    if number is not None:
        problems += unlike_numbers(grid, number, rows[empty & ~told & followed].tolist(), rows[~empty].tolist())
    return told | (empty & followed), problems


def read_names(text: str, keys: Mapping[str, int], word: str) -> Said:
    """Read one cell.

    >>> keys = {"甲一": 0, "乙二": 1, "丙三": 2}
    >>> read_names("甲一、丙三", keys, "赞成").words, read_names("除 乙二 外同意", keys, "赞成")
    ({0: '赞成', 2: '赞成'}, Said(words={1: '不赞成'}, rest='赞成', unknown=''))
    >>> read_names("甲　一 乙二", keys, "赞成").words, read_names("甲一、王五", keys, "赞成").unknown
    ({0: '赞成', 1: '赞成'}, '王五')
    """
    bare = "".join(text.split())
    if (index := find_person(text, keys)) is not None:
        return Said({index: word})
    if ABSTAINED.fullmatch(bare):
        return Said({}, ABSTAIN)
    approving, opposing = ALL.fullmatch(bare) or EXCEPT.fullmatch(text.strip()), NONE.fullmatch(bare)
    if (approving and word != APPROVE) or (opposing and word == ABSTAIN):
        return Said({}, "", text.strip())  # the contrary of what the heading says
    if ALL.fullmatch(bare):
        return Said({}, word)
    if opposing:
        return Said({}, OPPOSE)
    if match := EXCEPT.fullmatch(text.strip()):
        inner = _listed(match[1], keys)
        return Said(dict.fromkeys(inner.words, OPPOSE), APPROVE, inner.unknown)
    listed = _listed(text, keys)
    return Said(dict.fromkeys(listed.words, word), "", listed.unknown)


def _listed(text: str, keys: Mapping[str, int]) -> Said:
    found: dict[int, str] = {}
    for part in parted(text, keys):
        indices = _tokens(part.split(), keys)
        if indices is None:
            return Said(found, "", part)
        found |= dict.fromkeys(indices, "")
    return Said(found) if found else Said({}, "", text.strip())


def parted(text: str, keys: Mapping[str, int], signs: Sequence[re.Pattern[str]] = SIGNS) -> list[str]:
    """Part a list of names at its signs, the strongest first, until each part is somebody's name.

    >>> parted("2024/1,2024/2", {"2024/1": 0, "2024/2": 1}), parted("甲一/乙二、丙三", {"甲一": 0})
    (['2024/1', '2024/2'], ['甲一', '乙二', '丙三'])
    """
    bare = text.strip()
    if not bare or not signs or find_person(bare, keys) is not None:
        return [bare] if bare else []
    return [name for part in signs[0].split(bare) for name in parted(part, keys, signs[1:])]


def names_in(cells: Iterable[str]) -> list[str]:
    """Return the names in cells when nobody has said whose they are: a stroke parts them where nothing else does."""
    texts = [*cells]
    signs = next((one for one in SIGNS if any(one.search(text) for text in texts)), SIGNS[-1])
    if signs is SIGNS[0]:
        signs = re.compile(f"{SIGNS[0].pattern}|{SIGNS[1].pattern}")
    return sorted({part.strip() for text in texts for part in signs.split(text) if 0 < len(part.strip()) <= 40})


def _tokens(tokens: Sequence[str], keys: Mapping[str, int]) -> list[int] | None:
    """Read words parted by spaces as names, some of which have a space inside; None when they are not all names."""
    if not tokens:
        return []
    for length in range(len(tokens), 0, -1):
        index = find_person(" ".join(tokens[:length]), keys)
        if index is not None and (rest := _tokens(tokens[length:], keys)) is not None:
            return [index, *rest]
    return None


def _no_approvals(grid: Grid, row: int, column: int) -> Problem:
    return error(
        "T330",
        grid.place(row, column),
        say("没有写赞成的姓名的一列：没有写到的候选人是赞成还是弃权，分不清"),
        say("加上“赞成的候选人”一列；或在这一列写“除……外同意”"),
    )


def _unnamed(grid: Grid, row: int, name: str) -> Problem:
    return error(
        "T364",
        grid.place(row),
        say("这张票没有写到“{name}”", name=name),
        say("赞成、不赞成、弃权都有一列的，每名候选人写在其中一列；没有写到的算弃权的，删去“弃权”一列"),
    )


def _unknown(grid: Grid, row: int, column: int, text: str, contest: Contest) -> Problem:
    return error(
        "T367",
        grid.place(row, column),
        say("“{text}”不是{office}的候选人", text=text[:20], office=contest.office),
        say("改正姓名；另选他人填在“另选他人1”一列"),
    )


def _both(grid: Grid, row: int, column: int, name: str) -> Problem:
    return error("T368", grid.place(row, column), say("这张票上“{name}”既赞成又不赞成", name=name), say("对照选票改正"))
