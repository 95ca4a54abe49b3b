"""M12, M13: joint nominations, who signed them, and how long each list is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tally.domain.election import Contest, Nomination
from tally.domain.message import say
from tally.domain.problem import place
from tally.names.normalise import normalise
from tally.rules.checks.finding import Case, Finding, before, holds, judged, untested

JOINT = "联名"


def _rule(case: Case) -> str:
    return next((name for name in ("M12", "M13") if case.book.source(name) is not None), "")


def joint_lists(contest: Contest) -> tuple[Nomination, ...]:
    """Return the joint nominations: those described, and the one whose signers stand in `sponsors`."""
    signed = (Nomination(JOINT, contest.sponsors),) if contest.sponsors else ()
    return (*signed, *(one for one in contest.nominations if one.sponsors or JOINT in one.by))


@before("M12", "M13")
def joint_nomination(case: Case) -> Iterator[Finding]:
    """So many or more sign a joint nomination; who signs twice or has no vote is not counted (M12, M13, X14)."""
    least, rule = case.book.sponsors, _rule(case)
    if least is None:
        return
    for contest in case.contests:
        lists = joint_lists(contest)
        for one in lists:
            number = len(_electors(case, one.sponsors))
            yield judged(
                number >= least,
                rule,
                say(
                    "{office}{by}提名{number}人签名，须{least}人以上",
                    office=contest.office,
                    by=one.by,
                    number=number,
                    least=least,
                ),
                "T422",
                contest=contest.id,
                place=place("election.toml", contest.id, "nomination"),
                remedy=say("不足的联名不能提名；重复的、不在名册上的不算"),
            )
        described = {one.by for one in lists}
        open_ = tuple(dict.fromkeys(name for name in _nominators(contest) if JOINT in name and name not in described))
        if open_ and not contest.sponsors:
            sentence = say("{office}：没有写{names}由谁签名", office=contest.office, names=open_)
            yield untested(rule, sentence, place("election.toml", contest.id, "nomination"), contest.id)
        elif not lists and all(one.nominated_by for one in contest.candidates):
            yield holds(rule, say("{office}没有联名提名", office=contest.office), contest.id)
        elif not lists:
            sentence = say("{office}没有写联名提名的签名人", office=contest.office)
            yield untested(rule, sentence, place("election.toml", contest.id, "sponsors"), contest.id)


def _electors(case: Case, sponsors: Iterable[str]) -> set[str]:
    """Return the keys of those who signed, of those on the roster where there is one."""
    keys = {normalise(name).key for name in sponsors}
    people = case.election.people
    if people is None:
        return keys
    voters = case.book.statuses
    return keys & {one.key for one in people if not one.status or one.status in voters}


def _nominators(contest: Contest) -> list[str]:
    return [one.nominated_by for one in contest.candidates if one.nominated_by]


@before("M12", "M13")
def length_of_each_list(case: Case) -> Iterator[Finding]:
    """Nobody's list, the presidium's included, is longer than the seats (M12, M13).

    Where a nomination's names are given they are its list, those who were not printed included; elsewhere only the
    printed can be seen.
    """
    rule = _rule(case)
    if not rule:
        return
    for contest in case.contests:
        lists = dict(Counter(_nominators(contest)))
        lists |= {one.by: len(dict.fromkeys(one.names)) for one in contest.nominations if one.names is not None}
        if not lists:
            yield untested(
                rule,
                say("{office}的候选人没有写由谁提名，各提名人提出的人数没有核对", office=contest.office),
                "candidates.xlsx › 提名人",
                contest.id,
            )
        for nominator, number in lists.items():
            yield judged(
                number <= contest.seats,
                rule,
                say(
                    "{office}由“{nominator}”提名{number}人，不得超过应选{seats}名",
                    office=contest.office,
                    nominator=nominator,
                    number=number,
                    seats=contest.seats,
                ),
                "T438",
                contest=contest.id,
                place=place("candidates.xlsx", contest.id, "提名人"),
                remedy=say("一份名单最多提名{seats}人；改正名单或“提名人”一列", seats=contest.seats),
            )
