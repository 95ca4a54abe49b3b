"""The checks of orders: names on the ballot (B4–B6), in the report (R2) and in the list of the elected (R3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from building import a_method
from checking import (
    after,
    counted,
    findings,
    ordered,
    party,
    previously,
    worst,
)
from tally.domain.election import Kind
from tally.domain.previous import Standing
from tally.rules.checks.finding import Finding


def recorded(
    order: str, elected: Sequence[str], printed: Sequence[str] = ("王利", "王大国", "田富")
) -> Sequence[Finding]:
    lines = [{"name": name, "approve": 90, "elected": True} for name in printed]
    extra = [{"name": "文利", "approve": 95, "elected": True, "eligible": True}]
    contest = counted((), 0, candidates=lines, write_ins=extra, outcome={"elected": list(elected)})
    return after(party(2, 3, method=a_method(elected_order=order)), contest)


@pytest.mark.parametrize(("order", "elected", "expected"), [
    ("strokes", ("王利", "王大国", "文利", "田富"), "holds"), ("strokes", ("王大国", "王利"), "error"),
    ("approved", ("王利", "王大国", "田富", "文利"), "holds"), ("approved", ("文利", "王利"), "error"),
    ("approved", ("田富", "王大国"), "error"), ("votes", ("文利", "王利", "王大国"), "holds"),
    ("votes", ("王利", "文利"), "error"), ("strokes", ("㐀㐀",), "untested")])  # fmt: skip
def test_r3_the_order_of_the_elected(order: str, elected: Sequence[str], expected: str) -> None:
    printed = ("王利", "王大国", "田富", "㐀㐀") if elected == ("㐀㐀",) else ("王利", "王大国", "田富")
    assert worst("R3", recorded(order, elected, printed)) == expected


@pytest.mark.parametrize(("order", "expected"), [((0, 1, 2), "holds"), ((1, 0, 2), "error")])
def test_r2_the_report_by_strokes(order: Sequence[int], expected: str) -> None:
    lines = [{"name": name, "approve": at, "elected": False} for at, name in enumerate(("王利", "王大国", "田富"))]
    contest = counted((), 0, candidates=lines, report_order=list(order))
    assert worst("R2", after(party(2, 3, method=a_method(report_order="strokes")), contest)) == expected


@pytest.mark.parametrize(("votes", "candidates", "expected"), [
    ((9, 0), ("员0", "员1", "外人"), "holds"), ((9, 0), ("员0", "外人", "员1"), "holds"),
    ((0, None), ("员0", "员1"), "holds"),
    ((0, 1), ("员0", "员1"), "info")])  # fmt: skip
def test_b4_who_had_no_votes_comes_last(votes: Sequence[Any], candidates: Sequence[str], expected: str) -> None:
    election = ordered(candidates, kind=Kind.RD, rules="xuanju-fa-2020")
    previous = previously(())
    standing = tuple(Standing(f"员{at}", f"员{at}", vote) for at, vote in enumerate(votes))
    earlier = replace(previous.contests["committee"], standing=standing)
    previous = replace(previous, contests={"committee": earlier})
    assert worst("B4", findings(replace(election, previous=previous))) == expected


LEADING = {"张国明": "书记"}


@pytest.mark.parametrize(("order", "names", "expected"), [
    ("leaders-first", ("张国明", "王利", "田富"), "holds"), ("strokes", ("张国明", "王利", "田富"), "info"),
    ("given", ("张国明", "王利", "田富"), "holds"), ("leaders-first", ("王利", "田富", "张国明"), "info"),
    ("strokes", ("王利", "田富", "张国明"), "holds")])  # fmt: skip
def test_b5_leaders_stand_first_unless_all_stand_by_strokes(order: str, names: Sequence[str], expected: str) -> None:
    assert worst("B5", findings(ordered(names, order=order, posts=LEADING, leaders=("书记",)))) == expected


def test_b5_a_post_that_leads_nobody_changes_nothing() -> None:
    election = ordered(("王利", "张国明", "田富"), posts={"王利": "委员", "张国明": "书记"}, leaders=("副书记",))
    assert worst("B5", findings(election)) == "info"


def test_b6_looks_only_at_names_of_one_surname_with_one_given_character() -> None:
    for names in (("田小明", "田大利"), ("田富", "冯大"), ("冯大", "田富")):
        assert worst("B6", findings(ordered(names, kind=Kind.RD, rules="xuanju-fa-2020"))) == "holds"


def test_b6_persons_of_one_name_are_in_order() -> None:
    election = ordered(("王明", "王明"), kind=Kind.RD, rules="xuanju-fa-2020")
    assert worst("B6", findings(election)) == "holds"


@pytest.mark.parametrize("rule", ["B3", "B5", "B6"])
def test_a_character_without_strokes_leaves_the_order_untested(rule: str) -> None:
    posts = {"王利": "书记"}
    rules, kind = ("xuanju-fa-2020", Kind.RD) if rule == "B6" else ("jiceng-2020", Kind.DW)
    election = ordered(("㐀㐀", "王利"), posts=posts, leaders=("书记",), kind=kind, rules=rules)
    assert worst(rule, findings(election)) == "untested"


def test_a_list_by_strokes_needs_no_order_of_votes() -> None:
    names = ("王大国", "田富", "张国明")
    election = ordered(names, kind=Kind.RD, rules="xuanju-fa-2020")
    standing = tuple(Standing(name, name, vote) for name, vote in zip(names, (1, 2, 3), strict=True))
    previous = previously(())
    earlier = replace(previous.contests["committee"], standing=standing)
    previous = replace(previous, contests={"committee": earlier})
    assert worst("B4", findings(replace(election, previous=previous))) == "holds"
