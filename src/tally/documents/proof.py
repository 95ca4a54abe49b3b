"""The proof workbook (proof.xlsx): every ballot in a row, every figure a live COUNTIF over them, beside the record's.

No figure is stored: whatever opens it, WPS, Excel or LibreOffice, has to add up by itself, and says 一致 or 不一致.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tally.counting.writeins import WriteInRules
from tally.documents.printed_sheets import print_on_a4
from tally.documents.workbooks import workbook_bytes
from tally.domain.ballot import VOID_REASONS, BallotBox, Choice, Ruled, WriteIn
from tally.domain.election import Contest, Election
from tally.files.table import address
from tally.records.atomic import write_atomically
from tally.records.understood import MARK_WORDS, VOID_TEXTS, Piles, piles_as_counted
from tally.records.verify import ballot_files

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FILE = "proof.xlsx"
MOST_BALLOTS = 20_000
SUMMARY = "核对"
VALID, OVERVOTE, UNREADABLE = "有效", "超选", "无法辨认"
CHOSEN, WAITING, COUNTS, DROPPED = "选", "待裁定", "计入", "不计入"
REASONS = {"overvote": OVERVOTE, **{reason.value: word for reason, word in VOID_TEXTS.items()}}
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write_proof(election: Election, record: Mapping[str, Any], folder: Path) -> Path | None:
    """Write the workbook beside the record; None where there are more ballots than anyone would click through.

    Raises `Problems`: what the ballots are refused for, T640, T634.
    """
    if sum(one.get("ballots", 0) for one in record["inputs"]) > MOST_BALLOTS:
        return None
    files = ballot_files(record, election.folder, folder)
    write_atomically(folder / FILE, proof_workbook(election, record, piles_as_counted(election, files)))
    return folder / FILE


def proof_workbook(election: Election, record: Mapping[str, Any], piles: Piles) -> bytes:
    """Return the workbook of a record; `piles` are its ballots with the rulings applied."""
    from openpyxl import Workbook

    workbook = Workbook()
    summary = workbook.worksheets[0]
    summary.title = SUMMARY
    _append(summary, ["全部"])
    _append(summary, [f"{record['election']['title']}　核验码 {record['check_code']}"])
    for number, (contest, kept) in enumerate(zip(election.contests, record["contests"], strict=True), start=1):
        if kept["outcome"]["status"] == "void":
            _append(summary, [f"{contest.office}：选举无效，不计票"])
            continue
        sheet = workbook.create_sheet(f"{number} {contest.office}".translate(_FORBIDDEN)[:31])
        columns = Columns(contest, piles.get(contest.id, ()))
        _ballots(sheet, columns, election, piles.get(contest.id, ()))
        _figures(summary, columns, sheet, election, kept)
    last = summary.max_row
    summary["B1"] = f'=IF(COUNTIF(A3:G{last},"不一致")=0,"全部一致","有不一致")'
    summary.column_dimensions["A"].width = 24
    print_on_a4(summary, "1:2")
    return workbook_bytes(workbook, formulas=True)


class Columns:
    """Where everything stands in a contest's sheet: letters of its columns, number of its rows."""

    def __init__(self, contest: Contest, piles: Sequence[BallotBox]) -> None:
        self.contest = contest
        self.ballots = sum(box.ballots for box in piles)
        self.boxes = max((one.box for box in piles for one in box.write_ins), default=0)
        first_name = 2 + len(contest.candidates)
        self.first_sign = first_name + self.boxes
        self.candidates = _span(2, first_name - 1)
        self.names = [_letters(first_name + box) for box in range(self.boxes)]
        self.signs = [_letters(self.first_sign + box) for box in range(self.boxes)]
        self.void, self.chosen, self.verdict, self.backed = (
            _letters(self.first_sign + self.boxes + at) for at in range(4)
        )

    def column(self, letters: str, sheet: str) -> str:
        """Return a column's ballots as other sheets refer to them."""
        return f"'{sheet}'!${letters}$2:${letters}${max(2, self.ballots + 1)}"


