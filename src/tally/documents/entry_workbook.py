"""The entry workbook (录入表): a sheet a contest that mirrors the ballot, a cover to fill in, a sheet for rulings.

What it reckons live, it reckons for the typist alone: those columns and rows are never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from tally.documents.ballot_sheets import cell_value, sheet_title
from tally.documents.entry_cover import add_cover
from tally.documents.printed_sheets import print_on_a4
from tally.documents.workbooks import workbook_bytes
from tally.domain.election import Contest, Election
from tally.domain.legend import WORDS, Mark
from tally.domain.message import say
from tally.domain.problem import Problem, warning
from tally.files.headings import NUMBER_HEADING, REMARK_HEADING, SIGN, VOID_HEADING, WRITE_IN
from tally.files.rulings import COLUMNS as RULING_COLUMNS
from tally.files.rulings import SHEET as RULINGS
from tally.files.written_cells import VOID_WORDS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROW_HEADING, CHOSEN_HEADING, HINT_HEADING, TOTAL = "行", "已选", "提示", "合计"
MOST_ROWS = 10_000
UPRIGHT_FROM = 13  # more candidates than these have their names written downwards
COLUMNS_A_PAGE = 30
FIRST = 2  # the row of the first ballot
_RULING_ROWS = 40
WIDTHS = {ROW_HEADING: 7, NUMBER_HEADING: 8, REMARK_HEADING: 16, HINT_HEADING: 18, VOID_HEADING: 12}
GREY, RED, PALE = "D9D9D9", "FFC7CE", "F2F2F2"
Rows = Sequence[Sequence[str]]


def entry_workbook(election: Election, filled: Mapping[str, Rows] = MappingProxyType({})) -> bytes:
    """Return the workbook; raises `Problems` (T619) when an office can be no sheet's name.

    `filled` are rows by contest id that stand in it as if they had been typed: the headings first (票号, candidates,
    …, those of a matrix in any order), then a row a ballot. A heading that the sheet has not raises KeyError.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheets = [EntrySheet.of(election, one, len(filled.get(one.id, ())) - 1) for one in election.contests]
    add_cover(workbook, election, [(one.contest, one.title, one.number, FIRST, one.last) for one in sheets])
    for sheet in sheets:
        sheet.write(workbook, filled.get(sheet.contest.id, ()))
    _add_rulings(workbook, election)
    return workbook_bytes(workbook, formulas=True)


def left_out(election: Election) -> tuple[Problem, ...]:
    """Say for which contests one workbook does not hold a row for every ballot (T618, a warning)."""
    return tuple(
        warning(
            "T618",
            contest.office,
            say("约有{ballots}张选票，一份录入表只排{rows}行", ballots=expected, rows=MOST_ROWS),
            say("分成几份录入，票号接着编"),
        )
        for contest in election.contests
        if (expected := ballots_expected(election, contest)) > MOST_ROWS
    )


