"""What a vote owes to the vote it follows: its stage, seats and candidates (W6, W8, W10, W13, W15, M1 after a 预选)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tally.domain.election import Candidate, Contest, Stage
from tally.domain.message import Message, say
from tally.domain.outcome import Status
from tally.domain.previous import EarlierVote, Previous
from tally.domain.problem import Problem, error, place, warning
from tally.names.normalise import normalise
from tally.rules.book import RuleBook

STAGES = {
    Stage.FORMAL: say("正式选举"),
    Stage.PRELIMINARY: say("预选"),
    Stage.REVOTE: say("再次投票"),
    Stage.FURTHER: say("另行选举"),
    Stage.PLENARY: say("第一次全体会议"),
}


def following_stage(previous: Previous, earlier: EarlierVote) -> Stage | None:
    """Return the stage of the vote that must follow on one contest; None when nothing does.

    A void vote is held again as it was (V1), a tie is voted on again (W6), a gap filled by a further vote (W8), a
    preliminary one followed by the formal one (W13).
    """
    if earlier.status is Status.VOID:
        return previous.stage
    if earlier.status is Status.REVOTE:
        return Stage.REVOTE
    if earlier.status is Status.FURTHER_VOTE:
        return Stage.PRELIMINARY if previous.preliminary else Stage.FURTHER
    return Stage.FORMAL if previous.preliminary else None


def succession_problems(
    book: RuleBook, previous: Previous, stage: Stage, mode: str, unit: str, contests: Sequence[Contest]
) -> Iterator[Problem]:
    """Yield what does not fit between a vote and the record it follows.

    T454 another stage, T455 no such contest, T456 other seats, T457 other candidates than the tied, T458 write-in
    boxes in a revote, T459 a candidate who is elected already, T460 a candidate whom the 预选 did not choose, T461 a
    预选 without its margin, T464 not the next in order of votes, T465 another unit, mode or rule book, T467 a rerun
    with other candidates, T468 a name that several persons had.
    """
    yield from _same_election(book, previous, mode, unit)
    if stage is Stage.PLENARY and previous.stage is not Stage.PLENARY:
        return  # another body of electors: `pool_problems` has the rest
    for contest in (one for one in contests if one.candidates):
        earlier = previous.contests.get(contest.id)
        if earlier is None:
            yield _problem(
                "T455",
                contest,
                "id",
                say("{record} 里没有 id 为“{id}”的选举", record=previous.record, id=contest.id),
                say("写成上一次的 id：{ids}", ids=tuple(previous.contests)),
            )
            continue
        expected = following_stage(previous, earlier)
        if expected is not stage:
            yield _stage_problem(contest, earlier, expected, stage)
            continue
        untold = list(_untold(earlier, contest))
        yield from untold or _contest_problems(book, previous, earlier, stage, contest)


def pool_problems(contest: Contest) -> Iterator[Problem]:
    """Yield T463 for each candidate of a plenary who was not elected to the body (W15)."""
    if contest.members is None:
        return
    for candidate in contest.candidates:
        if not _is_member(candidate, contest.members):
            yield _problem(
                "T463",
                contest,
                "candidates",
                say("{name}没有当选委员，不能作为{office}候选人", name=candidate.name, office=contest.office),
                say("{office}从新当选的委员中产生；另提候选人", office=contest.office),
                "W15",
            )


def _same_election(book: RuleBook, previous: Previous, mode: str, unit: str) -> Iterator[Problem]:
    where = place("election.toml", "previous")
    if previous.mode != mode:
        yield error(
            "T465",
            where,
            say("这次是{this}，上一次的记录是{other}", this=_MODES[mode], other=_MODES[previous.mode]),
            say("演练只承接演练，正式选举只承接正式选举"),
        )
    if previous.rules != book.id:
        yield error(
            "T465",
            where,
            say("上一次按 {other}，这次写的是 {this}", other=previous.rules, this=book.id),
            say("同一次选举前后用同一套规则"),
        )
    if previous.unit != unit:
        yield warning(
            "T465",
            where,
            say("上一次的单位是“{other}”，这次是“{this}”", other=previous.unit, this=unit),
            say("核对承接的是不是这份记录"),
        )


_MODES = {"official": say("正式选举"), "rehearsal": say("演练")}


def _contest_problems(
    book: RuleBook, previous: Previous, earlier: EarlierVote, stage: Stage, contest: Contest
) -> Iterator[Problem]:
    if earlier.status is Status.COMPLETE:
        yield from _after_preliminary(book, previous, earlier, contest)
        return
    wanted = earlier.seats if earlier.status is Status.VOID else earlier.open_seats
    if contest.seats != wanted:
        yield _problem(
            "T456",
            contest,
            "seats",
            say("写的是{seats}名，上一次空缺{open}名", seats=contest.seats, open=wanted),
            say("写 seats = {open}", open=wanted),
            "V1" if earlier.status is Status.VOID else "W6" if stage is Stage.REVOTE else "W8",
        )
    if earlier.status is Status.VOID:
        yield from _rerun(earlier, contest)
    elif stage is Stage.REVOTE:
        yield from _revote(earlier, contest)
    else:
        yield from _further(book, earlier, contest)


def _rerun(earlier: EarlierVote, contest: Contest) -> Iterator[Problem]:
    if {earlier.key_of(one) for one in contest.candidates} != earlier.printed:
        yield warning(
            "T467",
            place("election.toml", contest.id, "candidates"),
            say("重新选举的候选人与上一次不同"),
            say("确有候选人退出或增补的，重新核对差额"),
            "M15",
        )


def _revote(earlier: EarlierVote, contest: Contest) -> Iterator[Problem]:
    standing = {earlier.key_of(one): one.name for one in contest.candidates}
    added = tuple(name for key, name in standing.items() if key not in earlier.tied)
    missing = tuple(one.name for key, one in earlier.tied.items() if key not in standing)
    if added or missing:
        yield _problem(
            "T457",
            contest,
            "candidates",
            say("再次投票只在得票相等的{tied}中进行", tied=_names(earlier.tied)),
            say("名单里多了：{added}；少了：{missing}", added=added or say("无"), missing=missing or say("无")),
            "W6",
        )
    if contest.writein_boxes:
        yield _problem(
            "T458",
            contest,
            "writein_boxes",
            say("再次投票不能另选他人，选票上写有{boxes}个另选他人栏", boxes=contest.writein_boxes),
            say("写 writein_boxes = 0"),
            "W6",
        )


def _further(book: RuleBook, earlier: EarlierVote, contest: Contest) -> Iterator[Problem]:
    for candidate in contest.candidates:
        if earlier.key_of(candidate) in earlier.members:
            yield _problem(
                "T459",
                contest,
                "candidates",
                say("{name}已经当选", name=candidate.name),
                say("从名单中删去"),
                "W8",
            )
    rule = book.further.get(contest.kind)
    if rule is not None and rule.by_votes:
        yield from _out_of_order(rule.bar.rule, earlier, contest)


def _out_of_order(rule: str, earlier: EarlierVote, contest: Contest) -> Iterator[Problem]:
    """Yield each candidate who is not among the next in order of votes; equal votes at the end are people's choice."""
    ranked = earlier.by_votes()
    places = len(contest.candidates)
    votes = {one.approve for one in ranked[:places]}
    allowed = {one.key for one in ranked if one.approve in votes}
    for candidate in contest.candidates:
        if earlier.key_of(candidate) not in (*allowed, *earlier.members):
            yield _problem(
                "T464",
                contest,
                "candidates",
                say("{name}不在上一次得票的前{places}名之内", name=candidate.name, places=places),
                say(
                    "另行选举的候选人按上一次得票多少的顺序：{names}", names=tuple(one.name for one in ranked[:places])
                ),
                rule,
            )


