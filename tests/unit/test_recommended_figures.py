"""Y01–Y10, K1–K8, K21, K22: recommendation by the worked examples, in meetings and in talks."""

from __future__ import annotations

from fractions import Fraction

import pytest

from consulting import codes
from tally.consultation.circle import Circle, circle_problems, two_thirds
from tally.consultation.figures import percent, ranks, rate
from tally.consultation.groups import weighted
from tally.consultation.hands import reckon
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
from tally.consultation.talks import TalkGroup, TalkTally, group_problems, talk_problems

DEPUTY = Post("deputy", "副职", 4, 4)
NAMES = ("甲", "乙", "丙", "丁", "戊", "己")
Y01 = dict(zip(NAMES, (58, 55, 51, 49, 23, 8), strict=True))


def post_count(votes: dict[str, int], valid: int, empty: int) -> PostCount:
    return PostCount(valid, empty, {name: Tally(number) for name, number in votes.items()})


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
