"""Layout *tally sheet* (计票单, D10): a team's figures for each candidate, with 领回, 有效 and 无效.

Its single ballots were not seen: the figures are tested (I2, I3, I4), and the record says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from tally.domain.count import Tallied
from tally.domain.election import Contest
from tally.domain.legend import read_mark
from tally.domain.message import say
from tally.domain.problem import Problem, error, place, warning
from tally.files.grid import Grid
from tally.files.layouts.layout import WITHIN, Part, Setting, best_contest, keys_of, kind_of, named_contest
from tally.files.layouts.tally_blocks import FIGURES, Block, blocks_of, is_sum, team_above
from tally.files.layouts.team_pile import team_pile
from tally.files.suspicion import each
from tally.names.normalise import find_person


def tally_sheet(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Find blocks of 候选人姓名 | 赞成 | 不赞成 | 弃权 | 部分无效 with 领回, 有效 and 无效 above or below them.

    Problems besides those of `team_pile`: T376 a candidate outside all blocks, T378 (a warning that stands in the
    record) single ballots were not seen, T319 a table of votes and nothing else, T322 a team that was there before.
    """
    blocks = blocks_of(grid)
    if not blocks:
        return _votes_alone(grid, contests, setting)
    found: dict[str, tuple[Contest, list[Tallied], list[Problem]]] = {}
    for number, block in enumerate(blocks, start=1):
        label = team_above(grid, block) or (str(number) if len(blocks) > 1 else "")
        if is_sum(label) and not _filled(grid, block):
            continue
        people = [grid.text(row, block.columns["person"]) for row in range(block.row + 1, block.end)]
        contest = _contest(grid, block, people, contests)
        if contest is None:
            return []
        pile, problems = team_pile(grid, block, contest, place(setting.name, label), label)
        _, piles, said = found.setdefault(contest.id, (contest, [], []))
        if any(one.name == place(setting.name, label) for one in piles):
            said.append(_team_again(grid, block, label))
        piles += [pile] if pile else []
        said += problems
    lost = _outside(grid, blocks, [contest for contest, _, _ in found.values()])
    return [
        Part(contest, "tally-sheet", tallied=tuple(piles), problems=(*dict.fromkeys(said), *lost, _unseen(grid)))
        for contest, piles, said in found.values()
    ]


def _votes_alone(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Refuse candidates with a number of votes beside each: neither single ballots nor all that is to be tested."""
    for row in grid.rows_with(lambda text: kind_of(text) == "person", WITHIN, digits=False):
        person = next(at for at, text in enumerate(grid.row_texts(row)) if kind_of(text) == "person")
        people = grid.column_texts(person, row + 1)
        contest = best_contest(people, contests)
        if contest is None:
            continue
        keys = keys_of(contest)
        lines = [at for at, text in enumerate(people, row + 1) if find_person(text, keys) is not None]
        cells = {text.strip() for at in lines for text in grid.row_texts(at)[person + 1 :] if text.strip()}
        legend, foreign = setting.method.legend, setting.method.foreign_marks
        numbers = [text for text in cells if len(text) < 10 and text.isdecimal()]
        if len(numbers) == len(cells) and any(
            int(one) > 1 and read_mark(one, legend, foreign) is None for one in numbers
        ):
            return [Part(contest, "tally-sheet", problems=(_only_votes(grid, row, person),))]
    return []


def _outside(grid: Grid, blocks: Sequence[Block], contests: Sequence[Contest]) -> list[Problem]:
    """Refuse rows of candidates that are no team's, because nobody reads the headings over them."""
    inside = {row for block in blocks for row in range(block.row, block.end)}
    people = {block.columns["person"] for block in blocks}
    keys = {key: 0 for contest in contests for key in keys_of(contest)}
    lost = [
        (row, column)
        for row in range(blocks[0].row, grid.rows)
        for column in people
        if row not in inside and find_person(grid.text(row, column), keys) is not None
    ]
    found, remedy = say("这一行是候选人，却不在哪一组的表里"), say("这一组的表头写：候选人姓名、赞成、不赞成、弃权")
    return each(lost, lambda at: error("T376", grid.place(*at), found, remedy))


def _team_again(grid: Grid, block: Block, team: str) -> Problem:
    return error(
        "T322",
        grid.place(block.row),
        say("{team}的计票单在 {first} 已有一份", team=team, first=grid.place()),
        say("是副本的，删去；是另一个组的，改正组别"),
    )


def _only_votes(grid: Grid, row: int, person: int) -> Problem:
    return error(
        "T319",
        grid.place(row, person),
        say("这张表只有各人的票数：不是逐张选票，也没有不赞成、弃权和选票张数，无法核对"),
        say("录入逐张选票；或用计票单：每人赞成、不赞成、弃权，每组领回、有效、无效几张"),
        "I2",
    )


def _filled(grid: Grid, block: Block) -> bool:
    columns = [at for kind, at in block.columns.items() if kind in FIGURES]
    return any(grid.text(row, at).strip() for row in range(block.row + 1, block.end) for at in columns)


def _contest(grid: Grid, block: Block, people: Sequence[str], contests: Sequence[Contest]) -> Contest | None:
    for row in range(block.top, block.row):
        for text in grid.row_texts(row):
            if (found := named_contest(text, contests)) is not None:
                return found
    return best_contest(people, contests) or (contests[0] if len(contests) == 1 else None)


def _unseen(grid: Grid) -> Problem:
    return warning(
        "T378",
        grid.place(),
        say("这是计票单，只有各组的合计数；程序没有看到逐张选票，超选和存疑的票没有核对"),
        say("请监票人保存各组选票和计票单，以备复核"),
    )
