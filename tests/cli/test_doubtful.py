"""`tally doubtful`: which ballots wait and why, names among them (w8), and what each reading would change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from building import a_folder, a_workbook
from ruling import LETTERS, X29, a_town, contest, count, doubtful, ruling
from running import tally


def test_doubtful_lists_what_waits_and_what_each_reading_changes(tmp_path: Path) -> None:
    folder = a_town(tmp_path, [X29, (*"○○○○○_×__", "冯", "○", "蒋", "○")])
    found = doubtful(folder, folder / "ballots.xlsx")
    assert (found["contest"], found["doubtful"], found["could_change_result"]) == ("committee", 2, False)
    first, second = found["ballots"]
    assert (first["ballot"], first["pile"]) == ("1", "ballots.xlsx › 党委委员")
    assert [(one["column"], one["cell"], one["rule"]) for one in first["reasons"]] == [("甲", "B2", "c5")]
    readings = {one["read_as"]: one for one in first["readings"]}
    assert readings["approve"]["void"]
    assert readings["approve"]["changes"] == dict.fromkeys("乙丙丁戊己庚辛", -1)
    assert [readings[one]["changes"] for one in ("oppose", "abstain", "unclear")] == [{}, {}, {}]
    assert [(one["column"], one["cell"], one["rule"]) for one in second["reasons"]] == [
        ("另选他人1", "K3", "w3"),
        ("另选他人2", "M3", "w3"),
    ]
    counting = [one["changes"] for one in second["readings"] if one["read_as"] == "count"]
    assert counting == [{"冯": 1}, {"蒋": 1}]


def test_doubtful_says_who_would_be_elected(tmp_path: Path) -> None:
    close = [*["○○○○○○_○_"] * 4, *["○○○○○○○__"] * 4, "○○○○○○？__", "○○○○○○？__"]
    folder = a_town(tmp_path, close)
    assert count(folder).status == 3
    found = doubtful(folder)  # the files of the last count
    assert found["could_change_result"]
    assert [one["ballot"] for one in found["ballots"]] == ["9", "10"]
    assert not any(one["could_change_result"] for one in found["ballots"])  # one more makes five of ten, both make six
    closer = [*["○○○○○○○__"] * 5, "○○○○○○？__", *["○○○○○○_○_"] * 4]
    ballot = doubtful(a_town(tmp_path / "closer", closer), tmp_path / "closer" / "town" / "ballots.xlsx")["ballots"][0]
    assert ballot["could_change_result"]
    assert {one["read_as"]: one["elected"] for one in ballot["readings"]} == {
        "approve": list("甲乙丙丁戊己庚"),
        "oppose": None,
        "abstain": None,
        "unclear": None,
    }


def test_doubtful_after_rulings(tmp_path: Path) -> None:
    folder = a_town(tmp_path, [X29], ruling(1, "甲", "oppose"))
    assert doubtful(folder, folder / "ballots.xlsx")["doubtful"] == 0
    text = tally("doubtful", folder / "ballots.xlsx", "--election", folder)
    assert "没有待裁定的选票" in text.out


def test_doubtful_without_a_count(tmp_path: Path) -> None:
    folder = a_town(tmp_path, [X29])
    assert tally("doubtful", "--election", folder, "--json").codes == {"T601"}
    assert count(folder).status == 0
    (folder / "ballots.xlsx").unlink()
    assert tally("doubtful", "--election", folder, "--json").codes == {"T606"}


@pytest.mark.parametrize(
    ("ballot", "rule"),
    [
        ((*"○○○○○○×__", "无法辨认", "○"), "w5"),
        ((*"×○○○○○___", "甲", "○"), "w6"),
        ((*"○○○○○○×__", "冯", "○×"), "c5"),
        ("√○○○○○___", "c7"),
        ("？○○○○○___", "c9"),
    ],
)
def test_every_kind_of_doubt_has_its_reason(ballot: Sequence[str], rule: str, tmp_path: Path) -> None:
    folder = a_town(tmp_path, [ballot])
    found = doubtful(folder, folder / "ballots.xlsx")
    assert [one["rule"] for one in found["ballots"][0]["reasons"]] == [rule]
    assert found["ballots"][0]["readings"]


@pytest.mark.parametrize(
    ("typed", "ruled", "counted", "doubts"),
    [
        ("甲（一中）", None, {}, 1),  # w6: the own mark is a ×
        ("甲", None, {}, 1),  # w8: either of two
        ("甲", ("甲（一中）", "approve"), {"甲（一中）": 1}, 0),
        ("甲", ("另选他人1", "drop"), {}, 0),
        ("乙", ("另选他人1", "name:丙"), {"丙": 1}, 0),
    ],
)
def test_w8_namesakes_on_the_ballot(
    typed: str, ruled: tuple[str, str] | None, counted: dict[str, int], doubts: int, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path / "town", names=("甲", "丁"), seats=2, present=1)
    people_ = [("姓名", "区分"), ("甲", "一中"), ("甲", "二中"), ("丁", "")]
    a_workbook(folder / "candidates.xlsx", {"党委委员": people_})
    header = ("票号", "甲（一中）", "甲（二中）", "丁", "另选他人1", "另选他人1符号")
    a_workbook(folder / "ballots.xlsx", {"党委委员": [header, (1, "×", "×", "", typed, "○")]})
    if ruled:
        (folder / "rulings.toml").write_text(ruling(1, *ruled), encoding="utf-8")
    result = contest(folder)
    assert result["doubtful"]["ballots"] == doubts
    figures = [*result["candidates"], *result["write_ins"]]
    assert {one["name"]: one["approve"] for one in figures if one["approve"]} == counted


ROSTER = [
    ("姓名", "身份", "区分", "处分或措施"),
    ("李明", "正式党员", "镇政府", ""),
    ("李明", "正式党员", "一中", "留党察看"),
]


def with_namesakes(path: Path, *ballots: Sequence[str], rulings: str = "") -> Path:
    """Write a folder whose roster has two 李明, told apart, one of whom may not stand."""
    folder = a_town(path, ballots, *([rulings] if rulings else []))
    others = [(name, "正式党员", "", "") for name in ("冯小寒", *LETTERS)]
    a_workbook(folder / "roster.xlsx", {"名册": [*ROSTER, *others[: 10 - 1]]})
    return folder


@pytest.mark.parametrize(
    ("typed", "read_as", "counted", "doubts"),
    [
        ("李 明（镇政府）", "", {"李明（镇政府）": True}, 0),
        ("李明（一中）", "", {"李明（一中）": False}, 0),  # w9: struck out
        ("李明", "", {}, 1),  # w8: either of two
        ("李明（二中）", "", {}, 1),
        ("李明", "name:李明（镇政府）", {"李明（镇政府）": True}, 0),
        ("？", "name:李明〔镇政府〕", {"李明（镇政府）": True}, 0),
    ],
)
def test_w8_a_note_tells_which_person_of_the_roster_is_meant(
    typed: str, read_as: str, counted: dict[str, bool], doubts: int, tmp_path: Path
) -> None:
    ruled = ruling(1, "另选他人1", read_as) if read_as else ""
    result = contest(with_namesakes(tmp_path, (*"○○○○○_×__", typed, "○"), rulings=ruled))
    assert {one["name"]: one["eligible"] for one in result["write_ins"]} == counted
    assert result["doubtful"]["ballots"] == doubts


def test_doubtful_offers_names_and_what_each_would_change(tmp_path: Path) -> None:
    ballots = [(*"○○○○○_×__", name, "○") for name in ("李明", "无法辨认", "冯小塞", "冯小寒", "冯小寒")]
    folder = with_namesakes(tmp_path, *ballots)
    found = doubtful(folder, folder / "ballots.xlsx")["ballots"]
    named = [
        {one["read_as"]: one["changes"] for one in ballot["readings"] if one["read_as"].startswith("name:")}
        for ballot in found
    ]
    assert named == [
        {"name:李明（镇政府）": {"李明（镇政府）": 1}, "name:李明（一中）": {"李明（一中）": 1}},
        {"name:冯小寒": {"冯小寒": 1}},
        {"name:冯小寒": {"冯小寒": 1}},
    ]
    shown = tally("doubtful", folder / "ballots.xlsx", "--election", folder).out
    assert "认定为姓名：李明（镇政府）：李明（镇政府）+1" in shown
    assert "也可认定为别的姓名" in shown


@pytest.mark.parametrize(
    ("people_", "approved", "counted"),
    [
        ([("李明", "镇政府"), ("李明", "一中")], "李 明〔一中〕", {"李明（一中）": 1}),
        ([("李明", "镇政府"), ("李明", "一中")], "李明", None),  # either of two
        ([("李明", "镇政府"), ("王芳", "")], "李明（镇政府）", {"李明": 1}),
        ([("李明", "镇政府"), ("王芳", "")], "李明", {"李明": 1}),
        ([("李明", "镇政府"), ("王芳", "")], "李明（一中）", None),  # another person
    ],
)
def test_w8_approved_names_mean_the_person_of_the_note(
    people_: list[tuple[str, str]], approved: str, counted: dict[str, int] | None, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path / "town", seats=1, present=1)
    a_workbook(folder / "candidates.xlsx", {"党委委员": [("姓名", "区分"), *people_]})
    a_workbook(folder / "ballots.xlsx", {"党委委员": [("票号", "赞成的候选人"), (1, approved)]})
    run = count(folder)
    if counted is None:
        assert run.status == 1
        assert run.codes & {"T330", "T367"}  # no candidate is named at all, or a name that is nobody's
    else:
        figures = run.json["contests"][0]["candidates"]
        assert {one["name"]: one["approve"] for one in figures if one["approve"]} == counted
