"""What a paper does not show, and the sentence that says so (K21, K22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tally.consultation.privacy import Block
from tally.domain.message import Message, say
from tally.domain.problem import Problem, info, warning


def merged_groups(subject: str, valid: Mapping[str, int], parts: Sequence[Block]) -> list[dict[str, Any]]:
    """Say which groups are not shown by themselves."""
    if not valid:
        return []
    if not parts:
        return [hidden_entry(subject, tuple(valid), "small")]
    merged = [
        hidden_entry(subject, part.groups, "merged", shown_as=part.label) for part in parts if len(part.groups) > 1
    ]
    empty = tuple(group for group, number in valid.items() if not number)
    return [*merged, hidden_entry(subject, empty, "empty")] if empty else merged


def hidden_entry(
    subject: str, groups: Sequence[str], reason: str, name: str | None = None, shown_as: str | None = None
) -> dict[str, Any]:
    """Return one entry of `hidden`: of which post, which groups or whose figures, why, and what is shown instead."""
    return {"post": subject, "groups": list(groups), "name": name, "reason": reason, "shown_as": shown_as}


_REASONS = {
    "small": say("{post}：{groups}组有效票少，不单独列出"),
    "merged": say("{post}：{groups}组中有的有效票少，合并列出"),
    "empty": say("{post}：{groups}组没有有效票，不列出"),
    "talks-small": say("{post}：谈话的{groups}组人少，不单独列出"),
    "talks-merged": say("{post}：谈话的{groups}组中有的人少，合并列出"),
    "talks-empty": say("{post}：谈话的{groups}组没有人，不列出"),
    "talks-one-answer": say("{post}：{name}的谈话分组人数不列出，列出就知道一组人人怎样说"),
    "one-answer": say("{post}：{name}的分组票数不列出，列出就知道一组人人怎样填"),
    "small-circle": say("{post}：有效票不足{least}张，不列比例和名次"),
    "small-talks": say("{post}：谈话不足{least}人，不列比例和名次"),
}
_CODES = {
    "small": "T725",
    "merged": "T725",
    "empty": "T725",
    "talks-small": "T725",
    "talks-merged": "T725",
    "talks-empty": "T725",
    "one-answer": "T726",
    "talks-one-answer": "T726",
    "small-circle": "T727",
    "small-talks": "T727",
}


def hidden_sentence(one: Mapping[str, Any], least: int) -> Message:
    """Return the sentence papers print for an entry of `hidden`."""
    sentence = _REASONS[one["reason"]]
    return say(sentence.template, post=one["post"], groups=tuple(one["groups"]), name=one["name"] or "", least=least)


def hidden_remarks(hidden: Sequence[Mapping[str, Any]], file: str, least: int) -> list[Problem]:
    """Say what is hidden: T725 a small group, T726 a group of one answer, T727 a whole circle below the least."""
    remarks = []
    for one in hidden:
        found = hidden_sentence(one, least)
        code = _CODES[one["reason"]]
        remarks.append(
            warning(code, file, found, rule="K21") if code == "T727" else info(code, file, found, rule="K21")
        )
    return remarks
