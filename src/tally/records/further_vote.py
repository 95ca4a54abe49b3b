"""A further vote (另行选举) to be prepared: who may stand, and what the law leaves to people (W8, W10–W12)."""

from __future__ import annotations

from collections.abc import Iterator

from tally.domain.election import Candidate, Contest, Election, Kind, Stage
from tally.domain.message import Message, say
from tally.domain.previous import EarlierVote
from tally.rules.book import Further, RuleBook
from tally.rules.margin import Margin


def further_candidates(book: RuleBook, contest: Contest, earlier: EarlierVote, margin: Margin) -> tuple[Candidate, ...]:
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


def further_choices(
    election: Election, book: RuleBook, contest: Contest, earlier: EarlierVote, margin: Margin, standing: int
) -> Iterator[Message]:
    """Yield what people must decide or mend before a further vote; `standing` is how many are listed for it."""
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