def ballots_expected(election: Election, contest: Contest) -> int:
    """Return for how many ballots rows are laid out: collected, issued, those present, or those entitled."""
    attendance = election.attendance
    known = (contest.collected, contest.issued, attendance.present, attendance.entitled)
    return next(number for number in known if number is not None)


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One contest's sheet: where its columns are (letters) and its ballots' rows end."""

    election: Election
    contest: Contest
    title: str
    headings: tuple[str, ...]
    last: int

    @classmethod
    def of(cls, election: Election, contest: Contest, ballots: int = 0) -> EntrySheet:
        """Lay out a contest's sheet, with rows for as many ballots as are expected or `ballots` if these are more."""
        boxes = [f"{WRITE_IN}{box}{what}" for box in range(1, contest.writein_boxes + 1) for what in ("", SIGN)]
        names = [one.name for one in contest.candidates]
        headings = (
            ROW_HEADING,
            NUMBER_HEADING,
            *names,
            *boxes,
            VOID_HEADING,
            REMARK_HEADING,
            CHOSEN_HEADING,
            HINT_HEADING,
        )
        rows = max(min(ballots_expected(election, contest), MOST_ROWS), ballots, 1)
        return cls(election, contest, sheet_title(contest), headings, FIRST + rows - 1)

    @property
    def number(self) -> str:
        """Return the letter of the column 票号."""
        return self.letter(NUMBER_HEADING)

    def letter(self, heading: str) -> str:
        """Return the letter of a column that is not a candidate's."""
        from openpyxl.utils import get_column_letter

        return get_column_letter(len(self.headings) - self.headings[::-1].index(heading))

    def write(self, workbook: Workbook, filled: Rows = ()) -> None:
        """Add the sheet to the workbook, with ballots that stand in it already."""
        sheet = workbook.create_sheet(self.title)
        for at, heading in enumerate(self.headings, start=1):
            sheet.cell(1, at, heading).data_type = "s"
        for row in range(FIRST, self.last + 1):
            sheet.cell(row, 1, row - FIRST + 1)
            sheet[f"{self.letter(CHOSEN_HEADING)}{row}"] = self._chosen(row)
            sheet[f"{self.letter(HINT_HEADING)}{row}"] = self._hint(row)
        self._type(sheet, filled)
        self._totals(sheet)
        self._choices(sheet)
        self._dress(sheet)
        pages = -(-len(self.headings) // COLUMNS_A_PAGE)
        print_on_a4(sheet, "1:1", pages)
        sheet.print_title_cols = "A:B"
        sheet.print_area = f"A1:{self.letter(HINT_HEADING)}{self.last + len(self._kinds())}"
        if sheet.oddHeader is not None and sheet.oddHeader.center is not None:
            rehearsal = "演练　" if self.election.mode == "rehearsal" else ""
            title = f"{rehearsal}{self.election.title}　{self.contest.office}选票录入表（应选{self.contest.seats}名）"
            sheet.oddHeader.center.text = title.replace("&", "&&")

    def _type(self, sheet: Worksheet, filled: Rows) -> None:
        """Type ballots in; what is typed is never a formula."""
        headings = {heading: at for at, heading in enumerate(self.headings, start=1)}
        columns = [headings[heading] for heading in filled[0]] if filled else []
        for row, texts in enumerate(filled[1:], start=FIRST):
            for column, text in zip(columns, texts, strict=False):
                value = cell_value(text)
                if value is not None:
                    cell = sheet.cell(row, column, value)
                    cell.data_type = "n" if isinstance(value, int) else "s"

    @property
    def _candidates(self) -> tuple[str, str]:
        from openpyxl.utils import get_column_letter

        return get_column_letter(3), get_column_letter(2 + len(self.contest.candidates))

    def _chosen(self, row: int) -> str:
        """Return how many the ballot chooses: approving cells, names with an approving sign (V3)."""
        first, last = self._candidates
        cells = f"{first}{row}:{last}{row}"
        parts = [f"COUNTIF({cells},{_criterion(sign)})" for sign in self._signs(Mark.APPROVE) if sign]
        if "" in self._signs(Mark.APPROVE):
            parts.append(f"COUNTBLANK({cells})")
        for box in range(1, self.contest.writein_boxes + 1):
            name, sign = self.letter(f"{WRITE_IN}{box}"), self.letter(f"{WRITE_IN}{box}{SIGN}")
            signs = [one for one in self._signs(Mark.APPROVE) if one]
            signs += [""] if self.election.method.writein_unmarked == "approve" else []
            choosing = ",".join(f"{sign}{row}={_quoted(one)}" for one in signs)
            parts.append(f'IF(AND({name}{row}<>"",OR({choosing})),1,0)')
        return f'=IF({self.number}{row}="","",{"+".join(parts)})'

    def _hint(self, row: int) -> str:
        number, void = f"{self.number}{row}", f"{self.letter(VOID_HEADING)}{row}"
        chosen = f"{self.letter(CHOSEN_HEADING)}{row}"
        typed = f"COUNTA({self._candidates[0]}{row}:{self.letter(REMARK_HEADING)}{row})"
        numbers = f"{self.number}${FIRST}:{self.number}${self.last}"
        return (
            f'=IF({number}="",IF({typed}>0,"缺票号",""),'
            f'IF(COUNTIF({numbers},{number})>1,"票号重复",'
            f'IF(AND({void}="",{chosen}>{self.contest.seats}),"超选",'
            f'IF({typed}=0,"空白票请在备注写明",""))))'
        )

    def _signs(self, mark: Mark) -> tuple[str, ...]:
        legend = self.election.method.legend
        signs = {Mark.APPROVE: legend.approve, Mark.OPPOSE: legend.oppose, Mark.ABSTAIN: legend.abstain}[mark]
        return (*signs, *(word for word, meaning in WORDS.items() if meaning is mark))

    def _kinds(self) -> tuple[tuple[str, Mark], ...]:
        return (("赞成", Mark.APPROVE), ("不赞成", Mark.OPPOSE), ("弃权", Mark.ABSTAIN))

    def _totals(self, sheet: Worksheet) -> None:
        """Add a row for each of the three figures, over the ballots that are valid as typed."""
        from openpyxl.utils import get_column_letter

        rows = f"${FIRST}:{{column}}${self.last}"

        def over(column: str) -> str:
            return f"{column}{rows.format(column=column)}"

        valid = (
            f'({over("$" + self.number)}<>"")*({over("$" + self.letter(VOID_HEADING))}="")'
            f"*({over('$' + self.letter(CHOSEN_HEADING))}<={self.contest.seats})"
        )
        for offset, (word, mark) in enumerate(self._kinds(), start=1):
            row = self.last + offset
            sheet.cell(row, 1, word)
            sheet[f"{self.number}{row}"] = TOTAL
            for at in range(len(self.contest.candidates)):
                column = get_column_letter(3 + at)
                hits = "+".join(f"({over(column)}={_quoted(sign)})" for sign in self._signs(mark))
                sheet[f"{column}{row}"] = f"=SUMPRODUCT({valid}*({hits}))"

    def _choices(self, sheet: Worksheet) -> None:
        """Offer exactly the signs of the legend; what else electors draw can be typed after a warning."""
        first, last = self._candidates
        legend = self.election.method.legend
        signs = [sign for sign in (*legend.approve, *legend.oppose, *legend.abstain) if sign]
        places = [f"{first}{FIRST}:{last}{self.last}"]
        for box in range(1, self.contest.writein_boxes + 1):
            column = self.letter(f"{WRITE_IN}{box}{SIGN}")
            places.append(f"{column}{FIRST}:{column}{self.last}")
        _offer(sheet, signs, places, "画的不是规定的符号？照选票填写，看不清的填“无法辨认”。")
        void = self.letter(VOID_HEADING)
        _offer(sheet, list(VOID_WORDS), [f"{void}{FIRST}:{void}{self.last}"], "从列表里选一个原因；有效的留空。")

    def _dress(self, sheet: Worksheet) -> None:
        from openpyxl.formatting.rule import Rule
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
        from openpyxl.styles.differential import DifferentialStyle
        from openpyxl.utils import get_column_letter

        thin = Side(style="thin", color="808080")
        border = Border(thin, thin, thin, thin)
        centre = Alignment(horizontal="center", vertical="center")
        grey, pale = PatternFill("solid", fgColor=GREY), PatternFill("solid", fgColor=PALE)
        candidates = range(3, 3 + len(self.contest.candidates))
        upright = len(candidates) >= UPRIGHT_FROM
        for at, heading in enumerate(self.headings, start=1):
            unread = heading in (ROW_HEADING, CHOSEN_HEADING, HINT_HEADING) and at not in candidates
            for row in range(1, self.last + len(self._kinds()) + 1):
                cell = sheet.cell(row, at)
                cell.border, cell.alignment = border, centre
                if unread or row > self.last:
                    cell.fill = grey if unread else pale
            head = sheet.cell(1, at)
            head.font = Font(bold=True)
            rotation = 255 if upright and at in candidates else 0
            head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True, textRotation=rotation)
            width = (5 if upright else 9) if at in candidates else WIDTHS.get(heading, 9)
            sheet.column_dimensions[get_column_letter(at)].width = width
        longest = max(map(len, self.headings[2 : candidates.stop - 1]), default=0)
        sheet.row_dimensions[1].height = max(32, 16 * longest) if upright else 32
        for row in range(FIRST, self.last + 1):
            sheet[f"{self.number}{row}"].number_format = "@"
        sheet.freeze_panes = f"C{FIRST}"
        chosen = f"${self.letter(CHOSEN_HEADING)}{FIRST}"
        void = f"${self.letter(VOID_HEADING)}{FIRST}"
        sheet.conditional_formatting.add(
            f"A{FIRST}:{self.letter(HINT_HEADING)}{self.last}",
            Rule(
                type="expression",
                formula=[f'AND(ISNUMBER({chosen}),{void}="",{chosen}>{self.contest.seats})'],
                dxf=DifferentialStyle(fill=PatternFill(bgColor=RED)),
            ),
        )


