"""`tally verify`: a record holds, or it is said exactly where not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from building import a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.records.differences import differences
from tally.records.verify import verify
from trust.flipped_bits import CHECKS, a_sealed_folder, unseen

ROOT = Path(__file__).parents[2]
SAMPLES = ("congress", "tie", "gap", "void")


def a_counted_folder(path: Path, **fields: object) -> Path:
    folder = a_whole_folder(path, **fields)
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status in (0, 3)
    return folder


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_holds(sample: str, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "sample_ballots" / sample, tmp_path / sample)
    assert tally("count", folder / "ballots.xlsx").status in (0, 3)
    run = tally("verify", folder / "out" / "result.json")
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith("相符：")


def test_a_copied_folder_holds_from_anywhere(tmp_path: Path) -> None:
    folder = a_counted_folder(tmp_path / "here")
    moved = tmp_path / "years later" / "copy"
    shutil.move(folder, moved)
    assert tally("verify", cwd=moved).status == 0
    assert tally("verify", moved / "out" / "result.json", cwd=tmp_path).status == 0
    assert tally("verify", "--election", moved, "--lang", "en").out.startswith("holds: ")


def test_one_figure_changed_is_named(tmp_path: Path) -> None:
    path = a_counted_folder(tmp_path) / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["contests"][0]["candidates"][1]["approve"] += 1
    path.write_text(json.dumps(record, ensure_ascii=False, sort_keys=True, indent=2) + "\n", encoding="utf-8")
    run = tally("verify", path, "--json")
    assert run.status == 1
    assert [(one["code"], one["place"]) for one in run.json["problems"]] == [
        ("T604", "result.json"),
        ("T608", "result.json › contests › committee › candidates › 乙二 › approve"),
    ]


def test_a_ballot_changed_after_the_count_names_the_file_and_the_figures(tmp_path: Path) -> None:
    folder = a_counted_folder(tmp_path)
    changed = ["×○○○", *(("○○○×",) * 5), *(("○○×○",) * 3), "×○○_"]
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(changed)})
    run = tally("verify", folder / "out" / "result.json", "--json")
    assert run.status == 1
    codes = [one["code"] for one in run.json["problems"]]
    assert codes[0] == "T607"
    assert set(codes[1:]) == {"T608"}
    assert any("candidates › 甲一 › approve" in one["place"] for one in run.json["problems"])


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    folder = a_counted_folder(tmp_path)
    (folder / "ballots.xlsx").unlink()
    run = tally("verify", folder / "out" / "result.json", "--json")
    assert (run.status, [(one["code"], one["place"]) for one in run.json["problems"]]) == (
        1,
        [("T606", "ballots.xlsx")],
    )


def test_one_sheet_of_a_file_is_recounted_as_one_sheet(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    rows = ballot_rows(("○○○×",) * 10)
    a_workbook(folder / "two.xlsx", {"committee": rows, "党委委员": rows})
    assert tally("count", f"{folder}/two.xlsx#committee", "--election", folder, "--quiet").status == 0
    assert tally("verify", "--election", folder).status == 0


def test_a_record_of_an_older_tally_is_compared_by_the_fields_it_has(tmp_path: Path) -> None:
    from tally.records.check_code import check_code
    from tally.records.store import write_record

    folder = a_counted_folder(tmp_path)
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for key in ("officers", "rulings"):
        del record[key]
    del record["contests"][0]["report_order"]
    del record["contests"][0]["candidates"][0]["post"]
    write_record({**record, "check_code": check_code(record)}, path.parent)
    assert verify(path).problems == ()


def test_no_flipped_bit_goes_unseen(tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path / "town")
    assert [(target, at) for target in CHECKS for at in unseen(folder, target, 30)] == []


@pytest.mark.parametrize("outside", ["../../etc/passwd", "/etc/passwd", "C:/x", ""])
def test_a_record_names_no_file_outside_the_folder(outside: str, tmp_path: Path) -> None:
    path = a_counted_folder(tmp_path) / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["inputs"][0]["path"] = outside
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    run = tally("verify", path, "--json")
    assert (run.status, run.codes) == (1, {"T602"})


def test_differences_follow_names_and_see_order() -> None:
    before = {"c": [{"name": "甲", "n": 1}, {"name": "乙", "n": 2}], "kept": 1}
    after = {"c": [{"name": "乙", "n": 3}, {"name": "甲", "n": 1}], "kept": True}
    assert [(one.path, one.shown) for one in differences(before, after)] == [
        (("c", "乙", "n"), ("2", "3")),
        (("c",), ("甲、乙", "乙、甲")),
        (("kept",), ("1", "true")),
    ]
