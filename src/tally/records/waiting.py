"""The ballots of an election that still wait for a ruling: those just named, or those of its last count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tally.counting.canvass import Canvass, canvass, preconditions, void_before_counting
from tally.counting.readings import Waiting, waiting_ballots
from tally.counting.rulings import apply_rulings
from tally.domain.election import Election
from tally.domain.message import say
from tally.domain.problem import Problems, error, errors_among
from tally.files.ballots import read_ballots
from tally.files.rulings import read_rulings
from tally.records.store import FILE, read_record
from tally.records.understood import single_ballots
from tally.records.verify import inputs_of, located


def waiting(election: Election, paths: Sequence[str]) -> tuple[Canvass, Mapping[str, Sequence[Waiting]]]:
    """Return the canvass with all rulings given so far, and by contest the ballots that still wait.

    Without `paths` the files are those of the record in `out/`, as they stand now. Raises `Problems`: T601 no record
    either, T606 a file that is nowhere, and whatever a count would refuse.
    """
    skip = void_before_counting(election)
    files = list(paths) or (_of_last_count(election) if len(skip) < len(election.contests) else [])
    ballots = read_ballots(election, files, skip)
    rulings = read_rulings(election, ballots.sheets)
    found = [*ballots.problems, *rulings.problems]
    if errors_among(found):
        raise Problems([*preconditions(election), *found])
    piles, ruled = apply_rulings(election, ballots.piles, rulings.rulings)
    result = canvass(election, piles, [*election.remarks, *found, *ruled])
    boxes = single_ballots(piles)
    return result, {
        one.contest.id: waiting_ballots(election, one, boxes.get(one.contest.id, ())) for one in result.results
    }


def _of_last_count(election: Election) -> list[str]:
    path = election.folder / "out" / FILE
    if not path.is_file():
        found, remedy = say("还没有计票记录"), say("写上录入表，如：tally doubtful ballots.xlsx；或先运行 tally count")
        raise Problems([error("T601", path.name, found, remedy)])
    record = read_record(path)
    places = {number: located(one, election.folder, path.parent) for number, one in enumerate(record["inputs"])}
    lost = [
        one["path"]
        for number, one in enumerate(record["inputs"])
        if one["role"] == "ballots" and places[number] is None
    ]
    if lost:
        remedy = say("放回原处，或写上录入表：tally doubtful 录入表.xlsx")
        raise Problems([error("T606", one, say("找不到计票时用的这个文件"), remedy) for one in lost])
    return inputs_of(record, "ballots", places)
