"""One team's figures on a tally sheet (计票单): read row by row, and tested (I2, I3, I4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from tally.domain.ballot import VoidReason
from tally.domain.count import CandidateCount, Count, Tallied
from tally.domain.election import Contest
from tally.domain.message import Message, say
from tally.domain.problem import Problem, error, errors_among, info
from tally.files.foot import is_remark
from tally.files.grid import Grid
from tally.files.headings import folded
from tally.files.layouts.layout import keys_of
from tally.files.layouts.tally_blocks import FIGURES, NUMBERS, Block, number_said
from tally.files.suspicion import suspicious
from tally.names.namesakes import written_in
from tally.names.normalise import find_person

WRITE_INS = re.compile(r"另选他人\d{0,2}|另选人")
MOST = 100_000_000


def team_pile(grid: Grid, block: Block, contest: Contest, name: str, team: str) -> tuple[Tallied | None, list[Problem]]:
    """Read one team's figures and test them; None, with the reasons, where they do not hold.

    Problems: T318 (said) a remark below people, T372 a number that is missing or none, T373 领回 ≠ 有效 + 无效 (I4),
    T374 a candidate's figures do not add up to 有效 (I2), T375 more approvals than possible (I3), T376 a candidate
    missing or twice, T377 a name nobody has.
    """
    columns = block.columns
    rows = np.arange(block.row + 1, block.end, dtype=np.int64)
    problems = suspicious(grid, rows, set(columns.values()))
    totals: dict[str, int] = {}
    places: dict[tuple[str, str], str] = {}
    for kind in NUMBERS:
        found = _labelled(grid, block, kind)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            totals[kind], places["", kind] = found
    figures: dict[int, CandidateCount] = {}
    written: dict[str, int] = {}
    spellings: dict[str, str] = {}
    keys = keys_of(contest)
    inside_write_ins = False
    announced: tuple[int, dict[str, int], list[Problem]] | None = None
    for row in rows.tolist():
        text = grid.text(row, columns["person"]).strip()
        blank = not any(grid.text(row, columns[kind]).strip() for kind in FIGURES if kind in columns)
        if folded(text) in ("合计", "小计") or _is_total(grid, row) or (blank and not text):
            continue
        if blank and is_remark(text):
            problems.append(info("T318", grid.place(row), say("这一行是表下的说明，没有当作选票")))
            continue
        if not text:
            problems.append(_stranger(grid, row, columns["person"], text, contest))
            continue
        if WRITE_INS.fullmatch(folded(text)):
            if not blank:
                announced = (row, *_figures(grid, row, columns, True, block.across is not None))
            inside_write_ins = True
            continue
        numbers, unread = _figures(grid, row, columns, inside_write_ins, block.across is not None)
        problems += unread
        index = find_person(text, keys)
        if index is not None:
            if index in figures:
                problems.append(_person(grid, row, columns["person"], say("候选人“{name}”有两行", name=text)))
            figures[index] = CandidateCount(*(numbers.get(kind, 0) for kind in FIGURES))
            who = contest.candidates[index].key
            places |= {(who, kind): grid.place(row, columns[kind]) for kind in numbers}
            problems += _adds_up(grid, row, columns["person"], text, figures[index], totals.get("valid"))
        elif inside_write_ins:
            other = written_in(text, contest)
            key = other.key
            written[key] = written.get(key, 0) + numbers.get("approve", 0)
            places.setdefault((key, "approve"), grid.place(row, columns["approve"]))
            spellings[key] = other.written
        else:
            problems.append(_stranger(grid, row, columns["person"], text, contest))
    problems += [
        _person(grid, block.row, columns["person"], say("没有候选人“{name}”的一行", name=one.name))
        for index, one in enumerate(contest.candidates)
        if index not in figures
    ]
    problems += _announced(grid, columns, announced, sum(written.values())) if announced is not None else []
    problems += _identities(grid, block, contest, name, totals, figures, written)
    if errors_among(problems):
        return None, problems
    invalid = {VoidReason.OTHER: totals["invalid"]} if totals["invalid"] else {}
    count = Count(
        contest.id,
        tuple(figures[index] for index in range(len(contest.candidates))),
        totals["valid"],
        invalid,
        {key: votes for key, votes in written.items() if votes},
        {key: spellings[key] for key, votes in written.items() if votes},
    )
    return Tallied(contest.id, name, count, team, places), problems


def _is_total(grid: Grid, row: int) -> bool:
    """Tell whether a row below the people says 有效, 无效 or 领回 and is nobody's."""
    return any(number_said(cell, kind) is not None for cell in grid.row_texts(row) for kind in NUMBERS)


