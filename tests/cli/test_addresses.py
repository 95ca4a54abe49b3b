"""Ballot files at addresses: read, hashed and verified like files of this machine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from building import a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.api import count, load
from tally.files.ballots import find_any_files, find_ballot_files, read_ballots
from tally.files.inspection import inspect_file
from tally.files.paths import SheetPath
from tally.records.verify import verify

upath = pytest.importorskip("upath")
BALLOTS = [("○○○×",), ("○○×○",), ("○×○○",)]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return a_whole_folder(tmp_path / "town", BALLOTS)


@pytest.fixture
def bucket(town: Path) -> Iterator[str]:
    """A folder in memory with the town's ballots as a workbook and in columns."""
    folder = upath.UPath("memory://bucket/box")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ballots.xlsx").write_bytes((town / "ballots.xlsx").read_bytes())
    yield "memory://bucket/box"
    for one in folder.iterdir():
        one.unlink()


def figures(record: dict[str, object]) -> object:
    return {key: value for key, value in record.items() if key not in ("inputs", "check_code", "contests")}


@pytest.mark.parametrize("named", ["{}/ballots.xlsx", "{}", "{}/*.xlsx"])
def test_an_address_a_folder_there_and_a_pattern_count_as_the_file_itself(town: Path, bucket: str, named: str) -> None:
    election = load(town)
    here, there = count(election, [town / "ballots.xlsx"]), count(election, [named.format(bucket)])
    assert figures(here) == figures(there)
    assert [one["sha256"] for one in here["inputs"]] == [one["sha256"] for one in there["inputs"]]
    assert [one["path"] for one in there["inputs"] if one["role"] == "ballots"] == ["ballots.xlsx"]
    for one, other in zip(here["contests"], there["contests"], strict=True):
        assert one["candidates"] == other["candidates"]


def test_columns_at_an_address_are_streamed(town: Path, bucket: str) -> None:
    sheet = f"{town / 'ballots.xlsx'}#党委委员"
    assert tally("convert", sheet, town / "committee.parquet", "--election", town).status == 0
    upath.UPath(f"{bucket}/committee.parquet").write_bytes((town / "committee.parquet").read_bytes())
    election = load(town)
    here, there = (count(election, [one]) for one in (town / "committee.parquet", f"{bucket}/committee.parquet"))
    assert figures(here) == figures(there)
    for one, other in zip(here["contests"], there["contests"], strict=True):
        assert (one["candidates"], one["ballots"]) == (other["candidates"], other["ballots"])


def test_inspect_and_a_sheet_of_an_address(bucket: str) -> None:
    seen = inspect_file(SheetPath.parse(f"{bucket}/ballots.xlsx#党委委员"))
    assert [one.name for one in seen.sheets] == ["党委委员"]
    assert not seen.problems


def test_a_record_of_an_address_is_verified_from_a_copy_without_a_network(town: Path, tmp_path: Path) -> None:
    moved = tmp_path / "bucket" / "ballots.xlsx"
    moved.parent.mkdir()
    shutil.move(town / "ballots.xlsx", moved)
    assert tally("count", moved.as_uri(), "--election", town).status in (0, 3)
    assert [one.code for one in verify(town / "out" / "result.json").problems] == ["T606"]
    shutil.copy(moved, town)
    assert verify(town / "out" / "result.json").problems == ()


def test_what_is_not_there_is_said(town: Path, bucket: str) -> None:
    _, missing = find_ballot_files(load(town), [f"{bucket}/nothing/*.xlsx"])
    assert [one.code for one in missing] == ["T917"]
    _, missing = find_ballot_files(load(town), [f"{bucket}/*.csv"])
    assert [one.code for one in missing] == ["T350"]
    _, missing = find_any_files(["memory://nobody"])
    assert [(one.code, str(one.found)) for one in missing] == [("T917", "这个地址上什么也没有")]
    _, unknown = find_any_files(["nonsense://bucket/a.csv"])
    assert [one.code for one in unknown] == ["T916"]
    run = tally("count", "nonsense://bucket/a.csv", "--election", town, "--json")
    assert (run.status, run.codes) == (1, {"T916"})
    run = tally("count", (town / "gone.xlsx").as_uri(), "--election", town, "--json")
    assert (run.status, "T300" in run.codes) == (1, True)
    assert not (town / "out").exists()


