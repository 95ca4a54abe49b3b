"""Differences settled by people (核定): what they wrote beside each difference, and the entry that both agree on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tally.domain.count import Tallied
from tally.domain.election import Contest, Election, InputFile
from tally.domain.legend import WORDS, Mark, fold, read_mark
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, errors_among, place, refuse, warning
from tally.files.ballot_numbers import number_key
from tally.files.columns import Column, Row, read_rows
from tally.files.gridding import grid_of_rows
from tally.files.headings import NUMBER_HEADING, REMARK_HEADING, SIGN, VOID_HEADING, WRITE_IN, folded
from tally.files.layouts.layout import Setting
from tally.files.layouts.tally_sheet import tally_sheet
from tally.files.matrix import read_matrix
from tally.files.paths import shown_path
from tally.files.remarks import BLANK_BALLOT
from tally.files.table import Table
from tally.files.workbook import open_workbook
from tally.files.written_cells import VOID_WORDS
from tally.records.compare import Comparison
from tally.records.entry import Entry, Side, Typed, columns_of, fingerprint, heading, meaning
from tally.records.large_comparison import MatchedMany
from tally.records.reconcile import Difference, Found, Matched
from tally.records.team_entry import TEAM, MatchedTeams, Team, team_fingerprint, team_rows

S = TypeVar("S", bound=Side)

SHEET = "核对"
COLUMNS: Sequence[Column] = (
    Column("number", ("序号",), required=True),
    Column("contest", ("选票类别",)),
    Column("ballot", ("票号",)),
    Column("kind", ("差异",)),
    Column("column", ("列",)),
    Column("a", ("甲录入",)),
    Column("b", ("乙录入",)),
    Column("a_cell", ("甲位置",)),
    Column("b_cell", ("乙位置",)),
    Column("settled", ("核定",), required=True),
    Column("by", ("核定人",)),
)
A, B = frozenset({"甲", "a", "A"}), frozenset({"乙", "b", "B"})
EMPTY = frozenset({"空", "空白", "留空"})


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contest's agreed entry: its rows (ballots below their headings, or tally sheets), and under which names the
    fingerprints of its piles are kept."""

    contest: Contest
    rows: tuple[tuple[str, ...], ...]
    fingerprints: tuple[tuple[str, str], ...]


def read_settled(path: Path, election: Election) -> tuple[InputFile, Table]:
    """Return the sheet that people filled in; raises `Problems` of the workbook door."""
    shown = shown_path(path, election.folder)
    workbook = open_workbook(path, shown)
    sheets = workbook.sheet_names
    return InputFile("settled", shown, workbook.sha256), workbook.table(SHEET if SHEET in sheets else sheets[0])


def settle(election: Election, compared: Comparison, table: Table) -> tuple[tuple[Agreed, ...], tuple[Problem, ...]]:
    """Return the agreed entry of every contest.

    Raises `Problems`: T610 a sheet made from other entries, T611 a difference that is not settled, T612 a settlement
    that nothing reads, T653 entries too large to be settled here, T251–T256 the sheet's columns; those of `read_matrix`
    or `tally_sheet` when the outcome does not stand.
    """
    refuse(_too_large(one.contest) for one in compared.matched if isinstance(one, MatchedMany))
    differences = compared.differences
    read = read_rows(table, COLUMNS)
    problems = [one for one in read.problems if one.code != "T254"]
    refuse(problems)
    refuse(_foreign(table, compared.entries))
    rows = {row["number"]: row for row in read.rows if row["number"]}
    settled: dict[int, str] = {}
    for at, one in enumerate(differences):
        row = rows.pop(str(at + 1), None)
        if row is None or any(row[key] != value.strip() for key, value in cells(one, at).items() if key in _FIXED):
            raise Problems([_other_differences(table)])
        text, found = _settlement(one, row, table, election)
        problems += found
        settled[id(one)] = text
    if rows:
        raise Problems([_other_differences(table)])
    refuse(problems)
    agreed = [
        _agreed_teams(one, settled, election, problems)
        if isinstance(one, MatchedTeams)
        else _agreed(one, settled, election, problems)
        for one in compared.matched
        if not isinstance(one, MatchedMany)
    ]
    refuse(problems)
    return tuple(one for one in agreed if one is not None), tuple(problems)


