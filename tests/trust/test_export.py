"""Exports: valid by the published schemas, and read back to the same figures."""

from __future__ import annotations

import io
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tally as library
from building import HEADER, SHARED, a_folder, a_workbook
from running import tally
from tally.documents import cast_vote_records, election_results, figures
from tally.records.understood import as_csv, piles_as_counted, piles_as_read

ROOT = Path(__file__).parents[2]
SCHEMAS = SHARED / "schemas"
SAMPLES = ("congress", "tie", "gap", "void")
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not beside the project")


def counted(sample: str) -> tuple[Any, dict[str, Any], list[str]]:
    folder = ROOT / "sample_ballots" / sample
    election = library.load(folder)
    ballots = [str(folder / "ballots.xlsx")]
    return election, library.count(election, ballots), ballots


def assert_valid(content: bytes, schema: str) -> None:
    import jsonschema

    rules = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))
    checker = jsonschema.Draft4Validator(rules, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(json.loads(content))] == []


@needs_schemas
@pytest.mark.parametrize("sample", SAMPLES)
def test_exports_are_valid_by_the_published_schemas(sample: str) -> None:
    election, record, ballots = counted(sample)
    assert_valid(election_results.as_json(record), "NIST_V2_election_results_reporting.json")
    piles = piles_as_counted(election, ballots)
    assert_valid(cast_vote_records.as_json(election, record, piles), "NIST_V0_cast_vote_records.json")


@pytest.mark.parametrize("sample", ["congress", "tie", "gap"])
def test_election_results_read_back(sample: str) -> None:
    _, record, _ = counted(sample)
    read = election_results.read_figures(election_results.as_json(record))
    for contest in record["contests"]:
        expected = {
            one["name"]: {mark: one[mark] for mark in election_results.MARKS if mark in one}
            for one in (*contest["candidates"], *contest["write_ins"])
        }
        assert read[contest["id"]] == expected


@pytest.mark.parametrize("sample", ["congress", "tie", "gap"])
@pytest.mark.parametrize("shuffled", [False, True])
def test_cast_vote_records_add_up_to_the_record(sample: str, shuffled: bool) -> None:
    election, record, ballots = counted(sample)
    chance = random.Random(1) if shuffled else None
    content = cast_vote_records.as_json(election, record, piles_as_counted(election, ballots), chance)
    read = cast_vote_records.read_figures(content)
    for contest in record["contests"]:
        figures_read = read[contest["id"]]
        assert figures_read["valid"] == contest["ballots"]["valid"]
        assert figures_read["invalid"] == contest["ballots"]["invalid"]
        for one in (*contest["candidates"], *contest["write_ins"]):
            assert figures_read[one["name"]] == one["approve"], one["name"]


def test_names_written_in_over_several_files_add_up(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, present=4)
    for file, (first, second) in {"a": ("子一", "丑二"), "b": ("丑 二", "寅三")}.items():
        start = 1 if file == "a" else 3
        rows = [(start, "○", "○", "×", "", first, "○", "", ""), (start + 1, "○", "○", "×", "", second, "○", "", "")]
        a_workbook(folder / f"{file}.xlsx", {"党委委员": [HEADER, *rows]})
    election = library.load(folder)
    ballots = [str(folder / "a.xlsx"), str(folder / "b.xlsx")]
    record = library.count(election, ballots)
    read = cast_vote_records.read_figures(
        cast_vote_records.as_json(election, record, piles_as_counted(election, ballots))
    )
    written = {one["name"]: one["approve"] for one in record["contests"][0]["write_ins"]}
    assert written == {"丑二": 2, "子一": 1, "寅三": 1}
    assert {name: read["committee"][name] for name in written} == written


def test_a_shuffled_export_holds_no_number_and_another_order() -> None:
    election, record, ballots = counted("congress")
    piles = piles_as_counted(election, ballots)
    plain = json.loads(cast_vote_records.as_json(election, record, piles))["CVR"]
    mixed = json.loads(cast_vote_records.as_json(election, record, piles, random.Random(2)))["CVR"]
    assert all("UniqueId" in one for one in plain)
    assert not any("UniqueId" in one for one in mixed)
    contests = [[one["CVRSnapshot"][0]["CVRContest"] for one in ballots] for ballots in (plain, mixed)]
    assert contests[0] != contests[1]
    assert sorted(map(str, contests[0])) == sorted(map(str, contests[1]))
    lines = as_csv(election, piles_as_read(election, ballots), random.Random(3)).decode("utf-8-sig").splitlines()
    assert all(",,," in line[: line.index(",") + 4] for line in lines[1:])


@pytest.mark.parametrize("sample", SAMPLES)
def test_figures_read_back(sample: str) -> None:
    _, record, _ = counted(sample)
    expected = list(figures.figures(record))
    csv = pd.read_csv(io.BytesIO(figures.as_csv(record)), keep_default_na=False)
    parquet = pd.read_parquet(io.BytesIO(figures.as_parquet(record)))
    for table in (csv, parquet):
        assert [tuple(row) for row in table.itertuples(index=False)] == expected
    if sample == "congress":
        found = {row[:4]: row[4] for row in expected}
        assert found["committee", "candidates", "孙惊蛰", "approve"] == 138
        assert found["committee", "ballots", "", "invalid_reasons.overvote"] == 3


def test_the_command_writes_every_format(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "sample_ballots" / "congress", tmp_path / "c")
    tally("count", folder / "ballots.xlsx", "--quiet")
    every = "sp1500-100,sp1500-103,csv,parquet,proof,ballots"
    run = tally("export", "--format", every, "--out", tmp_path / "o", "--shuffle", cwd=folder)
    assert run.status == 0, run.err
    assert {path.name for path in (tmp_path / "o").iterdir()} == {
        "election-results.json",
        "cast-vote-records.json",
        "figures.csv",
        "figures.parquet",
        "proof.xlsx",
        "ballots.csv",
    }
    assert tally("export", "--format", "pdf", cwd=folder).status == 2
    (folder / "ballots.xlsx").unlink()
    assert tally("export", "--format", "csv", cwd=folder).status == 0
    assert tally("export", "--format", "sp1500-103", cwd=folder).status == 1
