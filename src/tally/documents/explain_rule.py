"""What a rule asks, where it was read, and how it came out in this election."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tally.documents.explain_person import Explanation, source_of
from tally.documents.sentences import BASES
from tally.domain.election import Election, Kind
from tally.domain.message import Message, say
from tally.domain.problem import Problems, error
from tally.rules.book import RuleBook
from tally.rules.catalogue import RULES
from tally.rules.checks.finding import Verdict
from tally.rules.checks.run import run

GRADES = {
    "S": say("读过条文"),
    "T": say("见于两种以上资料，未读到条文"),
    "P": say("各地做法，不尽相同"),
    "U": say("依据薄弱，未经证实"),
}
Record = Mapping[str, Any]


def explain_rule(election: Election, book: RuleBook, record: Record | None, rule: str) -> tuple[Explanation, ...]:
    """Explain one rule: what it is about, where it was read, what every check of it came to.

    Raises `Problems` (T665) when there is no such rule.
    """
    known = tuple(dict.fromkeys((*RULES, *book.sources)))
    name = next((one for one in known if one == rule), next((one for one in known if one.upper() == rule.upper()), ""))
    if not name:
        found, remedy = say("没有编号为“{rule}”的规则", rule=rule), say("可用的有：{rules}", rules=known)
        raise Problems([error("T665", "--rule", found, remedy)])
    source = book.source(name)
    lines = [
        say("{source}：{grade}。", source=source_of(book, name), grade=GRADES[source.grade])
        if source is not None
        else say("《{title}》没有这一条。", title=book.title),
        *_applied(election, book, record, name),
    ]
    figures = {
        "rule": name,
        "book": book.id,
        "article": source.article if source else None,
        "grade": source.grade if source else None,
    }
    about = (
        say("规则 {rule}：{title}", rule=name, title=RULES[name]) if name in RULES else say("规则 {rule}", rule=name)
    )
    return (Explanation(about, tuple(lines), figures),)


def _applied(election: Election, book: RuleBook, record: Record | None, rule: str) -> Iterator[Message]:
    for finding in run(election, book, record):
        if finding.rule == rule:
            verdict = say("已经批准") if finding.waived else VERDICTS[finding.verdict]
            yield say("{verdict}：{sentence}", verdict=verdict, sentence=finding.sentence)
            if finding.needs:
                yield say("要核对这一条，还缺：{needs}", needs=finding.needs)
    for contest in record["contests"] if record is not None else ():
        bar, need = contest["majority"], contest["majority"]["need"]
        if book.majority(Kind(contest["kind"])).rule == rule and need is not None:
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


VERDICTS = {
    Verdict.HOLDS: say("符合"),
    Verdict.FAILS: say("不符合"),
    Verdict.UNTESTED: say("未核对"),
    Verdict.TOLD: say("提示"),
}
