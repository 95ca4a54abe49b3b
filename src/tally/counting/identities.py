"""The identities I1–I3: figures that break one of them never leave the program (rules.md 4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tally.domain.count import Count
from tally.domain.message import say
from tally.domain.problem import Problem, error


def identity_problems(count: Count, seats: int, collected: int, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each identity that a contest's figures break.

    `collected` is the number of ballots taken out of the box, `names` are the candidates in ballot order.
    """
    if count.valid + count.void != collected:
        yield error(
            "T501",
            count.contest,
            say(
                "有效票{valid}张 + 无效票{void}张 ≠ 收回{collected}张",
                valid=count.valid,
                void=count.void,
                collected=collected,
            ),
            say("核对收回张数和每摞选票"),
            "I1",
        )
    for name, figures in zip(names, count.candidates, strict=True):
        parts = (figures.approve, figures.oppose, figures.abstain, figures.unclear)
        if figures.total != count.valid:
            yield error(
                "T502",
                count.contest,
                say(
                    "{name}：{sum} = {total} ≠ 有效票{valid}张",
                    name=name,
                    sum=" + ".join(map(str, parts)),
                    total=figures.total,
                    valid=count.valid,
                ),
                say("核对这名候选人的赞成、不赞成、弃权、部分无效四个数"),
                "I2",
            )
        if min(parts) < 0:
            yield error(
                "T503", count.contest, say("{name}的得票出现负数", name=name), say("核对这名候选人的四个数"), "I2"
            )
    approvals = sum(one.approve for one in count.candidates) + sum(count.write_ins.values())
    if approvals > seats * count.valid:
        yield error(
            "T504",
            count.contest,
            say(
                "赞成票合计{approvals}票，多于应选{seats}名×有效票{valid}张 = {most}票",
                approvals=approvals,
                seats=seats,
                valid=count.valid,
                most=seats * count.valid,
            ),
            say("有超选的选票被当作有效票，或有数字抄错；逐摞核对"),
            "I3",
        )
