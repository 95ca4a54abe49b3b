"""Ballots that wait for a ruling (存疑选票): why, what each reading would change, and whether that elects others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tally.counting.canvass import ContestResult, ranked_people
from tally.counting.decide import could_change, decide
from tally.counting.kernel import count, doubtful_ballots, judge_all, void_reasons
from tally.counting.rulings import settle
from tally.counting.suggestions import Suggestions
from tally.counting.writeins import WriteInRules
from tally.domain.ballot import BallotBox, Choice, WriteIn
from tally.domain.count import Count
from tally.domain.election import Contest, Election
from tally.domain.legend import Mark
from tally.domain.message import Message, say
from tally.domain.outcome import Ranked
from tally.domain.ruling import ReadAs, Ruling
from tally.files.headings import SIGN, WRITE_IN

Changes = Mapping[int | str, int]

_CELLS = {
    Mark.CONFLICT: ("c5", say("同一格有两种符号")),
    Mark.ILLEGIBLE: ("c9", say("符号辨认不清")),
    Mark.FOREIGN: ("c7", say("不是规定的符号")),
}
_MARKS = (ReadAs.APPROVE, ReadAs.OPPOSE, ReadAs.ABSTAIN, ReadAs.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a ballot waits: the place (a candidate's key or a heading), the rule, the words, what it may be read as; of a
    name the names it may be read as, which are suggestions: it may be read as any other too."""

    column: str
    rule: str
    words: Message
    choices: tuple[ReadAs, ...]
    candidate: int | None = None
    box: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One ruling that could be made: whose approvals change by how much, whether the ballot becomes void, and whether,
    everything else as it stands, others would be elected (None: the same). `name` is what a name is read as."""

    column: str
    read_as: ReadAs
    changes: Changes
    void: bool
    elected: tuple[int | str, ...] | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ballot that waits for a ruling. `could_change` is by bounds: any readings of this ballot alone."""

    box: BallotBox
    at: int
    reasons: tuple[Reason, ...]
    readings: tuple[Reading, ...]
    could_change: bool

    @property
    def number(self) -> str:
        """Return the 票号, "" where the ballots have none."""
        return self.box.numbers[self.at] if self.box.numbers else ""


def waiting_ballots(election: Election, result: ContestResult, boxes: Sequence[BallotBox]) -> list[Waiting]:
    """Return a contest's ballots that wait for a ruling, in the order of their piles. `boxes` have rulings applied."""
    total = result.count
    if total is None:
        return []
    contest = result.contest
    rules = WriteInRules.of(contest, election.method, election.roster)
    names = Suggestions(election, contest, total)
    found = []
    for box in boxes:
        written = judge_all(box, rules)
        for at in doubtful_ballots(box, void_reasons(box, contest.seats, written), written).tolist():
            alone = _alone(box, at)
            reasons = tuple(
                replace(one, names=names.of(one.rule, one.box, alone)) for one in _reasons(alone, contest, rules)
            )
            before = count(alone, contest, election.method, election.roster)
            readings = tuple(
                _reading(election, result, total, alone, before, reason, read_as, name)
                for reason in reasons
                for read_as, name in (
                    *((choice, "") for choice in reason.choices),
                    *((ReadAs.NAME, name) for name in reason.names),
                )
            )
            found.append(Waiting(box, at, reasons, readings, _could_change(election, result, total, before)))
    return found


def _alone(box: BallotBox, at: int) -> BallotBox:
    """Return a pile of this ballot alone, numbered 1."""
    names = tuple(replace(one, ballot=0) for one in box.write_ins if one.ballot == at)
    return BallotBox(box.contest, box.name, box.marks[:, [at]], box.void[[at]], names, ("1",))


def _reasons(ballot: BallotBox, contest: Contest, rules: WriteInRules) -> Iterator[Reason]:
    for index, mark in enumerate(ballot.marks[:, 0].tolist()):
        if Mark(mark).doubtful:
            rule, words = _CELLS[Mark(mark)]
            yield Reason(contest.candidates[index].key, rule, words, _MARKS, candidate=index)
    judged = judge_all(ballot, rules).get(0)
    if judged is None:
        return
    counted = {*judged.counted, *judged.dropped}
    opposed = int(np.count_nonzero(ballot.marks == Mark.OPPOSE))
    clearest = {**dict.fromkeys(judged.possible, Choice.DOUBTFUL), **dict.fromkeys(judged.chosen, Choice.APPROVED)}
    seen: set[str] = set()
    for one in ballot.write_ins:
        outdone = one.key in clearest and rules.chooses(one) is not clearest[one.key]  # w7: another box says more
        if not (one.ruled or outdone or one.key in seen):
            yield from _of_name(one, ballot, contest, rules, one.key in counted, opposed)
            seen |= {one.key} if one.key else set()


