"""From a file of ballots alone to its count: `tally inspect FILE --draft DIR`, what it leaves open, what it refuses."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from building import a_workbook
from running import tally

MARKS = [
    "E,5.2,,,,,,",
    ",,,Council (Vote For=2),Council (Vote For=2),Council (Vote For=2),Judge (Vote For=1),Judge (Vote For=1)",
    ',,,Cy Cobb,"Dee, Di",Write-in,Yes,No',
    "CvrNumber,TabulatorNum,BatchId,,,,,",
    "1,1,B,1,1,0,1,0",
    "2,1,B,1,0,0,,",
]
CHOICES = ["CVR ID,1st Choice,2nd Choice", "1,Ann Ash,Bo Bay", "2,Bo Bay|Ann Ash,", "3,Ann Ash,UWI"]
BUDGET = "META\nkey;value\nvote_type;approval\nmax_length;2\nPROJECTS\nproject_id;cost\nP1;1\nP2;1\nP3;1\n"
BUDGET += "VOTES\nvoter_id;vote\n1;P1,P2\n2;P1\n"


def drafted(folder: Path, *files: Path) -> dict[str, Any]:
    run = tally("inspect", *files, "--draft", folder)
    assert run.status == 0, run.err
    return tomllib.loads((folder / "election.toml").read_text(encoding="utf-8"))


def counted(folder: Path, *files: Path) -> dict[str, Mapping[str, int]]:
    run = tally("count", *files, "--election", folder, "--json")
    assert run.status in (0, 3), run.out
    return {one["office"]: {who["name"]: who["approve"] for who in one["candidates"]} for one in run.json["contests"]}


def written(path: Path, lines: Sequence[str] | str) -> Path:
    path.write_text(lines if isinstance(lines, str) else "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_marks_under_two_contests(tmp_path: Path) -> None:
    file = written(tmp_path / "cvr.csv", MARKS)
    election = drafted(tmp_path / "town", file)
    assert [(one["office"], one["seats"]) for one in election["contest"]] == [("Council", 2), ("Judge", 1)]
    assert counted(tmp_path / "town", file) == {"Council": {"Cy Cobb": 2, "Dee, Di": 1}, "Judge": {"Yes": 1, "No": 0}}


def test_choices_in_order_and_several_files(tmp_path: Path) -> None:
    files = [
        written(tmp_path / "north.csv", CHOICES),
        written(tmp_path / "south.csv", [CHOICES[0], "1,Cy Cobb,Bo Bay"]),
    ]
    election = drafted(tmp_path / "town", *files)
    assert election["input"] == {"count": "first", "numbering": "per-file"}
    assert election["attendance"]["present"] == 4
    assert [one["seats"] for one in election["contest"]] == [1]
    assert counted(tmp_path / "town", *files) == {"north": {"Ann Ash": 2, "Bo Bay": 0, "Cy Cobb": 1}}


def test_ranks_in_the_cells(tmp_path: Path) -> None:
    """Nothing in the headings says so: each ballot numbers the people from 1 on, and none twice."""
    lines = ["Response ID,precinct,Ann Ash,Bo Bay,Cy Cobb", "r-a,p1,2,1,3", "r-b,p1,1,2,", "r-c,p2,3,1,2"]
    file = written(tmp_path / "form.csv", lines)
    election = drafted(tmp_path / "town", file)
    assert election["input"] == {"profile": "rank-columns", "count": "first"}
    assert counted(tmp_path / "town", file) == {"form": {"Ann Ash": 1, "Bo Bay": 2, "Cy Cobb": 0}}


def test_figures_of_batches_are_no_ranks(tmp_path: Path) -> None:
    lines = ["Batch Name,Ann Ash,Bo Bay,Cy Cobb", "Batch 1,3,0,2", "Batch 2,2,3,0", "Batch 3,0,1,3"]
    run = tally("inspect", written(tmp_path / "totals.csv", lines), "--draft", tmp_path / "town")
    assert (run.status, "rank-columns" in run.out) == (1, False)


def test_words_that_approve_and_numbers_that_are_names(tmp_path: Path) -> None:
    words = [("ballot", "Ash", "Bay"), (1, "approve", "oppose"), (2, "oppose", "approve"), (3, "", "approve")]
    a_workbook(tmp_path / "words.xlsx", {"ballots": words})
    assert drafted(tmp_path / "words", tmp_path / "words.xlsx")["method"]["legend"]["oppose"] == ["oppose"]
    ids = [("ballot", 0, 1, 2, 17), (1, 1, "", 1, ""), (2, 1, 1, "", 1), (3, "", 1, 1, "")]
    a_workbook(tmp_path / "ids.xlsx", {"ballots": ids})
    drafted(tmp_path / "ids", tmp_path / "ids.xlsx")
    assert (tmp_path / "ids" / "c1.csv").read_text(encoding="utf-8").split() == ["姓名", "0", "1", "2", "17"]


def test_a_budget_says_how_many(tmp_path: Path) -> None:
    file = written(tmp_path / "town.pb", BUDGET)
    election = drafted(tmp_path / "town", file)
    assert (election["contest"][0]["seats"], "waiver" in election) == (2, False)
    assert counted(tmp_path / "town", file) == {"town": {"P1": 2, "P2": 1, "P3": 0}}


def test_what_cannot_be_seen_is_left_so_that_nothing_is_counted(tmp_path: Path) -> None:
    rows = [("票号", "甲一", "乙二", "丙三"), (1, "○", "√", ""), (2, "×", "○", "○")]
    a_workbook(tmp_path / "录入.xlsx", {"党委委员": rows})
    election = drafted(tmp_path / "town", tmp_path / "录入.xlsx")
    assert (election["contest"][0]["seats"], election["method"]["legend"]["approve"]) == (0, ["改"])
    run = tally("count", tmp_path / "录入.xlsx", "--election", tmp_path / "town", "--json")
    assert (run.status, "T107" in run.codes) == (1, True)
    with (tmp_path / "town" / "c1.csv").open(encoding="utf-8") as text:
        assert [*csv.reader(text)] == [["姓名"], ["甲一"], ["乙二"], ["丙三"]]


@pytest.mark.parametrize(
    ("signs", "legend"),
    [
        ("○×", "L1"),
        ("√×", "L2"),
        ("10", {"approve": ["1"], "oppose": ["×"], "abstain": ["0", ""]}),
        ("是否", {"approve": ["是"], "oppose": ["否"], "abstain": [""]}),
    ],
)
def test_signs_that_can_be_told(signs: str, legend: object, tmp_path: Path) -> None:
    rows = [("票号", "甲一", "乙二"), (1, signs[0], signs[1]), (2, signs[1], signs[0])]
    a_workbook(tmp_path / "录入.xlsx", {"党委委员": rows})
    assert drafted(tmp_path / "town", tmp_path / "录入.xlsx")["method"]["legend"] == legend


def test_the_draft_is_shown_and_nothing_there_is_replaced(tmp_path: Path) -> None:
    file = written(tmp_path / "cvr.csv", MARKS)
    shown = tally("inspect", file).out
    assert all(line in shown.splitlines() for line in ("── election.toml ──", "── c2.csv ──", '"Dee, Di"'))
    assert "文件写着可选2名" in shown
    draft = json.loads(tally("inspect", file, "--json").out)["draft"]
    assert draft["c2.csv"] == "姓名\nYes\nNo\n"
    drafted(tmp_path / "town", file)
    run = tally("inspect", file, "--draft", tmp_path / "town")
    assert (run.status, "T650" in run.err) == (1, True)
    notes = written(tmp_path / "notes.csv", ["今天,晴"])
    run = tally("inspect", notes, "--draft", tmp_path / "other")
    assert (run.status, "T353" in run.err) == (1, True)


def test_a_draft_is_made_of_the_file_alone_even_beside_an_election(tmp_path: Path) -> None:
    congress = Path(__file__).parents[2] / "sample_ballots" / "congress"
    for file in ("election.toml", "candidates.xlsx", "ballots.xlsx"):
        shutil.copy(congress / file, tmp_path)
    ballots = tmp_path / "ballots.xlsx"
    election = drafted(tmp_path / "town", ballots)
    assert [one["office"] for one in election["contest"]] == ["党委委员", "纪委委员"]
    run = tally("inspect", ballots, "--draft", tmp_path / "other", "--election", tmp_path)
    assert (run.status, (tmp_path / "other").exists()) == (2, False)
