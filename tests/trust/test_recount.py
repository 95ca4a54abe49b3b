"""The stand-alone recount agrees with the package: every sample, many random elections, each setting."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from building import NAMES, a_contest, a_folder, a_whole_folder, a_workbook, an_election, ballot_rows
from running import tally
from tally.counting.canvass import canvass
from tally.counting.rulings import settle
from tally.domain.ruling import ReadAs, Ruling
from tally.records.publish import recount_script
from tally.records.published import recount as published
from tally.records.record import make_record
from trust.random_elections import a_pile, compare, recounted
from trust.recount_examples import EXAMPLES, a_sheet

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "src" / "tally" / "records" / "published" / "recount.py"


def recount(folder: Path) -> tuple[int, str]:
    """Run the script that lies beside the result, as a stranger does: away from the package.

    The file within the package, which is the same, says the same of the folder.
    """
    script = folder / "out" / "recount.py"
    assert script.read_bytes() == recount_script() == SCRIPT.read_bytes()
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, cwd="/")
    assert "Traceback" not in done.stderr, done.stderr
    printed = io.StringIO()
    told = published.TOLD.copy()
    with contextlib.redirect_stdout(printed):
        status = published.main([str(folder / "out" / "result.json"), str(folder)])
    published.TOLD.clear()
    published.TOLD.update(told)
    assert (status, printed.getvalue()) == (done.returncode, done.stdout)
    return done.returncode, done.stdout


@pytest.mark.parametrize("sample", ["congress", "tie", "gap", "void"])
def test_every_sample_agrees(sample: str, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "sample_ballots" / sample, tmp_path / sample)
    tally("count", folder / "ballots.xlsx")
    status, out = recount(folder)
    assert (status, out.splitlines()[-1]) == (0, "复核一致")


def test_two_hundred_random_elections_agree() -> None:
    assert [seed for seed in range(200) if compare(seed)] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_worked_example_that_is_a_count_agrees(example: str) -> None:
    election, rows, elected = EXAMPLES[example]
    contest = election.contests[0]
    record = make_record(canvass(election, {contest.id: [a_pile(election, rows)]}), [])
    assert recounted(record, rows, election) == []
    kept = record["contests"][0]
    if elected is None:
        assert (kept["outcome"]["status"], kept["ballots"]["valid"]) == ("void", None)
    elif len(rows) == 2:  # one ballot: who is chosen on it
        people = [*kept["candidates"], *kept["write_ins"]]
        assert "".join(one["name"][-1] for one in people if one["approve"]) == elected
    else:
        assert "".join(sorted(name[-1] for name in kept["outcome"]["elected"])) == "".join(sorted(elected))


@pytest.mark.parametrize("sign", ["？", "×", ""])
def test_w7_a_name_ruled_out_is_not_brought_back_by_another_box_without_a_sign(sign: str) -> None:
    election = an_election(a_contest(2, "ABC"), present=1)
    rows = a_sheet("ABC", [["×", "×", "", "wK", "○", "wK", sign]], 2)
    ruling = Ruling("committee", "1", "另选他人1", ReadAs.DROP, "样例", "字迹不清", box=1)
    box = settle(a_pile(election, rows), election.contests[0], election.method, None, [ruling]).box
    record = make_record(canvass(election, {"committee": [box]}), [], rulings=[ruling])
    assert [one["approve"] for one in record["contests"][0]["write_ins"]] == []
    assert recounted(record, rows, election) == []


def test_it_shares_no_code_and_stays_readable() -> None:
    lines = recount_script().decode("utf-8").splitlines()
    assert 60 <= len(lines) <= 250
    imported = {line.split()[1].split(".")[0] for line in lines if line.strip().startswith(("import ", "from "))}
    assert imported <= {*sys.stdlib_module_names, "openpyxl"}
    assert sum("#" in line or '"""' in line for line in lines) >= 20


