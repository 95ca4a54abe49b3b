"""Whole paths through votes by the state laws: a district, a town congress, deputies elected by a congress."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from building import a_workbook
from running import tally
from voting import NAMES, an_election_folder, elected, first, settle, vote
from walking import prepared, screen, verdicts

DISTRICT = {"rules": "xuanju-fa-2020", "kind": "RD", "office": "区人大代表", "unit": "示例区样板街道第三选区"}
TOWN = {"rules": "zuzhi-fa-2022", "kind": "RZ", "unit": "样板镇"}
VOTERS = "entitled = 2800\nall = 2800"
DEPUTIES = "entitled = 60\nall = 60\npresent = 45"


def test_m9_a_tie_in_the_preliminary_of_a_town_leaves_its_seats(tmp_path: Path) -> None:
    office = {**TOWN, "office": "副镇长", "stage": "preliminary", "contest": "fixed_margin = 1"}
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:5], DEPUTIES, **office)
    run = vote(folder, {"副镇长": dict(zip(NAMES, (30, 20, 10, 10, 5), strict=False))}, 45, seats=2)
    assert (run.status, elected(run)) == (3, set(NAMES[:2]))  # three are printed for two seats
    tied = {NAMES[2]: 22, NAMES[3]: 22}
    assert prepared(tmp_path / "first", tmp_path) == ["revote"]
    assert vote(tmp_path / "revote", {"副镇长": tied}, 45, seats=1).status == 3
    assert prepared(tmp_path / "revote", tmp_path / "2") == ["revote"]
    assert vote(tmp_path / "2" / "revote", {"副镇长": {**tied, NAMES[3]: 23}}, 45, seats=1).status == 0
    assert prepared(tmp_path / "2" / "revote", tmp_path / "3") == ["formal"]
    run = vote(tmp_path / "3" / "formal", {"副镇长": {NAMES[0]: 40, NAMES[1]: 31, NAMES[3]: 10}}, 45, seats=2)
    assert (run.status, first(run)["seats"], elected(run)) == (0, 2, {NAMES[0], NAMES[1]})


OFFICES = """
[[contest]]
id = "mayor"
office = "镇长"
kind = "RZ"
seats = 1
nominated = 1
candidates = "candidates.xlsx#镇长"
"""


def test_m9_x14_a_preliminary_of_a_town_congress(tmp_path: Path) -> None:
    contest = f"fixed_margin = 1\nnominated = 6\n{OFFICES}"
    people: dict[str, Any] = {**TOWN, "office": "副镇长", "stage": "preliminary", "contest": contest}
    folder = an_election_folder(tmp_path / "first", 4, NAMES[:6], DEPUTIES, **people)
    text = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(text.replace('"candidates.xlsx"', '"candidates.xlsx#副镇长"'), "utf-8")
    a_workbook(
        folder / "candidates.xlsx",
        {"副镇长": [("姓名",), *((name,) for name in NAMES[:6])], "镇长": [("姓名",), (NAMES[6],)]},
    )
    votes = {"副镇长": dict(zip(NAMES, (40, 39, 38, 20, 10, 9), strict=False)), "镇长": {NAMES[6]: 31}}
    run = vote(folder, votes, 45, seats=4)
    assert (run.status, elected(run)) == (0, set(NAMES[:5]))  # five are printed; the one nominated mayor is too
    assert run.json["contests"][1]["outcome"]["status"] == "complete"
    after = tally("check", "--election", folder, "--after")
    assert (after.status, verdicts(folder, "--after")["W8"]) == (0, {"holds"})
    assert "规则 M9" in tally("explain", NAMES[5], "--election", folder).out
    assert prepared(folder, tmp_path) == ["formal"]


@pytest.mark.parametrize(("told", "status", "need"), [("", 1, None), ("issued = 1500", 3, 751)])
def test_w3_all_voters_are_not_those_who_voted(tmp_path: Path, told: str, status: int, need: int | None) -> None:
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], VOTERS, contest=told, **DISTRICT)
    run = vote(folder, {"区人大代表": dict(zip(NAMES, (820, 750, 700), strict=False))}, 1500, seats=2)
    assert run.status == status
    if need is None:
        assert run.codes == {"T104"}
        assert verdicts(folder, "--before")["Q5"] == {"untested"}  # before the vote nobody can know
    else:
        assert (first(run)["majority"]["need"], elected(run)) == (need, {NAMES[0]})


def test_a_district_whose_kind_is_not_written_is_told_that_alone(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], f"{VOTERS}\nvoted = 1500\nproxies = 80", **DISTRICT)
    text = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(text.replace('kind = "RD"\n', ""), encoding="utf-8")
    assert tally("count", "--election", folder, "--json").codes == {"T117"}


@pytest.mark.parametrize(("votes", "status"), [(520, 0), (500, 0), (499, 3)])
def test_x56_a_third_of_the_ballots_is_not_called_half(tmp_path: Path, votes: int, status: int) -> None:
    people = f"{VOTERS}\nvoted = 1500\nproxies = 80"
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], people, **DISTRICT)
    assert vote(folder, {"区人大代表": dict(zip(NAMES, (820, 750, 700), strict=False))}, 1500, seats=2).status == 3
    assert "全体选民2800名，参加投票1500名" in screen(folder)
    assert prepared(folder, tmp_path) == ["further"]
    further = tmp_path / "further"
    assert "voted、proxies" in (further / "README.md").read_text(encoding="utf-8")
    settle(further / "election.toml", **{"# voted": "0"})
    text = (further / "election.toml").read_text(encoding="utf-8")
    (further / "election.toml").write_text(text.replace("# voted   = 0", "voted = 1500 "), encoding="utf-8")
    run = vote(further, {"区人大代表": {NAMES[1]: votes, NAMES[2]: 400}}, 1500, seats=1)
    assert (run.status, first(run)["majority"]["need"], first(run)["writein_boxes"]) == (status, 500, 1)
    assert "过半数" not in screen(further)
    assert ("达到500票" in screen(further)) is True
    assert tally("report", "--election", further, "--format", "txt,board").status == 0
    assert "当选区" not in tally("report", "--election", further, "--read-aloud").out  # R6: the committee says so
    assert not (further / "out" / "D7.txt").exists()  # no meeting was attended
    paper = (further / "out" / "D18-committee.txt").read_text(encoding="utf-8")
    assert f"达到500票的{int(not status)}名" in paper
    assert "过半数" not in paper
    if status:
        assert prepared(further, tmp_path / "then") == ["further"]
        choices = (tmp_path / "then" / "further" / "README.md").read_text(encoding="utf-8")
        assert "有的省规定不再选" in choices


@pytest.mark.parametrize(("present", "votes", "status"), [(45, 31, 0), (45, 30, 3), (40, 31, 0), (39, 31, 1)])
def test_x10_x58_the_mayor_over_all_deputies(tmp_path: Path, present: int, votes: int, status: int) -> None:
    people = f"entitled = 60\nall = 60\npresent = {present}"
    office = {**TOWN, "office": "镇长", "contest": "nominated = 1"}
    folder = an_election_folder(tmp_path / "first", 1, NAMES[:1], people, **office)
    run = vote(folder, {"镇长": {NAMES[0]: votes}}, present, seats=1)
    assert run.status == status
    if status == 1:
        assert run.codes == {"T404"}
    else:
        assert (first(run)["majority"]["need"], bool(elected(run))) == (31, votes > 30)


@pytest.mark.parametrize(("status", "chosen", "rule"), [("选民", False, "W16"), ("代表", True, "W4")])
def test_x60_a_chair_is_one_of_the_deputies(tmp_path: Path, status: str, chosen: bool, rule: str) -> None:
    office = {**TOWN, "office": "人大副主席", "contest": "fixed_margin = 1"}
    folder = an_election_folder(tmp_path / "first", 1, NAMES[:2], DEPUTIES, **office)
    deputies = [(f"代表{at}", "代表") for at in range(60 - chosen)]
    a_workbook(folder / "roster.xlsx", {"名册": [("姓名", "身份"), *deputies, (NAMES[5], status)]})
    run = vote(folder, {"人大副主席": {NAMES[0]: 5, NAMES[1]: 5}}, 45, write_ins={NAMES[5]: 45}, seats=1)
    approve = first(run)["write_ins"][0]["approve"]
    assert approve == 35  # ten ballots chose two people for one seat
    assert elected(run) == ({NAMES[5]} if chosen else set())
    why = tally("explain", NAMES[5], "--election", folder).out
    assert f"规则 {rule}" in why
    assert ("不是代表" in why) is not chosen


def test_m14_a_town_fills_one_post_without_a_margin(tmp_path: Path) -> None:
    office = {**TOWN, "office": "副镇长", "top": "by_election = true"}
    folder = an_election_folder(tmp_path / "first", 1, NAMES[:1], DEPUTIES, **office)
    assert verdicts(folder, "--before")["M14"] == {"holds"}
    assert re.search(r"好 +差额 副镇长 .*1 − 1 = 0", tally("doctor", "--election", folder).out)
    assert vote(folder, {"副镇长": {NAMES[0]: 30}}, 45, seats=1).status == 3
    assert prepared(folder, tmp_path) == ["further"]
    assert verdicts(tmp_path / "further", "--before")["M14"] == {"holds"}
    run = vote(tmp_path / "further", {"副镇长": {NAMES[0]: 31}}, 45, seats=1)
    assert (run.status, elected(run)) == (0, {NAMES[0]})


def test_w11_indirect_deputies_and_their_further_vote(tmp_path: Path) -> None:
    office = {"rules": "xuanju-fa-2020", "kind": "RI", "office": "市人大代表", "unit": "示例区"}
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], DEPUTIES, **office)
    run = vote(folder, {"市人大代表": dict(zip(NAMES, (40, 30, 20), strict=False))}, 45, seats=2)
    assert (run.status, elected(run)) == (3, {NAMES[0]})
    assert "应到60名，实到45名。" in screen(folder)  # the law was not read on a quorum: none is said to be met
    said = tally("next", "--election", folder, "--out", tmp_path).out
    assert "末位得票相等" not in said
    for votes, status in ((30, 3), (31, 0)):
        run = vote(tmp_path / "further", {"市人大代表": {NAMES[1]: votes, NAMES[2]: 14}}, 45, seats=1)
        assert (run.status, first(run)["majority"]["need"]) == (status, 31)
    assert "规则 W11" in tally("explain", NAMES[1], "--election", tmp_path / "further").out