def _of_name(
    one: WriteIn, ballot: BallotBox, contest: Contest, rules: WriteInRules, is_counted: bool, opposed: int
) -> Iterator[Reason]:
    name, sign = f"{WRITE_IN}{one.box}", f"{WRITE_IN}{one.box}{SIGN}"
    choice = rules.chooses(one)
    if not one.key:
        yield Reason(name, "w5", say("姓名辨认不清"), (ReadAs.UNCLEAR,), box=one.box)
    elif one.key in rules.printed:
        for index in rules.printed[one.key]:
            if ballot.marks[index, 0] in (Mark.OPPOSE, Mark.ABSTAIN):
                words = say("票上印有的候选人又写在另选他人栏，本人一格不是赞成")
                yield Reason(contest.candidates[index].key, "w6", words, _MARKS[:3], candidate=index)
    elif choice is Choice.DOUBTFUL:
        yield Reason(sign, "c5", say("姓名旁的符号不能确定"), (ReadAs.APPROVE, ReadAs.UNCLEAR), box=one.box)
    elif choice is Choice.APPROVED and not is_counted and (opposed or not rules.needs_oppose):
        if rules.settled(one.key):
            yield Reason(name, "w3", say("另选他人的人数多于×的个数"), (ReadAs.COUNT, ReadAs.DROP), box=one.box)
        elif (rules.roster or {}).get(one.key):
            yield Reason(name, "w8", say("名册上有几个人同名"), (ReadAs.COUNT, ReadAs.DROP), box=one.box)
        else:
            yield Reason(name, "w9", say("名册上没有这个姓名"), (ReadAs.COUNT, ReadAs.DROP), box=one.box)


def _reading(
    election: Election,
    result: ContestResult,
    total: Count,
    alone: BallotBox,
    before: Count,
    reason: Reason,
    read_as: ReadAs,
    name: str,
) -> Reading:
    contest = result.contest
    place = (reason.candidate, reason.box)
    ruling = Ruling(contest.id, "1", reason.column, read_as, "", "", "", *place, name)
    box = settle(alone, contest, election.method, election.roster, [ruling]).box
    after = count(box, contest, election.method, election.roster)
    changes = _changes(before, after)
    now = _elected(election, result, total, {})
    then = _elected(election, result, total, changes)
    return Reading(reason.column, read_as, changes, after.void > 0, None if set(now) == set(then) else then, name)


def _approvals(one: Count) -> dict[int | str, int]:
    approvals: dict[int | str, int] = {index: figures.approve for index, figures in enumerate(one.candidates)}
    approvals.update(one.write_ins)
    return approvals


def _changes(before: Count, after: Count) -> Changes:
    first, second = _approvals(before), _approvals(after)
    gaps = {person: second.get(person, 0) - first.get(person, 0) for person in {**first, **second}}
    return {person: gap for person, gap in gaps.items() if gap}


def _elected(election: Election, result: ContestResult, total: Count, changes: Changes) -> tuple[int | str, ...]:
    people = {one.person: one.approve for one in ranked_people(election, result.contest, _named(total, changes))}
    ranked = [Ranked(person, votes + changes.get(person, 0)) for person, votes in people.items()]
    return decide(ranked, result.places, result.need).elected


def _named(total: Count, changes: Changes) -> Count:
    """Give persons whom only a reading would name their place among the names written in."""
    return replace(total, write_ins={**{one: 0 for one in changes if isinstance(one, str)}, **total.write_ins})


def _could_change(election: Election, result: ContestResult, total: Count, before: Count) -> bool:
    doubt = before.doubt
    named = _named(total, doubt.most)
    people = ranked_people(election, result.contest, named)
    known = {one.person for one in people}
    most = {person: change for person, change in doubt.most.items() if person in known}
    return could_change(people, result.places, result.need, doubt.least, most, doubt.unnamed)
