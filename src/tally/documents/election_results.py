"""Election results as NIST SP 1500-100 (election results reporting, version 2) JSON: the record in a common format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_NS = "ElectionResults"
HALL = "gp-hall"
MARKS = ("approve", "oppose", "abstain", "unclear")


def as_json(record: Mapping[str, Any]) -> bytes:
    """Return the report of a record. Approvals are counts of type `total`; the other three marks of type `other`.

    The report's date is the election's: the record knows no time of day.
    """
    election = record["election"]
    people = _people(record)
    report = {
        **_type("ElectionReport"),
        "Format": "summary-contest",
        "GeneratedDate": f"{election['date']}T00:00:00Z",
        "Issuer": election["unit"],
        "IssuerAbbreviation": election["unit"],
        "IsTest": election["mode"] == "rehearsal",
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": "unofficial-complete",
        "VendorApplicationId": "tally",
        "Notes": f"check code {record['check_code']}; rules {election['rules']}",
        "Person": [{**_type("Person"), "@id": person, "FullName": _text(name)} for name, person in people.items()],
        "GpUnit": [
            {
                **_type("ReportingUnit"),
                "@id": HALL,
                "Type": "other",
                "OtherType": "congress",
                "Name": _text(election["unit"]),
                "VotersRegistered": record["attendance"]["entitled"],
                **_known(VotersParticipated=record["attendance"]["present"]),
            }
        ],
        "Election": [
            {
                **_type("Election"),
                "Name": _text(election["title"]),
                "Type": "special" if election.get("by_election") else "general",
                "StartDate": election["date"],
                "EndDate": election["date"],
                "ElectionScopeId": HALL,
                "Candidate": [one for contest in record["contests"] for one in _candidates(contest, people)],
                "Contest": [_contest(contest) for contest in record["contests"]],
                "BallotCounts": [_ballots(contest) for contest in record["contests"]],
            }
        ],
    }
    return (json.dumps(report, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def read_figures(content: bytes) -> dict[str, dict[str, dict[str, int]]]:
    """Return contest → name → mark → figure from such a report, as another program would read it."""
    election = json.loads(content)["Election"][0]
    names = {one["@id"]: one["BallotName"]["Text"][0]["Content"] for one in election["Candidate"]}
    return {
        contest["@id"].removeprefix("contest-"): {
            names[selection["CandidateIds"][0]]: {
                count.get("OtherType", "approve"): count["Count"] for count in selection["VoteCounts"]
            }
            for selection in contest.get("ContestSelection", ())
        }
        for contest in election["Contest"]
    }


def _contest(contest: Mapping[str, Any]) -> dict[str, Any]:
    selections = [_selection(contest, one, f"c{at}") for at, one in enumerate(contest["candidates"])]
    selections += [_selection(contest, one, f"w{at}", IsWriteIn=True) for at, one in enumerate(contest["write_ins"])]
    overvoted = (contest["ballots"]["invalid_reasons"] or {}).get("overvote", 0)
    return {
        **_type("CandidateContest"),
        "@id": f"contest-{contest['id']}",
        "ElectionDistrictId": HALL,
        "Name": contest["office"],
        "NumberElected": contest["seats"],
        "VotesAllowed": contest["seats"],
        "VoteVariation": "majority",
        "ContestSelection": selections,
        "OtherCounts": [{**_type("OtherCounts"), "GpUnitId": HALL, "Overvotes": overvoted}],
    }


def _selection(contest: Mapping[str, Any], one: Mapping[str, Any], number: str, **extra: bool) -> dict[str, Any]:
    counts = [_count("total", one["approve"])] if one["approve"] is not None else []
    counts += [_count("other", one[mark], mark) for mark in MARKS[1:] if one.get(mark) is not None]
    candidate = f"{contest['id']}-{number}"
    selection = {
        **_type("CandidateSelection"),
        "@id": f"selection-{candidate}",
        "CandidateIds": [f"candidate-{candidate}"],
    }
    return {**selection, **({"VoteCounts": counts} if counts else {}), **extra}


def _count(kind: str, number: int, other: str = "") -> dict[str, Any]:
    count = {**_type("VoteCounts"), "GpUnitId": HALL, "Type": kind, "Count": number}
    return {**count, "OtherType": other} if other else count


def _candidates(contest: Mapping[str, Any], people: Mapping[str, str]) -> list[dict[str, Any]]:
    every = [(f"c{at}", one) for at, one in enumerate(contest["candidates"])]
    every += [(f"w{at}", one) for at, one in enumerate(contest["write_ins"])]
    return [
        {
            **_type("Candidate"),
            "@id": f"candidate-{contest['id']}-{number}",
            "BallotName": _text(one["name"]),
            "PersonId": people[one["name"]],
            **({"PostElectionStatus": "projected-winner"} if one["elected"] else {}),
        }
        for number, one in every
    ]


def _ballots(contest: Mapping[str, Any]) -> dict[str, Any]:
    ballots = contest["ballots"]
    figures = _known(BallotsCast=ballots["collected"], BallotsRejected=ballots["invalid"])
    return {**_type("BallotCounts"), "GpUnitId": HALL, "Type": "other", "OtherType": contest["id"], **figures}


def _people(record: Mapping[str, Any]) -> dict[str, str]:
    names = (one["name"] for contest in record["contests"] for one in (*contest["candidates"], *contest["write_ins"]))
    return {name: f"person-{number}" for number, name in enumerate(dict.fromkeys(names))}


def _text(content: str) -> dict[str, Any]:
    return {
        **_type("InternationalizedText"),
        "Text": [{**_type("LanguageString"), "Content": content, "Language": "zh"}],
    }


def _known(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _type(name: str) -> dict[str, str]:
    return {"@type": f"{_NS}.{name}"}
