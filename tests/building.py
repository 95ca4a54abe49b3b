"""Elections and piles of ballots made for tests, in as few words as the worked examples use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook

from tally.counting.canvass import Canvass, ContestResult, Pile, canvass, canvass_counts
from tally.domain.ballot import VOID_REASONS, BallotBox, Choice, VoidReason, WriteIn
from tally.domain.count import CandidateCount, Count
from tally.domain.election import Attendance, Candidate, Contest, Election, Kind, Method, Stage
from tally.domain.legend import L1, read_mark
from tally.names.normalise import normalise

SHARED = Path(__file__).parents[2] / "shared"
CHOICES = {"": Choice.UNMARKED, "○": Choice.APPROVED, "×": Choice.OTHER, "？": Choice.DOUBTFUL}


def a_method(**settings: Any) -> Method:
    """Return the method of the worked examples: legend L1, a × needed for a write-in."""
    return Method(**{"legend": L1, "writein_unmarked": "abstain", **settings})


def a_contest(seats: int = 7, names: Iterable[str] = "ABCDEFGHI", **fields: Any) -> Contest:
    """Return a contest; candidates are named by letters unless names are given."""
    candidates = tuple(Candidate(name, normalise(name).key) for name in names)
    defaults = {"id": "committee", "office": "党委委员", "kind": Kind.DW, "writein_boxes": seats}
    return Contest(**{**defaults, "seats": seats, "candidates": candidates, **fields})


def an_election(
    *contests: Contest, present: int = 148, entitled: int | None = None, method: Method | None = None, **fields: Any
) -> Election:
    """Return an election without files."""
    attendance = Attendance(entitled=entitled or present, present=present, voted=fields.pop("voted", None))
    defaults: dict[str, Any] = {
        "folder": Path(),
        "title": "样例大会",
        "unit": "样例镇",
        "term": "",
        "date": date(2026, 11, 20),
        "rules": "jiceng-2020",
        "stage": Stage.FORMAL,
        "mode": "official",
    }
    return Election(
        **{**defaults, "attendance": attendance, "method": method or a_method(), "contests": contests, **fields}
    )


def a_count(
    approvals: Sequence[int],
    valid: int,
    *,
    void: int = 0,
    write_ins: Mapping[str, int] | None = None,
    contest: str = "committee",
) -> Count:
    """Return a count with these approvals; whoever did not approve is taken to have opposed."""
    figures = tuple(CandidateCount(approve=votes, oppose=valid - votes) for votes in approvals)
    names = dict(write_ins or {})
    invalid = {VoidReason.OTHER: void} if void else {}
    return Count(contest, figures, valid, invalid, names, {key: key for key in names})


def decided(election: Election, *counts: Count) -> ContestResult:
    """Return the result of the first contest from finished counts."""
    piles: dict[str, list[Pile]] = {}
    for number, one in enumerate(counts):
        piles.setdefault(one.contest, []).append(Pile(f"pile {number}", one))
    return canvass_counts(election, piles).results[0]


def letters(election: Election, result: ContestResult) -> str:
    """Return who is elected as the worked examples write it."""
    names = election.contests[0].candidates
    return "".join(names[one].name if isinstance(one, int) else one for one in sorted(result.outcome.elected, key=str))


Ballot = str | tuple[str, ...] | tuple[Sequence[str], Sequence[tuple[str, str]]]


def a_box(
    contest: Contest,
    ballots: Sequence[Any],
    method: Method | None = None,
    name: str = "pile",
    void: Mapping[int, VoidReason] | None = None,
) -> BallotBox:
    """Return a pile. A ballot is its signs (`_` an empty cell), or (signs, [(name, sign), …])."""
    rules = method or a_method()
    marks = np.zeros((len(contest.candidates), len(ballots)), dtype=np.uint8)
    written = []
    for number, ballot in enumerate(ballots):
        signs, names = ballot if isinstance(ballot, tuple) and isinstance(ballot[1], list) else (ballot, [])
        for at, sign in enumerate(signs):
            mark = read_mark("" if sign == "_" else sign, rules.legend, rules.foreign_marks)
            assert mark is not None, sign
            marks[at, number] = mark
        for box, (person, sign) in enumerate(names, start=1):
            key = "" if person == "？" else normalise(person).key
            written.append(WriteIn(number, box, person, key, CHOICES[sign]))
    reasons = np.zeros(len(ballots), dtype=np.uint8)
    for number, reason in (void or {}).items():
        reasons[number] = VOID_REASONS.index(reason) + 1
    return BallotBox(contest.id, name, marks, reasons, tuple(written))


def canvassed(election: Election, *boxes: BallotBox) -> Canvass:
    """Count and decide piles."""
    piles: dict[str, list[BallotBox]] = {}
    for box in boxes:
        piles.setdefault(box.contest, []).append(box)
    return canvass(election, piles)


ELECTION = """
schema = 1
title = "中国共产党示例县样板镇第五次代表大会"
unit = "中国共产党示例县样板镇"
date = 2026-11-20
rules = "jiceng-2020"

[attendance]
entitled = {entitled}
present = {present}

[method]
legend = "L1"
writein_unmarked = "abstain"
ballot_order = "given"

[[contest]]
id = "committee"
office = "党委委员"
seats = {seats}
candidates = "candidates.xlsx#党委委员"
writein_boxes = 1
{contest}
"""
NAMES = ("甲一", "乙二", "丙三", "丁四")
HEADER = ("票号", *NAMES, "另选他人1", "另选他人1符号", "整票无效", "备注")


def a_folder(
    path: Path,
    *,
    names: Sequence[str] = NAMES,
    seats: int = 3,
    present: int = 10,
    entitled: int | None = None,
    contest: str = "",
    extra: str = "",
) -> Path:
    """Write an election folder with one contest and no ballots."""
    path.mkdir(parents=True, exist_ok=True)
    text = ELECTION.format(entitled=entitled or present, present=present, seats=seats, contest=contest) + extra
    (path / "election.toml").write_text(text, encoding="utf-8")
    a_workbook(path / "candidates.xlsx", {"党委委员": [("姓名",), *((name,) for name in names)]})
    return path


def a_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook; empty texts become empty cells."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    workbook.save(path)
    return path


def ballot_rows(ballots: Sequence[Sequence[str] | str], header: Sequence[str] = HEADER) -> list[tuple[object, ...]]:
    """Return a header row and one row a ballot; `_` is an empty cell."""
    rows: list[tuple[object, ...]] = [tuple(header)]
    for number, ballot in enumerate(ballots, start=1):
        cells = ["" if cell == "_" else cell for cell in ballot]
        rows.append((number, *cells, *[""] * (len(header) - 1 - len(cells))))
    return rows


TEN = ("○○○×",) * 6 + ("○○×○",) * 3 + ("×○○_",)


def a_whole_folder(path: Path, ballots: Sequence[Sequence[str] | str] = TEN, **fields: Any) -> Path:
    """Write an election folder with its ballots."""
    folder = a_folder(path, present=fields.pop("present", len(ballots)), **fields)
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(ballots)})
    return folder
