"""What would change the result: for each contest the smallest number of ballots that would elect another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tally.counting.canvass import Canvass, ContestResult
from tally.counting.change import Approvals, Change, smallest_changes
from tally.counting.eligibility import ineligible
from tally.counting.kernel import judge_all, void_reasons
from tally.counting.writeins import WriteInRules
from tally.documents.explain_person import Explanation
from tally.domain.ballot import BallotBox
from tally.domain.election import Election
from tally.domain.legend import Mark
from tally.domain.message import Message, say
from tally.domain.outcome import Ranked, Status


def explain_change(
    canvass: Canvass, piles: Mapping[str, Sequence[BallotBox]], contest: str = ""
) -> tuple[Explanation, ...]:
    """Explain what would change the result of every contest, or of one."""
    return tuple(
        _explanation(canvass.election, result, piles.get(result.contest.id, ()))
        for result in canvass.results
        if contest in ("", result.contest.id, result.contest.office)
    )


def _explanation(election: Election, result: ContestResult, boxes: Sequence[BallotBox]) -> Explanation:
    about = say("{office}", office=result.contest.office)
    if result.outcome.status is Status.VOID or result.count is None:
        return Explanation(about, (say("选举无效，没有结果可以改变。"),), {"contest": result.contest.id, "changes": []})
    count = result.count
    standings = [Ranked(at, one.approve) for at, one in enumerate(count.candidates)]
    standings += [
        Ranked(key, votes)
        for key, votes in sorted(count.write_ins.items())
        if ineligible(election, result.contest, key) is None
    ]
    changes = smallest_changes(
        standings,
        result.outcome.elected,
        result.places,
        result.need,
        _approvals(election, result, boxes, [one.person for one in standings]),
        count.doubt.most,
    )
    names = {at: one.name for at, one in enumerate(result.contest.candidates)} | dict(count.spellings)
    votes = {one.person: one.approve for one in standings}
    figures = {
        "contest": result.contest.id,
        "doubtful": count.doubt.ballots,
        "could_change_result": result.could_change,
        "changes": [
            {
                "name": names[one.person],
                "approve": votes[one.person],
                "ballots": one.ballots,
                "at_least": one.at_least,
                "rulings": one.rulings,
            }
            for one in changes
        ],
    }
    return Explanation(about, tuple(_lines(election, result, changes, names, votes)), figures)


def _lines(
    election: Election,
    result: ContestResult,
    changes: Sequence[Change],
    names: Mapping[int | str, str],
    votes: Mapping[int | str, int],
) -> Iterator[Message]:
    effect = say("即可列为正式候选人") if election.preliminary else say("即可当选")
    doubt = result.count.doubt.ballots if result.count else 0
    by_rulings = [one for one in changes if one.rulings is not None]
    if doubt and by_rulings:
        for one in by_rulings:
            yield say(
                "存疑票{doubt}张：有{rulings}张裁定为赞成，{name}（现{approve}票）{effect}。",
                effect=effect,
                doubt=doubt,
                rulings=one.rulings,
                name=names[one.person],
                approve=votes[one.person],
            )
    elif doubt and result.could_change:
        yield say("存疑票{doubt}张：裁定可能使选票无效或使得票相等，从而改变结果。", doubt=doubt)
    elif doubt:
        yield say("存疑票{doubt}张：无论怎样裁定都不改变结果。", doubt=doubt)
    if not changes:
        yield say("没有其他人可以列为正式候选人。") if election.preliminary else say("没有其他人可以当选。")
    for one in sorted(changes, key=lambda one: (one.ballots, str(one.person)))[:3]:
        figures = {"name": names[one.person], "approve": votes[one.person], "ballots": one.ballots, "effect": effect}
        if one.at_least == one.ballots:
            yield say("{name}（现{approve}票）：最少{ballots}张选票改画，{effect}。", **figures)
        else:
            yield say(
                "{name}（现{approve}票）：{least}至{ballots}张选票改画，{effect}。", **figures, least=one.at_least
            )


def _approvals(
    election: Election, result: ContestResult, boxes: Sequence[BallotBox], people: Sequence[int | str]
) -> dict[int | str, Approvals]:
    """Return per person which of the collected ballots approve them; a void ballot approves nobody."""
    contest = result.contest
    rules = WriteInRules.of(contest, election.method, election.roster)
    parts: dict[int | str, list[Approvals]] = {person: [] for person in people}
    for box in boxes:
        written = judge_all(box, rules)
        valid = void_reasons(box, contest.seats, written) == 0
        for person in people:
            if isinstance(person, int):
                marked = (box.marks[person] == Mark.APPROVE) & valid
            else:
                marked = np.zeros(box.ballots, dtype=bool)
                marked[[at for at, one in written.items() if person in one.counted]] = True
                marked &= valid
            parts[person].append(marked)
    return {person: np.concatenate(found) if found else np.zeros(0, dtype=bool) for person, found in parts.items()}
