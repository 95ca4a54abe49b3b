"""The sample recount keeps its promise: a wrong result is let through no oftener than the risk limit says."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import combinations, islice
from math import comb
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import a_folder, a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.counting.decide import decide
from tally.domain.outcome import Ranked
from tally.records.margins import Assertion, assertions, reaches
from tally.records.plausibility import CHANCE_SQUARED, Limits, is_beyond_chance, tail
from tally.records.sampling import GAMMA, Errors, draw, draws_needed, gathered, overstatement, risk


def a_contest_record(approvals: list[int], seats: int, need: int) -> dict[str, Any]:
    outcome = decide([Ranked(at, votes) for at, votes in enumerate(approvals)], seats, need)
    names = "甲乙丙丁戊己庚辛"
    return {
        "seats": seats,
        "majority": {"need": need},
        "outcome": {"status": outcome.status.value, "tied": [names[int(one)] for one in outcome.tied]},
        "candidates": [
            {"name": names[at], "approve": votes, "elected": at in outcome.elected}
            for at, votes in enumerate(approvals)
        ],
        "write_ins": [],
    }


APPROVALS = st.lists(st.integers(0, 30), min_size=2, max_size=6)


def still_holds(one: Assertion, votes: dict[str, int], need: int) -> bool:
    ahead = need if one.ahead is None else votes[one.ahead]
    behind = need if one.behind is None else votes[one.behind]
    return ahead >= behind if one.behind is None else ahead > behind


@given(APPROVALS, st.integers(1, 4), st.integers(1, 20), st.data())
def test_while_every_assertion_holds_the_same_people_are_elected(
    before: list[int], seats: int, need: int, data: st.DataObject
) -> None:
    record = a_contest_record(before, seats, need)
    facts = assertions(record)
    after = [max(0, votes + data.draw(st.integers(-3, 3))) for votes in before]
    votes = {one["name"]: after[at] for at, one in enumerate(record["candidates"])}
    holds = all(one.span > 0 and still_holds(one, votes, need) for one in facts)
    if holds:
        again = a_contest_record(after, seats, need)
        assert [one["elected"] for one in again["candidates"]] == [one["elected"] for one in record["candidates"]]


@given(APPROVALS, st.integers(1, 4), st.integers(1, 20))
def test_fewer_ballots_than_said_turn_nobodys_result(before: list[int], seats: int, need: int) -> None:
    """The rival gains and the person loses on each changed ballot: with one ballot less than said nothing turns."""
    record = a_contest_record(before, seats, need)
    for at, one in enumerate(reaches(record)):
        step = -1 if one.elected else 1
        for moved in range(1, one.ballots):
            for rivals in [[], *([other] for other in range(len(before)) if other != at)]:
                after = list(before)
                after[at] += step * moved
                for other in rivals:
                    after[other] -= step * moved
                if min(after) >= 0:
                    assert a_contest_record(after, seats, need)["candidates"][at]["elected"] == one.elected


@pytest.mark.parametrize(
    ("approvals", "seats", "need", "expected"),
    [
        ([90, 80, 76, 40], 2, 75, [7, 2, 3, 35]),
        ([145, 75, 74], 3, 75, [71, 1, 1]),
        ([100, 90, 90], 2, 75, [5, 1, 1]),
    ],
)
def test_how_far_each_seat_is_from_changing(approvals: list[int], seats: int, need: int, expected: list[int]) -> None:
    assert [one.ballots for one in reaches(a_contest_record(approvals, seats, need))] == expected


def test_the_bound_is_the_published_one() -> None:
    """The closed form of the paper: without errors n = ceil(ln α / ln(1 − 1/U)) with U = 2γN/V."""
    for span, ballots in ((20, 148), (33, 148), (400, 5000)):
        bound = 2 * float(GAMMA) * ballots / span
        expected = math.ceil(math.log(0.05) / math.log(1 - 1 / bound))
        assert draws_needed(span, ballots, Fraction(5, 100)) == expected
    assert draws_needed(0, 148, Fraction(5, 100)) is None
    assert risk(Errors(10), 0, 148) == 1
    worse, better = risk(Errors(50, over_one=1), 20, 148), risk(Errors(50, under_one=1), 20, 148)
    assert better < risk(Errors(50), 20, 148) < worse


def test_draws_are_those_of_the_seed() -> None:
    first, again = list(islice(draw("31415926535", 148), 300)), list(islice(draw("31415926535", 148), 300))
    assert first == again
    assert first != list(islice(draw("31415926536", 148), 300))
    assert all(0 <= one < 148 for one in first)
    counts = [first.count(one) for one in range(148)]
    assert max(counts) < 12


@pytest.mark.parametrize(("limit", "runs"), [(0.05, 1500), (0.2, 600)])
def test_a_wrong_result_is_let_through_no_oftener_than_promised(limit: float, runs: int) -> None:
    """Entries say 甲 leads 乙 by eight; on paper 乙 has as many or more: as hard to see as a wrong result gets."""
    ballots, span, chance = 148, 8, random.Random(20261120)
    passed = 0
    for run in range(runs):
        errors = [2] * 4 + [1] * (run % 3) + [0] * (ballots - 4 - run % 3)
        step = math.log(1 - span / (2 * float(GAMMA) * ballots))
        change = {0: 0.0, 1: -math.log(1 - 1 / (2 * float(GAMMA))), 2: -math.log(1 - 1 / float(GAMMA))}
        total = 0.0
        for _ in range(ballots):
            total += step + change[chance.choice(errors)]
            if total <= math.log(limit):
                passed += 1
                break
    assert passed / runs <= limit + 3 * math.sqrt(limit * (1 - limit) / runs)


def test_a_right_result_is_confirmed_and_errors_are_seen() -> None:
    pairs = [("甲", "乙"), (None, "丙"), ("甲", None)]
    assert overstatement({"甲": 1}, {"甲": 1}, pairs) == 0
    assert overstatement({"甲": 1}, {"乙": 1}, pairs) == 2
    assert overstatement({"甲": 1}, {}, pairs) == 2
    assert overstatement({"甲": 1}, {}, pairs[:1]) == 1
    assert overstatement({}, {"丙": 1}, pairs) == 2
    assert overstatement({"乙": 1}, {"甲": 1}, pairs[:1]) == -2
    assert gathered([0, 1, 2, -1, -2, 0]) == Errors(6, 1, 1, 1, 1)


def a_town(tmp_path: Path) -> Path:
    folder = a_whole_folder(tmp_path, ballots=("○○○×",) * 55 + ("○○×○",) * 5 + ("×○○_",) * 3 + ("○×○×",) * 2)
    assert tally("count", folder / "ballots.xlsx").status == 0
    return folder


def fill(folder: Path, change: int | None = None) -> int:
    """Fill the sample in from the entries, as honest scrutineers would; `change` alters one ballot drawn."""
    typed = openpyxl.load_workbook(folder / "ballots.xlsx")["党委委员"]
    entered = {str(row[0]): row[1:5] for row in typed.iter_rows(min_row=2, values_only=True)}
    path = folder / "out" / "audit-sample.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["党委委员"]
    for number, row in enumerate(sheet.iter_rows(min_row=3)):
        marks = entered[str(row[0].value)]
        for cell, mark in zip(row[1:5], ("×", "×", "×", "○") if number == change else marks, strict=True):
            cell.value = mark
    book.save(path)
    return sheet.max_row - 2


def test_the_whole_walk(tmp_path: Path) -> None:
    folder = a_town(tmp_path)
    plan = tally("audit", "--risk", "5%", "--json", cwd=folder).json[0]
    assert (plan["ballots"], plan["span"] > 0) == (65, True)
    assert tally("audit", cwd=folder).status == 0
    assert tally("audit", "--seed", "31415926535", cwd=folder).status == 0
    empty = tally("audit", "--seed", "31415926535", "--check", "out/audit-sample.xlsx", cwd=folder)
    assert empty.status == 1
    assert 0 < fill(folder) <= plan["draws"]
    run = tally("audit", "--seed", "31415926535", "--check", "out/audit-sample.xlsx", "--json", cwd=folder)
    assert (run.status, run.json[0]["differing"], run.json[0]["drawn"] >= plan["draws"]) == (0, [], True)
    fill(folder, change=0)
    wrong = tally("audit", "--seed", "31415926535", "--check", "out/audit-sample.xlsx", "--json", cwd=folder)
    assert (wrong.status, len(wrong.json[0]["differing"])) == (1, 1)


@pytest.mark.parametrize("arguments", [("--risk", "0%"), ("--risk", "much"), ("--seed", "12"), ("--check", "x.xlsx")])
def test_wrong_usage(arguments: tuple[str, str], tmp_path: Path) -> None:
    assert tally("audit", *arguments, "--election", tmp_path).status == 2


def test_piles_are_pointed_out_by_integers_alone() -> None:
    assert not is_beyond_chance(25, 50, 75, 148)
    assert is_beyond_chance(5, 50, 75, 148)
    assert not is_beyond_chance(0, 10, 75, 148)


@given(st.integers(1, 8), st.data())
def test_the_tail_is_what_listing_every_draw_gives(total: int, data: st.DataObject) -> None:
    drawn, everywhere = data.draw(st.integers(0, total)), data.draw(st.integers(0, total))
    draws = [sum(one < everywhere for one in draw) for draw in combinations(range(total), drawn)]
    here = data.draw(st.sampled_from(sorted(set(draws))))
    low = here * total < drawn * everywhere
    assert tail(here, drawn, everywhere, total) == sum(one <= here if low else one >= here for one in draws)
    assert tail(0, drawn, 0, total) == len(draws)


@pytest.mark.parametrize(("chance", "beyond"), [(13_095, False), (13_094, True), (10, True)])
def test_a_group_is_pointed_out_on_one_side_of_the_limit_alone(chance: int, beyond: bool) -> None:
    """All thirteen of 80 in one half of them: once in 26,188 draws, and as often all in the other half."""
    assert comb(80, 40) // tail(13, 40, 13, 80) == 26_188
    assert is_beyond_chance(13, 40, 13, 80, Limits(chance=chance)) is beyond
    assert is_beyond_chance(0, 40, 13, 80, Limits(chance=chance)) is beyond


def test_the_two_ways_of_reckoning_agree_but_for_the_edge() -> None:
    outside = [here for here in range(61) if is_beyond_chance(here, 60, 400, 1000)]
    near = [here for here in range(61) if (here * 1000 - 60 * 400) ** 2 * 999 > CHANCE_SQUARED * 60 * 400 * 600 * 940]
    assert len(set(outside) ^ set(near)) <= 2


def a_cover(typist: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [("样例大会　选票录入表",), (), (), (*typist, "", "复核人：")]


def test_a_typist_who_differs_is_pointed_out_never_judged(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, present=80)
    blank = ("", "", "", "", "", "", "", "空白票")
    by_wang = [ballot_rows([*["○○○×"] * 11, *[blank] * 9]) for _ in range(2)]
    by_li = [ballot_rows(["○○○×"] * 20) for _ in range(2)]
    for at, (rows, typist) in enumerate(
        zip([*by_wang, *by_li], [("录入人：王甲",)] * 2 + [("录入人：", "李乙")] * 2, strict=True)
    ):
        numbered = [rows[0], *((20 * at + int(str(row[0])), *row[1:]) for row in rows[1:])]
        a_workbook(folder / f"{at}.xlsx", {"封面": a_cover(typist), "党委委员": numbered})
    run = tally("count", *(folder / f"{at}.xlsx" for at in range(4)))
    assert run.status in (0, 3), run.err
    shown = tally("audit", cwd=folder)
    assert "党委委员 › 录入人王甲：一个符号也没有的票：这里40张里有18，全部80张里有18，相差超出偶然" in shown.out
    assert "党委委员 › 录入人李乙" in shown.out
    assert "0.xlsx" not in shown.out
    assert "录入人" not in tally("audit", "--chance", "10000000", cwd=folder).out
    assert "占80张的50%" not in tally("audit", "--share", "50%", cwd=folder).out
    for at in range(4):
        (folder / f"{at}.xlsx").touch()
    assert tally("verify", cwd=folder).status == 0


def test_no_sample_of_a_tie() -> None:
    assert min(one.span for one in assertions(a_contest_record([6, 6], 1, 6))) == 0
