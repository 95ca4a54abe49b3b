"""`tally count --partial --place NAME`: the count of one counting place, for `tally merge`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tally.cli.door import Door
from tally.cli.progress import bar
from tally.cli.result import unsaid
from tally.cli.usage import MisuseError
from tally.domain.message import say
from tally.domain.problem import Problems, error

if TYPE_CHECKING:
    from tally.counting.engine import Engine
    from tally.domain.election import Election, InputFile

FORBIDDEN = frozenset('/\\:*?"<>|\0\n\r\t')


def check_place(place: str | None) -> str:
    """Return the name of a counting place, which must do as the name of a file."""
    if place is None:
        raise MisuseError(say("--partial 和 --place 要一起写"))
    if not place.strip() or place.strip(". ") != place or set(place) & FORBIDDEN or len(place) > 80:
        raise MisuseError(say("要能作文件名，不超过80字"), "--place")
    return place


def count_place(
    speaker: Door,
    election: Election,
    paths: Sequence[str],
    second: Sequence[str],
    place: str,
    folder: Path,
    engine: Engine,
) -> None:
    """Count one place's ballots, which a second entry must agree with, and write its partial count."""
    from tally.counting.count_files import count_files, refuse_errors
    from tally.records.atomic import write_atomically
    from tally.records.check_code import canonical
    from tally.records.double_entry import certified, second_entry
    from tally.records.partial import SUFFIX, make_partial

    if election.places and place not in election.places:
        found = say("election.toml 的 places 里没有这个计票点")
        raise Problems([error("T626", place, found, say("核对计票点名称"))])
    if not paths:
        raise Problems(
            [error("T356", "BALLOTS", say("没有给出选票录入表"), say("写上文件名，如：tally count ballots.xlsx"))]
        )
    with bar(speaker) as watch:
        counted = count_files(election, paths, frozenset(), engine, watch, partial=True)
    agreed = certified(election, counted.sheets, paths, frozenset())
    remarks = list(agreed.problems)
    others: tuple[InputFile, ...] = ()
    if second:
        others, differences = second_entry(election, paths, second, frozenset(), agreed)
        remarks += [one for one in differences if one not in counted.problems]
    refuse_errors([*counted.problems, *remarks])
    partial = make_partial(election, place, counted, remarks, others, doubled=agreed.whole or bool(others))
    path = folder / f"{place}{SUFFIX}"
    write_atomically(path, canonical(partial))
    if speaker.as_json:
        speaker.show(canonical(partial).decode("utf-8"))
    for contest in election.contests:
        read = sum(pile.read for pile in counted.piles[contest.id])
        speaker.note(say("{office}：{ballots}张", office=contest.office, ballots=read))
    speaker.note(say("核验码 {code}", code=str(partial["check_code"])))
    speaker.note(say("已写入 {path}", path=path))
    speaker.tell((*counted.problems, *remarks))
    unsaid(speaker, (*counted.problems, *remarks))
