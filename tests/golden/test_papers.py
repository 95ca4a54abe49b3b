"""Every paper of every case: its text, its structure in Word, its figures in the workbook, and the same bytes twice."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from goldens import normalised
from paper_cases import AFTER, BEFORE, CASES, records
from tally.documents.papers import render_all

GOLDEN = Path(__file__).parent / "papers"
Files = dict[str, bytes]


def printed(before: dict[str, Any], after: dict[str, Any], *formats: str) -> Files:
    files = {f"before/{name}": content for name, content in render_all(before, BEFORE, formats, "zh")}
    return files | dict(render_all(after, AFTER, formats, "zh"))


def in_word(name: str, before: dict[str, Any], after: dict[str, Any]) -> Files:
    """Return the Word files whose structure is kept: every paper of the whole congress, the results of the others."""
    if name == "congress":
        return printed(before, after, "docx")
    return dict(render_all(after, ("D9", "D11", "D12"), ("docx",), "zh"))


def structure(content: bytes) -> list[str]:
    """Return what stands in a Word file, in order: paragraphs by their first words, tables by their shape."""
    document = docx.Document(io.BytesIO(content))
    found = []
    for element in document.element.body.iterchildren():
        kind = element.tag.rpartition("}")[2]
        if kind == "tbl":
            table = docx.table.Table(element, document)
            repeated = sum("tblHeader" in row._tr.xml for row in table.rows)
            found.append(f"table {len(table.rows)}x{len(table.columns)} head {repeated}")
        elif kind == "p":
            paragraph = docx.text.paragraph.Paragraph(element, document)
            marks = "".join(
                mark
                for mark, held in (
                    ("^", paragraph.paragraph_format.page_break_before),
                    ("+", paragraph.paragraph_format.keep_with_next),
                )
                if held
            )
            found.append(f"p{marks} {normalised(paragraph.text)[:12]}")
    return found


@pytest.fixture(scope="module", params=list(CASES))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any, Any]:
    before, after = records(request.param, tmp_path_factory.mktemp("case"))
    return request.param, before, after


def expected(name: str, suffix: str) -> dict[str, str]:
    kept = GOLDEN / name
    paths = [path for path in kept.rglob(f"*.{suffix}") if path.is_file()]
    return {path.relative_to(kept).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_text(case: tuple[str, Any, Any]) -> None:
    """The golden papers were read and looked at; regenerate with `make golden` and look again."""
    name, before, after = case
    written = {path: normalised(content.decode("utf-8")) for path, content in printed(before, after, "txt").items()}
    assert written == expected(name, "txt")


def test_pages_and_markdown_of_the_result(case: tuple[str, Any, Any]) -> None:
    name, _, after = case
    for suffix in ("html", "md"):
        files = render_all(after, ("D9", "D11", "D12"), (suffix,), "zh")
        assert {path: normalised(content.decode("utf-8")) for path, content in files} == expected(name, suffix)


def test_structure_in_word(case: tuple[str, Any, Any]) -> None:
    name, before, after = case
    found = {path: structure(content) for path, content in in_word(name, before, after).items()}
    assert found == json.loads((GOLDEN / name / "structure.json").read_text(encoding="utf-8"))


def numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def test_figures_in_the_workbook_are_the_records(case: tuple[str, Any, Any]) -> None:
    """Every whole number on a sheet is a number cell and stands in the record; a line is a line and no nought."""
    name, _, after = case
    known = set(numbers(after))
    codes = AFTER if name in ("congress", "delegates") else ("D9", "D10", "D11")
    for path, content in render_all(after, codes, ("xlsx",), "zh"):
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (name, path, cell.coordinate)
                    if isinstance(cell.value, int):
                        assert cell.value in known | set(range(1, 31)), (name, path, cell.coordinate)
                    elif isinstance(cell.value, str) and sheet.cell(1, 1).value != cell.value:
                        assert not re.fullmatch(r"\d+", cell.value), (name, path, cell.coordinate)


def test_every_candidate_row_of_the_result_slip_is_the_records(case: tuple[str, Any, Any]) -> None:
    _, _, after = case
    files = dict(render_all(after, ("D9", "D11"), ("docx", "xlsx"), "zh"))
    for contest in after["contests"]:
        if contest["outcome"]["status"] == "void" or contest["kind"] == "RD":
            assert f"D11-{contest['id']}.docx" not in files
            continue
        wanted = sorted(
            (one["name"], one["approve"], one["oppose"], one["abstain"], one["unclear"])
            for one in contest["candidates"]
        )
        document = docx.Document(io.BytesIO(files[f"D11-{contest['id']}.docx"]))
        rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows][1:]
        assert sorted((row[1].replace("　", ""), *map(int, row[2:6])) for row in rows) == wanted
        sheet = openpyxl.load_workbook(io.BytesIO(files[f"D11-{contest['id']}.xlsx"])).worksheets[0]
        values = [[cell.value for cell in row if not isinstance(cell, MergedCell)] for row in sheet.iter_rows()]
        names = {one["name"] for one in contest["candidates"]}
        found = [row for row in values if len(row) > 5 and str(row[1]).replace("　", "") in names]
        assert sorted((row[1].replace("　", ""), *row[2:6]) for row in found) == wanted


def test_a_void_vote_prints_the_collection_slip_alone(tmp_path: Path) -> None:
    _, after = records("void", tmp_path)
    assert [name for name, _ in render_all(after, None, ("txt",), "zh")] == ["D9.txt"]
    text = dict(render_all(after, None, ("txt",), "zh"))["D9.txt"].decode("utf-8")
    assert "重新选举" in text
    assert "再次投票" not in text
    assert "另行选举" not in text


def test_three_events_have_three_words(tmp_path: Path) -> None:
    words = {"tie": "再次投票", "gap": "另行选举", "void": "重新选举"}
    for name, word in words.items():
        _, after = records(name, tmp_path)
        text = "".join(content.decode("utf-8") for _, content in render_all(after, None, ("txt",), "zh"))
        assert word in text, name
        assert not any(other in text for other in words.values() if other != word), name


def test_a_figure_nobody_gave_is_a_line(tmp_path: Path) -> None:
    before, after = records("write-in", tmp_path)
    slip = dict(render_all(after, ("D8",), ("txt",), "zh"))["D8.txt"].decode("utf-8")
    assert "领取____张，实发____张，剩余____张" in slip
    assert "0张" not in slip
    early = dict(render_all(before, ("D9",), ("txt",), "zh"))["D9.txt"].decode("utf-8")
    assert "收回选票____张" in early
    assert "（有效／无效）" in early


def test_papers_made_twice_are_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    _, after = records("tie", tmp_path)
    formats = ("docx", "xlsx", "pdf", "html")
    first = render_all(after, ("D7", "D11", "D12"), formats, "zh")
    assert first == render_all(after, ("D7", "D11", "D12"), formats, "zh")
    assert {name.rpartition(".")[2] for name, _ in first} == set(formats)


def test_a_district_reports_a_count_and_elects_nobody(tmp_path: Path) -> None:
    """R6: the election committee says who is elected; the count says who passed half."""
    _, after = records("district", tmp_path)
    files = dict(render_all(after, None, ("txt",), "zh"))
    assert not {name for name in files if name.startswith(("D11", "D12", "D15"))}
    report = files["D18-committee.txt"].decode("utf-8")
    assert "待选举委员会确认" in report
    assert "反对" in report
    assert "不赞成" not in report
    rows = [line for line in report.splitlines() if "甲" in line or "乙" in line]
    assert all(line.endswith("过半数") for line in rows)
