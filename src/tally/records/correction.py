"""The correction notice (更正说明): what parts a new record from an old one, by whose decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.message import Message, say
from tally.records.differences import Difference, differences

SILENT = ("check_code", "inputs", "problems", "report_order", "schema")
WORDS: Mapping[str, Message] = {
    "approve": say("赞成"),
    "oppose": say("不赞成"),
    "abstain": say("弃权"),
    "unclear": say("部分无效"),
    "elected": say("当选"),
    "valid": say("有效票"),
    "invalid": say("无效票"),
    "collected": say("收回"),
    "issued": say("发出"),
    "voted": say("投票人数"),
    "present": say("实到"),
    "entitled": say("应到"),
    "need": say("需要的票数"),
    "seats": say("应选名额"),
    "tied": say("票数相等"),
    "open_seats": say("空缺"),
    "status": say("结果"),
    "rulings": say("裁定"),
    "write_ins": say("另选他人"),
    "outcome": say("结果"),
    "ballots": say("选票"),
    "attendance": say("到会"),
    "candidates": say("候选人"),
    "majority": say("过半数"),
    "doubtful": say("存疑的票"),
}


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return every field that differs, figures and decisions before files; piles and arithmetic are left out."""
    return [
        one
        for one in differences(old, new)
        if one.path[0] not in SILENT and not {"piles", "arithmetic", "percent", "report_order"} & set(one.path)
    ]


def files_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the inputs that were changed, added or dropped."""
    before = {one["path"]: one["sha256"] for one in old["inputs"]}
    after = {one["path"]: one["sha256"] for one in new["inputs"]}
    return sorted(path for path in {**before, **after} if before.get(path) != after.get(path))


def notice(old: Mapping[str, Any], new: Mapping[str, Any], by: str, reason: str) -> list[Message]:
    """Return the notice, a sentence a line; where nobody is named, a line is left to write on."""
    offices = {one["id"]: one["office"] for one in (*old["contests"], *new["contests"])}
    lines = [
        say("更正说明"),
        say("{title}", title=new["election"]["title"]),
        say("原记录的核验码 {old}，更正后的核验码 {new}。", old=old["check_code"], new=new["check_code"]),
        say("更正的理由：{reason}", reason=reason or "________________"),
        say("决定更正的是：{by}", by=by or "________________"),
    ]
    if files := files_changed(old, new):
        lines.append(say("改动过的文件：{files}", files=tuple(files)))
    found = changes(old, new)
    lines.append(say("数字和结果有{count}处不同：", count=len(found)) if found else say("数字和结果没有不同。"))
    lines += [_line(one, offices) for one in found]
    lines.append(say("原记录仍然保存（out/replaced/{code}.json）。", code=old["check_code"]))
    return lines


def as_json(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the differences for other programs."""
    return {
        "old": old["check_code"],
        "new": new["check_code"],
        "files": files_changed(old, new),
        "differences": [
            {"path": list(one.path), "old": one.shown[0], "new": one.shown[1]} for one in changes(old, new)
        ],
    }


def _line(one: Difference, offices: Mapping[str, str]) -> Message:
    before, after = one.shown
    return say("{place}：{old} → {new}", place=_place(one.path, offices), old=before, new=after)


def _place(path: Sequence[str], offices: Mapping[str, str]) -> tuple[object, ...]:
    steps = path[1:] if path[0] == "contests" else path
    return tuple(offices.get(step, WORDS.get(step, step)) for step in steps if step not in ("candidates", "ballots"))
