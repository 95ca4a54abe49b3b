"""Worked examples Y01–Y20 and predicates K1–K22 of before-the-vote, on the edge, below and above it."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

import pytest

from tally.consultation.appraisal import SubjectCount, abstentions, below_two_thirds, over_one_third, score
from tally.consultation.appraise_file import Scale
from tally.consultation.circle import Circle, circle_problems, two_thirds
from tally.consultation.electing_units import least_candidates, margin_holds
from tally.consultation.figures import percent, ranks, rate, share
from tally.consultation.groups import weighted
from tally.consultation.hands import adopted, reckon
from tally.consultation.privacy import blocks, one_answer, shown
from tally.consultation.recommend_file import Form
from tally.consultation.recommend_posts import Post
from tally.consultation.recommendation import (
    MeetingCount,
    PostCount,
    Tally,
    across_problems,
    count_problems,
    count_slips,
)
from tally.consultation.slips import Part, Slip
from tally.consultation.structure import share_kept, share_problems
from tally.consultation.talks import TalkGroup, TalkTally, group_problems, talk_problems
from tally.domain.moment import add_months, is_before
from tally.schedule.workdays import Workdays

DEPUTY = Post("deputy", "副职", 4, 4)
NAMES = ("甲", "乙", "丙", "丁", "戊", "己")
Y01 = dict(zip(NAMES, (58, 55, 51, 49, 23, 8), strict=True))


def post_count(votes: dict[str, int], valid: int, empty: int) -> PostCount:
    return PostCount(valid, empty, {name: Tally(number) for name, number in votes.items()})


def codes(problems: list) -> list[str]:
    return [one.code for one in problems]


def slips(votes: dict[str, int], number: int, limit: int) -> list[Slip]:
    """Lay votes down on slips so that nobody is twice on one and none is overfilled."""
    named: list[set[str]] = [set() for _ in range(number)]
    at = 0
    for name, times in votes.items():
        for _ in range(times):
            named[at % number].add(name)
            at += 1
    assert max(map(len, named)) <= limit
    return [Slip((Part(frozenset(names), frozenset(), bool(names)),)) for names in named]


# --- recommendation -----------------------------------------------------------------------------------------------


def test_y01_by_post() -> None:
    count = count_slips({"": slips(Y01, 64, 4)}, [DEPUTY], Form("free", "tick")).posts[0]
    assert {name: tally.votes for name, tally in count.people.items()} == Y01
    assert (count.valid, count.empty) == (64, 12)
    assert [rate(votes, 64) for votes in Y01.values()] == [9062, 8593, 7968, 7656, 3593, 1250]
    assert count_problems(count, DEPUTY, dict(zip(NAMES, NAMES, strict=True)), "") == []
    assert two_thirds(66, 72)


@pytest.mark.parametrize(
    ("entitled", "present", "holds"),
    [
        (72, 48, True),
        (72, 47, False),
        (71, 48, True),
        (71, 47, False),
        (70, 47, True),
        (70, 46, False),
        (9, 6, True),
        (9, 5, False),
    ],
)
def test_y02_two_thirds(entitled: int, present: int, holds: bool) -> None:
    assert two_thirds(present, entitled) is holds


def test_y03_base_is_named() -> None:
    circle = Circle(72, 66, 66, 65)
    rates = [percent(rate(46, circle.base(base, 64))) for base in ("entitled", "present", "collected", "valid")]
    assert rates == ["63.88%", "69.69%", "70.76%", "71.87%"]


def overfilled() -> list[Slip]:
    """Y01 with one slip that names five."""
    rest = slips(dict(zip(NAMES, (57, 54, 50, 49, 23, 8), strict=True)), 63, 4)
    return [*rest, Slip((Part(frozenset(NAMES[:3]) | {"戊", "己"}, frozenset(), True),))]


def test_y04_too_many_names_void_the_part() -> None:
    meeting = count_slips({"": overfilled()}, [DEPUTY], Form("free", "tick", overfill="post"))
    post = meeting.posts[0]
    assert (meeting.valid, meeting.invalid, post.valid, post.overfilled) == (64, 0, 63, 1)
    assert sum(tally.votes for tally in post.people.values()) == 241
    assert post.empty == 11


def test_y04_too_many_names_void_the_slip() -> None:
    meeting = count_slips({"": overfilled()}, [DEPUTY], Form("free", "tick", overfill="slip"))
    assert (meeting.valid, meeting.invalid, meeting.posts[0].valid, meeting.posts[0].overfilled) == (63, 1, 63, 0)


def two_posts(both: int, first: int, second: int, none: int) -> list[Slip]:
    k, nobody = Part(frozenset("K"), frozenset(), True), Part()
    return [
        *[Slip((k, k))] * both,
        *[Slip((k, nobody))] * (first - both),
        *[Slip((nobody, k))] * (second - both),
        *[Slip((nobody, nobody))] * none,
    ]


SECRETARY, VICE = Post("secretary", "书记", 1, 1), Post("vice", "副书记", 1, 1)


def test_y05_one_person_over_two_posts() -> None:
    meeting = count_slips({"": two_posts(9, 30, 22, 21)}, [SECRETARY, VICE], Form("free", "tick"))
    assert [post.people["K"].votes for post in meeting.posts] == [30, 22]
    assert (meeting.across, meeting.valid, rate(43, 64)) == ({"K": 43}, 64, 6718)


def test_y05_barred_from_two_posts() -> None:
    meeting = count_slips({"": two_posts(9, 30, 22, 21)}, [SECRETARY, VICE], Form("free", "tick", multi_post="forbid"))
    assert ([post.people["K"].votes for post in meeting.posts], meeting.named_twice, meeting.across) == (
        [21, 13],
        9,
        {"K": 34},
    )
    assert [post.empty for post in meeting.posts] == [43, 51]


@pytest.mark.parametrize(("slips_naming", "refused"), [(29, True), (30, False), (43, False), (52, False), (53, True)])
def test_k05_person_over_posts(slips_naming: int, refused: bool) -> None:
    posts = (post_count({"K": 30}, 64, 34), post_count({"K": 22}, 64, 42))
    meeting = MeetingCount(64, 2, 0, posts, across={"K": slips_naming})
    assert codes(across_problems(meeting, {"K": "K"}, "")) == (["T736"] if refused else [])


def test_k05_never_more_than_the_valid_slips() -> None:
    posts = (post_count({"K": 60}, 64, 4), post_count({"K": 60}, 64, 4))
    assert codes(across_problems(MeetingCount(64, 0, 0, posts, across={"K": 65}), {"K": "K"}, "")) == ["T736"]
    assert across_problems(MeetingCount(64, 0, 0, posts, across={"K": 64}), {"K": "K"}, "") == []


def test_y06_weights_turn_the_order() -> None:
    valid, weights = {"A": 9, "B": 20, "C": 35}, {"A": 50, "B": 30, "C": 20}
    m = weighted({"A": 8, "B": 15, "C": 15}, valid, weights)
    n = weighted({"A": 4, "B": 12, "C": 26}, valid, weights)
    assert (m, n) == (Fraction(475750, 6300), Fraction(347000, 6300))
    assert (int(m * 100), int(n * 100)) == (7551, 5507)
    assert (rate(38, 64), rate(42, 64)) == (5937, 6562)


def test_k07_weights_need_every_group() -> None:
    assert weighted({"A": 1}, {"A": 2, "B": 0}, {"A": 50, "B": 50}) is None


def test_y07_small_group_is_shown_with_the_next() -> None:
    parts = blocks({"A": 4, "B": 20, "C": 40})
    assert shown(parts, "ABC", {"A": 4, "B": 12, "C": 31}, hide=False) == {"A": None, "B": None, "A+B": 16, "C": 31}
    assert [(part.label, part.valid, rate(votes, part.valid)) for part, votes in zip(parts, (16, 31), strict=True)] == [
        ("A+B", 24, 6666),
        ("C", 40, 7750),
    ]


@pytest.mark.parametrize(("smallest", "labels"), [(4, ["A+B", "C"]), (5, ["A", "B", "C"]), (6, ["A", "B", "C"])])
def test_k21_five_is_enough(smallest: int, labels: list[str]) -> None:
    assert [part.label for part in blocks({"A": smallest, "B": 20, "C": 40})] == labels


@pytest.mark.parametrize(("votes", "alike"), [(0, True), (1, False), (19, False), (20, True)])
def test_k22_one_answer_only(votes: int, alike: bool) -> None:
    parts = blocks({"A": 20, "B": 30})
    assert one_answer(parts, [{"A": votes, "B": 15}], yes_or_no=True) is alike


def test_y08_shared_ranks() -> None:
    votes = [58, 55, 55, 49, 23, 23, 8]
    assert ranks(votes) == [1, 2, 2, 4, 5, 5, 7]
    assert [sum(rank <= n for rank in ranks(votes)) for n in (2, 3)] == [3, 3]


def test_y09_two_circles() -> None:
    assert (rate(31, 45), rate(41, 64)) == (6888, 6406)
    assert talk_problems(TalkTally(31, 6, 3, 5), 45, "") == []
    halves = [
        reckon(yes, all_ - yes, 0, all_, all_)["more_than_half_of_entitled"] for yes, all_ in ((23, 40), (25, 55))
    ]
    assert halves == [True, False]  # the sum, 48 of 95, would hide the second


@pytest.mark.parametrize(("other", "refused"), [(2, True), (3, False), (4, True)])
def test_k08_talks_add_up(other: int, refused: bool) -> None:
    assert codes(talk_problems(TalkTally(31, 6, other, 5), 45, "")) == (["T742"] if refused else [])


@pytest.mark.parametrize(("named", "refused"), [(45, False), (46, True)])
def test_k08_names_only(named: int, refused: bool) -> None:
    assert codes(talk_problems(TalkTally(named), 45, "")) == (["T742"] if refused else [])


TALKED = (TalkGroup("A", "A", 10), TalkGroup("B", "B", 35))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({"A": 10, "B": 21}, []),
        ({"A": 9, "B": 21}, ["T723"]),
        ({"A": 10, "B": 22}, ["T723"]),
        ({"A": 11, "B": 20}, ["T723"]),
    ],
)
def test_k06_talks_by_group(groups: dict[str, int], expected: list[str]) -> None:
    assert codes(group_problems(TalkTally(31, groups=groups), TALKED, "")) == expected


# --- K1, K3, K4, K6 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("circle", "expected"),
    [
        (Circle(72, 66, 66, 66, 64, 2), []),
        (Circle(72, 66, 66, 66, 64, 1), ["T710"]),
        (Circle(72, 66, 66, 66, 64, 3), ["T710"]),
        (Circle(72, 66, 66, 67), ["T711"]),
        (Circle(72, 66, 66, 65), []),
        (Circle(72, 66, 65, 65), ["T712"]),
        (Circle(72, 66, 67, 66), ["T712"]),
        (Circle(66, 66, 66, 66), []),
        (Circle(65, 66, 66, 66), ["T713"]),
    ],
)
def test_k01_circle(circle: Circle, expected: list[str]) -> None:
    assert codes(circle_problems(circle, "")) == expected


@pytest.mark.parametrize(("empty", "expected"), [(11, ["T734"]), (12, []), (13, ["T734"])])
def test_k03_names_and_empty_places(empty: int, expected: list[str]) -> None:
    names = dict(zip(NAMES, NAMES, strict=True))
    assert codes(count_problems(post_count(Y01, 64, empty), DEPUTY, names, "")) == expected


@pytest.mark.parametrize(("votes", "expected"), [(64, []), (65, ["T735"])])
def test_k04_not_more_than_valid(votes: int, expected: list[str]) -> None:
    post = Post("p", "职", 2, 2)
    assert codes(count_problems(post_count({"甲": votes}, 64, 128 - votes), post, {"甲": "甲"}, "")) == expected


@pytest.mark.parametrize(("abstain", "expected"), [(3, ["T735"]), (4, []), (5, ["T735"])])
def test_k04_three_answers(abstain: int, expected: list[str]) -> None:
    count = PostCount(64, 14, {"甲": Tally(50, {}, 10, abstain)})
    assert codes(count_problems(count, Post("p", "职", 1, 1), {"甲": "甲"}, "")) == expected


@pytest.mark.parametrize(
    ("groups", "valid", "expected"),
    [
        ({"A": 10, "B": 20}, {"A": 12, "B": 52}, []),
        ({"A": 12, "B": 18}, {"A": 12, "B": 52}, []),
        ({"A": 13, "B": 17}, {"A": 12, "B": 52}, ["T723"]),
        ({"A": 10, "B": 19}, {"A": 12, "B": 52}, ["T723"]),
        ({"A": 10, "B": 20}, {"A": 12, "B": 51}, ["T723"]),
    ],
)
def test_k06_groups_sum(groups: dict[str, int], valid: dict[str, int], expected: list[str]) -> None:
    count = PostCount(64, 34, {"甲": Tally(30, groups)}, valid)
    assert codes(count_problems(count, Post("p", "职", 1, 1), {"甲": "甲"}, "")) == expected


def test_blank_slips_are_abstentions_or_void() -> None:
    pile = {"": [*slips({"甲": 3}, 3, 1), Slip((Part(),))]}
    post = Post("p", "职", 1, 1)
    kept = count_slips(pile, [post], Form("free", "tick", blank="abstain"))
    void = count_slips(pile, [post], Form("free", "tick", blank="void"))
    assert ((kept.valid, kept.invalid, kept.blank), (void.valid, void.invalid, void.blank)) == ((4, 0, 1), (3, 1, 1))


def test_three_answers_sum_to_the_valid_slips() -> None:
    from tally.domain.election import Candidate

    post = Post("p", "职", 1, 1, (Candidate("甲", "甲"),))
    pile = [
        Slip((Part(frozenset("甲"), frozenset(), True),)),
        Slip((Part(frozenset(), frozenset("甲"), True),)),
        Slip((Part(frozenset("乙"), frozenset(), True),)),
    ]
    people = count_slips({"": pile}, [post], Form("mixed", "three", "L1")).posts[0].people
    assert people == {"甲": Tally(1, {}, 1, 1), "乙": Tally(1)}


# --- appraisal ----------------------------------------------------------------------------------------------------


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


# --- hands, delegates, credentials --------------------------------------------------------------------------------


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


# --- dates --------------------------------------------------------------------------------------------------------


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
