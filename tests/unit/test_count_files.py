"""All files of an election counted: what is summed, left out, watched and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import NAMES, a_contest, a_count, a_folder, a_workbook
from tally.counting import count_files as room
from tally.counting.count_files import Counted, Progress, count_files, refuse_errors, wrong_sums
from tally.counting.engine import InThisProcess, Load
from tally.counting.numbers import Numbers
from tally.counting.pieces import PileCount
from tally.domain.election import Election
from tally.domain.message import say
from tally.domain.problem import Problems, error, info, warning
from tally.files import column_files
from tally.files.election_file import read_election

TWO = """
[[contest]]
id = "discipline"
office = "纪委委员"
seats = 1
kind = "JW"
candidates = "candidates.xlsx#纪委委员"
"""
HEAD = ("票号", *NAMES)
RULING_HEAD = ("选票类别", "票号", "列", "认定为", "裁定人", "理由")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "town", present=9)


def an_election(town: Path, extra: str = "") -> Election:
    if extra:
        path = town / "election.toml"
        path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    return read_election(town / "election.toml")


def with_two_contests(town: Path) -> Election:
    candidates = {"党委委员": [("姓名",), *((name,) for name in NAMES)], "纪委委员": [("姓名",), ("戊五",), ("己六",)]}
    a_workbook(town / "candidates.xlsx", candidates)
    return an_election(town, TWO)


def a_text(town: Path, name: str, numbers: Sequence[object], signs: str = "○,○,×,", office: str = "党委委员") -> str:
    path = town / name / f"{office}.csv"
    path.parent.mkdir(exist_ok=True)
    names = NAMES if office == "党委委员" else ("戊五", "己六")
    rows = "".join(f"{number},{signs}\n" for number in numbers)
    path.write_text(f"票号,{','.join(names)}\n{rows}", encoding="utf-8")
    return str(path)


def codes(counted: Counted) -> list[str]:
    return [one.code for one in counted.problems]


def test_files_are_summed_and_each_keeps_its_own_ballots(town: Path) -> None:
    seen: list[Progress] = []
    paths = [a_text(town, "a", (1, 2, 3)), a_text(town, "b", (4, 5))]
    counted = count_files(an_election(town), paths, watch=seen.append)
    assert (codes(counted), [one.ballots for one in counted.inputs]) == ([], [3, 2])
    assert [(pile.read, pile.count.candidates[0].approve) for pile in counted.piles["committee"]] == [(3, 3), (2, 2)]
    assert [(one.name, one.seen) for one in counted.counts["committee"]] == [
        (pile.name, True) for pile in counted.piles["committee"]]  # fmt: skip
    assert seen == [Progress(1, 2, 3), Progress(2, 2, 5)]
    assert count_files(an_election(town), paths).piles["committee"][1].read == 2  # nobody need watch
    assert not counted.piles["committee"][0].numbers.has("1")  # they are kept of a partial count alone


def test_blocks_of_a_file_in_columns_are_one_file_and_one_pile(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_files, "BLOCK_ROWS", 1)
    path = town / "committee.parquet"
    table = pa.table({"票号": [1, 2, 3, 4], **{name: ["○", "×", "", "×"] for name in NAMES[:3]}, NAMES[3]: ["×"] * 4})
    pq.write_table(table, path, row_group_size=2)
    seen: list[Progress] = []
    counted = count_files(an_election(town), [str(path)], watch=seen.append)
    assert ([one.ballots for one in counted.inputs], codes(counted)) == ([4], [])
    assert [(pile.read, pile.count.valid) for pile in counted.piles["committee"]] == [(4, 4)]
    assert seen == [Progress(1, 2, 2), Progress(2, 2, 4)]


def test_a_file_that_is_refused_holds_no_ballots(town: Path) -> None:
    pq.write_table(pa.table({"票号": [1], **{name: ["昨天"] for name in NAMES}}), town / "committee.parquet")
    counted = count_files(an_election(town), [str(town / "committee.parquet")])
    assert ([one.ballots for one in counted.inputs], counted.piles) == ([0], {"committee": ()})
    assert set(codes(counted)) == {"T339"}  # no T352 beside it: the sheet is there


def test_a_file_given_twice_is_counted_once(town: Path) -> None:
    first, second = a_text(town, "a", (1, 2)), a_text(town, "b", (1, 2))
    counted = count_files(an_election(town), [first, second])
    assert (codes(counted), len(counted.piles["committee"]), len(counted.inputs)) == (["T351"], 1, 1)


@pytest.mark.parametrize(
    ("partial", "skip", "said"),
    [(False, (), ["T352"]), (True, (), []), (False, ("discipline",), []), (False, ("committee",), ["T352"])],
)
def test_every_contest_is_asked_for_its_piles(
    partial: bool, skip: tuple[str, ...], said: list[str], town: Path
) -> None:
    election = with_two_contests(town)
    counted = count_files(election, [a_text(town, "a", (1, 2))], frozenset(skip), partial=partial)
    assert codes(counted) == said
    assert set(counted.piles) == {"committee", "discipline"} - set(skip)
    assert codes(count_files(election, [], partial=partial)) == []
    numbers = [pile.numbers.has("2") for pile in counted.piles.get("committee", ())]
    assert numbers == ([] if "committee" in skip else [partial])


def test_where_a_path_leads_nowhere_no_contest_is_missed_besides(town: Path) -> None:
    counted = count_files(with_two_contests(town), [a_text(town, "a", (1, 2)), str(town / "none-*.csv")])
    assert codes(counted) == ["T350"]
    broken = town / "committee.parquet"
    broken.write_bytes(b"PAR1")
    assert codes(count_files(an_election(town), [str(broken)])) == ["T306"]


RULED = """
[[ruling]]
contest = "{contest}"
ballot = "{ballot}"
column = "甲一"
read_as = "oppose"
by = "总监票人"
reason = "可辨"
"""


@pytest.mark.parametrize(
    ("ballot", "partial", "said"),
    [("1", False, ["T397"]), ("9", False, ["T392"]), ("9", True, []), ("2", False, ["T393", "T397"])],
)
def test_every_ruling_is_asked_for_its_one_ballot(ballot: str, partial: bool, said: list[str], town: Path) -> None:
    (town / "rulings.toml").write_text(RULED.format(contest="committee", ballot=ballot), encoding="utf-8")
    election = an_election(town, '\n[input]\nnumbering = "per-file"\n')
    paths = [a_text(town, "a", (1, 2)), a_text(town, "b", (3, 2), "×,○,×,")]
    assert sorted(codes(count_files(election, paths, partial=partial))) == said


def test_a_ruling_of_a_contest_that_is_refused_or_skipped_is_not_missed(town: Path) -> None:
    (town / "rulings.toml").write_text(RULED.format(contest="committee", ballot="9"), encoding="utf-8")
    election = an_election(town)
    assert codes(count_files(election, [a_text(town, "a", (1,))], frozenset(["committee"]))) == []
    broken = a_text(town, "b", (1,), "昨天,,,")
    assert "T392" not in codes(count_files(election, [broken]))


def test_rulings_beside_the_ballots_are_laid_on_where_their_ballot_is(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(number, "○", "○", "×", "×") for number in (1, 2)]
    ruling = ("党委委员", "4", "甲一", "不赞成", "总监票人", "可辨")
    a_workbook(town / "a.xlsx", {"党委委员": [HEAD, *rows], "裁定": [RULING_HEAD, ruling]})
    paths = [str(town / "a.xlsx"), a_text(town, "b", (3, 4)), a_text(town, "c", (5, 6))]
    read: list[str] = []
    count = room.count_piece
    monkeypatch.setattr(room, "count_piece", lambda *given: read.append(given[1].shown) or count(*given))
    counted = count_files(an_election(town), paths)
    piles = counted.piles["committee"]
    assert [pile.count.candidates[0].approve for pile in piles] == [2, 1, 2]
    assert (codes(counted), len(counted.rulings.rulings), len(counted.sheets)) == (["T397"], 1, 1)
    assert len(read) == 4
    assert read[1] == read[3]


@pytest.mark.parametrize("change", ["written", "gone"])
def test_a_file_that_changes_while_it_is_counted_is_told(change: str, town: Path) -> None:
    path = Path(a_text(town, "a", (1, 2)))

    def meanwhile(done: Progress) -> None:
        if change == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes() + b"3,,,,\n")

    assert codes(count_files(an_election(town), [str(path)], watch=meanwhile)) == ["T620"]


@pytest.mark.parametrize(
    ("numbering", "numbers", "said"),
    [("unique", (3, 4), []), ("unique", (2, 3), ["T355"]), ("unique", (3, 3), ["T344"]), ("per-file", (2, 3), []),
     ("per-file", (3, 3), ["T344"])],
)  # fmt: skip
def test_a_number_stands_once_in_a_contest_or_in_a_file(
    numbering: str, numbers: Sequence[int], said: list[str], town: Path
) -> None:
    election = an_election(town, f'\n[input]\nnumbering = "{numbering}"\n')
    assert sorted(set(codes(count_files(election, [a_text(town, "a", (1, 2)), a_text(town, "b", numbers)])))) == said


def test_a_number_may_stand_in_two_contests(town: Path) -> None:
    election = with_two_contests(town)
    paths = [a_text(town, "a", (1, 2)), a_text(town, "b", (1, 2), "○,×", "纪委委员")]
    assert codes(count_files(election, paths)) == []


@pytest.mark.parametrize(("most", "said"), [(2, ["T624"]), (3, []), (4, [])])
def test_too_many_numbers_that_are_texts_are_told(
    most: int, said: list[str], town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_TEXTS", most)
    counted = count_files(an_election(town), [a_text(town, "a", ("A", 2)), a_text(town, "b", ("B", "C"))])
    assert codes(counted) == said


def test_unmarked_ballots_at_the_end_of_columns_are_told(town: Path) -> None:
    path = town / "committee.parquet"
    pq.write_table(pa.table({"票号": [1, 2], **{name: ["○", ""] for name in NAMES[:3]}, NAMES[3]: ["", ""]}), path)
    assert codes(count_files(an_election(town), [str(path)])) == ["T338"]


def test_the_engine_is_told_the_load(town: Path) -> None:
    loads: list[Load] = []

    @contextmanager
    def engine(load: Load) -> Iterator[Executor]:
        loads.append(load)
        yield InThisProcess()

    election = an_election(town)
    text = a_text(town, "a", (1, 2))
    path = town / "committee.parquet"
    pq.write_table(pa.table({"票号": [3, 4], **{name: ["○", "×"] for name in NAMES}}), path)
    for paths in ([], [text], [str(path)], [text, str(path)]):
        count_files(election, paths, engine=engine)
    size = Path(text).stat().st_size
    assert loads == [Load(0, 0), Load(1, size), Load(1, 2, columnar=True), Load(2, size + 2)]


def test_a_sum_that_does_not_agree_is_told_with_the_identity_it_breaks(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piles = [PileCount("committee", name, a_count((2,), 3), read, Numbers()) for name, read in (("a", 3), ("b", 4))]
    (problem,) = wrong_sums(a_contest(1, "甲"), piles)
    assert (problem.code, problem.place, problem.rule) == ("T628", "b › committee", "I1")
    monkeypatch.setattr(room, "wrong_sums", lambda contest, found: [problem])
    assert codes(count_files(an_election(town), [a_text(town, "a", (1,))])) == ["T628"]


def test_only_an_error_refuses_and_then_everything_is_said() -> None:
    nothing, some = info("T1", "", say("有")), warning("T2", "", say("有"))
    refuse_errors([nothing, some], [error("T0", "", say("有"))])
    with pytest.raises(Problems) as refused:
        refuse_errors([some, error("T3", "", say("有"))], [nothing])
    assert [one.code for one in refused.value.problems] == ["T1", "T2", "T3"]


def test_a_contest_without_a_single_ballot_is_pointed_out(town: Path) -> None:
    found = count_files(an_election(town), [a_text(town, "none", ())])
    assert [(one.code, one.place) for one in found.problems] == [("T655", "election.toml › committee")]
