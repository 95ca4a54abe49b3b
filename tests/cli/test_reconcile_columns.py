"""Entries in columns (Parquet): compared one by one like sheets, and, where they are large, in batches side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import NAMES, a_folder, a_workbook, ballot_rows
from running import tally
from tally.files.election_file import read_election
from tally.records import compare as comparing
from tally.records import large_comparison, large_entry
from tally.records.compare import compare
from tally.records.large_comparison import MatchedMany
from typists import settled

BALLOTS = ["".join("○×"[at >> bit & 1] if at % 7 else "_○×○"[bit] for bit in range(4)) for at in range(40)]


def columns(path: Path, ballots: Sequence[str], numbers: Sequence[Any] | None = None, **more: Sequence[str]) -> Path:
    table = {"票号": list(numbers or range(1, len(ballots) + 1))}
    for at, name in enumerate(NAMES):
        table[name] = [ballot[at].replace("_", "") for ballot in ballots]
    pq.write_table(pa.table(table | {key: list(values) for key, values in more.items()}), path, row_group_size=8)
    return path


def codes(path: Path, ballots: Sequence[str]) -> Path:
    table: dict[str, Any] = {"票号": np.arange(1, len(ballots) + 1)}
    for at, name in enumerate(NAMES):
        table[name] = np.array(["_○×".index(ballot[at]) for ballot in ballots], dtype=np.uint8)
    pq.write_table(pa.table(table), path, row_group_size=8)
    return path


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "town", present=len(BALLOTS))


def changed(at: int, candidate: int, sign: str) -> list[str]:
    ballot = BALLOTS[at]
    return [*BALLOTS[:at], ballot[:candidate] + sign + ballot[candidate + 1 :], *BALLOTS[at + 1 :]]


def found(run: Any) -> list[tuple[str, ...]]:
    return [tuple(one[key] for key in ("kind", "ballot", "column", "a", "b", "a_cell", "b_cell")) for one in run]


def test_a_parquet_entry_is_compared_with_a_sheet_ballot_by_ballot_and_settled(town: Path) -> None:
    columns(town / "党委委员.parquet", BALLOTS)
    a_workbook(town / "b.xlsx", {"党委委员": ballot_rows(changed(11, 2, "×"))})
    pair = ("reconcile", "党委委员.parquet", "b.xlsx")
    run = tally(*pair, "--json", cwd=town)
    assert found(run.json["differences"]) == [("cell", "12", "丙三", "○", "×", "党委委员.parquet!D13", "党委委员!D13")]
    moved = columns(town / "moved.parquet", [*BALLOTS[:20], *BALLOTS[21:]])
    alone = tally("reconcile", "党委委员.parquet", f"{moved}#党委委员", "--json", cwd=town)
    assert [one[:2] for one in found(alone.json["differences"])] == [("missing_in_b", "21")]
    tally(*pair, "--out", "sheet.xlsx", cwd=town)
    settled(town / "sheet.xlsx", ["甲"])
    assert tally(*pair, "--apply", "sheet.xlsx", "--out", "agreed.xlsx", cwd=town).status == 0
    record = tally("count", "agreed.xlsx", "--json", cwd=town).json
    whole = tally("count", "党委委员.parquet", "--json", "--out", "other", cwd=town).json
    assert (record["entry"], whole["entry"]) == ("double", "single")
    assert record["contests"][0]["candidates"] == whole["contests"][0]["candidates"]


def test_codes_are_shown_as_words_and_converted_files_by_their_sheet(town: Path) -> None:
    codes(town / "党委委员.parquet", BALLOTS)
    a_workbook(town / "b.xlsx", {"党委委员": [("标题",), *ballot_rows(changed(11, 2, "×"))]})
    run = tally("convert", "b.xlsx", "converted.parquet", cwd=town)
    assert run.status == 0, run.err
    [converted] = sorted(town.glob("converted*"))
    run = tally("reconcile", "党委委员.parquet", f"{converted.name}#党委委员", "--json", cwd=town)
    assert found(run.json["differences"]) == [
        ("cell", "12", "丙三", "赞成", "×", "党委委员.parquet!D13", "党委委员!D14")
    ]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every Parquet file a large one, and read it in batches of eight."""
    monkeypatch.setattr(large_entry, "MOST_TYPED", 0)
    monkeypatch.setattr(large_entry, "BATCH_ROWS", 8)
    monkeypatch.setattr("tally.files.column_files.BATCH_ROWS", 8)


def large(town: Path, second: Path) -> MatchedMany:
    [matched] = compare(read_election(town / "election.toml"), [str(town / "党委委员.parquet")], [str(second)]).matched
    assert isinstance(matched, MatchedMany)
    return matched


@pytest.mark.usefixtures("small")
def test_large_entries_are_joined_by_number_whatever_their_order(town: Path) -> None:
    columns(town / "党委委员.parquet", BALLOTS)
    typed = changed(11, 2, "×")
    order = [*range(1, 40), 0]
    shuffled = columns(town / "b.parquet", [typed[at] for at in order], [at + 1 for at in order])
    matched = large(town, Path(f"{shuffled}#党委委员"))
    assert found([one.as_json() for one in matched.differences]) == [
        ("cell", "12", "丙三", "赞成", "不赞成", "党委委员.parquet!D13", "b.parquet!D12")
    ]
    assert (matched.ballots, matched.found) == (40, 1)
    one, other = matched.approvals
    assert [a - b for a, b in zip(one, other, strict=True)] == [0, 0, 1, 0]


