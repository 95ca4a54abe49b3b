"""Links out of the workbook, sheets named like paths, cells without measure: nothing outside is touched."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import TEN, a_folder, a_whole_folder, a_workbook, ballot_rows
from refuse.sheets_of_other_formats import an_ods
from running import tally

SHEET = "党委委员"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
PATHS = ("..\\..\\secret", "....secret", "C:secret", "%2e%2e%2fsecret", "=1+1", "<script>", "党委\u202e员委")


def add_external_link(path: Path, target: str) -> None:
    """Put in what Excel keeps of another workbook that a formula names."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    relations = parts["xl/_rels/workbook.xml.rels"]
    own = f'<Relationship Id="rId77" Type="{LINK}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", own.encode())
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    outside = f'<Relationship Id="rId1" Type="{LINK}Path" Target="{target}" TargetMode="External"/>'
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = f"<Relationships>{outside}</Relationships>".encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def stored_formula(path: Path, address: str, formula: str, result: str) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    start = parts[sheet].index(f'<c r="{address}"'.encode())
    end = parts[sheet].index(b"</c>", start) + 4
    cell = f'<c r="{address}" t="str"><f>{formula}</f><v>{result}</v></c>'
    parts[sheet] = parts[sheet][:start] + cell.encode() + parts[sheet][end:]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_a_link_to_another_workbook_is_not_followed(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    wanted = tally("count", folder / "ballots.xlsx", "--election", folder, "--json").json["contests"]
    other = a_workbook(tmp_path / "other.xlsx", {SHEET: [("×",)]})
    add_external_link(folder / "ballots.xlsx", other.as_uri())
    stored_formula(folder / "ballots.xlsx", "B2", f"[1]{SHEET}!A1", "○")
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.json["contests"] == wanted
    assert [(one["code"], one["severity"]) for one in run.json["problems"]] == [("T324", "info")]


def test_a_sheet_whose_part_lies_outside_the_package(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    with zipfile.ZipFile(folder / "ballots.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"/xl/worksheets/sheet1.xml", b"../../../etc/passwd")
    with zipfile.ZipFile(folder / "ballots.xlsx", "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T306"})


def with_main_part(path: Path, main: str, decoy: Path | None = None) -> None:
    """Move the workbook's main part, and what it names beside it; leave another workbook where it was."""
    folder, _, file = main.rpartition("/")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    moved = {}
    for name, content in parts.items():
        new = name.replace("workbook.xml", file).replace("xl/", f"{folder}/")
        moved[new] = content.replace(b"/xl/", f"/{folder}/".encode()).replace(b'"xl/', f'"{folder}/'.encode())
        moved[new] = moved[new].replace(b"workbook.xml", file.encode())
    if decoy is not None:
        with zipfile.ZipFile(decoy) as package:
            moved |= {name: package.read(name) for name in package.namelist() if name.startswith("xl/")}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in moved.items():
            package.writestr(name, content)


@pytest.mark.parametrize("main", ["xl/Workbook.xml", "office/workbook.xml", "a/b/workbook.xml"])
def test_the_workbook_is_the_part_that_the_package_says(main: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    wanted = tally("count", folder / "ballots.xlsx", "--election", folder, "--json").json["contests"]
    other = a_workbook(tmp_path / "other.xlsx", {SHEET: ballot_rows(["×"] * 10)})
    with_main_part(folder / "ballots.xlsx", main, None if main.startswith("xl/") else other)
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--json").json["contests"] == wanted


def test_a_main_part_under_a_name_that_readers_do_not_know(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    with_main_part(folder / "ballots.xlsx", "xl/book.xml")
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T304"})
    assert "xl/book.xml" in run.json["problems"][0]["found"]


def test_parts_parted_by_backslashes(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    path = folder / "ballots.xlsx"
    wanted = tally("count", path, "--election", folder, "--json").json["contests"]
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("/", "\\"), content)
    assert tally("count", path, "--election", folder, "--json").json["contests"] == wanted


@pytest.mark.parametrize("title", PATHS)
def test_a_sheet_named_like_a_path(title: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    path = folder / "ballots.xlsx"
    book = load_workbook(path)
    book.create_sheet("甲")["A1"] = "记录"
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    named = title.replace("&", "&amp;").replace("<", "&lt;")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('name="甲"'.encode(), f'name="{named}"'.encode())
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    before = sorted(one for one in tmp_path.rglob("*") if "out" not in one.parts)
    out = folder / "out"
    run = tally("count", path, "--election", folder, "--out", out)
    assert run.status == 0, run.err
    assert sorted(one for one in tmp_path.rglob("*") if "out" not in one.parts) == before
    assert not [one for one in out.rglob("*") if "secret" in one.name]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv"])
def test_a_cell_of_ten_megabytes(suffix: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    rows = [list(one) for one in ballot_rows(TEN)]
    path = folder / f"ballots{suffix}"
    if suffix == ".csv":
        path = folder / "党委委员.csv"
        rows[3][2] = "○" * 10_000_000
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    elif suffix == ".ods":
        rows[3][2] = "○" * 10_000_000
        an_ods(path, rows)
    else:
        rows[3][2] = "LONGCELL"
        a_workbook(path, {SHEET: rows})
        stretch(path)
    run = tally("count", path, "--election", folder, "--json")
    assert run.status == 1, run.out
    assert len(run.out) + len(run.err) < 20_000
    assert run.codes & {"T339", "T311", "T315"}


def stretch(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert sum(b"LONGCELL" in content for content in parts.values()) == 1
    parts = {name: content.replace(b"LONGCELL", "甲".encode() * 10_000_000) for name, content in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
