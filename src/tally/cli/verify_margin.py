"""`tally verify-margin`: the competitive margin of every contest, with the arithmetic (M1–M8, M10, M11)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import NOTHING, Message, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tally.domain.election import Kind
    from tally.rules.book import RuleBook
    from tally.rules.margin import Margin

Seats = Annotated[int | None, typer.Option("--seats", metavar="N", help="应选几名", min=1, show_default=False)]
Candidates = Annotated[
    int | None, typer.Option("--candidates", metavar="N", help="候选人几名", min=0, show_default=False)
]
Rules = Annotated[
    str | None, typer.Option("--rules", metavar="ID", help="选举规则（默认 jiceng-2020）", show_default=False)
]
KindOption = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="DW JW DB ZW RD RI RZ（默认 DW）", show_default=False)
]
OfficeOption = Annotated[
    str | None,
    typer.Option("--office", metavar="OFFICE", help="职务，如 副镇长、常委；有的职务另有差额规定", show_default=False),
]


def command(
    election: ElectionPath = None,
    seats: Seats = None,
    candidates: Candidates = None,
    rules: Rules = None,
    kind: KindOption = None,
    office: OfficeOption = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """核对差额：候选人数比应选名额多得够不够，列出算式和最少候选人数。

    例：tally verify-margin --election my-congress
        tally verify-margin --seats 7 --candidates 9
    """
    by_numbers = any(given is not None for given in (seats, candidates, rules, kind, office))
    if by_numbers and election is not None:
        raise MisuseError(say("--election 与 --seats/--candidates 只用一种"), "--election")
    if by_numbers and (seats is None or candidates is None):
        raise MisuseError(say("--seats 和 --candidates 要一起写"), "--seats/--candidates")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        if seats is not None and candidates is not None:
            verdicts = [_of_numbers(seats, candidates, rules or "jiceng-2020", kind or "DW", office or "", speaker)]
        else:
            verdicts = _of_election(election, speaker)
        if as_json:
            speaker.show(json.dumps([verdict for verdict, _ in verdicts], ensure_ascii=False, indent=2))
        else:
            for _, sentence in verdicts:
                speaker.show(speaker.text(sentence))
        if any(not verdict["holds"] and not verdict["waived"] for verdict, _ in verdicts):
            raise typer.Exit(1)


Verdict = tuple[dict[str, Any], Message]


def _of_numbers(seats: int, candidates: int, rules: str, kind: str, office: str, speaker: Door) -> Verdict:
    from tally.domain.election import Kind
    from tally.rules.margin import verify_margin
    from tally.rules.rulebook import load_rule_book

    if kind not in tuple(Kind):
        raise MisuseError(say("只能是 {choices}", choices=tuple(Kind)), "--kind")
    book = load_rule_book(rules)
    verdict = _verdict(None, office, verify_margin(book, Kind(kind), seats, candidates, office=office), waived=False)
    for remark in _reading(book, Kind(kind), office):
        speaker.note(remark)
    return verdict


def _reading(book: RuleBook, kind: Kind, office: str) -> Iterator[Message]:
    """Say which of a kind's margins was taken, and which facts of the election file would narrow it."""
    rule = book.margin(kind, office)
    assert rule is not None  # the margin has been tested by it
    if rule.named is not None and not office:
        yield say(
            "没有写 --office，按{rule}核对；职务名称有“{words}”的按{other}，另写 --office",
            rule=rule.rule,
            words="”“".join(rule.named.words),
            other=rule.named.rule,
        )
    if rule.equal_if_nominated is not None:
        yield say("等额：只有提名{only}名时可以（{rule}）", only=rule.equal_if_nominated, rule=rule.rule)
    if rule.fixed and rule.extra is not None:
        least, most = rule.extra
        yield say(
            "法律规定差额{least}至{most}名，按这个范围核对；具体数由选举办法确定，写在选举文件 fixed_margin（{rule}）",
            least=least,
            most=most,
            rule=rule.rule,
        )


def _of_election(given: str | None, speaker: Door) -> list[Verdict]:
    from tally.files.election_file import find_election, read_election
    from tally.rules.margin import contest_margin
    from tally.rules.rulebook import rule_book

    election = read_election(find_election(Path(given) if given else None))
    speaker.tell(election.remarks)
    book = rule_book(election)
    verdicts = []
    for contest in election.contests:
        margin = contest_margin(book, election, contest)
        waived = election.waived(margin.rule, contest.id) is not None
        verdicts.append(_verdict(contest.id, contest.office, margin, waived=waived))
    return verdicts


def _verdict(contest_id: str | None, office: str, margin: Margin, *, waived: bool) -> Verdict:
    waived = waived and not margin.holds
    result = {
        "id": contest_id,
        "rule": margin.rule,
        "seats": margin.seats,
        "candidates": margin.candidates,
        "extra": margin.extra,
        "need_extra": margin.need_extra,
        "need_candidates": margin.need_candidates,
        "max_candidates": margin.max_candidates,
        "holds": margin.holds,
        "waived": waived,
    }
    if margin.holds:
        judgement = say("符合")
    elif waived:
        judgement = say("不符合，已经批准")
    else:
        judgement = say("不符合")
    if margin.max_candidates is None:
        range_ = say("至少{need}名候选人", need=margin.need_candidates)
    elif margin.max_candidates == margin.need_candidates:
        range_ = say("候选人应为{need}名", need=margin.need_candidates)
    elif margin.max_candidates < margin.need_candidates:
        range_ = say("应选{seats}名时没有合适的人数，由有权机关决定", seats=margin.seats)
    else:
        range_ = say("候选人应为{need}至{most}名", need=margin.need_candidates, most=margin.max_candidates)
    sentence = say(
        "{office}应选{seats}名，候选人{candidates}名：{arithmetic}（占应选名额），{judgement}；{range}（{rule}）",
        office=say("{office}：", office=office) if office else NOTHING,
        seats=margin.seats,
        candidates=margin.candidates,
        arithmetic=margin.arithmetic,
        judgement=judgement,
        range=range_,
        rule=margin.rule,
    )
    return result, sentence
