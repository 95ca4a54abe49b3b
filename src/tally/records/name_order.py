"""The order of names in a record: by strokes (B5); names with a character that has no known strokes come last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tally.counting.canvass import Canvass
from tally.domain.election import Election
from tally.domain.message import say
from tally.domain.problem import Problem, warning
from tally.names.order import stroke_key
from tally.names.strokes import StrokeTable

Order = Callable[[str], tuple[Any, ...]]


def name_order(election: Election) -> Order:
    """Return how names sort in this election: by strokes; names the table lacks last, by code point."""
    method = election.method
    table = StrokeTable.of(election.folder, election.stroke_file)

    def order(name: str) -> tuple[Any, ...]:
        if table.unknown(name):
            return (1, name)
        return (0, stroke_key(name, table, single_given=method.single_given, tie=method.tie), name)

    return order


def unplaced_names(canvass: Canvass) -> list[Problem]:
    """Say which written-in names could not be placed by strokes."""
    order = name_order(canvass.election)
    return [
        warning(
            "T267",
            result.contest.office,
            say("另选他人“{name}”有不在笔画表中的字，排在最后", name=name),
            say("需要排定位置的，在 [names] strokes 指定的文件里补上这个字的笔顺"),
            "B5",
        )
        for result in canvass.results
        if result.count is not None
        for key in result.count.write_ins
        if order(name := result.count.spellings[key])[0]
    ]
