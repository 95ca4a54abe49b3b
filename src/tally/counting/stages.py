"""What each stage of an election changes in the one count: the bar, the places to fill, and what follows."""

from __future__ import annotations

from dataclasses import replace

from tally.domain.election import Candidate, Contest, Election, Kind, Stage
from tally.domain.outcome import NextVote, Outcome, Status
from tally.rules.book import RuleBook
from tally.rules.margin import verify_margin
from tally.rules.meeting import Majority


def need_of(book: RuleBook, election: Election, bar: Majority) -> int | None:
    """Return the least approvals that elect, None where more votes win.

    More votes win in a revote of the tied (W6) and in a 预选 of state elections (M9); in a Party 预选 a formal
    candidate needs more than half (W13).
    """
    by_order = election.stage is Stage.REVOTE or (election.stage is Stage.PRELIMINARY and not book.party)
    return None if by_order else bar.need


def places_of(book: RuleBook, election: Election, contest: Contest) -> int:
    """Return how many persons the vote chooses: the seats, or in a 预选 of state elections the names printed (M9).

    Where fewer were nominated than may be printed, all of them are.
    """
    earlier = election.previous.contests.get(contest.id) if election.previous is not None else None
    later = earlier is not None and earlier.status is not Status.VOID  # its seats are the places still to fill
    if election.stage is not Stage.PRELIMINARY or book.party or later:
        return contest.seats
    margin = verify_margin(
        book,
        contest.kind,
        contest.seats,
        len(contest.candidates),
        office=contest.office,
        fixed=contest.fixed_margin,
        nominated=len(contest.candidates),
    )
    return max(contest.seats, min(margin.max_candidates or contest.seats, len(contest.candidates)))


def formal_seats(election: Election, contest: Contest) -> int:
    """Return how many seats the formal vote fills that a 预选 is held for: those of its first round (W13, M9)."""
    previous = election.previous
    earlier = previous.contests.get(contest.id) if previous is not None and previous.preliminary else None
    return contest.seats if earlier is None else earlier.formal_seats


def elected_before(election: Election, contest: Contest) -> dict[str, Candidate]:
    """Return who was elected to the body in the votes before this one, by key."""
    earlier = election.previous.contests.get(contest.id) if election.previous is not None else None
    return dict(earlier.members) if earlier is not None and _same_body(election) else {}


def plenary_posts(contest: Contest) -> dict[str, int]:
    """Return the posts that the first plenary of a committee fills, with the number of each, as the election says.

    Those in `heads`; else those in `leaders`, as many of each as the candidates listed for it, one where none is.
    """
    if contest.heads or contest.kind not in (Kind.DW, Kind.JW):
        return dict(contest.heads)
    listed = [one.post for one in contest.candidates]
    return {post: max(listed.count(post), 1) for post in contest.leaders}


def with_plenary(outcome: Outcome, election: Election, contest: Contest) -> Outcome:
    """Add what follows a members' election: the first plenary that fills the posts the election names (R5)."""
    posts = plenary_posts(contest)
    if outcome.status is not Status.COMPLETE or not posts or election.preliminary or election.by_election:
        return outcome
    members = (*elected_before(election, contest), *outcome.elected)
    return replace(outcome, next=NextVote("plenary", sum(posts.values()), members))


def _same_body(election: Election) -> bool:
    """The elected of a 预选 are formal candidates: the formal vote starts with every seat open."""
    assert election.previous is not None
    return not election.previous.preliminary or election.preliminary
