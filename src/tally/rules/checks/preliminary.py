"""M16 and W13: what a 预选 and the formal vote after it owe to each other."""

from __future__ import annotations

from collections.abc import Iterator

from tally.domain.election import Stage
from tally.domain.message import say
from tally.domain.problem import Severity, place
from tally.rules.checks.candidates import unmixed
from tally.rules.checks.finding import Case, Finding, after, before, judged
from tally.rules.checks.result import RESULT, bar_of, figures_of
from tally.rules.margin import margin_is_tested


@before("M16")
def one_round(case: Case) -> Iterator[Finding]:
    """One vote with a margin, or a 预选 with one and then a formal vote that may be equal (M16, s27)."""
    if case.book.source("M16") is None or case.election.stage not in (Stage.FORMAL, Stage.PRELIMINARY):
        return
    previous = case.election.previous
    for contest in unmixed(case):
        figures = {"office": contest.office, "candidates": len(contest.candidates), "seats": contest.seats}
        earlier = previous.contests.get(contest.id) if previous is not None and previous.preliminary else None
        if case.election.stage is Stage.PRELIMINARY:
            ok = len(contest.candidates) > contest.seats
            sentence = say("{office}预选候选人{candidates}名，应选{seats}名；正式选举可以等额", **figures)
        elif earlier is not None:
            ok = earlier.margin_holds
            sentence = say("{office}已经预选，正式候选人{candidates}名，应选{seats}名；差额以预选为准", **figures)
        elif not margin_is_tested(case.book, case.election, contest):
            continue  # the rerun of a formal vote that a 预选 went before
        else:
            ok = len(contest.candidates) > contest.seats
            sentence = say("{office}一次投票，候选人{candidates}名，应选{seats}名，直接差额", **figures)
        yield judged(
            ok,
            "M16",
            sentence,
            "T441",
            contest=contest.id,
            place=place("election.toml", contest.id, "candidates"),
            remedy=say("差额在这一次投票，或在预选中实行一次"),
            severity=Severity.INFO,
        )


@before("W13")
def chosen_by_the_preliminary(case: Case) -> Iterator[Finding]:
    """After a 预选 everyone printed is one of those whom it chose (W13)."""
    previous = case.election.previous
    if case.book.source("W13") is None or case.election.stage is not Stage.FORMAL or previous is None:
        return
    for contest in case.contests if previous.preliminary else ():
        earlier = previous.contests.get(contest.id)
        if earlier is None:
            continue
        chosen = [one for one in contest.candidates if earlier.key_of(one) in earlier.members]
        figures = {"office": contest.office, "count": len(contest.candidates), "chosen": len(chosen)}
        yield judged(
            len(chosen) == len(contest.candidates),
            "W13",
            say("{office}正式候选人{count}名，其中预选产生的{chosen}名", **figures),
            "T460",
            contest=contest.id,
            place=place("election.toml", contest.id, "candidates"),
            remedy=say("正式候选人：{names}", names=tuple(one.name for one in earlier.members.values())),
        )


@after("W13")
def candidates_by_majority(case: Case) -> Iterator[Finding]:
    """In a 预选 those elected, with more than half, are the formal candidates (W13)."""
    if not case.election.preliminary or case.book.source("W13") is None:
        return
    for contest in case.counted():
        if contest["majority"]["need"] is None:
            continue
        chosen = [votes for _, votes, elected in figures_of(contest) if elected]
        base, (_, share) = contest["majority"]["base_count"], bar_of(case, contest)
        figures = {"office": contest["office"], "count": len(chosen)}
        yield judged(
            all(share.holds(votes, base) for votes in chosen),
            "W13",
            say(
                "{office}列为正式候选人{count}名，最少的{arithmetic}",
                **figures,
                arithmetic=share.arithmetic(min(chosen), base),
            )
            if chosen
            else say("{office}列为正式候选人{count}名", **figures),
            "T437",
            contest=contest["id"],
            place=RESULT,
        )
