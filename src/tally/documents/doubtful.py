"""The ballots that wait for a ruling, on the screen and as JSON: address, why, what each reading would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.counting.canvass import ContestResult
from tally.counting.readings import Reading, Reason, Waiting
from tally.domain.ballot import BallotBox
from tally.domain.message import Message, Translate, say
from tally.domain.ruling import ReadAs
from tally.files.table import address

WORDS: Mapping[ReadAs, Message] = {
    ReadAs.APPROVE: say("赞成"),
    ReadAs.OPPOSE: say("不赞成"),
    ReadAs.ABSTAIN: say("弃权"),
    ReadAs.UNCLEAR: say("部分无效"),
    ReadAs.COUNT: say("计入"),
    ReadAs.DROP: say("不计入"),
}


@dataclass(frozen=True, slots=True)
class ContestInDoubt:
    """One contest and its ballots that wait."""

    result: ContestResult
    waiting: Sequence[Waiting]

    @property
    def names(self) -> dict[int | str, str]:
        """Return everybody's name: candidates by index, others by key."""
        names: dict[int | str, str] = {at: one.name for at, one in enumerate(self.result.contest.candidates)}
        return names | dict(self.result.count.spellings if self.result.count else {})

    def heading(self, column: str) -> str:
        """Return a column as people know it."""
        return next((one.name for one in self.result.contest.candidates if one.key == column), column)


def as_json(contests: Sequence[ContestInDoubt], translate: Translate) -> list[dict[str, Any]]:
    """Return every contest with its ballots that wait; approvals that change by name."""
    return [
        {
            "contest": one.result.contest.id,
            "office": one.result.contest.office,
            "doubtful": len(one.waiting),
            "could_change_result": one.result.could_change,
            "ballots": [_ballot(ballot, one, translate) for ballot in one.waiting],
        }
        for one in contests
    ]


def _ballot(ballot: Waiting, contest: ContestInDoubt, translate: Translate) -> dict[str, Any]:
    return {
        "ballot": ballot.number,
        "pile": ballot.box.name,
        "could_change_result": ballot.could_change,
        "reasons": [
            {
                "column": contest.heading(one.column),
                "cell": _cell(ballot.box, ballot.at, one.column),
                "rule": one.rule,
                "why": one.words.render(translate),
            }
            for one in ballot.reasons
        ],
        "readings": [
            {
                "column": contest.heading(one.column),
                "read_as": f"name:{one.name}" if one.name else one.read_as.value,
                "changes": {contest.names.get(who, str(who)): votes for who, votes in one.changes.items()},
                "void": one.void,
                "elected": None if one.elected is None else [contest.names.get(who, str(who)) for who in one.elected],
            }
            for one in ballot.readings
        ],
    }


def on_screen(contests: Sequence[ContestInDoubt], translate: Translate) -> str:
    """Return the ballots that wait, a block each, contest by contest."""
    blocks = []
    for one in contests:
        verdict = say("可能改变当选结果") if one.result.could_change else say("无论怎样裁定都不改变当选结果")
        head = say(
            "【{office}】待裁定{ballots}张，{verdict}",
            office=one.result.contest.office,
            ballots=len(one.waiting),
            verdict=verdict,
        )
        nothing = say("【{office}】没有待裁定的选票", office=one.result.contest.office)
        blocks.append((head if one.waiting else nothing).render(translate))
        blocks += ["\n".join(_lines(ballot, one, translate)) for ballot in one.waiting]
    return "\n\n".join(blocks)


def _lines(ballot: Waiting, contest: ContestInDoubt, translate: Translate) -> list[str]:
    weight = say("这一张可能改变当选结果") if ballot.could_change else say("这一张不改变当选结果")
    number = ballot.number or say("（无票号）")
    head = say("票号{ballot}　{pile}　{weight}", ballot=number, pile=ballot.box.name, weight=weight)
    lines = [head.render(translate)]
    for reason in ballot.reasons:
        why = say(
            "  {cell} “{column}”：{why}（{rule}）",
            cell=_cell(ballot.box, ballot.at, reason.column),
            column=contest.heading(reason.column),
            why=reason.words,
            rule=reason.rule,
        )
        lines.append(why.render(translate))
        lines += [_reading(one, contest).render(translate) for one in _readings_of(reason, ballot)]
        if reason.rule in ("w5", "w8", "w9"):
            lines.append(say("    也可认定为别的姓名：name:某某").render(translate))
    return lines


def _readings_of(reason: Reason, ballot: Waiting) -> list[Reading]:
    readings = [one for one in ballot.readings if one.column == reason.column]
    return [one for one in readings if one.read_as in reason.choices or one.name in reason.names]


def _reading(one: Reading, contest: ContestInDoubt) -> Message:
    names = contest.names
    changes = tuple(f"{names.get(who, who)}{votes:+d}" for who, votes in one.changes.items())
    effect: Message = Message("{changes}", {"changes": changes}) if changes else say("得票不变")
    if one.void:
        effect = say("超选，整票无效：{changes}", changes=effect)
    if one.elected is not None:
        elected = tuple(names.get(who, str(who)) for who in one.elected)
        effect = say("{effect}；当选改为：{elected}", effect=effect, elected=elected or say("无人"))
    read_as = say("姓名：{name}", name=one.name) if one.name else WORDS[one.read_as]
    return say("    认定为{read_as}：{effect}", read_as=read_as, effect=effect)


def _cell(box: BallotBox, at: int, column: str) -> str:
    return address(*box.cell(at, column))
