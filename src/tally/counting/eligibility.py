"""Whether a person written in may be elected: struck out before ranking where not (w9, W14–W17, X50)."""

from __future__ import annotations

from tally.counting.stages import elected_before
from tally.domain.election import Contest, Election, Stage
from tally.domain.message import Message, say

DEPUTY = "代表"
ONLY_THE_TIED = say("再次投票只在得票相等的人中进行")
ALREADY = say("上一次投票已经当选")
NO_MEMBER = say("没有当选委员")
NOT_A_DEPUTY = say("不是代表")
RULES = {str(ONLY_THE_TIED): "W6", str(ALREADY): "W8", str(NO_MEMBER): "W15", str(NOT_A_DEPUTY): "W16"}


def ineligible(election: Election, contest: Contest, key: str) -> Message | None:
    """Return why a name written in is struck out, None when it may be elected.

    A revote is among the tied only (W6); nobody is elected to one body twice; the secretaries come from the elected
    members (W15), 主席 and 副主席 from the deputies (W16); the roster says who has no right to stand (E1, E2).
    Without a roster every name may stand.
    """
    if election.stage is Stage.REVOTE:
        return ONLY_THE_TIED
    if key in elected_before(election, contest):
        return ALREADY
    if contest.members is not None and key not in contest.members:
        return NO_MEMBER
    people = (election.roster or {}).get(key, ())
    reason = next((person.reason for person in people if person.reason), "")
    if reason:
        return say("{reason}", reason=reason)
    if contest.deputies_only and any(person.status != DEPUTY for person in people):
        return NOT_A_DEPUTY
    return None
