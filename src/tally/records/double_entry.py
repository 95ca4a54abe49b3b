"""Whether a count stands on two entries that agree (双人录入): a second entry, or an agreed one left untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tally.counting.kernel import count
from tally.domain.count import AnyPile, Tallied
from tally.domain.election import Contest, Election, InputFile
from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error, place, warning
from tally.files.ballots import find_ballot_files, read_ballots
from tally.files.headings import folded
from tally.files.paths import shown_path
from tally.files.table import Table
from tally.records.compare import AnyMatched, compare
from tally.records.entry import Entry, fingerprint
from tally.records.large_comparison import MatchedMany
from tally.records.reconcile import Difference, Found
from tally.records.settlement import Agreed
from tally.records.team_entry import Team, team_fingerprint

SHEET = "核对记录"
_FINGERPRINT = "指纹"
SHOWN_AT_MOST = 200


def second_entry(
    election: Election,
    paths: Sequence[str],
    second: Sequence[str],
    skip: frozenset[str],
    certified: Certified,
) -> tuple[tuple[InputFile, ...], tuple[Problem, ...]]:
    """Compare a second entry with what of the first is no agreed entry already; return its files, and a problem for
    each difference (X69).

    Problems: T357 a difference, T614 a candidate's approvals that differ, T359 (warning) both entries are one
    and the same file, T327 files of one name, between which no later verification could tell; those of `compare`.
    """
    mixed = [one for one in find_ballot_files(election, [*paths, *second])[1] if one.code == "T327"]
    if mixed:
        return (), tuple(mixed)
    try:
        compared = compare(election, _not_certified(election, paths, certified), second, skip)
    except Problems as refused:
        return (), refused.problems
    entries = compared.entries
    problems: list[Problem] = []
    for contest in compared.matched:
        problems += map(_difference, contest.differences[:SHOWN_AT_MOST])
        if contest.differences:
            problems += _approvals(election, contest, entries)
    first_hashes = {one.sha256: one.path for one in entries[0].files}
    for file in entries[1].files:
        if file.sha256 in first_hashes:
            found = say("与第一份录入 {first} 是同一个文件", first=first_hashes[file.sha256])
            problems.append(warning("T359", file.path, found, say("由另一个人对着选票重新录入一份")))
    return tuple(
        replace(one, role="second", ballots=None)
        for one in entries[1].files
        if one.path != first_hashes.get(one.sha256)  # a file is no second entry of itself
    ), tuple(problems)


def _difference(one: Found) -> Problem:
    ballot = one.first or one.second
    where = ballot.place(one.column) if ballot else ""
    return error("T357", where, sentence(one), say("对照选票改正，或用 tally reconcile 逐项核定"))


def sentence(one: Found) -> Message:
    """Say a difference."""
    shown = one.as_json()
    if isinstance(one.first or one.second, Team):
        return _of_teams(one, shown)
    if one.kind is Difference.CELL:
        return say(
            "票号{ballot}的“{column}”：甲录入“{a}”，乙录入“{b}”（{b_cell}）",
            **{key: shown[key] for key in ("ballot", "column", "a", "b", "b_cell")},
        )
    if one.kind is Difference.SWAPPED:
        return say("票号{a}的内容，在乙录入里是票号{b}（{b_cell}）", a=shown["a"], b=shown["b"], b_cell=shown["b_cell"])
    if one.kind is Difference.TWICE:
        which = say("甲录入") if one.first else say("乙录入")
        return say("票号{ballot}在{which}里像是重复录入", ballot=shown["ballot"], which=which)
    which = say("甲录入") if one.kind is Difference.MISSING_IN_A else say("乙录入")
    return say("{which}里没有票号{ballot}这张票", which=which, ballot=shown["ballot"])


def _of_teams(one: Found, shown: Mapping[str, str]) -> Message:
    team = shown["ballot"] or say("计票单")
    if one.kind is Difference.CELL:
        return say(
            "{team}的“{column}”：甲录入“{a}”，乙录入“{b}”（{b_cell}）",
            team=team,
            **{key: shown[key] for key in ("column", "a", "b", "b_cell")},
        )
    if one.kind is Difference.TWICE:
        return say("{team}在{which}里有两张计票单", team=team, which=say("甲录入") if one.first else say("乙录入"))
    which = say("甲录入") if one.kind is Difference.MISSING_IN_A else say("乙录入")
    return say("{which}里没有{team}的计票单", which=which, team=team)


def _approvals(election: Election, matched: AnyMatched, entries: tuple[Entry, Entry]) -> list[Problem]:
    """Say whose approvals the two entries put differently."""
    contest = matched.contest
    if isinstance(matched, MatchedMany):
        mine, theirs = matched.approvals
    else:
        mine, theirs = (_figures(election, contest, entry.piles(contest)) for entry in entries)
    return [
        error(
            "T614",
            place("election.toml", contest.id),
            say("{name}：甲录入赞成{a}票，乙录入{b}票", name=candidate.name, a=a, b=b),
            say("核定以前没有结果"),
        )
        for candidate, a, b in zip(contest.candidates, mine, theirs, strict=True)
        if a != b
    ]


def _figures(election: Election, contest: Contest, boxes: Sequence[AnyPile]) -> tuple[int, ...]:
    counts = [count(box, contest, election.method, election.roster) for box in boxes]
    return tuple(sum(one.candidates[at].approve for one in counts) for at in range(len(contest.candidates)))


def certificate(entries: Sequence[Entry], settled: InputFile, agreed: Sequence[Agreed]) -> list[tuple[str, ...]]:
    """Return the rows that an agreed entry carries: what it was made from, and what each sheet held then."""
    rows: list[tuple[str, ...]] = [("项目", "名称", "SHA-256")]
    rows += [(name, one.path, one.sha256) for name, entry in zip("甲乙", entries, strict=True) for one in entry.files]
    rows.append(("核对单", settled.path, settled.sha256))
    return rows + [(_FINGERPRINT, name, value) for one in agreed for name, value in one.fingerprints]


@dataclass(frozen=True, slots=True)
class Certified:
    """Which files are agreed entries as they were written, and whether every pile is one. T615 (warning): one was
    changed afterwards."""

    files: frozenset[str] = frozenset()
    whole: bool = False
    problems: tuple[Problem, ...] = ()


def certified(election: Election, sheets: Sequence[Table], paths: Sequence[str], skip: frozenset[str]) -> Certified:
    """Compare every pile with the fingerprint that an agreed entry carries."""
    known = _fingerprints(sheets)
    if not known:
        return Certified()
    files: dict[str, bool] = {}
    problems = []
    for contest_id, boxes in read_ballots(election, paths, skip).piles.items():
        for box in boxes:
            file = box.name.partition(" › ")[0]
            kept = known.get((file, fingerprinted(box)))
            agreed = kept is not None and kept == fingerprint_of(box, election.contest(contest_id))
            files[file] = files.get(file, True) and agreed
            if kept is not None and not agreed:
                found = say("核定以后又改动过，不再算双人录入")
                problems.append(warning("T615", box.name, found, say("改动过的，重新核对两份录入")))
    whole = bool(files) and all(files.values())
    return Certified(frozenset(file for file, agreed in files.items() if agreed), whole, tuple(problems))


def _not_certified(election: Election, paths: Sequence[str], certified: Certified) -> list[str]:
    """Return the files that a second entry is compared with: all where every one is an agreed entry already."""
    if certified.whole or not certified.files:
        return list(paths)
    targets, _ = find_ballot_files(election, paths)
    return [str(one) for one in targets if shown_path(one.file, election.folder) not in certified.files]


def fingerprinted(pile: AnyPile) -> str:
    """Return under which name a pile's fingerprint is kept."""
    return f"{pile.contest} {folded(pile.team)}" if isinstance(pile, Tallied) else pile.contest


def fingerprint_of(pile: AnyPile, contest: Contest) -> str:
    """Return a pile's fingerprint."""
    return team_fingerprint(pile) if isinstance(pile, Tallied) else fingerprint(pile, contest)


def _fingerprints(sheets: Sequence[Table]) -> Mapping[tuple[str, str], str]:
    return {
        (sheet.file, sheet.text(row, 1)): sheet.text(row, 2)
        for sheet in sheets
        if sheet.sheet.strip() == SHEET
        for row in range(len(sheet.rows))
        if sheet.text(row, 0) == _FINGERPRINT
    }
