"""The rehearsal folder: the election marked as one, the deck on paper forms, the typed workbook, what must come out.

What is typed is the entry workbook of `tally template`, as on the day. The record of the vote before is left behind: an
official record and a rehearsal never mix. Layout and profile are too, for they tell of other workbooks than this one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.documents.entry_workbook import entry_workbook
from tally.domain.election import Election
from tally.records.atomic import write_atomically
from tally.records.rehearsal import Ballot, deck, deck_size, expected, rows

EXPECTED, TYPED, ENTRY, DECK = "expected.json", "typed.xlsx", "entry.xlsx", "deck.html"
POOL = "pool-{contest}.json"


def write_rehearsal(election: Election, source: Path, folder: Path) -> list[Path]:
    """Write a rehearsal of the election whose file is `source` into a folder; return what was written.

    Raises `Problems` (T640).
    """
    from tally.files.election_file import read_election

    files = {source.name: _election_file(election, source), **_pools(election)}
    for one in election.inputs:
        if one.role not in ("election", "previous", "rulings") and not (
            one.role == "roster" and _other_number(election)
        ):
            files[one.path] = (election.folder / one.path).read_bytes()
    if election.stroke_file:
        files[election.stroke_file] = (election.folder / election.stroke_file).read_bytes()
    for name, content in files.items():
        write_atomically(folder / name, content)
    read = read_election(folder / source.name)  # as the rehearsal itself will be read
    decks = {contest.id: deck(read, contest) for contest in read.contests}
    wanted = [expected(read, contest, decks[contest.id]) for contest in read.contests]
    made = {
        EXPECTED: (json.dumps(wanted, ensure_ascii=False, indent=1) + "\n").encode("utf-8"),
        TYPED: entry_workbook(read, {contest.id: rows(contest, decks[contest.id]) for contest in read.contests}),
        ENTRY: entry_workbook(
            read, {contest.id: rows(contest, decks[contest.id], filled=False) for contest in read.contests}
        ),
        DECK: _deck(read, decks).encode("utf-8"),
    }
    for name, content in made.items():
        write_atomically(folder / name, content)
    return [folder / name for name in (*files, *made)]


def _other_number(election: Election) -> bool:
    """Whether the deck has another number of ballots than the roster has electors."""
    return deck_size(election) != election.attendance.entitled


def _election_file(election: Election, source: Path) -> bytes:
    import tomlkit

    document: Any = tomlkit.parse(source.read_text(encoding="utf-8-sig"))
    size = deck_size(election)
    document["mode"] = "rehearsal"
    document.pop("previous", None)
    attendance = document["attendance"]
    for key in ("entitled", "present", "voted", "all"):
        if key in attendance or key in ("entitled", "present"):
            attendance[key] = size
    attendance.pop("proxies", None)
    for key in ("layout", "profile"):
        document.get("input", {}).pop(key, None)
    for contest in document["contest"]:
        for key in ("issued", "collected"):
            contest[key] = size
        for key in ("printed", "spoiled", "reduce_seats"):
            contest.pop(key, None)
        if "pool" in contest:
            _, mark, wanted = str(contest["pool"]).rpartition("#")
            contest["pool"] = POOL.format(contest=contest["id"]) + (mark + wanted if mark else "")
    return tomlkit.dumps(document).encode("utf-8")


def _pools(election: Election) -> dict[str, bytes]:
    """Return the records of the bodies whose plenaries vote (W15), by their names in the rehearsal."""
    named = {one.id: one.pool for one in election.contests if one.pool is not None}
    return {
        POOL.format(contest=contest): (election.folder / (pool.rpartition("#")[0] or pool)).read_bytes()
        for contest, pool in named.items()
    }


def _deck(election: Election, decks: Mapping[str, Sequence[Ballot]]) -> str:
    """Return the deck on paper forms, a made-up ballot a box, to be printed and cut."""
    from tally.documents.ballot_words import columns
    from tally.documents.templates import environment
    from tally.messages import translator

    contests = [
        {
            "office": contest.office,
            "names": [one.name for one in contest.candidates],
            "seats": contest.seats,
            "columns": columns(len(contest.candidates)),
            "ballots": decks[contest.id],
        }
        for contest in election.contests
    ]
    template = environment(translator("zh")).get_template("rehearsal/deck.html")
    return template.render(title=election.title, contests=contests)
