"""Pieces of the work of counting: what each gives by itself, and that pieces of one pile join to the pile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import NAMES, a_count, a_folder
from tally.counting import pieces as room
from tally.counting.numbers import Numbers
from tally.counting.pieces import Piece, PieceCount, PileCount, count_piece, count_text, cut, joined
from tally.domain.count import Tallied
from tally.domain.election import Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.domain.ruling import ReadAs, Ruling
from tally.files import column_files
from tally.files.ballot_file import BallotFile
from tally.files.columnar import Batch
from tally.files.election_file import read_election
from tally.files.paths import SheetPath
from tally.files.plain_text import NotPlainError

NOBODY: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Election:
    return read_election(a_folder(tmp_path_factory.mktemp("pieces"), present=6) / "election.toml")


def a_problem(code: str) -> Problem:
    return error(code, "here", say("有"), say("改"))


def a_pile(marked: Sequence[bool], first: int = 0, **fields: Any) -> PileCount:
    """Return a pile whose ballots are marked or not; each unmarked one at its end is told by its number."""
    unmarked = next((at for at, one in enumerate(reversed(marked)) if one), len(marked))
    last = first + len(marked)
    tail = tuple(a_problem(str(number)) for number in range(last - unmarked, last))
    whole = Numbers.of(np.arange(first, last))
    return PileCount("committee", "p", a_count((1,), len(marked)), len(marked), whole, unmarked=unmarked, tail=tail,
                     **fields)  # fmt: skip


@given(st.lists(st.lists(st.booleans(), max_size=4), min_size=1, max_size=5))
def test_pieces_of_a_pile_join_to_the_pile(parts: list[list[bool]]) -> None:
    starts = [sum(map(len, parts[:at])) for at in range(len(parts))]
    piles = [a_pile(part, start) for part, start in zip(parts, starts, strict=True)]
    whole = a_pile([one for part in parts for one in part])
    one = joined(piles)
    assert (one.read, one.count.valid, one.unmarked, one.tail) == (
        whole.read, whole.read, whole.unmarked, whole.tail)  # fmt: skip
    assert one.count.candidates[0].approve == len(parts)
    assert not any(one.numbers.has(str(number)) for number in range(whole.read))
    kept = joined(piles, numbers=True).numbers
    assert [kept.has(str(number)) for number in range(-1, whole.read + 1)] == [False, *[True] * whole.read, False]


def test_rulings_that_found_their_ballot_in_any_piece_found_it_in_the_pile() -> None:
    one, other = (Ruling("committee", ballot, "", ReadAs.VALID, "", "") for ballot in "12")
    assert joined([a_pile([True], used=frozenset([one])), a_pile([], used=frozenset([other]))]).used == {one, other}
    assert len(joined([a_pile([False] * 150), a_pile([False] * 150, 150)]).tail) == 200


def test_what_a_piece_is_unless_said() -> None:
    piece = Piece(SheetPath(Path("a.csv")), "a.csv")
    assert (piece.size, piece.block) == (0, None)
    pile = PileCount("committee", "p", a_count((1,), 1), 1, Numbers())
    assert (pile.used, pile.unmarked, pile.tail, pile.seen) == (frozenset(), 0, (), True)
    nothing = PieceCount(None)
    assert (nothing.piles, nothing.ballots) == ((), 0)
    assert len({nothing, PieceCount(None), pile, replace(pile)}) == 4  # told apart as they are, never compared
    assert PieceCount(None, (pile, replace(pile, read=3))).ballots == 4


def a_text(folder: Path, numbers: Sequence[object] = (1, 2, 3), signs: str = "○,○,×,") -> Path:
    path = folder / "党委委员.csv"
    rows = "".join(f"{number},{signs}\n" for number in numbers)
    path.write_text(f"票号,{','.join(NAMES)}\n{rows}", encoding="utf-8")
    return path


def a_table(folder: Path, name: str = "党委委员", rows: int = 9, **columns: Any) -> Path:
    """Write six ballots in columns, the first for all but the last candidate."""
    usual: dict[str, Any] = {"票号": pa.array(range(1, 7)), **{one: ["○", "×", "", "", "×", "×"] for one in NAMES[:-1]}}
    pq.write_table(
        pa.table({**usual, NAMES[-1]: ["×"] * 6, **columns}), folder / f"{name}.parquet", row_group_size=rows
    )
    return folder / f"{name}.parquet"


def test_files_are_cut_into_pieces_in_their_order(
    election: Election, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_files, "BLOCK_ROWS", 4)
    text, table = a_text(tmp_path), a_table(tmp_path, rows=2)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1")
    targets = [SheetPath(one) for one in (tmp_path / "gone.csv", broken, table, text)]
    pieces, problems = cut(election, targets)
    assert [(one.target.file.name, one.size) for one in pieces] == [
        ("gone.csv", 0), (table.name, 4), (table.name, 2), (text.name, text.stat().st_size)]  # fmt: skip
    assert [one.block and (one.block.row, one.block.rows) for one in pieces] == [None, (0, 4), (4, 2), None]
    assert [one.code for one in problems] == ["T306"]


def counted(election: Election, path: Path, *rulings: Ruling, skip: frozenset[str] = NOBODY) -> list[PieceCount]:
    pieces, problems = cut(election, [SheetPath(path)])
    assert not problems
    return [count_piece(election, one, skip, rulings) for one in pieces]


def test_a_short_text_is_counted_whole(election: Election, tmp_path: Path) -> None:
    (one,) = counted(election, a_text(tmp_path, (1, "A-7", 3)))
    (pile,) = one.piles
    assert (one.problems, pile.read, pile.count.valid, pile.seen) == ((), 3, 3, True)
    assert [pile.numbers.has(number) for number in ("0", "1", "A-7", "3", "")] == [False, True, True, True, False]
    assert one.input is not None
    assert one.input.ballots == 3


def test_a_text_without_numbers_holds_none(election: Election, tmp_path: Path) -> None:
    path = tmp_path / "党委委员.csv"
    path.write_text(",".join(NAMES) + "\n○,○,×,\n×,×,×,○\n", encoding="utf-8")
    (pile,) = counted(election, path)[0].piles
    assert (pile.read, pile.numbers.has("0"), pile.numbers.texts) == (2, False, ())
    block = count_text(election, Piece(SheetPath(path), path.name), NOBODY, (), 60)
    assert (block.ballots, block.piles[0].numbers.has("0")) == (2, False)


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4, 5), ("A", 2, "C", 4, "E")])
def test_a_long_text_is_counted_block_by_block(
    numbers: Sequence[object], election: Election, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_text(tmp_path, numbers)
    piece = Piece(SheetPath(path), path.name, size=1 << 40)
    read: list[int] = []
    monkeypatch.setattr(room, "count_text", lambda *given: read.append(1) or count_text(*given, 60))
    one = count_piece(election, piece, NOBODY, ())
    (pile,) = one.piles
    assert (read, pile.read, pile.count.candidates[0].approve) == ([1], 5, 5)
    assert [pile.numbers.has(str(number)) for number in (*numbers, 0, "B")] == [*[True] * 5, False, False]
    assert one.input == InputFile("ballots", path.name, hashlib.sha256(path.read_bytes()).hexdigest(), 5)


@pytest.mark.parametrize("numbers", [(1, 2, 3, 2), ("A", "B", "C", "A"), ()])
def test_a_long_text_with_something_to_say_is_left_to_the_whole_file(
    numbers: Sequence[object], election: Election, tmp_path: Path
) -> None:
    path = a_text(tmp_path, numbers)
    with pytest.raises(NotPlainError):
        count_text(election, Piece(SheetPath(path), path.name), NOBODY, (), 60)


def test_figures_of_a_team_are_taken_as_they_are(election: Election, monkeypatch: pytest.MonkeyPatch) -> None:
    tallied = Tallied("committee", "team", a_count((3, 2, 1, 0), 5))
    monkeypatch.setattr(room, "read_ballot_file", lambda *given: BallotFile(None, (tallied,)))
    (pile,) = count_piece(election, Piece(SheetPath(Path("a.xlsx")), "a.xlsx"), NOBODY, ()).piles
    assert (pile.read, pile.count, pile.seen) == (5, tallied.count, False)


@pytest.mark.parametrize("size", [1, 9])
def test_columns_are_counted_batch_by_batch(
    size: int, election: Election, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_files, "BATCH_ROWS", size)
    path = a_table(tmp_path, 票号=["1", "2", "3", "D", "5", "6"])
    (one,) = counted(election, path)
    (pile,) = one.piles
    assert (one.problems, one.refused, pile.read, pile.count.valid) == ((), frozenset(), 6, 6)
    assert [each.approve for each in pile.count.candidates] == [1, 1, 1, 0]
    assert [pile.numbers.has(number) for number in ("0", "1", "D", "6", "7")] == [False, True, True, True, False]
    assert one.input == InputFile("ballots", path.name, "", 6)  # a file in blocks is hashed beside its count
    assert counted(election, path, skip=frozenset(["committee"]))[0].piles == ()


def test_unmarked_ballots_at_the_end_of_columns_are_told_where_no_marked_one_follows(
    election: Election, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_files, "BATCH_ROWS", 2)
    (one,) = counted(election, a_table(tmp_path, **{name: ["○", "", "", "", "", ""] for name in NAMES}))
    assert (one.piles[0].unmarked, len(one.piles[0].tail)) == (5, 5)
    (one,) = counted(election, a_table(tmp_path, **{name: ["○", "", "", "", "", "×"] for name in NAMES}))
    assert (one.piles[0].unmarked, one.piles[0].tail) == (0, ())


def a_ruling(contest: str, ballot: str) -> Ruling:
    return Ruling(contest, ballot, "", ReadAs.OPPOSE, "总监票人", "可辨", candidate=0)


def test_rulings_on_columns_find_their_ballot(election: Election, tmp_path: Path) -> None:
    mine, other = a_ruling("committee", "1"), a_ruling("discipline", "2")
    (one,) = counted(election, a_table(tmp_path), mine, other)
    assert (one.piles[0].used, one.piles[0].count.candidates[0].approve) == ({mine}, 0)
    assert [each.code for each in one.problems] == ["T397"]
    (one,) = counted(election, a_table(tmp_path), mine)
    assert one.piles[0].used == {mine}
    (one,) = counted(election, a_table(tmp_path), other)
    assert (one.piles[0].used, one.problems) == (frozenset(), ())


@pytest.mark.parametrize("signs", [["○", "×", "", "昨天", "×", "×"], ["○", "×", "", "", "×", "昨天"]])
def test_columns_with_a_mark_that_is_none_are_refused_whole(
    signs: list[str], election: Election, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_files, "BATCH_ROWS", 2)
    (one,) = counted(election, a_table(tmp_path, 甲一=signs))
    assert (one.piles, one.refused, [each.code for each in one.problems]) == ((), {"committee"}, ["T339"])
    assert one.input is not None
    assert one.input.ballots == 0


def test_columns_without_a_candidate_are_refused(election: Election, tmp_path: Path) -> None:
    path = a_table(tmp_path)
    pq.write_table(pq.read_table(path).drop(["丁四"]), path)
    (one,) = counted(election, path)
    assert (one.piles, one.refused, [each.code for each in one.problems]) == ((), {"committee"}, ["T333"])


def test_no_more_is_read_once_there_are_too_many_problems(
    election: Election, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def batches(*given: Any, **settings: Any) -> Iterator[Batch]:
        for at in range(9):
            yield Batch(None, (a_problem(str(at)),), np.zeros(0, dtype=np.int64))

    monkeypatch.setattr(room, "read_block", batches)
    monkeypatch.setattr(room, "MOST_PROBLEMS", 3)
    (one,) = counted(election, a_table(tmp_path))
    assert [each.code for each in one.problems] == ["0", "1", "2", "3"]
