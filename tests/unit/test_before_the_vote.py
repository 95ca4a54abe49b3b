"""Y11–Y20, K10–K14, K18, K20: appraisal, hands, delegates, credentials and dates by the worked examples."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest

from consulting import codes
from tally.consultation.appraisal import SubjectCount, abstentions, below_two_thirds, over_one_third, score
from tally.consultation.appraise_file import Scale
from tally.consultation.electing_units import least_candidates, margin_holds
from tally.consultation.figures import rate, share
from tally.consultation.hands import adopted, reckon
from tally.consultation.structure import share_kept, share_problems
from tally.domain.moment import add_months, is_before
from tally.schedule.workdays import Workdays


def test_y11_rates_may_sum_to_less() -> None:
    rates = [rate(number, 64) for number in (41, 17, 4, 1, 1)]
    assert (rates, sum(rates)) == ([6406, 2656, 625, 156, 156], 9999)


def test_y12_reference_lines() -> None:
    assert below_two_thirds(20 + 21, 63)
    assert rate(41, 63) == 6507
    assert not over_one_third(21, 63)
    assert over_one_third(22, 63)
    assert rate(22, 63) == 3492


@pytest.mark.parametrize(("two", "below"), [(41, True), (42, False), (43, False)])
def test_k11_two_thirds(two: int, below: bool) -> None:
    assert below_two_thirds(two, 63) is below


@pytest.mark.parametrize(("worst", "over"), [(20, False), (21, False), (22, True)])
def test_k11_one_third(worst: int, over: bool) -> None:
    assert over_one_third(worst, 63) is over


Y13 = SubjectCount(181, {"优秀": 92, "称职": 74, "基本称职": 12, "不称职": 3})


def test_y13_base_of_an_appraisal() -> None:
    assert (abstentions(Y13, 187), rate(92, 187), rate(166, 187)) == (6, 4919, 8877)
    assert (abstentions(Y13, 181), rate(92, 181), rate(166, 181)) == (0, 5082, 9171)


@pytest.mark.parametrize(("base", "abstained"), [(180, -1), (181, 0), (182, 1)])
def test_k10_abstentions(base: int, abstained: int) -> None:
    assert abstentions(Y13, base) == abstained


@pytest.mark.parametrize(
    ("points", "divisor", "total", "hundredths"),
    [
        ((100, 80, 60, 0), "graded", (5780, 64), 9031),
        ((100, 80, 60, 30), "graded", (5810, 64), 9078),
        ((95, 85, 75, 65), "graded", (5790, 64), 9046),
        ((100, 80, 60, 0), "base", (5780, 68), 8500),
    ],
)
def test_y14_scores_only_with_their_weights(
    points: tuple[int, ...], divisor: str, total: tuple[int, int], hundredths: int
) -> None:
    grades = ("优秀", "称职", "基本称职", "不称职")
    count = SubjectCount(68, dict(zip(grades, (40, 20, 3, 1), strict=True)))
    result = score(count, Scale("member", grades, points, divisor), 68)
    assert (result, 100 * result[0] // result[1]) == (total, hundredths)


def test_y15_show_of_hands() -> None:
    result = reckon(76, 40, 32, 148, 152)
    thresholds = ("half_or_more_of_entitled", "more_than_half_of_entitled", "more_than_half_of_present", "unanimous")
    assert [result[key] for key in thresholds] == [True, False, True, False]
    assert adopted(result, None) is None
    assert adopted(result, "half-or-more-of-entitled") is True
    assert adopted(result, "more-than-half-of-entitled") is False


@pytest.mark.parametrize(("yes", "strict", "half"), [(75, False, False), (76, False, True), (77, True, True)])
def test_k12_thresholds(yes: int, strict: bool, half: bool) -> None:
    result = reckon(yes, 148 - yes, 0, 148, 152)
    assert (result["more_than_half_of_entitled"], result["half_or_more_of_entitled"]) == (strict, half)


@pytest.mark.parametrize(("yes", "unanimous"), [(147, False), (148, True)])
def test_hs2_unanimous_only_where_true(yes: int, unanimous: bool) -> None:
    assert reckon(yes, 148 - yes, 0, 148, 152)["unanimous"] is unanimous


def test_y16_units() -> None:
    units = [(3, 4), (2, 3), (1, 2), (5, 6), (6, 7)]
    assert [margin_holds(seats, candidates) for seats, candidates in units] == [True, True, True, True, False]
    assert least_candidates(6) == 8
    assert rate(22 - 17, 17) == 2941
    assert (rate(1797 - 1074, 1074), share(723, 1074)) == (6731, "67.3")
    assert (rate(408 - 222, 222), share(408 - 222, 222)) == (8378, "83.8")


@pytest.mark.parametrize(("candidates", "holds"), [(5, False), (6, True), (7, True)])
def test_k13_margin_of_a_unit(candidates: int, holds: bool) -> None:
    assert margin_holds(5, candidates) is holds


@pytest.mark.parametrize(("candidates", "holds"), [(12, False), (13, True), (14, True)])
def test_dj2_wider_margin_at_nomination(candidates: int, holds: bool) -> None:
    assert margin_holds(10, candidates, 30) is holds


def test_y17_shares() -> None:
    assert (rate(264, 1500), rate(11, 66), rate(12, 66)) == (1760, 1666, 1818)
    assert [share_kept(women, 66, 264, 1500) for women in (11, 12)] == [False, True]


@pytest.mark.parametrize(
    ("women", "cadres", "young", "warned"),
    [
        (12, 39, 33, []),
        (13, 38, 34, []),
        (11, 39, 33, ["T777"]),
        (12, 40, 33, ["T778"]),
        (12, 39, 32, ["T778"]),
    ],
)
def test_k14_y17_shares_are_cross_multiplied(women: int, cadres: int, young: int, warned: list[str]) -> None:
    structure = {
        "number": 66,
        "attributes": [{"name": "妇女", "count": women}, {"name": "45岁以下（含45岁）", "count": young}],
        "categories": [{"name": "领导干部", "count": cadres}],
    }
    data = {"members": 1500, "women": 264, "cadres_at_most": 60, "young": 45, "young_at_least": 50}
    assert codes(share_problems(structure, data, "")) == warned


def test_y18_credentials() -> None:
    parts = (201, 74, 62, 7)
    assert sum(parts) == 344
    assert [share(part, 344) for part in parts] == ["58.4", "21.5", "18", "2"]
    assert [share(part, 343) for part in parts[:3]] == ["58.6", "21.6", "18.1"]


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (126, 220, "57.3"), (90, 220, "40.9"), (4, 220, "1.8"), (66, 220, "30"), (152, 220, "69.1"),
        (304, 492, "61.8"), (168, 492, "34.1"), (20, 492, "4.1"), (170, 492, "34.6"), (134, 492, "27.2"),
        (483, 492, "98.2"), (307, 492, "62.4"), (90, 344, "26.2"), (84, 388, "21.6"), (329, 388, "84.8"),
        (341, 388, "87.9"), (300, 388, "77.3"), (12, 43, "27.9"), (15, 43, "34.9"),
    ],
)  # fmt: skip
def test_zs4_shares_of_real_reports(part: int, whole: int, printed: str) -> None:
    assert share(part, whole) == printed


def test_y20_order_and_validity() -> None:
    steps = (datetime(2016, 3, 10, 9, 30), datetime(2016, 3, 10, 14), date(2016, 3, 14), date(2016, 3, 21))
    assert all(is_before(first, second) for first, second in pairwise(steps))
    assert add_months(date(2016, 3, 10), 12) == date(2017, 3, 10)


def test_k18_working_days() -> None:
    assert Workdays((), (), (2016,)).after(date(2016, 3, 21), 5) == date(2016, 3, 28)
    assert Workdays((), (date(2021, 5, 8),), (2021,)).after(date(2021, 5, 6), 5) == date(2021, 5, 12)
    assert Workdays((), (), (2021,)).after(date(2021, 5, 6), 5) == date(2021, 5, 13)
    assert Workdays((), (), ()).after(date(2021, 5, 6), 5) is None
    assert Workdays((), (), (2021,)).after(date(2021, 12, 30), 5) is None


@pytest.mark.parametrize(
    ("recommended", "last"),
    [
        (date(2016, 3, 10), date(2017, 3, 10)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
    ],
)
def test_k20_one_year(recommended: date, last: date) -> None:
    assert add_months(recommended, 12) == last
