"""The order of talks, list and meeting (TJ3, K19): warned about with both dates, never decided."""

from __future__ import annotations

from datetime import date

from tally.consultation.recommend_file import Recommendation
from tally.domain.message import Message, say
from tally.domain.moment import is_before, shown
from tally.domain.problem import Problem, info, place, warning

Step = tuple[Message, date]


def order_problems(recommendation: Recommendation, file: str) -> list[Problem]:
    """Compare dates and times step by step: T744 out of order, T728 one day without times."""
    problems = []
    for (first, at), (second, then) in _pairs(recommendation):
        both = {"first": first, "second": second, "at": shown(at), "then": shown(then)}
        reversed_ = is_before(then, at)
        if reversed_:
            problems.append(
                warning(
                    "T744",
                    place(file, "when"),
                    say("{first}（{at}）应在{second}（{then}）之前", **both),
                    say("核对日期和时间"),
                    "K19",
                )
            )
        elif reversed_ is None and at != then:
            problems.append(
                info(
                    "T728", place(file, "when"), say("{first}和{second}在同一天（{at}、{then}），没有写明时间", **both)
                )
            )
        elif reversed_ is None:
            problems.append(
                info("T728", place(file, "when"), say("{first}和{second}在同一时间或同一天（{at}）", **both))
            )
    return problems


def _pairs(recommendation: Recommendation) -> list[tuple[Step, Step]]:
    meeting: Step = (say("会议推荐"), recommendation.when)
    talks, consent = recommendation.talks, recommendation.consent
    pairs: list[tuple[Step, Step]] = []
    if talks is not None:
        pairs.append(((say("谈话推荐开始"), talks.begin), (say("谈话推荐结束"), talks.end)))
    if recommendation.order == "meeting-first":
        if talks is not None:
            pairs.append((meeting, (say("谈话推荐开始"), talks.begin)))
        return pairs
    if consent is not None:
        listed: Step = (say("同意参考人选"), consent.when)
        if talks is not None:
            pairs.append(((say("谈话推荐结束"), talks.end), listed))
        pairs.append((listed, meeting))
    elif talks is not None:
        pairs.append(((say("谈话推荐结束"), talks.end), meeting))
    return pairs