_FIXED = frozenset({"contest", "ballot", "kind", "column"})
KINDS: Mapping[Difference, str] = {
    Difference.CELL: "内容不同",
    Difference.MISSING_IN_A: "甲没有这张票",
    Difference.MISSING_IN_B: "乙没有这张票",
    Difference.TWICE: "重复录入",
    Difference.SWAPPED: "次序对调",
}


def cells(one: Found, at: int) -> dict[str, str]:
    """Return the row of the sheet for the `at`-th difference, by column key."""
    shown = one.as_json()
    return {
        "number": str(at + 1),
        "contest": one.contest.office,
        "ballot": shown["ballot"],
        "kind": KINDS[one.kind],
        **{key: shown[key] for key in ("column", "a", "b", "a_cell", "b_cell")},
        "settled": "",
        "by": "",
    }


def _foreign(table: Table, entries: tuple[Entry, Entry]) -> list[Problem]:
    texts = {cell.strip() for row in table.rows for cell in row}
    missing = [one.path for entry in entries for one in entry.files if one.sha256 not in texts]
    if not missing:
        return []
    found = say("这张核对单不是由 {files} 现在的内容做出的", files=tuple(dict.fromkeys(missing)))
    return [error("T610", place(table.file, table.sheet), found, say("重新运行 tally reconcile … --out，再核定一次"))]


def _too_large(contest: Contest) -> Problem:
    found = say("{office}的录入太大，不能写成一份核定的录入表", office=contest.office)
    return error("T653", contest.office, found, say("在原来的录入里改正，再核对；两份相同时用 tally count … --second"))


def _other_differences(table: Table) -> Problem:
    found = say("核对单上的各行与两份录入的差异对不上")
    remedy = say("只填“核定”和“核定人”两列；行被改动过的，重新运行 tally reconcile … --out")
    return error("T610", place(table.file, table.sheet), found, remedy)


def _settlement(one: Found, row: Row, table: Table, election: Election) -> tuple[str, list[Problem]]:
    """Return what a difference is settled as: "甲", "乙", or what the cell holds."""
    text, where = row["settled"], table.place(row.number, row.columns["settled"])
    cell = one.kind is Difference.CELL
    expected = say("填 甲 或 乙，或照选票填写这一格（空的填“空”）") if cell else say("填 甲 或 乙：哪一份与选票相符")
    if not text:
        found = say("第{number}处差异没有核定", number=row["number"])
        return "", [error("T611", where, found, expected)]
    if text in A or text in B:
        return "甲" if text in A else "乙", []
    if not cell or not _fits(one, "" if text in EMPTY else text, election):
        return "", [error("T612", where, say("读不懂核定的“{text}”", text=text[:20]), expected)]
    return "" if text in EMPTY else text, []


def _fits(one: Found, text: str, election: Election) -> bool:
    if isinstance(one.first, Team):
        return bool(text) if one.column == TEAM else text.isdecimal() and len(text) < 10
    if one.column == NUMBER_HEADING:
        return bool(text)
    if one.column == VOID_HEADING:
        return not text or fold(text) in VOID_WORDS
    if one.column.startswith(WRITE_IN) and not one.column.endswith(SIGN):
        return True
    sign_of_name = one.column.startswith(WRITE_IN)
    method = election.method
    return (sign_of_name and not text) or read_mark(text, method.legend, method.foreign_marks) is not None


