"""Elections, rosters and records for the tests of `tally check`, and what its checks say of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from building import a_contest, a_method, an_election
from tally.domain.election import (
    Attendance,
    Candidate,
    Election,
    Kind,
    Officers,
    Stage,
)
from tally.domain.outcome import Status
from tally.domain.people import Person, TeamMember
from tally.domain.previous import EarlierVote, Previous, Standing
from tally.rules.checks.finding import Finding, Verdict
from tally.rules.checks.run import run
from tally.rules.rulebook import load_rule_book

DAY = date(2026, 11, 20)
Build = Callable[[Any], Sequence[Finding]]


def findings(election: Election, record: Any = None, *, sealed: bool = False) -> Sequence[Finding]:
    return run(election, load_rule_book(election.rules), record, sealed=sealed)


def worst(rule: str, found: Sequence[Finding]) -> str:
    """Return the severity of a rule's gravest failure, else what its findings are: holds, untested, told, nothing."""
    mine = [one for one in found if one.rule == rule]
    failed = [one.severity.value for one in mine if one.verdict is Verdict.FAILS]
    return next((one for one in ("error", "warning", "info") if one in failed), "") or next(
        (kind for kind in ("holds", "untested", "told") if any(one.verdict.value == kind for one in mine)), "nothing"
    )


def people(number: int) -> tuple[str, ...]:
    return tuple(f"员{at}" for at in range(number))


def party(seats: int = 10, candidates: int = 12, kind: Kind = Kind.DW, office: str = "", **fields: Any) -> Election:
    offices = {Kind.DW: "党委委员", Kind.JW: "纪委委员", Kind.DB: "党代表", Kind.ZW: "党委书记"}
    keys = ("withdrawn", "leaders", "issued", "members")
    contest = {key: fields.pop(key) for key in keys if key in fields}
    made = a_contest(seats, people(candidates), kind=kind, office=office or offices[kind], **contest)
    return an_election(made, **{"date": DAY, **fields})


def state(rules: str, kind: Kind, office: str, seats: int = 2, candidates: int = 3, **fields: Any) -> Election:
    there = {key: fields.pop(key) for key in ("present", "voted", "everyone", "entitled", "proxies") if key in fields}
    attendance = Attendance(**{"entitled": 60, "present": 60, "everyone": 60, **there})
    keys = ("fixed_margin", "nominated", "sponsors", "nominations", "deputies_only", "withdrawn")
    contest = {key: fields.pop(key) for key in keys if key in fields}
    made = a_contest(seats, people(candidates), id="post", kind=kind, office=office, **contest)
    election = an_election(made, **{"rules": rules, "unit": "样板镇", "date": DAY, **fields})
    return replace(election, attendance=attendance)


def district(seats: int = 2, candidates: int = 3, **fields: Any) -> Election:
    return state("xuanju-fa-2020", Kind.RD, "县人大代表", seats, candidates, **fields)


def town(office: str = "镇长", seats: int = 1, candidates: int = 2, **fields: Any) -> Election:
    return state("zuzhi-fa-2022", Kind.RZ, office, seats, candidates, **fields)


def facts(**given: Any) -> Election:
    return party(unit_facts=given)


def dated(**days: date) -> Election:
    return facts(dates=days)


def team(*members: TeamMember, **given: Any) -> Election:
    return party(team=members, unit_facts=given)


def many(number: int, **fields: Any) -> tuple[TeamMember, ...]:
    return tuple(TeamMember(f"员{at}", f"员{at}", ("副主任",), **fields) for at in range(number))


def posts(word: str, number: int) -> Election:
    return team(*(TeamMember(f"员{at}", f"员{at}", (word,), full_time=True) for at in range(number)))


def previously(votes: Sequence[int], *, margin_holds: bool = True, chosen: int = 0) -> Previous:
    standing = tuple(Standing(name, name, vote) for name, vote in zip(people(len(votes)), votes, strict=True))
    earlier = EarlierVote("committee", "党委委员", Kind.DW, 2, Status.COMPLETE, 0, standing, frozenset(),
                          {one: Candidate(one, one) for one in people(chosen)}, {}, {}, margin_holds)  # fmt: skip
    return Previous("first.json", "CODE", "样例镇", "jiceng-2020", "official", Stage.PRELIMINARY, True,
                    {"committee": earlier, "post": earlier})  # fmt: skip


# --- records: the few figures that the checks after a count look at


