"""Rulings applied to a pile before it is counted: the ballots then stand as if they had been typed that way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from tally.counting.doubt import is_open
from tally.counting.writeins import WriteInRules, judge
from tally.domain.ballot import VOID_REASONS, BallotBox, Choice, Marks, Ruled, WriteIn
from tally.domain.count import AnyPile, Tallied
from tally.domain.election import Contest, Election, Method, Standing
from tally.domain.legend import Mark
from tally.domain.message import say
from tally.domain.problem import Problem, error, warning
from tally.domain.ruling import ReadAs, Ruling
from tally.files.ballot_numbers import number_key
from tally.files.rulings import double
from tally.names.namesakes import written_in
from tally.names.normalise import name_key

_MARKS = {ReadAs.APPROVE: Mark.APPROVE, ReadAs.OPPOSE: Mark.OPPOSE, ReadAs.ABSTAIN: Mark.ABSTAIN}
_CHOICES = {ReadAs.APPROVE: Choice.APPROVED, ReadAs.COUNT: Choice.APPROVED}
_RULED = {ReadAs.COUNT: Ruled.COUNTS, ReadAs.DROP: Ruled.DROPPED, ReadAs.APPROVE: Ruled.NOT}


@dataclass(frozen=True, slots=True)
class Settled:
    """A pile with its rulings applied, which rulings found their ballot in it, everything to be said about them."""

    box: BallotBox
    used: frozenset[Ruling]
    problems: tuple[Problem, ...]


def apply_rulings(
    election: Election, piles: Mapping[str, Sequence[AnyPile]], rulings: Sequence[Ruling]
) -> tuple[Mapping[str, tuple[AnyPile, ...]], tuple[Problem, ...]]:
    """Apply every ruling to its ballot; contests without piles (void before counting) keep theirs unapplied.

    Problems besides those of `settle`: T392 a ballot that is not there, T393 one that several files have.
    """
    if not rulings:
        return {key: tuple(boxes) for key, boxes in piles.items()}, ()
    problems: list[Problem] = []
    settled: dict[str, tuple[AnyPile, ...]] = {}
    for contest_id, boxes in piles.items():
        contest = election.contest(contest_id)
        results = [
            settle(box, contest, election.method, election.roster, rulings)
            for box in boxes
            if isinstance(box, BallotBox)
        ]
        tallied = [box for box in boxes if isinstance(box, Tallied)]
        settled[contest_id] = (*(one.box for one in results), *tallied)
        problems += [problem for one in results for problem in one.problems]
        problems += not_once(contest, rulings, [one.used for one in results])
    return settled, tuple(problems)


def settle(
    box: BallotBox,
    contest: Contest,
    method: Method,
    roster: Mapping[str, tuple[Standing, ...]] | None,
    rulings: Iterable[Ruling],
) -> Settled:
    """Apply the rulings on ballots of one pile.

    Problems: T394 two rulings for one place, T396 a ruling that the ballot or the rules do not allow, T397 (warning) a
    ruling that changes what was clear, T398 (warning) more names counted than are backed by a ×.
    """
    by_ballot = _by_ballot(box, contest, rulings)
    if not by_ballot:
        return Settled(box, frozenset(), ())
    marks, void = box.marks.copy(), box.void.copy()
    names: dict[int, list[WriteIn]] = defaultdict(list)
    for name in box.write_ins:
        names[name.ballot].append(name)
    problems: list[Problem] = []
    rules = WriteInRules.of(contest, method, roster)
    for ballot, ruled in by_ballot.items():
        problems += _doubles(ruled)
        for one in sorted(ruled, key=_turn):
            if one.box is not None:
                problems += _rule_name(one, names[ballot], contest, rules)
            elif one.candidate is not None:
                problems += _rule_mark(one, one.candidate, contest, marks[:, ballot], names[ballot])
            else:
                void[ballot] = _rule_ballot(one, method, marks[:, ballot], names[ballot], rules)
        problems += _contradictions(ruled, contest, marks[:, ballot], names[ballot], bool(void[ballot]), rules)
    written = tuple(one for ballot in sorted(names) for one in names[ballot])
    used = frozenset(one for ruled in by_ballot.values() for one in ruled)
    return Settled(replace(box, marks=marks, void=void, write_ins=written), used, tuple(problems))


def _turn(one: Ruling) -> tuple[bool, bool, bool]:
    """Return when a ruling has its turn: what a name is, the sign beside it, the candidates' cells, the ballot."""
    return one.whole, one.box is None, one.read_as is not ReadAs.NAME


def _by_ballot(box: BallotBox, contest: Contest, rulings: Iterable[Ruling]) -> dict[int, list[Ruling]]:
    wanted = defaultdict(list)
    for one in rulings:
        if one.contest == contest.id and _is_in(one.file, box.name):
            wanted[number_key(one.ballot)].append(one)
    found = {}
    for ballot, number in enumerate(box.numbers or ()) if wanted else ():
        ruled = wanted.get(number_key(number))
        if ruled:
            found[ballot] = ruled
    return found


def _is_in(file: str, pile: str) -> bool:
    shown = pile.partition(" › ")[0]
    return not file or file in (shown, PurePosixPath(shown).name)


