"""Names written in that no list knows (T269), and what a name may be read as: shown, never taken (w5, w8, w9)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from building import a_box, a_contest, an_election, canvassed
from tally.counting import strangers as room
from tally.counting.canvass import Canvass
from tally.counting.strangers import strangers
from tally.counting.suggestions import Suggestions
from tally.domain.count import Count
from tally.domain.election import Contest, Election, Standing
from tally.domain.problem import Problem

PRINTED = ("王小明", "李大国")
CONTEST = a_contest(1, PRINTED)
ROSTER = {"王小明": (Standing("王小明"),), "张建军": (Standing("张建军"),)}


def counted(names: Sequence[str], contest: Contest = CONTEST, **fields: object) -> Canvass:
    ballots = [("_×", [(name, "○")]) for name in names]
    election = an_election(contest, present=max(len(ballots), 1), **fields)
    return canvassed(election, a_box(contest, ballots or ["○×"]))


def told(problems: Sequence[Problem]) -> list[tuple[str, str, str]]:
    return [(one.code, str(one.found), str(one.remedy)) for one in problems]


SOUND = "相近的有：王小明（“名”与“明”同音）；对照选票，由监票人裁定"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["张建军", "王小明"], []),
        (["王小名"], [("T269", "“王小名”不在名册", SOUND)]),
        (["赵钱孙"], [("T269", "“赵钱孙”不在名册", "对照选票核对姓名，由监票人裁定")]),
    ],
)
def test_w8_a_name_that_is_not_on_the_roster_is_told(names: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert told(strangers(counted(names, roster=ROSTER))) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["赵钱孙", "王小明"], []),
        (["王小名"], [("T269", "“王小名”与另一个姓名相近", SOUND)]),
        (["赵钱孙", "赵钱笋"], [
            ("T269", "“赵钱孙”与另一个姓名相近", "相近的有：赵钱笋（“孙”与“笋”同音）；对照选票，由监票人裁定"),
            ("T269", "“赵钱笋”与另一个姓名相近", "相近的有：赵钱孙（“笋”与“孙”同音）；对照选票，由监票人裁定")]),
    ],
)  # fmt: skip
def test_without_a_roster_only_names_near_another_are_told(
    names: list[str], expected: list[tuple[str, str, str]]
) -> None:
    assert told(strangers(counted(names))) == expected


def test_without_the_libraries_that_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "can_suggest", lambda: False)
    monkeypatch.setattr(room, "nearest", lambda *arguments: ())
    assert [one.code for one in strangers(counted(["王小名"]))] == ["T930"]
    assert [one.code for one in strangers(counted(["王小名"], roster=ROSTER))] == ["T269", "T930"]
    assert strangers(counted(["张建军"], roster=ROSTER)) == ()


def test_a_void_vote_has_no_names() -> None:
    election = an_election(CONTEST, present=1)
    canvass = canvassed(election, a_box(CONTEST, [("_×", [("王小名", "○")])] * 2))
    assert canvass.results[0].count is None
    assert strangers(canvass) == ()


SEVEN = ("甲", "乙", "戊", "丁", "丙", "己", "庚")


def offered(rule: str, box: int | None, written: str = "？", **fields: object) -> tuple[str, ...]:
    contest = a_contest(1, PRINTED, namesakes={"李明（一中）": None, "李明（镇政府）": None, "李明亮（一中）": None})
    people = {
        "李明": (Standing("李明"), Standing("李明")),
        "李明（一中）": (Standing("李明"),),
        "李明（镇政府）": (Standing("李明"),),
        "李明（女）": (Standing("李明"),),
        "李明亮（一中）": (Standing("李明亮"),),
        "王小明": (Standing("王小明"),),
    }
    defaults: dict[str, object] = {"roster": people}
    election: Election = an_election(contest, **{**defaults, **fields})
    votes = dict(zip(SEVEN, (1, 3, 2, 9, 2, 1, 5), strict=True))
    total = Count("committee", (), 30, {}, votes, {key: f"{key}氏" for key in SEVEN[1:]})
    ballot = a_box(contest, [("_×", [("别人", "○"), (written, "○")])])
    return Suggestions(election, contest, total).of(rule, box, ballot)


def test_w5_names_others_wrote_are_offered_the_most_votes_first_and_five_of_them() -> None:
    assert offered("w5", 2) == ("丁氏", "庚氏", "乙氏", "丙氏", "戊氏")


def test_w8_persons_of_the_name_are_offered_with_what_tells_them_apart() -> None:
    assert offered("w8", 2, "李明") == ("李明（一中）", "李明（镇政府）")
    assert offered("w8", 2, "李明", roster=None) == ()


def test_w9_the_nearest_on_the_roster_are_offered(tmp_path: Path) -> None:
    assert offered("w9", 2, "王小名", folder=tmp_path) == ("王小明",)
    assert offered("w9", 2, "王小名", roster=None) == ()


@pytest.mark.parametrize(("rule", "box"), [("w5", None), ("w5", 3), ("w3", 2), ("c5", 2), ("w6", None)])
def test_other_places_are_offered_no_names(rule: str, box: int | None) -> None:
    assert offered(rule, box) == ()
