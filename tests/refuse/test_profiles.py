"""Formats described by a file of the election's own: what is wrong in the description, and in exports read by it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from building import a_folder, a_workbook
from real.elections import an_election_of, counted, refused, votes
from running import Run, tally

MAYOR = {"Mayor": (1, ["Ann Ash", "Bo Bay"])}
COLUMNS = 'title = "x"\nform = "columns"\nnumber = ["id"]\n[marks]\napprove = ["1"]\nabstain = ["0"]\n'
HEADED = COLUMNS.replace("number", "contest_row = 1\nheading = ['id']\nnumber")
PARTS = """title = "x"
form = "sections"
number = ["id"]
[sections]
facts = "META"
people = "WHO"
ballots = "VOTES"
person_id = "code"
person_name = "name"
marks = "vote"
ballots_fact = "votes"
"""


def read(tmp_path: Path, profile: str, lines: Sequence[str], reading: str = "") -> tuple[Path, Path]:
    folder = an_election_of(tmp_path, MAYOR, reading=f'profile = "own.toml"\n{reading}')
    (folder / "own.toml").write_text(profile, encoding="utf-8")
    (folder / "cvr.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder, folder / "cvr.csv"


def places(run: Run) -> set[tuple[str, str]]:
    assert run.status == 1
    return {(one["code"], one["place"]) for one in run.json["problems"] if one["severity"] == "error"}


@pytest.mark.parametrize(
    ("profile", "code", "key"),
    [
        (COLUMNS.replace('form = "columns"', 'form = "rows"'), "T106", "form"),
        (COLUMNS.replace('title = "x"\n', ""), "T104", "title"),
        (COLUMNS.replace('approve = ["1"]\n', ""), "T104", "marks.approve"),
        (COLUMNS.replace("number", 'column = "("\nnumber'), "T380", "column"),
        (COLUMNS.replace("number", 'column = "(?P<person>.*)"\nnumber'), "T380", "column"),
        (COLUMNS.replace("number", 'strip = "*"\nnumber'), "T380", "strip"),
        (COLUMNS + '[aliases]\n"A. Ash" = 3\n', "T105", "aliases"),
        ('title = "x"\nform = "ranked"\n', "T104", "choices"),
        (PARTS.replace('marks = "vote"\n', ""), "T104", "sections.marks"),
        ('title = "x"\nform = "sections"\n', "T104", "sections"),
        (COLUMNS + "unknown = 3\n", "T103", "marks.unknown"),
    ],
)
def test_descriptions_refused(profile: str, code: str, key: str, tmp_path: Path) -> None:
    found = places(refused(*read(tmp_path, profile, ["id,Ann Ash,Bo Bay", "a,1,0"])))
    assert (code, f"own.toml › {key}") in found, found


@pytest.mark.parametrize("name", ["nobody", "nobody.toml", "../own.toml"])
def test_descriptions_that_are_not_there(name: str, tmp_path: Path) -> None:
    folder = an_election_of(tmp_path / "town", MAYOR, reading=f'profile = "{name}"')
    (folder / "cvr.csv").write_text("id,Ann Ash,Bo Bay\na,1,0\n", encoding="utf-8")
    assert refused(folder, folder / "cvr.csv").status == 1


def test_a_description_named_without_its_ending_and_other_names(tmp_path: Path) -> None:
    lines = ["id,A. Ash,Bo Bay,Precinct", "a,1,0,1", "b,0,1,2", "c,1,0,2"]
    profile = COLUMNS.replace("number", "ignore = ['Precinct']\nnumber") + '[aliases]\n"A. Ash" = "Ann Ash"\n'
    folder, file = read(tmp_path, profile, lines)
    text = (folder / "election.toml").read_text(encoding="utf-8").replace('"own.toml"', '"own"')
    (folder / "election.toml").write_text(text, encoding="utf-8")
    assert votes(counted(folder, file)["Mayor"]) == {"Ann Ash": 2, "Bo Bay": 1}


@pytest.mark.parametrize(
    ("profile", "lines", "code", "cell"),
    [
        (COLUMNS, ["id,Ann Ash,Bo Bay", "a,1,2"], "T382", "C2"),
        (COLUMNS, ["id,Ann Ash,Ann Ash,Bo Bay", "a,1,0,0"], "T332", "C1"),
        (COLUMNS, ["id,Ann Ash", "a,1"], "T333", "1行"),
        (HEADED, [",Mayor,Mayor,Mayor", "id,Ann Ash,Bo Bay,Write-In", "a,1,0,1"], "T383", "D3"),
        (HEADED, [",Mayor,Mayor,Judge", "id,Ann Ash,Bo Bay,Di Dee", "a,1,3,1"], "T382", "C3"),
        (HEADED, [",Judge,Judge", "id,Cy Cobb,Di Dee", "a,1,0"], "T381", "2行"),
    ],
)
def test_columns_refused(profile: str, lines: Sequence[str], code: str, cell: str, tmp_path: Path) -> None:
    assert (code, f"cvr.csv › {cell}") in places(refused(*read(tmp_path, profile, lines)))


def test_a_contest_found_by_its_candidates_and_columns_nobody_asked_for(tmp_path: Path) -> None:
    lines = [",City Mayor,City Mayor,Judge", "id,Ann Ash,Bo Bay,Di Dee", "a,1,0,1", "b,1,0,0"]
    assert votes(counted(*read(tmp_path, HEADED, lines))["Mayor"]) == {"Ann Ash": 2, "Bo Bay": 0}
    folder, file = read(tmp_path / "more", COLUMNS, ["id,Ann Ash,Bo Bay,Di Dee", "a,1,0,1"])
    assert votes(counted(folder, file)["Mayor"]) == {"Ann Ash": 1, "Bo Bay": 0}


SECTIONS = [
    "META,",
    "key,value",
    "votes,2",
    "WHO,",
    "code,name",
    "1,Ann Ash",
    "2,Bo Bay",
    "VOTES,",
    "id,vote",
    "a,1",
    "b,2",
]


def test_sections_by_id_and_by_name(tmp_path: Path) -> None:
    assert votes(counted(*read(tmp_path, PARTS, SECTIONS))["Mayor"]) == {"Ann Ash": 1, "Bo Bay": 1}


@pytest.mark.parametrize(
    ("old", "new", "code", "cell"),
    [
        ("votes,2", "votes,3", "T385", "B3"),
        ("b,2", "b,7", "T387", "B11"),
        ("2,Bo Bay", "2,Cy Cobb", "T381", "9行"),
        ("id,vote", "id,mark", "T381", "9行"),
        ("code,name", "number,name", "T381", "9行"),
    ],
)
def test_sections_refused(old: str, new: str, code: str, cell: str, tmp_path: Path) -> None:
    lines = [new if line == old else line for line in SECTIONS]
    found = places(refused(*read(tmp_path, PARTS, lines)))
    assert (code, f"cvr.csv › {cell}") in found, found


LONG = [
    ["票号", "选票类别", "候选人", "符号"],
    [1, "党委委员", "甲一", "○"],
    [1, "党委委员", "乙二", "×"],
    [2, "党委委员", "甲一", "×"],
    [2, "党委委员", "乙二", "○"],
    [1, "纪委委员", "戊五", "○"],
    [2, "纪委委员", "戊五", "×"],
]


def two_contests(folder: Path) -> Path:
    a_folder(folder, names=["甲一", "乙二"], seats="1", present=20)
    text = (folder / "election.toml").read_text(encoding="utf-8")
    text += '\n[[contest]]\nid = "discipline"\noffice = "纪委委员"\nseats = 1\nwritein_boxes = 0\n'
    text += 'candidates = "candidates.xlsx#纪委委员"\n'
    (folder / "election.toml").write_text(text, encoding="utf-8")
    people = {"党委委员": [("姓名",), ("甲一",), ("乙二",)], "纪委委员": [("姓名",), ("戊五",), ("己六",)]}
    a_workbook(folder / "candidates.xlsx", people)
    return folder


def test_marks_of_two_contests_in_one_list(tmp_path: Path) -> None:
    folder = two_contests(tmp_path / "town")
    a_workbook(folder / "录入.xlsx", {"导出": LONG})
    record = tally("count", folder / "录入.xlsx", "--election", folder, "--json").json
    figures = [[one["approve"] for one in contest["candidates"]] for contest in record["contests"]]
    assert figures == [[1, 1], [1, 0]]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ([3, "妇联主席", "戊五", "○"], "T365", "B8"),
        ([3, "", "戊五", "○"], "T365", "B8"),
        (["", "党委委员", "甲一", "○"], "T364", "A8"),
        ([2, "党委委员", "甲一", "○"], "T363", "C8"),
        ([3, "党委委员", "戊五", "○"], "T362", "C8"),
    ],
)
def test_marks_in_a_list_refused(row: Sequence[object], code: str, cell: str, tmp_path: Path) -> None:
    folder = two_contests(tmp_path / "town")
    a_workbook(folder / "录入.xlsx", {"导出": [*LONG, row]})
    found = places(tally("count", folder / "录入.xlsx", "--election", folder, "--json"))
    assert (code, f"录入.xlsx › 导出 › {cell}") in found, found
