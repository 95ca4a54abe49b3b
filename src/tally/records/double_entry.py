"""Whether a count stands on two entries that agree (双人录入): a second entry, or an agreed one left untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tally.counting.kernel import count
from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election, InputFile
from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error, place, warning
from tally.files.ballots import read_ballots
from tally.files.table import Table
from tally.records.entry import Entry, fingerprint, read_entries
from tally.records.reconcile import Difference, Found, reconcile
from tally.records.settlement import Agreed

SHEET = "核对记录"
_FINGERPRINT = "指纹"
SHOWN_AT_MOST = 200


def second_entry(
    election: Election, paths: Sequence[str], second: Sequence[str], skip: frozenset[str]
) -> tuple[tuple[InputFile, ...], tuple[Problem, ...]]:
    """Compare a second entry with the first; return its files, and a problem for each difference (X69).

    Problems: T357 a difference, T614 a candidate's approvals that differ, T358 a contest that only one entry holds,
    T359 (warning) both entries are one and the same file; those of `read_entry`.
    """
    try:
        entries = read_entries(election, paths, second, skip)
        matched = reconcile(election, *entries)
    except Problems as refused:
        return (), refused.problems
    problems: list[Problem] = []
    for contest in matched:
        problems += map(_difference, contest.differences[:SHOWN_AT_MOST])
        if contest.differences:
            problems += _approvals(election, contest.contest, *entries)
    first_hashes = {one.sha256: one.path for one in entries[0].files}
    for file in entries[1].files:
        if file.sha256 in first_hashes:
            found = say("与第一份录入 {first} 是同一个文件", first=first_hashes[file.sha256])
            problems.append(warning("T359", file.path, found, say("由另一个人对着选票重新录入一份")))
    return tuple(replace(one, role="second", ballots=None) for one in entries[1].files), tuple(problems)


def _difference(one: Found) -> Problem:
    ballot = one.first or one.second
    where = ballot.place(one.column) if ballot else ""
    return error("T357", where, sentence(one), say("对照选票改正，或用 tally reconcile 逐项核定"))


def sentence(one: Found) -> Message:
    """Say a difference."""
    shown = one.as_json()
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


def _approvals(election: Election, contest: Contest, first: Entry, second: Entry) -> list[Problem]:
    """Say whose approvals the two entries put differently."""
    mine, theirs = (_figures(election, contest, entry.boxes[contest.id]) for entry in (first, second))
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


def _figures(election: Election, contest: Contest, boxes: Sequence[BallotBox]) -> list[int]:
    counts = [count(box, contest, election.method, election.roster) for box in boxes]
    return [sum(one.candidates[at].approve for one in counts) for at in range(len(contest.candidates))]


def certificate(entries: Sequence[Entry], settled: InputFile, agreed: Sequence[Agreed]) -> list[tuple[str, ...]]:
    """Return the rows that an agreed entry carries: what it was made from, and what each sheet held then."""
    rows: list[tuple[str, ...]] = [("项目", "名称", "SHA-256")]
    rows += [(name, one.path, one.sha256) for name, entry in zip("甲乙", entries, strict=True) for one in entry.files]
    rows.append(("核对单", settled.path, settled.sha256))
    return rows + [(_FINGERPRINT, one.contest.id, one.fingerprint) for one in agreed]


def certified(
    election: Election, sheets: Sequence[Table], paths: Sequence[str], skip: frozenset[str]
) -> tuple[bool, tuple[Problem, ...]]:
    """Tell whether every pile is an agreed entry as it was written. T615 (warning): one was changed afterwards."""
    known = _fingerprints(sheets)
    if not known:
        return False, ()
    problems, all_agreed = [], True
    piles = read_ballots(election, paths, skip).piles
    for contest_id, boxes in piles.items():
        for box in boxes:
            if not isinstance(box, BallotBox):
                all_agreed = False
                continue
            kept = known.get((box.name.partition(" › ")[0], contest_id))
            agreed = kept is not None and kept == fingerprint(box, election.contest(contest_id))
            all_agreed &= agreed
            if kept is not None and not agreed:
                found = say("核定以后又改动过，不再算双人录入")
                problems.append(warning("T615", box.name, found, say("改动过的，重新核对两份录入")))
    return all_agreed and any(piles.values()), tuple(problems)


def _fingerprints(sheets: Sequence[Table]) -> Mapping[tuple[str, str], str]:
    return {
        (sheet.file, sheet.text(row, 1)): sheet.text(row, 2)
        for sheet in sheets
        if sheet.sheet.strip() == SHEET
        for row in range(len(sheet.rows))
        if sheet.text(row, 0) == _FINGERPRINT
    }
