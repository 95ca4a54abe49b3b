"""The result on the counter's screen: one table a contest, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tally.documents.contest_view import ContestView
from tally.documents.context import view
from tally.documents.layout import table
from tally.domain.message import Message, Translate, say

CANDIDATES = (say("序号"), say("候选人"), say("赞成"), say("不赞成"), say("弃权"), say("部分无效"), say("结果"))
WRITE_INS = (say("序号"), say("另选他人"), say("得票"), say("结果"))


def result_table(record: Mapping[str, Any], translate: Translate) -> str:
    """Return the result of every contest and the check code."""
    shown = view(record, translate)
    blocks = [f"{shown.title}\n{shown.attendance}"]
    blocks += [_contest(contest, translate) for contest in shown.contests]
    blocks.append(say("核验码 {code}　{entry}", code=shown.check_code, entry=shown.entry).render(translate))
    if shown.rehearsal:
        blocks.append(say("演练，不作为选举结果").render(translate))
    return "\n\n".join(blocks)


def _contest(contest: ContestView, translate: Translate) -> str:
    about = say("【{about}】", about=contest.office).render(translate)
    head = f"{about}\n{contest.ballots_sentence}\n{contest.seats_sentence}"
    if contest.void:
        return "\n".join([head, *contest.decision])
    figures = table(
        _words(CANDIDATES, translate),
        contest.lines,
        ("number", "name", "approve", "oppose", "abstain", "unclear", "outcome"),
    )
    parts = [head, contest.majority_sentence, "", figures]
    if contest.write_ins:
        parts += ["", table(_words(WRITE_INS, translate), contest.write_ins, ("number", "name", "approve", "outcome"))]
    return "\n".join([*parts, "", *contest.decision, *contest.waivers])


def _words(messages: Iterable[Message], translate: Translate) -> list[str]:
    return [one.render(translate) for one in messages]
