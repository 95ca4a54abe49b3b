"""Whole paths through votes of the Party, from the first folder to the last: margins, 预选, plenaries, by-elections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from building import a_workbook
from running import Run, tally
from voting import DELEGATES, NAMES, an_election_folder, elected, first, settle, vote
from walking import prepared, screen, verdicts


def written(folder: Path, text: str) -> None:
    with (folder / "election.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def test_s28_a_secretary_on_the_members_ballot_is_no_matter_of_margin(tmp_path: Path) -> None:
    contest = '[[contest]]\nid = "secretary"\noffice = "党委书记"\nseats = 1\ncandidates = "candidates.xlsx"\n'
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], contest=contest)
    run = tally("count", folder / "none.xlsx", "--election", folder, "--json")
    mixed = [one for one in run.json["problems"] if one["place"].startswith("election.toml › secretary")]
    assert [(one["code"], one["rule"], "waiver" in one["remedy"]) for one in mixed] == [("T436", "s28", False)]
    assert "fails" in verdicts(folder)["s28"]


@pytest.mark.parametrize(("to", "status", "codes", "verdict"), [(5, 3, {"T439"}, "fails"), (6, 0, set(), "holds")])
def test_w9_a_decision_for_another_number_is_not_applied_in_silence(
    tmp_path: Path, to: int, status: int, codes: set[str], verdict: str
) -> None:
    reduced = f'reduce_seats = {{ to = {to}, by = "electors", votes = 74, document = "会议记录" }}'
    folder = an_election_folder(tmp_path / "first", 7, NAMES, contest=reduced)
    votes = (140, 135, 130, 126, 110, 100, 72, 71, 60)
    run = vote(folder, {"党委委员": dict(zip(NAMES, votes, strict=True))}, 148)
    assert run.status == status
    assert {one["code"] for one in run.json["problems"]} == codes
    assert verdicts(folder, "--after")["W9"] == {verdict}


@pytest.mark.parametrize(
    ("limit", "collected", "status", "v1", "v2"),
    [
        ("issued", 148, 0, "holds", "holds"),
        ("issued", 150, 0, "fails", "holds"),
        ("issued", 151, 3, "fails", "fails"),
        ("voted", 148, 0, "holds", "holds"),
        ("voted", 149, 3, "fails", "holds"),
    ],
)
def test_x17_v1_count_and_check_keep_to_the_same_limit(
    tmp_path: Path, limit: str, collected: int, status: int, v1: str, v2: str
) -> None:
    folder = an_election_folder(tmp_path / "first", 7, NAMES, contest="issued = 150")
    text = (folder / "election.toml").read_text(encoding="utf-8")
    method = f'[method]\nvalid_limit = "{limit}"'
    (folder / "election.toml").write_text(text.replace("[method]", method), encoding="utf-8")
    votes = (140, 135, 130, 126, 110, 100, 90, 60, 40)
    assert vote(folder, {"党委委员": dict(zip(NAMES, votes, strict=True))}, collected).status == status
    found = tally("check", "--election", folder, "--after", "--json")
    of_rule = {one["rule"]: one for one in found.json if one["rule"] in ("V1", "V2") and one["verdict"] != "told"}
    assert {rule: one["verdict"] for rule, one in of_rule.items()} == {"V1": v1, "V2": v2}
    grave = {one["rule"] for one in found.json if one["verdict"] == "fails" and one["severity"] == "error"}
    assert bool(grave & {"V1", "V2", "O6"}) is (status == 3)
    why = tally("explain", NAMES[0], "--election", folder).out
    assert ("多于发出150张" in why) is (collected > 150)
    assert ("多于投票148人" in why) is (limit == "voted" and collected > 148)


def test_a_party_preliminary_its_formal_vote_and_the_rerun_of_that(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 3, NAMES[:4], stage="preliminary")
    run = vote(folder, {"党委委员": dict(zip(NAMES, (120, 110, 75, 74), strict=False))}, 148, seats=3)
    assert (run.status, elected(run)) == (0, set(NAMES[:3]))
    assert "全部列为正式候选人" in screen(folder)
    assert "当选" not in screen(folder)
    found = verdicts(folder, "--after")
    assert found["W13"] == {"holds"}
    assert not {"W1", "R4", "R5"} & set(found)  # nobody is elected yet
    assert tally("report", "--election", folder, "--format", "txt,board", "--only", "D11,D12,D17").status == 0
    for paper in (folder / "out").glob("*.[th]*"):
        assert "当选" not in paper.read_text(encoding="utf-8"), paper
    assert "党委委员正式候选人3名" in tally("report", "--election", folder, "--read-aloud").out
    assert "即可列为正式候选人" in tally("explain", "--change", "--election", folder).out
    english = tally("explain", "--change", "--election", folder, "--lang", "en").out
    assert "a formal candidate with 1 ballot marked otherwise; fewer are not enough" in english
    why = tally("explain", NAMES[3], "--election", folder).out
    assert "没有列为正式候选人" in why
    assert "规则 W13" in why
    assert prepared(folder, tmp_path) == ["formal"]

    formal = tmp_path / "formal"
    assert verdicts(formal, "--before")["W13"] == {"holds"}
    text = (formal / "election.toml").read_text(encoding="utf-8")
    (formal / "election.toml").write_text(text.replace("# issued    =", "issued = 148\ncollected = 149 #", 1), "utf-8")
    assert tally("count", "--election", formal).status == 3  # V1: void
    assert prepared(formal, tmp_path) == ["rerun"]
    rerun = tmp_path / "rerun"
    assert verdicts(rerun, "--before")["M1"] == {"told"}  # no margin was asked of the vote it repeats
    run = vote(rerun, {"党委委员": dict(zip(NAMES[:3], (140, 130, 74), strict=True))}, 148, seats=3)
    assert (run.status, elected(run)) == (3, set(NAMES[:2]))
    assert "这一轮不要求" in screen(rerun)


def test_a_revote_in_a_preliminary_makes_formal_candidates(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], stage="preliminary")
    assert vote(folder, {"党委委员": dict(zip(NAMES, (120, 85, 85), strict=False))}, 148, seats=2).status == 3
    assert "不能确定末1名正式候选人" in screen(folder)
    assert prepared(folder, tmp_path) == ["revote"]
    run = vote(tmp_path / "revote", {"党委委员": {NAMES[1]: 80, NAMES[2]: 60}}, 148, seats=1)
    assert run.status == 0
    assert "列为正式候选人" in screen(tmp_path / "revote")
    assert "当选" not in screen(tmp_path / "revote")


def test_w13_however_many_rounds_a_preliminary_takes_the_formal_vote_fills_all_seats(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 7, NAMES, stage="preliminary")
    votes = (140, 135, 130, 126, 110, 100, 74, 60, 40)
    assert vote(folder, {"党委委员": dict(zip(NAMES, votes, strict=True))}, 148).status == 3
    assert "还差正式候选人1名，再预选一次" in screen(folder)
    assert prepared(folder, tmp_path) == ["further"]
    run = vote(tmp_path / "further", {"党委委员": dict(zip(NAMES[6:], (74, 74, 0), strict=True))}, 148, seats=1)
    assert run.status == 3
    assert prepared(tmp_path / "further", tmp_path / "2") == ["further"]
    third = tmp_path / "2" / "further"
    assert vote(third, {"党委委员": dict(zip(NAMES[6:], (80, 68, 0), strict=True))}, 148, seats=1).status == 0
    assert "s4" not in verdicts(third, "--before")
    assert prepared(third, tmp_path / "3") == ["formal"]
    run = vote(tmp_path / "3" / "formal", {"党委委员": dict.fromkeys(NAMES[:7], 148)}, 148)
    assert (run.status, first(run)["seats"], elected(run)) == (0, 7, set(NAMES[:7]))
    settle(tmp_path / "3" / "formal" / "election.toml", seats=6)
    run = vote(tmp_path / "3" / "formal", {"党委委员": dict.fromkeys(NAMES[:7], 100)}, 148)
    assert (run.status, [(one["code"], one["rule"]) for one in run.json["problems"]]) == (1, [("T456", "W13")])
    assert "应选7名" in run.json["problems"][0]["found"]


def test_m6_a_further_vote_for_secretary_is_equal_too(tmp_path: Path) -> None:
    office = {"office": "党委书记", "kind": "ZW", "stage": "plenary"}
    folder = an_election_folder(tmp_path / "first", 1, NAMES[:1], "entitled = 9\npresent = 9", **office)
    run = vote(folder, {"党委书记": {NAMES[0]: 4}}, 9, seats=1)
    assert (run.status, elected(run)) == (3, set())  # X54
    assert prepared(folder, tmp_path) == ["further"]
    further = tmp_path / "further"
    for number, status in ((2, 1), (1, 0)):
        names = NAMES[1 : 1 + number]
        a_workbook(further / "candidates.xlsx", {"党委书记": [("姓名",), *((name,) for name in names)]})
        run = vote(further, {"党委书记": {names[0]: 5, **dict.fromkeys(names[1:], 0)}}, 9, seats=1)
        assert run.status == status
    assert elected(run) == {NAMES[1]}


@pytest.mark.parametrize(("present", "status"), [(8, 0), (7, 1)])
def test_x08_seven_of_nine_may_not_vote(tmp_path: Path, present: int, status: int) -> None:
    office = {"office": "党委书记", "kind": "ZW", "stage": "plenary"}
    people = f"entitled = 9\npresent = {present}"
    folder = an_election_folder(tmp_path / "first", 1, NAMES[:1], people, **office)
    run = vote(folder, {"党委书记": {NAMES[0]: 5}}, present, seats=1)
    assert run.status == status
    assert ("监票人向全体会议报告" in tally("check", "--election", folder).out) is not bool(status)  # R1


COMMITTEES = """
[[contest]]
id = "discipline"
office = "纪委委员"
kind = "JW"
seats = 2
candidates = "candidates.xlsx#纪委委员"
{void}
"""
TOO_MANY = "issued = 148\ncollected = 149"
SUPERVISORS = ("子白露", "丑秋分", "寅寒露")


def two_committees(path: Path, of_party: str = "", of_discipline: str = "") -> Path:
    """Write a folder with both committees, two seats each; a line may make either vote void."""
    contest = f"{of_party}\n{COMMITTEES.format(void=of_discipline)}"
    folder = an_election_folder(path, 2, NAMES[:3], contest=contest)
    text = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(text.replace('"candidates.xlsx"', '"candidates.xlsx#党委委员"'), "utf-8")
    sheets = {"党委委员": NAMES[:3], "纪委委员": SUPERVISORS}
    people = {office: [("姓名",), *((name,) for name in names)] for office, names in sheets.items()}
    a_workbook(folder / "candidates.xlsx", people)
    return folder


def test_r5_a_rerun_for_the_party_committee_does_not_forget_the_tie_for_the_other(tmp_path: Path) -> None:
    folder = two_committees(tmp_path / "first", of_party=TOO_MANY)
    vote(folder, {"党委委员": {}, "纪委委员": dict(zip(SUPERVISORS, (120, 80, 80), strict=True))}, 148, seats=2)
    assert prepared(folder, tmp_path) == ["rerun", "revote"]
    votes = dict(zip(NAMES, (140, 100, 20), strict=False))
    assert vote(tmp_path / "rerun", {"党委委员": votes}, 148, seats=2).status == 0
    run = tally("next", "--election", tmp_path / "rerun", "--out", tmp_path / "then")
    assert (run.status, run.out) == (0, "")
    assert "纪委委员得票相等" in run.err
    assert vote(tmp_path / "revote", {"纪委委员": dict(zip(SUPERVISORS[1:], (80, 60), strict=True))}, 148).status == 0
    assert prepared(tmp_path / "revote", tmp_path / "2") == ["plenary-discipline"]
    filled = tmp_path / "revote" / "out" / "result.json"
    run = tally("next", "--election", tmp_path / "rerun", "--out", tmp_path / "then", "--discipline", filled, "--json")
    assert [Path(one["folder"]).name for one in run.json] == ["plenary-committee"]


@pytest.mark.parametrize(
    ("votes", "void", "later", "why"),
    [
        ((120, 110, 20), TOO_MANY, "rerun", "选举无效"),
        ((120, 90, 80), "", "", ""),
        ((120, 80, 80), "", "revote", "得票相等"),
        ((120, 74, 70), "", "further", "缺额"),
    ],
)
def test_r5_the_party_plenary_waits_for_that_of_the_discipline_committee(
    tmp_path: Path, votes: tuple[int, ...], void: str, later: str, why: str
) -> None:
    folder = two_committees(tmp_path / "first", of_discipline=void)
    party = {"党委委员": dict(zip(NAMES, (140, 100, 20), strict=False))}
    vote(folder, {**party, "纪委委员": dict(zip(SUPERVISORS, votes, strict=True))}, 148, seats=2)
    run = tally("next", "--election", folder, "--out", tmp_path / "next", "--json")
    names = [Path(one["folder"]).name for one in run.json]
    if not later:
        assert names == ["plenary-discipline", "plenary-committee"]
        assert "T664" not in run.err
        return
    assert names == [later]
    assert re.search(rf"注意 T664.*\n.*党委第一次全体会议没有准备：.*纪委委员{why}", run.err)
    english = tally("next", "--election", folder, "--out", tmp_path / "en", "--lang", "en")
    assert "the first plenary of the Party committee was not prepared" in english.err

    own = folder / "out" / "result.json"
    wrong = tally("next", "--election", folder, "--out", tmp_path / "wrong", "--discipline", own, "--json")
    assert (wrong.status, wrong.codes) == (1, {"T667"})
    second = tmp_path / "next" / later
    settle(second / "election.toml", present=148)
    tied = SUPERVISORS[1:] if later != "rerun" else SUPERVISORS
    filled = dict(zip(tied, (100, 40, 20), strict=False))
    filled |= {SUPERVISORS[1]: 100} if later == "rerun" else {}
    assert vote(second, {"纪委委员": filled}, 148, seats=2 if later == "rerun" else 1).status == 0
    assert prepared(second, tmp_path / "then") == ["plenary-discipline"]
    record = second / "out" / "result.json"
    run = tally("next", "--election", folder, "--out", tmp_path / "last", "--discipline", record, "--json")
    assert [Path(one["folder"]).name for one in run.json] == ["plenary-committee"]
    assert "T664" not in run.err
    plenary = tmp_path / "last" / "plenary-committee"
    assert '"../../first/out/result.json#committee"' in (plenary / "election.toml").read_text(encoding="utf-8")


def party_by_election(path: Path, number: int) -> tuple[Path, Run]:
    folder = an_election_folder(path, 1, NAMES[:number], DELEGATES, top="by_election = true")
    return folder, vote(folder, {"党委委员": {NAMES[0]: 100, **dict.fromkeys(NAMES[1:number], 0)}}, 148, seats=1)


def test_m14_the_party_keeps_its_margin_and_holds_no_first_plenary_again(tmp_path: Path) -> None:
    folder, run = party_by_election(tmp_path / "equal", 1)
    assert (run.status, run.codes) == (1, {"T403"})
    assert verdicts(folder, "--before")["M14"] == {"told"}
    written(folder, '[[waiver]]\nrule = "M1"\ncontest = "committee"\nby = "中共示例县委组织部"\ndocument = "一号"\n')
    assert tally("check", "--election", folder, "--before").status == 0
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    folder, run = party_by_election(tmp_path / "two", 2)
    assert (run.status, elected(run)) == (0, {NAMES[0]})
    assert first(run)["outcome"]["next"] is None
    assert prepared(folder, tmp_path / "next") == []


@pytest.mark.parametrize(
    ("line", "rule"), [(("预备党员", ""), "E1"), (("正式党员", "留置"), "E2"), (("正式党员", ""), "W1")]
)
def test_x49_x50_who_may_not_stand_is_struck_out_by_a_rule(tmp_path: Path, line: tuple[str, str], rule: str) -> None:
    folder = an_election_folder(tmp_path / "first", 7, NAMES)
    members = 152 - (rule == "W1")
    rows = [*((name, "正式党员", "") for name in (*NAMES, *map("员{}".format, range(members - 9)))), ("林白露", *line)]
    a_workbook(folder / "roster.xlsx", {"名册": [("姓名", "身份", "处分或措施"), *rows]})
    votes = dict(zip(NAMES, (140, 135, 130, 126, 110, 100, 60, 0, 0), strict=True))
    run = vote(folder, {"党委委员": votes}, 148, write_ins={"林白露": 80})
    assert (run.status, "林白露" in elected(run)) == ((0, True) if rule == "W1" else (3, False))
    assert f"规则 {rule}" in tally("explain", "林白露", "--election", folder).out
