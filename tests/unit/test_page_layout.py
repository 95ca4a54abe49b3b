"""What pictures of the papers showed, kept as tests: text that fits its cells, and what stands on one page."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from wcwidth import wcswidth

from building import NAMES, a_folder, a_workbook, ballot_rows
from tally.api import count, load
from tally.documents.blocks import (
    Block,
    Cell,
    Code,
    Heading,
    Names,
    Paper,
    Paragraph,
    Row,
    Signatures,
    Table,
    read,
    stays,
)
from tally.documents.layout import in_rows
from tally.documents.papers import render_all
from tally.documents.pdf import as_pdf
from tally.documents.pictures import pictures
from tally.documents.plain import as_text
from tally.documents.printed_sheets import rule
from tally.documents.sheets import as_workbook
from tally.documents.web import as_html
from tally.documents.word import as_word
from tally.records.opening import opening_record

PDFTOTEXT = shutil.which("pdftotext")
WIDE = Table(
    (
        Row(
            tuple(map(Cell, ("序号", "测评对象", "优秀", "称职", "弃权（不了解）", "基本称职率", "优秀+称职率"))),
            head=True,
        ),
        Row((Cell(1), Cell("温立春"), Cell(50), Cell(11), Cell(3), Cell("3.03%"), Cell("92.42%"))),
    ),
    (2, 6, 3, 3, 3, 4, 4),
)
NARROW = Table(
    (
        Row((Cell("序号"), Cell("各等次分值")), head=True),
        Row((Cell(1), Cell("优秀100、称职80、基本称职60、不称职0"))),
    ),
    (2, 24),
)
LONG = Table(
    (
        Row((Cell("序号"), Cell("姓名")), head=True),
        *(Row((Cell(number), Cell(f"人{number}"))) for number in range(1, 67)),
    ),
    (1, 3),
)
SIGNED = (Signatures((("经办人：", ""), ("负责人：", ""))), Paragraph("2026年10月30日", "right"))


def sheet_of(*blocks: Block, form: str = "wide") -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(as_workbook(Paper("表", blocks, form)))).worksheets[0]


def room(sheet: Worksheet, row: int, column: int) -> int:
    """Return how many half-width characters a cell shows: its lines times what each holds at twelve points."""
    spans = [one for one in sheet.merged_cells.ranges if (one.min_row, one.min_col) == (row, column)]
    last = spans[0].max_col if spans else column
    width = sum(sheet.column_dimensions[chr(64 + at)].width for at in range(column, last + 1))
    return int(sheet.row_dimensions[row].height // 18) * int(width * 7 / 8)


@pytest.mark.parametrize("form", ["wide", "slip"])
def test_every_cell_of_a_workbook_has_room_for_its_text(form: str) -> None:
    """Two tables of other columns stand on one sheet; neither is squeezed into the other's columns."""
    sheet = sheet_of(WIDE, Heading("按分值折算"), NARROW, form=form)
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) == 14 + 1 + 4
    crowded = [cell.value for cell in cells if wcswidth(str(cell.value)) > room(sheet, cell.row, cell.column)]
    assert crowded == []


def test_tables_of_a_sheet_are_equally_wide() -> None:
    sheet = sheet_of(WIDE, NARROW)
    ends = {one.max_col for one in sheet.merged_cells.ranges if one.min_row > len(WIDE.rows) + 1}
    assert max(ends) == sheet.max_column


def test_the_heading_of_a_sheets_only_table_is_printed_on_every_page() -> None:
    assert sheet_of(Paragraph("一"), LONG).print_title_rows == "$2:$2"
    assert not sheet_of(WIDE, NARROW).print_title_rows


def test_words_above_a_column_begin_with_a_capital() -> None:
    blocks, _ = read('<paper><table><tr role="head"><td>entitled</td><td>应到</td></tr></table></paper>', "x", "pdf")
    assert isinstance(blocks[0], Table)
    assert [cell.text for cell in blocks[0].rows[0].cells] == ["Entitled", "应到"]


def test_what_stands_on_the_page_of_the_next() -> None:
    chain = (Heading("一"), Paragraph("有效推荐票64张。"), WIDE, Paragraph("注", "small"), *SIGNED)
    assert [stays(first, second) for first, second in pairwise(chain)] == [True] * 5
    assert not stays(Paragraph("一"), Paragraph("二"))
    assert not stays(LONG, Paragraph("一"))
    assert stays(LONG, Paragraph("2026年10月30日", "right"))
    assert WIDE.together
    assert not LONG.together


@pytest.mark.skipif(not PDFTOTEXT, reason="no pdftotext on this machine")
def test_signatures_are_never_alone_on_a_page() -> None:
    """However long the register, its last rows stand above the signatures, under the heading of the table."""
    for length in range(20, 67):
        blocks = (Table(LONG.rows[: length + 1], LONG.widths), *SIGNED)
        last = text_of(as_pdf(Paper("册", blocks, "wide")))[-1].replace(" ", "")
        assert f"人{length}" in last, length
        assert "2026" in last, length
        assert "姓名" in last, length


