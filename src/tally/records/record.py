"""The record (计票记录, result.json): everything later papers and checks are derived from (contract, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tally.counting.canvass import Canvass, ContestResult
from tally.counting.eligibility import ineligible
from tally.counting.stages import elected_before, formal_seats
from tally.domain.count import CandidateCount, Count
from tally.domain.election import Candidate, Election, InputFile, ReducedSeats
from tally.domain.message import say
from tally.domain.outcome import NextVote
from tally.domain.problem import Problem, warning
from tally.domain.ruling import Ruling
from tally.names.order import stroke_key
from tally.names.strokes import StrokeTable
from tally.records.check_code import check_code

SCHEMA = 1
ROLES = (
    "election",
    "candidates",
    "roster",
    "rulings",
    "ballots",
    "second",
    "previous",
    "strokes",
    "rules",
    "profile",
)

Order = Callable[[str], tuple[Any, ...]]


def make_record(
    canvass: Canvass, inputs: Sequence[InputFile], entry: str = "single", rulings: Sequence[Ruling] = ()
) -> dict[str, Any]:
    """Return the record of a canvass: integers and texts only, no time of day, no absolute path.

    `inputs` are the files that came with the ballots; the election's own files come with the election.
    """
    election = canvass.election
    order = name_order(election)
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "election": {
            "title": election.title,
            "unit": election.unit,
            "term": election.term,
            "date": election.date.isoformat(),
            "rules": election.rules,
            "rules_title": canvass.book.full_title,
            "stage": election.stage.value,
            "mode": election.mode,
            "by_election": election.by_election,
        },
        "previous": _previous(election),
        "method": election.method.as_json(),
        "entry": entry,
        "attendance": {
            "entitled": election.attendance.entitled,
            "present": election.attendance.present,
            "absent": _less(election.attendance.entitled, election.attendance.present),
            "percent": _percent(election.attendance.present, election.attendance.entitled),
            "voted": election.attendance.voted,
            "all": election.attendance.everyone,
            "proxies": election.attendance.proxies,
            "quorum": {
                "need": canvass.quorum.need,
                "holds": canvass.quorum.holds,
                "arithmetic": canvass.quorum.arithmetic,
            },
        },
        "officers": {
            "chief_scrutineer": election.officers.chief_scrutineer,
            "scrutineers": list(election.officers.scrutineers),
            "counters": list(election.officers.counters),
        },
        "papers": dict(election.papers),
        "inputs": [_input(one) for one in sorted((*election.inputs, *inputs), key=_by_role)],
        "contests": [_contest(result, election, order) for result in canvass.results],
        "rulings": sorted((one.as_json() for one in rulings), key=lambda one: tuple(one.values())),
        "waivers": [
            {"rule": one.rule, "contest": one.contest, "by": one.by, "document": one.document}
            for one in election.waivers
        ],
        "problems": [one.as_json() for one in sorted(canvass.remarks, key=_by_code)],
    }
    return {**record, "check_code": check_code(record)}


def name_order(election: Election) -> Order:
    """Return how names sort in this election: by strokes; names the table lacks last, by code point."""
    method = election.method
    table = StrokeTable.of(election.folder, election.stroke_file)

    def order(name: str) -> tuple[Any, ...]:
        if table.unknown(name):
            return (1, name)
        return (0, stroke_key(name, table, single_given=method.single_given, tie=method.tie), name)

    return order


def _by_code(one: Problem) -> tuple[str, str, str]:
    return one.code, one.place, str(one.found)


def _by_role(one: InputFile) -> tuple[int, str, str]:
    return ROLES.index(one.role), one.path, f"{one.sha256}#{one.sheet or ''}"


def _input(one: InputFile) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": one.role, "path": one.path, "sha256": one.sha256}
    if one.sheet is not None:
        entry["sheet"] = one.sheet
    return entry if one.ballots is None else {**entry, "ballots": one.ballots}


def _contest(result: ContestResult, election: Election, order: Order) -> dict[str, Any]:
    contest, outcome, count = result.contest, result.outcome, result.count
    before = elected_before(election, contest)
    names = _names(result) | {key: person.name for key, person in before.items()}
    return {
        "id": contest.id,
        "office": contest.office,
        "kind": contest.kind.value,
        "body": contest.body,
        "seats": contest.seats,
        "leaders": list(contest.leaders),
        "writein_boxes": contest.writein_boxes,
        "places": result.places,
        **({"formal_seats": formal_seats(election, contest)} if election.preliminary else {}),
        "elected_before": [_person(one) for one in sorted(before.values(), key=lambda one: order(one.name))],
        "margin": {
            "candidates": result.margin.candidates,
            "extra": result.margin.extra,
            "need": result.margin.need_candidates,
            "max_candidates": result.margin.max_candidates,
            "holds": result.margin.holds,
            "waived": result.margin_waived and not result.margin.holds,
            "percent": result.margin.percent,
            "arithmetic": result.margin.arithmetic,
        },
        "ballots": {
            "printed": contest.printed,
            "spoiled": contest.spoiled,
            "issued": contest.issued,
            "left": _less(contest.printed, contest.issued, contest.spoiled or 0),
            "voted": result.voted,
            "voted_from": result.voted_from,
            "collected": result.collected,
            "collected_from": result.collected_from,
            "valid": None if count is None else count.valid,
            "invalid": None if count is None else count.void,
            "invalid_reasons": None if count is None else _reasons(count),
            "signs_folded": None if count is None else count.folded,
        },
        "majority": {
            "base": result.majority.base,
            "base_count": result.majority.base_count,
            "need": result.need,
        },
        "candidates": [
            {
                **_person(candidate),
                **_figures(None if count is None else count.candidates[index]),
                "elected": index in outcome.elected,
            }
            for index, candidate in enumerate(contest.candidates)
        ],
        "write_ins": _write_ins(result, election, order, names),
        "reduce_seats": _reduced_seats(contest.reduce_seats),
        "report_order": _report_order(result, election, order),
        "piles": [
            {
                "name": pile.name,
                "drawn": pile.count.ballots,
                "valid": pile.count.valid,
                "invalid": pile.count.void,
                "candidates": [
                    {"name": candidate.name, **_figures(figures)}
                    for candidate, figures in zip(contest.candidates, pile.count.candidates, strict=True)
                ],
                **({} if pile.seen else {"ballots_seen": False}),
            }
            for pile in sorted(result.piles, key=lambda pile: pile.name)
        ],
        "doubtful": {
            "ballots": 0 if count is None else count.doubt.ballots,
            "could_change_result": result.could_change,
        },
        "outcome": {
            "status": outcome.status.value,
            "elected": [names[person] for person in _posted(result, election, order, names)],
            "tied": sorted((names[person] for person in outcome.tied), key=order),
            "open_seats": outcome.open_seats,
            "passed": outcome.passed,
            "next": _next(outcome.next, names, order),
        },
    }


def _less(whole: int | None, *parts: int | None) -> int | None:
    """Return what is left of a figure; None where one of them was not given or more was taken than there is."""
    if whole is None or any(part is None for part in parts):
        return None
    left = whole - sum(part or 0 for part in parts)
    return left if left >= 0 else None


def _percent(part: int | None, whole: int) -> str | None:
    """Return a share for print, cut at two decimals and never rounded up."""
    return None if part is None else f"{part * 100 // whole}.{part * 10_000 // whole % 100:02}%"


def _previous(election: Election) -> dict[str, Any] | None:
    """Name the record this vote follows; `preliminary` tells that the chain began with a 预选 still going on."""
    if election.previous is None:
        return None
    return {
        "record": election.previous.record,
        "check_code": election.previous.check_code,
        "stage": election.previous.stage.value,
        "preliminary": election.preliminary,
    }


def _person(candidate: Candidate) -> dict[str, str]:
    return {
        "name": candidate.name,
        "note": candidate.note,
        "post": candidate.post,
        "gender": candidate.gender,
        "ethnic_group": candidate.ethnic_group,
        "born": candidate.born,
        "position": candidate.position,
        "remark": candidate.remark,
    }


def _names(result: ContestResult) -> dict[int | str, str]:
    names: dict[int | str, str] = {index: one.name for index, one in enumerate(result.contest.candidates)}
    return names | dict(result.count.spellings if result.count else {})


def _figures(figures: CandidateCount | None) -> dict[str, int | None]:
    if figures is None:
        return dict.fromkeys(("approve", "oppose", "abstain", "unclear"))
    return {
        "approve": figures.approve,
        "oppose": figures.oppose,
        "abstain": figures.abstain,
        "unclear": figures.unclear,
    }


def _reasons(count: Count) -> dict[str, int]:
    return {reason.value: number for reason, number in count.invalid.items() if number}


def _write_ins(
    result: ContestResult, election: Election, order: Order, names: Mapping[int | str, str]
) -> list[dict[str, Any]]:
    if result.count is None:
        return []
    roster = election.roster or {}
    entries = []
    for key, votes in sorted(result.count.write_ins.items(), key=lambda item: (-item[1], order(names[item[0]]))):
        people = roster.get(key, ())
        reason = ineligible(election, result.contest, key)
        entries.append(
            {
                "name": names[key],
                "approve": votes,
                "elected": key in result.outcome.elected,
                "eligible": _eligible(election, result, reason is None),
                "reason": str(reason or ""),
                "note": people[0].note if people else "",
            }
        )
    return entries


def _eligible(election: Election, result: ContestResult, free: bool) -> bool | None:
    """Tell whether a name may be elected; None where nothing is there to tell it by and people must."""
    known = election.roster is not None or result.contest.members is not None
    return free if known or not free else None


def _report_order(result: ContestResult, election: Election, order: Order) -> list[int]:
    candidates = result.contest.candidates

    def by_strokes(index: int) -> tuple[Any, ...]:
        return order(candidates[index].name)

    indices = sorted(range(len(candidates)), key=by_strokes)
    if election.method.report_order == "votes" and result.count is not None:
        figures = result.count.candidates
        indices.sort(key=lambda index: -figures[index].approve)
    return indices


def _reduced_seats(decision: ReducedSeats | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {"to": decision.to, "by": decision.by, "votes": decision.votes, "document": decision.document}


def _posted(result: ContestResult, election: Election, order: Order, names: Mapping[int | str, str]) -> list[int | str]:
    """Put the elected into the order in which their list is posted (R3)."""
    elected = list(result.outcome.elected)
    wanted = election.method.order_of_elected(result.contest.kind)
    if wanted == "strokes":
        return sorted(elected, key=lambda person: order(names[person]))
    if wanted == "approved":
        last = len(result.contest.candidates)
        return sorted(elected, key=lambda one: (one if isinstance(one, int) else last, order(names[one])))
    return elected


def _next(vote: NextVote | None, names: Mapping[int | str, str], order: Order) -> dict[str, Any] | None:
    if vote is None:
        return None
    return {"kind": vote.kind, "seats": vote.seats, "among": sorted((names[one] for one in vote.among), key=order)}


def unplaced_names(canvass: Canvass) -> list[Problem]:
    """Say which written-in names could not be placed by strokes."""
    order = name_order(canvass.election)
    return [
        warning(
            "T267",
            result.contest.office,
            say("另选他人“{name}”有不在笔画表中的字，排在最后", name=name),
            say("需要排定位置的，在 [names] strokes 指定的文件里补上这个字的笔顺"),
            "B5",
        )
        for result in canvass.results
        if result.count is not None
        for key in result.count.write_ins
        if order(name := result.count.spellings[key])[0]
    ]
