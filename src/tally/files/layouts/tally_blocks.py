"""Where the figures of a tally sheet (计票单) stand: one block a team, the teams one under another or side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tally.files.grid import Grid
from tally.files.headings import folded
from tally.files.layouts.layout import kind_of

FIGURES = ("approve", "oppose", "abstain", "unclear")
NUMBERS: Mapping[str, re.Pattern[str]] = {
    "drawn": re.compile(r"(领回|领取|收回)(选票)?(张数|票数|数)?[:：]?(\d{1,9})?张?"),
    "valid": re.compile(r"有效(选票|票)?(张数|票数|数)?[:：]?(\d{1,9})?张?"),
    "invalid": re.compile(r"(无效|废)(选票|票)?(张数|票数|数)?[:：]?(\d{1,9})?张?"),
}
BELOW = 4  # rows under the people in which a number of ballots is looked for
_SUM = re.compile(r".{0,20}(合计|总计|共计|小计|累计|总数|总和|汇总)表?|(sub)?total|sum", re.IGNORECASE)
_NAMED_TEAM = re.compile(r"第.{1,4}(计票)?组|.{1,6}代表团")
_DIGIT = re.compile(r"\d")
_SIGNS, _SIGNS_AND_SPACES = re.compile(r"[，,、；;。（）()]"), re.compile(r"[\s，,、；;。（）()]+")
_TEAM = re.compile(r"(计票)?(组别|小组|组名|计票组|票箱|组)[:：]?(.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """One team's figures: its heading row, where each figure stands, the rows of people, the first row after it.

    Where teams stand side by side, `across` are the columns of this one, first and last, and `team` what stands over
    them; the numbers of ballots stand in them too. `lines` are the rows where each number of ballots may stand.
    """

    row: int
    columns: Mapping[str, int]
    end: int
    top: int
    across: tuple[int, int] | None = None
    team: str = ""
    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)


def blocks_of(grid: Grid) -> list[Block]:
    """Return the blocks of figures: rows of people under a heading of 姓名, 赞成 and 不赞成."""
    approving = grid.told(lambda text: kind_of(text) == "approve")
    rows = np.flatnonzero(approving[grid.codes].any(axis=0)).tolist() if approving.any() else []
    heads = [(row, person, groups) for row in rows for person, groups in _head(grid, row)]
    ends = [_last(grid, row, person) for row, person, _ in heads]
    blocks = []
    for at, (row, person, groups) in enumerate(heads):
        top = ends[at - 1] if at else 0
        if len(groups) == 1:
            blocks.append(Block(row, {"person": person, **groups[0]}, ends[at], top))
            continue
        for group in groups:
            across = min(group.values()), max(group.values())
            columns = {"person": person, **group}
            blocks.append(Block(row, columns, ends[at], top, across, _over(grid, top, row, across)))
    return _with_lines(grid, blocks) if blocks else []


def _with_lines(grid: Grid, blocks: Sequence[Block]) -> list[Block]:
    """Tell for each block where its numbers of ballots stand: among its people, above them or below them.

    Between two teams one under another a number may be of either. Numbers above the first team and none below the last
    stand above, the other way round below; with both, and one place between the teams that has none, those before it
    stand above and those behind it below. Where that does not tell either, nothing between the teams is read.
    """
    tops = sorted({(block.row, block.top) for block in blocks})
    gaps = [range(top, row) for row, top in tops]
    last = max(block.end for block in blocks)
    gaps.append(range(last, min(last + BELOW, grid.rows)))
    bottom = tops[-1][0]
    at = {row: number for number, (row, _) in enumerate(tops)}
    insides = {row: range(row + 1, max(block.end for block in blocks if block.row == row)) for row in at}
    lines: dict[int, dict[str, list[int]]] = {row: {} for row in at}
    for kind in NUMBERS:
        above, below = _has(grid, gaps[0], kind), _has(grid, range(bottom + 1, gaps[-1].stop), kind)
        after = [False, *(_has(grid, insides[row], kind) for row in at)]  # right below the people
        without = [number for number, gap in enumerate(gaps) if not (after[number] or _has(grid, gap, kind))]
        for row, number in at.items():
            inside = insides[row]
            sides = [*gaps[number]] if above and not below else []
            sides = [*gaps[number + 1]] if below and not above else sides
            if above and below and len(without) == 1:
                sides = [*gaps[number if number < without[0] else number + 1]]
            lines[row][kind] = [*gaps[0], *inside, *gaps[1]] if len(tops) == 1 else [*inside, *sides]
    return [replace(block, lines=lines[block.row]) for block in blocks]


def _has(grid: Grid, rows: Iterable[int], kind: str) -> bool:
    return any(number_said(text, kind) is not None for row in rows for text in grid.row_texts(row))


def number_said(text: str, kind: str) -> str | None:
    """Return the number of ballots that a text gives under its label, "" where it is the label alone, else None.

    >>> [number_said(text, "valid") for text in ("有 效 票", "第一组（领回选票 12 张，有效 11 张）", "有效期")]
    ['', '11', None]
    """
    bare = "".join(text.split())
    if match := NUMBERS[kind].fullmatch(bare):
        return match[match.re.groups] or ""
    if not (bare and _DIGIT.search(bare)):
        return None
    parts = (NUMBERS[kind].fullmatch(part) for part in (*_SIGNS.split(bare), *_SIGNS_AND_SPACES.split(text)))
    return next((number for match in parts if match and (number := match[match.re.groups])), None)


def is_sum(name: str) -> bool:
    """Tell whether what a team or a sheet is called says that its figures are the sums of others.

    >>> is_sum("合 计"), is_sum("计票汇总表"), is_sum("第一组")
    (True, True, False)
    """
    return _SUM.fullmatch(folded(name)) is not None


def team_above(grid: Grid, block: Block) -> str:
    """Return the name of the team, which stands over its figures; "" where nothing does."""
    if block.across is not None:
        return block.team
    for row in range(block.top, block.row):
        texts = grid.row_texts(row)
        for column, text in enumerate(texts):
            match = _TEAM.fullmatch("".join(text.split()))
            if match:
                beside = grid.text(row, column + 1).strip()
                return match[3] or beside
            if _NAMED_TEAM.fullmatch("".join(text.split())):
                return text.strip()
    above = (text for row in range(block.top, block.row) for text in grid.row_texts(row))
    return next((text.strip() for text in above if is_sum(text)), "")


def _head(grid: Grid, row: int) -> list[tuple[int, list[dict[str, int]]]]:
    """Return the column of people and the columns of figures, a group a team, of a row that heads a block."""
    kinds = [kind_of(text) for text in grid.row_texts(row)]
    person = next((at for at, kind in enumerate(kinds) if kind == "person"), None)
    if person is None and row:  # teams stand side by side: 姓名 in the row of the teams, over an empty cell
        above = [kind_of(text) for text in grid.row_texts(row - 1)]
        person = next(
            (at for at, kind in enumerate(above) if kind == "person" and not grid.text(row, at).strip()), None
        )
    if person is None:
        return []
    groups: list[dict[str, int]] = []
    for column, kind in enumerate(kinds):
        if kind not in FIGURES:
            continue
        if not groups or kind in groups[-1]:
            groups.append({})
        groups[-1][kind] = column
    return [(person, groups)] if groups and all({"approve", "oppose"} <= one.keys() for one in groups) else []


def _over(grid: Grid, top: int, row: int, across: tuple[int, int]) -> str:
    for line in range(row - 1, top - 1, -1):
        if text := grid.text(line, across[0]).strip():
            return text
    return ""


def _last(grid: Grid, row: int, person: int) -> int:
    for line in range(row + 1, grid.rows):
        texts = grid.row_texts(line)
        if not any(text.strip() for text in texts) or kind_of(texts[person]) == "person" or _names_a_team(texts):
            return line
    return grid.rows


def _names_a_team(texts: Sequence[str]) -> bool:
    """Tell whether a row says whose figures follow and holds none itself."""
    bare = ["".join(text.split()) for text in texts if text.strip()]
    named = _NAMED_TEAM.fullmatch(bare[0]) or _TEAM.fullmatch(bare[0])
    return named is not None and not any(text.isdecimal() for text in bare)
