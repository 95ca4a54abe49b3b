"""W9: seats that people decided to leave empty."""

from __future__ import annotations

from collections.abc import Iterator

from tally.domain.message import say
from tally.domain.problem import place
from tally.rules.checks.finding import Case, Finding, after, judged, told, untested
from tally.rules.checks.result import Part
from tally.rules.share import Share


@after("W9")
def fewer_seats(case: Case) -> Iterator[Finding]:
    """Leaving seats empty is people's decision, for as many as are elected (W9)."""
    share, present = case.book.reduce_by_electors, case.election.attendance.present
    if share is None or present is None:
        return
    for contest in case.counted():
        outcome, decision = contest["outcome"], contest.get("reduce_seats")
        if decision:
            yield _decided(contest, decision, share, present)
        elif outcome["status"] == "further_vote" and outcome["elected"]:
            sentence = say(
                "{office}如接近应选名额，可不再选举：须{least}名以上选举人同意，或主席团决定",
                office=contest["office"],
                least=share.least(present),
            )
            yield told("W9", sentence, contest["id"])


def _decided(contest: Part, decision: Part, share: Share, present: int) -> Finding:
    elected, votes = len(contest["outcome"]["elected"]), decision.get("votes") or 0
    figures = {"office": contest["office"], "to": decision["to"], "elected": elected}
    where = place("election.toml", contest["id"], "reduce_seats")
    if decision["by"] == "presidium":
        agreed, sentence = True, say("{office}名额减为{to}名，当选{elected}名；由主席团决定", **figures)
    else:
        agreed = share.holds(votes, present)
        sentence = say(
            "{office}名额减为{to}名，当选{elected}名；选举人同意：{arithmetic}",
            arithmetic=share.arithmetic(votes, present),
            **figures,
        )
    if decision["to"] == elected and agreed and not decision.get("document"):
        sentence = say("{decision}；没有写决定的文件", decision=sentence)
        return untested("W9", sentence, f"{where}.document", contest["id"])
    return judged(
        decision["to"] == elected and agreed,
        "W9",
        sentence,
        "T437",
        contest=contest["id"],
        place=where,
        remedy=say(
            "写当选的人数，或删去 reduce_seats；须经{least}名以上选举人同意，或由主席团决定",
            least=share.least(present),
        ),
    )
