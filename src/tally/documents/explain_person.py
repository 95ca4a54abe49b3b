"""Why a person is elected or not: votes, base, need, rank, rule and article, all from the record and its rule book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from tally.counting.eligibility import RULES
from tally.documents.sentences import BASES, Part, preliminary
from tally.domain.election import Kind, Stage
from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error
from tally.names.normalise import normalise
from tally.rules.book import RuleBook, Threshold


@dataclass(frozen=True, slots=True)
class Explanation:
    """One answer: what it is about, its sentences, and the figures they are made of."""

    about: Message
    lines: tuple[Message, ...]
    figures: Mapping[str, object]


def explain_person(record: Part, book: RuleBook, name: str, only: str = "") -> tuple[Explanation, ...]:
    """Explain one person in every contest of a record, or in one; raises `Problems` (T662) when nobody is there."""
    key = normalise(name).key
    found = tuple(
        _explanation(record, book, contest, person, printed=printed)
        for contest in record["contests"]
        if only in ("", contest["id"], contest["office"])
        for persons, printed in ((contest["candidates"], True), (contest["write_ins"], False))
        for person in persons
        if normalise(person["name"]).key == key
    )
    if not found:
        raise Problems([_nobody(record, name)])
    return found


def source_of(book: RuleBook, rule: str) -> Message:
    """Return a rule's id with where it was read."""
    source = book.source(rule)
    if source is None:
        return say("规则 {rule}", rule=rule)
    return say("规则 {rule}，《{title}》{article}", rule=rule, title=book.title, article=str(source))


def bar_of(record: Part, book: RuleBook, contest: Part) -> Threshold:
    """Return the threshold that the contest was decided by."""
    kind = Kind(contest["kind"])
    further = book.further.get(kind) if record["election"]["stage"] == Stage.FURTHER.value else None
    return book.majority(kind) if further is None else further.bar


def ranking(contest: Part) -> list[Part]:
    """Return everybody who could be elected, from most approvals to fewest."""
    people = [one for one in (*contest["candidates"], *contest["write_ins"]) if one.get("eligible") is not False]
    return sorted(people, key=lambda one: -one["approve"])


def _explanation(record: Part, book: RuleBook, contest: Part, person: Part, *, printed: bool) -> Explanation:
    status = "candidate" if printed else "write_in"
    about = say("{office}：{name}", office=contest["office"], name=person["name"])
    if contest["outcome"]["status"] == "void":
        why, rule = _too_many(record, book, contest["ballots"])
        return Explanation(about, (why,), {"contest": contest["id"], "name": person["name"], "status": status,
                                           "elected": False, "rules": [rule]})  # fmt: skip
    others = [one["approve"] for one in ranking(contest) if one is not person]
    rank = 1 + sum(votes > person["approve"] for votes in others)
    verdict, rules = _verdict(record, book, contest, person, rank)
    need = contest["majority"]["need"]
    shared = person["approve"] in others
    standing = say("并列第{rank}位", rank=rank) if shared else say("第{rank}位", rank=rank)
    figured = {"approve": person["approve"], "rank": standing, "places": contest.get("places", contest["seats"])}
    lines = (
        say("得赞成票{approve}票，居{rank}；预选取{places}名。", **figured)
        if preliminary(record)
        else say("得赞成票{approve}票，居{rank}；应选{places}名。", **figured),
        *_bar(record, book, contest, person),
        verdict,
        *(say("依据：{source}。", source=source_of(book, rule)) for rule in rules),
    )
    figures = {
        "contest": contest["id"],
        "name": person["name"],
        "status": status,
        "approve": person["approve"],
        "base": contest["majority"]["base"],
        "base_count": contest["majority"]["base_count"],
        "need": need,
        "rank": rank,
        "places": contest.get("places", contest["seats"]),
        "elected": person["elected"],
        "rules": list(rules),
        "articles": {rule: str(book.source(rule) or "") for rule in rules},
    }
    return Explanation(about, tuple(lines), figures)


