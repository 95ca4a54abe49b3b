"""Elections that others counted: their ballots through the whole command, compared with the answers they published.

The workbooks are not in the layout *matrix* of ballots a row with 票号 and an office's sheet; each is rewritten into it
by the test, cell for cell, and read through the door that every workbook comes through.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import python_calamine

import tally as library
from building import SHARED, a_folder, a_workbook
from running import tally

REAL = SHARED / "real-data"
OFFICE = "党委委员"
PABULIB = sorted(REAL.glob("pabulib-*"))

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real elections are not beside the project")


def expected_of(folder: Path, name: str = "expected.json") -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return answer


def rows_of(path: Path, sheet: int = 0) -> list[list[Any]]:
    book = python_calamine.load_workbook(str(path))
    rows = book.get_sheet_by_index(sheet).to_python()
    return [[int(cell) if isinstance(cell, float) else cell for cell in row] for row in rows]


def rewritten(
    tmp_path: Path, rows: Sequence[Sequence[Any]], seats: int, signs: dict[str, str], contest: str = ""
) -> Path:
    """Write an election folder whose candidates are the columns of `rows`; `signs` maps the file's marks to ours."""
    header, *ballots = rows
    names = [str(name) for name in header[1:]]
    folder = a_folder(tmp_path / "election", names=names, seats=seats, present=len(ballots), contest=contest)
    ours = [[row[0], *(signs[str(cell)] for cell in row[1:])] for row in ballots]
    for row in ours:
        row.extend(["空白票"] if not any(row[1:]) else [""])
    a_workbook(folder / "ballots.xlsx", {OFFICE: [["票号", *names, "备注"], *ours]})
    return folder


def count(folder: Path) -> tuple[int, dict[str, Any]]:
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status in (0, 3), run.err
    contest: dict[str, Any] = run.json["contests"][0]
    return run.status, contest


def test_macao_2017(tmp_path: Path) -> None:
    """466 ballots, 15 candidates, 12 seats: more pass half than there are seats."""
    expected = expected_of(REAL / "macau-npc-2017")
    rows = rows_of(REAL / "macau-npc-2017" / "ballots_reconstructed.xlsx")
    status, contest = count(rewritten(tmp_path, rows, expected["seats"], {"1": "○", "": ""}))
    assert status == 0
    assert contest["ballots"]["collected"] == expected["ballots_returned"]
    assert (contest["ballots"]["valid"], contest["ballots"]["invalid"]) == (expected["valid"], expected["invalid"])
    assert contest["ballots"]["invalid_reasons"] == {"overvote": 4}
    assert {one["name"]: one["approve"] for one in contest["candidates"]} == expected["votes"]
    assert sorted(contest["outcome"]["elected"]) == sorted(expected["elected"])
    assert contest["outcome"]["passed"] == len(expected["more_than_half_of_present"])


def test_arapahoe_judges_three_valued(tmp_path: Path) -> None:
    """Approve, oppose and blank for 18 judges, 15 seats: 26 ballots approve too many, nobody has half of 95."""
    expected = expected_of(REAL / "arapahoe-2016", "judges-expected.json")
    rows = rows_of(REAL / "arapahoe-2016" / "judges-approve-oppose-blank.xlsx")
    signs = {"approve": "○", "oppose": "×", "": ""}
    capped = expected["decisions_when_a_ballot_with_more_than_15_approvals_is_invalid"]
    status, contest = count(rewritten(tmp_path / "capped", rows, 15, signs))
    assert status == 3
    assert contest["ballots"]["valid"] == capped["valid_ballots"]
    assert contest["ballots"]["invalid_reasons"] == {"overvote": capped["invalid_ballots"]}
    assert {one["name"]: one["approve"] for one in contest["candidates"]} == capped["approve"]
    assert contest["majority"]["need"] == expected["majority_needs_at_least"]
    assert (contest["outcome"]["elected"], contest["outcome"]["open_seats"]) == ([], 15)


def test_arapahoe_judges_without_a_cap(tmp_path: Path) -> None:
    """With as many seats as judges no ballot is void, and all three figures are those of the county's own counting."""
    expected = expected_of(REAL / "arapahoe-2016", "judges-expected.json")
    rows = rows_of(REAL / "arapahoe-2016" / "judges-approve-oppose-blank.xlsx")
    folder = rewritten(tmp_path, rows, 18, {"approve": "○", "oppose": "×", "": ""})
    path = folder / "election.toml"
    waiver = '\n[[waiver]]\nrule = "M1"\ncontest = "committee"\nby = "样例"\ndocument = "样例"\n'
    path.write_text(path.read_text(encoding="utf-8") + waiver, encoding="utf-8")
    _, contest = count(folder)
    figures = {
        one["name"]: {
            "approve": one["approve"],
            "oppose": one["oppose"],
            "blank": one["abstain"],
            "both": one["unclear"],
        }
        for one in contest["candidates"]
    }
    assert figures == expected["per_judge"]


@pytest.mark.parametrize("source", PABULIB, ids=lambda path: path.name)
def test_pabulib(source: Path, tmp_path: Path) -> None:
    """Approval ballots of participatory budgets: votes as published, one a ballot for an option named twice."""
    expected = expected_of(source)
    rows = rows_of(source / "ballots_matrix.xlsx")
    options = len(rows[0]) - 1
    seats = min(expected["max_marks_allowed"] or 11, options * 5 // 6)
    assert max(map(int, expected["marks_per_ballot_each_mark"])) <= seats
    _, contest = count(rewritten(tmp_path, rows, seats, {"1": "○", "": ""}))
    assert contest["ballots"]["valid"] == expected["ballots"]
    assert {one["name"]: one["approve"] for one in contest["candidates"]} == expected["recount_one_per_option"]


@pytest.mark.parametrize("source", PABULIB, ids=lambda path: path.name)
def test_pabulib_decisions(source: Path) -> None:
    expected = expected_of(source)
    for decision in expected["decisions_if_seats"]:
        need = expected["ballots"] // 2 + 1
        outcome = library.decide(expected["recount_one_per_option"], decision["seats"], need)
        assert set(outcome.elected) == set(decision["elected_without_dispute"])
        assert outcome.passed == decision["with_majority"]
        tie = decision["tie_for_last_seats"]
        assert set(outcome.tied) == set(tie["tied"] if tie else ())
        assert outcome.open_seats == (tie["seats_left"] if tie else decision["seats_unfilled"])
