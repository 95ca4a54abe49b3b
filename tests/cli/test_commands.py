"""The other commands, run as users run them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import a_folder, a_whole_folder, a_workbook, ballot_rows
from running import tally

SAMPLES = Path(__file__).parents[2] / "sample_ballots"
DATA_LIBRARIES = ("pandas", "numpy", "polars", "openpyxl", "pyarrow", "fastexcel")
OTHER_HEAVY = ("pydantic", "rich", "jinja2", "tabulate", "wcwidth")


@pytest.fixture
def congress(tmp_path: Path) -> Path:
    folder = tmp_path / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    return folder


def test_verify_margin_spells_the_arithmetic_out(congress: Path) -> None:
    run = tally("verify-margin", "--election", congress)
    assert run.status == 0
    assert "9 − 7 = 2，2/7 = 28.57% ≥ 20%（占应选名额）" in run.out
    assert "至少6名候选人" in run.out


def test_verify_margin_as_json(congress: Path) -> None:
    assert tally("verify-margin", "--election", congress, "--json").json[0] == {
        "id": "committee",
        "rule": "M1",
        "seats": 7,
        "candidates": 9,
        "extra": 2,
        "need_extra": 2,
        "need_candidates": 9,
        "max_candidates": None,
        "holds": True,
        "waived": False,
    }


@pytest.mark.parametrize(
    ("arguments", "status", "least"),
    [
        (("--seats", 7, "--candidates", 9), 0, 9),
        (("--seats", 7, "--candidates", 8), 1, 9),
        (("--seats", 3, "--candidates", 4, "--kind", "JW"), 0, 4),
        (("--seats", 1, "--candidates", 2, "--kind", "ZW"), 1, 1),
    ],
)
def test_verify_margin_by_numbers(arguments: tuple[object, ...], status: int, least: int) -> None:
    run = tally("verify-margin", *arguments, "--json")
    assert run.status == status
    assert (run.json[0]["id"], run.json[0]["need_candidates"]) == (None, least)


@pytest.mark.parametrize("candidates", [1, 2])
def test_m8_no_whole_number_fits_one_seat(candidates: int) -> None:
    arguments = ("verify-margin", "--seats", 1, "--candidates", candidates, "--rules", "xuanju-fa-2020", "--kind", "RI")
    run = tally(*arguments)
    assert run.status == 1
    assert "应选1名时没有合适的人数，由有权机关决定（M8）" in run.out
    assert "2至1" not in run.out
    assert "no whole number fits" in tally(*arguments, "--lang", "en").out


@pytest.mark.parametrize(
    ("office", "seats", "candidates", "rule", "status"),
    [
        ("副镇长", 4, 4, "M11", 1),
        ("副镇长", 4, 5, "M11", 0),
        ("副镇长", 4, 7, "M11", 0),
        ("副镇长", 4, 8, "M11", 1),
        ("人大副主席", 1, 1, "M11", 1),
        ("镇长", 1, 1, "M10", 0),
        ("镇长", 1, 3, "M10", 1),
    ],
)
def test_x14_verify_margin_by_numbers_is_told_the_office(
    office: str, seats: int, candidates: int, rule: str, status: int
) -> None:
    numbers = ("--seats", seats, "--candidates", candidates, "--rules", "zuzhi-fa-2022", "--kind", "RZ")
    run = tally("verify-margin", *numbers, "--office", office)
    assert run.status == status
    assert f"（{rule}）" in run.out
    assert run.out.startswith(f"{office}：")
    assert "没有写 --office" not in run.err


def test_verify_margin_says_which_reading_it_took() -> None:
    numbers = ("--seats", 1, "--candidates", 1, "--rules", "zuzhi-fa-2022", "--kind", "RZ")
    run = tally("verify-margin", *numbers)
    assert "没有写 --office，按M10核对；职务名称有“副”的按M11" in run.err
    assert "只有提名1名时可以" in run.err
    assert "没有写 --office" not in tally("verify-margin", "--seats", 7, "--candidates", 9).err
    assert "差额1至3名" in tally("verify-margin", *numbers, "--office", "副镇长").err
    standing = ("verify-margin", "--seats", 5, "--candidates", 6, "--kind", "ZW")
    assert tally(*standing).status == 1
    assert tally(*standing, "--office", "党委常委").status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify-margin", "--seats", "7"),
        ("verify-margin", "--office", "副镇长"),
        ("verify-margin", "--seats", "7", "--candidates", "9", "--election", "."),
        ("verify-margin", "--seats", "x", "--candidates", "9"),
        ("verify-margin", "--seats", "7", "--candidates", "9", "--kind", "XX"),
        ("report", "--only", "D99"),
        ("report", "--format", "odt"),
        ("candidates", "--out", "list.docx"),
        ("count", "--lang", "fr"),
        ("names", "sort", "--tie", "dice", "-"),
        ("nonsense",),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert tally(*arguments, cwd=tmp_path).status == 2


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], DATA_LIBRARIES + OTHER_HEAVY),
        (["--lang", "en", "--help"], DATA_LIBRARIES + OTHER_HEAVY),
        (["count", "--help"], DATA_LIBRARIES + OTHER_HEAVY),
        (["verify-margin", "--seats", "7", "--candidates", "9"], DATA_LIBRARIES + OTHER_HEAVY),
        (["verify-margin", "--election", str(SAMPLES / "congress")], DATA_LIBRARIES + OTHER_HEAVY),
        (
            ["count", str(SAMPLES / "congress" / "ballots.xlsx"), "--json", "--out", "OUT"],
            ("pandas", "openpyxl", "polars", "rich"),
        ),
    ],
)
def test_what_a_command_does_not_import(arguments: list[str], unwanted: tuple[str, ...], tmp_path: Path) -> None:
    arguments = [str(tmp_path) if one == "OUT" else one for one in arguments]
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tally", *arguments],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    imported = set(re.findall(r"\|\s+([\w.]+)$", done.stderr, re.MULTILINE))
    assert "tally.cli.app" in imported
    assert {name.partition(".")[0] for name in imported} & set(unwanted) == set()


def test_version() -> None:
    assert re.fullmatch(r"tally \d+\.\d+\.\d+\n", tally("--version").out)


def test_candidates_as_they_stand_on_the_ballot(congress: Path) -> None:
    """Leaders first in the approved order, the others by stroke count and sequence."""
    run = tally("candidates", "--election", congress, "--json")
    names = [one["name"] for one in run.json[0]["candidates"]]
    assert names == ["孙惊蛰", "周谷雨", "王小满", "马立春", "白露", "李清明", "何秋分", "陈大雪", "郑小暑"]
    shown = tally("candidates", "--election", congress)
    assert "“何”7画，第1笔撇；“陈”7画，第1笔折" in shown.out


def test_x71_the_two_orders_of_the_ballot(tmp_path: Path) -> None:
    posts = {"张国明": "书记", "李建国": "副书记", "王大国": "副书记"}
    names = ("李建国", "王大国", "田富", "张国明", "韦小明", "冯大明")
    expected = {
        "strokes": ["王大国", "韦小明", "田富", "冯大明", "李建国", "张国明"],
        "leaders-first": ["张国明", "李建国", "王大国", "韦小明", "田富", "冯大明"],
        "given": list(names),
    }
    folder = a_folder(tmp_path / "town", seats=5, contest='leaders = ["书记", "副书记"]')
    a_workbook(
        folder / "candidates.xlsx",
        {"党委委员": [("姓名", "拟任职务"), *((name, posts.get(name, "")) for name in names)]},
    )
    text = (folder / "election.toml").read_text(encoding="utf-8")
    for order, wanted in expected.items():
        changed = text.replace('ballot_order = "given"', f'ballot_order = "{order}"')
        (folder / "election.toml").write_text(changed, encoding="utf-8")
        assert [
            one["name"] for one in tally("candidates", "--election", folder, "--json").json[0]["candidates"]
        ] == wanted


def test_candidates_written_as_workbook_and_csv(congress: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    assert tally("candidates", "--election", congress, "--out", out).status == 0
    again = out.read_bytes()
    assert tally("candidates", "--election", congress, "--out", out).status == 0
    assert out.read_bytes() == again
    sheet = load_workbook(out)["党委委员"]
    assert [cell.value for cell in sheet[1]][:3] == ["序号", "姓名", "性别"]
    assert [cell.value for cell in sheet[2]][:2] == [1, "孙惊蛰"]
    (congress / "candidates.xlsx").write_bytes(again)  # what was written can be read
    assert tally("candidates", "--election", congress, "--json").json[0]["candidates"][0]["name"] == "孙惊蛰"
    csv = tmp_path / "list.csv"
    assert tally("candidates", "--election", congress, "--out", csv).status == 0
    assert csv.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "党委委员,1,孙惊蛰" in csv.read_text(encoding="utf-8-sig")


def test_init_makes_a_folder_that_counts_once_names_are_filled_in(tmp_path: Path) -> None:
    folder = tmp_path / "congress"
    assert tally("init", folder).status == 0
    workbook = load_workbook(folder / "candidates.xlsx")
    names = {"党委委员": "甲乙丙丁戊己庚辛壬", "纪委委员": "子丑寅卯辰巳"}
    for office, one_each in names.items():
        for row, name in enumerate(one_each, start=2):
            workbook[office].cell(row, 1, f"{name}样")
    workbook.save(folder / "candidates.xlsx")
    ballots = {
        office: ballot_rows(
            ["○" * (len(people) - 2) + "××" if len(people) == 9 else "○○○○○×"] * 100,
            ("票号", *(f"{name}样" for name in people)),
        )
        for office, people in names.items()
    }
    a_workbook(folder / "ballots.xlsx", ballots)
    assert tally("verify-margin", cwd=folder).status == 0
    run = tally("count", "ballots.xlsx", cwd=folder)
    assert run.status == 0, run.err
    assert tally("report", cwd=folder).status == 0


def test_init_replaces_nothing(tmp_path: Path) -> None:
    assert tally("init", tmp_path).status == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    run = tally("init", tmp_path)
    assert run.status == 1
    assert "T650" in run.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


X70 = (
    [
        "张国明",
        "欧阳明",
        "王大国",
        "田大利",
        "王明",
        "李建国",
        "陈小明",
        "王利",
        "韦小明",
        "田富",
        "杨明",
        "刘国利",
        "冯大明",
        "毛建",
        "文利",
        "孔明明",
    ],
    [
        "王利",
        "王明",
        "王大国",
        "韦小明",
        "毛建",
        "文利",
        "孔明明",
        "田富",
        "田大利",
        "冯大明",
        "刘国利",
        "李建国",
        "杨明",
        "张国明",
        "陈小明",
        "欧阳明",
    ],
)


def test_x70_names_sort() -> None:
    given, expected = X70
    run = tally("names", "sort", "-", stdin="\n".join(given).encode())
    assert run.out.split() == expected
    compared = tally("names", "sort", "-", "--single-given", "compare", stdin="田富\n田大利".encode())
    assert compared.out.split() == ["田大利", "田富"]
    assert tally("names", "check", "-", stdin="\n".join(expected).encode()).status == 0


def test_names_check_names_every_pair_and_the_reason() -> None:
    run = tally("names", "check", "-", stdin="张明\n杨明\n王芳\n李一".encode())
    assert run.status == 1
    assert "“杨明”应在“张明”之前" in run.out
    assert "第1笔横" in run.out
    assert len(run.out.splitlines()) == 2
    leaders = tally("names", "check", "-", "--leaders", "张明，杨明", stdin="张明\n杨明\n王芳\n李一".encode())
    assert leaders.status == 0
    wrong = tally("names", "check", "-", "--leaders", "杨明,张明", stdin="张明\n杨明\n王芳\n李一".encode())
    assert (wrong.status, len(wrong.out.splitlines())) == (1, 2)


def test_names_of_a_workbook_column_and_of_texts_in_other_encodings(congress: Path, tmp_path: Path) -> None:
    run = tally("names", "sort", f"{congress}/candidates.xlsx#纪委委员:姓名")
    assert run.out.split() == ["丁芒种", "田处暑", "许冬至", "吴霜降", "赵立夏", "梁寒露"]
    path = tmp_path / "names.txt"
    for encoding, said in (("gb18030", "GB 18030"), ("utf-16", "UTF-16"), ("utf-8-sig", "")):
        path.write_bytes("张明\n王芳\n".encode(encoding))
        listed = tally("names", "sort", path, "--verbose")
        assert listed.out.split() == ["王芳", "张明"]
        assert said in listed.err


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "T220"), ("王芳\n张□\n", "T201"), ("Smith\n", "T201"), ("王〇\n", "T201"), ("王\ue000\n", "T201")],
)
def test_lists_that_are_refused(content: str, code: str) -> None:
    run = tally("names", "sort", "-", stdin=content.encode())
    assert run.status == 1
    assert code in run.err
    assert run.out == ""


def test_an_unknown_character_names_person_code_point_line_and_remedy(tmp_path: Path) -> None:
    run = tally("names", "sort", "-", stdin="王芳\n李𪚥祥\n".encode())
    assert run.status == 1
    for words in ("李𪚥祥", "𪚥", "U+2A6A5", "2行", "<Tab>"):
        assert words in run.err
    strokes = tmp_path / "strokes.tsv"
    strokes.write_text("𪚥\t121251\n", encoding="utf-8")
    run = tally("names", "sort", "-", "--strokes", strokes, stdin="李𪚥祥\n李大\n李明\n".encode())
    assert (run.status, run.out.split()) == (0, ["李大", "李明", "李𪚥祥"])


def test_names_show() -> None:
    run = tally("names", "show", "张")
    assert "5153154" in run.out or "折横折撇横折点" in run.out


def test_a_column_that_is_not_there(congress: Path) -> None:
    run = tally("names", "sort", f"{congress}/candidates.xlsx#纪委委员:名字")
    assert (run.status, "T251" in run.err) == (1, True)


def test_two_people_of_one_name_are_said() -> None:
    run = tally("names", "sort", "-", stdin="王芳\n张明\n王 芳\n".encode())
    assert run.status == 0
    assert "T222" in run.err


def test_json_problems_are_json(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", entitled=100)
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert set(json.loads(run.out)["problems"][0]) == {"code", "severity", "place", "found", "remedy", "rule"}
