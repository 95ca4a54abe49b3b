"""No published set of figures lets a hidden group be worked out; ranks and rates agree with a second implementation."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tally.consultation.appraisal import SubjectCount
from tally.consultation.appraise_record import grades_by_group
from tally.consultation.figures import percent, ranks, rate, share
from tally.consultation.groups import Group
from tally.consultation.recommend_figures import post_figures, talk_figures
from tally.consultation.recommend_posts import Post
from tally.consultation.recommendation import PostCount, Tally
from tally.consultation.talks import TalkGroup, TalkTally
from tally.records.consulted import consult

LEAST = 5
Row = list[Fraction]


@st.composite
def counts(draw: st.DrawFn) -> tuple[dict[str, int], list[dict[str, int]]]:
    """Valid slips by group, and votes by group for a few people."""
    sizes = draw(st.lists(st.integers(0, 12), min_size=2, max_size=5))
    valid = {"ABCDE"[at]: size for at, size in enumerate(sizes)}
    votes = [
        {group: draw(st.integers(0, size)) for group, size in valid.items()} for _ in range(draw(st.integers(1, 4)))
    ]
    return valid, votes


def published(
    person: dict[str, Any], groups: list[str], weights: dict[str, int] | None, valid: dict[str, int]
) -> list[Row]:
    """The linear equations on a person's votes by group that anybody can write down from what is shown."""
    equations = []
    if person["votes"] is not None:
        equations.append([Fraction(1)] * len(groups))
    for label, figure in person["groups"].items():
        if figure is not None:
            inside = label.split("+")
            equations.append([Fraction(group in inside) for group in groups])
    if person["weighted"] is not None and weights is not None:
        equations.append([Fraction(weights[group], valid[group]) for group in groups])
    return equations


