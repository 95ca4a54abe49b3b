"""What the inner functions refuse or say at their edges, where no file and no command gets them to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from building import (
    NAMES,
    a_box,
    a_contest,
    a_count,
    a_folder,
    a_whole_folder,
    a_workbook,
    an_election,
    decided,
)
from running import tally
from tally.counting.kernel import count
from tally.counting.numbers import Numbers, doubles
from tally.counting.readings import waiting_ballots
from tally.documents.blocks import Code, Paper, Table, read
from tally.documents.plain import as_markdown, as_text
from tally.domain.problem import Problems
from tally.files.election_file import read_election
from tally.records.count_election import count_election
from tally.records.differences import differences
from tally.records.doctor import checks
from tally.records.margins import assertions, reaches
from tally.records.partial import read_partial
from tally.records.plausibility import MOST_EXACT, is_beyond_chance
from tally.records.publish import publish
from tally.records.purge import purge
from tally.records.store import parse_record, read_record
from tally.records.understood import at_hand


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
    assert Code(("ABC\nDEF",)) in blocks
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


@pytest.mark.parametrize("inputs", [[1], [{"role": "ballots"}], [{"role": "ballots", "path": 1, "sha256": ""}], {}])
def test_a_record_whose_inputs_are_none_is_no_record(inputs: object, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    path = folder / "out" / "result.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"inputs": inputs}), encoding="utf-8")
    with pytest.raises(Problems) as refused:
        parse_record(path)
    assert [one.code for one in refused.value.problems] == ["T602"]


@pytest.mark.parametrize("content", [b'{"kind": "whole", "schema": 1}', b"[]", b"{}", b"no json"])
def test_a_partial_count_that_is_none_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.partial.json"
    path.write_bytes(content)
    with pytest.raises(Problems) as refused:
        read_partial(path)
    assert [one.code for one in refused.value.problems] == ["T627"]


def test_nothing_is_purged_where_the_journal_cannot_say_so(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    out = folder / "out"
    record = read_record(out / "result.json")
    (out / "journal.jsonl").unlink()
    (out / "journal.jsonl").mkdir()
    with pytest.raises(Problems) as refused:
        purge(record, out, folder, date(2040, 1, 1), "镇党委")
    assert [one.code for one in refused.value.problems] == ["T640"]
    assert (folder / "ballots.xlsx").is_file()


def test_too_many_ballots_for_a_list_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_folder(tmp_path, present=3)
    marks = ("赞成", "赞成", "不赞成", "弃权")
    long = [("票号", "候选人", "意见"), *((at, *pair) for at in (1, 2, 3) for pair in zip(NAMES, marks, strict=True))]
    a_workbook(folder / "ballots.xlsx", {"党委委员": long})
    election = read_election(folder / "election.toml")
    record = count_election(election, [str(folder / "ballots.xlsx")])[1]
    paths = at_hand(record, folder)
    assert paths is not None
    assert publish(record, folder / "out", election, paths)[1] == ()
    assert (folder / "out" / "ballots.csv").is_file()
    monkeypatch.setattr("tally.records.understood.MOST_BALLOTS", 2)
    assert [one.code for one in publish(record, folder / "out", election, paths)[1]] == ["T609"]
    assert not (folder / "out" / "ballots.csv").exists()  # an older list would be of other ballots
    (folder / "ballots.xlsx").write_bytes(b"another")
    assert at_hand(record, folder) is None
    (folder / "ballots.xlsx").unlink()
    assert at_hand(record, folder) is None


def test_the_margin_of_a_revote_is_not_asked_for_by_the_doctor(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, names=NAMES[:2], seats=1)
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    today = date(2026, 11, 19)
    before = {one.name.render(str) for one in checks(path, read_election, today)}
    path.write_text(text.replace('rules = "jiceng-2020"', 'rules = "jiceng-2020"\nstage = "revote"'), encoding="utf-8")
    after = {one.name.render(str) for one in checks(path, read_election, today)}
    assert before - after == {"差额 党委委员"}


@pytest.mark.parametrize("journal", ["empty", "a folder", "torn"])
def test_a_journal_of_another_folder_that_cannot_be_read_is_passed_over_by_the_doctor(
    journal: str, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path / "town")
    other = tmp_path / "other" / "out" / "journal.jsonl"
    other.parent.mkdir(parents=True)
    if journal == "a folder":
        other.mkdir()
    else:
        other.write_text("" if journal == "empty" else '{"act": "rehea', encoding="utf-8")
    found = {one.name.render(str): one for one in checks(folder / "election.toml", read_election, date(2026, 11, 19))}
    assert found["演练"].good is False
