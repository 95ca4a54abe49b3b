"""What a rule asks, where it was read, and how it came out in this election."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tally.documents.explain_person import Explanation, source_of
from tally.documents.sentences import BASES
from tally.domain.election import Election
from tally.domain.message import Message, say
from tally.domain.problem import Problems, error
from tally.rules.margin import contest_margin
from tally.rules.meeting import election_quorum
from tally.rules.rulebook import RuleBook

GRADES = {
    "S": say("读过条文"),
    "T": say("见于两种以上资料，未读到条文"),
    "P": say("各地做法，不尽相同"),
    "U": say("依据薄弱，未经证实"),
}
Record = Mapping[str, Any]


def explain_rule(election: Election, book: RuleBook, record: Record | None, rule: str) -> tuple[Explanation, ...]:
    """Explain one rule; raises `Problems` (T665) when the rule book does not hold it."""
    known = {one.upper(): one for one in book.sources}
    if rule.upper() not in known:
        raise Problems(
            [
                error(
                    "T665",
                    "--rule",
                    say("《{title}》没有编号为“{rule}”的规则", title=book.title, rule=rule),
                    say("可用的有：{rules}", rules=tuple(sorted(book.sources))),
                )
            ]
        )
    name = known[rule.upper()]
    source = book.sources[name]
    lines = [
        say("{source}：{grade}。", source=source_of(book, name), grade=GRADES[source.grade]),
        *_applied(election, book, record, name),
    ]
    figures = {"rule": name, "book": book.id, "article": source.article, "grade": source.grade}
    return (Explanation(say("规则 {rule}", rule=name), tuple(lines), figures),)


def _applied(election: Election, book: RuleBook, record: Record | None, rule: str) -> Iterator[Message]:
    quorum = election_quorum(book, election)
    if quorum.rule == rule:
        yield say("本次：{arithmetic}，{verdict}。", arithmetic=quorum.arithmetic, verdict=_verdict(quorum.holds))
    for contest in election.contests:
        margin = contest_margin(book, election, contest)
        if margin.rule == rule:
            yield say(
                "{office}：{arithmetic}，{verdict}；候选人至少{need}名。",
                office=contest.office,
                arithmetic=margin.arithmetic,
                verdict=_verdict(margin.holds),
                need=margin.need_candidates,
            )
        bar = book.majority(contest.kind)
        if bar.rule == rule:
            yield say("{office}：当选须{share}（{base}）。", office=contest.office, share=str(bar.share),
                      base=BASES[bar.of])  # fmt: skip
    for contest in record["contests"] if record is not None else ():
        bar, need = contest["majority"], contest["majority"]["need"]
        if book.majority(election.contest(contest["id"]).kind).rule == rule and need is not None:
            yield say(
                "{office}：{base}{count}，需{need}票，达到的有{passed}名。",
                office=contest["office"],
                base=BASES[bar["base"]],
                count=bar["base_count"],
                need=need,
                passed=contest["outcome"]["passed"],
            )
    for one in record["problems"] if record is not None else ():
        if one["rule"] == rule:
            yield say("{place}：{found}", place=one["place"], found=one["found"])


def _verdict(holds: bool) -> Message:
    return say("符合") if holds else say("不符合")
