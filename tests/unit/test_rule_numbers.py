"""Every number of the rule books written a second time, from the rules: a slip of one in a book fails here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tally.domain.election import Kind
from tally.rules.book import DelegateNumber, RuleBook
from tally.rules.opinion import opinion
from tally.rules.rulebook import load_rule_book
from tally.rules.share import Share

MEMBERS = (Kind.DW, Kind.JW, Kind.DB)
PARTY = (*MEMBERS, Kind.ZW)


def share(one: Share | None) -> str | None:
    return None if one is None else str(one)


def quorums(book: RuleBook) -> dict[str, tuple[str, str, str, str]]:
    return {kind: (one.rule, str(one.share), one.part, one.of) for kind, one in book.quorums.items()}


def margins(book: RuleBook) -> dict[str, tuple[Any, ...]]:
    def written(rule: Any) -> tuple[Any, ...]:
        return (rule.rule, share(rule.at_least), share(rule.at_most), rule.extra, rule.seats, rule.equal_if_nominated,
                rule.fixed, *((rule.words, *written(rule.named)) if rule.named else ()))  # fmt: skip

    return {kind: written(rule) for kind, rule in book.margins.items()}


def majorities(book: RuleBook) -> dict[str, tuple[str, str, str]]:
    return {kind: (one.rule, str(one.share), one.of) for kind, one in book.majorities.items()}


def further(book: RuleBook) -> dict[str, tuple[str, str, str, bool, bool]]:
    return {
        kind: (one.bar.rule, str(one.bar.share), one.bar.of, one.margin, one.by_votes)
        for kind, one in book.further.items()
    }


def others(book: RuleBook) -> tuple[Any, ...]:
    return (book.party, book.writein_needs_oppose, sorted(book.proxy_kinds), book.max_proxies,
            share(book.reduce_by_electors), book.equal_by_election, book.congress_members, book.term_shift,
            book.delegates, book.sponsors, book.adult)  # fmt: skip


USUAL = DelegateNumber((100, 200), 300)
EQUAL = ("M6", None, None, (0, 0), None, None, False)
PLENARY = {Kind.ZW: (*EQUAL, (), "M5", None, None, (1, 2), None, None, False)}


def fifth(rule: str, least: str = "≥ 1/5") -> tuple[Any, ...]:
    return (rule, least, None, None, None, None, False)


def test_jiceng_2020() -> None:
    book = load_rule_book("jiceng-2020")
    at_least = ("≥ 4/5", "present", "entitled")
    assert quorums(book) == dict.fromkeys(MEMBERS, ("Q1", *at_least)) | {Kind.ZW: ("Q3", *at_least)}
    assert margins(book) == {Kind.DW: fifth("M1"), Kind.JW: fifth("M1"), Kind.DB: fifth("M2")} | PLENARY
    assert majorities(book) == dict.fromkeys(PARTY, ("W1", "> 1/2", "present"))
    assert further(book) == {}
    assert others(book) == (True, True, [], None, "≥ 1/2", False, 500, 1, USUAL, None, None)
    assert (book.issued, book.until) == (date(2020, 7, 13), None)


def test_jiceng_1990() -> None:
    book = load_rule_book("jiceng-1990")
    exceeds = ("> 4/5", "present", "entitled")
    assert quorums(book) == dict.fromkeys(MEMBERS, ("Q2", *exceeds)) | {Kind.ZW: ("Q3", *exceeds)}
    assert margins(book) == dict.fromkeys(MEMBERS, fifth("M3")) | PLENARY
    assert majorities(book) == dict.fromkeys(PARTY, ("W1", "> 1/2", "present"))
    assert others(book) == (True, True, [], None, "≥ 1/2", False, 500, None, USUAL, None, None)
    assert (book.issued, book.until) == (date(1990, 6, 27), date(2020, 7, 13))


def test_difang_2021() -> None:
    book = load_rule_book("difang-2021")
    rest = ("present", "entitled")
    assert quorums(book) == dict.fromkeys(MEMBERS, ("Q4", "> 1/2", *rest)) | {Kind.ZW: ("Q4", "> 2/3", *rest)}
    tenth = fifth("M1", "≥ 1/10")
    assert margins(book) == {Kind.DW: tenth, Kind.JW: tenth, Kind.DB: fifth("M2"), Kind.ZW: EQUAL}
    assert majorities(book) == dict.fromkeys(PARTY, ("W2", "> 1/2", "entitled"))
    assert others(book) == (True, True, [], None, "≥ 1/2", False, None, None, None, None, None)


def test_xuanju_fa_2020() -> None:
    book = load_rule_book("xuanju-fa-2020")
    assert quorums(book) == {Kind.RD: ("Q5", "> 1/2", "voted", "all")}
    assert margins(book) == {
        Kind.RD: ("M7", "≥ 1/3", "≥ 1/1", None, (1, 3), None, False),
        Kind.RI: ("M8", "≥ 1/5", "≥ 1/2", None, None, None, False),
    }
    assert majorities(book) == {Kind.RD: ("W3", "> 1/2", "voted"), Kind.RI: ("W4", "> 1/2", "all")}
    assert further(book) == {
        Kind.RD: ("W10", "≥ 1/3", "collected", True, True),
        Kind.RI: ("W11", "> 1/2", "all", False, False),
    }
    assert others(book) == (False, False, [Kind.RD], 3, None, True, None, None, None, 10, 18)
    numbers = {level: (one.base, one.per, one.most) for level, one in book.deputies.items()}
    assert numbers == {"town": (45, 1500, 160), "county": (140, 5000, 450)}


def test_zuzhi_fa_2022() -> None:
    book = load_rule_book("zuzhi-fa-2022")
    assert quorums(book) == {Kind.RZ: ("Q6", "≥ 2/3", "present", "all")}
    heads = ("M10", None, None, (0, 1), None, 1, False)
    assert margins(book) == {Kind.RZ: (*heads, (), "M11", None, None, (1, 3), None, None, True)}
    assert majorities(book) == {Kind.RZ: ("W4", "> 1/2", "all")}
    assert further(book) == {Kind.RZ: ("W12", "> 1/2", "all", True, False)}
    assert others(book) == (False, False, [], None, None, True, None, None, None, 10, None)


def test_the_programme() -> None:
    found = opinion()
    assert (found.team_size, found.team_cap, found.committee_seats) == ((7, 9), 9, (7, 9))
    assert (found.young_age, str(found.young)) == (35, "≥ 1/5")
    assert (found.experienced_years, str(found.experienced)) == (2, "≥ 2/3")
    assert (str(found.district_young), str(found.district_women)) == ("≥ 1/20", "≥ 1/20")
    assert (found.team_years, found.post_years, found.secretary_years) == (10, 10, 5)
    assert (found.pledge, found.term_years) == ((3, 31), 5)
    assert set(found.wanted.values()) == {1}
    assert set(found.wanted) == {"head", "deputy_secretary", "discipline", "organisation", "discipline_deputy"}


@pytest.mark.parametrize("book_id", ["jiceng-2020", "jiceng-1990"])
def test_words_of_the_party_books(book_id: str) -> None:
    assert load_rule_book(book_id).words["oppose"] == "不赞成"
