"""O1–O6: who watches and counts, and what is written down before any result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tally.domain.election import Kind
from tally.domain.message import say
from tally.domain.problem import Severity
from tally.rules.checks.finding import Case, Finding, Verdict, after, before, holds, judged, told, untested
from tally.rules.checks.result import gravity
from tally.rules.officers import officer_problems

OFFICERS = "election.toml › officers"


@before("O1", "O2", "O3", "O4")
def not_candidates(case: Case) -> Iterator[Finding]:
    """监票人 and 计票人 are no candidates (O1–O4)."""
    election = case.election
    problems = list(officer_problems(case.book, election.officers, election.contests))
    for problem, contest in problems:
        yield Finding(
            problem.rule or "",
            Verdict.FAILS,
            problem.found,
            contest,
            problem.severity,
            problem.code,
            problem.place,
            problem.remedy,
        )
    plenary = any(contest.kind is Kind.ZW for contest in election.contests)
    broken = {problem.rule for problem, _ in problems}
    people = election.officers
    roles = (
        (
            case.book.rule_of("scrutineers_not_candidates") if not plenary else "O2",
            say("监票人"),
            (people.chief_scrutineer, *people.scrutineers),
        ),
        (case.book.rule_of("counters_not_candidates"), say("计票人"), people.counters),
    )
    for rule, role, names in roles:
        if rule in broken:
            continue
        named = [name for name in names if name]
        if named:
            yield holds(rule, say("{role}{count}名，都不是候选人", role=role, count=len(named)))
        else:
            yield untested(rule, say("没有写{role}", role=role), OFFICERS)


@before("O4")
def relatives(case: Case) -> Iterator[Finding]:
    """A candidate's near relative may neither watch nor count: a declaration is asked for (O4)."""
    if case.book.party or case.book.source("O4") is None:
        return
    declared = case.fact("relatives_declared")
    if declared is None:
        sentence = say("监票人、计票人须声明不是候选人的近亲属；没有写是否声明")
        yield untested("O4", sentence, "election.toml › unit_facts.relatives_declared")
        return
    yield judged(
        bool(declared),
        "O4",
        say("监票人、计票人已声明不是候选人的近亲属") if declared else say("监票人、计票人没有声明不是候选人的近亲属"),
        "T440",
        place="election.toml › unit_facts.relatives_declared",
        remedy=say("由监票人、计票人声明；是近亲属的另选一名"),
        severity=Severity.WARNING,
    )


@before("O5")
def chief_scrutineer(case: Case) -> Iterator[Finding]:
    """Say who is the chief scrutineer (O5)."""
    chief = case.election.officers.chief_scrutineer
    yield told("O5", say("总监票人：{name}", name=chief) if chief else say("没有写总监票人，由监票人签字"))


@after("O6")
def numbers_first(case: Case) -> Iterator[Finding]:
    """People, ballots issued and ballots collected are compared and written down before any result (O6)."""
    for contest in (case.record or {}).get("contests", ()):
        ballots: dict[str, Any] = contest["ballots"]
        if ballots["issued"] is None:
            yield untested(
                "O6",
                say("{office}没有写发出票数", office=contest["office"]),
                f"election.toml › {contest['id']}.issued",
                contest["id"],
            )
            continue
        yield judged(
            ballots["collected"] <= ballots["issued"],
            "O6",
            say(
                "{office}投票{voted}人，发出{issued}张，收回{collected}张",
                office=contest["office"],
                voted=ballots["voted"],
                issued=ballots["issued"],
                collected=ballots["collected"],
            ),
            "T437",
            contest=contest["id"],
            place="result.json",
            severity=gravity(case, ballots),
        )
