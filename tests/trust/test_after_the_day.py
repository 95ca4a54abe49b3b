"""Before the day and after it: doctor, diff with its correction notice, purge after the term."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from building import a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.domain.problem import Problems
from tally.records import journal
from tally.records.purge import due, purge
from tally.records.seal import check_seal
from tally.records.store import read_record

ROOT = Path(__file__).parents[2]


def test_a_correction_notice_says_what_changed_by_whom_and_where_the_old_one_is(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx", "--quiet")
    old = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))["check_code"]
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(("×○○○", *(("○○○×",) * 5), *(("○○×○",) * 4)))})
    tally("count", folder / "ballots.xlsx", "--quiet")
    kept = folder / "out" / "replaced" / f"{old}.json"
    result = folder / "out" / "result.json"
    run = tally("diff", kept, result, "--by", "主席团", "--reason", "票号1录入有误", "--out", folder / "更正说明.txt")
    assert run.status == 1
    for part in ("更正说明", old, "主席团", "票号1录入有误", "ballots.xlsx", "党委委员、丁四、赞成：3 → 5"):
        assert part in run.out, part
    assert (folder / "更正说明.txt").read_text(encoding="utf-8") in run.out
    answer = tally("diff", kept, result, "--json").json
    assert answer["files"] == ["ballots.xlsx"]
    assert ["contests", "committee", "candidates", "丁四", "approve"] in [one["path"] for one in answer["differences"]]
    same = tally("diff", result, result)
    assert (same.status, "相同" in same.out) == (0, True)


def test_single_ballots_go_after_the_term_and_the_journal_says_so(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx", "--quiet")
    assert tally("seal", "--quiet", cwd=folder).status == 0
    out = folder / "out"
    record = read_record(out / "result.json")
    assert due(record) == date(2031, 11, 20)
    early = tally("purge", "--yes", "--by", "镇党委", cwd=folder)
    assert (early.status, (folder / "ballots.xlsx").exists()) == (1, True)
    with pytest.raises(Problems):
        purge(record, out, folder, date(2031, 11, 19), "镇党委")
    assert "ballots.xlsx" in tally("purge", cwd=folder).out
    gone = purge(record, out, folder, date(2031, 11, 20), "镇党委")
    assert {path.name for path in gone} == {"ballots.xlsx", "proof.xlsx"}
    assert not (folder / "ballots.xlsx").exists()
    assert (out / "result.json").exists()
    line = journal.read(out)[-1]
    assert (line["act"], line["details"]["by"], set(line["inputs"])) == (
        "purged",
        "镇党委",
        {"ballots.xlsx", "out/proof.xlsx"},
    )
    assert {one.severity.value for one in check_seal(out, folder / "election.toml")[1]} == {"info"}
    assert tally("purge", "--yes", cwd=folder).status == 2


def test_purge_takes_nothing_that_merely_has_the_name_of_a_ballot_file(tmp_path: Path) -> None:
    """The files of a term long over are deleted by the command; a namesake in the folder where it is typed stays."""
    folder = a_whole_folder(tmp_path / "old")
    file = folder / "election.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("2026-11-20", "2020-08-20"), encoding="utf-8")
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    other = a_whole_folder(tmp_path / "new")
    (folder / "ballots.xlsx").rename(tmp_path / "away.xlsx")
    assert "ballots.xlsx" not in tally("purge", "--election", folder, cwd=other).out
    (tmp_path / "away.xlsx").rename(folder / "ballots.xlsx")
    run = tally("purge", "--yes", "--by", "镇党委", "--election", folder, cwd=other)
    assert (run.status, run.out.splitlines()) == (0, [f"已删除 {folder / 'ballots.xlsx'}"])
    assert (other / "ballots.xlsx").is_file()
    again = tally("purge", "--yes", "--by", "镇党委", "--election", folder, cwd=other)
    assert (again.status, again.out) == (0, "")
    assert (other / "ballots.xlsx").is_file()


def test_the_doctor_is_green_only_when_all_is_ready(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "sample_ballots" / "congress", tmp_path / "town")
    run = tally("doctor", "--today", "2026-11-19", "--election", folder, "--json")
    states = {one["check"]: one["good"] for one in run.json}
    assert (run.status, states["选举文件"], states["差额 党委委员"], states["演练"]) == (1, True, True, False)
    rehearsal = folder / "演练"
    assert tally("rehearse", "--out", rehearsal, "--election", folder).status == 0
    assert tally("rehearse", "--check", rehearsal / "typed.xlsx", "--election", rehearsal).status == 0
    assert tally("doctor", "--today", "2026-11-19", "--election", folder).status == 0
    late = tally("doctor", "--today", "2026-11-25", "--election", folder, "--json")
    assert (late.status, {one["check"]: one["good"] for one in late.json}["日期和阶段"]) == (1, False)
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("present  = 148", "present  = 999"), encoding="utf-8")
    broken = tally("doctor", "--today", "2026-11-19", "--election", folder, "--lang", "en")
    assert (broken.status, "999" in broken.out) == (1, True)
    assert tally("doctor", "--today", "soon", "--election", folder).status == 2


def test_candidates_changed_after_the_rehearsal_want_another_one(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", present=60, ballots=("○○○×",) * 60)
    rehearsal = tmp_path / "town" / "r"
    assert tally("rehearse", "--out", rehearsal, "--election", folder).status == 0
    assert tally("rehearse", "--check", rehearsal / "typed.xlsx", "--election", rehearsal).status == 0
    assert tally("doctor", "--today", "2026-11-19", "--election", folder).status == 0
    a_workbook(folder / "candidates.xlsx", {"党委委员": [("姓名",), *((name,) for name in "一二三四五")]})
    assert tally("doctor", "--today", "2026-11-19", "--election", folder).status == 1


def checks(folder: Path, *arguments: object) -> dict[str, tuple[bool | None, str]]:
    rows = tally("doctor", "--today", "2026-11-19", "--election", folder, *arguments, "--json").json
    return {one["check"]: (one["good"], one["found"]) for one in rows}


def test_the_doctor_says_what_stands_after_the_count(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    assert checks(folder)["结果"] == (None, "还没有计票")
    people = [("姓名", "身份"), *((f"甲{at}", "正式党员") for at in range(10))]
    a_workbook(folder / "roster.xlsx", {"名册": people})
    assert checks(folder)["名册"] == (True, "10人")
    (folder / "roster.xlsx").unlink()
    assert checks(folder)["名册"][0] is None
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    code = read_record(folder / "out" / "result.json")["check_code"]
    assert checks(folder)["结果"] == (None, f"已计票，核验码 {code}")
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# \n", encoding="utf-8")
    assert checks(folder)["结果"] == (False, "计票以后改动过：election.toml；重新计票")
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    assert tally("seal", cwd=folder).status == 0
    assert checks(folder)["结果"] == (None, "已封存")
    (folder / "out" / "seal.json").unlink()
    (folder / "out" / "result.json").write_text("{}", encoding="utf-8")
    assert checks(folder)["结果"][0] is False


def test_the_doctor_of_a_rehearsal_and_of_a_day_gone_by(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", present=60, ballots=("○○○×",) * 60)
    assert tally("rehearse", "--out", tmp_path / "r", "--election", folder).status == 0
    found = checks(tmp_path / "r")
    assert (found["演练"], found["性质"]) == ((None, "这就是演练的文件夹"), (None, "演练"))
    late = tally("doctor", "--today", "2026-11-27", "--election", folder)
    assert "2026-11-20，已过去7天" in late.out
    assert "-7" not in late.out
    assert "7 days ago" in tally("doctor", "--today", "2026-11-27", "--election", folder, "--lang", "en").out