def counted(votes: Sequence[int], elected: int, **figures: Any) -> dict[str, Any]:
    """Return a contest of a record; the first `elected` of the candidates are."""
    base = figures.pop("base", ("present", 148))
    ballots = {"collected": 148, "voted": 148, "issued": 148, "valid": 147, "invalid_reasons": {}}
    names = people(len(votes))
    chosen = [one for at, one in enumerate(names) if at < elected] + figures.pop("also", [])
    outcome = {"status": "complete", "elected": chosen, "tied": [], "open_seats": 0, **figures.pop("outcome", {})}
    return {
        "id": "committee",
        "office": "党委委员",
        "kind": "DW",
        "seats": elected,
        "ballots": ballots | figures.pop("ballots", {}),
        "majority": {"base": base[0], "base_count": base[1], "need": 75},
        "candidates": [
            {"name": name, "approve": vote, "elected": at < elected}
            for at, (name, vote) in enumerate(zip(names, votes, strict=True))
        ],
        "write_ins": [],
        "report_order": list(range(len(votes))),
        "piles": [{"drawn": 148}],
        "outcome": outcome,
        **figures,
    }


def after(election: Election, *contests: dict[str, Any], **options: Any) -> Sequence[Finding]:
    return findings(election, {"contests": contests}, **options)


def of_members(*contests: dict[str, Any], **fields: Any) -> Sequence[Finding]:
    return after(party(2, 3, **fields), *contests)


def lowest(kind: Kind, base: tuple[str, int], election: Election) -> Build:
    return lambda votes: after(election, counted((900, votes), 2, kind=kind.value, id="post", base=base, seats=2))


def reduced(**decision: Any) -> dict[str, Any]:
    """Return a contest whose three seats were reduced, two being elected."""
    reduction = {"to": 2, "by": "presidium", "votes": None, "document": "一号", **decision}
    return counted((140, 139, 9), 2, seats=3, reduce_seats=reduction)


FURTHER: dict[str, Any] = {"stage": Stage.FURTHER}
ONE_OFFICE = a_contest(1, ("甲",), office="党委书记", kind=Kind.ZW, members={"甲": "甲", "乙": "乙"})


def written_in(election: Election, name: str) -> Sequence[Finding]:
    contest = election.contests[0]
    line = {"name": name, "approve": 80, "elected": True, "eligible": True}
    return after(election, counted((), 0, id=contest.id, kind=contest.kind.value, write_ins=[line], also=[name]))


def roster(*lines: Person, **fields: Any) -> Election:
    return party(people=lines, **{"entitled": len(lines), **fields})


def full(number: int = 1, **fields: Any) -> tuple[Person, ...]:
    return tuple(Person(f"员{at}", f"员{at}", **fields) for at in range(number))


def ordered(names: Sequence[str], *, order: str = "given", kind: Kind = Kind.DW, posts: Mapping[str, str] | None = None,
            **fields: Any) -> Election:  # fmt: skip
    candidates = tuple(Candidate(name, name, post=(posts or {}).get(name, "")) for name in names)
    contest = replace(a_contest(2, (), kind=kind, leaders=tuple(fields.pop("leaders", ()))), candidates=candidates)
    single = fields.pop("single_given", "blank-first")
    return an_election(contest, method=a_method(ballot_order=order, single_given=single), **fields)


LEADERS = {"张国明": "书记", "李建国": "副书记", "王大国": "副书记"}
BOTH = ("书记", "副书记")
STROKES = ("王大国", "韦小明", "田富", "冯大明", "李建国", "张国明")


def leading(names: Sequence[str]) -> Sequence[Finding]:
    return findings(ordered(names, posts=LEADERS, leaders=BOTH))


def both_committees(issued: int) -> Sequence[Finding]:
    committee = a_contest(2, people(3), issued=148)
    discipline = a_contest(2, people(3), id="discipline", office="纪委委员", kind=Kind.JW, issued=issued)
    return findings(an_election(committee, discipline))


def by_votes(*votes: int) -> Election:
    return state("xuanju-fa-2020", Kind.RD, "县人大代表", 2, len(votes), previous=previously(votes))


def one_day(day: date, days: int) -> date:
    return day + timedelta(days=days)


def at_hour(hour: int) -> datetime:
    return datetime(2026, 11, 20, hour)


def published(examined: int, announced: int) -> dict[str, Any]:
    return {"dates": {"credentials": one_day(DAY, examined), "announced": one_day(DAY, announced)}}


def declared(given: bool) -> Election:
    return district(officers=Officers("", ("外",), ("外",)), unit_facts={"relatives_declared": given})