def refusing(reason: Exception) -> Callable[..., bool]:
    def refuse(*_: object, **__: object) -> bool:
        raise reason

    return refuse


@pytest.mark.parametrize(
    ("reason", "code", "said"),
    [
        (RuntimeError("no such host"), "T917", "这个地址没有应答：no such host"),
        (PermissionError(), "T917", "这个地址没有应答：PermissionError"),
        (ImportError("Please install gcsfs"), "T915", "读这种地址要用的 Please install gcsfs 没有装"),
    ],
)
def test_nobody_answers(reason: Exception, code: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(upath.UPath("memory://bucket/a.csv")), "open", refusing(reason))
    _, problems = find_any_files(["memory://bucket/a.csv"])
    assert [(one.code, str(one.found)) for one in problems] == [(code, said)]


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    _, problems = find_any_files(["ftp://clerk:secret@host/box/*.csv", "ftp://clerk:secret@host/a.csv"])
    assert [(one.code, one.place) for one in problems] == [
        ("T918", "ftp://***@host/box"),
        ("T918", "ftp://***@host/a.csv"),
    ]


def test_the_kind_of_an_address_may_be_in_capitals(bucket: str) -> None:
    files, problems = find_any_files([bucket.replace("memory", "MEMORY") + "/*.xlsx"])
    assert ([one.file.name for one in files], problems) == (["ballots.xlsx"], [])


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "upath", None)
    _, problems = find_any_files(["s3://bucket/a.csv"])
    assert [one.code for one in problems] == ["T915"]


def test_two_files_of_one_name_are_refused_and_so_is_a_number_in_both(town: Path, tmp_path: Path) -> None:
    """T327 and T355: outside the election's folder a record knows a file by its name alone."""
    (town / "ballots.xlsx").unlink()
    entries = []
    for at, mark in enumerate("○×"):
        folder = a_whole_folder(tmp_path / f"box{at}", [(f"{mark}○○○",)])
        entries.append(folder / "ballots.xlsx")
    for named in (entries, [one.as_uri() for one in entries]):
        run = tally("count", *named, "--election", town, "--json")
        assert (run.status, run.codes) == (1, {"T327", "T355"})
    assert [one.code for one in read_ballots(load(town), [str(one) for one in entries]).problems] == ["T327", "T355"]
    assert not (town / "out").exists()


def test_two_files_of_one_name_inside_the_folder_are_told_apart(town: Path, tmp_path: Path) -> None:
    paths = []
    for at in "12":
        (town / at).mkdir()
        paths.append(shutil.copy(town / "ballots.xlsx", town / at))
    _, problems = find_ballot_files(load(town), [str(one) for one in paths])
    assert problems == []
    _, again = find_ballot_files(load(town), [str(paths[0]), str(town / "1" / ".." / "1" / "ballots.xlsx")])
    assert again == []


def test_a_second_entry_of_the_same_name_must_lie_in_the_folder_too(town: Path, tmp_path: Path) -> None:
    """Outside it both would be `ballots.xlsx` in the record, and `tally verify` could not tell which is which."""
    rows = [("样板镇",), *ballot_rows(BALLOTS)]
    (tmp_path / "second").mkdir()
    other = a_workbook(tmp_path / "second" / "ballots.xlsx", {"党委委员": rows})
    assert other.read_bytes() != (town / "ballots.xlsx").read_bytes()
    run = tally("count", town / "ballots.xlsx", "--second", other, "--election", town, "--json")
    assert (run.status, run.codes) == (1, {"T327"})
    assert not (town / "out").exists()
    (town / "second").mkdir()
    inside = shutil.copy(other, town / "second")
    run = tally("count", town / "ballots.xlsx", "--second", inside, "--election", town, "--json")
    assert [one["path"] for one in run.json["inputs"] if one["role"] in ("ballots", "second")] == [
        "ballots.xlsx",
        "second/ballots.xlsx",
    ]
    assert tally("verify", "--election", town).status == 0


def test_a_ballot_file_outside_has_no_name_of_a_file_inside(town: Path, tmp_path: Path) -> None:
    other = shutil.copy(town / "ballots.xlsx", tmp_path / "candidates.xlsx")
    run = tally("count", other, "--election", town, "--json")
    assert (run.status, run.codes) == (1, {"T327"})
