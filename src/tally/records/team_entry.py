"""Two entries of a team's figures (计票单): which figures, and which teams, were typed differently."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

from tally.domain.count import CandidateCount, Tallied
from tally.domain.election import Contest
from tally.files.headings import WRITE_IN, folded
from tally.records.entry import short_place
from tally.records.reconcile import Difference, Found

TEAM = "组别"
TOTALS = {"drawn": "领回", "valid": "有效", "invalid": "无效"}
FIGURES = {"approve": "赞成", "oppose": "不赞成", "abstain": "弃权", "unclear": "部分无效"}


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """One team's figures as typed, by column (`有效`, `甲一　赞成`, …), each with its place; `number` is the team."""

    number: str
    figures: dict[str, int]
    places: dict[str, str]
    pile: Tallied

    @classmethod
    def of(cls, pile: Tallied, contest: Contest) -> Team:
        """Name the figures of a pile."""
        count = pile.count
        totals = {"drawn": count.ballots, "valid": count.valid, "invalid": count.void}
        named = {("", kind): (word, totals[kind]) for kind, word in TOTALS.items()}
        for one, figures in zip(contest.candidates, count.candidates, strict=True):
            for kind, word in FIGURES.items():
                named[one.key, kind] = f"{one.name}　{word}", getattr(figures, kind)
        for key, votes in sorted(count.write_ins.items()):
            named[key, "approve"] = f"{WRITE_IN}　{count.spellings.get(key, key)}", votes
        places = {column: pile.places[key] for key, (column, _) in named.items() if key in pile.places}
        return cls(pile.team, dict(named.values()), places, pile)

    def text(self, column: str) -> str:
        """Return a figure as typed, "" where the sheet has none."""
        if column == TEAM:
            return self.number
        return str(self.figures[column]) if column in self.figures else ""

    def place(self, column: str = "") -> str:
        """Return `file › sheet › D17`, without the figure's place the sheet and team."""
        return self.places.get(column, self.pile.name)

    def cell(self, column: str = "") -> str:
        """Return `sheet!D17`."""
        return short_place(self.place(column))


@dataclass(frozen=True, slots=True)
class MatchedTeams:
    """The tally sheets of one contest in two entries: the teams in pairs, the differences."""

    contest: Contest
    pairs: tuple[tuple[Team | None, Team | None], ...]
    differences: tuple[Found, ...]


def matched_teams(contest: Contest, first: Sequence[Tallied], second: Sequence[Tallied]) -> MatchedTeams:
    """Pair teams by name, those without one by their order; two that are left alone and hold the same are one team."""
    a, b = _by_name(contest, first), _by_name(contest, second)
    pairs = [(one, b.pop(key, None)) for key, one in a.items()]
    for at, (one, other) in enumerate(pairs):
        if one is not None and other is None:
            same = next((key for key, alone in b.items() if alone.figures == one.figures), None)
            pairs[at] = (one, None if same is None else b.pop(same))
    whole: list[tuple[Team | None, Team | None]] = [*pairs, *((None, one) for one in b.values())]
    found = [difference for pair in whole for difference in _differences(contest, *pair, a, b)]
    return MatchedTeams(contest, tuple(whole), tuple(found))


_Named = dict[tuple[str, int], Team]


def _by_name(contest: Contest, piles: Sequence[Tallied]) -> _Named:
    met: Counter[str] = Counter()
    teams: _Named = {}
    for pile in piles:
        name = folded(pile.team)
        teams[name, met[name]] = Team.of(pile, contest)
        met[name] += 1
    return teams


def _differences(contest: Contest, a: Team | None, b: Team | None, first: _Named, second: _Named) -> list[Found]:
    if a is None or b is None:
        one, names = (a, first) if b is None else (b, second)
        again = one is not None and any(other is one and at for (_, at), other in names.items())
        kind = Difference.TWICE if again else Difference.MISSING_IN_B if b is None else Difference.MISSING_IN_A
        return [Found(kind, contest, "", a, b)]
    columns = [*([TEAM] if folded(a.number) != folded(b.number) else []), *{**a.figures, **b.figures}]
    return [
        Found(Difference.CELL, contest, column, a, b)
        for column in columns
        if column == TEAM or a.figures.get(column, 0) != b.figures.get(column, 0)
    ]


def team_rows(contest: Contest, number: str, figures: dict[str, int]) -> list[tuple[str, ...]]:
    """Return a team's figures as a tally sheet: the team, the ballots, the people, those written in."""
    ballots = [(word, str(figures.get(word, 0))) for word in TOTALS.values()]
    people = [
        (one.name, *(str(figures.get(f"{one.name}　{word}", 0)) for word in FIGURES.values()))
        for one in contest.candidates
    ]
    written = [(column.partition("　")[2], votes) for column, votes in figures.items() if column.startswith(WRITE_IN)]
    others = [(WRITE_IN,), *((name, str(votes)) for name, votes in written)] if written else []
    return [(TEAM, number), *ballots, ("候选人姓名", *FIGURES.values()), *people, *others]


def team_fingerprint(pile: Tallied) -> str:
    """Return a SHA-256 over a team's figures, whatever sheet they stand in."""
    count = pile.count
    kinds = [one.name for one in fields(CandidateCount)]
    content = {
        "contest": pile.contest,
        "team": folded(pile.team),
        "valid": count.valid,
        "invalid": count.void,
        "candidates": [[getattr(one, kind) for kind in kinds] for one in count.candidates],
        "write_ins": sorted(count.write_ins.items()),
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8")).hexdigest()
