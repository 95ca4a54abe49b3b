"""`tally next` and the votes that follow: X43→X52, X48→X53, void votes, plenaries (X54), state elections (X55–X59)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from building import a_workbook
from running import tally
from tally.domain.check_code import canonical, check_code
from voting import NAMES, an_election_folder, elected, first, record_of, settle, vote

SAMPLES = Path(__file__).parents[2] / "sample_ballots"
X43 = (140, 135, 130, 126, 110, 100, 90, 90, 60)
X48 = (140, 135, 130, 126, 110, 100, 72, 71, 60)
G, H, I = NAMES[6:]  # noqa: E741 - the letters of the worked examples


def counted(tmp_path: Path, approvals: tuple[int, ...]) -> Path:
    folder = an_election_folder(tmp_path / "first", 7, NAMES)
    run = vote(folder, {"党委委员": dict(zip(NAMES, approvals, strict=True))}, 148, void=1)
    assert run.status == 3
    return folder


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = counted(tmp_path_factory.mktemp("tied"), X43)
    assert tally("next", "--election", folder, "--out", folder.parent).status == 0
    return folder.parent


def fresh(folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(folder, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.mark.parametrize(
    ("votes", "void", "status", "winner"), [((74, 71), 1, 0, {G}), ((70, 65), 11, 0, {G}), ((70, 70), 6, 3, set())]
)
def test_x43_x52_the_revote(
    tied: Path, tmp_path: Path, votes: tuple[int, int], void: int, status: int, winner: set[str]
) -> None:
    revote = fresh(tied, tmp_path) / "revote"
    settle(revote / "election.toml", present=146)
    run = vote(revote, {"党委委员": {G: votes[0], H: votes[1]}}, 146, void=void, seats=1)
    assert (run.status, elected(run)) == (status, winner)
    contest = first(run)
    assert (contest["majority"]["need"], contest["seats"]) == (None, 1)
    assert {one["name"] for one in contest["elected_before"]} == set(NAMES[:6])
    assert run.json["previous"]["check_code"] == record_of(revote.parent / "first")["check_code"]
    assert [one["path"] for one in run.json["inputs"] if one["role"] == "previous"] == ["result.json"]
    assert tally("verify", "--election", revote).status == 0
    if not winner:
        assert contest["outcome"]["next"] == {"kind": "revote", "seats": 1, "among": [H, G]}  # by strokes


def test_x52_the_quorum_of_the_revote_is_tested_anew(tied: Path, tmp_path: Path) -> None:
    revote = fresh(tied, tmp_path) / "revote"
    settle(revote / "election.toml", present=121)
    run = vote(revote, {"党委委员": {G: 61, H: 60}}, 121, seats=1)
    assert (run.status, run.codes) == (1, {"T404"})


@pytest.mark.parametrize(("votes", "status", "winner"), [((90, 50), 0, {G}), ((73, 50), 3, set())])
def test_x48_x53_the_further_vote(tmp_path: Path, votes: tuple[int, int], status: int, winner: set[str]) -> None:
    folder = counted(tmp_path, X48)
    said = tally("next", "--election", folder, "--out", tmp_path)
    assert said.status == 0
    assert "候选人至少2名" in said.out
    assert "经74名以上选举人同意" in said.out  # W9: at least half of the 148 present, or the presidium
    further = tmp_path / "further"
    settle(further / "election.toml", present=146)
    run = vote(further, {"党委委员": {G: votes[0], H: votes[1], I: 0}}, 146, seats=1)
    assert (run.status, elected(run), first(run)["majority"]["need"]) == (status, winner, 74)


def test_w9_the_seats_are_reduced_by_the_election_file_alone(tmp_path: Path) -> None:
    folder = counted(tmp_path, X48)
    with (folder / "election.toml").open("a", encoding="utf-8") as file:
        file.write('reduce_seats = { to = 6, by = "presidium", document = "主席团决定" }\n')
    assert tally("next", "--election", folder, "--out", tmp_path, "--lang", "en").status == 1  # T660: counted before
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert (run.status, first(run)["outcome"]["status"]) == (0, "complete")


def test_x15_a_void_vote_is_held_again_with_the_same_candidates(tmp_path: Path) -> None:
    folder = tmp_path / "void"
    shutil.copytree(SAMPLES / "void", folder, ignore=shutil.ignore_patterns("out"))
    assert tally("count", "--election", folder).status == 3
    assert tally("next", "--election", folder, "--out", tmp_path).status == 0
    rerun = tmp_path / "rerun"
    names = [one["name"] for one in record_of(folder)["contests"][0]["candidates"]]
    run = vote(rerun, {"党委委员": dict(zip(names, (10, 9, 8, 4), strict=True))}, 12, seats=3)
    assert (run.status, elected(run)) == (0, set(names[:3]))
    assert run.json["election"]["stage"] == "formal"


@pytest.fixture
def plenaries(tmp_path: Path) -> Path:
    folder = tmp_path / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    said = tally("next", "--election", folder, "--out", tmp_path)
    assert said.out.index("plenary-discipline") < said.out.index("plenary-committee")  # R5
    return tmp_path


@pytest.mark.parametrize(("votes", "status", "winner"), [(4, 0, {"孙惊蛰"}), (3, 3, set())])
def test_x54_the_plenary_elects_its_secretary(plenaries: Path, votes: int, status: int, winner: set[str]) -> None:
    plenary = plenaries / "plenary-committee"
    run = vote(plenary, {"党委书记": {"孙惊蛰": votes}, "党委副书记": {"周谷雨": 7, "王小满": 7}}, 7)
    assert (run.status, elected(run)) == (status, winner)
    assert run.json["contests"][1]["outcome"]["elected"] == ["周谷雨", "王小满"]  # in the approved order (R3)
    assert run.json["attendance"]["entitled"] == 7


@pytest.mark.parametrize(("name", "winner", "eligible"), [("陈大雪", set(), False), ("李清明", {"李清明"}, True)])
def test_x54_w15_who_is_no_member_is_struck_out(plenaries: Path, name: str, winner: set[str], eligible: bool) -> None:
    plenary = plenaries / "plenary-committee"
    offices = {"党委书记": {"孙惊蛰": 0}, "党委副书记": {"周谷雨": 0, "王小满": 0}}
    run = vote(plenary, offices, 7, write_ins={name: 7})
    assert elected(run) == winner
    assert [(one["approve"], one["eligible"]) for one in first(run)["write_ins"]] == [(7, eligible)]
    assert not any(one["code"] == "T412" for one in run.json["problems"])  # the record says who is a member
    said = tally("explain", name, "--election", plenary, "--contest", "committee-head-1").out
    assert ("没有当选委员" in said) is not eligible


def test_w15_a_candidate_for_secretary_must_be_a_member(plenaries: Path) -> None:
    plenary = plenaries / "plenary-committee"
    a_workbook(
        plenary / "candidates.xlsx",
        {"党委书记": [("姓名",), ("陈大雪",)], "党委副书记": [("姓名",), ("周谷雨",), ("王小满",)]},
    )
    run = vote(plenary, {"党委书记": {"陈大雪": 7}, "党委副书记": {"周谷雨": 7, "王小满": 7}}, 7)
    assert (run.status, run.codes) == (1, {"T463"})


DISTRICT = {"rules": "xuanju-fa-2020", "kind": "RD", "office": "县人大代表", "unit": "示例县样板镇第三选区"}


def test_x55_x56_direct_deputies_and_their_further_vote(tmp_path: Path) -> None:
    people = "entitled = 2800\nall = 2800\nvoted = 1500"
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], people, **DISTRICT)
    run = vote(folder, {"县人大代表": dict(zip(NAMES, (820, 750, 700), strict=False))}, 1500, void=20, seats=2)
    assert (run.status, elected(run), first(run)["outcome"]["open_seats"]) == (3, {NAMES[0]}, 1)
    said = tally("next", "--election", folder, "--out", tmp_path)
    assert "候选人2名" in said.out
    further = tmp_path / "further"
    with (further / "election.toml").open(encoding="utf-8") as file:
        text = file.read()
    (further / "election.toml").write_text(
        text.replace("all      = 2800", "all = 2800\nvoted = 1500"), encoding="utf-8"
    )
    run = vote(further, {"县人大代表": {NAMES[1]: 500, NAMES[2]: 400}}, 1500, void=20, seats=1)
    assert (run.status, elected(run), first(run)["majority"]["need"]) == (0, {NAMES[1]}, 500)
    a_workbook(further / "candidates.xlsx", {"县人大代表": [("姓名",), (NAMES[1],), ("癸小暑",)]})
    run = vote(further, {"县人大代表": {NAMES[1]: 500, "癸小暑": 400}}, 1500, seats=1)
    assert (run.status, run.codes) == (1, {"T464"})


def test_x59_deputy_mayors_further_vote_keeps_the_margin(tmp_path: Path) -> None:
    town = {"rules": "zuzhi-fa-2022", "kind": "RZ", "office": "副镇长", "unit": "示例县样板镇"}
    people = "entitled = 60\nall = 60\npresent = 60"
    folder = an_election_folder(tmp_path / "first", 4, NAMES[:5], people, contest="fixed_margin = 1", **town)
    run = vote(folder, {"副镇长": dict(zip(NAMES, (50, 45, 40, 30, 29), strict=False))}, 60, seats=4)
    assert (run.status, elected(run)) == (3, set(NAMES[:3]))
    assert tally("next", "--election", folder, "--out", tmp_path).status == 0
    run = vote(tmp_path / "further", {"副镇长": {NAMES[3]: 31, NAMES[4]: 29}}, 60, seats=1)
    assert (run.status, elected(run), first(run)["majority"]["need"]) == (0, {NAMES[3]}, 31)


def test_w13_m16_a_preliminary_is_followed_by_an_equal_formal_vote(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 3, NAMES[:4], stage="preliminary")
    run = vote(folder, {"党委委员": dict(zip(NAMES, (120, 110, 100, 90), strict=False))}, 148, seats=3)
    assert (run.status, elected(run)) == (0, set(NAMES[:3]))
    assert tally("next", "--election", folder, "--out", tmp_path).status == 0
    formal = tmp_path / "formal"
    run = vote(formal, {"党委委员": dict(zip(NAMES[:3], (140, 130, 120), strict=True))}, 148, seats=3)
    assert (run.status, elected(run), run.json["election"]["stage"]) == (0, set(NAMES[:3]), "formal")
    assert first(run)["elected_before"] == []
    a_workbook(formal / "candidates.xlsx", {"党委委员": [("姓名",), *((name,) for name in NAMES[1:4])]})
    run = vote(formal, {"党委委员": dict(zip(NAMES[1:4], (140, 130, 120), strict=True))}, 148, seats=3)
    assert (run.status, run.codes) == (1, {"T460"})


def test_a_tie_in_a_chain_keeps_everybody_elected_before(tied: Path, tmp_path: Path) -> None:
    revote = fresh(tied, tmp_path) / "revote"
    assert vote(revote, {"党委委员": {G: 80, H: 60}}, 148, seats=1).status == 0
    assert tally("next", "--election", revote, "--out", tmp_path / "then").status == 0
    text = (tmp_path / "then" / "plenary-committee" / "election.toml").read_text(encoding="utf-8")
    assert "entitled = 7 " in text
    assert 'pool       = "../../copy/revote/out/result.json#committee"' in text


def test_what_is_prepared_is_said_as_json_and_written_into_the_journal(tmp_path: Path) -> None:
    folder = counted(tmp_path, X43)
    run = tally("next", "--election", folder, "--out", tmp_path, "--json")
    assert run.status == 0
    (one,) = run.json
    code = record_of(folder)["check_code"]
    assert (one["folder"], one["stage"], one["follows"]) == ((tmp_path / "revote").as_posix(), "revote", code)
    assert [(line["seats"], line["candidates"], line["writein_boxes"]) for line in one["contests"]] == [(1, [G, H], 0)]
    assert "是否仍须过半数" in one["choices"][0]
    lines = tally("journal", "--election", folder, "--json").json
    act = lines[-1] if isinstance(lines, list) else lines["lines"][-1]
    assert (act["act"], act["details"]) == ("prepared", {"check_code": code, "folders": ["revote"]})
    assert tally("journal", "--election", folder, "--check").status == 0


def test_posts_that_nobody_left_stands_for_are_not_asked_for_again(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], contest='leaders = ["书记", "副书记"]')
    rows = [("姓名", "拟任职务"), (NAMES[0], "书记"), (NAMES[1], "副书记"), (NAMES[2], "")]
    a_workbook(folder / "candidates.xlsx", {"党委委员": rows})
    assert vote(folder, {"党委委员": {NAMES[0]: 140, NAMES[1]: 60, NAMES[2]: 60}}, 148, seats=2).status == 3
    assert tally("next", "--election", folder, "--out", tmp_path).status == 0
    text = (tmp_path / "further" / "election.toml").read_text(encoding="utf-8")
    assert 'leaders    = ["副书记"]' in text
    assert 'heads      = { "书记" = 1, "副书记" = 1 }' in text
    run = vote(tmp_path / "further", {"党委委员": {NAMES[1]: 90, NAMES[2]: 40}}, 148, seats=1)
    assert (run.status, elected(run)) == (0, {NAMES[1]})
    assert "T263" not in run.err
    assert first(run)["outcome"]["next"]["kind"] == "plenary"
    assert set(first(run)["outcome"]["next"]["among"]) == {NAMES[0], NAMES[1]}


NAMESAKES = [("姓名", "区分"), ("甲立春", "一中"), ("甲立春", "二中"), ("乙雨水", ""), ("丙惊蛰", "")]


@pytest.mark.parametrize(
    ("note", "status", "codes"), [("二中", 0, set()), ("一中", 1, {"T459"}), ("", 1, {"T468"}), ("三中", 0, set())]
)
def test_namesakes_are_told_apart_in_a_later_vote(tmp_path: Path, note: str, status: int, codes: set[str]) -> None:
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3])
    a_workbook(folder / "candidates.xlsx", {"党委委员": NAMESAKES})
    votes = {"甲立春（一中）": 140, "甲立春（二中）": 60, "乙雨水": 50, "丙惊蛰": 40}
    run = vote(folder, {"党委委员": votes}, 148, seats=2)
    assert (run.status, elected(run)) == (3, {"甲立春（一中）"})
    assert tally("next", "--election", folder, "--out", tmp_path).status == 0
    further = tmp_path / "further"
    prepared = tally("candidates", "--election", further).out
    assert prepared.count("甲立春") == 1
    a_workbook(further / "candidates.xlsx", {"党委委员": [("姓名", "区分"), ("甲立春", note), ("乙雨水", "")]})
    run = vote(further, {"党委委员": {"甲立春": 90, "乙雨水": 30}}, 148, seats=1)
    assert (run.status, run.codes if status else set()) == (status, codes)
    if not status:
        assert len(first(run)["elected_before"]) == 1


# What does not fit the record it follows


def refused(folder: Path, *, approvals: dict[str, int] | None = None, seats: int = 1) -> set[str]:
    run = vote(folder, {"党委委员": approvals or {G: 74, H: 71}}, 148, seats=seats)
    assert run.status == 1
    assert not (folder / "out").exists()
    return run.codes


def test_a_record_changed_by_hand_is_refused(tied: Path, tmp_path: Path) -> None:
    copy = fresh(tied, tmp_path)
    path = copy / "first" / "out" / "result.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"present": 148', '"present": 147'), encoding="utf-8")
    assert refused(copy / "revote") == {"T452"}


def test_another_record_than_the_one_meant_is_refused(tied: Path, tmp_path: Path) -> None:
    copy = fresh(tied, tmp_path)
    path = copy / "first" / "out" / "result.json"
    record = {**json.loads(path.read_text(encoding="utf-8")), "entry": "double"}
    path.write_bytes(canonical({**record, "check_code": check_code(record)}))
    assert refused(copy / "revote") == {"T453"}


@pytest.mark.parametrize(("content", "code"), [(None, "T450"), (b"[]", "T451"), (b"\xff", "T451"), (b"{}", "T451")])
def test_a_record_that_is_none_is_refused(tied: Path, tmp_path: Path, content: bytes | None, code: str) -> None:
    copy = fresh(tied, tmp_path)
    path = copy / "first" / "out" / "result.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert refused(copy / "revote") == {code}


@pytest.mark.parametrize(
    ("key", "value", "codes"),
    [
        ("stage", '"further"', {"T454"}),
        ("stage", '"formal"', {"T454"}),
        ("id", '"discipline"', {"T455"}),
        ("seats", "2", {"T456"}),
        ("writein_boxes", "1", {"T458"}),
        ("mode", '"rehearsal"', {"T465"}),
        ("rules", '"difang-2021"', {"T465"}),
    ],
)
def test_a_revote_that_does_not_fit_its_record(
    tied: Path, tmp_path: Path, key: str, value: str, codes: set[str]
) -> None:
    revote = fresh(tied, tmp_path) / "revote"
    settle(revote / "election.toml", **{key: value})
    assert codes <= refused(revote)


@pytest.mark.parametrize("names", [(G, I), (G,), (G, H, I)])
def test_w6_a_revote_is_among_the_tied_and_nobody_else(tied: Path, tmp_path: Path, names: tuple[str, ...]) -> None:
    revote = fresh(tied, tmp_path) / "revote"
    a_workbook(revote / "candidates.xlsx", {"党委委员": [("姓名",), *((name,) for name in names)]})
    assert refused(revote, approvals=dict.fromkeys(names, 20)) == {"T457"}


def test_w8_somebody_elected_does_not_stand_again(tmp_path: Path) -> None:
    folder = counted(tmp_path, X48)
    tally("next", "--election", folder, "--out", tmp_path)
    further = tmp_path / "further"
    a_workbook(further / "candidates.xlsx", {"党委委员": [("姓名",), (NAMES[0],), (G,)]})
    assert refused(further, approvals={NAMES[0]: 90, G: 40}) == {"T459"}


# What `next` itself refuses


def test_nothing_is_overwritten(tied: Path, tmp_path: Path) -> None:
    copy = fresh(tied, tmp_path)
    before = (copy / "revote" / "election.toml").read_bytes()
    run = tally("next", "--election", copy / "first", "--out", copy)
    assert (run.status, run.out) == (1, "")
    assert "T650" in run.err
    assert (copy / "revote" / "election.toml").read_bytes() == before


def test_an_election_changed_since_the_count_is_refused(tied: Path, tmp_path: Path) -> None:
    copy = fresh(tied, tmp_path)
    settle(copy / "first" / "election.toml", present=147)
    run = tally("next", "--election", copy / "first", "--out", tmp_path / "new")
    assert run.status == 1
    assert "T660" in run.err
    assert not (tmp_path / "new").exists()


def test_a_result_that_a_ruling_could_change_has_no_next_vote_yet(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 1, NAMES[:2], "entitled = 3\npresent = 3")
    rows = [("票号", *NAMES[:2]), (1, "○", "×"), (2, "×", "○"), (3, "○×", "×")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 3
    run = tally("next", "--election", folder, "--out", tmp_path)
    assert run.status == 1
    assert "T661" in run.err


def test_without_a_record_it_says_to_count_first(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "first", 1, NAMES[:2])
    run = tally("next", "--election", folder)
    assert run.status == 1
    assert "T601" in run.err


def test_the_same_record_gives_the_same_folders_in_either_language(tied: Path, tmp_path: Path) -> None:
    copy = fresh(tied, tmp_path)
    for name, lang in (("a", "zh"), ("b", "zh"), ("c", "en")):
        assert tally("next", "--election", copy / "first", "--out", copy / name, "--lang", lang).status == 0
    for file in ("election.toml", "candidates.xlsx", "README.md"):
        texts = [(copy / name / "revote" / file).read_bytes() for name in "abc"]
        assert texts[0] == texts[1]
    assert "再次投票" not in (copy / "c" / "revote" / "README.md").read_text(encoding="utf-8")
