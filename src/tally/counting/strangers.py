"""Names written in that no list knows (名单以外的姓名), beside the nearest ones that a list knows.

What is shown here helps people to rule; it stands in no record and changes no figure, so that a result does not depend
on which libraries are installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tally.counting.canvass import Canvass, ContestResult
from tally.domain.election import Election
from tally.domain.message import Message, say
from tally.domain.problem import Problem, info, place, warning
from tally.names.matching import Near, can_suggest, nearest
from tally.names.normalise import name_key
from tally.names.strokes import StrokeTable


def strangers(canvass: Canvass) -> tuple[Problem, ...]:
    """Return a warning for each name written in that is on no list (T269), with up to three names near it.

    Lists are the roster, or without one the candidates and the other names written in; then a name that is near none
    is not spoken of. T930: the libraries that find near names are not installed.
    """
    election = canvass.election
    written = [(result, name) for result in canvass.results for name in _unknown(result, election)]
    if not written:
        return ()
    missing = () if can_suggest() else (_not_installed(),)
    table = StrokeTable.of(election.folder, election.stroke_file)
    found = [(result, name, nearest(name, _known(result, election, name), table)) for result, name in written]
    return (*(_stranger(*one, election) for one in found if one[2] or election.roster is not None), *missing)


def _unknown(result: ContestResult, election: Election) -> Iterator[str]:
    printed = {name_key(one.name) for one in result.contest.candidates}
    for key, name in sorted(result.count.spellings.items() if result.count else ()):
        if key not in printed and key not in (election.roster or {}):
            yield name


def _known(result: ContestResult, election: Election, name: str) -> list[str]:
    if election.roster is not None:
        return sorted({person.name for people in election.roster.values() for person in people})
    others = result.count.spellings.values() if result.count else ()
    return [*(one.name for one in result.contest.candidates), *sorted(other for other in others if other != name)]


def _stranger(result: ContestResult, name: str, near: Sequence[Near], election: Election) -> Problem:
    where = place(result.contest.office, say("另选他人"))
    listed = election.roster is not None
    remedy = (
        say("相近的有：{names}；对照选票，由监票人裁定", names=tuple(map(_shown, near)))
        if near
        else say("对照选票核对姓名，由监票人裁定")
    )
    return warning("T269", where, _found(name, listed=listed), remedy, "w8")


def _found(name: str, *, listed: bool) -> Message:
    return say("“{name}”不在名册", name=name) if listed else say("“{name}”与另一个姓名相近", name=name)


def _shown(near: Near) -> Message:
    return say("{name}（{reason}）", name=near.name, reason=near.reason)


def _not_installed() -> Problem:
    return info(
        "T930", "", say("没有安装 tally[suggest]，没有查找相近的姓名"), say("需要时：pip install 'tally[suggest]'")
    )
