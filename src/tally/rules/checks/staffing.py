"""s9 and s14: what is counted beyond one unit or by the personnel office."""

from __future__ import annotations

from collections.abc import Iterator

from tally.domain.message import Message, say
from tally.domain.problem import Severity
from tally.rules.checks.finding import Case, Finding, before, judged, untested
from tally.rules.checks.team import SHEET, concerns_a_team
from tally.rules.share import Share


@before("s9")
def heads_of_the_district(case: Case) -> Iterator[Finding]:
    """Of all heads of a district's streets so many are young, so many women; one street alone means nothing (s9)."""
    if not concerns_a_team(case):
        return
    opinion, heads = case.opinion, case.fact("district_heads")
    young = say("{age}岁以下正职", age=opinion.young_age)
    yield _of_the_district(case, "district_young", young, opinion.district_young, heads)
    yield _of_the_district(case, "district_women", say("女正职"), opinion.district_women, heads)


def _of_the_district(case: Case, key: str, what: Message, share: Share, heads: int | None) -> Finding:
    number = case.fact(key)
    if number is None or heads is None:
        sentence = say("{what}的比例（{share}）按全区计算，没有全区的人数", what=what, share=share)
        return untested("s9", sentence, f"election.toml › unit_facts.district_heads、unit_facts.{key}")
    return judged(
        share.holds(number, heads),
        "s9",
        say(
            "全区{what}{number}名，正职{heads}名：{arithmetic}",
            what=what,
            number=number,
            heads=heads,
            arithmetic=share.arithmetic(number, heads),
        ),
        "T436",
        place=f"election.toml › unit_facts.{key}",
        severity=Severity.INFO,
    )


@before("s14")
def within_the_staffing(case: Case) -> Iterator[Finding]:
    """The team is registered within the staffing cap (s14)."""
    if not concerns_a_team(case):
        return
    cap, team = case.fact("staffing"), case.election.team
    if cap is None or team is None:
        sentence = say("当选人员的编制和登记由组织、编制部门核对；没有编制数或班子名单")
        yield untested("s14", sentence, f"election.toml › unit_facts.staffing、{SHEET}")
        return
    yield judged(
        len(team) <= cap,
        "s14",
        say("班子{count}名，编制{cap}名", count=len(team), cap=cap),
        "T436",
        place="election.toml › unit_facts.staffing",
        severity=Severity.INFO,
    )