@pytest.mark.usefixtures("small")
def test_large_entries_left_out_twice_void_and_written_in(town: Path) -> None:
    names, signs, void = ([""] * 40 for _ in range(3))
    names[4], signs[4], void[30] = "冯小寒", "○", "破损"
    written = {"另选他人1": names, "另选他人1符号": signs, "整票无效": void}
    columns(town / "党委委员.parquet", BALLOTS, **written)
    rows = ballot_rows(BALLOTS)
    rows[5] = (*rows[5][:5], "冯大寒", "○", "", "")
    del rows[20]
    a_workbook(town / "b.xlsx", {"党委委员": rows})
    matched = large(town, town / "b.xlsx")
    assert [(one.kind.value, one.ballot, one.heading, one.a, one.b) for one in matched.differences] == [
        ("cell", "5", "另选他人1", "冯小寒", "冯大寒"),
        ("cell", "31", "整票无效", "破损", ""),
        ("missing_in_b", "20", "", "20", ""),
    ]
    again = [*BALLOTS[:6], *BALLOTS[5:]]
    twice = columns(town / "c.parquet", again, [*range(1, 7), *range(6, 41)], **{
        key: [*values[:6], *values[5:]] for key, values in written.items()
    })  # fmt: skip
    matched = large(town, Path(f"{twice}#党委委员"))
    assert [(one.kind.value, one.ballot) for one in matched.differences] == [("twice", "6")]


@pytest.mark.usefixtures("small")
def test_a_large_second_entry_and_what_is_refused(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tally.domain.problem import Problems
    from tally.records.count_election import count_election

    election = read_election(town / "election.toml")
    first = str(columns(town / "党委委员.parquet", BALLOTS))
    same = f"{codes(town / 'b.parquet', BALLOTS)}#党委委员"
    assert count_election(election, [first], [same])[1]["entry"] == "double"
    other = f"{codes(town / 'c.parquet', changed(11, 2, '×'))}#党委委员"
    with pytest.raises(Problems) as refused:
        count_election(election, [first], [other])
    assert {one.code for one in refused.value.problems if one.severity.value == "error"} == {"T357", "T614"}
    monkeypatch.setattr(large_comparison, "MOST_WAITING", 8)
    backwards = columns(town / "d.parquet", BALLOTS[::-1], range(40, 0, -1))
    with pytest.raises(Problems) as refused:
        comparing.compare(election, [first], [f"{backwards}#党委委员"])
    assert [one.code for one in refused.value.problems] == ["T653"]


@pytest.mark.usefixtures("small")
def test_large_entries_whose_numbers_are_texts_or_missing(town: Path) -> None:
    columns(town / "党委委员.parquet", BALLOTS, [f"甲{at:02}" for at in range(40)])
    second = columns(town / "b.parquet", changed(11, 2, "×"), [f"甲{at:02}" for at in range(40)])
    matched = large(town, Path(f"{second}#党委委员"))
    assert [(one.kind.value, one.ballot, one.column) for one in matched.differences] == [("cell", "甲11", "丙三")]
    table = pq.read_table(town / "党委委员.parquet").drop_columns(["票号"])
    pq.write_table(table, town / "党委委员.parquet")
    table = pq.read_table(town / "b.parquet").drop_columns(["票号"])
    pq.write_table(table, town / "b.parquet")
    matched = large(town, Path(f"{second}#党委委员"))
    assert [(one.kind.value, one.ballot, one.column) for one in matched.differences] == [("cell", "", "丙三")]
    assert matched.differences[0].as_json()["a_cell"].endswith("13")  # the row, where there is no number


@pytest.mark.usefixtures("small")
def test_a_large_entry_beside_a_small_one_and_what_neither_may_be(town: Path) -> None:
    from tally.domain.problem import Problems

    election = read_election(town / "election.toml")
    columns(town / "党委委员.parquet", BALLOTS)
    first = str(town / "党委委员.parquet")
    sheet = a_workbook(town / "b.xlsx", {"党委委员": ballot_rows(changed(11, 2, "×"))})
    (matched,) = compare(election, [first], [str(sheet)]).matched
    assert isinstance(matched, MatchedMany)
    assert found([one.as_json() for one in matched.differences]) == [
        ("cell", "12", "丙三", "赞成", "不赞成", "党委委员.parquet!D13", "党委委员!D13")
    ]
    rows: list[tuple[object, ...]] = [(name, 30, 10, 0, 0) for name in NAMES]
    head = ("候选人姓名", "赞成", "不赞成", "弃权", "部分无效")
    team = a_workbook(
        town / "t.xlsx", {"党委委员": [("计票单", "一"), ("领回选票", 40, "有效", 40, "无效", 0), head, *rows]}
    )
    for other, code in ((team, "T617"), (a_workbook(town / "n.xlsx", {"备忘": [("无",)]}), "T353")):
        with pytest.raises(Problems) as refused:
            compare(election, [first], [str(other)])
        assert code in {one.code for one in refused.value.problems}
    marks = pq.read_table(first).to_pydict() | {"甲一": ["☯"] * 40}
    pq.write_table(pa.table(marks), town / "odd.parquet")
    with pytest.raises(Problems):
        compare(election, [first], [f"{town / 'odd.parquet'}#党委委员"])
