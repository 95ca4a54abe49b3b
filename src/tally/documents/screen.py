"""The result on the counter's screen: one table a contest, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tally.documents.context import ContestView, view
from tally.documents.layout import table
from tally.domain.message import Translate, say


def result_table(record: Mapping[str, Any], translate: Translate) -> str:
    """Return the result of every contest, the warnings in the record, and the check code."""
    shown = view(record, translate)
    blocks = [f"{shown.title}\n{shown.attendance}"]
    blocks += [_contest(contest, translate) for contest in shown.contests]
    warnings = [
        f"{translate('注意')} {one['code']}  {one['place']}  {one['found']}"
        for one in record["problems"]
        if one["severity"] == "warning"
    ]
    if warnings:
        blocks.append("\n".join(warnings))
    blocks.append(say("核验码 {code}", code=shown.check_code).render(translate))
    if shown.rehearsal:
        blocks.append(translate("演练，不作为选举结果"))
    return "\n\n".join(blocks)


def _contest(contest: ContestView, translate: Translate) -> str:
    head = f"【{contest.office}】\n{contest.ballots}\n{contest.seats}"
    if contest.void:
        return "\n".join([head, *contest.decision])
    figures = table(
        [translate(word) for word in ("序号", "候选人", "赞成", "不赞成", "弃权", "部分无效", "结果")],
        contest.lines,
        ("number", "name", "approve", "oppose", "abstain", "unclear", "outcome"),
    )
    parts = [head, contest.majority, "", figures]
    if contest.write_ins:
        headings = [translate(word) for word in ("序号", "另选他人", "得票", "结果")]
        parts += ["", table(headings, contest.write_ins, ("number", "name", "approve", "outcome"))]
    return "\n".join([*parts, "", *contest.decision, *contest.waivers])
