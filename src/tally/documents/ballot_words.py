"""What stands on a ballot (选票): its layout, the signs, how it is filled in (填写说明)."""

from __future__ import annotations

from tally.documents.sentences import Part
from tally.domain.message import NOTHING, Message, say

MOST_A_ROW = 9
UNMARKED = {
    "approve": say("只写姓名不画符号的，按赞成计"),
    "abstain": say("只写姓名不画符号的，按弃权计"),
    "void": say("只写姓名不画符号的，该栏无效"),
}


def ballot_layout(record: Part) -> str:
    """Return the ballot's layout: B, three columns, where approving and opposing have columns of their own (L2)."""
    return "B" if record["method"]["legend"] == {"approve": ["√"], "oppose": ["×"], "abstain": ["○", ""]} else "A"


def columns(candidates: int) -> int:
    """Return how many names stand beside each other on a ballot of layout A, rows as even as they can be.

    >>> columns(9), columns(6), columns(14), columns(23)
    (9, 6, 7, 8)
    """
    bands = -(-candidates // MOST_A_ROW)
    return -(-candidates // bands) if bands else 1


def legend_signs(record: Part) -> tuple[str, str, str]:
    """Return the signs that approve, oppose and abstain, as the ballot explains them; empty where nothing is drawn."""
    legend = record["method"]["legend"]
    approve, oppose, abstain = (next(iter(legend[key]), "") for key in ("approve", "oppose", "abstain"))
    return approve, oppose, abstain


def instructions(contest: Part, record: Part) -> list[Message]:
    """Return how to fill in the ballot (填写说明), in the order in which ballots explain it."""
    method, seats = record["method"], contest["seats"]
    approve, oppose, abstain = (_drawn(sign) for sign in legend_signs(record))
    said = [
        say("本次应选{seats}名。所选人数等于或少于应选人数的有效，多于应选人数的无效。", seats=seats),
        say("赞成的{approve}，不赞成的{oppose}，弃权的{abstain}。", approve=approve, oppose=oppose, abstain=abstain),
    ]
    if contest.get("writein_boxes"):
        said.append(
            say(
                "另选他人的，在“另选他人”栏写上姓名，并在其符号栏{approve}；{unmarked}。",
                approve=approve,
                unmarked=UNMARKED[method["writein_unmarked"]],
            )
        )
        if method["writein_needs_oppose"]:
            said.append(say("不赞成候选人的才能另选他人，另选人数不得多于不赞成的人数；弃权的不能另选他人。"))
    said += [
        say("用蓝色或黑色钢笔、签字笔填写，符号清楚，位置准确。"),
        say("全部无法辨认的为无效票；部分无法辨认的，该部分无效，其余有效。")
        if method["unclear"] == "partial"
        else say("全部无法辨认的为无效票；部分无法辨认的，该部分按弃权计，其余有效。"),
        say("另选的人与他人同名的，注明单位或职务。") if contest.get("writein_boxes") else NOTHING,
        say("不能书写的，可委托非候选人按本人意愿代写。"),
    ]
    return [one for one in said if one is not NOTHING]


def _drawn(sign: str) -> Message:
    return say("画“{sign}”", sign=sign) if sign else say("不画任何符号")
