"""The rehearsal: a deck for any election, right when typed right, and every slip of a typist found."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tally as library
from building import a_contest, a_folder, a_method, a_workbook, an_election, ballot_rows
from running import tally
from tally.counting.canvass import canvass
from tally.domain.election import Election
from tally.domain.legend import L1, L3, Legend, Mark, read_mark
from tally.files.gridding import grid_of_rows
from tally.files.matrix import read_matrix
from tally.records import journal
from tally.records.record import make_record
from tally.records.rehearsal import Ballot, compared, deck, deck_size, expected, rows

ROOT = Path(__file__).parents[2]


def rehearsed(tmp_path: Path, sample: str = "congress") -> Path:
    folder = tmp_path / "演练"
    run = tally("rehearse", "--out", folder, "--election", ROOT / "sample_ballots" / sample)
    assert run.status == 0, run.err
    return folder


def typed_rows(sheet: Any) -> list[Any]:
    return [row for row in sheet.iter_rows(min_row=2) if isinstance(row[1].value, int)]


@pytest.mark.parametrize("sample", ["congress", "tie"])
def test_a_deck_typed_right_comes_out_right(sample: str, tmp_path: Path) -> None:
    folder = rehearsed(tmp_path, sample)
    run = tally("rehearse", "--check", folder / "typed.xlsx", "--election", folder)
    assert (run.status, "演练相符" in run.out) == (0, True), run.out + run.err
    assert journal.read(folder / "out")[-1]["details"]["holds"] is True
    counted = tally("count", folder / "typed.xlsx", "--election", folder, "--json")
    assert counted.status in (0, 3)
    assert counted.json["election"]["mode"] == "rehearsal"
    entry, typed = (openpyxl.load_workbook(folder / name) for name in ("entry.xlsx", "typed.xlsx"))
    assert (
        entry.sheetnames == typed.sheetnames == ["封面", *(one.office for one in library.load(folder).contests), "裁定"]
    )
    numbers = [row[1].value for row in typed_rows(entry.worksheets[1])]
    assert numbers == list(range(1, deck_size(library.load(folder)) + 1))
    assert (folder / "deck.html").read_text(encoding="utf-8").count('class="ballot"') >= len(numbers)


def test_a_ballot_of_many_names_is_printed_in_bands_that_fit_a_page(tmp_path: Path) -> None:
    """Twenty-three names stand eight beside each other, as on the ballot itself; none is beyond the paper's edge."""
    names = [f"{family}一" for family in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天"]
    folder = a_folder(tmp_path / "many", names=names, seats=18)
    assert tally("rehearse", "--out", tmp_path / "deck", "--election", folder).status == 0
    rows = re.findall(r"<tr>(.*?)</tr>", (tmp_path / "deck" / "deck.html").read_text(encoding="utf-8"))
    assert {row.count("<td>") for row in rows} == {7, 8}
    assert re.findall(r"<td>(.*?)</td>", "".join(rows[1:6:2])) == names


def test_the_deck_touches_every_rule_and_tells_candidates_apart() -> None:
    election = library.load(ROOT / "sample_ballots" / "congress")
    for contest in election.contests:
        ballots = deck(election, contest)
        wanted = expected(election, contest, ballots)
        figures = [tuple(one[key] for key in ("approve", "oppose", "abstain")) for one in wanted["candidates"]]
        assert len(set(figures)) == len(figures)
        reasons = {"overvote", "unreadable", "wrong_form", "marked", "damaged", "other"}
        assert set(wanted["ballots"]["invalid_reasons"]) == reasons
        marks = {read_mark(sign, election.method.legend, "void") for one in ballots for sign in one.signs}
        assert {Mark.ABSTAIN, Mark.APPROVE, Mark.OPPOSE, Mark.ILLEGIBLE, Mark.CONFLICT, Mark.FOREIGN} <= marks
        assert wanted["write_ins"]
        assert deck(election, contest) == ballots


def typed(election: Election, decks: Sequence[Sequence[Ballot]]) -> dict[str, Any]:
    """Return the record of the decks, typed as they stand and counted by the package."""
    boxes = {}
    for contest, ballots in zip(election.contests, decks, strict=True):
        grid = grid_of_rows("b.xlsx", contest.office, rows(contest, ballots))
        box = read_matrix(grid, contest, election.method, "b.xlsx").box
        assert box is not None
        boxes[contest.id] = [box]
    return make_record(canvass(election, boxes), [])


def with_column(ballots: Sequence[Ballot], at: int, signs: Sequence[str]) -> list[Ballot]:
    """Return the ballots with other signs in a column, and remarked as blank if that is what they are now."""
    changed = [
        replace(one, signs=(*one.signs[:at], sign, *one.signs[at + 1 :]))
        for one, sign in zip(ballots, signs, strict=True)
    ]
    return [one if one.void else replace(one, remark=a_remark(one)) for one in changed]


def a_remark(one: Ballot) -> str:
    return "" if any(one.signs) or one.names else "空白票"


def column(ballots: Sequence[Ballot], at: int) -> list[str]:
    return [one.signs[at] for one in ballots]


@pytest.mark.parametrize("size", [40, 200])
@pytest.mark.parametrize("legend", [L1, L3])
@pytest.mark.parametrize("seats", ["one", "most"])
@pytest.mark.parametrize("candidates", [2, 3, 4, 5, 7, 9, 14, 30])
def test_no_two_columns_taken_for_each_other_cancel_out(candidates: int, seats: str, legend: Legend, size: int) -> None:
    contest = a_contest(
        1 if seats == "one" else max(1, candidates * 5 // 6),
        [f"人{at:02}" for at in range(candidates)],
        writein_boxes=1,
    )
    election = an_election(contest, present=size, method=a_method(legend=legend))
    ballots = deck(election, contest)
    wanted = [expected(election, contest, ballots)]
    assert compared(wanted, typed(election, [ballots])) == []
    for one, other in combinations(range(candidates), 2):
        swapped = with_column(ballots, one, column(ballots, other))
        swapped = with_column(swapped, other, column(ballots, one))
        assert compared(wanted, typed(election, [swapped])), (one, other)


@pytest.mark.parametrize(("first", "second"), [(2, 2), (3, 2), (5, 3), (9, 7)])
@pytest.mark.parametrize("size", [40, 148])
def test_nor_do_columns_of_two_contests(first: int, second: int, size: int) -> None:
    """Also where the same people stand in both, so that nothing but the figures tells the sheets apart."""
    names = [f"人{at:02}" for at in range(max(first, second))]
    contests = (
        a_contest(max(1, first - 2), names[:first]),
        a_contest(max(1, second - 2), names[:second], id="discipline", office="纪委委员"),
    )
    election = an_election(*contests, present=size)
    decks = [deck(election, contest) for contest in contests]
    wanted = [expected(election, *pair) for pair in zip(contests, decks, strict=True)]
    assert compared(wanted, typed(election, decks)) == []
    for one, other in product(range(first), range(second)):
        swapped = [
            with_column(decks[0], one, column(decks[1], other)),
            with_column(decks[1], other, column(decks[0], one)),
        ]
        assert compared(wanted, typed(election, swapped)), (one, other)
    if first == second:  # the whole sheets
        assert compared(wanted, typed(election, decks[::-1]))


def test_swapped_columns_are_found(tmp_path: Path) -> None:
    folder = rehearsed(tmp_path)
    book = openpyxl.load_workbook(folder / "typed.xlsx")
    sheet = book["党委委员"]
    for row in typed_rows(sheet):
        row[2].value, row[5].value = row[5].value, row[2].value
    book.save(folder / "swapped.xlsx")
    run = tally("rehearse", "--check", folder / "swapped.xlsx", "--election", folder)
    assert (run.status, "演练不符" in run.out) == (1, True)
    assert journal.read(folder / "out")[-1]["details"]["holds"] is False


def test_a_single_wrong_cell_is_found(tmp_path: Path) -> None:
    folder = rehearsed(tmp_path)
    chance = random.Random(9)
    for _ in range(3):
        book = openpyxl.load_workbook(folder / "typed.xlsx")
        sheet = book["纪委委员"]
        void = [cell.value for cell in sheet[1]].index("整票无效")
        row = chance.choice([row for row in typed_rows(sheet) if row[2].value == "×" and not row[void].value])
        row[2].value = "弃权"
        book.save(folder / "wrong.xlsx")
        assert tally("rehearse", "--check", folder / "wrong.xlsx", "--election", folder).status == 1


def test_rehearsal_and_official_never_mix(tmp_path: Path) -> None:
    official = shutil.copytree(ROOT / "sample_ballots" / "congress", tmp_path / "town")
    assert tally("count", official / "ballots.xlsx", "--quiet").status == 0
    folder = rehearsed(tmp_path)
    before = (official / "out" / "result.json").read_bytes()
    run = tally("count", folder / "typed.xlsx", "--election", folder, "--out", official / "out", "--json")
    assert (run.status, run.codes) == (1, {"T641"})
    assert (official / "out" / "result.json").read_bytes() == before
    assert tally("rehearse", "--check", folder / "typed.xlsx", "--election", official).status == 1
    assert tally("rehearse", "--out", folder, "--election", official).status == 1


@pytest.mark.parametrize("legend", ['"L2"', '"L3"', '{ approve = ["√"], oppose = ["×"], abstain = [""] }'])
@pytest.mark.parametrize("boxes", [0, 1, 2])
def test_other_methods_rehearse_too(legend: str, boxes: int, tmp_path: Path) -> None:
    source = a_folder(tmp_path / "town", present=60)
    path = source / "election.toml"
    text = path.read_text(encoding="utf-8").replace('legend = "L1"', f"legend = {legend}")
    path.write_text(text.replace("writein_boxes = 1", f"writein_boxes = {boxes}"), encoding="utf-8")
    folder = tmp_path / "r"
    assert tally("rehearse", "--out", folder, "--election", source).status == 0
    run = tally("rehearse", "--check", folder / "typed.xlsx", "--election", folder)
    assert run.status == 0, run.out + run.err


def test_a_first_plenary_is_rehearsed_with_the_members_who_may_be_written_in(tmp_path: Path) -> None:
    town = a_folder(tmp_path / "town")
    a_workbook(town / "ballots.xlsx", {"党委委员": ballot_rows(("○○○×",) * 10)})
    assert tally("count", town / "ballots.xlsx", "--quiet").status == 0
    plenary = a_folder(tmp_path / "plenary", names=("甲一",), seats=1, present=3)
    text = (plenary / "election.toml").read_text(encoding="utf-8")
    text = text.replace('rules = "jiceng-2020"', 'rules = "jiceng-2020"\nstage = "plenary"\nplaces = ["会场"]')
    text = text.replace('office = "党委委员"', 'office = "党委书记"\nkind = "ZW"\npool = "../town/out/result.json"')
    (plenary / "election.toml").write_text(text, encoding="utf-8")
    folder = tmp_path / "r"
    run = tally("rehearse", "--out", folder, "--election", plenary)
    assert run.status == 0, run.err
    shutil.rmtree(town)
    read = library.load(folder)
    assert (set(read.contests[0].members or ()), read.places) == ({"甲一", "乙二", "丙三"}, ("会场",))
    run = tally("rehearse", "--check", folder / "typed.xlsx", "--election", folder)
    assert run.status == 0, run.out + run.err


def test_wrong_usage(tmp_path: Path) -> None:
    assert tally("rehearse", "--election", tmp_path).status == 2