def _ballots(sheet: Worksheet, columns: Columns, election: Election, piles: Sequence[BallotBox]) -> None:
    contest, boxes = columns.contest, range(1, columns.boxes + 1)
    headings = ["票号", "出处", *(one.name for one in contest.candidates), *(f"另选他人{box}" for box in boxes)]
    headings += [f"另选他人{box}认定" for box in boxes]
    _append(sheet, [*headings, "整票无效", "选了几名", "整票认定", "另选他人能否计入"])
    rules = WriteInRules.of(contest, election.method, election.roster)
    row = 1
    for box in piles:
        written: dict[int, list[WriteIn]] = {}
        for one in box.write_ins:
            written.setdefault(one.ballot, []).append(one)
        for ballot in range(box.ballots):
            row += 1
            place = ballot if box.rows is None else int(box.rows[ballot])
            names = _names(written.get(ballot, ()), columns.boxes, rules)
            void = VOID_TEXTS[VOID_REASONS[int(box.void[ballot]) - 1]] if box.void[ballot] else None
            marks = [MARK_WORDS[int(mark)] for mark in box.marks[:, ballot]]
            number = box.numbers[ballot] if box.numbers else None
            formulas = _row_formulas(columns, row, election)
            _append(sheet, [number, f"{box.name} {place + 1}行", *marks, *names, void], formulas)
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["B"].width = 24
    print_on_a4(sheet, "1:1")


def _names(written: Sequence[WriteIn], boxes: int, rules: WriteInRules) -> list[str | None]:
    """Return the names on one ballot by box, then what each was taken for; a person named twice is named once."""
    names: list[str | None] = [None] * boxes
    verdicts: list[str | None] = [None] * boxes
    first: dict[str, int] = {}
    order = (COUNTS, CHOSEN, WAITING, DROPPED, "不选")
    for one in written:
        verdict = _verdict(one, rules)
        names[one.box - 1], verdicts[one.box - 1] = one.name if one.key else "无法辨认", verdict
        if verdict in order:
            earlier = first.setdefault(one.key, one.box - 1)
            if earlier != one.box - 1:
                verdicts[earlier] = min((str(verdicts[earlier]), verdict), key=order.index)
                verdicts[one.box - 1] = "同一人"
    return [*names, *verdicts]


def _verdict(one: WriteIn, rules: WriteInRules) -> str:
    if not one.key:
        return "无法辨认"
    if one.key in rules.printed:
        return "票上已印"
    if rules.chooses(one) is not Choice.APPROVED:
        return "不选"
    if one.ruled is Ruled.COUNTS:
        return COUNTS
    if one.ruled is Ruled.DROPPED:
        return DROPPED
    return CHOSEN if rules.settled(one.key) else WAITING


def _row_formulas(columns: Columns, row: int, election: Election) -> list[str]:
    first, last = columns.candidates
    marks = f"{first}{row}:{last}{row}"
    chosen = f'COUNTIF({marks},"赞成")'
    needing = "0"
    names = "0"
    if columns.boxes:
        signs = f"{columns.signs[0]}{row}:{columns.signs[-1]}{row}"
        chosen += "".join(f'+COUNTIF({signs},"{word}")' for word in (CHOSEN, WAITING, COUNTS, DROPPED))
        needing = "+".join(f'COUNTIF({signs},"{word}")' for word in (CHOSEN, WAITING, COUNTS))
        names = f"COUNTA({columns.names[0]}{row}:{columns.names[-1]}{row})"
    blind = f'AND(COUNTIF({marks},"看不清")={len(columns.contest.candidates)},{names}=0)'
    void, limit = f"{columns.void}{row}", columns.contest.seats
    verdict = (
        f'=IF({void}<>"",{void},IF({blind},"{UNREADABLE}",IF({columns.chosen}{row}>{limit},"{OVERVOTE}","{VALID}")))'
    )
    enough = f'COUNTIF({marks},"不赞成")>={needing}' if election.method.writein_needs_oppose else "TRUE"
    return [f"={chosen}", verdict, f'=IF(AND({columns.verdict}{row}="{VALID}",{enough}),1,0)']


