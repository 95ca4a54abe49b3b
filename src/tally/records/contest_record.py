"""One contest as the record holds it (contract, section 5): its ballots, figures, outcome, and lists in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tally.counting.canvass import ContestResult
from tally.counting.eligibility import ineligible
from tally.counting.stages import elected_before, formal_seats
from tally.domain.count import CandidateCount, Count
from tally.domain.election import Candidate, Election, ReducedSeats
from tally.domain.outcome import NextVote
from tally.records.name_order import Order


def contest_record(result: ContestResult, election: Election, order: Order) -> dict[str, Any]:
    """Return one contest's part of the record; the figures of a void vote, which is not counted, are None."""
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
            "left": left_of(contest.printed, contest.issued, contest.spoiled or 0),
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


def left_of(whole: int | None, *parts: int | None) -> int | None:
    """Return what is left of a figure; None where one of them was not given or more was taken than there is."""
    if whole is None or any(part is None for part in parts):
        return None
    left = whole - sum(part or 0 for part in parts)
    return left if left >= 0 else None


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
