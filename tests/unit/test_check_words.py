"""What `tally check` says of whole elections, word for word; read the files under tests/golden/checks when they change.

python tests/unit/test_check_words.py    writes them anew
"""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

import tally
from building import a_contest, a_method, an_election
from tally.domain.election import Attendance, Candidate, Election, Kind, Officers, ReducedSeats, Stage
from tally.domain.people import Month, Person, TeamMember
from tally.records.count_election import count_election
from tally.rules.checks.run import run
from tally.rules.rulebook import load_rule_book

HEAD = ("党工委书记", "人大工委主任")
ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "checks"


def shown(election: Election, record: object = None) -> str:
    book = load_rule_book(election.rules)
    lines = [
        f"{one.verdict.value}\t{one.severity.value}\t{one.rule}\t{one.contest}\t{one.sentence}\t{one.needs}{one.remedy}"
        for one in run(election, book, record)
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def state(rules: str, kind: Kind, office: str, **fields: object) -> Election:
    names = ("张国明", "王大国", "李建国")
    contest = a_contest(2, names, id="post", office=office, kind=kind, sponsors=names)
    election = an_election(contest, rules=rules, unit="样板镇")
    return dataclasses.replace(election, attendance=Attendance(60, 50, 45, 60, 2), **fields)


def a_sample(name: str, **fields: object) -> str:
    election = tally.load(ROOT / "sample_ballots" / name)
    ballots = ROOT / "sample_ballots" / name / "ballots.xlsx"
    record = count_election(election, [str(ballots)] if ballots.exists() else [])[1]
    return shown(dataclasses.replace(election, **fields), record)


def a_full_one() -> str:
    people = (
        Person("张国明", "张国明"),
        Person("王大国", "王大国", "预备党员"),
        Person("李建国", "李建国", measure="留置"),
        Person("田富", "田富", excluded="服刑", leave="一号"),
    )
    team = (
        TeamMember(
            "张国明", "张国明", ("党工委书记", "人大工委主任"), "男", Month(1985, 5), 130, 130, 130, True, True, True
        ),
        TeamMember("王大国", "王大国", ("办事处主任",), "女", Month(1995, 3), 20, 121, 20, None, False, None),
        TeamMember("田富", "田富", ("纪工委书记",), "女", None, None, 70, None, False, None, False, True, True, False),
    )
    dates = {"talks": date(2026, 9, 2), "meeting": date(2026, 9, 1), "recommended": date(2026, 9, 2)}
    facts = {"members": 500, "delegates": 320, "women_before": 2, "dates": dates, "reference_date": date(2026, 11, 1)}
    leaders = ("书记",)
    candidates = tuple(
        Candidate(name, name, post="书记" if name == "张国明" else "")
        for name in ("张国明", "王大国", "韦小明", "冯大明")
    )
    contest = dataclasses.replace(a_contest(3, leaders=leaders), candidates=candidates)
    election = an_election(contest, people=people, team=team, unit_facts=facts, deputies=("张国明",),
                           title="样板镇代表大会", officers=Officers("韦小明", ("甲",), ("冯大明",)))  # fmt: skip
    return shown(election)


def a_plenary() -> str:
    head = a_contest(1, ("张国明",), id="head", office="党委书记", kind=Kind.ZW)
    election = an_election(head, present=8, entitled=9, stage=Stage.PLENARY, method=a_method(ballot_order="given"))
    return shown(election)


def a_delegation() -> str:
    contest = a_contest(100, tuple(f"员{at}" for at in range(119)), id="delegates", office="党代表", kind=Kind.DB)
    method = a_method(ballot_order="strokes", single_given="compare", report_order="strokes")
    facts = {"candidates_shown": False}
    return shown(an_election(contest, stage=Stage.PRELIMINARY, method=method, unit_facts=facts))


def reduced() -> str:
    election = tally.load(ROOT / "sample_ballots" / "gap")
    contest = election.contests[0]
    record = count_election(election, [str(ROOT / "sample_ballots" / "gap" / "ballots.xlsx")])[1]
    elected = len(record["contests"][0]["outcome"]["elected"])
    contest = dataclasses.replace(contest, reduce_seats=ReducedSeats(elected, "presidium", None, "一号"))
    election = dataclasses.replace(election, contests=(contest,))
    return shown(election, count_election(election, [str(ROOT / "sample_ballots" / "gap" / "ballots.xlsx")])[1])


CASES = {
    "full": a_full_one,
    "plenary": a_plenary,
    "delegates": a_delegation,
    "district": lambda: shown(state("xuanju-fa-2020", Kind.RD, "县人大代表")),
    "indirect": lambda: shown(state("xuanju-fa-2020", Kind.RI, "市人大代表")),
    "town-chair": lambda: shown(state("zuzhi-fa-2022", Kind.RZ, "人大副主席")),
    "town-head": lambda: shown(state("zuzhi-fa-2022", Kind.RZ, "镇长", by_election=True)),
    "congress": lambda: a_sample("congress"),
    "congress-pre-election": lambda: a_sample("congress", stage=Stage.PRELIMINARY),
    "tie": lambda: a_sample("tie"),
    "gap": lambda: a_sample("gap"),
    "reduced": reduced,
    "void": lambda: a_sample("void"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_check_says(case: str) -> None:
    assert CASES[case]() == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, case in CASES.items():
        (GOLDEN / f"{name}.txt").write_text(case(), encoding="utf-8")