def _figures(
    summary: Worksheet, columns: Columns, sheet: Worksheet, election: Election, kept: Mapping[str, Any]
) -> None:
    verdict = columns.column(columns.verdict, sheet.title)
    _append(summary, [])
    _append(summary, [kept["office"], "本表算得", "记录", "与记录"])
    for word, figure in _ballot_figures(kept):
        row = summary.max_row + 1
        counted = f'=COUNTIF({verdict},"{word}")' if word else f"=COUNTA({columns.column('B', sheet.title)})"
        _append(summary, [word or "录入票数"], [counted, figure, _agree(f"B{row}=C{row}")])
    _append(summary, ["候选人", "赞成", "不赞成", "弃权", "部分无效", "与记录", "记录的四个数"])
    unclear = ("两个符号", "别的符号", "部分无效", *(("看不清",) if election.method.unclear == "partial" else ()))
    abstain = ("弃权", *(("看不清",) if election.method.unclear == "abstain" else ()))
    for at, one in enumerate(kept["candidates"]):
        column, row = columns.column(_letters(2 + at), sheet.title), summary.max_row + 1
        figures = [one[key] for key in ("approve", "oppose", "abstain", "unclear")]
        formulas = [
            "=" + "+".join(f'COUNTIFS({column},"{word}",{verdict},"{VALID}")' for word in words)
            for words in (("赞成",), ("不赞成",), abstain, unclear)
        ]
        test = ",".join(f"{letter}{row}={figure}" for letter, figure in zip("BCDE", figures, strict=True))
        _append(summary, [one["name"]], [*formulas, _agree(f"AND({test})"), " ".join(map(str, figures))])
    for one in kept["write_ins"]:
        row = summary.max_row + 1
        counted = "=" + ("+".join(_of_name(one["name"], columns, sheet, verdict)) or "0")
        rest = ["", "", "", _agree(f"B{row}={one['approve']}"), one["approve"]]
        _append(summary, [f"另选他人 {one['name']}"], [counted, *rest])


def _append(sheet: Worksheet, texts: Sequence[object], formulas: Sequence[object] = ()) -> None:
    """Add a row: texts, which stay texts even where they start with `=`, then formulas and figures."""
    sheet.append([*texts, *formulas] or [None])
    for cell in sheet[sheet.max_row][: len(texts)]:
        if cell.data_type == "f":
            cell.data_type = "s"


def _of_name(name: str, columns: Columns, sheet: Worksheet, verdict: str) -> Iterator[str]:
    quoted = name.replace('"', '""')
    backed = columns.column(columns.backed, sheet.title)
    for names, signs in zip(columns.names, columns.signs, strict=True):
        here, sign = columns.column(names, sheet.title), columns.column(signs, sheet.title)
        same = f'({here}="{quoted}")'
        yield f'SUMPRODUCT({same}*({sign}="{CHOSEN}")*({backed}=1))'
        yield f'SUMPRODUCT({same}*({sign}="{COUNTS}")*({verdict}="{VALID}"))'


def _ballot_figures(kept: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    ballots = kept["ballots"]
    yield "", ballots["collected"]
    yield VALID, ballots["valid"]
    for reason, word in REASONS.items():
        if reason in ballots["invalid_reasons"]:
            yield word, ballots["invalid_reasons"][reason]


def _agree(test: str) -> str:
    return f'=IF({test},"一致","不一致")'


def _letters(column: int) -> str:
    return address(0, column).rstrip("0123456789")


def _span(first: int, last: int) -> tuple[str, str]:
    return _letters(first), _letters(last)
