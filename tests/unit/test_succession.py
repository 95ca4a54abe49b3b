"""What a vote owes to the vote it follows, straight through the functions: T454–T468, W6, W8, W10, W13, W15."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from building import a_contest
from tally.domain.election import Candidate, Contest, Kind, Stage
from tally.domain.outcome import Status
from tally.domain.previous import EarlierVote, Previous, Standing
from tally.rules.rulebook import load_rule_book
from tally.rules.succession import following_stage, pool_problems, succession_problems

LETTERS = "甲乙丙丁戊己"


def earlier(status: Status, **fields: Any) -> EarlierVote:
    """Return a vote on A–F with 90, 80, 70, 60, 50, 40 approvals, of which A was elected before."""
    standing = tuple(Standing(name, name, 90 - 10 * at) for at, name in enumerate(LETTERS))
    defaults: dict[str, Any] = {
        "id": "committee", "office": "党委委员", "kind": Kind.DW, "seats": 3, "status": status, "open_seats": 2,
        "standing": standing, "printed": frozenset(LETTERS), "elected": {"甲": Candidate("甲", "甲")}, "tied": {},
        "before": {}, "margin_holds": True,
    }  # fmt: skip
    return EarlierVote(**(defaults | fields))


def record(vote: EarlierVote, stage: Stage = Stage.FORMAL, **fields: Any) -> Previous:
    defaults: dict[str, Any] = {
        "record": "r.json", "check_code": "C", "unit": "镇", "rules": "jiceng-2020", "mode": "official",
        "stage": stage, "preliminary": stage is Stage.PRELIMINARY, "contests": {vote.id: vote},
    }  # fmt: skip
    return Previous(**(defaults | fields))


def codes(previous: Previous, stage: Stage, contest: Contest, **fields: Any) -> list[tuple[str, str | None]]:
    """Return the code and the rule of each problem, in order."""
    book = load_rule_book(fields.pop("rules", "jiceng-2020"))
    mode, unit = fields.pop("mode", "official"), fields.pop("unit", "镇")
    assert not fields
    found = succession_problems(book, previous, stage, mode, unit, [contest])
    return [(one.code, one.rule) for one in found]


def on(names: Sequence[str], seats: int = 2, **fields: Any) -> Contest:
    return a_contest(seats, names, **{"writein_boxes": 0, **fields})


GAP, TIE = earlier(Status.FURTHER_VOTE), earlier(Status.REVOTE, tied={one: Candidate(one, one) for one in "乙丙丁"})
VOID, DONE = earlier(Status.VOID, open_seats=3, elected={}), earlier(Status.COMPLETE, open_seats=0)


@pytest.mark.parametrize(
    ("vote", "stage", "follows"),
    [
        (VOID, Stage.FURTHER, Stage.FURTHER),
        (TIE, Stage.FORMAL, Stage.REVOTE),
        (GAP, Stage.FORMAL, Stage.FURTHER),
        (GAP, Stage.PRELIMINARY, Stage.PRELIMINARY),
        (DONE, Stage.PRELIMINARY, Stage.FORMAL),
        (DONE, Stage.FORMAL, None),
    ],
)
def test_what_follows(vote: EarlierVote, stage: Stage, follows: Stage | None) -> None:
    assert following_stage(record(vote, stage), vote) is follows


@pytest.mark.parametrize(("vote", "stage", "rule"), [
    (VOID, Stage.REVOTE, "V1"), (TIE, Stage.FURTHER, "W6"), (GAP, Stage.REVOTE, "W8"),
    (DONE, Stage.FURTHER, "W8")])  # fmt: skip
def test_another_stage(vote: EarlierVote, stage: Stage, rule: str) -> None:
    assert codes(record(vote), stage, on("乙丙丁")) == [("T454", rule)]


@pytest.mark.parametrize(("vote", "stage", "names", "seats", "rule"), [
    (VOID, Stage.FORMAL, LETTERS, 3, "V1"),
    (TIE, Stage.REVOTE, "乙丙丁", 2, "W6"), (GAP, Stage.FURTHER, "乙丙", 2, "W8")])  # fmt: skip
def test_the_seats_are_those_left(vote: EarlierVote, stage: Stage, names: str, seats: int, rule: str) -> None:
    for wrong in (-1, 0, 1):
        found = codes(record(vote), stage, on(names, seats + wrong))
        assert found == ([("T456", rule)] if wrong else [])


@pytest.mark.parametrize(("names", "boxes", "expected"), [
    ("乙丙丁", 0, []), ("乙丙", 0, ["T457"]),
    ("乙丙丁戊", 0, ["T457"]), ("乙丙丁", 1, ["T458"]), ("乙丙戊", 2, ["T457", "T458"])])  # fmt: skip
def test_w6_a_revote(names: str, boxes: int, expected: list[str]) -> None:
    found = codes(record(TIE), Stage.REVOTE, on(names, writein_boxes=boxes))
    assert found == [(code, "W6") for code in expected]


@pytest.mark.parametrize(("names", "expected"), [(LETTERS, []), ("甲乙丙丁戊", [("T467", "M15")])])
def test_v1_a_rerun_has_the_same_candidates(names: str, expected: list[Any]) -> None:
    assert codes(record(VOID), Stage.FORMAL, on(names, 3)) == expected


def test_w8_who_is_elected_does_not_stand_again() -> None:
    assert codes(record(GAP), Stage.FURTHER, on("甲乙申")) == [("T459", "W8")]
    before = replace(GAP, before={"乙": Candidate("乙", "乙")})
    assert codes(record(before), Stage.FURTHER, on("甲乙申")) == [("T459", "W8")] * 2


@pytest.mark.parametrize(("names", "late"), [
    ("乙丙", 0), ("乙丙丁", 0), ("丙丁", 1), ("乙申", 1), ("甲乙", 0), ("乙丙丁戊己", 0),
    ("乙丙丁戊己申", 1)])  # fmt: skip
def test_w10_the_next_in_order_of_votes(names: str, late: int) -> None:
    vote = replace(GAP, kind=Kind.RD)
    contest = on(names, kind=Kind.RD, office="县人大代表")
    found = codes(record(vote, rules="xuanju-fa-2020"), Stage.FURTHER, contest, rules="xuanju-fa-2020")
    assert [code for code, _ in found] == ["T459"] * ("甲" in names) + ["T464"] * late
    assert {rule for code, rule in found if code == "T464"} <= {"W10"}


def test_w10_equal_votes_at_the_end_are_peoples_choice() -> None:
    standing = tuple(Standing(name, name, vote) for name, vote in zip("甲乙丙丁", (90, 80, 70, 70), strict=True))
    vote = replace(GAP, kind=Kind.RD, standing=standing)
    for names, late in (("乙丙", 0), ("乙丁", 0), ("丙丁", 0), ("乙申", 1)):
        contest = on(names, kind=Kind.RD, office="县人大代表")
        found = codes(record(vote, rules="xuanju-fa-2020"), Stage.FURTHER, contest, rules="xuanju-fa-2020")
        assert [code for code, _ in found] == ["T464"] * late, names
    struck = replace(vote, standing=(*standing, Standing("戊", "戊", 99, eligible=False)))
    contest = on("乙戊", kind=Kind.RD, office="县人大代表")
    assert codes(record(struck, rules="xuanju-fa-2020"), Stage.FURTHER, contest, rules="xuanju-fa-2020") == [
        ("T464", "W10")
    ]


@pytest.mark.parametrize(("holds", "names", "expected"), [
    (True, "甲乙", []), (False, "甲乙", [("T461", "M1")]), (True, "甲丙", [("T460", "W13")])])  # fmt: skip
def test_w13_after_a_preliminary_election(holds: bool, names: str, expected: list[Any]) -> None:
    chosen = {one: Candidate(one, one) for one in "甲乙"}
    vote = replace(DONE, elected=chosen, margin_holds=holds, formal_seats=2)
    assert codes(record(vote, Stage.PRELIMINARY), Stage.FORMAL, on(names)) == expected


@pytest.mark.parametrize(("rules", "kind", "rule"), [("jiceng-2020", Kind.DW, "W13"), ("zuzhi-fa-2022", Kind.RZ, "M9")])
def test_w13_m9_the_formal_vote_fills_the_seats_of_its_preliminary(rules: str, kind: Kind, rule: str) -> None:
    vote = replace(DONE, elected={one: Candidate(one, one) for one in "甲乙"}, formal_seats=2)
    for names, seats, expected in (
        ("甲乙", 1, [("T456", rule)]), ("甲乙", 2, []), ("甲乙", 3, [("T456", rule)]), ("甲丙", 2, [("T460", rule)])
    ):  # fmt: skip
        contest = on(names, seats, kind=kind)
        found = codes(record(vote, Stage.PRELIMINARY, rules=rules), Stage.FORMAL, contest, rules=rules)
        assert found == expected, (names, seats)


def test_the_same_election() -> None:
    found = [
        codes(record(GAP, **fields), Stage.FURTHER, on("乙丙"))
        for fields in ({}, {"mode": "rehearsal"}, {"rules": "jiceng-1990"}, {"unit": "街"})
    ]
    assert found == [[], [("T465", None)], [("T465", None)], [("T465", None)]]
    assert codes(record(GAP), Stage.FURTHER, on("乙丙", id="other")) == [("T455", None)]
    assert codes(record(GAP), Stage.FURTHER, on("", id="other")) == []


def test_a_plenary_is_another_body() -> None:
    head = on("甲", 1, id="head", kind=Kind.ZW, office="党委书记")
    assert codes(record(DONE), Stage.PLENARY, head) == []
    again = record(replace(GAP, id="head"), Stage.PLENARY)
    assert codes(again, Stage.PLENARY, head) == [("T454", "W8")]


@pytest.mark.parametrize(("names", "members", "expected"), [
    ("甲乙", {"甲": "甲", "乙": "乙"}, 0), ("甲丙", {"甲": "甲", "乙": "乙"}, 1),
    ("甲丙", None, 0), ("甲乙", {}, 2)])  # fmt: skip
def test_w15_candidates_of_a_plenary_are_members(names: str, members: Any, expected: int) -> None:
    found = list(pool_problems(on(names, kind=Kind.ZW, members=members)))
    assert [(one.code, one.rule) for one in found] == [("T463", "W15")] * expected


def person(note: str = "", key: str = "甲") -> Candidate:
    return Candidate("甲", key, distinction=note)


@pytest.mark.parametrize(("candidate", "members", "ok"), [
    (person(), {"甲": "甲（一中）"}, True), (person("一中"), {"甲": "甲（一中）"}, True),
    (person("二中"), {"甲": "甲（一中）"}, False), (person("二中"), {"甲": "甲"}, True),
    (person(key="甲（二中）"), {"甲（一中）": "甲（一中）", "甲（二中）": "甲（二中）"}, True),
    (person(key="甲（三中）"), {"甲（一中）": "甲（一中）", "甲（二中）": "甲（二中）"}, False)])  # fmt: skip
def test_w15_namesakes(candidate: Candidate, members: dict[str, str], ok: bool) -> None:
    contest = replace(on("甲", kind=Kind.ZW, members=members), candidates=(candidate,))
    assert bool(list(pool_problems(contest))) is not ok


@pytest.mark.parametrize(("candidate", "expected"), [
    (person(), [("T468", "w8")]), (person("一中"), [("T459", "W8")]), (person("二中"), []), (person("三中"), []),
    (person(key="甲（一中）"), [("T459", "W8")]), (Candidate("乙", "乙"), [])])  # fmt: skip
def test_w8_namesakes_of_the_vote_before(candidate: Candidate, expected: list[Any]) -> None:
    standing = (
        Standing("甲（一中）", "甲（一中）", 90),
        Standing("甲（二中）", "甲（二中）", 80),
        Standing("乙", "乙", 70),
    )
    vote = replace(GAP, standing=standing, elected={"甲（一中）": Candidate("甲（一中）", "甲（一中）")})
    contest = replace(on("甲"), candidates=(candidate,))
    assert codes(record(vote), Stage.FURTHER, contest) == expected
    one_without = replace(vote, standing=(replace(standing[0], key="甲"), *standing[1:]), elected={})
    if candidate == person():
        assert codes(record(one_without), Stage.FURTHER, contest) == []
