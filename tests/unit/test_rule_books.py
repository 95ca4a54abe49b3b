"""The rule books: five shipped, each sound by the published schema; a local one only stricter."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tally.domain.election import Kind
from tally.domain.problem import Problems
from tally.rules.book import DelegateNumber
from tally.rules.listing import lines
from tally.rules.opinion import opinion, opinion_problems
from tally.rules.rulebook import extended, load_rule_book, read_rule_book, rule_book_ids
from tally.rules.stricter import TIGHTER

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


def test_a_local_book_gives_its_ranges_from_the_least_to_the_most(tmp_path: Path) -> None:
    book = read_rule_book(local(tmp_path, "[delegates]\nusual = [110, 190]\n"))
    assert book.delegates == DelegateNumber((110, 190), 300)
    assert book.margins[Kind.ZW].extra == (0, 0)
    head = 'id = "local"\ntitle = "本地办法"\nextends = "xuanju-fa-2020"\n'
    direct = read_rule_book(local(tmp_path, "[margin.RI]\nat_most = [2, 5]\n", head))
    assert direct.margins[Kind.RD].seats == (1, 3)
    assert str(direct.margins[Kind.RI].at_most) == "≥ 2/5"


def test_t430_a_book_that_is_not_there_and_the_one_a_refused_book_extends(tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        read_rule_book(tmp_path / "none.toml")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("T430", "none.toml")
    assert os.strerror(errno.ENOENT) in str(problem.found)
    assert extended(tmp_path / "none.toml") is None
    assert extended(local(tmp_path, "[nothing]\n")) is load_rule_book("jiceng-2020")
    assert extended(local(tmp_path, "", 'id = "x"\n')) is None


LOOSER = {
    "a smaller margin": ("[margin.DW]\nat_least = [1, 6]\n", "T429", "margin.DW.at_least"),
    "a smaller quorum": ("[quorum.DW]\nat_least = [2, 3]\n", "T429", "quorum.DW.at_least"),
    "a base that is not listed": ("[majority.DW]\nof = 'voted'\n", "T429", "majority.DW.of"),
    "half suffices": ("[majority.DW]\nat_least = [1, 2]\n", "T429", "majority.DW.at_least"),
    "a measure less": ('[suspended]\nmeasures = ["留党察看"]\n', "T429", "suspended.measures"),
    "proxies": ("[proxies]\nallowed = true\n", "T429", "proxies.allowed"),
    "scrutineers who stand": ("[officers.scrutineers_not_candidates]\nlevel = 'info'\n", "T429", "officers"),
    "more delegates": ("[delegates]\nmost = 400\n", "T429", "delegates.most"),
    "a rule of another name": ('[margin.DW]\nrule = "M2"\n', "T429", "margin.DW.rule"),
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
    "articles that are a number": ("articles = 5\n", "T428", "articles"),
    "an article that is no source": ("[articles]\nM1 = 5\n", "T428", "articles.M1"),
    "a kind that is a number": ("[margin]\nDW = 5\n", "T428", "margin.DW"),
    "words that are a number": ("[margin.RZ]\nnamed = 5\n", "T428", "margin.RZ.named"),
    "two shares at once": ("[quorum.DW]\nat_least = [4, 5]\nmore_than = [4, 5]\n", "T427", "quorum.DW"),
    "a part that is a number": ("[reduce_seats]\nby_electors = 5\n", "T428", "reduce_seats.by_electors"),
    "a kind that the book does not have": (
        '[quorum.RD]\nrule = "Q5"\npart = "voted"\nof = "all"\nmore_than = [1, 2]\n'
        'source = { article = "实践", grade = "U" }\n',
        "T429",
        "quorum.RD",
    ),
    "words of its own": (
        '[margin.DW.named]\nrule = "M11"\nwords = ["副"]\nextra = [1, 3]\nfixed = true\n'
        'source = { article = "实践", grade = "U" }\n',
        "T429",
        "margin.DW.named",
    ),
    "not TOML": ("[margin\n", "T430", "local.toml"),
}


@pytest.mark.parametrize("mistake", LOOSER)
def test_a_local_book_that_is_looser_or_broken_is_refused(mistake: str, tmp_path: Path) -> None:
    text, code, where = LOOSER[mistake]
    with pytest.raises(Problems) as refused:
        read_rule_book(local(tmp_path, text))
    assert [one for one in refused.value.problems if one.code == code and where in one.place], refused.value


def test_a_local_book_without_a_head_says_what_else_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text('id = 5\nextends = "jiceng-2020"\nfoo = 3\n[quorum.DW]\nat_least = "x"\n', encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_rule_book(path)
    found = [(one.code, one.place) for one in refused.value.problems]
    assert found == [
        ("T428", "local.toml › id"),
        ("T427", "local.toml › title"),
        ("T426", "local.toml › foo"),
        ("T428", "local.toml › quorum.DW.at_least"),
    ]


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


EDGE_OF_STRICTER = [
    ("suspended", "measures", ["甲"], [(["甲"], True), (["乙", "甲"], True), ([], False), (["乙"], False)]),
    ("proxies", "max_per_holder", 3, [(2, True), (3, True), (4, False)]),
    ("delegates", "usual", [100, 200], [([100, 200], True), ([101, 199], True), ([99, 200], False),
                                        ([100, 201], False), ([150, 150], True), ([201, 199], False)]),
    ("delegates", "most", 300, [(299, True), (300, True), (301, False)]),
    ("margin", "at_most", [1, 2], [([1, 3], True), ([2, 4], True), ([3, 5], False), ([2, 3], False)]),
    ("margin", "extra", [1, 3], [([1, 3], True), ([2, 2], True), ([0, 3], False), ([1, 4], False)]),
    ("margin", "seats", [1, 3], [([1, 3], True), ([2, 3], True), ([0, 3], False), ([1, 4], False)]),
    ("margin", "at_least", [1, 5], [([1, 4], True), ([2, 10], True), ([1, 6], False)]),
    ("sponsors", "at_least", 10, [(9, False), (10, True), (11, True)]),
    ("reduce_seats", "allowed", False, [(False, True), (True, False)]),
    ("reduce_seats", "allowed", True, [(False, True), (True, True)]),
    ("reduce_seats", "by_electors", {"at_least": [1, 2]}, [({"at_least": [1, 2]}, True), ({"more_than": [1, 2]}, True),
                                                           ({"at_least": [1, 3]}, False)]),
    ("officers", "counters_not_candidates", {"level": "warning"}, [
        ({"level": "info"}, False), ({"level": "warning"}, True), ({"level": "error"}, True)]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "key", "parent", "cases"), EDGE_OF_STRICTER)
def test_what_is_as_strict(section: str, key: str, parent: object, cases: list[tuple[object, bool]]) -> None:
    as_strict = TIGHTER[section][key][0]
    assert [(value, as_strict({key: value}, {key: parent})) for value, _ in cases] == cases


@pytest.mark.parametrize(("of", "ok"), [("present", True), ("entitled", True), ("voted", False)])
def test_the_bases_of_a_majority(of: str, ok: bool) -> None:
    assert TIGHTER["majority"]["of"][0]({"of": of}, {"of": "present", "stricter": ["entitled"]}) is ok
    assert TIGHTER["majority"]["of"][0]({"of": of}, {"of": of}) is True


def test_the_same_value_and_another_source_tighten_nothing(tmp_path: Path) -> None:
    same = '[margin.DW]\nat_least = [1, 5]\nsource = { article = "本办法第三条", grade = "P" }\n'
    book = read_rule_book(local(tmp_path, same))
    assert book.tightened == ()
    assert str(book.source("M1")) == "本办法第三条（P）"


OWN_OPINION = [
    ({"team": {"size": [5, 9]}}, []),
    ({"team": {"size": [5, 0]}}, ["opinion.team.size"]),
    ({"team": {"size": [0, 1]}}, []),
    ({"team": {"size": [5]}}, ["opinion.team.size"]),
    ({"team": {"size": [5, 6, 7]}}, ["opinion.team.size"]),
    ({"team": {"size": ["5", "9"]}}, ["opinion.team.size"]),
    ({"team": {"size": 5}}, ["opinion.team.size"]),
    ({"team": {"size": []}}, ["opinion.team.size"]),
    ({"team": {"cap": 0}}, []),
    ({"team": {"cap": -1}}, ["opinion.team.cap"]),
    ({"team": {"cap": True}}, ["opinion.team.cap"]),
    ({"team": {"cap": "9"}}, ["opinion.team.cap"]),
    ({"team": {"caps": 9, "cap": "9"}}, ["opinion.team.caps", "opinion.team.cap"]),
    ({"team": 9}, ["opinion.team"]),
    ({"teams": {}}, ["opinion.teams"]),
    ({"title": "办法"}, []),
    ({"title": 9}, ["opinion.title"]),
    ({"heads": {"secretary": {"ends": ["书记", "主任", "镇长"], "but": []}}}, []),
    ({"heads": {"secretary": {"ends": [1]}}}, ["opinion.heads.secretary.ends"]),
    ({"posts": {"organisation": {"but": ["副"]}}}, []),
    ("x", ["opinion"]),
    ({}, []),
]


@pytest.mark.parametrize(("own", "paths"), OWN_OPINION)
def test_what_a_local_programme_may_say(own: object, paths: list[str]) -> None:
    found = list(opinion_problems(own, "local.toml"))
    assert [(one.code, one.place) for one in found] == [("T432", f"local.toml › {path}") for path in paths]


def test_long_values_are_shown_by_their_beginning() -> None:
    (one,) = opinion_problems({"team": {"size": "字" * 99}}, "local.toml")
    assert str(one.found) == f"这里写的是 {'字' * 40}"
    (other,) = opinion_problems({"posts": 1}, "local.toml")
    assert len(str(other.remedy)) == len("应为") + 60


def test_a_local_programme_lies_over_the_shipped_one() -> None:
    own = opinion({"team": {"size": [5, 9]}, "heads": {"secretary": {"ends": ["主任"]}}})
    assert (own.team_size, own.team_cap, own.committee_seats) == ((5, 9), 9, (7, 9))
    assert own.heads["secretary"].ends == ("主任",)
    assert own.heads["secretary"].but == ("副书记", "纪委书记", "纪工委书记")
    assert own.heads["office"] == opinion().heads["office"]


@pytest.mark.parametrize(("posts", "held"), [
    (["党工委书记"], True), (["副镇长", "党工委书记"], True), (["党工委副书记"], False), (["镇长"], False),
    ([], False)])  # fmt: skip
def test_a_post_by_its_wording(posts: list[str], held: bool) -> None:
    assert opinion().heads["secretary"].is_held_by(posts) is held