def text_of(pdf: bytes) -> list[str]:
    command = [str(PDFTOTEXT), "-", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout.decode().split("\f")[:-1]


def test_long_notes_behind_names_leave_each_name_its_line() -> None:
    """Five names to a row; with notes such as （女，土家族） as many as a line holds, in Word and on the web."""
    short = Names(("王　芳", "马立春（女，回族）", "李大伟", "赵　四", "钱小满"))
    long = Names(tuple(f"示例·样板{one}（女，土家族）" for one in "甲乙丙丁戊己"))
    for names, columns in ((short, 5), (long, 2)):
        paper = Paper("名单", (names,), "official")
        document = docx.Document(io.BytesIO(as_word(paper)))
        assert len(document.tables[0].columns) == columns
        assert f"repeat({columns},auto)" in as_html(paper)
    assert [len(row) for row in in_rows(long.people, 2)] == [2, 2, 2]
    assert max(wcswidth(line) for line in as_text(Paper("名单", (short, long))).splitlines()) <= 80


def test_the_codes_of_a_sealing_record_stand_beside_each_other() -> None:
    blocks, _ = read("<paper><code><li>甲</li><li>乙</li></code></paper>", "x", "docx")
    assert blocks == (Code(("甲", "乙")),)
    assert len(docx.Document(io.BytesIO(as_word(Paper("单", blocks)))).inline_shapes) == 2
    assert as_html(Paper("单", blocks)).count("<svg") == 2


def test_on_the_web_what_stands_on_one_page_is_one_whole() -> None:
    short = as_html(Paper("表", (Paragraph("前"), Heading("一"), Paragraph("句"), WIDE, *SIGNED), "wide"))
    (whole,) = re.findall(r'<div class="whole">\n(.*)</div>\n<footer>', short, re.DOTALL)
    assert ["<h2>" in whole, "<table" in whole, "负责人" in whole, "2026年" in whole, "前" in whole] == [True] * 4 + [
        False
    ]
    long = as_html(Paper("册", (Heading("一"), LONG, *SIGNED), "wide"))
    (whole,) = re.findall(r'<div class="whole">\n(.*)</div>\n<footer>', long, re.DOTALL)
    assert ["<table" in whole, "经办人" in whole, "2026年" in whole] == [False, True, True]


def test_in_word_a_table_keeps_its_last_row_with_the_signatures() -> None:
    document = docx.Document(io.BytesIO(as_word(Paper("册", (LONG, *SIGNED), "wide"))))
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[0].rows]
    assert [at for at, one in enumerate(kept) if one] == [0, 1, 65, 66]
    named = {one.text[:4]: one.paragraph_format.keep_with_next for one in document.paragraphs if one.text}
    assert named["负责人："]


def test_page_numbers_in_word_are_as_small_as_the_line_they_stand_in() -> None:
    document = docx.Document(io.BytesIO(as_word(Paper("册", (LONG,), "wide"))))
    assert document.styles["Footer"].font.size.pt == 9
    assert not re.search(r'w:sz w:val="2\d"', document.sections[0].footer.paragraphs[0]._p.xml)


def test_a_chart_has_room_for_the_longest_name_and_its_figures_stand_on_the_line(tmp_path: Path) -> None:
    names = ("阿卜杜示例·样板买提", *NAMES[1:])
    folder = a_folder(tmp_path, names=names)
    rows = ballot_rows(["○○○×"] * 5 + ["×○○○"] * 5, ("票号", *names, "另选他人1", "另选他人1符号", "整票无效", "备注"))
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    ((_, drawn),) = pictures(count(load(folder), [folder / "ballots.xlsx"]), ("svg",), str, None)
    texts = re.findall(r'<text x="(\d+)".*font-size="(\d+)" text-anchor="end".*>(.+)</text>', drawn.decode("utf-8"))
    assert names[0] in [text for _, _, text in texts]
    assert all(int(end) >= int(size) * wcswidth(text) / 2 for end, size, text in texts)
    assert drawn.index(b"<line ") < drawn.index(b">5</text>")


def test_a_ruled_sheet_has_room_for_every_text_and_prints_on_one_page_across() -> None:
    sheet = openpyxl.Workbook().worksheets[0]
    for row in (("Election folder", "problems"), ("towns/示例", "选票录入表没有这一列" * 6), ("", None)):
        sheet.append(row)
    rule(sheet, 1)
    widths = {letter: sheet.column_dimensions[letter].width for letter in "AB"}
    lines = {number: (sheet.row_dimensions[number].height or 16) // 16 for number in (1, 2, 3)}
    crowded = [
        cell.value
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.value and wcswidth(cell.value) > widths[cell.column_letter] * lines[cell.row]
    ]
    assert crowded == []
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.print_title_rows) == (1, 0, "$1:$1")


@pytest.mark.skipif(not PDFTOTEXT, reason="no pdftotext on this machine")
def test_no_row_is_parted_by_the_end_of_a_page() -> None:
    """A unit's long name takes many lines; they stand together wherever the page ends."""
    unit = "中共示例县样板镇农业综合服务中心和石桥村、清溪村联合党总支"
    table = Table(tuple(Row((Cell(number), Cell(unit))) for number in range(1, 15)), (9, 1))
    for above in range(1, 8):
        pages = text_of(as_pdf(Paper("册", (*[Paragraph("一")] * above, table), "wide")))
        found = [["".join(page.split()).count(part) for page in pages] for part in (unit[:4], unit[-4:])]
        assert found[0] == found[1], above


@pytest.mark.skipif(not PDFTOTEXT, reason="no pdftotext on this machine")
def test_a_ballot_of_forty_names_is_one_page(tmp_path: Path) -> None:
    names = [f"{family}{given}样" for family in "甲乙丙丁戊己庚辛" for given in "一二三四五"]
    election = load(a_folder(tmp_path, names=names, seats=30, present=50))
    ((_, ballot),) = render_all(opening_record(election), ("D6",), ("pdf",), "zh")
    (page,) = text_of(ballot)
    first = "".join(page.split())
    assert [name for name in names if name not in first] == []
    assert "另选他人" in first
