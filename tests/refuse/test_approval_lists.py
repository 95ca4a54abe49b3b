"""Ballots as lists of lists, in YAML and JSON; and files that are not read, each refused by its name."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from real.elections import an_election_of, counted, refused, votes
from running import tally

BALLOTS = [[0, 2], [1], [], [2, 0], [2]]
FIGURES = {"0": 2, "1": 1, "2": 3}
YAML = """description: "profile: [[9]] of {'id': 'a town'}"
profile: [[0, 2], {1}, {},
  [2, 0], [2]]
num_cand: 3
committeesize: 1
compute:
- rule_id: av
  result: [[2]]
"""
BLOCK = "num_cand: 3\nprofile:\n- [0, 2]\n- [1]\n- []\n- [2, 0]\n- [2]\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("town.abc.yaml", YAML),
        ("town.yml", BLOCK),
        ("town.json", json.dumps({"candidates": 3, "ballots": BALLOTS})),
        ("town.jsonl", json.dumps({"candidates": 3, "profile": BALLOTS, "seats": 1}) + "\n\n"),
        ("town.yaml", "profile: [[0, 2], [1], [], [0], [2]]\nvoter_weights: [1, 1, 1, 1, 2]\n"),
    ],
)
def test_lists_of_approvals(name: str, text: str, tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"委员": (3, list(FIGURES))})
    (folder / name).write_text(text, encoding="utf-8")
    contest = counted(folder, folder / name)["委员"]
    assert votes(contest) == FIGURES
    assert contest["ballots"]["collected"] == (6 if "weights" in text else 5)


@pytest.mark.parametrize("marks", [["Ash, Ann", "Bo | Bay"], [0, 1]])
def test_names_with_signs_of_their_own(marks: list[str | int], tmp_path: Path) -> None:
    names = ["Ash, Ann", "Bo | Bay"]
    folder = an_election_of(tmp_path, {"Mayor": (2, names)})
    text = json.dumps({"candidates": names, "ballots": [marks, marks[:1]]})
    (folder / "town.json").write_text(text, encoding="utf-8")
    assert votes(counted(folder, folder / "town.json")["Mayor"]) == {"Ash, Ann": 2, "Bo | Bay": 1}


@pytest.mark.parametrize(
    "one",
    [
        {"candidates": 3, "ballots": [[0], [3]]},
        {"candidates": 3, "ballots": [[0], 1]},
        {"candidates": 3, "ballots": [[0.5]]},
        {"candidates": 3, "ballots": [[True]]},
        {"candidates": 3, "ballots": [[0]], "voter_weights": [1.5]},
        {"candidates": 3, "ballots": [[0]], "voter_weights": [1, 1]},
        {"candidates": ["A", "A"], "ballots": [["A"]]},
        {"candidates": "three", "ballots": [[0]]},
    ],
)
def test_lists_refused(one: object, tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"委员": (3, list(FIGURES))})
    (folder / "town.json").write_text(json.dumps(one), encoding="utf-8")
    found = {(one["code"], one["place"]) for one in refused(folder, folder / "town.json").json["problems"]}
    assert ("T382", "town.json › town") in found, found


def test_several_elections_in_one_file(tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"委员": (3, list(FIGURES))})
    lines = [
        {"name": "north", "candidates": 3, "ballots": BALLOTS},
        {"name": "south", "candidates": 3, "ballots": [[0]]},
    ]
    (folder / "towns.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    run = refused(folder, folder / "towns.jsonl")
    assert "T354" in run.codes
    run = tally("count", f"{folder / 'towns.jsonl'}#north", "--election", folder, "--json")
    assert votes(run.json["contests"][0]) == FIGURES


@pytest.mark.parametrize(
    ("name", "head", "said"),
    [
        ("CvrExport.json", '{"Version":"5.10","ElectionId":"Town","Sessions":[{"TabulatorId":1}]}', "Dominion"),
        ("cvr.json", '{"@type": "CVR.CastVoteRecordReport", "CVR": []}', "CDF"),
        ("cvr.xml", '<?xml version="1.0"?><cdf:CastVoteRecordReport/>', "CDF"),
        ("1_a.xml", '<?xml version="1.0"?><Cvr xmlns="urn:x"><Contests/></Cvr>', "Hart"),
        ("results.xls", "<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("scan.pdf", "%PDF-1.7 ", "PDF"),
        ("other.json", '{"a": 1}', "JSON"),
        ("broken.json", "[{", "JSON"),
        ("other.yaml", "a: 1\n", ""),
    ],
)
def test_files_refused_by_their_name(name: str, head: str, said: str, tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"委员": (3, list(FIGURES))})
    (folder / name).write_text(head, encoding="utf-8")
    problem = next(one for one in refused(folder, folder / name).json["problems"] if one["code"] in ("T309", "T304"))
    assert problem["code"] == ("T309" if said else "T304")
    assert said in problem["found"]


def test_an_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"委员": (3, list(FIGURES))})
    with ZipFile(folder / "cvr.zip", "w") as archive:
        archive.writestr("cvr.csv", "a,b\n")
    problem = next(one for one in refused(folder, folder / "cvr.zip").json["problems"] if one["code"] == "T304")
    assert "解开" in problem["remedy"]
