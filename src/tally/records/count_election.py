"""From an election and its ballot files to the record: the whole walk, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tally.counting.canvass import Canvass, canvass_counts, preconditions, void_before_counting
from tally.counting.count_files import Watch, count_files, refuse_errors
from tally.counting.engine import Engine, here
from tally.domain.election import Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.records.double_entry import certified, second_entry
from tally.records.name_order import unplaced_names
from tally.records.record import make_record


def count_election(
    election: Election,
    paths: Sequence[str],
    second: Sequence[str] = (),
    engine: Engine = here,
    watch: Watch | None = None,
) -> tuple[Canvass, dict[str, Any]]:
    """Read the ballots, count, decide; return the canvass and its record. Nothing is written.

    `second` is another entry of the same ballots, with which they must agree (X69).
    The `engine` is where the files are counted; it changes no byte of the record. `watch` is told how far it has come.

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
    counted = count_files(election, paths, skip, engine, watch)
    agreed = certified(election, counted.sheets, paths, skip)
    problems = [*counted.problems, *agreed.problems]
    others: tuple[InputFile, ...] = ()
    if second and len(skip) < len(election.contests):
        others, differences = second_entry(election, paths, second, skip, agreed)
        problems += [one for one in differences if one not in problems]
    refuse_errors(problems, before=preconditions(election))
    result = canvass_counts(election, counted.counts, [*election.remarks, *problems])
    result = replace(result, remarks=(*result.remarks, *unplaced_names(result)))
    rulings = counted.rulings
    return result, make_record(
        result,
        [*rulings.inputs, *counted.inputs, *others],
        entry="double" if agreed.whole or others else "single",
        rulings=rulings.rulings,
    )
