"""`tally count`: the sample congress against its hand-checked result, the record byte for byte, exit statuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from building import TEN, a_folder, a_whole_folder, a_workbook, ballot_rows
from running import TALLY, tally
from tally.records.check_code import canonical, check_code

SAMPLES = Path(__file__).parents[2] / "sample_ballots"


@pytest.fixture
def congress(tmp_path: Path) -> Path:
    return copied("congress", tmp_path)


def copied(name: str, tmp_path: Path) -> Path:
    folder = tmp_path / name
    shutil.copytree(SAMPLES / name, folder, ignore=shutil.ignore_patterns("out"))
    return folder


def test_the_sample_congress_comes_out_as_added_up_by_hand(congress: Path) -> None:
    run = tally("count", congress / "ballots.xlsx", "--election", congress, "--json")
    assert run.status == 0
    expected = json.loads((SAMPLES / "congress" / "expected.json").read_text(encoding="utf-8"))
    assert matches(run.json, expected) == []


def matches(found: Any, expected: Any, path: str = "") -> list[str]:
    """Return the places where `found` differs from what `expected` says; what it does not mention may be anything."""
    if isinstance(expected, dict):
        return [line for key, value in expected.items() for line in matches(found[key], value, f"{path}.{key}")]
    if isinstance(expected, list) and expected and isinstance(expected[0], dict):
        assert len(found) == len(expected), path
        return [line for at, value in enumerate(expected) for line in matches(found[at], value, f"{path}[{at}]")]
    return [] if found == expected else [f"{path}: {found} is not {expected}"]


def test_the_record_is_canonical_and_carries_its_check_code(congress: Path) -> None:
    run = tally("count", congress / "ballots.xlsx", "--election", congress, "--json")
    written = (congress / "out" / "result.json").read_bytes()
    assert written == run.out.encode()
    record = json.loads(written)
    assert written == canonical(record)
    assert record["check_code"] == check_code(record)
    assert not floats(record)
    assert str(congress) not in run.out


def floats(value: Any) -> bool:
    if isinstance(value, dict):
        return any(floats(one) for one in value.values())
    if isinstance(value, list):
        return any(floats(one) for one in value)
    return isinstance(value, float)


def test_the_same_inputs_give_the_same_bytes_anywhere(congress: Path, tmp_path: Path) -> None:
    split_in_two(congress)
    files = [congress / "b.xlsx", congress / "a.xlsx"]
    first = tally("count", *files, "--election", congress, "--json", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    elsewhere = tmp_path / "elsewhere" / "congress"
    shutil.copytree(congress, elsewhere)
    os.utime(elsewhere / "a.xlsx", (0, 0))
    second = tally(
        "count", "a.xlsx", "b.xlsx", "--json", cwd=elsewhere, PYTHONHASHSEED="77", TZ="Asia/Shanghai", LC_ALL="C.UTF-8"
    )
    english = tally("count", "a.xlsx", "b.xlsx", "--json", "--lang", "en", cwd=elsewhere)
    assert first.status == second.status == 0
    assert first.out == second.out == english.out


def split_in_two(folder: Path) -> None:
    """Deal the ballots of the first contest into a.xlsx and b.xlsx, which also has the second contest."""
    from openpyxl import load_workbook

    workbook = load_workbook(folder / "ballots.xlsx")
    rows = {sheet.title: [[cell.value or "" for cell in row] for row in sheet] for sheet in workbook.worksheets}
    header, *ballots = rows["党委委员"]
    a_workbook(folder / "a.xlsx", {"党委委员": [header, *ballots[::2]]})
    a_workbook(folder / "b.xlsx", {"党委委员": [header, *ballots[1::2]], "纪委委员": rows["纪委委员"]})


def test_piles_sum_to_the_contest(congress: Path) -> None:
    split_in_two(congress)
    run = tally("count", congress, "--election", congress, "--json")
    assert run.status == 1  # a folder holds the whole entry, both halves and the second entry: numbers twice
    for name in ("ballots.xlsx", "ballots-second.xlsx", "candidates.xlsx"):
        if name != "candidates.xlsx":
            (congress / name).unlink()
    contest = tally("count", congress / "a.xlsx", congress / "b.xlsx", "--election", congress, "--json").json[
        "contests"
    ][0]
    assert [pile["drawn"] for pile in contest["piles"]] == [74, 74]
    for at, candidate in enumerate(contest["candidates"]):
        for figure in ("approve", "oppose", "abstain", "unclear"):
            assert sum(pile["candidates"][at][figure] for pile in contest["piles"]) == candidate[figure]


@pytest.mark.parametrize(
    ("sample", "status", "following"),
    [("tie", "revote", "revote"), ("gap", "further_vote", "further"), ("void", "void", "rerun")],
)
def test_samples_in_which_people_must_act(sample: str, status: str, following: str, tmp_path: Path) -> None:
    folder = copied(sample, tmp_path)
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    outcome = run.json["contests"][0]["outcome"]
    assert run.status == 3
    assert (outcome["status"], outcome["next"]["kind"]) == (status, following)
    expected = json.loads((SAMPLES / sample / "expected.json").read_text(encoding="utf-8"))
    assert matches(run.json, expected) == []


def test_a_void_contest_needs_no_ballots(tmp_path: Path) -> None:
    folder = copied("void", tmp_path)
    (folder / "ballots.xlsx").unlink()
    run = tally("count", "--election", folder, "--json")
    assert run.status == 3
    contest = run.json["contests"][0]
    assert {contest["ballots"][key] for key in ("valid", "invalid", "invalid_reasons")} == {None}
    assert {one["approve"] for one in contest["candidates"]} == {None}
    assert contest["write_ins"] == []


def test_no_ballots_given(congress: Path) -> None:
    run = tally("count", "--election", congress, "--json")
    assert (run.status, run.codes) == (1, {"T356"})


def test_a_doubt_that_could_change_the_result_calls_for_people(tmp_path: Path) -> None:
    ballots = [
        *TEN[:5],
        ("○", "○", "？", "×"),
        ("○", "○", "○×", "×"),
        ("○", "○", "×", "×"),
        ("○", "×", "×", "×"),
        ("×", "×", "×", "×"),
    ]
    folder = a_whole_folder(tmp_path / "town", ballots)
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 3
    assert run.json["contests"][0]["doubtful"] == {"ballots": 2, "could_change_result": True}


def test_an_old_record_stays_whole_when_a_count_is_refused(congress: Path) -> None:
    assert tally("count", congress / "ballots.xlsx", "--election", congress).status == 0
    before = (congress / "out" / "result.json").read_bytes()
    assert tally("count", congress / "missing.xlsx", "--election", congress).status == 1
    assert (congress / "out" / "result.json").read_bytes() == before
    assert not list((congress / "out").glob("*.tmp"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder(congress: Path) -> None:
    (congress / "out").mkdir(mode=0o500)
    run = tally("count", congress / "ballots.xlsx", "--election", congress, "--json")
    assert (run.status, run.codes) == (1, {"T640"})


def test_an_out_that_is_no_folder(congress: Path) -> None:
    (congress / "out").write_text("in the way", encoding="utf-8")
    run = tally("count", congress / "ballots.xlsx", "--election", congress, "--json")
    assert (run.status, run.codes) == (1, {"T640"})
    assert (congress / "out").read_text(encoding="utf-8") == "in the way"


def test_a_blank_ballot_at_the_end_and_rows_of_totals(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=11)
    rows = [*ballot_rows(TEN), (11, "", "", "", "", "", "", "", "空白票"), ("合计", 9, 9, 9, 9)]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 0
    assert run.json["contests"][0]["ballots"]["valid"] == 11


def test_remarks_on_reading_are_counted_on_the_screen_and_shown_when_asked_for(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=10)
    rows = [("样例镇党委委员选票",), *ballot_rows(TEN), ("合计", 9, 9, 7, 3)]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    plain, told, quiet = (
        tally("count", folder / "ballots.xlsx", "--election", folder, *more)
        for more in ((), ("--verbose",), ("--quiet",))
    )
    assert ("另有2条说明" in plain.err, "T254" in plain.err) == (True, False)
    assert [words in told.err for words in ("T254", "T318", "另有")] == [True, True, False]
    assert (quiet.status, quiet.err) == (0, "")


def test_columns_in_any_order_and_title_rows(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    straight = tally("count", folder / "ballots.xlsx", "--election", folder, "--json").json
    rows = [("样例镇党委委员选票录入",), *((row[0], *reversed(row[1:5]), *row[5:]) for row in ballot_rows(TEN))]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    turned = tally("count", folder / "ballots.xlsx", "--election", folder, "--json").json
    assert turned["contests"] == straight["contests"]


def test_the_result_on_the_screen(congress: Path) -> None:
    run = tally("count", congress / "ballots.xlsx", "--election", congress)
    for words in ("党委委员", "白　露", "139", "超过半数为75票", "核验码", "当选", "存疑选票4张"):
        assert words in run.out
    assert tally("count", congress / "ballots.xlsx", "--election", congress, "--quiet").out == ""
    english = tally("count", congress / "ballots.xlsx", "--election", congress, "--lang", "en").out
    assert "elected" in english.lower()
    assert "当选" not in english


def test_in_a_folder_the_elections_own_files_are_no_ballots(congress: Path) -> None:
    (congress / "ballots-second.xlsx").unlink(missing_ok=True)
    named = tally("count", congress / "ballots.xlsx", "--json")
    assert tally("count", congress, "--json").out == named.out


@pytest.mark.parametrize("arguments", [("count", ""), ("count", "ballots.xlsx", "--second", ""), ("doubtful", " ")])
def test_an_empty_name_is_no_folder(arguments: tuple[str, ...], congress: Path) -> None:
    run = tally(*arguments, "--json", cwd=congress)
    assert run.status == 1
    assert "T350" in run.codes


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("second", [False, True])
def test_a_file_whose_name_is_no_text(second: bool, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    shutil.copyfile(folder / "ballots.xlsx", folder / "\udcff.xlsx")
    given = ["ballots.xlsx", "--second", "\udcff.xlsx"] if second else ["\udcff.xlsx"]
    run = subprocess.run([str(TALLY), "count", *given, "--json"], cwd=folder, capture_output=True, check=False)
    assert (run.returncode, [one["code"] for one in json.loads(run.stdout)["problems"]]) == (1, ["T302"])
    assert not (folder / "out").exists()