def not_once(contest: Contest, rulings: Sequence[Ruling], used: Sequence[frozenset[Ruling]]) -> list[Problem]:
    """Say which rulings found their ballot in none of the piles (T392), or in several (T393)."""
    problems = []
    for one in rulings:
        if one.contest != contest.id:
            continue
        hits = sum(one in some for some in used)
        if not hits:
            found = say("{office}没有票号为{ballot}的选票", office=contest.office, ballot=one.ballot)
            problems.append(error("T392", one.place, found, say("核对裁定的票号、选票类别和文件")))
        elif hits > 1:
            found = say("{office}有{count}个文件里有票号{ballot}", office=contest.office, count=hits, ballot=one.ballot)
            problems.append(error("T393", one.place, found, say("在裁定里写明文件（file）")))
    return problems


def _doubles(ruled: Sequence[Ruling]) -> list[Problem]:
    first: dict[str, Ruling] = {}
    pairs = ((one, first.setdefault(place, one)) for one in ruled for place in one.places)
    return [double(one, other) for one, other in dict.fromkeys(pairs) if other is not one]


def _rule_mark(one: Ruling, index: int, contest: Contest, marks: Marks, names: list[WriteIn]) -> list[Problem]:
    before, after = Mark(int(marks[index])), _MARKS.get(one.read_as, Mark.SETTLED)
    marks[index] = after
    candidate = contest.candidates[index]
    again = [at for at, name in enumerate(names) if name.key in (candidate.key, name_key(candidate.name))]
    for at in again:  # w6: with the candidate's own cell ruled, the name written in once more says nothing
        names[at] = replace(names[at], ruled=Ruled.SETTLED)
    if before.doubtful or before is after or again:
        return []
    found = say("票号{ballot}的“{name}”一格本来清楚，裁定改变了它", ballot=one.ballot, name=candidate.name)
    return [warning("T397", one.place, found, say("核对票号和列；录入有误的，直接改录入表"))]


def _rule_name(one: Ruling, names: list[WriteIn], contest: Contest, rules: WriteInRules) -> list[Problem]:
    at = next((index for index, name in enumerate(names) if name.box == one.box), None)
    if at is None:
        found = say("票号{ballot}的“{column}”是空的", ballot=one.ballot, column=one.column)
        return [error("T396", one.place, found, say("核对票号和列"))]
    name = names[at]
    if one.read_as is ReadAs.NAME:
        names[at] = replace(name, name=one.name, key=written_in(one.name, contest).key)
        return []
    if one.read_as is ReadAs.COUNT and not name.key:
        found = say("票号{ballot}的“{column}”没有认出姓名，不能计入", ballot=one.ballot, column=one.column)
        return [error("T396", one.place, found, say("先裁定姓名（name:…），或认定为 unclear"))]
    if one.read_as in _CHOICES and name.key in rules.printed:
        found = say(
            "票号{ballot}的“{column}”写的是票上印有的候选人{name}", ballot=one.ballot, column=one.column, name=name.name
        )
        return [error("T396", one.place, found, say("裁定这名候选人自己的一格，或把另选他人这一格认定为 drop"), "w6")]
    chosen = rules.chooses(name) is Choice.APPROVED
    if one.read_as is ReadAs.DROP and chosen:
        names[at] = replace(name, ruled=Ruled.DROPPED)
    else:
        names[at] = replace(
            name, choice=_CHOICES.get(one.read_as, Choice.OTHER), ruled=_RULED.get(one.read_as, Ruled.SETTLED)
        )
    return []


def _rule_ballot(one: Ruling, method: Method, marks: Marks, names: list[WriteIn], rules: WriteInRules) -> int:
    """Return the ballot's void reason; a ballot ruled valid is no longer doubtful, and stands as it is counted."""
    if one.read_as is ReadAs.VOID:
        return VOID_REASONS.index(one.void) + 1
    if method.unclear == "abstain":
        marks[marks == Mark.ILLEGIBLE] = Mark.ABSTAIN
    marks[is_open(marks)] = Mark.SETTLED
    written = judge(names, marks, rules)
    for at, name in enumerate(names):
        if name.key in written.chosen:
            ruled = name.ruled if name.key in written.counted else Ruled.DROPPED
            names[at] = replace(name, ruled=ruled)
        else:
            names[at] = replace(name, choice=Choice.OTHER, ruled=Ruled.SETTLED)
    return 0


def _contradictions(
    ruled: Sequence[Ruling], contest: Contest, marks: Marks, names: list[WriteIn], void: bool, rules: WriteInRules
) -> list[Problem]:
    if void:
        return [
            warning(
                "T399",
                one.place,
                say("票号{ballot}整票无效，这条裁定不起作用", ballot=one.ballot),
                say("核对票号；这张票有效的，对整张票裁定 valid"),
            )
            for one in ruled
            if not one.whole
        ]
    written = judge(names, marks, rules)
    chosen = int(np.count_nonzero(marks == Mark.APPROVE)) + len(written.chosen)
    opposed = int(np.count_nonzero(marks == Mark.OPPOSE))
    problems = []
    for one in ruled:
        if one.read_as is ReadAs.VALID and chosen > contest.seats:
            found = say(
                "票号{ballot}选了{chosen}名，多于应选{seats}名", ballot=one.ballot, chosen=chosen, seats=contest.seats
            )
            problems.append(error("T396", one.place, found, say("超选的票不能认定为有效"), "V3"))
        if one.read_as is ReadAs.COUNT and rules.needs_oppose and opposed < len(written.backed):
            found = say(
                "票号{ballot}有{opposed}个×，裁定计入{names}名另选他人",
                ballot=one.ballot,
                opposed=opposed,
                names=len(written.backed),
            )
            if opposed:
                problems.append(warning("T398", one.place, found, say("一个×只能另选一人，请复核裁定"), "w3"))
            else:
                problems.append(error("T396", one.place, found, say("没有反对任何候选人的，不能另选他人"), "w2"))
    return problems
