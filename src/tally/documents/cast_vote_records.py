"""Single ballots as NIST SP 1500-103 (cast vote records, version 1) JSON: one record a ballot and contest.

Approvals are votes; × and unclear marks are kept as indications that give no vote. A ballot that is void is there with
its reason and gives none. Nobody is named who voted: a ballot's number was given at the counting table, and with
`shuffle` even that and the order are left out.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tally.counting.kernel import void_reasons
from tally.counting.writeins import WriteInRules, Written, judge
from tally.domain.ballot import VOID_REASONS, BallotBox, VoidReason, WriteIn
from tally.domain.election import Contest, Election
from tally.domain.legend import Mark
from tally.records.understood import Piles

_NS = "CVR"
HALL, DEVICE = "gp-hall", "tally"


def as_json(election: Election, record: Mapping[str, Any], piles: Piles, shuffle: random.Random | None = None) -> bytes:
    """Return the report of all ballots; `piles` have the rulings applied, `shuffle` is where chance comes from."""
    ballots = [
        one
        for contest in election.contests
        for box in piles.get(contest.id, ())
        for one in _ballots(election, contest, box, _names(contest, piles[contest.id]), numbered=shuffle is None)
    ]
    if shuffle is not None:
        shuffle.shuffle(ballots)
    for number, one in enumerate(ballots, start=1):
        one["CVRSnapshot"][0]["@id"] = one["CurrentSnapshotId"] = f"snapshot-{number}"
    report = {
        **_type("CastVoteRecordReport"),
        "Version": "1.0.0",
        "GeneratedDate": f"{record['election']['date']}T00:00:00Z",
        "Notes": f"check code {record['check_code']}",
        "ReportType": ["adjudicated"],
        "ReportGeneratingDeviceIds": [DEVICE],
        "ReportingDevice": [{**_type("ReportingDevice"), "@id": DEVICE, "Application": "tally"}],
        "GpUnit": [{**_type("GpUnit"), "@id": HALL, "Type": "other", "OtherType": "congress", "Name": election.unit}],
        "Election": [_election(election, piles)],
        "CVR": ballots,
    }
    return (json.dumps(report, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def read_figures(content: bytes) -> dict[str, Counter[str]]:
    """Add up such a report as another program would: contest → name → votes, with `valid` and `invalid` ballots."""
    report = json.loads(content)
    election = report["Election"][0]
    names = {one["@id"]: one["Name"] for one in election["Candidate"]}
    listed = [one for contest in election["Contest"] for one in contest["ContestSelection"]]
    selections = {one["@id"]: names[one["CandidateIds"][0]] for one in listed}
    figures: dict[str, Counter[str]] = {}
    for ballot in report["CVR"]:
        contest = ballot["CVRSnapshot"][0]["CVRContest"][0]
        total = figures.setdefault(contest["ContestId"].removeprefix("contest-"), Counter())
        total["invalid" if "Status" in contest else "valid"] += 1
        for one in contest.get("CVRContestSelection", ()):
            votes = sum(place["NumberVotes"] for place in one["SelectionPosition"] if place["IsAllocable"] == "yes")
            total[selections[one["ContestSelectionId"]]] += votes
    return figures


def _election(election: Election, piles: Piles) -> dict[str, Any]:
    candidates, contests = [], []
    for contest in election.contests:
        people = [
            *((one.name, False) for one in contest.candidates),
            *((name, True) for name in _names(contest, piles.get(contest.id, ())).values()),
        ]
        selections = []
        for number, (name, written) in enumerate(people):
            key = f"{contest.id}-{number}"
            candidates.append({**_type("Candidate"), "@id": f"candidate-{key}", "Name": name})
            selection = {**_type("CandidateSelection"), "@id": f"selection-{key}", "CandidateIds": [f"candidate-{key}"]}
            selections.append({**selection, "IsWriteIn": written})
        contests.append(
            {
                **_type("CandidateContest"),
                "@id": f"contest-{contest.id}",
                "Name": contest.office,
                "NumberElected": contest.seats,
                "VotesAllowed": contest.seats,
                "VoteVariation": "majority",
                "ContestSelection": selections,
            }
        )
    return {
        **_type("Election"),
        "@id": "election",
        "Name": election.title,
        "ElectionScopeId": HALL,
        "Candidate": candidates,
        "Contest": contests,
    }


def _names(contest: Contest, boxes: Sequence[BallotBox]) -> dict[str, str]:
    """Return every name written in by its key, printed candidates and unreadable names left out."""
    printed = {one.key for one in contest.candidates}
    names: dict[str, str] = {}
    for one in (one for box in boxes for one in box.write_ins if one.key and one.key not in printed):
        names[one.key] = min(one.name, names.get(one.key, one.name))
    return dict(sorted(names.items()))


def _ballots(
    election: Election, contest: Contest, box: BallotBox, names: Mapping[str, str], *, numbered: bool
) -> Iterator[dict[str, Any]]:
    rules = WriteInRules.of(contest, election.method, election.roster)
    by_ballot: dict[int, list[WriteIn]] = {}
    for one in box.write_ins:
        by_ballot.setdefault(one.ballot, []).append(one)
    written = {at: judge(ones, box.marks[:, at], rules) for at, ones in by_ballot.items() if not box.void[at]}
    reasons = void_reasons(box, contest.seats, written)
    keys = {key: len(contest.candidates) + at for at, key in enumerate(names)}
    for ballot in range(box.ballots):
        reason = VOID_REASONS[int(reasons[ballot]) - 1] if reasons[ballot] else None
        selections = list(_marks(contest, box.marks[:, ballot], valid=reason is None))
        if ballot in written:
            selections += _written(contest, by_ballot[ballot], written[ballot], keys, valid=reason is None)
        snapshot: dict[str, Any] = {
            **_type("CVRSnapshot"),
            "Type": "interpreted",
            "CVRContest": [_contest(contest, reason, selections)],
        }
        record: dict[str, Any] = {**_type("CVR"), "ElectionId": "election", "CVRSnapshot": [snapshot]}
        if numbered:
            record |= {"UniqueId": f"{box.name} {box.numbers[ballot] if box.numbers else ballot + 1}"}
        yield record


def _contest(contest: Contest, reason: VoidReason | None, selections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    entry = {**_type("CVRContest"), "ContestId": f"contest-{contest.id}", "Selections": len(selections)}
    if selections:
        entry["CVRContestSelection"] = list(selections)
    if reason is VoidReason.OVERVOTE:
        entry["Status"] = ["overvoted"]
    elif reason is not None:
        entry |= {"Status": ["other"], "OtherStatus": reason.value}
    return entry


def _marks(contest: Contest, marks: Any, *, valid: bool) -> Iterator[dict[str, Any]]:
    for at, mark in enumerate(marks.tolist()):
        if mark == Mark.ABSTAIN:
            continue
        meaning = {Mark.APPROVE: "approve", Mark.OPPOSE: "oppose"}.get(mark, "unclear")
        yield _selection(contest, at, meaning, votes=meaning == "approve", valid=valid)


def _written(
    contest: Contest, names: Sequence[WriteIn], judged: Written, keys: Mapping[str, int], *, valid: bool
) -> Iterator[dict[str, Any]]:
    for key in dict.fromkeys(one.key for one in names if one.key in keys):
        selection = _selection(contest, keys[key], "write-in", votes=key in judged.counted, valid=valid)
        text = next(one.name for one in names if one.key == key)
        selection["SelectionPosition"][0]["CVRWriteIn"] = {**_type("CVRWriteIn"), "Text": text}
        yield selection


def _selection(contest: Contest, at: int, meaning: str, *, votes: bool, valid: bool) -> dict[str, Any]:
    position = {
        **_type("SelectionPosition"),
        "HasIndication": "unknown" if meaning == "unclear" else "yes",
        "NumberVotes": int(votes),
        "IsAllocable": "yes" if votes and valid else "no",
        "Code": [{**_type("Code"), "Type": "other", "OtherType": "mark", "Value": meaning}],
    }
    return {
        **_type("CVRContestSelection"),
        "ContestSelectionId": f"selection-{contest.id}-{at}",
        "SelectionPosition": [position],
    }


def _type(name: str) -> dict[str, str]:
    return {"@type": f"{_NS}.{name}"}
