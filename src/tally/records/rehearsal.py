"""A rehearsal (演练) of an election: a deck of made-up ballots that touches every rule, and what it must come to.

The expected figures are computed by the stand-alone recount, not by the count that is rehearsed. No two candidates have
the same figures, so that two columns taken for each other cannot cancel out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.counting.eligibility import ineligible
from tally.counting.stages import need_of, places_of
from tally.domain.election import Contest, Election, Method
from tally.domain.legend import FAMILIES
from tally.names.normalise import normalise
from tally.records.differences import Difference, differences
from tally.records.published import recount
from tally.rules.meeting import majority
from tally.rules.rulebook import rule_book

BALLOTS = 200
FEWEST, MOST = 40, 300
Names = Sequence[tuple[str, str]]
STRANGER, OTHER_STRANGER = "演练甲", "演练乙"
VOIDS = (("无法辨认", ""), ("非本次选票", ""), ("有记号", ""), ("破损", ""), ("其他", "演练"))


@dataclass(frozen=True, slots=True)
class Ballot:
    """One made-up ballot: a sign a candidate, (name, sign) a write-in box, why it is void, a remark."""

    signs: tuple[str, ...]
    names: tuple[tuple[str, str], ...] = ()
    void: str = ""
    remark: str = ""


def deck_size(election: Election) -> int:
    """Return how many ballots a deck has: as many as electors where that can be typed, else two hundred."""
    entitled = election.attendance.entitled
    return entitled if FEWEST <= entitled <= MOST else BALLOTS


def deck(election: Election, contest: Contest) -> list[Ballot]:
    """Return a contest's deck in the order of its numbers; the same election gives the same deck."""
    size = deck_size(election)
    chance = random.Random(f"{election.title} {contest.id}")
    made = list(_rule_ballots(election, contest))[: size // 2]
    patterns = [_pattern(contest, election.method, chance) for _ in range(size - len(made))]
    _tell_apart(contest, election.method, made, patterns)
    filled = [*made, *map(_ordinary, patterns)]
    chance.shuffle(filled)
    last = next(at for at, one in enumerate(filled) if any(one.signs) and not one.void)
    filled[-1], filled[last] = filled[last], filled[-1]  # an unmarked last row would be refused as not typed
    return filled


def rows(contest: Contest, ballots: Sequence[Ballot], *, filled: bool = True) -> list[list[str]]:
    """Return a sheet in the layout matrix; with `filled` false numbers only, for the typists."""
    boxes = max((len(one.names) for one in ballots), default=0)
    written = [f"另选他人{box}{what}" for box in range(1, boxes + 1) for what in ("", "符号")]
    sheet = [["票号", *(one.name for one in contest.candidates), *written, "整票无效", "备注"]]
    for number, one in enumerate(ballots, start=1):
        names = [text for pair in one.names for text in pair]
        names += [""] * (2 * boxes - len(names))
        sheet.append([str(number), *one.signs, *names, one.void, one.remark] if filled else [str(number)])
    return sheet


def expected(election: Election, contest: Contest, ballots: Sequence[Ballot]) -> dict[str, Any]:
    """Return what the stand-alone recount makes of a deck."""
    kept = {"id": contest.id, "seats": contest.seats, "candidates": [{"name": one.name} for one in contest.candidates]}
    method = election.method.as_json()
    roster = None if election.roster is None else Counter({key: len(who) for key, who in election.roster.items()})
    read = recount.read_sheet(rows(contest, ballots), kept, method, "")
    figures, others, valid, invalid = recount.count(read, kept, method, roster)
    approvals = {one.name: figure["赞成"] for one, figure in zip(contest.candidates, figures, strict=True)}
    book = rule_book(election)
    need = need_of(book, election, majority(book, election, contest, len(ballots)))
    may = {key: votes for key, votes in others.items() if ineligible(election, contest, key) is None}
    elected, tied, open_seats = recount.decide(approvals | may, places_of(book, election, contest), need)
    return {
        "id": contest.id,
        "ballots": {"valid": valid, "invalid": invalid.total(), "invalid_reasons": dict(sorted(invalid.items()))},
        "candidates": [
            {
                "name": one.name,
                **{key: figure[word] for word, key in recount.ENGLISH.items()},
                "elected": one.name in elected,
            }
            for one, figure in zip(contest.candidates, figures, strict=True)
        ],
        "write_ins": [{"name": key, "approve": others[key]} for key in sorted(others)],
        "outcome": {"tied": sorted(tied), "open_seats": open_seats},
    }


def compared(wanted: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> list[Difference]:
    """Return where a record of the typed deck differs from what was expected."""
    found = []
    for contest in record["contests"]:
        outcome = contest["outcome"]
        found.append(
            {
                **{key: contest[key] for key in ("id", "ballots", "candidates")},
                "write_ins": sorted(
                    ({"name": normalise(one["name"]).key, "approve": one["approve"]} for one in contest["write_ins"]),
                    key=lambda one: str(one["name"]),
                ),
                "outcome": {"tied": sorted(outcome["tied"]), "open_seats": outcome["open_seats"]},
            }
        )
    return differences(list(wanted), found, known_only=True)


def _rule_ballots(election: Election, contest: Contest) -> Iterator[Ballot]:
    """Yield a ballot for each rule on marks, names and void ballots (rules.md 4.1–4.3)."""
    method, seats, count = election.method, contest.seats, len(contest.candidates)
    yes, no, nothing = _sign(method.legend.approve), _sign(method.legend.oppose), _sign(method.legend.abstain)
    strange = next(look for look in FAMILIES if look != "?" and look not in method.legend.meanings)

    def ballot(
        turn: int, *signs: str, rest: str = nothing, names: Sequence[tuple[str, str]] = (), remark: str = ""
    ) -> Ballot:
        full = [*signs, *[rest] * count][:count]
        turn %= count
        return Ballot((*full[-turn:], *full[:-turn]) if turn else tuple(full), tuple(names), "", remark)

    yield ballot(0, remark="空白票")
    yield ballot(0, rest=no)
    yield ballot(0, rest="？")
    yield ballot(1, *[yes] * (seats + 1), rest=no)
    yield ballot(2, *[yes] * seats, rest=no)
    yield ballot(3, (yes or no) + (nothing if yes == "" else no), yes, rest=no)
    yield ballot(4, "无法辨认", yes, rest=no)
    yield ballot(5, strange, yes, rest=no)
    yield ballot(6, "赞成", "不赞成", "弃权", "反对", rest="弃权")
    yield ballot(7, (yes or no) * 2, rest=no)
    yield ballot(8, "Ｏ" if yes == "○" else yes, "X" if no == "×" else no, rest=no)
    for reason, remark in VOIDS:
        yield Ballot((yes, *[no] * (count - 1)), (), reason, remark)
    if contest.writein_boxes:
        person = _person(election, contest)
        yield ballot(9, no, yes, rest=nothing, names=[(person, yes or "赞成")])
        yield ballot(10, yes, rest=nothing or "弃权", names=[(person, "赞成")])
        yield ballot(11, no, rest=nothing, names=[(person, "")])
        yield ballot(12, no, rest=nothing, names=[("无法辨认", "赞成")])
        yield ballot(13, yes, no, rest=no, names=[(contest.candidates[-13 % count].name, "赞成")])
        yield ballot(14, *["赞成"] * seats, rest=no, names=[(person, "赞成")])
        if contest.writein_boxes > 1:
            yield ballot(15, no, rest="弃权", names=[(person, "赞成"), (person, "赞成")])
            yield ballot(16, no, rest="弃权", names=[(person, "赞成"), (OTHER_STRANGER, "赞成")])


def _pattern(contest: Contest, method: Method, chance: random.Random) -> list[str]:
    """Return an ordinary ballot's signs; the further down a candidate stands, the fewer approve."""
    count, left = len(contest.candidates), contest.seats
    yes, no, nothing = (_sign(one) for one in (method.legend.approve, method.legend.oppose, method.legend.abstain))
    signs = [""] * count
    for at in chance.sample(range(count), count):
        approves = left > 0 and chance.randrange(count * 10) > at * 10
        left -= approves
        signs[at] = yes if approves else chance.choice((no, no, nothing))
    return signs


def _ordinary(signs: Sequence[str]) -> Ballot:
    return Ballot(tuple(signs), remark="" if any(signs) else "空白票")


def _tell_apart(contest: Contest, method: Method, made: Sequence[Ballot], patterns: list[list[str]]) -> None:
    """Change votes against into abstentions, or back, until no two candidates have the same figures."""
    no, nothing = _sign(method.legend.oppose), _sign(method.legend.abstain)
    kept = {"id": contest.id, "seats": contest.seats, "candidates": [{"name": one.name} for one in contest.candidates]}
    read = recount.read_sheet(rows(contest, [*made, *map(_ordinary, patterns)]), kept, method.as_json(), "")
    seen = set[tuple[int, int, int]]()
    for at, figure in enumerate(recount.count(read, kept, method.as_json(), None)[0]):
        against, none = ([signs for signs in patterns if signs[at] == sign] for sign in (no, nothing))
        turns = sorted(range(-len(none), len(against) + 1), key=abs)
        shown = {turn: (figure["赞成"], figure["不赞成"] - turn, figure["弃权"] + turn) for turn in turns}
        turn = next((one for one in turns if shown[one] not in seen), 0)
        seen.add(shown[turn])
        for signs in against[:turn] if turn > 0 else none[:-turn]:
            signs[at] = nothing if turn > 0 else no


def _sign(signs: Sequence[str]) -> str:
    return signs[0]


def _person(election: Election, contest: Contest) -> str:
    """Return somebody to write in: on the roster once, and no candidate; a made-up name where there is no roster."""
    printed = {one.key for one in contest.candidates}
    people = election.roster or {}
    return next((who[0].name for key, who in people.items() if len(who) == 1 and key not in printed), STRANGER)
