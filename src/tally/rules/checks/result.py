"""V1–V4 and most of W1–W17 over a record: its figures are tested again, apart from the code that decided them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tally.domain.election import Contest, Kind, Stage
from tally.domain.message import NOTHING, Message, say
from tally.domain.problem import Severity, place
from tally.names.normalise import normalise
from tally.rules.checks.finding import Case, Finding, after, holds, judged, told, untested
from tally.rules.share import Share

RESULT = "result.json"
Part = Mapping[str, Any]


def figures_of(contest: Part) -> list[tuple[str, int, bool]]:
    """Return name, approvals and whether elected of everyone who may be."""
    people = [(one["name"], one["approve"], one["elected"]) for one in contest["candidates"]]
    return people + [
        (one["name"], one["approve"], one["elected"])
        for one in contest["write_ins"]
        if one.get("eligible") is not False
    ]


def decided_by_issued(case: Case, ballots: Part) -> bool:
    """Whether the number issued, not that of people who voted, limits the ballots collected (V2, `valid_limit`)."""
    return case.election.method.valid_limit == "issued" and ballots["issued"] is not None


def gravity(case: Case, ballots: Part) -> Severity:
    """Return what too many ballots are: a warning when the limit that decides still admits them (V1, V2), else error.

    Ballots that hold to both limits are no warning either.
    """
    limits = [one for one in (ballots["issued"], ballots["voted"]) if one is not None]
    decisive = ballots["issued"] if decided_by_issued(case, ballots) else ballots["voted"]
    return Severity.WARNING if min(limits) < ballots["collected"] <= decisive else Severity.ERROR


@after("V1")
def not_more_than_voted(case: Case) -> Iterator[Finding]:
    """Ballots collected do not exceed those who voted; else the vote is void (V1, X15), by another limit not (V2)."""
    for contest in (case.record or {}).get("contests", ()):
        ballots = contest["ballots"]
        over = ballots["collected"] > ballots["voted"]
        sentence = say(
            "{office}收回{collected}张 {sign} 投票{voted}人",
            office=contest["office"],
            collected=ballots["collected"],
            sign=">" if over else "≤",
            voted=ballots["voted"],
        )
        severity = gravity(case, ballots)
        yield judged(
            not over,
            "V1",
            sentence,
            "T437",
            contest=contest["id"],
            place=RESULT,
            remedy=say("选举无效，重新选举")
            if severity is Severity.ERROR
            else say("是否有效以发出票数为准；查清多出的票"),
            severity=severity,
        )


@after("V2")
def not_more_than_issued(case: Case) -> Iterator[Finding]:
    """Ballots collected do not exceed those issued (V2, X17); which of the two limits decides, the method says."""
    for contest in (case.record or {}).get("contests", ()):
        ballots = contest["ballots"]
        by_issued = decided_by_issued(case, ballots)
        office, issued, voted, collected = contest["office"], ballots["issued"], ballots["voted"], ballots["collected"]
        if issued is None:
            sentence = say("{office}没有写发出票数", office=office)
            yield untested("V2", sentence, place("election.toml", contest["id"], "issued"), contest["id"])
            continue
        over = collected > issued
        yield judged(
            not over,
            "V2",
            say("{office}收回{collected}张 {sign} 发出{issued}张", office=office, collected=collected,
                sign=">" if over else "≤", issued=issued),
            "T437",
            contest=contest["id"],
            place=RESULT,
            remedy=say("选举无效，重新选举") if by_issued else say("是否有效以投票人数为准；查清多出的票"),
            severity=Severity.ERROR if by_issued else Severity.WARNING,
        )  # fmt: skip
        if issued != voted:
            limit = say("发出票数") if by_issued else say("投票人数")
            sentence = say("{office}发出{issued}张，投票{voted}人，以{limit}为准", office=office, issued=issued,
                           voted=voted, limit=limit)  # fmt: skip
            yield told("V2", sentence, contest["id"])


@after("V3")
def no_overvote_counted(case: Case) -> Iterator[Finding]:
    """All approvals together do not exceed seats times valid ballots (V3, I3)."""
    for contest in case.counted():
        approvals = sum(one["approve"] for one in (*contest["candidates"], *contest["write_ins"]))
        most = contest["seats"] * contest["ballots"]["valid"]
        yield judged(
            approvals <= most,
            "V3",
            say(
                "{office}赞成票合计{approvals}，应选{seats}名×有效票{valid}张 = {most}",
                office=contest["office"],
                approvals=approvals,
                seats=contest["seats"],
                valid=contest["ballots"]["valid"],
                most=most,
            ),
            "T437",
            contest=contest["id"],
            place=RESULT,
        )


@after("V4")
def marked_ballots(case: Case) -> Iterator[Finding]:
    """Say how many ballots were void because they were marked (V4)."""
    for contest in case.counted():
        count = contest["ballots"]["invalid_reasons"].get("marked", 0)
        if count:
            yield told(
                "V4", say("{office}有记号的{count}张，作废", office=contest["office"], count=count), contest["id"]
            )


@after("W1", "W2", "W3", "W4", "W10", "W11", "W12")
def majority(case: Case) -> Iterator[Finding]:
    """Everyone elected reaches the bar, nobody elected below it (W1–W4; in a further vote W10–W12; in a 预选 W13)."""
    if case.election.preliminary:
        return
    for contest in case.counted():
        bar = contest["majority"]
        rule, share = bar_of(case, contest)
        if bar["need"] is None:
            continue
        low = [
            (name, votes)
            for name, votes, elected in figures_of(contest)
            if elected and not share.holds(votes, bar["base_count"])
        ]
        elected = [votes for _, votes, chosen in figures_of(contest) if chosen]
        fewest = min(elected, default=None)
        if low:
            name, votes = low[0]
            sentence = say("{name}当选，{arithmetic}", name=name, arithmetic=share.arithmetic(votes, bar["base_count"]))
        elif fewest is None:
            sentence = say("{office}没有人达到{need}票", office=contest["office"], need=bar["need"])
        else:
            sentence = say(
                "{office}当选人最少{votes}票，{arithmetic}",
                office=contest["office"],
                votes=fewest,
                arithmetic=share.arithmetic(fewest, bar["base_count"]),
            )
        yield judged(not low, rule, sentence, "T437", contest=contest["id"], place=RESULT)


def bar_of(case: Case, contest: Part) -> tuple[str, Share]:
    """Return the rule by which a contest was decided, and its share."""
    kind = Kind(contest["kind"])
    further = case.book.further.get(kind) if case.election.stage is Stage.FURTHER else None
    threshold = case.book.majority(kind) if further is None else further.bar
    rule = "W2" if contest["majority"]["base"] == "entitled" else threshold.rule
    return rule, threshold.share


@after("W5")
def most_votes(case: Case) -> Iterator[Finding]:
    """Nobody left out has more approvals than somebody elected (W5, X42)."""
    for contest in case.counted():
        people = figures_of(contest)
        inside = min((votes for _, votes, elected in people if elected), default=None)
        outside = max((votes for _, votes, elected in people if not elected), default=None)
        number = sum(elected for _, _, elected in people)
        if inside is None or outside is None:
            continue
        places = contest.get("places", contest["seats"])
        ok = number <= places and inside > outside
        yield judged(
            ok,
            "W5",
            say(
                "{office}选出{number}名（名额{seats}名），选出的最少{inside}票，其余的最多{outside}票",
                office=contest["office"],
                number=number,
                seats=places,
                inside=inside,
                outside=outside,
            ),
            "T437",
            contest=contest["id"],
            place=RESULT,
        )


@after("W6", "W7")
def ties(case: Case) -> Iterator[Finding]:
    """A tie across the last seat is voted again (W6); one inside or outside needs nothing (W7)."""
    for contest in case.counted():
        tied, where = contest["outcome"]["tied"], contest["id"]
        votes = {name: number for name, number, _ in figures_of(contest)}
        if tied:
            same = {votes[name] for name in tied}
            yield judged(
                len(same) == 1 and len(tied) > contest["outcome"]["open_seats"] > 0,
                "W6",
                say(
                    "{names}同为{votes}票，余{open}名，再次投票",
                    names=tuple(tied),
                    votes=min(same),
                    open=contest["outcome"]["open_seats"],
                ),
                "T437",
                contest=where,
                place=RESULT,
            )
        elif len(set(votes.values())) < len(votes):
            yield holds("W7", say("{office}有票数相等的，不在末位，不再投票", office=contest["office"]), where)
        else:
            yield holds("W6", say("{office}没有末位票数相等", office=contest["office"]), where)


@after("W8")
def gap(case: Case) -> Iterator[Finding]:
    """Fewer pass than there are seats: the gap stays open, nobody moves up (W8, X47)."""
    for contest in case.counted():
        outcome = contest["outcome"]
        elected, open_seats = len(outcome["elected"]), outcome["open_seats"]
        reduced = contest.get("reduce_seats") if outcome["status"] == "complete" else None
        places = contest.get("places", contest["seats"])
        seats = reduced["to"] if reduced and elected < places else places
        yield judged(
            elected + open_seats == seats,
            "W8",
            say(
                "{office}名额{seats}名，选出{elected}名，空缺{open}名",
                office=contest["office"],
                seats=seats,
                elected=elected,
                open=open_seats,
            ),
            "T437",
            contest=contest["id"],
            place=RESULT,
        )


@after("W14")
def write_ins(case: Case) -> Iterator[Finding]:
    """A written-in person is elected by the same bar, once eligibility is confirmed (W14, X49)."""
    for contest in case.counted():
        for one in contest["write_ins"]:
            if not one["elected"]:
                continue
            if one.get("eligible") is None:
                yield untested(
                    "W14", say("另选他人{name}当选，资格待核", name=one["name"]), "roster.xlsx", contest["id"]
                )
            else:
                yield judged(
                    bool(one["eligible"]),
                    "W14",
                    say("另选他人{name}当选，名册上有资格", name=one["name"]),
                    "T437",
                    contest=contest["id"],
                    place=RESULT,
                )


@after("W15", "W16", "W17")
def who_may_be_written_in(case: Case) -> Iterator[Finding]:
    """Everyone elected by writing in comes from those the law names: members, deputies, voters (W15–W17, X60)."""
    recorded = {contest["id"]: contest for contest in case.counted()}
    for contest in case.contests:
        rule, among = _who(case, contest)
        counted = recorded.get(contest.id)
        if not rule or counted is None:
            continue
        elected = [one["name"] for one in counted["write_ins"] if one["elected"]]
        figures = {"office": contest.office, "among": among, "count": len(elected)}
        allowed = _allowed(case, contest)
        if elected and allowed is None:
            needs = place("election.toml", contest.id, "pool") if rule == "W15" else "roster.xlsx"
            yield untested(rule, say("{office}：另选他人须是{among}，没有名单可核对", **figures), needs, contest.id)
            continue
        others = tuple(name for name in elected if normalise(name).key not in (allowed or ()))
        yield judged(
            not others,
            rule,
            say("{office}：另选他人当选的{names}不是{among}", names=others, **figures)
            if others
            else say("{office}：另选他人当选{count}名，都是{among}", **figures),
            "T437",
            contest=contest.id,
            place=RESULT,
        )


def _who(case: Case, contest: Contest) -> tuple[str, Message]:
    """Return the rule that says from whom a written-in person comes, and who that is."""
    if contest.kind is Kind.ZW:
        return "W15", say("新当选的委员")
    if contest.deputies_only:
        return "W16", say("代表")
    if case.book.source("W16") is not None:
        return "W16", say("代表或选民")
    return ("W17", say("选民")) if contest.kind in (Kind.RD, Kind.RI) else ("", NOTHING)


def _allowed(case: Case, contest: Contest) -> frozenset[str] | None:
    """Return the keys of those who may be written in, None where no list says."""
    if contest.kind is Kind.ZW:
        return None if contest.members is None else frozenset(contest.members)
    people = case.election.people
    if people is None:
        return None
    deputy = case.book.statuses[0]
    return frozenset(one.key for one in people if not contest.deputies_only or (one.status or deputy) == deputy)
