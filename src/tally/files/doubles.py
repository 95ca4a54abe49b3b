"""Where a 票号 that was entered twice stands: the files are looked at once more, now for these numbers alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.files.ballot_file import read_ballot_file
from tally.files.ballot_numbers import number_key
from tally.files.column_files import Block, ColumnFile
from tally.files.columnar import read_block, read_head
from tally.files.headings import NUMBER_HEADING
from tally.files.paths import SheetPath, shown_path
from tally.files.table import address

SHOWN_AT_MOST = 200


def double_numbers(
    election: Election,
    contest: Contest,
    parts: Iterable[tuple[SheetPath, Block | None]],
    numbers: Collection[int | str],
) -> list[Problem]:
    """Return a problem for each ballot whose number an earlier one has: in its own pile (T344) or another (T355)."""
    first: dict[int | str, tuple[SheetPath, str, int]] = {}
    problems: list[Problem] = []
    for target, pile, row, text in _standing(election, contest, parts, numbers):
        file, name, line = first.setdefault(_key(text), (target, pile, row))
        if (file, name, line) == (target, pile, row):
            continue
        where = place(pile, address(row))
        if (file, name) == (target, pile):
            found = say("票号{number}已在第{row}行用过", number=text[:20], row=line + 1)
            problems.append(error("T344", where, found, say("核对是否重复录入了同一张票；票号不能重复")))
        else:
            found = say("{office}票号{number}在 {first} 里已有", office=contest.office, number=text, first=name)
            remedy = say('核对是否重复录入；各文件分别编号的，写 [input] numbering = "per-file"')
            problems.append(error("T355", where, found, remedy))
        if len(problems) >= SHOWN_AT_MOST:
            break
    return problems


def _standing(
    election: Election,
    contest: Contest,
    parts: Iterable[tuple[SheetPath, Block | None]],
    numbers: Collection[int | str],
) -> Iterator[tuple[SheetPath, str, int, str]]:
    """Yield file, pile, row and text of each of the numbers, in order; files in two folders may share a name."""
    for target, block in parts:
        if block is None:
            piles = read_ballot_file(election, target).piles
            boxes = [box for box in piles if isinstance(box, BallotBox) and box.contest == contest.id]
        else:
            boxes = list(_boxes(election, contest, target, block))
        for box in boxes:
            for ballot, text in enumerate(box.numbers or ()):
                if _key(text) in numbers:
                    yield target, box.name, box.cell(ballot, NUMBER_HEADING)[0], text


def _boxes(election: Election, contest: Contest, target: SheetPath, block: Block) -> Iterator[BallotBox]:
    shown = shown_path(target.file, election.folder)
    try:
        file = ColumnFile(target.file, shown)
        for batch in read_block(file, block, contest, election.method, read_head(file, contest), texts=True):
            if batch.box is not None:
                yield batch.box
    except Problems:
        return


def _key(text: str) -> int | str:
    key = number_key(text)
    return key if isinstance(key, int) and key < 1 << 62 else str(key)
