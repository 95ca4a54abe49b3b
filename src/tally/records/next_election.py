"""What must follow a count (接下来的投票): the elections to prepare, who stands, what people must still decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tally.counting.stages import plenary_posts
from tally.domain.election import Candidate, Contest, Election, InputFile, Kind, Stage
from tally.domain.message import Message, say
from tally.domain.outcome import Status
from tally.domain.previous import EarlierVote, Previous
from tally.domain.problem import Problem, error
from tally.records.plenary_order import unfinished_discipline
from tally.rules.book import Further, RuleBook
from tally.rules.margin import Margin, verify_margin
from tally.rules.rulebook import rule_book

FOLDERS = {Stage.REVOTE: "revote", Stage.FURTHER: "further", Stage.FORMAL: "formal", Stage.PRELIMINARY: "further"}
RERUN = "rerun"
PLENARIES = {Kind.DW: ("plenary-committee", "党委"), Kind.JW: ("plenary-discipline", "纪委")}
HEADS = ("书记", "副书记")


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


def unchanged_problems(election: Election, inputs: Sequence[Mapping[str, object]]) -> Iterator[Problem]:
    """Yield T660 for each file of the election that is not what the record was counted from."""
    counted = {(one["role"], one["path"]): one["sha256"] for one in inputs}
    for one in election.inputs:
        if counted.get((one.role, one.path), one.sha256) != one.sha256:
            yield _changed(one)


def unsettled_problems(contests: Sequence[Mapping[str, object]]) -> Iterator[Problem]:
    """Yield T661 for each contest in which a ruling could still change who is elected."""
    for one in contests:
        doubtful = one["doubtful"]
        if isinstance(doubtful, Mapping) and doubtful["could_change_result"]:
            yield error(
                "T661",
                str(one["office"]),
                say("存疑选票{ballots}张尚未裁定，可能改变当选结果", ballots=doubtful["ballots"]),
                say("先由监票人裁定（rulings.toml），重新计票，再准备下一次投票"),
                "b9",
            )


def _changed(one: InputFile) -> Problem:
    return error(
        "T660",
        one.path,
        say("计票以后改动过，与记录不符"),
        say("重新运行 tally count，再准备下一次投票；或恢复原来的文件"),
    )


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
    standing = _further_candidates(book, contest, earlier, margin)
    boxes = min(contest.writein_boxes, earlier.open_seats)
    following = _cleared(contest, seats=earlier.open_seats, candidates=standing, writein_boxes=boxes)
    return following, list(_further_choices(election, book, contest, earlier, margin, len(standing)))


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


def _further_candidates(
    book: RuleBook, contest: Contest, earlier: EarlierVote, margin: Margin
) -> tuple[Candidate, ...]:
    """Return who stands in a further vote.

    By the state laws the next in order of votes (W10, W12), as many as the margin allows; equal votes at the end are
    left out if enough remain, else all of them are listed and people strike the rest. In the Party everybody who was
    not elected may stand. A plenary asks for new nominations.
    """
    known = {earlier.key_of(one): one for one in contest.candidates}
    ranked = [one for one in earlier.by_votes() if book.further.get(contest.kind) or one.key in earlier.printed]
    if contest.kind is Kind.ZW:
        ranked = []
    most = margin.max_candidates
    if book.further.get(contest.kind) and most is not None and len(ranked) > max(most, margin.need_candidates):
        size = most = max(most, margin.need_candidates)  # M8: for one seat no number fits both bounds
        while size > margin.need_candidates and ranked[size - 1].approve == ranked[size].approve:
            size -= 1
        last = ranked[size - 1].approve or 0
        ranked = [one for at, one in enumerate(ranked) if at < size or one.approve == last]
    return tuple(known.get(one.key, Candidate(one.name, one.key)) for one in ranked)


def _further_choices(
    election: Election, book: RuleBook, contest: Contest, earlier: EarlierVote, margin: Margin, standing: int
) -> Iterator[Message]:
    if contest.kind is Kind.ZW:
        yield say("{office}：没有人得票过半数。报上级党组织，另提候选人后再选。", office=contest.office)
        return
    office, most = contest.office, margin.max_candidates
    rule = book.further.get(contest.kind)
    figures = {"office": office, "seats": earlier.open_seats, "lawful": _lawful(margin)}
    if election.preliminary:
        yield say(
            "{office}：还差正式候选人{seats}名，再预选一次，候选人{lawful}；可以另提，改 candidates.xlsx", **figures
        )
    else:
        yield say("{office}：另行选举{seats}名，候选人{lawful}。{who}", **figures, who=_who_may_stand(rule))
    if rule is not None and rule.by_votes and election.stage is Stage.FURTHER:
        yield say("{office}：另行选举后仍有空缺的，有的省规定不再选；由选举委员会按本省的规定决定。", office=office)
    if rule is not None and most is not None and standing > max(most, margin.need_candidates):
        yield say(
            "{office}：末位得票相等，名单有{standing}名，多于{most}名，由主持选举的机构确定去掉谁。",
            office=office,
            standing=standing,
            most=most,
        )
    if standing < margin.need_candidates:
        missing = margin.need_candidates - standing
        yield say(
            "{office}：名单只有{standing}名，还差{missing}名。", office=office, standing=standing, missing=missing
        )
    filled = contest.seats - earlier.open_seats
    share, present = book.reduce_by_electors, election.attendance.present
    if share and present and filled and not election.preliminary:
        yield say(
            "{office}：已选出{filled}名，接近应选名额的，也可以不再选：经{votes}名以上选举人同意，或由主席团决定，"
            "在原选举文件写 reduce_seats（to = {filled}，by = electors 或 presidium）后重新计票。",
            office=office,
            filled=filled,
            votes=share.least(present),
        )


def _who_may_stand(rule: Further | None) -> Message:
    if rule is None:
        return say("没有当选的都可以列入，也可以另提；由主席团（党员大会由上届委员会）决定，改 candidates.xlsx")
    if rule.by_votes:
        return say("按上一次得票多少的顺序（{rule}）", rule=rule.bar.rule)
    return say(
        "按上一次得票多少的顺序，也可以另行提名；在本次或下次会议上选，由主席团决定（{rule}）", rule=rule.bar.rule
    )


def _lawful(margin: Margin) -> Message:
    if margin.max_candidates is None:
        return say("至少{need}名", need=margin.need_candidates)
    if margin.max_candidates <= margin.need_candidates:
        return say("{need}名", need=margin.need_candidates)
    return say("{need}至{most}名", need=margin.need_candidates, most=margin.max_candidates)


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
                yield _plenary(contest, earlier, folder, body)


def _plenary(contest: Contest, earlier: EarlierVote, folder: str, body: str) -> NextElection:
    members = tuple(earlier.members.values())
    named = plenary_posts(contest)
    posts = tuple(named) or HEADS
    contests, choices = [], []
    for number, post in enumerate(posts, start=1):
        printed = [one for one in contest.candidates if one.post == post]
        standing = tuple(one for one in members if one.post == post)
        standing = tuple(sorted(standing, key=lambda one: _approved(contest, earlier, one)))
        seats = named.get(post) or max(len(printed), len(standing), 1)
        office = post if post.startswith(("党委", "纪委")) else f"{body}{post}"
        contests.append(
            Contest(
                id=f"{contest.id}-head-{number}",
                office=office,
                kind=Kind.ZW,
                seats=seats,
                candidates=standing,
                body=contest.body,
                writein_boxes=seats,
            )
        )
        if len(standing) != seats:
            choices.append(
                say(
                    "{office}：应选{seats}名，当选委员中拟任的有{standing}名；经上级同意提名，等额选举，"
                    "改 candidates.xlsx 和 seats。",
                    office=office,
                    seats=seats,
                    standing=len(standing),
                )
            )
    return NextElection(folder, Stage.PLENARY, len(members), len(members), tuple(contests), tuple(choices), "given",
                        contest.id)  # fmt: skip


def _approved(contest: Contest, earlier: EarlierVote, person: Candidate) -> int:
    """Return a person's place in the order that the superior approved: that of the members' ballot."""
    keys = [earlier.key_of(one) for one in contest.candidates]
    return keys.index(person.key) if person.key in keys else len(keys)


def _cleared(contest: Contest, **changes: Any) -> Contest:
    """Return a contest as it stands before its ballots are issued.

    Posts that nobody on the list stands for are no longer among its `leaders`; those the plenary fills stay in `heads`.
    """
    cleared = replace(contest, printed=None, spoiled=None, issued=None, collected=None, reduce_seats=None)
    following = replace(cleared, **changes)
    listed = {one.post for one in following.candidates}
    leaders = tuple(post for post in following.leaders if post in listed)
    return replace(following, leaders=leaders, heads=plenary_posts(contest))
