"""What the names written in on one ballot come to: w1 to w9, each figure of the judgement by itself."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from building import a_box, a_contest, a_method
from tally.counting.writeins import WriteInRules, Written, judge
from tally.domain.ballot import Choice, Ruled
from tally.domain.election import Candidate, Standing

ROSTER = {"戊": (Standing("戊"),), "己": (Standing("己"), Standing("己")), "庚": (Standing("庚"),)}
CONTEST = a_contest(3, "甲乙丙")
NOTHING = Written((), (), (), 0, (), doubtful=False)


def judged(signs: str, *written: Any, ruled: tuple[Ruled, ...] = (), roster: Any = None, **method: Any) -> Written:
    box = a_box(CONTEST, [(signs, list(written))])
    names = [replace(one, ruled=dict(enumerate(ruled)).get(at, Ruled.NOT)) for at, one in enumerate(box.write_ins)]
    return judge(names, box.marks[:, 0], WriteInRules.of(CONTEST, a_method(**method), roster))


def test_without_names_there_is_nothing() -> None:
    assert judged("○×_") == NOTHING


@pytest.mark.parametrize(
    ("signs", "written", "expected"),
    [
        ("_×_", [("戊", "○")], {"chosen": ("戊",), "counted": ("戊",)}),
        ("_×_", [("戊", "")], {}),
        ("_×_", [("戊", "×")], {}),
        ("_×_", [("戊", "？")], {"possible": ("戊",), "doubtful": True}),
        ("___", [("戊", "○")], {"chosen": ("戊",)}),  # w2
        ("_×_", [("庚", "○"), ("戊", "○")], {"chosen": ("庚", "戊"), "doubtful": True}),  # w3
        ("_××", [("庚", "○"), ("戊", "○")], {"chosen": ("庚", "戊"), "counted": ("庚", "戊")}),
        ("_×_", [("？", "○")], {"nameless": 1, "unreadable": 1, "doubtful": True}),  # w5
        ("_×_", [("？", "？")], {"nameless": 1, "unreadable": 1, "doubtful": True}),
        ("_×_", [("？", "×")], {"unreadable": 1, "doubtful": True}),
        ("_×_", [("？", "○"), ("？", "○")], {"nameless": 2, "unreadable": 2, "doubtful": True}),
        ("○×_", [("甲", "○")], {}),  # w6
        ("○×_", [("乙", "×")], {"again": (1,), "doubtful": True}),
        ("○×_", [("丙", "○"), ("乙", "○"), ("丙", "")], {"again": (2, 1), "doubtful": True}),
        ("？×_", [("甲", "○")], {}),  # the cell itself waits
        ("_××", [("戊", "○"), ("戊", "○")], {"chosen": ("戊",), "counted": ("戊",)}),  # w7
        ("_××", [("戊", "？"), ("戊", "○")], {"chosen": ("戊",), "counted": ("戊",)}),
        ("_××", [("戊", "○"), ("戊", "？")], {"chosen": ("戊",), "counted": ("戊",)}),
        ("_××", [("戊", "×"), ("戊", "？")], {"possible": ("戊",), "doubtful": True}),
        ("_××", [("戊", "？"), ("戊", "×")], {"possible": ("戊",), "doubtful": True}),
        ("_×_", [("己", "○")], {"chosen": ("己",), "doubtful": True}),  # w8
        ("_×_", [("辛", "○")], {"chosen": ("辛",), "doubtful": True}),  # w9
        ("_××", [("辛", "○"), ("戊", "○")], {"chosen": ("戊", "辛"), "counted": ("戊",), "doubtful": True}),
        ("___", [("辛", "○")], {"chosen": ("辛",)}),
        ("_××", [("辛", "○"), ("辛", "○")], {"chosen": ("辛",), "repeated": 1, "doubtful": True}),
        ("_××", [("辛", "○"), ("辛", "？"), ("辛", "×")], {"chosen": ("辛",), "repeated": 1, "doubtful": True}),
        ("_××", [("戊", "○"), ("戊", "○"), ("辛", "○")], {"chosen": ("戊", "辛"), "counted": ("戊",),
                                                        "doubtful": True}),
    ],
)  # fmt: skip
def test_names_under_a_roster(signs: str, written: list[Any], expected: dict[str, Any]) -> None:
    assert asdict(judged(signs, *written, roster=ROSTER)) == {**asdict(NOTHING), **expected}


def test_without_a_roster_every_name_is_taken_as_written() -> None:
    assert judged("_×_", ("辛", "○")).counted == ("辛",)


def test_w4_a_name_without_a_sign_and_w2_without_a_cross_as_the_method_says() -> None:
    assert judged("_×_", ("辛", ""), writein_unmarked="approve").counted == ("辛",)
    assert judged("_×_", ("？", ""), writein_unmarked="approve").nameless == 1
    assert judged("_×_", ("？", "")).nameless == 0
    assert judged("___", ("辛", "○"), writein_needs_oppose=False).counted == ("辛",)
    two = judged("_×_", ("辛", "○"), ("戊", "○"), writein_needs_oppose=False)
    assert (two.counted, two.doubtful) == (("戊", "辛"), False)


@pytest.mark.parametrize(
    ("signs", "written", "ruled", "expected"),
    [
        ("___", [("戊", "○")], [Ruled.COUNTS], {"chosen": ("戊",), "counted": ("戊",), "backed": ("戊",)}),
        ("_×_", [("辛", "○")], [Ruled.COUNTS], {"chosen": ("辛",), "counted": ("辛",), "backed": ("辛",)}),
        ("_×_", [("戊", "○")], [Ruled.DROPPED], {"chosen": ("戊",), "dropped": ("戊",)}),
        ("_×_", [("辛", "○")], [Ruled.DROPPED], {"chosen": ("辛",), "dropped": ("辛",)}),
        ("_×_", [("戊", "○"), ("庚", "○")], [Ruled.COUNTS, Ruled.NOT],
         {"chosen": ("庚", "戊"), "counted": ("戊",), "backed": ("戊",), "doubtful": True}),
        ("_×_", [("戊", "○"), ("庚", "○")], [Ruled.DROPPED, Ruled.NOT],
         {"chosen": ("庚", "戊"), "counted": ("庚",), "dropped": ("戊",)}),
        ("_×_", [("？", "○")], [Ruled.SETTLED], {}),
        ("_×_", [("乙", "○")], [Ruled.SETTLED], {}),
        ("_××", [("辛", "○"), ("辛", "○")], [Ruled.COUNTS, Ruled.NOT],
         {"chosen": ("辛",), "counted": ("辛",), "backed": ("辛",)}),
        ("_××", [("辛", "○"), ("辛", "○")], [Ruled.DROPPED, Ruled.NOT], {"chosen": ("辛",), "doubtful": True}),
        ("_××", [("辛", "○"), ("辛", "○")], [Ruled.DROPPED, Ruled.COUNTS],
         {"chosen": ("辛",), "counted": ("辛",), "backed": ("辛",)}),
        ("_××", [("戊", "○"), ("戊", "？")], [Ruled.DROPPED, Ruled.NOT], {"chosen": ("戊",), "dropped": ("戊",)}),
    ],
)  # fmt: skip
def test_names_ruled_on(signs: str, written: list[Any], ruled: list[Ruled], expected: dict[str, Any]) -> None:
    found = asdict(judged(signs, *written, ruled=tuple(ruled), roster=ROSTER))
    assert found == {**asdict(NOTHING), **expected}


def test_w6_two_candidates_of_one_name_and_one_told_apart() -> None:
    contest = replace(CONTEST, candidates=(*CONTEST.candidates[:2], Candidate("甲", "甲（二）")))
    rules = WriteInRules.of(contest, a_method(), None)
    assert rules.printed == {"甲": (0, 2), "乙": (1,)}
    named = replace(CONTEST, namesakes={"甲（镇政府）": 0, "甲（一中）": None})
    assert WriteInRules.of(named, a_method(), None).printed == {
        "甲": (0,),
        "乙": (1,),
        "丙": (2,),
        "甲（镇政府）": (0,),
    }
    assert rules.chooses(a_box(contest, [("___", [("戊", "？")])]).write_ins[0]) is Choice.DOUBTFUL
