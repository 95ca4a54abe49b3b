"""A sample recount of an election (抽样核对): which ballots to pull, what they must be compared with, when to stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from tally.counting.kernel import void_reasons
from tally.counting.writeins import WriteInRules, judge
from tally.domain.ballot import BallotBox, WriteIn
from tally.domain.election import Contest, Election
from tally.domain.legend import Mark
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, errors_among, place
from tally.files.ballot_numbers import number_key
from tally.files.matrix import read_matrix
from tally.files.workbook import open_workbook
from tally.names.normalise import normalise
from tally.records import sampling
from tally.records.margins import Assertion, assertions
from tally.records.understood import Piles

TITLE = "抽样核对：照选票原样填写，空白票在备注写“空白票”"

Votes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot as it was entered: its number, where it stands, and whom it gives a vote (by name key)."""

    number: str
    source: str
    votes: Votes


@dataclass(frozen=True, slots=True)
class Plan:
    """What a contest's sample must do. `draws` is None where all ballots must be counted by hand instead."""

    contest: Contest
    ballots: tuple[Ballot, ...]
    assertions: tuple[Assertion, ...]
    span: int
    draws: int | None

    def drawn(self, seed: str, number: int) -> list[int]:
        """Return the first draws of a seed: indices of ballots."""
        return list(islice(sampling.draw(f"{seed} {self.contest.id}", len(self.ballots)), number))


@dataclass(frozen=True, slots=True)
class Finding:
    """What the papers said: errors by size, ballots that differ, the risk that is left, and how many draws it needs."""

    plan: Plan
    errors: sampling.Errors
    differing: tuple[str, ...]
    risk: Fraction
    wanted: int | None


def plans(election: Election, record: Mapping[str, Any], piles: Piles, limit: Fraction) -> list[Plan]:
    """Plan a sample for every contest that was counted. Raises `Problems` (T648) where ballots have no numbers."""
    made, problems = [], []
    for contest, kept in zip(election.contests, record["contests"], strict=True):
        if kept["outcome"]["status"] == "void":
            continue
        ballots = tuple(one for box in piles.get(contest.id, ()) for one in ballots_of(election, contest, box))
        problems += _numbers(contest, ballots)
        facts = tuple(assertions(kept))
        span = min((one.span for one in facts), default=0)
        made.append(Plan(contest, ballots, facts, span, sampling.draws_needed(span, len(ballots), limit)))
    if problems:
        raise Problems(problems)
    return made


def ballots_of(election: Election, contest: Contest, box: BallotBox) -> list[Ballot]:
    """Return every ballot of a pile with the votes it gives; a void one gives none."""
    rules = WriteInRules.of(contest, election.method, election.roster)
    names: dict[int, list[WriteIn]] = {}
    for one in box.write_ins:
        names.setdefault(one.ballot, []).append(one)
    written = {at: judge(ones, box.marks[:, at], rules) for at, ones in names.items() if not box.void[at]}
    reasons = void_reasons(box, contest.seats, written)
    result = []
    for at in range(box.ballots):
        votes: dict[str, int] = {}
        if not reasons[at]:
            votes = {
                one.key: 1
                for one, mark in zip(contest.candidates, box.marks[:, at], strict=True)
                if mark == Mark.APPROVE
            }
            votes |= dict.fromkeys(written[at].counted if at in written else (), 1)
        row = at if box.rows is None else int(box.rows[at])
        number = box.numbers[at] if box.numbers else ""
        result.append(Ballot(number, f"{box.name} {row + 1}行", votes))
    return result


def compare(election: Election, plan: Plan, seed: str, path: Path, limit: Fraction) -> Finding:
    """Compare the papers typed into a sample workbook with the entries.

    The draws looked at are the longest run, from the first, whose ballots are all in the workbook. Raises `Problems`:
    T354 no sheet of the contest, those of a ballot sheet, T648 a ballot that is not among those entered.
    """
    papers = _papers(election, plan, path)
    index = {number_key(one.number): at for at, one in enumerate(plan.ballots)}
    strangers = [key for key in papers if key not in index]
    if strangers:
        found = say("票号{number}不在录入的选票里", number=strangers[0])
        raise Problems([error("T648", place(path.name, plan.contest.office), found, say("核对票号"))])
    pairs = [(_key(one.ahead), _key(one.behind)) for one in plan.assertions]
    sizes, differing = [], []
    for at in plan.drawn(seed, len(plan.ballots) * 4):
        entered = plan.ballots[at]
        paper = papers.get(number_key(entered.number))
        if paper is None:
            break
        if paper.votes != entered.votes:
            differing.append(entered.number)
        sizes.append(sampling.overstatement(entered.votes, paper.votes, pairs))
    errors = sampling.gathered(sizes)
    ballots = len(plan.ballots)
    left = sampling.risk(errors, plan.span, ballots)
    return Finding(plan, errors, tuple(dict.fromkeys(differing)), left, _wanted(errors, plan, limit))


def sample_rows(plan: Plan, seed: str, boxes: int) -> list[list[str]]:
    """Return a sheet to type papers into: the ballots drawn, by number, without what was entered."""
    drawn = plan.drawn(seed, plan.draws or 0)
    numbers = [plan.ballots[at].number for at in sorted(set(drawn))]
    written = [f"另选他人{box}{what}" for box in range(1, boxes + 1) for what in ("", "符号")]
    header = ["票号", *(one.name for one in plan.contest.candidates), *written, "整票无效", "备注"]
    return [[f"{TITLE}　种子 {seed}　抽{len(drawn)}次，计{len(numbers)}张"], header, *([number] for number in numbers)]


def _papers(election: Election, plan: Plan, path: Path) -> dict[object, Ballot]:
    workbook = open_workbook(path, path.name)
    sheet = next((one for one in workbook.sheet_names if one in (plan.contest.office, plan.contest.id)), None)
    if sheet is None:
        found = say("没有名为“{sheet}”的工作表", sheet=plan.contest.office)
        raise Problems([error("T354", path.name, found, say("用 tally audit --seed 写出的样本表填写"))])
    read = read_matrix(workbook.grid(sheet), plan.contest, election.method, place(path.name, sheet))
    if read.box is None:
        raise Problems(errors_among(read.problems))
    return {number_key(one.number): one for one in ballots_of(election, plan.contest, read.box)}


def _wanted(errors: sampling.Errors, plan: Plan, limit: Fraction) -> int | None:
    """Return how many draws in all reach the limit if no more errors come; None where a full count is no more work."""
    ballots = len(plan.ballots)
    for drawn in range(max(errors.drawn, 1), ballots + 1):
        more = sampling.Errors(drawn, errors.over_one, errors.over_two, errors.under_one, errors.under_two)
        if sampling.risk(more, plan.span, ballots) <= limit:
            return drawn
    return None


def _key(name: str | None) -> str | None:
    return None if name is None else normalise(name).key


def _numbers(contest: Contest, ballots: Sequence[Ballot]) -> list[Problem]:
    numbers = [number_key(one.number) for one in ballots]
    if "" not in numbers and len(set(numbers)) == len(numbers):
        return []
    found = say("{office}的选票没有统一编的票号，抽不出指定的一张", office=contest.office)
    return [error("T648", contest.office, found, say('按票号录入（[input] numbering = "unique"），或全部人工复核'))]