def determined(equations: list[Row], unknowns: int) -> set[int]:
    """Solve: which unknowns have one value only, whatever the right-hand sides."""
    rows = [row[:] for row in equations]
    pivots: list[int] = []
    at = 0
    for column in range(unknowns):
        pivot = next((number for number in range(at, len(rows)) if rows[number][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        lead = rows[at][column]
        rows[at] = [one / lead for one in rows[at]]
        for number in range(len(rows)):
            if number != at and rows[number][column]:
                factor = rows[number][column]
                rows[number] = [one - factor * other for one, other in zip(rows[number], rows[at], strict=True)]
        pivots.append(column)
        at += 1
    return {pivot for pivot, row in zip(pivots, rows, strict=False) if sum(one != 0 for one in row) == 1}


def test_the_solver_sees_what_y07_would_give_away() -> None:
    total, b, c = [Fraction(1)] * 3, [Fraction(0), Fraction(1), Fraction(0)], [Fraction(0), Fraction(0), Fraction(1)]
    assert determined([total, b, c], 3) == {0, 1, 2}
    assert determined([total, [Fraction(1), Fraction(1), Fraction(0)], c], 3) == {2}


def figures_of(
    valid: dict[str, int], votes: list[dict[str, int]], weights: dict[str, int] | None
) -> list[dict[str, Any]]:
    people = {f"人{at}": Tally(sum(by_group.values()), by_group) for at, by_group in enumerate(votes)}
    count = PostCount(sum(valid.values()), 0, people, valid)
    groups = tuple(Group(one, one, valid[one], weight=weights[one] if weights else None) for one in valid)
    post = post_figures(
        Post("p", "职", 9, 9), count, groups, base=("valid", count.valid), least=LEAST, small_counts=False,
        names={key: key for key in people}, hidden=[],
    )  # fmt: skip
    shown: list[dict[str, Any]] = post["people"]
    return shown


@settings(max_examples=150, deadline=None)
@given(counts(), st.booleans())
def test_no_hidden_group_can_be_worked_out(drawn: tuple[dict[str, int], list[dict[str, int]]], weighed: bool) -> None:
    valid, votes = drawn
    groups = list(valid)
    weights = {group: 100 // len(groups) for group in groups} if weighed else None
    present = [at for at, group in enumerate(groups) if valid[group]]  # of a group without slips all know it gave none
    for person in figures_of(valid, votes, weights):
        equations = (
            [[row[at] for at in present] for row in published(person, groups, weights, valid)] if present else []
        )
        hidden = {at for at, group in enumerate(present) if person["groups"][groups[group]] is None}
        if len(present) > 1:
            assert determined(equations, len(present)) & hidden == set()


@settings(max_examples=150, deadline=None)
@given(counts())
def test_nothing_small_and_nothing_unanimous_is_shown(drawn: tuple[dict[str, int], list[dict[str, int]]]) -> None:
    valid, votes = drawn
    for person in figures_of(valid, votes, None):
        shown = {label: figure for label, figure in person["groups"].items() if figure is not None}
        for label, figure in shown.items():
            size = sum(valid[group] for group in label.split("+"))
            assert size >= LEAST
            assert 0 < figure < size
        assert not shown or sum(shown.values()) == person["votes"]
        if sum(valid.values()) < LEAST:
            assert (person["votes"], person["rate"], person["rank"]) == (None, None, None)


@settings(max_examples=150, deadline=None)
@given(counts())
def test_no_hidden_group_of_the_talks_can_be_worked_out(drawn: tuple[dict[str, int], list[dict[str, int]]]) -> None:
    talked, said = drawn
    tallies = {f"人{at}": TalkTally(sum(by_group.values()), groups=by_group) for at, by_group in enumerate(said)}
    post = talk_figures(
        Post("p", "职", 9, 9), tallies, sum(talked.values()), tuple(TalkGroup(one, one, talked[one]) for one in talked),
        least=LEAST, small_counts=False, names={key: key for key in tallies}, hidden=[],
    )  # fmt: skip
    there = [group for group in talked if talked[group]]
    for person in post["people"]:
        figures = {label: figure for label, figure in person["groups"].items() if figure is not None}
        sizes = {label: sum(talked[group] for group in label.split("+")) for label in figures}
        assert all(sizes[label] >= LEAST and 0 < figure < sizes[label] for label, figure in figures.items())
        equations = [[Fraction(group in label.split("+")) for group in there] for label in figures]
        if person["recommend"] is not None:
            equations.append([Fraction(1)] * len(there))
        hidden = {at for at, group in enumerate(there) if person["groups"][group] is None}
        assert len(there) < 2 or determined(equations, len(there)) & hidden == set()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=4), st.randoms())
def test_appraisal_groups(sizes: list[int], random: random.Random) -> None:
    grades = ("优", "良", "")
    groups = {}
    for at, size in enumerate(sizes):
        answers = [random.choice(grades) for _ in range(size)]
        groups["ABCD"[at]] = {grade: answers.count(grade) for grade in grades}
    count = SubjectCount(
        sum(sizes), {grade: sum(one[grade] for one in groups.values()) for grade in grades[:2]}, groups
    )
    shown = grades_by_group("甲", count, grades[:2], LEAST, [])
    for label, figures in shown.items():
        size = sum(sum(groups[group].values()) for group in label.split("+"))
        if figures is not None:
            assert size >= LEAST
            assert size not in figures.values()
    assert all(shown[group] is None for group, one in groups.items() if sum(one.values()) < LEAST)


@given(st.lists(st.integers(0, 500), max_size=30))
def test_ranks_agree_with_a_second_implementation(votes: list[int]) -> None:
    assert ranks(votes) == [1 + sum(other > one for other in votes) for one in votes]


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_rates_agree_with_exact_fractions(part: int, base: int) -> None:
    cut = rate(part, base)
    assert cut is not None
    assert Fraction(cut, 10_000) <= Fraction(part, base) < Fraction(cut + 1, 10_000)
    assert percent(cut) == f"{cut / 100:.2f}%"
    assert abs(Fraction(share(part, base)) - Fraction(100 * part, base)) <= Fraction(1, 20)


RECOMMEND = """
schema = 1
title = "试"
unit = "试"
when = 2026-08-20
order = "talk-first"
base = "valid"
[circle]
entitled = 12
present = 12
issued = 12
collected = 12
[form]
form = "free"
marks = "tick"
slips = ["副职.csv"]
[[post]]
id = "p"
office = "副职"
seats = 2
"""


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(12)))
def test_a_shuffled_pile_gives_the_same_bytes(tmp_path_factory: Any, order: list[int]) -> None:
    folder: Path = tmp_path_factory.mktemp("pile")
    (folder / "recommend.toml").write_text(RECOMMEND, encoding="utf-8")
    rows = ["甲,乙", "乙,", "甲,丙", ",丁", "甲,乙", "丙,", "甲,", "丁,甲", "乙,丙", "乙,丁", "戊,甲", "甲,丁"]

    def write(order: list[int]) -> dict[str, Any]:
        text = "\n".join(["推荐人选1,推荐人选2", *(rows[at] for at in order)])
        (folder / "副职.csv").write_text(text + "\n", encoding="utf-8")
        return consult("recommend", folder / "recommend.toml")[0]

    assert write(order) == write(list(range(12)))
