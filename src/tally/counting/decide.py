"""Who is elected (rules.md section 5): more than half, by approvals until the seats are full, no tie broken by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tally.domain.outcome import NextVote, Outcome, Ranked, Status


def decide(standings: Sequence[Ranked], seats: int, need: int | None) -> Outcome:
    """Decide one contest from the approvals of everyone who may be elected.

    `need` is the least number of approvals that elects; None where more votes win (a revote of the tied). There nobody
    is elected without a vote, but all may be tied at nought.

    >>> outcome = decide([Ranked(0, 80), Ranked(1, 90), Ranked(2, 74)], seats=2, need=75)
    >>> outcome.status.value, outcome.elected, outcome.open_seats
    ('complete', (1, 0), 0)
    >>> decide([Ranked(0, 90), Ranked(1, 90)], seats=1, need=75).tied
    (0, 1)
    """
    bar = need if need is not None else int(len(standings) <= seats)
    passed = sorted((one for one in standings if one.approve >= bar), key=lambda one: -one.approve)
    count = len(passed)
    if count <= seats:
        return _without_a_line(passed, seats, count)
    last_in, first_out = passed[seats - 1].approve, passed[seats].approve
    if last_in > first_out:
        return Outcome(
            Status.COMPLETE,
            _people(passed[:seats]),
            (),
            0,
            count,
            None,
        )
    above = [one for one in passed if one.approve > last_in]
    tied = [one for one in passed if one.approve == last_in]
    open_seats = seats - len(above)
    return Outcome(
        Status.REVOTE,
        _people(above),
        _people(tied),
        open_seats,
        count,
        NextVote("revote", open_seats, _people(tied)),
    )


def void(seats: int) -> Outcome:
    """Return the outcome of a vote with more ballots than voters (V1): nothing is counted, all is held again."""
    return Outcome(
        Status.VOID,
        (),
        (),
        seats,
        0,
        NextVote("rerun", seats),
    )


def could_change(
    standings: Sequence[Ranked],
    seats: int,
    need: int | None,
    least: Mapping[int | str, int],
    most: Mapping[int | str, int],
    unnamed: int = 0,
) -> bool:
    """Tell whether any approvals within the bounds elect somebody else.

    A person is elected when they reach the need and fewer than `seats` others have as many approvals or more. That
    gets harder as others rise and easier as they rise themselves, so two corner cases per person settle it.
    """
    bar = 1 if need is None else need
    people = [*most, *([""] if unnamed else [])]
    votes = {**dict.fromkeys(people, 0), **{one.person: one.approve for one in standings}}
    low = {person: approve + least.get(person, 0) for person, approve in votes.items()}
    high = {person: approve + most.get(person, 0) + unnamed for person, approve in votes.items()}
    elected = set(decide(standings, seats, need).elected)

    def stands(approve: int, others: Mapping[int | str, int], person: int | str) -> bool:
        rivals = sum(votes >= approve for other, votes in others.items() if other != person)
        return approve >= bar and rivals < seats

    return any(
        not stands(low[person], high, person) if person in elected else stands(high[person], low, person)
        for person in low
    )


def _without_a_line(passed: Sequence[Ranked], seats: int, count: int) -> Outcome:
    if count == seats:
        return Outcome(Status.COMPLETE, _people(passed), (), 0, count, None)
    gap = seats - count
    return Outcome(Status.FURTHER_VOTE, _people(passed), (), gap, count, NextVote("further", gap))


def _people(ranked: Sequence[Ranked]) -> tuple[int | str, ...]:
    return tuple(one.person for one in ranked)
