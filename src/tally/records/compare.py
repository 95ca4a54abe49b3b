"""Two entries compared, contest by contest: single ballots with single ballots, a team's figures with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tally.domain.election import Contest, Election
from tally.domain.message import Message, say
from tally.domain.problem import Problem, error, place, refuse
from tally.records.entry import Entry, read_entries
from tally.records.large_comparison import MatchedMany, compare_large
from tally.records.large_entry import is_large
from tally.records.reconcile import Found, Matched, matched_ballots
from tally.records.team_entry import MatchedTeams, matched_teams

AnyMatched = Matched | MatchedTeams | MatchedMany


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both entries and what each contest in them comes to; one with ballots and with tally sheets comes twice."""

    entries: tuple[Entry, Entry]
    matched: tuple[AnyMatched, ...]

    @property
    def differences(self) -> list[Found]:
        """Return every difference, contest by contest; of large entries the first ones."""
        return [one for contest in self.matched for one in contest.differences]

    @property
    def remarks(self) -> list[Found]:
        """Return where both typed another 备注, which changes no figure."""
        return [one for contest in self.matched if isinstance(contest, Matched) for one in contest.remarks]


def compare(
    election: Election, first: Sequence[str], second: Sequence[str], skip: frozenset[str] = frozenset()
) -> Comparison:
    """Read and compare two entries of the same ballots.

    Raises `Problems`: those of `read_entry` and `compare_large`, T358 a contest that only one entry holds, T617 single
    ballots in one entry and a team's figures in the other.
    """
    if is_large(election, first) or is_large(election, second):
        return Comparison(*compare_large(election, first, second, skip))
    entries = read_entries(election, first, second, skip)
    refuse(one for contest in election.contests for one in _of_one_kind(contest, *entries))
    return Comparison(entries, tuple(one for contest in election.contests for one in _matched(contest, *entries)))


def _matched(contest: Contest, first: Entry, second: Entry) -> Iterator[AnyMatched]:
    if first.boxes.get(contest.id):
        yield matched_ballots(contest, first, second)
    if first.tallied.get(contest.id):
        yield matched_teams(contest, first.tallied[contest.id], second.tallied[contest.id])


def _of_one_kind(contest: Contest, first: Entry, second: Entry) -> Iterator[Problem]:
    kinds = [(bool(one.boxes.get(contest.id)), bool(one.tallied.get(contest.id))) for one in (first, second)]
    if kinds[0] == kinds[1]:
        return
    where = place("election.toml", contest.id)
    if any(kinds[0]) and any(kinds[1]):
        a, b = (_kind_words(*kind) for kind in kinds)
        found = say("{office}：甲录入是{a}，乙录入是{b}，不能比较", office=contest.office, a=a, b=b)
        yield error("T617", where, found, say("两份录入要用同一种形式"))
    else:
        which = say("乙录入") if any(kinds[0]) else say("甲录入")
        found = say("{which}里没有{office}的选票", which=which, office=contest.office)
        yield error("T358", where, found, say("两份录入应包含同样的选票类别"))


def _kind_words(ballots: bool, teams: bool) -> Message:
    if ballots and teams:
        return say("逐票录入和计票单")
    return say("逐票录入") if ballots else say("计票单")