def _labelled(grid: Grid, block: Block, kind: str) -> tuple[int, str] | Problem:
    """Return the number written in or beside its label, and where it stands."""
    for row in block.lines[kind]:
        texts = grid.row_texts(row)
        first, last = block.across or (0, len(texts) - 1)
        for column, text in enumerate(texts[: last + 1]):
            inside = number_said(text, kind)
            if inside is None or (column < first and _has_own(texts[first : last + 1], kind)):
                continue
            if inside and column < first:
                continue  # the number of a team to the left
            start = max(column + 1, first)
            next_to = next((at for at in range(start, last + 1) if texts[at].strip()), column)
            beside = texts[next_to].strip() if next_to > column else ""
            if (row, start) in grid.flaws:
                return _not_a_number(grid, row, start, say("错误值或没有结果的公式"))
            number = inside or beside.removesuffix("张").strip()
            if number.isdecimal() and int(number) <= MOST:
                return int(number), grid.place(row, column if inside else next_to)
            return _not_a_number(grid, row, max(column, first), say("“{text}”", text=number[:20]))
    label = {"drawn": say("领回"), "valid": say("有效"), "invalid": say("无效")}[kind]
    found, remedy = say("计票单上没有“{label}”的张数", label=label), say("计票单上写明：领回选票、有效、无效各几张")
    if any(number_said(text, kind) is not None for text in grid.texts):
        found = say("分不清哪一个“{label}”张数是这一组的", label=label)
        remedy = say("各组的领回、有效、无效都写在候选人的上面，或都写在下面")
    return error("T372", grid.place(block.row), found, remedy, "I4")


def _has_own(texts: Sequence[str], kind: str) -> bool:
    return any(number_said(text, kind) is not None for text in texts)


def _figures(
    grid: Grid, row: int, columns: Mapping[str, int], write_in: bool, nought: bool
) -> tuple[dict[str, int], list[Problem]]:
    numbers: dict[str, int] = {}
    problems = []
    for kind in FIGURES:
        if kind not in columns:
            continue
        text = grid.text(row, columns[kind]).strip()
        if write_in and (kind != "approve" or nought) and (not text or set(text) <= set("-—－/")):
            continue
        if text.isdecimal() and int(text) <= MOST:
            numbers[kind] = int(text)
        elif (row, columns[kind]) not in grid.flaws:
            problems.append(_not_a_number(grid, row, columns[kind], say("“{text}”", text=text[:20])))
    return numbers, problems


def _announced(
    grid: Grid, columns: Mapping[str, int], announced: tuple[int, dict[str, int], list[Problem]], named: int
) -> list[Problem]:
    """Refuse votes in the row 另选他人 itself that are not those of the people named below it (T372)."""
    row, numbers, problems = announced
    if problems or numbers.get("approve", 0) == named:
        return problems
    found = say("另选他人写的是{told}票，下面写明姓名的共{named}票", told=numbers.get("approve", 0), named=named)
    return [
        error("T372", grid.place(row, columns["approve"]), found, say("每人一行写在“另选他人”的下面，写明姓名和票数"))
    ]


def _adds_up(grid: Grid, row: int, column: int, name: str, figures: CandidateCount, valid: int | None) -> list[Problem]:
    if valid is None or figures.total == valid:
        return []
    parts = (figures.approve, figures.oppose, figures.abstain, figures.unclear)
    return [
        error(
            "T374",
            grid.place(row, column),
            say(
                "{name}：{sum} = {total} ≠ 有效票{valid}张",
                name=name,
                sum=" + ".join(map(str, parts)),
                total=figures.total,
                valid=valid,
            ),
            say("核对这名候选人的赞成、不赞成、弃权、部分无效四个数"),
            "I2",
        )
    ]


def _identities(
    grid: Grid,
    block: Block,
    contest: Contest,
    name: str,
    totals: Mapping[str, int],
    figures: Mapping[int, CandidateCount],
    written: Mapping[str, int],
) -> list[Problem]:
    if len(totals) < len(NUMBERS):
        return []
    drawn, valid, invalid = (totals[kind] for kind in NUMBERS)
    problems = []
    if drawn != valid + invalid:
        problems.append(
            error(
                "T373",
                grid.place(block.top),
                say(
                    "{team}：有效{valid}张 + 无效{invalid}张 ≠ 领回{drawn}张",
                    team=name,
                    valid=valid,
                    invalid=invalid,
                    drawn=drawn,
                ),
                say("重新清点这一组的选票"),
                "I4",
            )
        )
    approvals = sum(one.approve for one in figures.values()) + sum(written.values())
    if approvals > contest.seats * valid:
        problems.append(
            error(
                "T375",
                grid.place(block.row, block.columns["approve"]),
                say(
                    "{team}：赞成票合计{approvals}票，多于应选{seats}名×有效票{valid}张",
                    team=name,
                    approvals=approvals,
                    seats=contest.seats,
                    valid=valid,
                ),
                say("有超选的选票被当作有效票，或有数字抄错；重新计这一组"),
                "I3",
            )
        )
    return problems


def _not_a_number(grid: Grid, row: int, column: int, what: Message) -> Problem:
    return error("T372", grid.place(row, column), say("这里应是一个数，写的是{what}", what=what), say("照计票单填数字"))


def _person(grid: Grid, row: int, column: int, found: Message) -> Problem:
    return error("T376", grid.place(row, column), found, say("每名候选人一行"))


def _stranger(grid: Grid, row: int, column: int, text: str, contest: Contest) -> Problem:
    return error(
        "T377",
        grid.place(row, column),
        say("“{name}”不是{office}的候选人", name=text[:20], office=contest.office),
        say("改正姓名；另选他人写在“另选他人”一行的下面"),
    )
