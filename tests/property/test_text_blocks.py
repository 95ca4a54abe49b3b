"""A long CSV counted block by block: what the whole file at once comes to, or the whole file at once."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import NAMES, a_folder
from tally.counting.pieces import Piece, PieceCount, count_piece, count_text
from tally.domain.election import Election
from tally.files import delimited
from tally.files.delimited import read_delimited
from tally.files.election_file import read_election
from tally.files.gridding import grid_of_rows
from tally.files.paths import SheetPath, shown_path
from tally.files.plain_text import NotPlainError, plain_grid
from tally.files.text_blocks import is_long, read_text_blocks

HEADER = ["票号", *NAMES, "另选他人1", "另选他人1符号", "整票无效", "备注"]
BROKEN = [
    "Z", "合计", "", "备注：乙", "1", "三行\r两行", 'a"b', "\0", "有效", "候选人", "其余全部赞成", "2026-11-20", "7.5",
    "领回", "赞成", "甲一", "说明：表下的说明", "票号", "\u2028", "\ufeff", "000003", "５",
]  # fmt: skip


def a_ballot(number: int, chance: random.Random) -> list[str]:
    signs = [chance.choice(["○", "○", "×", "", "O", "？"]) for _ in NAMES]
    name, sign = chance.choice([("", ""), ("", ""), ("戊五", "○"), ("己六", "")])
    return [str(number), *signs, name, sign, chance.choice(["", "", "", "破损"]), chance.choice(["", "", "皱了\n一角"])]


def spelled(rows: list[list[str]], chance: random.Random) -> str:
    end = chance.choice(["\n", "\r\n"])
    always = chance.random() < 0.3
    return "".join(",".join(quoted(cell, always) for cell in row) + end for row in rows)


def quoted(cell: str, always: bool) -> str:
    return '"' + cell.replace('"', '""') + '"' if always or set(cell) & set(',"\r\n') else cell


def whole(election: Election, target: SheetPath) -> PieceCount:
    return count_piece(election, Piece(target, shown_path(target.file, election.folder)), frozenset(), ())


def in_blocks(election: Election, target: SheetPath, rows: int) -> PieceCount:
    return count_text(election, Piece(target, shown_path(target.file, election.folder)), frozenset(), (), 40 * rows)


def compare(one: PieceCount, other: PieceCount) -> None:
    assert (one.input, one.problems, one.refused, one.sheets) == (
        other.input, other.problems, other.refused, other.sheets)  # fmt: skip
    for mine, yours in zip(one.piles, other.piles, strict=True):
        assert (mine.name, mine.count, mine.read, mine.used) == (yours.name, yours.count, yours.read, yours.used)
        assert (mine.unmarked, mine.tail, mine.seen) == (yours.unmarked, yours.tail, yours.seen)
        for ours, theirs in zip(mine.numbers.runs, yours.numbers.runs, strict=True):
            assert ours.tolist() == theirs.tolist()
        assert (mine.numbers.texts, mine.numbers.twice) == (yours.numbers.texts, yours.numbers.twice)


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Election:
    return read_election(a_folder(tmp_path_factory.mktemp("blocks")) / "election.toml")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 9), st.integers(1, 40))
def test_a_clean_file_is_counted_block_by_block_and_the_same(
    election: Election, seed: int, rows: int, ballots: int
) -> None:
    chance = random.Random(seed)
    lines = [HEADER, *(a_ballot(number, chance) for number in range(1, ballots + 1))]
    lines[-1][1] = "○"
    with TemporaryDirectory() as folder:
        target = SheetPath(Path(folder, "党委委员.csv"))
        target.file.write_text(chance.choice(["", "\ufeff"]) + spelled(lines, chance), encoding="utf-8", newline="")
        one = whole(election, target)
        assert one.ballots == ballots
        try:
            compare(in_blocks(election, target, rows), one)
        except NotPlainError:
            unmarked = [not any(line[1:9]) for line in lines]
            assert any(unmarked), "a clean file is to be read in blocks"


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 9), st.integers(1, 30))
def test_a_broken_file_never_gives_another_figure_or_problem(
    election: Election, seed: int, rows: int, ballots: int
) -> None:
    chance = random.Random(seed)
    lines = [list(HEADER), *(a_ballot(number, chance) for number in range(1, ballots + 1))]
    for _ in range(chance.randrange(1, 3)):
        line = chance.choice(lines)
        action = chance.randrange(6)
        if action == 0:
            line.append(chance.choice(BROKEN))
        elif action == 1 and line:
            line.pop()
        elif action == 2:
            lines.insert(chance.randrange(len(lines) + 1), [chance.choice(["", " ", *BROKEN])] * chance.randrange(4))
        elif line:
            line[chance.randrange(len(line))] = chance.choice(BROKEN)
    with TemporaryDirectory() as folder:
        target = SheetPath(Path(folder, "党委委员.csv"))
        encoding = chance.choice(["utf-8", "utf-8", "utf-8", "utf-16"])
        target.file.write_text(spelled(lines, chance), encoding=encoding, newline="")
        try:
            one = in_blocks(election, target, rows)
        except NotPlainError:
            return
        compare(one, whole(election, target))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 9), st.integers(1, 30))
def test_stray_characters_never_give_another_figure_or_problem(
    election: Election, seed: int, rows: int, ballots: int
) -> None:
    """Quotes where CSV has none, single line ends, a mark too many: Arrow would read some of them its own way."""
    chance = random.Random(seed)
    text = spelled([HEADER, *(a_ballot(number, chance) for number in range(1, ballots + 1))], chance)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(['"', '""', "\r", "\n", ",", '","', '"\n"', "\t", "'", "\\"]) + text[at:]
    with TemporaryDirectory() as folder:
        target = SheetPath(Path(folder, "党委委员.csv"))
        target.file.write_text(text, encoding="utf-8", newline="")
        try:
            one = in_blocks(election, target, rows)
        except NotPlainError:
            pass
        else:
            compare(one, whole(election, target))
    same_cells(text)


def same_cells(text: str) -> None:
    """Arrow and Python's reader see the same cells, or Arrow is not asked."""
    try:
        grid = plain_grid(text, "a.csv")
    except NotPlainError:
        return
    rows = grid_of_rows("a.csv", "", read_delimited(text.encode(), "a.csv")[0])
    assert [grid.row_texts(row) for row in range(grid.rows)] == [rows.row_texts(row) for row in range(rows.rows)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('甲,乙\n"1,2","3\n4"\n"say ""so""",\n\n5,6\n', True),
        ('甲,乙\n1,a"b\n', False),
        ('甲,乙\n1,"b"c\n', False),
        ("甲,乙\n1\n", False),
        ("甲,乙\r1,2\n", False),
        ("甲,乙\n1,\0\n", False),
        ("", False),
        ("\n甲,乙\n", False),
    ],
)
def test_which_texts_are_plain(text: str, plain: bool) -> None:
    if not plain:
        with pytest.raises(NotPlainError):
            plain_grid(text, "a.csv")
        return
    grid = plain_grid(text, "a.csv")
    assert [grid.row_texts(row) for row in range(grid.rows)] == [
        ("甲", "乙"), ("1,2", "3\n4"), ('say "so"', ""), ("", ""), ("5", "6")]  # fmt: skip
    same_cells(text)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_long_text_in_any_encoding_counts_as_a_short_one(
    election: Election, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [HEADER, *(a_ballot(number, random.Random(number)) for number in range(1, 30)), ["合计", *[""] * 12]]
    lines[-2][1] = "○"
    target = SheetPath(tmp_path / "党委委员.csv")
    target.file.write_text(spelled(lines, random.Random(1)), encoding=encoding, newline="")
    short = whole(election, target)
    monkeypatch.setattr(delimited, "LONG_TEXT", 10)
    compare(whole(election, target), short)
    assert short.ballots == 29


def test_each_ballot_of_each_block_keeps_its_row(election: Election, tmp_path: Path) -> None:
    target = SheetPath(tmp_path / "党委委员.csv")
    rows = [[str(number), *["○"] * len(NAMES), "", "", "", ""] for number in range(1, 40)]
    target.file.write_text(spelled([HEADER, *rows], random.Random(0)), encoding="utf-8")
    boxes = list(read_text_blocks(election, target, frozenset(), 200))
    assert len(boxes) > 3
    assert [row for box in boxes if box.rows is not None for row in box.rows.tolist()] == list(range(1, 40))


def test_doubles_over_blocks_are_left_to_the_whole_file(election: Election, tmp_path: Path) -> None:
    target = SheetPath(tmp_path / "党委委员.csv")
    rows = [[str(number), *["○"] * len(NAMES), "", "", "", ""] for number in (1, 2, 3, 4, 5, 2)]
    target.file.write_text(spelled([HEADER, *rows], random.Random(0)), encoding="utf-8")
    with pytest.raises(NotPlainError):
        in_blocks(election, target, 2)
    said = whole(election, target).problems
    assert [(one.code, one.place) for one in said] == [("T344", "党委委员.csv › A7")]
    long = Piece(target, shown_path(target.file, election.folder), size=1 << 30)
    assert count_piece(election, long, frozenset(), ()).problems == said


def test_only_long_text_is_read_in_blocks() -> None:
    assert is_long(SheetPath(Path("a.csv")), 11, 10)
    assert not is_long(SheetPath(Path("a.csv")), 10, 10)
    assert not is_long(SheetPath(Path("a.xlsx")), 11, 10)
