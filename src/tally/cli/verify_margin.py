"""`tally verify-margin`: the competitive margin of every contest, with the arithmetic (M1, M2, M4, M6)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.domain.message import Message, say

if TYPE_CHECKING:
    from tally.rules.margin import Margin

NAME = "verify-margin"
Seats = Annotated[int | None, typer.Option("--seats", help="应选名额", min=1, show_default=False)]
Candidates = Annotated[int | None, typer.Option("--candidates", help="候选人数", min=0, show_default=False)]
Rules = Annotated[str | None, typer.Option("--rules", help="选举规则（默认 jiceng-2020）", show_default=False)]
KindOption = Annotated[str | None, typer.Option("--kind", help="DW JW DB ZW RD RI RZ（默认 DW）", show_default=False)]


def command(
    election: ElectionPath = None,
    seats: Seats = None,
    candidates: Candidates = None,
    rules: Rules = None,
    kind: KindOption = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """核对差额：候选人数比应选名额多不少于20%，列出算式和最少候选人数。

    例：tally verify-margin --election my-congress　或　tally verify-margin --seats 7 --candidates 9
    """
    by_numbers = seats is not None or candidates is not None or rules is not None or kind is not None
    if by_numbers and election is not None:
        raise typer.BadParameter("--election 与 --seats/--candidates 只用一种", param_hint="--election")
    if by_numbers and (seats is None or candidates is None):
        raise typer.BadParameter("--seats 和 --candidates 要一起写", param_hint="--seats/--candidates")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        if seats is not None and candidates is not None:
            verdicts = [_of_numbers(seats, candidates, rules or "jiceng-2020", kind or "DW")]
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


def _of_numbers(seats: int, candidates: int, rules: str, kind: str) -> Verdict:
    from tally.domain.election import Kind
    from tally.rules.margin import verify_margin
    from tally.rules.rulebook import load_rule_book

    if kind not in tuple(Kind):
        raise typer.BadParameter(" ".join(Kind), param_hint="--kind")
    return _verdict(None, "", verify_margin(load_rule_book(rules), Kind(kind), seats, candidates), waived=False)


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
    else:
        range_ = say("候选人应为{need}至{most}名", need=margin.need_candidates, most=margin.max_candidates)
    sentence = say(
        "{office}应选{seats}名，候选人{candidates}名：{arithmetic}（占应选名额），{judgement}；{range}（{rule}）",
        office=f"{office}：" if office else "",
        seats=margin.seats,
        candidates=margin.candidates,
        arithmetic=margin.arithmetic,
        judgement=judgement,
        range=range_,
        rule=margin.rule,
    )
    return result, sentence