def test_it_finds_a_figure_that_was_changed(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["contests"][0]["candidates"][0]["approve"] -= 1
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    status, out = recount(folder)
    assert status == 1
    assert "甲一 赞成：复核 9，记录 8" in out


def test_it_finds_a_ballot_file_that_was_changed(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(("○○○×",) * 10)})
    status, out = recount(folder)
    assert (status, "文件 ballots.xlsx" in out) == (1, True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_it_reads_delimited_text_as_spreadsheets_save_it(encoding: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    rows = [",".join(map(str, row)) for row in ballot_rows(("○○○×",) * 9 + ("×_○O",))]
    (folder / "党委委员.csv").write_text("样例镇,,\n" + "\n".join(rows) + "\n合计,9\n", encoding=encoding)
    assert tally("count", folder / "党委委员.csv").status in (0, 3)
    assert recount(folder)[0] == 0


def test_it_reads_several_files_and_single_sheets(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    first, second = ballot_rows(("○○○×",) * 5), ballot_rows(("○×○○",) * 10)
    a_workbook(folder / "a.xlsx", {"党委委员": first, "committee": ballot_rows(("××××",) * 9)})
    a_workbook(folder / "b.xlsx", {"committee": [second[0], *second[6:]]})
    run = tally("count", f"{folder}/a.xlsx#党委委员", folder / "b.xlsx")
    assert run.status in (0, 3), run.err
    assert recount(folder)[0] == 0


def long_form() -> list[tuple[object, ...]]:
    marks = ("赞成", "赞成", "不赞成", "弃权")
    return [("票号", "候选人", "意见"), *((b, *pair) for b in (1, 2, 3, 4) for pair in zip(NAMES, marks, strict=True))]


def tally_sheet() -> list[tuple[object, ...]]:
    rows = [("甲一", 3, 0, 0, 0), ("乙二", 2, 1, 0, 0), ("丙三", 2, 0, 1, 0), ("丁四", 0, 3, 0, 0)]
    head = ("候选人姓名", "赞成", "不赞成", "弃权", "部分无效")
    return [("计票单", "第一组"), ("领回选票", 4, "有效", 3, "无效", 1), head, *rows]


@pytest.mark.parametrize("layout", [long_form, tally_sheet])
def test_other_layouts_are_recounted_from_the_ballots_as_understood(layout: Any, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, present=4)
    a_workbook(folder / "ballots.xlsx", {"党委委员": layout()})
    run = tally("count", folder / "ballots.xlsx")
    assert run.status in (0, 3), run.err
    assert (folder / "out" / "ballots.csv").exists()
    assert recount(folder)[0] == 0
    record = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    record["contests"][0]["outcome"]["elected"] = []
    (folder / "out" / "result.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert recount(folder)[0] == 1


def test_column_files_are_recounted_from_the_ballots_as_understood(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, present=3)
    columns = {"票号": ["1", "2", "3"], "甲一": ["○", "○×", "○"], "乙二": ["×", "○", ""], "丙三": ["", "○", "√"]}
    pd.DataFrame({**columns, "丁四": ["○", "○", "○"]}).to_parquet(folder / "党委委员.parquet")
    run = tally("count", folder / "党委委员.parquet")
    assert run.status in (0, 3), run.err
    assert recount(folder)[0] == 0
    lines = (folder / "out" / "ballots.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[3] for line in lines[1:]] == ["赞成", "两个符号", "赞成"]


def test_rulings_and_a_roster_are_recounted(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, present=6)
    people = [("姓名", "身份"), *((name, "正式党员") for name in (*NAMES, "子一", "丑二"))]
    a_workbook(folder / "roster.xlsx", {"名册": people})
    written = [("子一", "○"), ("寅三", "○"), ("丑二", ""), ("", ""), ("", ""), ("", "")]
    marks = ["○○××", "○○×_", "○○×_", ("○", "○", "○×", "×"), ("○", "√", "○", "×"), "○○○？"]
    rows = [(*ballot, *name) for ballot, name in zip(marks, written, strict=True)]
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(rows)})
    ruled = (("2", "另选他人1", "name:丑二"), ("4", "丙三", "approve"), ("5", "", "void"))
    text = "".join(
        f'[[ruling]]\ncontest = "committee"\nballot = "{ballot}"\ncolumn = "{column}"\nread_as = "{read_as}"\n'
        'by = "样例"\nreason = "破损"\n'
        for ballot, column, read_as in ruled
    )
    (folder / "rulings.toml").write_text(text, encoding="utf-8")
    run = tally("count", folder / "ballots.xlsx")
    assert run.status in (0, 3), run.err
    assert recount(folder)[0] == 0
    record = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    assert {one["name"]: one["approve"] for one in record["contests"][0]["write_ins"]} == {"子一": 1, "丑二": 1}
    assert record["contests"][0]["ballots"]["invalid_reasons"] == {"damaged": 1}


def test_a_random_election_is_really_looked_at() -> None:
    """A wrong figure in a random record is found, so that agreeing means something."""
    chance = random.Random(1)
    assert all(compare(chance.randrange(10**6), spoil=True) for _ in range(20))


def test_it_tells_namesakes_apart_as_their_notes_do(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", seats=2, present=4)
    candidates = [("姓名", "区分"), ("王明", "一中"), ("王明", "二中"), ("甲一", "")]
    a_workbook(folder / "candidates.xlsx", {"党委委员": candidates})
    people = [("李明", "镇政府"), ("李明", "医院"), ("王明", "一中"), ("王明", "三中")]
    a_workbook(folder / "roster.xlsx", {"名册": [("姓名", "区分"), *people]})
    header = ("票号", "王明（一中）", "王明（二中）", "甲一", "另选他人1", "另选他人1符号")
    written = ("李明（镇政府）", "李明（医院）", "李明", "王明（三中）")
    rows = [(at, "○", "×", "×", name, "○") for at, name in enumerate(written, start=1)]
    a_workbook(folder / "ballots.xlsx", {"党委委员": [header, *rows]})
    record = tally("count", folder / "ballots.xlsx", "--json").json
    names = {one["name"] for one in record["contests"][0]["write_ins"]}
    assert names == {"李明（镇政府）", "李明（医院）", "王明（三中）"}
    status, out = recount(folder)
    assert (status, out.splitlines()[-1]) == (0, "复核一致"), out


def test_it_stops_at_a_sign_it_cannot_read_and_names_it(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(("○○○☯",) * 10)})
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for one in record["inputs"]:
        one["sha256"] = hashlib.sha256((folder / one["path"]).read_bytes()).hexdigest()
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(SystemExit, match="读不懂的符号：“☯”"):
        published.main([str(path)])


def test_it_says_that_a_vote_should_have_been_void(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "sample_ballots" / "void", tmp_path / "void")
    tally("count", "--election", folder)
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["contests"][0]["outcome"]["status"] = "complete"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    status, out = recount(folder)
    assert (status, "应为选举无效" in out) == (1, True)
