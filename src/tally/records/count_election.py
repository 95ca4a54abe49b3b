"""From an election and its ballot files to the record: the whole walk, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tally.counting.canvass import Canvass, canvass, preconditions, void_before_counting
from tally.counting.rulings import apply_rulings
from tally.domain.election import Election
from tally.domain.message import say
from tally.domain.problem import Problems, Severity, error
from tally.files.ballots import read_ballots
from tally.files.rulings import read_rulings
from tally.records.record import make_record, unplaced_names


def count_election(election: Election, paths: Sequence[str]) -> tuple[Canvass, dict[str, Any]]:
    """Read the ballots, count, decide; return the canvass and its record. Nothing is written.

    Raises `Problems` with everything that stands against it: preconditions and ballots together.
    """
    skip = void_before_counting(election)
    if not paths and len(skip) < len(election.contests):
        raise Problems(
            [
                *preconditions(election),
                error("T356", "BALLOTS", say("没有给出选票录入表"), say("写上文件名，如：tally count ballots.xlsx")),
            ]
        )
    ballots = read_ballots(election, paths, skip)
    rulings = read_rulings(election, ballots.sheets)
    found = [*ballots.problems, *rulings.problems]
    if any(problem.severity is Severity.ERROR for problem in found):
        raise Problems([*preconditions(election), *found])
    piles, ruled = apply_rulings(election, ballots.piles, rulings.rulings)
    result = canvass(election, piles, [*election.remarks, *found, *ruled])
    result = replace(result, remarks=(*result.remarks, *unplaced_names(result)))
    return result, make_record(result, [*rulings.inputs, *ballots.inputs], rulings=rulings.rulings)