def _agreed(matched: Matched, settled: Mapping[int, str], election: Election, problems: list[Problem]) -> Agreed | None:
    contest = matched.contest
    typed = max((len(one.columns) for pair in matched.pairs for one in pair if one), default=0)
    boxes = max((typed - len(contest.candidates)) // 2, contest.writein_boxes)
    columns = (NUMBER_HEADING, *columns_of(contest, boxes), REMARK_HEADING)
    rows = [
        _no_longer_blank(
            tuple(overrides.get(column, _text(ballot, column, election)) for column in columns), columns, contest
        )
        for ballot, overrides in standing(matched.pairs, matched.differences, settled)
    ]
    if not all(row[0] for row in rows) or len({number_key(row[0]) for row in rows}) < len(rows):
        rows = [(str(number), *row[1:]) for number, row in enumerate(rows, start=1)]
        found = say("核定后的票号重新编为1到{count}", count=len(rows))
        problems.append(warning("T613", contest.office, found, say("照新的票号在选票堆里找票；原有的裁定要改票号")))
    table = (tuple(heading(column, contest) for column in columns), *rows)
    read = read_matrix(grid_of_rows(contest.office, SHEET, table), contest, election.method, contest.office)
    problems += read.problems
    return None if read.box is None else Agreed(contest, table, ((contest.id, fingerprint(read.box, contest)),))


def _no_longer_blank(row: tuple[str, ...], columns: Sequence[str], contest: Contest) -> tuple[str, ...]:
    """Return a ballot's row without 空白票, which an entry said of it, where a mark was settled on."""
    marks = row[1 : 1 + len(contest.candidates)]
    names = [text for column, text in zip(columns, row, strict=True) if column.startswith(WRITE_IN)]
    typed = any(text and WORDS.get(text) is not Mark.ABSTAIN for text in marks) or any(names)
    return (*row[:-1], "") if typed and fold(row[-1]) == BLANK_BALLOT else row


def _agreed_teams(
    matched: MatchedTeams, settled: Mapping[int, str], election: Election, problems: list[Problem]
) -> Agreed | None:
    contest = matched.contest
    rows: list[tuple[str, ...]] = []
    for number, (team, overrides) in enumerate(standing(matched.pairs, matched.differences, settled), start=1):
        figures = dict(team.figures) | {one: int(text or 0) for one, text in overrides.items() if one != TEAM}
        rows += [*team_rows(contest, overrides.get(TEAM, team.number) or str(number), figures), ()]
    setting = Setting(election.method, name=contest.office)
    found: list[Problem] = []
    piles: list[Tallied] = []
    for part in tally_sheet(grid_of_rows(contest.office, SHEET, rows), [contest], setting):
        piles += part.tallied
        found += errors_among(part.problems)
    problems += found
    prints = tuple((f"{contest.id} {folded(one.team)}", team_fingerprint(one)) for one in piles)
    return None if found else Agreed(contest, tuple(rows), prints)


def standing(
    pairs: Sequence[tuple[S | None, S | None]], differences: Sequence[Found], settled: Mapping[int, str]
) -> Iterator[tuple[S, dict[str, str]]]:
    """Yield what stands, each with the cells that were settled otherwise than its entry has them."""
    chosen: dict[int, str] = {}  # by ballot or team: which entry is right about it
    overrides: dict[int, dict[str, str]] = defaultdict(dict)
    for one in differences:
        text = settled[id(one)]
        if one.kind is not Difference.CELL:
            chosen |= {id(side): text for side in (one.first, one.second) if side is not None}
        elif one.first is not None:
            overrides[id(one.first)][one.column] = {"甲": one.a, "乙": one.b}.get(text, text)
    for first, second in pairs:
        side = next((chosen[id(one)] for one in (first, second) if id(one) in chosen), "甲")
        standing, other = (first, second) if side == "甲" else (second, first)
        if standing is not None:
            remark = other.text(REMARK_HEADING) if other is not None and not standing.text(REMARK_HEADING) else ""
            yield standing, {**({REMARK_HEADING: remark} if remark else {}), **overrides[id(first)]}


def _text(ballot: Typed, column: str, election: Election) -> str:
    if column == NUMBER_HEADING:
        return ballot.number
    text, method = ballot.text(column), election.method
    if column in ballot.columns[: len(ballot.box.marks)]:
        mark = Mark(int(ballot.box.marks[ballot.columns.index(column), ballot.at]))
        return text if read_mark(text, method.legend, method.foreign_marks) == mark else meaning(column, mark)
    return text
