"""The count of a pile on its edges: nobody printed, more candidates than one byte counts, which program counted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

import tally
from building import a_box, a_contest, a_method
from tally.counting.kernel import count
from tally.counting.program import fingerprint
from tally.domain.ballot import BallotBox, VoidReason


def test_names_are_counted_where_no_candidate_is_printed() -> None:
    contest, method = a_contest(1, ""), a_method(writein_needs_oppose=False)
    box = a_box(contest, [("", [("戊", "○")]), ("", [("戊", "○"), ("己", "○")]), ("", [])], method)
    result = count(box, contest, method)
    assert (result.valid, dict(result.invalid), dict(result.write_ins)) == (2, {VoidReason.OVERVOTE: 1}, {"戊": 1})
    void = a_box(contest, [("", []), ("", [])], method, void={1: VoidReason.DAMAGED})
    assert (count(void, contest, method).valid, count(void, contest, method).candidates) == (1, ())


def test_one_candidate_on_one_ballot_is_looked_at_like_many() -> None:
    contest = a_contest(1, "甲")
    unclear = count(a_box(contest, ["？"]), contest, a_method())
    assert (unclear.valid, dict(unclear.invalid)) == (0, {VoidReason.UNREADABLE: 1})  # b5
    named = count(a_box(contest, [("？", [("戊", "×")])]), contest, a_method())
    figures = named.candidates[0]
    assert (named.valid, figures.unclear, figures.oppose, named.doubt.ballots) == (1, 1, 0, 1)
    two = count(a_box(a_contest(1, "甲乙"), ["？○", "×？"]), a_contest(1, "甲乙"), a_method())
    assert [(one.approve, one.oppose, one.unclear) for one in two.candidates] == [(0, 1, 1), (1, 0, 1)]


def test_v3_choices_are_counted_beyond_what_a_byte_holds() -> None:
    for people in (255, 256, 257, 512):
        contest = a_contest(people - 1, map(str, range(people)))
        marks = np.ones((people, 2), dtype=np.uint8)
        marks[0, 1] = 0
        result = count(BallotBox(contest.id, "p", marks, np.zeros(2, np.uint8)), contest, a_method())
        assert (result.valid, dict(result.invalid)) == (1, {VoidReason.OVERVOTE: 1})


def test_the_program_is_its_source_its_rule_books_and_its_tables() -> None:
    root = Path(tally.__file__).parent
    files = [
        *root.rglob("*.py"),
        *(root / "rules" / "rulebooks").glob("*.toml"),
        *(root / "names" / "data").glob("*.txt"),
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    assert {path.suffix for path in files} == {".py", ".toml", ".txt"}
    fingerprint.cache_clear()
    assert fingerprint() == digest.hexdigest()
