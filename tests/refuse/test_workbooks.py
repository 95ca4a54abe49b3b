"""Broken, hostile and mistaken workbooks: each refused with its code and place, nothing written, the file untouched."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from building import TEN, a_folder, a_whole_folder, a_workbook, ballot_rows
from running import Run, tally

SHEET = "党委委员"
Change = Callable[[Worksheet], object]


def refused(folder: Path, file: str = "ballots.xlsx") -> Run:
    path = folder / file
    before = hashlib.sha256(path.read_bytes()).digest() if path.is_file() else None
    run = tally("count", path, "--election", folder, "--json")
    assert run.status == 1, run.out
    assert not (folder / "out").exists()
    assert before is None or hashlib.sha256(path.read_bytes()).digest() == before
    for problem in run.json["problems"]:
        assert problem["found"]
        assert problem["severity"] != "error" or problem["remedy"]
        assert problem["code"] in run.err or problem["severity"] == "info"
    return run


def changed(folder: Path, change: Change) -> Path:
    path = folder / "ballots.xlsx"
    workbook = load_workbook(path)
    change(workbook[SHEET])
    workbook.save(path)
    return folder


def put(cell: str, value: object) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = value

    return change


CELLS: dict[str, tuple[Change, str, str]] = {
    "a word nobody reads": (put("C4", "同上"), "T339", "C4"),
    "a number in a mark cell": (put("B3", 1), "T339", "B3"),
    "an error value": (put("D5", "#REF!"), "T345", "D5"),
    "a formula without a stored value": (put("D5", "=1+1"), "T346", "D5"),
    "a formula in the last row": (put("D11", '="○"'), "T346", "D11"),
    "a merged cell across ballots": (lambda sheet: sheet.merge_cells("C3:C5"), "T347", "C3"),
    "a 票号 twice": (put("A5", 1), "T344", "A5"),
    "a row without 票号": (put("A5", None), "T337", "A5"),
    "a 票号 with a fraction": (put("A5", 4.5), "T343", "A5"),
    "a column of nobody": (put("J1", "王五"), "T331", "J1"),
    "a candidate's column gone": (put("C1", "戊五"), "T333", ""),
    "a candidate twice": (put("C1", "甲一"), "T332", "C1"),
    "marks under no heading": (put("K4", "○"), "T334", "K"),
    "a reason nobody reads": (put("H4", "看不顺眼"), "T340", "H4"),
    "a sign without a name": (put("G4", "○"), "T341", "4"),
    "a sign for a name": (put("F4", "○"), "T342", "F4"),
    "an empty row between ballots": (lambda sheet: sheet.insert_rows(5), "T336", "5行"),
    "a numbered row without marks at the end": (put("A12", 11), "T338", "A12"),
    "no heading row": (lambda sheet: sheet.delete_rows(1), "T330", ""),
}


@pytest.mark.parametrize("mistake", CELLS)
def test_a_mistake_in_a_sheet(mistake: str, tmp_path: Path) -> None:
    change, code, where = CELLS[mistake]
    run = refused(changed(a_whole_folder(tmp_path / "town", present=20), change))
    assert [one for one in run.json["problems"] if one["code"] == code and where in one["place"]], run.out
    assert all("ballots.xlsx" in one["place"] for one in run.json["problems"] if one["code"] == code)


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for cell, value in {"B3": "甲", "C4": "#N/A", "D5": "=1", "A6": 1, "H7": "不明"}.items():
            sheet[cell] = value

    run = refused(changed(a_whole_folder(tmp_path / "town"), change))
    assert run.codes >= {"T339", "T345", "T346", "T344", "T340"}


def test_a_formula_with_a_stored_value_is_read(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    path = folder / "ballots.xlsx"
    replace_cell(path, b"B2", '<c r="B2" t="str"><f>"○"</f><v>○</v></c>'.encode())
    assert tally("count", path, "--election", folder).status == 0
    replace_cell(path, b"B2", b'<c r="B2" t="str"><f>CHAR(1)</f></c>')
    assert tally("count", path, "--election", folder, "--json").codes == {"T346"}


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def replace_cell(path: Path, address: bytes, cell: bytes) -> None:
    def change(xml: bytes) -> bytes:
        start = xml.index(b'<c r="' + address + b'"')
        close, short = xml.find(b"</c>", start), xml.find(b"/>", start)
        end = short + 2 if 0 <= short < xml.find(b">", start) else close + 4
        return xml[:start] + cell + xml[end:]

    rewritten(path, "xl/worksheets/sheet1.xml", change)


def as_bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-300])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
    content[entry.header_offset + 120] ^= 0xFF
    path.write_bytes(bytes(content))


def bomb(path: Path) -> None:
    rewritten(
        path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b" " * 300_000_000 + b"</sheetData>")
    )


def doctype(path: Path) -> None:
    entity = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    rewritten(path, "xl/workbook.xml", lambda xml: xml.replace(b"<workbook", entity + b"<workbook", 1))


def doctype_in_sheet(path: Path) -> None:
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<worksheet", b"<!DOCTYPE w><worksheet", 1))


def far_cell(path: Path) -> None:
    workbook = load_workbook(path)
    workbook[SHEET]["XFD1048576"] = "○"
    workbook.save(path)


def far_formula(path: Path) -> None:
    """Openpyxl would write an empty value beside the formula, which shows how far the sheet reaches."""
    row = b'<row r="1048576"><c r="XFD1048576"><f>1+1</f></c></row></sheetData>'
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", row))


def not_a_book(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "hello")


def twice_the_part(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")


ODD_CELLS: dict[str, bytes] = {
    "CDATA": b'<c r="B2" t="str"><v><![CDATA[\xe2\x97\x8b]]></v></c>',
    "a comment": b'<c r="B2" t="str"><v><!-- x -->\xe2\x97\x8b</v></c>',
    "an instruction": b'<c r="B2" t="str"><v>\xe2\x97\x8b<?x y?>\xc3\x97</v></c>',
    "another prefix": b'<c r="B2" t="str" xmlns:z="urn:z"><z:v>\xc3\x97</z:v><v>\xe2\x97\x8b</v></c>',
    "a prefix and a cell twice": b'<c r="B2" t="str"><v>\xc3\x97</v></c><c r="B2" t="str"><v>\xe2\x97\x8b</v></c>'
    b'<c r="F2" t="str" xmlns:z="urn:z"><z:v>\xe2\x97\x8b</z:v></c>',
}


@pytest.mark.parametrize("oddity", ODD_CELLS)
def test_a_value_of_which_a_reader_would_keep_a_part(oddity: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    replace_cell(folder / "ballots.xlsx", b"B2", ODD_CELLS[oddity])
    assert refused(folder).codes == {"T311"}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "an empty file": (as_bytes(b""), "T303"),
    "not a workbook": (as_bytes(b"hello"), "T304"),
    "a zip that is no workbook": (not_a_book, "T304"),
    "protected by a password": (as_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "T305"),
    "an old format under the new name": (as_bytes(OLE), "T309"),
    "truncated": (truncated, "T306"),
    "a flipped byte": (flipped, "T306"),
    "a part twice": (twice_the_part, "T306"),
    "300 MB of nothing behind the rows": (bomb, "T311"),
    "entities in the workbook": (doctype, "T306"),
    "entities in the sheet": (doctype_in_sheet, "T311"),
    "a cell in the farthest corner": (far_cell, "T310"),
    "a formula without a value in the farthest corner": (far_formula, "T310"),
}


@pytest.mark.parametrize("damage", FILES)
def test_a_damaged_file(damage: str, tmp_path: Path) -> None:
    harm, code = FILES[damage]
    folder = a_whole_folder(tmp_path / "town")
    harm(folder / "ballots.xlsx")
    assert refused(folder).codes == {code}


def test_files_that_are_no_files(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    (folder / "empty").mkdir()
    (folder / "~$ballots.xlsx").write_bytes(b"lock")
    (folder / "old.xls").write_bytes(b"BIFF")
    assert refused(folder, "missing.xlsx").codes == {"T300"}
    assert refused(folder, "empty").codes >= {"T350"}
    assert refused(folder, "~$ballots.xlsx").codes == {"T308"}
    assert refused(folder, "old.xls").codes == {"T304"}


def test_a_workbook_of_other_sheets(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    a_workbook(folder / "ballots.xlsx", {"Sheet1": [("时间", "地点"), ("上午", "礼堂")]})
    run = refused(folder)
    assert "T353" in run.codes
    run = tally("count", f"{folder}/ballots.xlsx#纪委委员", "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T354", "T352"})


@pytest.mark.parametrize("ghost", [b'<row r="%d"><c r="A%d" s="1"/></row>', b'<row r="%d" ht="%d"/>', b"<row/>"])
def test_ghost_rows_hold_nothing(ghost: bytes, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    ghosts = b"".join(ghost % ((row, row) if b"%" in ghost else ()) for row in range(20, 200_000))

    def change(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", ghosts + b"</sheetData>")

    rewritten(folder / "ballots.xlsx", "xl/worksheets/sheet1.xml", change)
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 0
    assert run.json["contests"][0]["ballots"]["collected"] == 10


def test_another_number_of_ballots_than_collected(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", present=12, contest="collected = 11")
    assert refused(folder).codes == {"T506"}


def test_the_same_file_twice_and_one_number_in_two_files(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", present=30)
    copy = folder / "copy.xlsx"
    copy.write_bytes((folder / "ballots.xlsx").read_bytes())
    run = tally("count", folder / "ballots.xlsx", copy, "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T351"})
    a_workbook(copy, {SHEET: ballot_rows(TEN[:3])})
    run = tally("count", folder / "ballots.xlsx", copy, "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T355"})


def test_names_on_a_ballot_without_boxes(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    text = (folder / "election.toml").read_text(encoding="utf-8").replace("writein_boxes = 1", "writein_boxes = 0")
    (folder / "election.toml").write_text(text, encoding="utf-8")
    rows = ballot_rows([("○", "○", "○", "×", "王五", "○")])
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    assert "T349" in refused(folder).codes


def test_csv_in_every_encoding_of_spreadsheets(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    text = "\n".join(",".join(str(cell) for cell in row) for row in ballot_rows(TEN))
    records = []
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = folder / f"{SHEET}.csv"
        path.write_bytes(text.encode(encoding))
        run = tally("count", path, "--election", folder, "--json")
        assert run.status == 0, run.err
        records.append(run.json["contests"][0]["candidates"])
    assert all(one == records[0] for one in records)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b'"\xe7\xa5\xa8,1\n', "T315"), (b"\xff\xfa\x80\x00\xff", "T314"), (b"PK\x03\x04", "T304"), (b"a\0b", "T304")],
)
def test_a_broken_csv(content: bytes, code: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    (folder / f"{SHEET}.csv").write_bytes(content)
    assert refused(folder, f"{SHEET}.csv").codes == {code}


def test_a_cell_that_starts_with_an_equals_sign_is_never_run(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    rows = ballot_rows([*TEN[:9], ("○", "×", "○", "×", "=cmd|' /C calc'!A0", "○")])
    (folder / f"{SHEET}.csv").write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    run = tally("count", folder / f"{SHEET}.csv", "--election", folder, "--json")
    assert run.status == 0
    assert run.json["contests"][0]["write_ins"][0]["name"].startswith("=cmd")
    report = tally("report", "--election", folder)
    assert report.status == 0


DELIMITERS = {
    "a title, a place and a name with commas in a file of semicolons": (
        "META\ndescription;Budget, in two words, and more | Here\ndistrict;One, Two\nunit;Here\nbudget;10\n",
        ["description", "Budget, in two words, and more | Here"],
    ),
    "a title with a semicolon over commas": ("结果;终稿\n票号,甲一,乙二\n1,○,×\n2,○,○\n", ["票号", "甲一", "乙二"]),
    "lists of names in a tabbed file": ("票号\t赞成\n1\t甲一,乙二\n2\t甲一,乙二\n3\t乙二\n", ["1", "甲一,乙二"]),
    "a quoted list": ('票号,赞成\n1,"甲一;乙二;丙三"\n2,"甲一;乙二;丙三"\n', ["1", "甲一;乙二;丙三"]),
    "one column": ("票号\n1\n2\n", ["2"]),
}


@pytest.mark.parametrize("case", DELIMITERS)
def test_the_delimiter_is_what_lines_agree_on(case: str) -> None:
    from tally.files.delimited import read_delimited

    text, row = DELIMITERS[case]
    assert row in read_delimited(text.encode(), "a.csv")[0]
