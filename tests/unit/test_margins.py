"""What a margin says beside holding or not: its arithmetic, the figures taken from it, and the remedy (M1–M14)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from building import a_contest
from tally.domain.election import Kind
from tally.rules.book import RuleBook
from tally.rules.margin import margin_problem, percent, verify_margin
from tally.rules.rulebook import load_rule_book

JICENG, XUANJU, ZUZHI = (load_rule_book(one) for one in ("jiceng-2020", "xuanju-fa-2020", "zuzhi-fa-2022"))
DEPUTY, HEAD = {"office": "副镇长"}, {"office": "镇长"}


@pytest.mark.parametrize(
    ("book", "kind", "seats", "candidates", "more", "arithmetic"),
    [
        (XUANJU, Kind.RD, 4, 6, {}, "4 > 3"),
        (XUANJU, Kind.RD, 2, 1, {"by_election": True}, "1 − 2 = −1，−1 < 0"),
        (XUANJU, Kind.RD, 2, 2, {"by_election": True}, "2 − 2 = 0，0 ≥ 0"),
        (XUANJU, Kind.RD, 2, 5, {}, "5 − 2 = 3，3/2 = 150.00% > 100%"),
        (XUANJU, Kind.RD, 3, 3, {}, "3 − 3 = 0，0/3 = 0.00% < 33.33%"),
        (XUANJU, Kind.RD, 3, 5, {}, "5 − 3 = 2，33.33% ≤ 2/3 = 66.66% ≤ 100%"),
        (XUANJU, Kind.RD, 2, 9, {"preliminary": True}, "9 − 2 = 7，7/2 = 350.00% ≥ 33.33%"),
        (ZUZHI, Kind.RZ, 4, 5, {**DEPUTY, "fixed": 1}, "5 − 4 = 1"),
        (ZUZHI, Kind.RZ, 4, 4, {**DEPUTY, "fixed": 1}, "4 − 4 = 0，0 < 1"),
        (JICENG, Kind.ZW, 1, 1, {"office": "党委书记"}, "1 − 1 = 0"),
        (JICENG, Kind.ZW, 1, 2, {"office": "党委书记"}, "2 − 1 = 1，1 > 0"),
        (JICENG, Kind.ZW, 2, 1, {"office": "党委副书记"}, "1 − 2 = −1，−1 < 0"),
        (ZUZHI, Kind.RZ, 4, 8, {**DEPUTY, "fixed": 3}, "8 − 4 = 4，4 > 3"),
        (ZUZHI, Kind.RZ, 4, 5, DEPUTY, "5 − 4 = 1，1 ≤ 1 ≤ 3"),
        (ZUZHI, Kind.RZ, 4, 7, DEPUTY, "7 − 4 = 3，1 ≤ 3 ≤ 3"),
        (ZUZHI, Kind.RZ, 4, 8, DEPUTY, "8 − 4 = 4，4 > 3"),
        (ZUZHI, Kind.RZ, 1, 0, HEAD, "0 − 1 = −1，−1 < 0"),
        (JICENG, Kind.DW, 7, 6, {}, "6 − 7 = −1，−1/7 = −14.28% < 20%"),
        (JICENG, Kind.DW, 5, 6, {}, "6 − 5 = 1，1/5 = 20.00% ≥ 20%"),
    ],
)
def test_the_arithmetic_as_it_is_printed(
    book: RuleBook, kind: Kind, seats: int, candidates: int, more: dict[str, Any], arithmetic: str
) -> None:
    assert verify_margin(book, kind, seats, candidates, **more).arithmetic == arithmetic


@pytest.mark.parametrize(("seats", "holds", "arithmetic"), [
    (1, False, "1 < 2"), (2, True, "3 − 2 = 1，33.33% ≤ 1/2 = 50.00% ≤ 100%"),
    (3, True, "4 − 3 = 1，33.33% ≤ 1/3 = 33.33% ≤ 100%"), (4, False, "4 > 3")])  # fmt: skip
def test_m7_a_district_has_neither_more_seats_nor_fewer(seats: int, holds: bool, arithmetic: str) -> None:
    rule = XUANJU.margins[Kind.RD]
    assert rule.seats == (1, 3)
    book = replace(XUANJU, margins={Kind.RD: replace(rule, seats=(2, 3))})
    margin = verify_margin(book, Kind.RD, seats, seats + 1)
    assert (margin.holds, margin.arithmetic) == (holds, arithmetic)


def test_m11_a_number_that_a_method_fixes_is_nothing_where_the_rule_is_a_share() -> None:
    assert verify_margin(JICENG, Kind.DW, 7, 9, fixed=1) == verify_margin(JICENG, Kind.DW, 7, 9)


@pytest.mark.parametrize(("book", "kind", "candidates", "extra"), [
    (JICENG, Kind.DW, 9, 2), (JICENG, Kind.DW, 6, -1), (XUANJU, Kind.RI, 10, 3)])  # fmt: skip
def test_m4_the_difference_there_is_and_the_least(book: RuleBook, kind: Kind, candidates: int, extra: int) -> None:
    margin = verify_margin(book, kind, 7, candidates)
    assert (margin.extra, margin.need_extra) == (extra, 2)


def test_a_share_below_nought_has_a_sign_unless_nothing_of_it_is_printed() -> None:
    shares = ((-1, 7), (0, 7), (1, 7), (-1, 10000), (-1, 10001))
    assert [percent(*one) for one in shares] == ["-14.28", "0.00", "14.28", "-0.01", "0.00"]


@pytest.mark.parametrize(
    ("book", "kind", "seats", "candidates", "remedy"),
    [
        (JICENG, Kind.DW, 7, 8, "候选人至少9名"),
        (JICENG, Kind.ZW, 1, 2, "候选人应为1名"),
        (XUANJU, Kind.RI, 1, 2, "没有合适的人数"),
        (XUANJU, Kind.RD, 4, 5, "候选人应为6至8名"),
        (XUANJU, Kind.RD, 4, 6, "重新划分选区"),
        (XUANJU, Kind.RD, 4, 8, "重新划分选区"),
        (XUANJU, Kind.RD, 4, 9, "候选人最多8名"),
        (XUANJU, Kind.RD, 3, 7, "候选人最多6名"),
        (XUANJU, Kind.RD, 3, 3, "候选人应为4至6名"),
    ],
)
def test_what_to_do_about_a_margin(book: RuleBook, kind: Kind, seats: int, candidates: int, remedy: str) -> None:
    margin = verify_margin(book, kind, seats, candidates)
    problem = margin_problem(a_contest(), margin)
    assert remedy in str(problem.remedy)
    assert (problem.code, problem.rule) == ("T403", margin.rule)
