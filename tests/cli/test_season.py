"""`tally count --all`: a season's folders, each by itself, and the table."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from building import NAMES as TOWN
from building import TEN, a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.counting.engine import InThisProcess
from tally.records.purge import purge
from tally.records.season import count_season
from tally.records.store import read_record
from voting import NAMES, an_election_folder, vote

SAMPLES = Path(__file__).parents[2] / "sample_ballots"


@pytest.fixture
def season(tmp_path: Path) -> Path:
    root = tmp_path / "season"
    for name in ("congress", "gap", "tie", "void"):
        shutil.copytree(SAMPLES / name, root / "towns" / name, ignore=shutil.ignore_patterns("out"))
    (root / "bad").mkdir()
    (root / "bad" / "election.toml").write_text("title = 3", encoding="utf-8")
    return root


def lines(run_json: list[dict[str, object]]) -> dict[object, dict[str, object]]:
    return {one["folder"]: one for one in run_json}


def test_a_bad_folder_stops_and_spoils_nothing(season: Path) -> None:
    run = tally("count", "--all", season, "--json")
    assert run.status == 1
    found = lines(run.json)
    assert {key: one["status"] for key, one in found.items()} == {
        "bad": "refused",
        "towns/congress": "complete",
        "towns/gap": "further_vote",
        "towns/tie": "revote",
        "towns/void": "void",
    }
    for name in ("congress", "gap", "tie", "void"):
        folder = season / "towns" / name
        alone = tally(
            "count", folder / "ballots.xlsx", "--election", folder, "--json", "--out", season / "alone" / name
        )
        assert alone.out == (folder / "out" / "result.json").read_text(encoding="utf-8")
    assert not (season / "bad" / "out").exists()


def test_the_table_in_three_forms(season: Path) -> None:
    import pyarrow.parquet as pq
    from openpyxl import load_workbook

    shutil.rmtree(season / "bad")
    run = tally("count", "--all", season)
    assert run.status == 3
    assert "合计" in run.out
    sheet = load_workbook(season / "out" / "season.xlsx").worksheets[0]
    header, *rows, total = [[cell.value for cell in row] for row in sheet.rows]
    table = pq.read_table(season / "out" / "season.parquet").to_pylist()
    assert [row[header.index("当选")] for row in rows] == [one["elected"] for one in table]
    assert total[header.index("当选")] == sum(one["elected"] for one in table) == 16
    congress = next(one for one in table if one["folder"] == "towns/congress")
    assert (congress["women"], congress["minority"], congress["unknown"]) == (3, 1, 0)


def test_make_up_from_candidates_and_roster(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    people = [("姓名", "性别", "民族", "出生年月"), ("甲一", "女", "", ""), ("乙二", "男", "汉", "1990-12")]
    a_workbook(
        folder / "candidates.xlsx", {"党委委员": [*people, ("丙三", "男", "回", "1980-01"), ("丁四", "", "", "")]}
    )
    roster = [("姓名", "身份", "性别", "民族", "出生年月"), ("甲一", "正式党员", "女", "苗", "1991-01")]
    others = [(f"选举人{at}", "正式党员", "", "", "") for at in range(9)]
    a_workbook(folder / "roster.xlsx", {"名册": [*roster, *others]})
    [line] = tally("count", "--all", tmp_path, "--json").json
    assert (line["elected"], line["women"], line["young"], line["minority"], line["unknown"]) == (3, 1, 2, 2, 0)


def test_resume_counts_only_what_changed(season: Path) -> None:
    shutil.rmtree(season / "bad")
    first = tally("count", "--all", season, "--json")
    kept = season / "towns" / "congress" / "out" / "result.json"
    before = kept.stat().st_mtime_ns
    again = tally("count", "--all", season, "--resume", "--json")
    assert (again.out, again.status) == (first.out, first.status)
    assert kept.stat().st_mtime_ns == before
    gap = season / "towns" / "gap"
    shutil.copy(season / "towns" / "tie" / "ballots.xlsx", gap / "ballots.xlsx")
    (season / "towns" / "tie" / "rulings.toml").write_text("", encoding="utf-8")
    stamps = {name: (season / "towns" / name / "out" / "result.json").stat().st_mtime_ns for name in ("tie", "void")}
    third = tally("count", "--all", season, "--resume", "--json")
    assert lines(third.json)["towns/gap"] != lines(first.json)["towns/gap"]
    assert (season / "towns" / "void" / "out" / "result.json").stat().st_mtime_ns == stamps["void"]
    assert (season / "towns" / "tie" / "out" / "result.json").stat().st_mtime_ns != stamps["tie"]


def test_resume_counts_again_what_another_version_counted(season: Path) -> None:
    towns = season / "towns"
    tally("count", "--all", towns)
    kept = {name: (towns / name / "out" / "result.json") for name in ("tie", "gap", "void")}
    stamps = {name: path.stat().st_mtime_ns for name, path in kept.items()}
    journal = towns / "gap" / "out" / "journal.jsonl"
    text = journal.read_text(encoding="utf-8")
    journal.write_text(text.replace('"version":', '"version": "0.0.1", "was":'), encoding="utf-8")
    (towns / "void" / "out" / "journal.jsonl").unlink()
    tally("count", "--all", towns, "--resume")
    again = {name for name, path in kept.items() if path.stat().st_mtime_ns != stamps[name]}
    assert again == {"gap", "void"}


@pytest.mark.parametrize("name", ["recount.py", "ballots.csv", "journal.jsonl", "result.json"])
def test_resume_counts_again_where_something_that_belongs_to_the_record_is_missing(name: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "season" / "town")
    assert tally("convert", folder / "ballots.xlsx", folder / "ballots.parquet", "--election", folder).status == 0
    (folder / "ballots.xlsx").unlink()
    (folder / "ballots").mkdir()
    (folder / "ballots.parquet").rename(folder / "ballots" / "党委委员.parquet")
    assert tally("count", "--all", folder.parent).status == 0
    again = ("count", "--all", folder.parent, "--resume")
    assert "没有变化" in tally(*again).err
    whole = (folder / "out" / name).read_bytes()
    (folder / "out" / name).unlink()
    assert "没有变化" not in tally(*again).err
    assert (folder / "out" / name).exists() if name.startswith("j") else (folder / "out" / name).read_bytes() == whole
    (folder / "out" / "recount.py").write_bytes(b"print('changed')")
    assert "没有变化" not in tally(*again).err


def test_processes_give_the_same_table(season: Path) -> None:
    one = tally("count", "--all", season, "--json", "--workers", "1")
    two = tally("count", "--all", season, "--json", "--workers", "2", PYTHONHASHSEED="5")
    assert (one.out, one.status) == (two.out, two.status)


def test_ballots_in_a_folder_and_as_csv(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    (folder / "ballots").mkdir()
    header, *rows = ballot_rows(TEN)
    a_workbook(folder / "ballots" / "一.xlsx", {"党委委员": [header, *rows[:4]]})
    a_workbook(folder / "ballots" / "二.xlsx", {"党委委员": [header, *rows[4:]]})
    (folder / "ballots.xlsx").unlink()
    [line] = tally("count", "--all", tmp_path, "--json").json
    assert line["status"] == "complete"


def test_wrong_usage(season: Path, tmp_path: Path) -> None:
    assert tally("count", "--all", season, "x.xlsx").status == 2
    assert tally("count", "--resume").status == 2
    for nothing in ("", " "):  # as of a variable of a script that was not set
        assert tally("count", "--all", nothing, cwd=season).status == 2
    assert not (season / "out").exists()
    empty = tmp_path / "empty"
    empty.mkdir()
    for root in (empty, tmp_path / "missing"):
        assert tally("count", "--all", root, "--json").codes == {"T480"}
    assert not (empty / "out").exists()


def test_a_second_entry_of_every_folder(season: Path) -> None:
    shutil.rmtree(season / "bad")
    shutil.rmtree(season / "towns" / "void")
    shutil.copyfile(season / "towns" / "gap" / "ballots.xlsx", season / "towns" / "gap" / "ballots-second.xlsx")
    run = tally("count", "--all", season, "--second", "ballots-second", "--json")
    assert run.status == 1
    found = lines(run.json)
    assert {key: one["status"] for key, one in found.items()} == {
        "towns/congress": "refused",  # the two differ
        "towns/gap": "further_vote",
        "towns/tie": "refused",  # there is none
    }
    assert "T357" in str(found["towns/congress"]["problems"])
    assert "T350" in str(found["towns/tie"]["problems"])
    record = json.loads((season / "towns" / "gap" / "out" / "result.json").read_text(encoding="utf-8"))
    assert record["entry"] == "double"
    again = tally("count", "--all", season / "towns" / "gap", "--second", "ballots-second", "--resume")
    assert "没有变化" in again.err
    alone = tally("count", "--all", season / "towns" / "gap", "--resume")
    assert "没有变化" not in alone.err


@pytest.mark.parametrize("name", ["../other", "a*", ".", ""])
def test_a_second_entry_is_a_name_inside_the_folder(name: str, season: Path) -> None:
    assert tally("count", "--all", season, "--second", name).status == 2


def test_m16_formal_candidates_are_not_counted_among_the_elected(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "season" / "first", 2, NAMES[:3], stage="preliminary")
    assert vote(folder, {"党委委员": dict(zip(NAMES, (120, 90, 40), strict=False))}, 148, seats=2).status == 0
    assert tally("next", "--election", folder, "--out", folder.parent).status == 0
    formal = folder.parent / "formal"
    assert vote(formal, {"党委委员": dict(zip(NAMES[:2], (120, 90), strict=True))}, 148, seats=2).status == 0
    run = tally("count", "--all", folder.parent, "--json")
    assert {key: (one["seats"], one["elected"], one["status"]) for key, one in lines(run.json).items()} == {
        "first": (0, 0, "complete"),
        "formal": (2, 2, "complete"),
    }
    assert "预选：完成" in tally("count", "--all", folder.parent).out


def test_a_folder_behind_a_link_is_counted_once(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "season", a_whole_folder(tmp_path / "elsewhere")
    a_whole_folder(root / "town")
    for link, to in (("linked", elsewhere), ("again", elsewhere), ("round", root), ("within", root / "town")):
        (root / link).symlink_to(to, target_is_directory=True)
    found = lines(tally("count", "--all", root, "--json").json)
    assert set(found) == {"again", "town"}
    assert (elsewhere / "out" / "result.json").exists()


def test_a_folder_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_whole_folder(tmp_path / "town")
    closed = tmp_path / "closed"
    closed.mkdir()
    scan = os.scandir

    def scandir(path: str) -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [(line.folder, line.status) for line in count_season(tmp_path).lines] == [
        ("closed", "refused"),
        ("town", "complete"),
    ]


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "town" / "election.toml").mkdir(parents=True)
    [line] = tally("count", "--all", tmp_path, "--json").json
    assert (line["status"], line["problems"]) == ("refused", "T102")


def test_warnings_of_a_count_are_told_and_kept(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    (folder / "ballots.xlsx").unlink()
    rows = "".join(f"{at},{','.join(ballot)}\n" for at, ballot in enumerate(TEN, start=1)).replace("_", "")
    (folder / "ballots").mkdir()
    (folder / "ballots" / "党委委员.csv").write_bytes(f"票号,甲一,乙二,丙三,丁四\n{rows}".encode("gb18030"))
    for arguments in ([], ["--resume"]):
        run = tally("count", "--all", tmp_path, *arguments, "--json")
        assert (run.status, run.json[0]["problems"]) == (0, "T313")
        assert "T313" in run.err


def test_a_rehearsal_elects_nobody(tmp_path: Path) -> None:
    a_whole_folder(tmp_path / "town")
    path = a_whole_folder(tmp_path / "tried") / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("schema = 1", 'schema = 1\nmode = "rehearsal"'))
    run = tally("count", "--all", tmp_path, "--json")
    assert [(one["folder"], one["elected"], one["seats"]) for one in run.json] == [("town", 3, 3), ("tried", 0, 0)]
    assert "演练：完成" in tally("count", "--all", tmp_path, "--resume").out


def test_a_table_that_cannot_be_written_leaves_the_records(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "season" / "town")
    (tmp_path / "file").write_bytes(b"")
    run = tally("count", "--all", folder.parent, "--out", tmp_path / "file", "--json")
    assert (run.status, run.json[0]["status"]) == (1, "complete")
    assert "T640" in run.err
    assert "没有写入任何文件" not in run.err
    assert (folder / "out" / "result.json").exists()


def test_w9_seats_that_a_further_vote_fills_are_counted_once(tmp_path: Path) -> None:
    root = tmp_path / "season"
    first = an_election_folder(root / "first", 2, NAMES[:3])
    assert vote(first, {"党委委员": dict(zip(NAMES, (120, 50, 40), strict=False))}, 148, seats=2).status == 3
    assert tally("next", "--election", first, "--out", root).status == 0
    assert vote(root / "further", {"党委委员": dict(zip(NAMES[1:], (90, 40), strict=False))}, 148, seats=1).status == 0
    run = tally("count", "--all", root, "--json")
    assert {key: (one["seats"], one["elected"]) for key, one in lines(run.json).items()} == {
        "first": (2, 1),
        "further": (0, 1),
    }


def test_a_sealed_folder_stands_in_the_table_with_its_record(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    root = tmp_path / "season"
    for name in ("open", "sealed"):
        a_whole_folder(root / name)
    first = tally("count", "--all", root, "--json")
    assert tally("seal", cwd=root / "sealed").status == 0
    stamp = (root / "sealed" / "out" / "result.json").stat().st_mtime_ns
    for arguments in ([], ["--resume"], ["--workers", "2"]):
        again = tally("count", "--all", root, *arguments, "--json")
        assert (again.status, first.status) == (0, 0)
        assert [one.pop("sealed") for one in again.json] == [False, True]
        assert [{**one, "sealed": False} for one in again.json] == first.json
        assert "1个选举目录已封存" in again.err
    assert (root / "sealed" / "out" / "result.json").stat().st_mtime_ns == stamp
    assert "已封存：完成" in tally("count", "--all", root).out
    assert pq.read_table(root / "out" / "season.parquet").column("sealed").to_pylist() == [False, True]


def test_a_sealed_folder_whose_ballots_were_destroyed_after_the_term_keeps_its_line(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "season" / "town")
    [before] = tally("count", "--all", folder.parent, "--json").json
    assert tally("seal", cwd=folder).status == 0
    purge(read_record(folder / "out" / "result.json"), folder / "out", folder, date(2031, 11, 20), "镇党委")
    assert not (folder / "ballots.xlsx").exists()
    after = tally("count", "--all", folder.parent, "--json")
    assert (after.status, after.json) == (0, [{**before, "sealed": True}])


def test_a_seal_that_does_not_hold_is_no_result(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "season" / "town")
    assert tally("count", "--all", folder.parent).status == 0
    assert tally("seal", cwd=folder).status == 0
    (folder / "ballots").mkdir()
    shutil.copyfile(folder / "ballots.xlsx", folder / "ballots" / "late.xlsx")
    late = tally("count", "--all", folder.parent, "--json")
    assert (late.status, late.json[0]["problems"], late.json[0]["elected"]) == (0, "T636", 3)
    assert "ballots/late.xlsx" in late.err
    alone = tally("count", "--all", folder.parent, "--second", "ballots", "--json")
    assert (alone.status, alone.json[0]["status"]) == (1, "refused")  # the sealed record knows of no second entry
    (folder / "ballots.xlsx").write_bytes(b"another")
    broken = tally("count", "--all", folder.parent, "--json")
    assert (broken.status, broken.json[0]["status"], broken.json[0]["problems"]) == (1, "refused", "T635")


def test_no_folder_spoils_the_table(tmp_path: Path) -> None:
    """Texts that no sheet can hold, a name that is no UTF-8, a path longer than the system takes."""
    import pyarrow.parquet as pq
    from openpyxl import load_workbook

    root = tmp_path / "season"
    a_whole_folder(root / "town")
    control, named = a_whole_folder(root / "control"), a_whole_folder(root / "named")
    (control / "ballots.xlsx").unlink()
    (control / "ballots").mkdir()
    text = f"票号,{','.join(TOWN)}\n1,○\x01,×,○,\n"
    (control / "ballots" / "党委委员.csv").write_text(text, encoding="utf-8")
    toml = (named / "election.toml").read_text(encoding="utf-8")
    (named / "election.toml").write_text(toml.replace('unit = "', 'unit = "\\u0001'), encoding="utf-8")
    if sys.platform == "linux":  # other systems refuse such names
        (tmp_path / "moved").mkdir()
        a_whole_folder(tmp_path / "moved" / "town").rename(os.fsencode(root).decode() + "/\udcff")
        before = Path.cwd()
        os.chdir(root)
        for _ in range(30):
            os.mkdir("d" * 200)  # noqa: PTH102
            os.chdir("d" * 200)
        Path("election.toml").write_text(toml, encoding="utf-8")
        os.chdir(before)
    run = tally("count", "--all", root)
    assert run.status == 1
    assert "没有写入任何文件" not in run.err
    rows = pq.read_table(root / "out" / "season.parquet").to_pylist()
    found = {row["folder"][:7]: row["status"] for row in rows if not row["folder"].startswith("ddd")}
    assert found == {"town": "complete", "control": "refused", "named": "complete"} | (
        {"�": "complete"} if sys.platform == "linux" else {}
    )
    assert {row["status"] for row in rows if row["folder"].startswith("ddd")} <= {"refused"}
    assert load_workbook(root / "out" / "season.xlsx").worksheets[1].max_row > 1
    if sys.platform == "linux":
        shutil.rmtree(root / ("d" * 200))


@pytest.mark.parametrize("there", ["nothing", "a copy"])
def test_a_folder_counted_on_another_machine_has_its_record_here_or_none(there: str, tmp_path: Path) -> None:
    root, aside, other = (tmp_path / name for name in ("season", "aside", "other"))
    a_whole_folder(root / "town")
    if there == "a copy":
        shutil.copytree(root, other)
    else:
        other.mkdir()

    class Elsewhere(InThisProcess):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            root.rename(aside)
            other.rename(root)
            try:
                return super().submit(fn, *args, **kwargs)
            finally:
                root.rename(other)
                aside.rename(root)

    [line] = count_season(root, engine=lambda load: Elsewhere()).lines
    assert (line.status, [one.code for one in line.problems]) == ("refused", ["T919"])
    assert (line.elected, line.seats, line.check_code) == (0, 0, "")
