"""The proof workbook: recalculated by another program, its live formulas give the record's figures."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tally as library
from building import a_folder, a_workbook, ballot_rows
from tally.counting.canvass import canvass
from tally.documents.proof import SUMMARY, proof_workbook
from tally.files.gridding import grid_of_rows
from tally.files.matrix import read_matrix
from tally.records.record import make_record
from tally.records.understood import piles_as_counted
from trust.random_elections import an_election_and_its_ballots, some_rulings

ROOT = Path(__file__).parents[2]
SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")


def recalculated(folder: Path) -> Path:
    """Let LibreOffice open every workbook of a folder, calculate, and save what it shows."""
    target = folder / "recalculated"
    home = f"-env:UserInstallation=file://{folder}/profile"
    files = sorted(map(str, folder.glob("*.xlsx")))
    command = [str(SOFFICE), home, "--headless", "--convert-to", "xlsx", "--outdir", str(target), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return target


def summary(path: Path) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(path, data_only=True)[SUMMARY]
    return list(sheet.iter_rows(values_only=True))


def random_proof(seed: int, spoil: bool = False) -> bytes:
    chance = random.Random(seed)
    election, rows = an_election_and_its_ballots(chance)
    contest = election.contests[0]
    sheet = read_matrix(grid_of_rows("b.xlsx", "党委委员", rows), contest, election.method, "b.xlsx › 党委委员")
    assert sheet.box is not None
    box, rulings = some_rulings(sheet.box, election, chance)
    record = make_record(canvass(election, {contest.id: [box]}), [], rulings=rulings)
    if spoil and record["contests"][0]["candidates"][0]["approve"] is not None:
        record["contests"][0]["candidates"][0]["approve"] += 1
    return proof_workbook(election, record, {contest.id: [box]})


def write_proofs(folder: Path, seeds: Iterable[int], spoil: bool = False) -> None:
    for seed in seeds:
        (folder / f"{seed}.xlsx").write_bytes(random_proof(seed, spoil))


@needs_libreoffice
def test_libreoffice_adds_up_what_the_record_says(tmp_path: Path) -> None:
    for sample in ("congress", "tie", "gap"):
        folder = ROOT / "sample_ballots" / sample
        election = library.load(folder)
        ballots = [str(folder / "ballots.xlsx")]
        record = library.count(election, ballots)
        content = proof_workbook(election, record, piles_as_counted(election, ballots))
        (tmp_path / f"{sample}.xlsx").write_bytes(content)
    write_proofs(tmp_path, range(6))
    for path in sorted(recalculated(tmp_path).glob("*.xlsx")):
        assert summary(path)[0][1] == "全部一致", path.name
    figures = {row[0]: row[1] for row in summary(tmp_path / "recalculated" / "congress.xlsx")}
    assert figures["孙惊蛰"] == 138
    assert figures["另选他人 钱夏至"] == 3


@needs_libreoffice
def test_a_figure_that_is_wrong_shows(tmp_path: Path) -> None:
    write_proofs(tmp_path, [3], spoil=True)
    shown = summary(recalculated(tmp_path) / "3.xlsx")
    assert shown[0][1] == "有不一致"


def test_every_figure_is_a_formula_and_no_text_is_one(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, present=3)
    rows = ballot_rows(("○○○×",) * 3)
    rows[1] = (1, "○", "○", "×", "×", "=HYPERLINK", "○", "", "")
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    book = openpyxl.load_workbook(folder / "ballots.xlsx")
    book["党委委员"]["F2"].data_type = "s"
    book.save(folder / "ballots.xlsx")
    election = library.load(folder)
    record = library.count(election, [folder / "ballots.xlsx"])
    content = proof_workbook(election, record, piles_as_counted(election, [str(folder / "ballots.xlsx")]))
    (tmp_path / "p.xlsx").write_bytes(content)
    workbook = openpyxl.load_workbook(tmp_path / "p.xlsx")
    ballots = workbook["1 党委委员"]
    assert (ballots["G2"].value, ballots["G2"].data_type) == ("=HYPERLINK", "s")
    counted = [row[1].value for row in workbook[SUMMARY].iter_rows() if row[0].value in ("甲一", "有效")]
    assert [str(value)[0] for value in counted] == ["=", "="]


def test_the_same_record_gives_the_same_bytes() -> None:
    assert random_proof(7) == random_proof(7)