def _too_many(record: Part, book: RuleBook, ballots: Part) -> tuple[Message, str]:
    """Return why the vote is void: more ballots than people voted (V1), or by the method than were issued (V2)."""
    collected, voted, issued = ballots["collected"], ballots["voted"], ballots["issued"]
    if record["method"].get("valid_limit") == "issued" and issued is not None:
        return say("收回{collected}张，多于发出{issued}张：选举无效，没有票数（{source}）。", collected=collected,
                   issued=issued, source=source_of(book, "V2")), "V2"  # fmt: skip
    return say("收回{collected}张，多于投票{voted}人：选举无效，没有票数（{source}）。", collected=collected,
               voted=voted, source=source_of(book, "V1")), "V1"  # fmt: skip


def _bar(record: Part, book: RuleBook, contest: Part, person: Part) -> Iterator[Message]:
    majority = contest["majority"]
    if majority["need"] is None:
        yield say("这次以得票多少为序，不另设当选票数。")
        return
    share = bar_of(record, book, contest).share
    yield say(
        "基数是{base}{count}，需{need}票：{arithmetic}。",
        base=BASES[majority["base"]],
        count=majority["base_count"],
        need=majority["need"],
        arithmetic=share.arithmetic(person["approve"], majority["base_count"]),
    )


def _verdict(record: Part, book: RuleBook, contest: Part, person: Part, rank: int) -> tuple[Message, tuple[str, ...]]:
    outcome, places, need = contest["outcome"], contest.get("places", contest["seats"]), contest["majority"]["need"]
    bar = bar_of(record, book, contest).rule
    tie = "W6"
    if person.get("eligible") is False:
        reason = person.get("reason", "")
        return say("不能当选（{reason}），排名前已经划去。", reason=reason), (_struck(book, reason),)
    passed = need is None or person["approve"] >= need
    if preliminary(record) and person["name"] not in outcome["tied"]:
        return _nominated(record, person, need, rank, places)
    if person["elected"] and need is None:
        return say("得票多，当选。"), (tie,)
    if person["elected"]:
        crowded = outcome["passed"] > places
        if not crowded:
            return say("达到当选票数，当选。"), (bar,)
        return say("达到当选票数的有{passed}名，按得票多少居前{places}名，当选。", passed=outcome["passed"],
                   places=places), (bar, "W5")  # fmt: skip
    if person["name"] in outcome["tied"]:
        return say(
            "与{others}得票相等，不能确定末{open}名：再次投票。",
            others=tuple(name for name in outcome["tied"] if name != person["name"]),
            open=outcome["open_seats"],
        ), (tie,)
    if not passed:
        missing = need - person["approve"]
        if outcome["open_seats"]:
            return say("差{missing}票，没有当选。缺额由另行选举补足，不能递补。", missing=missing), (bar, "W8")
        return say("差{missing}票，没有当选。", missing=missing), (bar,)
    if need is None:
        return say("得票少于当选的人，没有当选。"), (tie,)
    return say("达到当选票数，但排在第{rank}位，应选{places}名已满，没有当选。", rank=rank, places=places), (bar, "W5")


def _nominated(record: Part, person: Part, need: int | None, rank: int, places: int) -> tuple[Message, tuple[str, ...]]:
    """Return whether a 预选 made a person a formal candidate: in order of votes (M9), in the Party above half (W13)."""
    by_order = "W6" if record["election"]["stage"] == Stage.REVOTE.value else "M9" if need is None else "W13"
    if person["elected"]:
        return say("列为正式候选人。"), (by_order,)
    if need is not None and person["approve"] < need:
        return say("差{missing}票，没有列为正式候选人。", missing=need - person["approve"]), (by_order,)
    return say("排在第{rank}位，取{places}名已满，没有列为正式候选人。", rank=rank, places=places), (by_order,)


def _struck(book: RuleBook, reason: str) -> str:
    """Return the rule by which a name written in was struck out; of the roster's reasons E1, of a measure E2."""
    if reason in RULES or not book.party:
        return RULES.get(reason, "w9")
    return "E2" if reason in book.suspending else "E1"


def _nobody(record: Part, name: str) -> Problem:
    names = [one["name"] for contest in record["contests"] for one in (*contest["candidates"], *contest["write_ins"])]
    near = get_close_matches(normalise(name).written, names, n=3, cutoff=0.5)
    return error(
        "T662",
        "result.json",
        say("记录里没有“{name}”", name=name),
        say("相近的有：{names}", names=tuple(near)) if near else say("写候选人或另选他人的姓名"),
    )