def _offer(sheet: Worksheet, values: list[str], places: list[str], prompt: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(values)
    if any("," in value or '"' in value for value in values) or len(listed) > 255:
        return  # a list within a cell cannot hold these
    offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, errorStyle="warning", error=prompt)
    offer.showErrorMessage = True
    for place in places:
        offer.add(place)
    sheet.add_data_validation(offer)


def _add_rulings(workbook: Workbook, election: Election) -> None:
    from openpyxl.styles import Font

    sheet = workbook.create_sheet(RULINGS)
    headings = [one.headings[0] for one in RULING_COLUMNS if one.key != "file"]
    for at, heading in enumerate(headings, start=1):
        sheet.cell(1, at, heading).font = Font(bold=True)
        sheet.column_dimensions[chr(64 + at)].width = 16
    last = 1 + _RULING_ROWS
    _offer(sheet, [one.office for one in election.contests], [f"A2:A{last}"], "写选票类别。")
    read_as = ["赞成", "不赞成", "弃权", "部分无效", "有效", "无效", "计入", "不计入"]
    _offer(sheet, read_as, [f"D2:D{last}"], "另选他人的姓名写：姓名：某某。")
    sheet.freeze_panes = "A2"
    print_on_a4(sheet, "1:1")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _criterion(text: str) -> str:
    """Return a criterion that matches exactly this text: `*`, `?` and `~` mean themselves."""
    return _quoted("=" + "".join(f"~{one}" if one in "*?~" else one for one in text))
