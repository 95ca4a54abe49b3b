"""The plan of a change of term (换届日程表): every step by its day, with its limit and its state."""

from __future__ import annotations

from collections.abc import Sequence

from tally.documents.sentences import Part, day, moment, period
from tally.documents.summary import Cell, Head, Section, Summary, foot, numbered, words
from tally.domain.message import Translate, say

STATES = {
    "done": say("已办"),
    "late": say("逾期"),
    "due": say("到期"),
    "planned": say("待办"),
    "open": say("未定日期"),
}
SIDES = {"party": say("党委"), "state": say("人大"), None: say("其他")}


def lay_plan(record: Part, translate: Translate) -> Sequence[Summary]:
    """Return the steps in the order of their days; those without any day stand last."""
    steps = sorted(record["steps"], key=lambda one: one["date"] or one["due"] or "9999")
    return (
        Summary(
            file="plan",
            name=say("换届工作日程表").render(translate),
            title=record["title"],
            sentences=words(
                (
                    say("单位：{unit}", unit=record["unit"]),
                    say("截至{today}。期限有条文的写明条文，没有读到条文的不写。", today=day(record["today"])),
                ),
                translate,
            ),
            sections=(_table(steps, translate),),
            day=day(record["today"]).render(translate),
            foot=foot(record, translate),
        ),
    )


def _table(steps: Sequence[Part], translate: Translate) -> Section:
    labels = (say("序号"), say("步骤"), say("方面"), say("日期"), say("最迟"), say("状态"), say("依据"), say("文号"))
    rows: list[tuple[Cell, ...]] = [
        (
            translate(one["name"]),
            SIDES[one["side"]].render(translate),
            _span(one, translate),
            day(one["due"]).render(translate) if one["due"] else "",
            STATES[one["state"]].render(translate),
            one["rule"] or "",
            one["document"],
        )
        for one in steps
    ]
    return Section(
        heads=(tuple(Head(label) for label in words(labels, translate)),),
        rows=numbered(rows),
        widths=(5, 25, 9, 23, 17, 8, 12, 16),
    )


def _span(one: Part, translate: Translate) -> str:
    if one["date"] and one["until"]:
        return period(one["date"], one["until"]).render(translate)
    return moment(one["date"]).render(translate) if one["date"] else ""