def _after_preliminary(book: RuleBook, previous: Previous, earlier: EarlierVote, contest: Contest) -> Iterator[Problem]:
    rule = "M9" if book.source("W13") is None else "W13"
    if contest.seats != earlier.formal_seats:
        yield _problem(
            "T456",
            contest,
            "seats",
            say("写的是{seats}名，预选时应选{open}名", seats=contest.seats, open=earlier.formal_seats),
            say("写 seats = {open}", open=earlier.formal_seats),
            rule,
        )
    if not earlier.margin_holds:
        yield _problem(
            "T461",
            contest,
            "candidates",
            say("{record} 的预选没有达到规定的差额", record=previous.record),
            say("预选时差额符合规定的，正式选举才可以等额"),
            "M1",
        )
    for candidate in contest.candidates:
        if earlier.key_of(candidate) not in earlier.members:
            yield _problem(
                "T460",
                contest,
                "candidates",
                say("{name}没有在预选中产生为正式候选人", name=candidate.name),
                say("正式候选人：{names}", names=_names(earlier.members)),
                rule,
            )


def _is_member(candidate: Candidate, members: Mapping[str, str]) -> bool:
    """Whether a candidate is one of the members: by name, and by what tells namesakes apart where both say it."""
    bare, _, note = candidate.key.partition("（")
    told = candidate.distinction or note.removesuffix("）")
    same = [normalise(name).note for key, name in members.items() if key.partition("（")[0] == bare]
    return bool(same) and (not told or told in same or "" in same)


def _untold(earlier: EarlierVote, contest: Contest) -> Iterator[Problem]:
    """Yield T468 for a candidate whose name several persons had in the vote before, untold which of them it is."""
    keys = {*(one.key for one in earlier.standing), *earlier.members}
    for candidate in contest.candidates:
        key = earlier.key_of(candidate)
        if key in earlier.namesakes and key not in keys:
            yield _problem(
                "T468",
                contest,
                "candidates",
                say(
                    "{name}在上一次有同名的，分不出是哪一位：{names}",
                    name=candidate.name,
                    names=tuple(sorted(one for one in keys if one.partition("（")[0] == key)),
                ),
                say("在 candidates.xlsx 的“区分”一列照上一次写明"),
                "w8",
            )


def _names(people: Mapping[str, Candidate]) -> tuple[str, ...]:
    return tuple(one.name for one in people.values())


def _stage_problem(contest: Contest, earlier: EarlierVote, expected: Stage | None, stage: Stage) -> Problem:
    if expected is None:
        remedy = say("上一次应选名额已经全部选出，不再投票")
    else:
        remedy = say('接下来是{expected}：写 stage = "{value}"', expected=STAGES[expected], value=expected.value)
    return error(
        "T454",
        place("election.toml", "stage"),
        say(
            "{office}上一次的结果是“{status}”，这次写的是{stage}",
            office=earlier.office,
            status=STATUSES[earlier.status],
            stage=STAGES[stage],
        ),
        remedy,
        "V1" if earlier.status is Status.VOID else "W6" if earlier.status is Status.REVOTE else "W8",
    )


STATUSES = {
    Status.COMPLETE: say("全部选出"),
    Status.REVOTE: say("得票相等，须再次投票"),
    Status.FURTHER_VOTE: say("缺额，须另行选举"),
    Status.VOID: say("选举无效，须重新选举"),
}


def _problem(
    code: str, contest: Contest, key: str, found: Message, remedy: Message, rule: str | None = None
) -> Problem:
    return error(code, place("election.toml", contest.id, key), found, remedy, rule)
