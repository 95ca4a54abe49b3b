"""What must follow a count (接下来的投票): the elections to prepare, who stands, what people must still decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tally.counting.stages import plenary_posts
from tally.domain.election import Contest, Election, Kind, Stage
from tally.domain.message import Message, say
from tally.domain.outcome import Status
from tally.domain.previous import EarlierVote, Previous
from tally.records.first_plenary import posts_to_fill
from tally.records.further_vote import further_candidates, further_choices
from tally.records.plenary_order import unfinished_discipline
from tally.rules.book import RuleBook
from tally.rules.margin import verify_margin
from tally.rules.rulebook import rule_book

FOLDERS = {Stage.REVOTE: "revote", Stage.FURTHER: "further", Stage.FORMAL: "formal", Stage.PRELIMINARY: "further"}
RERUN = "rerun"
PLENARIES = {Kind.DW: ("plenary-committee", "党委"), Kind.JW: ("plenary-discipline", "纪委")}


@dataclass(frozen=True, slots=True)
class NextElection:
    """One election folder to come. `pool` tells that its contests elect from the members in the record.

    `choices` are what the law leaves to people, each with who may take it.
    """

    folder: str
    stage: Stage
    entitled: int
    present: int | None
    contests: tuple[Contest, ...]
    choices: tuple[Message, ...]
    ballot_order: str
    pool: str = ""

    @property
    def same_electors(self) -> bool:
        """Whether the same people vote, so that roster and officers stay."""
        return not self.pool


def next_elections(
    election: Election, previous: Previous, finished: Previous | None = None
) -> tuple[NextElection, ...]:
    """Return the elections that follow an election whose record is `previous`, in the order in which they are held.

    Reruns first, then revotes, further votes, the formal vote after a 预选, the plenary of the discipline committee
    and that of the Party committee, which hears it (R5). `finished` is the record of a later vote that filled the
    discipline committee: then the Party committee's plenary alone is still to be prepared.
    """
    plenaries = tuple(_plenaries(election, previous, finished))
    if finished is not None:
        return tuple(one for one in plenaries if one.folder == PLENARIES[Kind.DW][0])
    book = rule_book(election)
    later = [
        _of_same_electors(election, previous, book, name, stage)
        for name, stage in (
            (RERUN, election.stage),
            (FOLDERS[Stage.REVOTE], Stage.REVOTE),
            (FOLDERS[Stage.FURTHER], Stage.PRELIMINARY if previous.preliminary else Stage.FURTHER),
            (FOLDERS[Stage.FORMAL], Stage.FORMAL),
        )
    ]
    return (*(one for one in later if one is not None), *plenaries)


def _of_same_electors(
    election: Election, previous: Previous, book: RuleBook, folder: str, stage: Stage
) -> NextElection | None:
    contests: list[Contest] = []
    choices: list[Message] = []
    for contest in election.contests:
        earlier = previous.contests.get(contest.id)
        if earlier is None or _folder_of(election, earlier) != folder:
            continue
        following, asked = _PREPARE[folder](election, previous, book, contest, earlier)
        contests.append(following)
        choices += asked
    if not contests:
        return None
    there = election.attendance
    by_votes = folder == FOLDERS[Stage.FURTHER] and bool(book.further)
    order = "given" if by_votes else election.method.ballot_order
    return NextElection(folder, stage, there.entitled, there.present, tuple(contests), tuple(choices), order)


def _folder_of(election: Election, earlier: EarlierVote) -> str:
    if earlier.status is Status.VOID:
        return RERUN
    if earlier.status is Status.REVOTE:
        return FOLDERS[Stage.REVOTE]
    if earlier.status is Status.FURTHER_VOTE:
        return FOLDERS[Stage.FURTHER]
    return FOLDERS[Stage.FORMAL] if election.preliminary else ""


Prepared = tuple[Contest, list[Message]]


def _rerun(election: Election, previous: Previous, book: RuleBook, contest: Contest, earlier: EarlierVote) -> Prepared:
    return _cleared(contest), [say("{office}：选举无效，由同一批选举人重新投票。", office=contest.office)]


def _revote(election: Election, previous: Previous, book: RuleBook, contest: Contest, earlier: EarlierVote) -> Prepared:
    standing = tuple(one for one in contest.candidates if earlier.key_of(one) in earlier.tied)
    printed = {earlier.key_of(one) for one in standing}
    written = tuple(one for key, one in earlier.tied.items() if key not in printed)
    following = _cleared(contest, seats=earlier.open_seats, candidates=(*standing, *written), writein_boxes=0)
    figures = {"office": contest.office, "names": tuple(one.name for one in following.candidates),
               "seats": earlier.open_seats}  # fmt: skip
    if election.preliminary:
        return following, [say("{office}：在得票相等的{names}中取{seats}名，得票多的列为正式候选人。", **figures)]
    return following, [
        say("{office}：在得票相等的{names}中选{seats}名，得票多的当选；是否仍须过半数，规定没有写明。", **figures)
    ]


def _further(
    election: Election, previous: Previous, book: RuleBook, contest: Contest, earlier: EarlierVote
) -> Prepared:
    margin = verify_margin(
        book,
        contest.kind,
        earlier.open_seats,
        0,
        office=contest.office,
        fixed=contest.fixed_margin,
        by_election=election.by_election,
    )
    standing = further_candidates(book, contest, earlier, margin)
    boxes = min(contest.writein_boxes, earlier.open_seats)
    following = _cleared(contest, seats=earlier.open_seats, candidates=standing, writein_boxes=boxes)
    return following, list(further_choices(election, book, contest, earlier, margin, len(standing)))


def _formal(election: Election, previous: Previous, book: RuleBook, contest: Contest, earlier: EarlierVote) -> Prepared:
    seats = earlier.formal_seats
    return _cleared(contest, seats=seats, candidates=tuple(earlier.members.values())), [
        say("{office}：预选产生的正式候选人{count}名，应选{seats}名。", office=contest.office,
            count=len(earlier.members), seats=seats),
    ]  # fmt: skip


_PREPARE = {
    RERUN: _rerun,
    FOLDERS[Stage.REVOTE]: _revote,
    FOLDERS[Stage.FURTHER]: _further,
    FOLDERS[Stage.FORMAL]: _formal,
}


def _plenaries(election: Election, previous: Previous, finished: Previous | None) -> Iterator[NextElection]:
    """Yield the first plenaries of the bodies that are complete, the discipline committee's first (R5).

    The Party committee's waits for that. A by-election adds to a committee that has had its own.
    """
    if election.preliminary or election.by_election:
        return
    waits = unfinished_discipline(election, previous, finished) is not None
    for kind in (Kind.JW,) if waits else (Kind.JW, Kind.DW):
        folder, body = PLENARIES[kind]
        for contest in election.contests:
            earlier = previous.contests.get(contest.id)
            if contest.kind is kind and earlier is not None and earlier.status is Status.COMPLETE:
                contests, choices = posts_to_fill(contest, earlier, body)
                members = len(earlier.members)
                yield NextElection(
                    folder, Stage.PLENARY, members, members, tuple(contests), tuple(choices), "given", contest.id
                )


def _cleared(contest: Contest, **changes: Any) -> Contest:
    """Return a contest as it stands before its ballots are issued.

    Posts that nobody on the list stands for are no longer among its `leaders`; those the plenary fills stay in `heads`.
    """
    cleared = replace(contest, printed=None, spoiled=None, issued=None, collected=None, reduce_seats=None)
    following = replace(cleared, **changes)
    listed = {one.post for one in following.candidates}
    leaders = tuple(post for post in following.leaders if post in listed)
    return replace(following, leaders=leaders, heads=plenary_posts(contest))
