"""The order of an entry sheet's columns (录入表的列序) beside that on the ballot: typists read from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election
from tally.domain.message import say
from tally.domain.problem import Problem, warning
from tally.files.ballot_file import read_ballot_file
from tally.files.ballots import find_ballot_files


def column_order_problems(election: Election, paths: Sequence[str]) -> tuple[Problem, ...]:
    """Return a warning for each neighbour on the ballot whose column stands before the one of the name above it (T219).

    The count reads columns by their headings in any order; people mistype in them. A sheet that is refused is left to
    `tally count`, which says why. T350 a path without ballot files.
    """
    targets, problems = find_ballot_files(election, paths)
    piles = [pile for target in targets for pile in read_ballot_file(election, target).piles]
    found = [
        one
        for pile in piles
        if isinstance(pile, BallotBox)
        for one in _out_of_order(pile, election.contest(pile.contest))
    ]
    return (*problems, *found)


def _out_of_order(pile: BallotBox, contest: Contest) -> Iterator[Problem]:
    for before, one in pairwise(contest.candidates):
        first, second = pile.columns.get(before.key), pile.columns.get(one.key)
        if first is not None and second is not None and first > second:
            yield warning(
                "T219",
                pile.name,
                say("“{before}”一列在“{name}”之后，与选票的顺序不同", before=before.name, name=one.name),
                say("按选票的顺序调整列，免得录入时错列；计票不受影响"),
            )
