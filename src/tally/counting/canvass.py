"""The canvass (计票): every contest's figures, tested and decided; nothing leaves that breaks an identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tally.counting.decide import could_change, decide, void
from tally.counting.eligibility import ineligible
from tally.counting.identities import identity_problems
from tally.counting.kernel import count
from tally.counting.stages import need_of, places_of, with_plenary
from tally.domain.count import AnyPile, Count, Tallied
from tally.domain.election import Contest, Election
from tally.domain.message import say
from tally.domain.outcome import Outcome, Ranked, Status
from tally.domain.problem import Problem, error, place, refuse, warning
from tally.rules.book import RuleBook
from tally.rules.checks.run import stands_against_counting
from tally.rules.margin import Margin, contest_margin
from tally.rules.meeting import (
    Majority,
    Quorum,
    election_quorum,
    issue_problem,
    majority,
    turnout_problem,
    voted,
)
from tally.rules.rulebook import rule_book


@dataclass(frozen=True, slots=True)
class Pile:
    """A pile and its own count; `seen` is whether its single ballots were, and not only its figures."""

    name: str
    count: Count
    seen: bool = True


@dataclass(frozen=True, slots=True)
class ContestResult:
    """One contest: the bar, the figures (None when the vote is void) and the decision.

    `need` is the least approvals that elect in this stage, None where more votes win; `places` how many are chosen.
    """

    contest: Contest
    margin: Margin
    margin_waived: bool
    voted: int
    voted_from: str
    collected: int
    collected_from: str
    majority: Majority
    need: int | None
    places: int
    count: Count | None
    piles: tuple[Pile, ...]
    outcome: Outcome
    could_change: bool = False


@dataclass(frozen=True, slots=True)
class Canvass:
    """All contests of an election, with the quorum and everything people should know."""

    election: Election
    book: RuleBook
    quorum: Quorum
    results: tuple[ContestResult, ...]
    remarks: tuple[Problem, ...]

    @property
    def needs_people(self) -> bool:
        """Whether somebody must act: a tie, a gap, a void contest, a doubt that matters, a write-in to confirm."""
        undecided = any(one.outcome.status is not Status.COMPLETE or one.could_change for one in self.results)
        return undecided or any(problem.code == "T412" for problem in self.remarks)


def preconditions(election: Election) -> tuple[Problem, ...]:
    """Return what stands against counting before a ballot is looked at: quorum, margin, officers, issue."""
    problems = list(stands_against_counting(election, rule_book(election)))
    unknown = turnout_problem(election)
    if unknown is not None:
        problems.append(unknown)
    for contest in election.contests:
        difference = issue_problem(contest, election.attendance)
        if difference is not None:
            problems.append(difference)
    return tuple(problems)


def void_before_counting(election: Election) -> frozenset[str]:
    """Return the contests whose collected ballots already exceed the voters (V1)."""
    return frozenset(
        contest.id
        for contest in election.contests
        if contest.collected is not None and contest.collected > _limit(election, contest)
    )


def canvass(election: Election, piles: Mapping[str, Sequence[AnyPile]], remarks: Iterable[Problem] = ()) -> Canvass:
    """Count and decide every contest.

    Raises `Problems`: T404 quorum, T403 margin, T501–T504 identities, T506 another number of ballots than collected.
    """
    counted = {
        contest.id: tuple(
            Pile(box.name, count(box, contest, election.method, election.roster), not isinstance(box, Tallied))
            for box in piles.get(contest.id, ())
        )
        for contest in election.contests
    }
    return canvass_counts(election, counted, remarks)


def canvass_counts(election: Election, piles: Mapping[str, Sequence[Pile]], remarks: Iterable[Problem] = ()) -> Canvass:
    """Decide every contest from the counts of its piles; see `canvass`."""
    book = rule_book(election)
    problems = [*remarks, *preconditions(election)]
    results = []
    for contest in election.contests:
        result, found = _contest_result(election, book, contest, tuple(piles.get(contest.id, ())))
        problems += found
        results.append(result)
    return Canvass(election, book, election_quorum(book, election), tuple(results), refuse(problems))


def _contest_result(
    election: Election, book: RuleBook, contest: Contest, piles: tuple[Pile, ...]
) -> tuple[ContestResult, list[Problem]]:
    margin = contest_margin(book, election, contest)
    people, source = voted(contest, election.attendance)
    total = sum((pile.count for pile in piles), Count.zero(contest.id, len(contest.candidates)))
    collected, collected_from = (total.ballots, "files") if contest.collected is None else (contest.collected, "given")
    bar = majority(book, election, contest, collected)
    need, places = need_of(book, election, bar), places_of(book, election, contest)
    problems = _limit_warning(election, contest, collected, people)
    result = ContestResult(
        contest=contest,
        margin=margin,
        margin_waived=election.waived(margin.rule, contest.id) is not None,
        voted=people,
        voted_from=source,
        collected=collected,
        collected_from=collected_from,
        majority=bar,
        need=need,
        places=places,
        count=None,
        piles=(),
        outcome=void(places),
    )
    if collected > _limit(election, contest):
        return result, problems
    problems += _figures(contest, total, collected)
    standings = ranked_people(election, contest, total)
    outcome = with_plenary(_reduced(decide(standings, places, need), contest, election), election, contest)
    problems += _elected_write_ins(election, contest, total, outcome)
    problems += _reduction_problems(book, election, contest, outcome)
    changes = total.doubt
    most = _eligible(election, contest, changes.most)
    matters = could_change(standings, places, need, changes.least, most, changes.unnamed)
    return replace(result, count=total, piles=piles, outcome=outcome, could_change=matters), problems


def _limit(election: Election, contest: Contest) -> int:
    """Return how many ballots may be collected (V1), or as the method writes it the number issued (V2)."""
    people, _ = voted(contest, election.attendance)
    return contest.issued if election.method.valid_limit == "issued" and contest.issued is not None else people


def _limit_warning(election: Election, contest: Contest, collected: int, people: int) -> list[Problem]:
    """Say when the two readings of the limit part (V2)."""
    if contest.issued is None or (collected > people) == (collected > contest.issued):
        return []
    return [
        warning(
            "T413",
            place("election.toml", contest.id),
            say(
                "{office}收回{collected}张，投票{voted}人，发出{issued}张：按投票人数无效，按发出票数有效",
                office=contest.office,
                collected=collected,
                voted=people,
                issued=contest.issued,
            ),
            say(
                "本次按{limit}判定",
                limit=say("发出票数") if election.method.valid_limit == "issued" else say("投票人数"),
            ),
            "V2",
        )
    ]


def _figures(contest: Contest, total: Count, collected: int) -> list[Problem]:
    if total.ballots != collected:
        return [
            error(
                "T506",
                place("election.toml", contest.id),
                say(
                    "{office}录入{entered}张，收回{collected}张，相差{gap}张",
                    office=contest.office,
                    entered=total.ballots,
                    collected=collected,
                    gap=abs(total.ballots - collected),
                ),
                say("对照选票查找漏录或重录的票，或核对 collected"),
                "I1",
            )
        ]
    return list(identity_problems(total, contest.seats, collected, [one.name for one in contest.candidates]))


def ranked_people(election: Election, contest: Contest, total: Count) -> list[Ranked]:
    """Return everybody who may be elected with their approvals: candidates, and names written in that may stand."""
    people: list[Ranked] = [Ranked(index, one.approve) for index, one in enumerate(total.candidates)]
    people += [Ranked(key, votes) for key, votes in sorted(_eligible(election, contest, total.write_ins).items())]
    return people


def _eligible(
    election: Election, contest: Contest, votes: Mapping[int | str, int] | Mapping[str, int]
) -> dict[int | str, int]:
    """Leave out names written in that may not be elected (w9, X50)."""
    return {
        key: number
        for key, number in votes.items()
        if isinstance(key, int) or ineligible(election, contest, key) is None
    }


def _elected_write_ins(election: Election, contest: Contest, total: Count, outcome: Outcome) -> list[Problem]:
    if election.roster is not None or contest.members is not None:
        return []
    return [
        warning(
            "T412",
            place("election.toml", contest.id),
            say("另选他人{name}过线当选，没有名册可核对其资格", name=total.spellings[key]),
            say("公布前由人确认其是有被选举权的正式党员"),
            "W14",
        )
        for key in outcome.elected
        if isinstance(key, str)
    ]


def _reduction_problems(book: RuleBook, election: Election, contest: Contest, outcome: Outcome) -> list[Problem]:
    """Refuse a consent of too few electors; say when a decision is for another number than are elected (W9)."""
    decision, share, present = contest.reduce_seats, book.reduce_by_electors, election.attendance.present
    if decision is None:
        return []
    if decision.to != len(outcome.elected):
        figures = {"office": contest.office, "to": decision.to, "elected": len(outcome.elected)}
        return [
            warning(
                "T439",
                place("election.toml", contest.id, "reduce_seats.to"),
                say("{office}写明名额减为{to}名，当选{elected}名，减少名额的决定没有采用", **figures),
                say("核对决定的人数；不再减少的，删去 reduce_seats"),
                "W9",
            )
        ]
    if decision.by != "electors" or share is None or present is None:
        return []
    votes = decision.votes or 0
    if share.holds(votes, present):
        return []
    return [
        error(
            "T414",
            place("election.toml", contest.id, "reduce_seats.votes"),
            say("同意减少名额的只有{votes}名：{arithmetic}", votes=votes, arithmetic=share.arithmetic(votes, present)),
            say("须经{need}名以上选举人同意，或由主席团决定；否则另行选举", need=share.least(present)),
            "W9",
        )
    ]


def _reduced(outcome: Outcome, contest: Contest, election: Election) -> Outcome:
    """Take a decision to leave seats empty, when people took it and the elected fill what is left (W9)."""
    decision = contest.reduce_seats
    if decision is None or outcome.status is not Status.FURTHER_VOTE or len(outcome.elected) != decision.to:
        return outcome
    return Outcome(Status.COMPLETE, outcome.elected, (), 0, outcome.passed, None)
