"""The rule books: five shipped, each sound by the published schema; a local one only stricter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tally.domain.election import Kind
from tally.domain.problem import Problems
from tally.rules.listing import lines
from tally.rules.rulebook import load_rule_book, read_rule_book, rule_book_ids

IDS = ("difang-2021", "jiceng-1990", "jiceng-2020", "xuanju-fa-2020", "zuzhi-fa-2022")


def test_five_books_are_shipped() -> None:
    assert rule_book_ids() == IDS


@pytest.mark.parametrize("book_id", IDS)
def test_every_kind_of_a_book_has_its_margin_and_majority(book_id: str) -> None:
    book = load_rule_book(book_id)
    assert book.id == book_id
    assert set(book.margins) == set(book.majorities) == set(book.kinds)
    assert set(book.quorums) <= set(book.kinds)
    assert set(book.kinds) - set(book.quorums) <= {Kind.RI}


@pytest.mark.parametrize("book_id", IDS)
def test_an_article_is_named_only_where_it_was_read(book_id: str) -> None:
    for line in lines(load_rule_book(book_id)):
        assert (line.grade == "S") == ("条" in line.article), line
        assert line.article in ("第四章", "实践", "未读到") or line.grade == "S", line


@pytest.mark.parametrize("rule", ["W1", "Q1", "w2", "W6", "W8", "W9", "V1", "V3"])
def test_what_was_not_confirmed_prints_no_article_number(rule: str) -> None:
    for book_id in ("jiceng-2020", "jiceng-1990"):
        source = load_rule_book(book_id).source(rule)
        assert source is None or (source.article in ("第四章", "实践") and source.grade == "T")


def local(tmp_path: Path, text: str, head: str = 'id = "local"\ntitle = "本地办法"\nextends = "jiceng-2020"\n') -> Path:
    path = tmp_path / "local.toml"
    path.write_text(head + text, encoding="utf-8")
    return path


STRICTER = {
    "a base that the regulation lists": "[majority.DW]\nof = 'entitled'\n",
    "a larger margin": "[margin.DW]\nat_least = [1, 4]\n",
    "a quorum that must be exceeded": "[quorum.DW]\nmore_than = [4, 5]\n",
    "a larger quorum": "[quorum.DW]\nat_least = [5, 6]\n",
    "a measure more": '[suspended]\nmeasures = ["留党察看", "留置", "逮捕", "撤销党内职务"]\n',
    "counters who must not stand": "[officers.counters_not_candidates]\nlevel = 'error'\n",
    "fewer delegates": "[delegates]\nusual = [110, 190]\nmost = 250\n",
    "no fewer seats": "[reduce_seats]\nallowed = false\n",
    "more than half to reduce": "[reduce_seats.by_electors]\nmore_than = [1, 2]\n",
}


@pytest.mark.parametrize("change", STRICTER)
def test_a_local_book_may_be_stricter(change: str, tmp_path: Path) -> None:
    book = read_rule_book(local(tmp_path, STRICTER[change]))
    assert book.extends == "jiceng-2020"
    assert book.tightened
    assert book.full_title == "本地办法（在《中国共产党基层组织选举工作条例》上从严）"


def test_a_local_book_changes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    book = read_rule_book(local(tmp_path, STRICTER["a larger margin"]))
    parent = load_rule_book("jiceng-2020")
    rule = book.margin(Kind.DW)
    assert rule is not None
    assert rule.at_least is not None
    assert (rule.at_least.numerator, rule.at_least.denominator) == (1, 4)
    assert book.margin(Kind.JW) == parent.margin(Kind.JW)
    assert book.quorums == parent.quorums


LOOSER = {
    "a smaller margin": ("[margin.DW]\nat_least = [1, 6]\n", "T429", "margin.DW.at_least"),
    "a smaller quorum": ("[quorum.DW]\nat_least = [2, 3]\n", "T429", "quorum.DW.at_least"),
    "a base that is not listed": ("[majority.DW]\nof = 'voted'\n", "T429", "majority.DW.of"),
    "half suffices": ("[majority.DW]\nat_least = [1, 2]\n", "T429", "majority.DW.at_least"),
    "a measure less": ('[suspended]\nmeasures = ["留党察看"]\n', "T429", "suspended.measures"),
    "proxies": ("[proxies]\nallowed = true\n", "T429", "proxies.allowed"),
    "scrutineers who stand": ("[officers.scrutineers_not_candidates]\nlevel = 'info'\n", "T429", "officers"),
    "more delegates": ("[delegates]\nmost = 400\n", "T429", "delegates.most"),
    "another tie rule": ("[tie]\nthen = 'further_vote'\n", "T429", "tie"),
    "heads with a margin": ("[margin.ZW]\nextra = [0, 1]\n", "T429", "margin.ZW.extra"),
    "write-ins without a ×": ("[write_in]\nneeds_oppose = false\n", "T429", "write_in"),
    "an unknown section": ("[quorums.DW]\nat_least = [4, 5]\n", "T426", "quorums"),
    "an unknown key": ("[margin.DW]\natleast = [1, 4]\n", "T426", "margin.DW.atleast"),
    "a wrong type": ("[margin.DW]\nat_least = '25%'\n", "T428", "margin.DW.at_least"),
    "a share above the whole": ("[margin.DW]\nat_least = [5, 4]\n", "T428", "margin.DW.at_least"),
    "a share of nothing": ("[margin.DW]\nat_least = [1, 0]\n", "T428", "margin.DW.at_least"),
    "a kind that is none": ("[margin.XX]\nat_least = [1, 4]\n", "T426", "margin.XX"),
    "a section that is a number": ("margin = 5\n", "T428", "margin"),
    "not TOML": ("[margin\n", "T430", "local.toml"),
}


@pytest.mark.parametrize("mistake", LOOSER)
def test_a_local_book_that_is_looser_or_broken_is_refused(mistake: str, tmp_path: Path) -> None:
    text, code, where = LOOSER[mistake]
    with pytest.raises(Problems) as refused:
        read_rule_book(local(tmp_path, text))
    assert [one for one in refused.value.problems if one.code == code and where in one.place], refused.value


def test_all_mistakes_of_a_local_book_at_once(tmp_path: Path) -> None:
    text = "[margin.DW]\natleast = [1, 4]\n[quorum.DW]\nat_least = 'x'\n[nothing]\n"
    with pytest.raises(Problems) as refused:
        read_rule_book(local(tmp_path, text))
    assert {one.code for one in refused.value.problems} == {"T426", "T428"}
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize("head", ['id = "x"\ntitle = "x"\n', 'id = "x"\ntitle = "x"\nextends = "jiceng-2099"\n'])
def test_a_local_book_extends_a_known_one(head: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        read_rule_book(local(tmp_path, "", head))
    assert [one.code for one in refused.value.problems] == ["T431"]


def test_a_local_book_has_an_id_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        read_rule_book(local(tmp_path, "", 'id = "jiceng-2020"\ntitle = "x"\nextends = "jiceng-2020"\n'))
    assert [one.code for one in refused.value.problems] == ["T431"]
