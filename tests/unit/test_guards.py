"""What the inner functions refuse or say at their edges, where no file and no command gets them to."""

from __future__ import annotations

import numpy as np
import pytest

from building import a_box, a_contest, a_count, an_election, decided
from tally.counting.kernel import count
from tally.counting.numbers import Numbers, doubles
from tally.counting.readings import waiting_ballots
from tally.documents.blocks import Code, Paper, Table, read
from tally.documents.plain import as_markdown, as_text
from tally.domain.problem import Problems
from tally.records.differences import differences
from tally.records.margins import assertions, reaches
from tally.records.plausibility import MOST_EXACT, is_beyond_chance


def test_i7_a_pile_is_counted_with_its_own_contest_and_counts_of_others_do_not_add() -> None:
    first, second = a_contest(2, "ABC"), a_contest(2, "ABC", id="discipline")
    pile = a_box(first, ["○××"])
    with pytest.raises(ValueError, match="another contest"):
        count(pile, second, an_election(second).method)
    with pytest.raises(ValueError, match="another contest"):
        count(pile, a_contest(2, "AB"), an_election(first).method)
    with pytest.raises(ValueError, match="different contests"):
        a_count([1, 2], 3) + a_count([1, 2], 3, contest="discipline")
    with pytest.raises(KeyError):
        an_election(first).contest("discipline")


@pytest.mark.parametrize(
    ("markup", "detail"),
    [
        ("<paper><poem>x</poem></paper>", "&lt;poem&gt;"),
        ('<paper><table widths="1 2"><tr><td>x</td></tr></table></paper>', "widths=2, 1"),
        ("<paper><table><tr><th>x</th></tr></table></paper>", "&lt;th&gt;"),
        ("<paper>", "no element"),
    ],
)
def test_a_template_that_is_none_is_refused_with_its_name(markup: str, detail: str) -> None:
    with pytest.raises(Problems) as refused:
        read(markup, "D99.xml", "txt")
    (one,) = refused.value.problems
    assert (one.code, one.place) == ("T670", "D99.xml")
    assert detail.replace("&lt;", "<").replace("&gt;", ">") in str(one.found)


def test_a_paper_prints_its_code_on_a_text_too() -> None:
    blocks, _ = read("<paper><p>甲</p><code>ABC\nDEF</code><break/><p>乙</p></paper>", "x.xml", "txt")
    paper = Paper("x", blocks)
    assert Code("ABC\nDEF") in blocks
    assert "\nABC\nDEF\n" in as_text(paper)
    assert "    ABC\n    DEF" in as_markdown(paper)
    assert "---" in as_markdown(paper)


def test_a_table_without_widths_has_equal_columns() -> None:
    blocks, _ = read('<paper><table><tr><td span="2">甲</td><n>3</n></tr></table></paper>', "x.xml", "txt")
    (table,) = blocks
    assert isinstance(table, Table)
    assert table.widths == (1, 1, 1)


def test_differences_tell_two_people_of_one_name_apart() -> None:
    before = [{"name": "甲", "approve": 1}, {"name": "甲", "approve": 2}]
    after = [{"name": "甲", "approve": 1}, {"name": "甲", "approve": 3}]
    assert [(one.path, one.shown) for one in differences(before, after)] == [(("甲′", "approve"), ("2", "3"))]


def test_a_void_vote_has_nothing_that_could_turn() -> None:
    void = {"outcome": {"status": "void"}}
    assert assertions(void) == []
    assert reaches(void) == []


def test_a_void_vote_has_no_ballot_that_waits() -> None:
    election = an_election(a_contest(2, "ABC", collected=20, issued=10), present=10)
    assert waiting_ballots(election, decided(election), ()) == []


def test_beyond_the_exact_limit_chance_is_told_by_the_variance() -> None:
    total = MOST_EXACT + 2
    half = total // 2
    assert not is_beyond_chance(half // 2, half, half, total)
    assert is_beyond_chance(half, half, half, total)


@pytest.mark.parametrize(
    ("number", "there"), [("甲一", True), ("甲二", False), ("7", True), ("8", False), ("9" * 30, False)]
)
def test_a_ballot_number_is_found_whatever_it_is(number: str, there: bool) -> None:
    numbers = Numbers(values=np.array([3, 7, 90], dtype=np.int64), texts=("甲一",))
    assert numbers.has(number) is there


def test_runs_and_scattered_numbers_that_meet_are_found() -> None:
    scattered = Numbers(values=np.arange(0, 60_000, 3, dtype=np.int64))
    runs = Numbers(starts=np.array([1_000_000, 30], dtype=np.int64)[::-1], stops=np.array([1_000_010, 34])[::-1])
    assert doubles([scattered, runs]) == (30, 33)
