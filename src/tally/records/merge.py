"""The counts of several counting places added up: the same record as if all their files had been counted in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Any

from tally.counting.canvass import Canvass, Pile, canvass_counts, preconditions, void_before_counting
from tally.counting.count_files import refuse_errors, wrong_sums
from tally.counting.numbers import doubles
from tally.counting.pieces import PileCount
from tally.counting.rulings import not_once
from tally.domain.election import Contest, Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, error, place
from tally.domain.ruling import Ruling
from tally.files.ballots import contests_without_piles
from tally.files.rulings import FILE, read_rulings
from tally.records.name_order import unplaced_names
from tally.records.partial import Partial, identity
from tally.records.record import make_record

RULINGS = "rulings"


def merge(election: Election, partials: Sequence[Partial]) -> tuple[Canvass, dict[str, Any]]:
    """Add the places' counts and decide; return the canvass and its record.

    Raises `Problems`: T625 a partial of another election, of other rules or another roster, T626 a place twice, missing
    or unknown, T351 one file at two places, T327 two files of one name, T352 a contest without ballots, T355 a 票号 at
    two places, T392 and T393 a ruling without its one ballot, T629 a ruling that this folder and the places do not
    share, and those of a count.
    """
    ordered = sorted(partials, key=lambda one: one.place)
    wanted = identity(election)
    problems = [_other_election(one) for one in ordered if one.identity != wanted or not _of(election, one)]
    problems += _places(election, ordered)
    if problems:
        refuse_errors(problems)
    skip = void_before_counting(election)
    rulings = tuple(dict.fromkeys(ruling for one in ordered for ruling in one.rulings))
    problems += _files_twice(ordered)
    here = read_rulings(election)
    problems += [*here.problems, *_other_rulings(here.rulings, rulings)]
    piles: dict[str, list[PileCount]] = {
        contest.id: [pile for one in ordered for pile in one.piles.get(contest.id, ())]
        for contest in election.contests
        if contest.id not in skip
    }
    for contest_id, found in piles.items():
        contest = election.contest(contest_id)
        problems += wrong_sums(contest, found)
        problems += _doubles(election, contest, found)
        if rulings:
            problems += not_once(contest, rulings, [one.used for one in found])
    problems += contests_without_piles(election, {key for key, found in piles.items() if found} | skip)
    remarks = list(dict.fromkeys(remark for one in ordered for remark in one.remarks))
    refuse_errors(problems, before=preconditions(election))
    counts = {key: [Pile(one.name, one.count, one.seen) for one in found] for key, found in piles.items()}
    result = canvass_counts(election, counts, [*election.remarks, *remarks, *problems])
    result = replace(result, remarks=(*result.remarks, *unplaced_names(result)))
    entry = "double" if all(one.entry == "double" for one in ordered) else "single"
    inputs = [one for one in _inputs(ordered, skip) if entry == "double" or one.role != "second"]
    return result, make_record(result, [*here.inputs, *inputs], entry=entry, rulings=rulings)


def _of(election: Election, one: Partial) -> bool:
    """Whether all piles are of contests of this election, with a figure for each candidate."""
    candidates = {contest.id: len(contest.candidates) for contest in election.contests}
    return all(candidates.get(key) == len(pile.count.candidates) for key, piles in one.piles.items() for pile in piles)


def _other_election(one: Partial) -> Problem:
    return error(
        "T625",
        one.path,
        say("这份分计票结果不是本次选举的，或者选举办法、规则、候选人、名册与这里的不同"),
        say("核对选举目录；各计票点须用同一份选举目录重新计票"),
    )


def _places(election: Election, partials: Sequence[Partial]) -> list[Problem]:
    times = Counter(one.place for one in partials)
    problems = [
        error("T626", one, say("这个计票点的结果给了{times}份", times=number), say("每个计票点只给一份"))
        for one, number in times.items()
        if number > 1
    ]
    expected = set(election.places)
    if expected:
        problems += [
            error("T626", one, say("缺少这个计票点的结果"), say("等它送到，或核对 election.toml 的 places"))
            for one in sorted(expected - set(times))
        ]
        problems += [
            error("T626", one, say("election.toml 的 places 里没有这个计票点"), say("核对计票点名称"))
            for one in sorted(set(times) - expected)
        ]
    return problems


def _files_twice(partials: Sequence[Partial]) -> list[Problem]:
    first: dict[tuple[str, str | None], str] = {}
    named: dict[str, str] = {}
    problems = []
    for one in partials:
        for file in one.inputs:
            if file.role != RULINGS and named.setdefault(file.path, file.sha256) != file.sha256:
                problems.append(
                    error(
                        "T327",
                        place(one.place, file.path),
                        say("与另一个计票点的文件同名，记录里分不出是哪一个"),
                        say("各计票点的文件用不同的名称：改名后在那里重新计票，再合并"),
                    )
                )
            if file.role != "ballots":
                continue
            before = first.setdefault((file.sha256, file.sheet), place(one.place, file.path))
            if before != place(one.place, file.path):
                problems.append(
                    error(
                        "T351",
                        place(one.place, file.path),
                        say("内容与 {first} 完全相同", first=before),
                        say("同一个文件只在一个计票点计一次"),
                    )
                )
    return problems


def _doubles(election: Election, contest: Contest, piles: Sequence[PileCount]) -> list[Problem]:
    if election.numbering == "per-file":
        return []
    problems = []
    for number in doubles([one.numbers for one in piles]):
        names = [one.name for one in piles if one.numbers.has(str(number))]
        found = say("{office}票号{number}在 {first} 里已有", office=contest.office, number=str(number), first=names[0])
        remedy = say('核对是否重复录入；各文件分别编号的，写 [input] numbering = "per-file"')
        problems.append(error("T355", names[-1], found, remedy))
    return problems


def _other_rulings(here: Sequence[Ruling], applied: Sequence[Ruling]) -> list[Problem]:
    """Say which rulings of this folder no place has applied, and which of a place's rulings.toml it lacks (T629)."""
    known, wanted = ([one.as_json() for one in rulings] for rulings in (applied, here))
    late = say("这条裁定在各计票点计票时还没有，没有计入")
    missing = say("计票点用了它的 rulings.toml 里的这条裁定，这里的没有")
    return [
        *(
            error("T629", one.place, late, say("把 rulings.toml 交给计票点重新计票，再合并"))
            for one in here
            if one.as_json() not in known
        ),
        *(
            error("T629", one.place, missing, say("把各计票点的裁定都写进选举目录的 rulings.toml，再合并"))
            for one in applied
            if one.place.startswith(FILE) and one.as_json() not in wanted
        ),
    ]


def _inputs(partials: Sequence[Partial], skip: Container[str]) -> list[InputFile]:
    """Return the places' files, with the ballots of the contests that are counted; rulings are those of this folder."""
    return list(
        dict.fromkeys(_counted(file, one, skip) for one in partials for file in one.inputs if file.role != RULINGS)
    )


def _counted(file: InputFile, one: Partial, skip: Container[str]) -> InputFile:
    if file.ballots is None:
        return file
    shown = place(file.path, (file.sheet or "").partition("!")[0])
    void = [pile for key, piles in one.piles.items() if key in skip for pile in piles]
    uncounted = sum(pile.read for pile in void if f"{pile.name} › ".startswith(f"{shown} › "))
    return replace(file, ballots=file.ballots - uncounted)
