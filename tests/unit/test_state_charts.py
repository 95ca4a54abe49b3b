"""The state charts in the docs against the program: every arrow drawn is walked, every step walked is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from building import a_box, a_contest, a_count, a_method, an_election, decided
from tally.counting.eligibility import ineligible
from tally.counting.kernel import doubtful_ballots, judge_all, void_reasons
from tally.counting.rulings import settle
from tally.counting.writeins import WriteInRules, judge
from tally.domain.ballot import VOID_REASONS, BallotBox, VoidReason
from tally.domain.election import Contest, Kind, ReducedSeats, Stage, Standing
from tally.domain.outcome import Status
from tally.domain.previous import EarlierVote, Previous
from tally.domain.problem import Problems
from tally.domain.ruling import ReadAs, Ruling
from tally.records.next_election import next_elections
from tally.rules.succession import following_stage

CHARTS = Path(__file__).parents[2] / "docs" / "state-charts.md"
ARROW = re.compile(r"^ *(\w+) --> (\w+): (\S+)", re.MULTILINE)
Arrow = tuple[str, str, str]


def drawn(heading: str) -> set[Arrow]:
    """Return the arrows of one chart."""
    text = CHARTS.read_text(encoding="utf-8")
    chart = text.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    arrows = ARROW.findall(chart)
    assert arrows
    return set(arrows)


def test_one_vote() -> None:
    assert set(walked_votes()) == drawn("一次投票")


def walked_votes() -> Iterator[Arrow]:
    for present in (7, 10):
        for collected in (None, present + 1):
            for votes in ((6, 6, 1), (8, 6, 6), (6, 1, 1), (9, 7, 4), (1, 1, 1)):
                yield from walked_vote(a_contest(2, "ABC", collected=collected), present, votes)


def walked_vote(contest: Contest, present: int, votes: tuple[int, ...]) -> Iterator[Arrow]:
    election, count = an_election(contest, present=present, entitled=10), a_count(votes, 10)
    try:
        outcome = decided(election, count).outcome
    except Problems as refused:
        yield "meeting", "adjourned", next(one.code for one in refused.problems)
        return
    yield "meeting", "collected", "quorum"
    if outcome.status is Status.VOID:
        yield "collected", "void", outcome.next.kind if outcome.next else ""
        return
    yield "collected", "counted", "valid"
    words = {Status.COMPLETE: "decided", Status.REVOTE: "tie", Status.FURTHER_VOTE: "gap"}
    yield "counted", outcome.status.value, words[outcome.status]
    by_people = replace(contest, reduce_seats=ReducedSeats(1, "presidium", None, ""))
    reduced = decided(replace(election, contests=(by_people,)), count).outcome
    if reduced.status is not outcome.status:
        yield outcome.status.value, reduced.status.value, "reduce_seats"


STATES = {
    Stage.PRELIMINARY: "preliminary",
    Stage.FORMAL: "formal",
    Stage.REVOTE: "revote",
    Stage.FURTHER: "further",
    Stage.PLENARY: "plenary",
}


def test_votes_that_follow_each_other() -> None:
    assert set(walked_chain()) == drawn("前后各次投票")


def walked_chain() -> Iterator[Arrow]:
    starts = [(stage, stage is Stage.PRELIMINARY) for stage in Stage] + [(Stage.REVOTE, True)]
    for stage, preliminary in starts:
        here = "preliminary_revote" if preliminary and stage is Stage.REVOTE else STATES[stage]
        for status in Status:
            for kind in (Kind.DW, Kind.DB, Kind.ZW):
                if (stage is Stage.PLENARY) is (kind is Kind.ZW) or (kind is Kind.ZW and stage in LATER):
                    there = next_state(stage, status, kind, preliminary=preliminary)
                    yield here, there, status.value


LATER = (Stage.REVOTE, Stage.FURTHER)


def next_state(stage: Stage, status: Status, kind: Kind, *, preliminary: bool) -> str:
    contest = a_contest(2, "ABC", kind=kind)
    people = {one.key: one for one in contest.candidates}
    earlier = EarlierVote(
        contest.id, contest.office, kind, 2, status, 1, (), frozenset(people), people, people, {}, True
    )
    previous = Previous("r", "c", "u", "jiceng-2020", "official", stage, preliminary, {contest.id: earlier})
    before = replace(previous, stage=Stage.PRELIMINARY) if preliminary and stage is not Stage.PRELIMINARY else None
    election = replace(an_election(contest, stage=stage), previous=before)
    following = next_elections(election, previous)
    expected = following_stage(previous, earlier)
    if not following:
        assert expected is None
        return "done"
    (one,) = following
    if one.stage is not Stage.PLENARY or expected is Stage.PLENARY:
        assert one.stage is expected  # what `next` writes is what the next count accepts
    still_preliminary = preliminary and one.stage is Stage.REVOTE
    return "preliminary_revote" if still_preliminary else STATES[one.stage]


def test_one_ballot() -> None:
    assert set(walked_ballots()) == drawn("一张选票")


SIGNS: tuple[tuple[Any, VoidReason | None], ...] = (
    ("○××", None),
    ("○○×", None),
    ("???", None),
    (("○×", "×", "×"), None),
    *(("○××", reason) for reason in VOID_REASONS if reason.value not in ("overvote", "unreadable")),
)


def walked_ballots() -> Iterator[Arrow]:
    contest, method = a_contest(1, "ABC"), a_method()
    for signs, reason in SIGNS:
        box = a_box(contest, [signs], void={0: reason} if reason else {})
        state, word = ballot_state(box, contest)
        yield "entered", state, word
        for read_as in (ReadAs.VOID, ReadAs.VALID, ReadAs.APPROVE, ReadAs.UNCLEAR):
            at = None if read_as in (ReadAs.VOID, ReadAs.VALID) else 0
            ruling = Ruling("committee", "1", "", read_as, "总监票人", "看过原票", candidate=at)
            ruled = settle(replace(box, numbers=("1",)), contest, method, None, [ruling]).box
            after, _ = ballot_state(ruled, contest)
            if after != state:
                yield state, after, "ruled"


def ballot_state(box: BallotBox, contest: Contest) -> tuple[str, str]:
    written = judge_all(box, WriteInRules.of(contest, a_method(), None))
    reasons = void_reasons(box, contest.seats, written)
    if reasons[0]:
        return "void", VOID_REASONS[int(reasons[0]) - 1].value
    return ("doubtful", "open") if len(doubtful_ballots(box, reasons, written)) else ("valid", "clear")


NAME = {  # what is written beside which marks → the rule
    ("w", "○", "○×_"): "w1",
    ("w", "○", "○__"): "w2",
    ("w", "", "○×_"): "w4",
    ("？", "○", "○×_"): "w5",
    ("A", "○", "○×_"): "w6",
    ("B", "○", "○×_"): "w6",
    ("stranger", "○", "○×_"): "w8",
}


def test_a_name_written_in() -> None:
    assert set(walked_names()) == drawn("另选的一个姓名")


def walked_names() -> Iterator[Arrow]:
    contest = a_contest(3, "ABC")
    rules = WriteInRules.of(contest, a_method(), {"w": (Standing("w"),), "v": (Standing("v"),)})
    for (name, sign, marks), rule in NAME.items():
        yield "written", name_state(a_box(contest, [(marks, [(name, sign)])]), name, rules), rule
    two = a_box(contest, [("○×_", [("w", "○"), ("v", "○")])])
    yield "written", name_state(two, "w", rules), "w3"
    for read_as, box in ((ReadAs.COUNT, 1), (ReadAs.DROP, 1)):
        ruling = Ruling("committee", "1", f"另选他人{box}", read_as, "总监票人", "看过原票", box=box)
        ruled = settle(replace(two, numbers=("1",)), contest, a_method(), None, [ruling]).box
        yield "waiting", "counted" if "w" in judged(ruled, rules).counted else "chosen", "ruled"
    yield from struck(a_contest(2, "ABC"))


def struck(contest: Contest) -> Iterator[Arrow]:
    roster = {"w": (Standing("w", reason="预备党员"),)}
    cases = (
        ("w9", an_election(contest, roster=roster)),
        ("W15", an_election(replace(contest, members={"v": "v"}))),
        ("W6", an_election(contest, stage=Stage.REVOTE)),
    )
    for rule, election in cases:
        result = decided(election, a_count((1, 1, 1), 10, write_ins={"w": 9}))
        assert ineligible(election, election.contests[0], "w") is not None
        if "w" not in result.outcome.elected:
            yield "counted", "struck", rule


def judged(box: BallotBox, rules: WriteInRules) -> Any:
    return judge(box.write_ins, np.asarray(box.marks[:, 0]), rules)


def name_state(box: BallotBox, name: str, rules: WriteInRules) -> str:
    written = judged(box, rules)
    if name in written.counted:
        return "counted"
    if written.doubtful:
        return "waiting"
    return "chosen" if name in written.chosen else "nobody"


@pytest.mark.parametrize("heading", ["一次投票", "前后各次投票", "一张选票", "另选的一个姓名"])
def test_no_state_is_a_dead_end_without_being_an_end(heading: str) -> None:
    arrows = drawn(heading)
    ends = {there for _, there, _ in arrows} - {here for here, _, _ in arrows}
    assert ends <= {"adjourned", "void", "complete", "revote", "done", "nobody", "chosen", "struck"}
