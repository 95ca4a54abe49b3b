"""The ballots of a record once more (重读选票): the piles as they were counted, rulings laid on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.counting.canvass import void_before_counting
from tally.counting.rulings import apply_rulings
from tally.domain.ballot import BallotBox
from tally.domain.count import AnyPile
from tally.domain.election import Election
from tally.domain.problem import refuse
from tally.files.ballots import read_ballots
from tally.files.rulings import read_rulings
from tally.records.understood import single_ballots
from tally.records.verify import ballot_files


@dataclass(frozen=True, slots=True)
class BallotsAgain:
    """The piles of single ballots by contest, rulings laid on, and with them the piles that arrived counted."""

    boxes: Mapping[str, Sequence[BallotBox]]
    piles: Mapping[str, Sequence[AnyPile]]


def read_again(record: Mapping[str, Any], election: Election, beside: Path) -> BallotsAgain:
    """Read the ballot files that a record names, which must be as they were; raises `Problems` (T606, T607)."""
    paths = ballot_files(record, election.folder, beside)
    ballots = read_ballots(election, paths, void_before_counting(election))
    rulings = read_rulings(election, ballots.sheets)
    refuse([*ballots.problems, *rulings.problems])
    piles, _ = apply_rulings(election, ballots.piles, rulings.rulings)
    return BallotsAgain(single_ballots(piles), piles)
