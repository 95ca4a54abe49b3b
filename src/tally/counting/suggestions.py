"""What a name written in may be read as (name:…): suggestions for those who rule, never taken by themselves."""

from __future__ import annotations

from tally.counting.writeins import WriteInRules
from tally.domain.ballot import BallotBox
from tally.domain.count import Count
from tally.domain.election import Contest, Election
from tally.names.matching import nearest
from tally.names.namesakes import told_apart
from tally.names.strokes import StrokeTable

SHOWN_AT_MOST = 5


class Suggestions:
    """The names of one contest: those written in on other ballots, and those of the roster."""

    def __init__(self, election: Election, contest: Contest, total: Count) -> None:
        self._rules = WriteInRules.of(contest, election.method, election.roster)
        self._namesakes = contest.namesakes
        votes = sorted(total.write_ins.items(), key=lambda one: (-one[1], one[0]))
        self._written = [total.spellings.get(key, key) for key, _ in votes]
        self._known = sorted({who.name for people in (election.roster or {}).values() for who in people})
        self._election = election

    def of(self, rule: str, box: int | None, ballot: BallotBox) -> tuple[str, ...]:
        """Return names for a doubtful write-in box: of an unreadable one (w5) those others wrote, the most votes first;
        of several persons of the name (w8) each with what tells them apart; of a name nobody has (w9) the nearest."""
        one = next((one for one in ballot.write_ins if one.box == box), None)
        if one is None:
            return ()
        if rule == "w5":
            return tuple(self._written[:SHOWN_AT_MOST])
        if rule == "w8":
            start = told_apart(one.key, "").removesuffix("）")
            return tuple(key for key in (self._rules.roster or {}) if key.startswith(start) and key in self._namesakes)
        if rule == "w9":
            table = StrokeTable.of(self._election.folder, self._election.stroke_file)
            return tuple(near.name for near in nearest(one.name, self._known, table))
        return ()
