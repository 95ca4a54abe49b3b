"""What papers and the screen say about a record, sentence by sentence; figures are copied, a missing one is a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tally.domain.message import NOTHING, Message, say

BLANK = "____"
Part = Mapping[str, Any]
Text = Callable[[Message], str]

BASES = {
    "present": say("实到人数"),
    "entitled": say("应到人数"),
    "voted": say("投票人数"),
    "all": say("全体人数"),
    "collected": say("收回选票数"),
}
REASONS = {
    "overvote": say("所选人数多于应选名额"),
    "unreadable": say("无法辨认"),
    "wrong_form": say("非本次选票"),
    "marked": say("有记号"),
    "damaged": say("破损"),
    "other": say("其他"),
}
ORDERS = {
    "strokes": say("以姓氏笔画为序"),
    "approved": say("按批准的顺序"),
    "votes": say("以得票多少为序"),
}

BALLOT_ORDERS = {
    "leaders-first": say("书记、副书记在前，其余以姓氏笔画为序"),
    "strokes": say("以姓氏笔画为序"),
    "given": say("按名册原来的顺序"),
}


ENTRIES = {
    "single": say("单人录入"),
    "double": say("双人录入核对一致"),
    "none": say("计票之前"),
}


def preliminary(record: Part) -> bool:
    """Whether the vote chose formal candidates and nobody is elected by it: a 预选, or what follows one."""
    return record["election"]["stage"] == "preliminary" or bool((record.get("previous") or {}).get("preliminary"))


def figure(value: int | None) -> int | str:
    """Return a figure, or the line that stands for one nobody has given.

    >>> figure(0), figure(None)
    (0, '____')
    """
    return BLANK if value is None else value


def attendance(record: Part) -> Message:
    """Return who was there, or where only that is counted who took part, and that the quorum holds if there is one."""
    there = record["attendance"]
    if there["present"] is None and record["contests"] and record["entry"] != "none":
        return say(
            "全体选民{entitled}名，参加投票{voted}名，达到法定人数（{arithmetic}）。",
            entitled=figure(there["entitled"]),
            voted=figure(min(one["ballots"]["voted"] for one in record["contests"])),
            arithmetic=there["quorum"]["arithmetic"],
        )
    if not there["quorum"]["arithmetic"]:
        there = {key: figure(there[key]) for key in ("entitled", "present")}
        return say("应到{entitled}名，实到{present}名。", **there)
    return say(
        "应到{entitled}名，实到{present}名，达到法定人数（{arithmetic}）。",
        entitled=figure(there["entitled"]),
        present=figure(there["present"]),
        arithmetic=there["quorum"]["arithmetic"],
    )


def ballots(contest: Part) -> Message:
    """Return how many ballots went out, came back and counted."""
    given = contest["ballots"]
    if given["valid"] is None:
        return say(
            "发出选票{issued}张，收回选票{collected}张，投票{voted}人：收回的选票多于投票人数。",
            issued=figure(given["issued"]),
            collected=figure(given["collected"]),
            voted=figure(given["voted"]),
        )
    return say(
        "发出选票{issued}张，收回选票{collected}张，其中有效票{valid}张，无效票{invalid}张{reasons}。",
        issued=figure(given["issued"]),
        collected=figure(given["collected"]),
        valid=given["valid"],
        invalid=given["invalid"],
        reasons=reasons(given["invalid_reasons"]),
    )


def seats(contest: Part) -> Message:
    """Return seats, candidates and the margin; one that was waived, or that this vote need not hold, says so."""
    margin = contest["margin"]
    if margin["waived"]:
        remark = say("，差额不足已经批准")
    elif margin["holds"] or contest["outcome"]["status"] == "open":
        remark = NOTHING
    else:
        remark = say("，这一轮不要求")  # counted all the same: a formal vote after a 预选, a revote …
    return say(
        "应选{seats}名，候选人{candidates}名，差额{extra}名（{arithmetic}）{remark}。",
        seats=contest["seats"],
        candidates=margin["candidates"],
        extra=margin["extra"],
        arithmetic=margin["arithmetic"],
        remark=remark,
    )


def majority(contest: Part, record: Part) -> Message:
    """Return how many approvals elect."""
    bar = contest["majority"]
    if bar["need"] is None and preliminary(record):
        return say("以得票多少为序，取{places}名列为正式候选人。", places=contest.get("places", contest["seats"]))
    if bar["need"] is None:
        return say("以得赞成票多的当选。")
    if bar["base"] == "collected":
        return say("收回选票{count}张，得票多且不少于{need}票的当选。", count=bar["base_count"], need=bar["need"])
    return say(
        "{base}{count}名，超过半数为{need}票以上（含{need}票）。",
        base=BASES[bar["base"]],
        count=bar["base_count"],
        need=bar["need"],
    )


def compared(contest: Part, record: Part) -> Message:
    """Return how the ballots collected compare with the voters (V1); all three where a figure is missing."""
    collected, limit = contest["ballots"]["collected"], _limit(contest, record)
    if collected is None or limit is None:
        return say("（等于／少于／多于）")
    if collected == limit:
        return say("等于")
    return say("少于") if collected < limit else say("多于")


def verdict(contest: Part) -> Message:
    """Return whether the vote is valid; both where it is not known yet."""
    if contest["outcome"]["status"] == "void":
        return say("无效")
    return say("（有效／无效）") if contest["ballots"]["collected"] is None else say("有效")


def collection(contest: Part, record: Part) -> Message:
    """Return the sentence of the collection slip (D9)."""
    given = contest["ballots"]
    same = given["voted"] == given["issued"] or _limit(contest, record) == given["issued"]
    figures = {
        "office": contest["office"],
        "issued": figure(given["issued"]),
        "collected": figure(given["collected"]),
        "compared": compared(contest, record),
        "limit": say("发出的选票") if same else say("投票人数（{voted}人）", voted=figure(given["voted"])),
        "verdict": verdict(contest),
    }
    if contest.get("kind") == "RD":
        return say(
            "{office}选票：发出选票{issued}张，收回选票{collected}张。收回的选票{compared}{limit}，选举{verdict}。",
            **figures,
        )
    return say(
        "{office}选票：实到会{present}名，发出选票{issued}张，收回选票{collected}张。收回的选票{compared}{limit}，选举{verdict}。",
        present=figure(record["attendance"]["present"]),
        **figures,
    )


def issue_agrees(contest: Part, record: Part) -> Message:
    """Return whether as many ballots were issued as people are present (I5)."""
    issued, present = contest["ballots"]["issued"], record["attendance"]["present"]
    if issued is None or present is None:
        return say("（相符／不相符）")
    return say("相符") if issued == present else say("不相符")


def _limit(contest: Part, record: Part) -> int | None:
    given = contest["ballots"]
    by_issue = record["method"].get("valid_limit") == "issued" and given["issued"] is not None
    limit: int | None = given["issued"] if by_issue else given["voted"]
    return limit


def doubtful(contest: Part) -> Message:
    """Return how many ballots wait for a ruling and whether they matter, NOTHING when none does."""
    waiting = contest["doubtful"]
    if not waiting["ballots"]:
        return NOTHING
    if waiting["could_change_result"]:
        return say("存疑选票{ballots}张尚未裁定，可能改变当选结果。", ballots=waiting["ballots"])
    return say("存疑选票{ballots}张，无论怎样裁定都不改变当选结果。", ballots=waiting["ballots"])


def waiver(one: Part) -> Message:
    """Return a recorded leave."""
    return say("未满足{rule}，经{by}批准（{document}）。", rule=one["rule"], by=one["by"], document=one["document"])


def day(text: str) -> Message:
    """Return a date as papers write it.

    >>> str(day("2026-11-05"))
    '2026年11月5日'
    """
    year, month, number = map(int, text.split("-"))
    return say("{year}年{month}月{day}日", year=year, month=month, day=number)


def moment(text: str) -> Message:
    """Return a day, or a day with its time, as papers write it.

    >>> str(moment("2026-11-05")), str(moment("2026-11-05 14:00"))
    ('2026年11月5日', '2026年11月5日14:00')
    """
    date, _, time = text.partition(" ")
    return say("{day}{time}", day=day(date), time=time) if time else day(date)


def period(begin: str, end: str) -> Message:
    """Return from when to when, without saying twice what both share.

    >>> str(period("2026-11-05 09:30", "2026-11-05 11:00")), str(period("2026-11-05", "2026-11-09"))
    ('2026年11月5日09:30至11:00', '2026年11月5日至9日')
    >>> str(period("2026-12-28", "2027-01-04"))
    '2026年12月28日至2027年1月4日'
    """
    date, _, time = end.partition(" ")
    last: Message | str = moment(end)
    if time and begin.startswith(f"{date} "):
        last = time
    elif not time and begin[:-2] == end[:-2]:
        last = say("{day}日", day=int(end[-2:]))
    return say("{begin}至{end}", begin=moment(begin), end=last)


def reasons(found: Mapping[str, int]) -> Message:
    """Return why ballots are void, in brackets."""
    if not found:
        return NOTHING
    return say(
        "（{reasons}）",
        reasons=tuple(
            say("{reason}{count}张", reason=words, count=found[key]) for key, words in REASONS.items() if key in found
        ),
    )
