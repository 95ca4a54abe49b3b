"""The election file's own settings, the strokes of rare characters, and .ods as odd as they come: each is answered."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from building import a_folder, a_workbook
from property.raw_opendocument import SPACES, document
from refuse.sheets_of_other_formats import SPREADSHEET
from tally.domain.problem import Problems
from tally.files.election_file import read_election
from tally.files.opendocument import read_opendocument
from tally.files.stored import StoredWorkbook
from tally.names.order import why
from tally.names.strokes import StrokeTable

CONTEST = 'candidates = "candidates.xlsx#党委委员"'


def refusals(folder: Path) -> set[tuple[str, str]]:
    with pytest.raises(Problems) as refused:
        read_election(folder / "election.toml")
    return {(one.code, one.place) for one in refused.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('id = "committee"', 'id = "../x"', "T107", "contest[1] (../x).id"),
        (CONTEST, 'candidates = "candidates.xlsx"', "T265", "contest[1] (committee).candidates"),
        (CONTEST, 'candidates = "candidates.xlsx#没有"', "T266", ""),
        (CONTEST, f'{CONTEST}\nreduce_seats = {{ to = 2, by = "electors" }}', "T104", "reduce_seats.votes"),
        (CONTEST, f'{CONTEST}\nreduce_seats = {{ to = 3, by = "presidium" }}', "T107", "reduce_seats.to"),
        (CONTEST, f"{CONTEST}\nreduce_seats = {{ to = 2 }}", "T104", "reduce_seats.by"),
        ("entitled = 10\n", "", "T104", "attendance.entitled"),
        ("present = 10\n", "", "T104", "attendance.present"),
        ("present = 10\n", "present = 11\n", "T505", "attendance.present"),
        ("present = 10\n", "present = 10\nvoted = 11\n", "T505", "attendance.voted"),
        ("present = 10\n", "present = 10\nproxies = 1\n", "T407", "attendance.proxies"),
        ("present = 10\n", "present = 10\nall = 9\n", "T505", "attendance.entitled"),
        ('legend = "L1"\n', "", "T110", "method.legend"),
        ('legend = "L1"\n', 'legend = "L9"\n', "T110", "method.legend"),
        ('legend = "L1"\n', "legend = 3\n", "T110", "method.legend"),
        ('legend = "L1"\n', 'legend = { approve = ["○"] }\n', "T104", "method.legend.oppose"),
        ('legend = "L1"\n', 'legend = "L1"\nmajority_base = "voted"\n', "T410", "method.majority_base"),
        ('ballot_order = "given"', 'ballot_order = "given"\nunclear = "guess"', "T106", "method.unclear"),
        (CONTEST, f"{CONTEST}\n[unit_facts.dates]\nlast_election = 2026-11-20", "T121", "dates.last_election"),
        ('rules = "jiceng-2020"', 'rules = "jiceng-2020"\n[names]\nstrokes = "none.tsv"', "T210", ""),
    ],
)
def test_settings_refused(old: str, new: str, code: str, place: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    a_workbook(
        folder / "candidates.xlsx", {"党委委员": [("姓名",), *((one,) for one in "甲乙丙丁")], "别的": [("姓名",)]}
    )
    text = (folder / "election.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "election.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    found = refusals(folder)
    assert any(one == code and where.endswith(place) for one, where in found), found


def test_the_same_is_said_once(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    text = (folder / "election.toml").read_text(encoding="utf-8").replace("jiceng-2020", "zuzhi-fa-2022")
    text = text.replace('id = "committee"', 'id = "committee"\nkind = "RZ"')
    text = text.replace('ballot_order = "given"', 'ballot_order = "given"\nmajority_base = "all"')
    (folder / "election.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_election(folder / "election.toml")
    places = [one.place for one in refused.value.problems if one.code == "T104"]
    assert places == ["election.toml › attendance.all"]


def test_a_law_that_knows_no_fewer_seats(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    text = (folder / "election.toml").read_text(encoding="utf-8").replace("jiceng-2020", "xuanju-fa-2020")
    text = text.replace('id = "committee"', 'id = "committee"\nkind = "RD"')
    text += '\nreduce_seats = { to = 2, by = "presidium" }\n'
    (folder / "election.toml").write_text(text, encoding="utf-8")
    assert ("T411", "election.toml › contest[1] (committee).reduce_seats") in refusals(folder)


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        ("甲\t12a\n", "T211", "第1行"),
        ("甲乙\t12\n", "T211", "第1行"),
        ("甲\n", "T211", "第1行"),
        ("# 笔顺\n\n甲\t25112\n甲\t25112\n", "T212", "第4行"),
    ],
)
def test_strokes_that_cannot_be_read(lines: str, code: str, line: str, tmp_path: Path) -> None:
    (tmp_path / "strokes.tsv").write_text(lines, encoding="utf-8")
    with pytest.raises(Problems) as refused:
        StrokeTable.of(tmp_path)
    assert [(one.code, str(one.place)) for one in refused.value.problems] == [(code, f"strokes.tsv › {line}")]


def test_strokes_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "strokes.tsv").write_bytes("甲\t25112\n".encode("gb18030"))
    with pytest.raises(Problems) as refused:
        StrokeTable.of(tmp_path)
    assert [one.code for one in refused.value.problems] == ["T210"]


def test_rare_characters_stand_beside_those_of_their_strokes(tmp_path: Path) -> None:
    """𠮷 (12125 1, six strokes) is new; two new characters of the same strokes go together."""
    (tmp_path / "strokes.tsv").write_text("𠮷\t121251\n𠀀\t121251\n𪚥\t1\n", encoding="utf-8")
    table = StrokeTable.of(tmp_path)
    assert table.counts["𠮷"] == 6
    assert table.ranks["𠮷"] == table.ranks["𠀀"]
    assert min(table.ranks.values()) <= table.ranks["𪚥"] <= table.ranks["一"]
    assert "6画" in str(why("𠮷", "一", table))


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("王一", "王一二", "只有两个字"),
        ("王一二", "王一", "只有两个字"),
        ("王小明", "王小", "只有两个字"),
        ("王小明", "王小明天", "字数少，在前"),
        ("丁", "马", "“丁”2画，“马”3画"),
        ("土", "士", "笔顺也相同"),
        ("王", "天", "第"),
    ],
)
def test_the_reason_of_an_order(first: str, second: str, said: str) -> None:
    assert said in str(why(first, second, StrokeTable.load()))


def read(inside: str, name: str = "甲") -> StoredWorkbook:
    tables = [f'<table:table table:name="{name}">{inside}</table:table>']
    return StoredWorkbook(read_opendocument(document(tables), "a.ods"), "a.ods", "")


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def value(kind: str, attributes: str, shown: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>{shown}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (value("boolean", 'office:boolean-value="true"', "真"), "true"),
        (value("boolean", "", "TRUE"), "TRUE"),
        (value("date", 'office:date-value="2026-11-20T00:00:00"', "11月20日"), "2026-11-20"),
        (value("date", "", "11月20日"), "11月20日"),
        (value("time", 'office:time-value="PT09H"', "9:00"), "PT09H"),
        (value("percentage", 'office:value="0.5"', "50%"), "0.5"),
        (value("float", "", "3"), "3"),
        ("<table:table-cell><text:p>甲</text:p><text:p>乙</text:p></table:table-cell>", "甲\n乙"),
        ('<table:table-cell><text:p>甲<text:s text:c="3"/>乙<text:s/>丙</text:p></table:table-cell>', "甲   乙 丙"),
        ("<table:table-cell><text:p>甲<text:tab/>乙<text:line-break/>丙</text:p></table:table-cell>", "甲\t乙\n丙"),
    ],
)
def test_kinds_of_cells_of_an_ods(cell: str, text: str) -> None:
    assert read(row(cell)).grid("甲").text(0, 0) == text


def test_hidden_columns_and_what_other_files_left_behind() -> None:
    hidden = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    cells = row(*(value("string", "", one) for one in "甲乙丙"))
    assert read(hidden + cells).grid("甲").hidden_columns == {1, 2}
    kept = [f'<table:table table:name="甲">{cells}</table:table>', "<table:table table:name=\"'file:///x.ods'#$甲\"/>"]
    assert [one.name for one in read_opendocument(document(kept), "a.ods")] == ["甲"]


LONG = "x" * ((1 << 20) + 1)
FAR = '<table:table-cell table:number-columns-repeated="16384"/>'


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ([], "T304"),
        (["", ""], "T311"),
        ([value("string", "", LONG)], "T311"),
        ([value("string", f'office:string-value="{LONG}"')], "T311"),
        ([FAR + value("string", "", "x")], "T310"),
    ],
    ids=["no sheet", "two of one name", "a long text", "a long value", "too far"],
)
def test_an_ods_refused(cells: list[str], code: str) -> None:
    tables = [f'<table:table table:name="甲">{row(one)}</table:table>' for one in cells]
    with pytest.raises(Problems) as refused:
        read_opendocument(document(tables), "a.ods")
    assert [one.code for one in refused.value.problems] == [code]


def test_an_ods_whose_contents_are_cut_off() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET, zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"<a xmlns='{SPACES['office']}'>" + "甲乙丙" * 4000 + "</a>")
    data = bytearray(whole.getvalue())
    at = data.index(b"content.xml") + 60
    data[at : at + 8] = b"\x00" * 8
    with pytest.raises(Problems) as refused:
        read_opendocument(bytes(data), "a.ods")
    assert refused.value.problems[0].code in ("T306", "T311")
