"""The ballots as they were understood: every mark as it was read, with the place it was read at.

`ballots.csv` holds them where the ballots came in another form than sheets a person can read line by line; the
stand-alone recount and the proof workbook start from here.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from tally.counting.canvass import void_before_counting
from tally.counting.rulings import apply_rulings
from tally.domain.ballot import VOID_REASONS, BallotBox, Choice, WriteIn
from tally.domain.count import AnyPile
from tally.domain.election import Election
from tally.domain.legend import Mark
from tally.domain.problem import Problems
from tally.files.ballots import read_ballots
from tally.files.column_files import sha256_of
from tally.files.headings import NUMBER_HEADING
from tally.files.rulings import read_rulings
from tally.files.written_cells import VOID_WORDS

FILE = "ballots.csv"
READ_ALONE = frozenset({".xlsx", ".xlsm", ".csv", ".tsv", ".txt"})
MOST_BALLOTS = 1_000_000
MARK_WORDS: Mapping[int, str] = {
    Mark.ABSTAIN: "弃权",
    Mark.APPROVE: "赞成",
    Mark.OPPOSE: "不赞成",
    Mark.ILLEGIBLE: "看不清",
    Mark.CONFLICT: "两个符号",
    Mark.FOREIGN: "别的符号",
    Mark.SETTLED: "部分无效",
}
SIGN_WORDS = {Choice.UNMARKED: "", Choice.APPROVED: "赞成", Choice.OTHER: "不赞成", Choice.DOUBTFUL: "看不清"}
VOID_TEXTS = {reason: word for word, reason in VOID_WORDS.items()}

Piles = Mapping[str, Sequence[BallotBox]]


def piles_as_read(election: Election, paths: Sequence[str]) -> Piles:
    """Read the ballots of every contest that was counted, rulings left aside. Raises `Problems`."""
    return single_ballots(read_ballots(election, paths, void_before_counting(election)).piles)


def piles_as_counted(election: Election, paths: Sequence[str]) -> Piles:
    """Read the ballots with the rulings on them applied. Raises `Problems`."""
    ballots = read_ballots(election, paths, void_before_counting(election))
    return single_ballots(apply_rulings(election, ballots.piles, read_rulings(election, ballots.sheets).rulings)[0])


def single_ballots(piles: Mapping[str, Sequence[AnyPile]]) -> Piles:
    """Leave out piles that arrive counted: nobody here has seen their ballots."""
    return {key: tuple(box for box in boxes if isinstance(box, BallotBox)) for key, boxes in piles.items()}


def at_hand(record: Mapping[str, Any], folder: Path) -> tuple[str, ...] | None:
    """Return the ballot files of a record as paths below the election's folder, None when any is not there as it was
    counted."""
    paths = []
    for one in record["inputs"]:
        if one["role"] == "ballots":
            try:
                same = sha256_of(folder / one["path"], one["path"]) == one["sha256"]
            except Problems:
                return None
            if not same:
                return None
            paths.append(f"{folder / one['path']}#{one['sheet']}" if "sheet" in one else str(folder / one["path"]))
    return tuple(paths)


def needs_list(record: Mapping[str, Any]) -> bool:
    """Whether some ballots came in a form that the stand-alone recount does not read by itself."""
    files = [PurePosixPath(one["path"]) for one in record["inputs"] if one["role"] == "ballots"]
    arranged = any(one["code"] == "T320" for one in record["problems"])  # in another layout than a matrix
    return arranged or any(file.suffix.lower() not in READ_ALONE for file in files)


def as_csv(election: Election, piles: Piles, shuffle: random.Random | None = None) -> bytes:
    """Return `ballots.csv`: a ballot a line, all contests in one table, with the place each ballot stands at.

    With `shuffle` the ballots of a contest stand in another order, without place and number.
    """
    names = list(dict.fromkeys(one.name for contest in election.contests for one in contest.candidates))
    boxes = max((one.box for pile in piles.values() for box in pile for one in box.write_ins), default=0)
    written = [f"另选他人{box}{what}" for box in range(1, boxes + 1) for what in ("", "符号")]
    target = io.StringIO(newline="")
    writer = csv.DictWriter(
        target, ["选举", "出处", "票号", *names, *written, "整票无效"], restval="", lineterminator="\n"
    )
    writer.writeheader()
    for contest in election.contests:
        order = [one.name for one in contest.candidates]
        ballots = [line for box in piles.get(contest.id, ()) for line in lines(box, order)]
        if shuffle is not None:
            shuffle.shuffle(ballots)
            ballots = [{**line, "出处": "", "票号": ""} for line in ballots]
        writer.writerows({"选举": contest.id, **line} for line in ballots)
    return target.getvalue().encode("utf-8-sig")


def lines(box: BallotBox, names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield each ballot of a pile as words by column."""
    by_ballot: dict[int, list[WriteIn]] = {}
    for one in box.write_ins:
        by_ballot.setdefault(one.ballot, []).append(one)
    for ballot in range(box.ballots):
        row, _ = box.cell(ballot, NUMBER_HEADING)
        line = {"出处": f"{box.name} {row + 1}行", "票号": box.numbers[ballot] if box.numbers else ""}
        line |= {name: MARK_WORDS[int(mark)] for name, mark in zip(names, box.marks[:, ballot], strict=True)}
        for one in by_ballot.get(ballot, ()):
            line[f"另选他人{one.box}"] = one.name if one.key else "无法辨认"
            line[f"另选他人{one.box}符号"] = SIGN_WORDS[one.choice]
        if box.void[ballot]:
            line["整票无效"] = VOID_TEXTS[VOID_REASONS[int(box.void[ballot]) - 1]]
        yield line
