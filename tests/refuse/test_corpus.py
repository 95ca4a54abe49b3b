"""A corpus of broken files, each made by a recipe, with the code and the address it is refused with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tally as library
from building import a_folder, a_workbook
from refuse.layouts import NAMES, long, matrix, names, tally_sheet, three_columns, transposed
from tally.domain.problem import Problems, Severity

SHEET = "党委委员"
Rows = list[list[object]]


def put(rows: Rows, row: int, column: int, value: object) -> Rows:
    while len(rows) < row:
        rows.append([])
    line = rows[row - 1]
    line.extend([""] * (column - len(line)))
    line[column - 1] = value
    return rows


def without(rows: Rows, row: int) -> Rows:
    return [*rows[: row - 1], *rows[row:]]


RECIPES: dict[str, tuple[Callable[[], Rows], str, str]] = {
    # a matrix
    **{
        f"a sign nobody reads: {text}": (lambda text=text: put(matrix(), 3, 3, text), "T339", "C3")
        for text in ("同上", "1", "0", "是", "2026-11-20", "○?甲", "-", "N/A", "nan", "NULL", "＝", "甲一", "3.5", "T")
    },
    **{
        f"a 票号 that is none: {text}": (lambda text=text: put(matrix(), 3, 1, text), "T343", "A3")
        for text in ("2026-11-20", "1.5", "-3", "2026-11-20 08:00:00")
    },
    "票号 1 and 001": (lambda: put(matrix(), 3, 1, "001"), "T344", "A3"),
    "票号 1 in full width": (lambda: put(matrix(), 3, 1, "１"), "T344", "A3"),
    "票号 A-7 and ａ-7": (lambda: put(put(matrix(), 2, 1, "A-7"), 3, 1, "ａ-7"), "T344", "A3"),
    "票号 1 and 第1号": (lambda: put(matrix(), 3, 1, "第1号"), "T344", "A3"),
    **{
        f"a 票号 that is a word: {text}": (lambda text=text: put(matrix(), 3, 1, text), "T343", "A3")
        for text in ("×", "废票", "甲一")
    },
    "a ballot whose 票号 is 合计": (lambda: put(matrix(), 3, 1, "合计"), "T343", "A3"),
    "names: a ballot whose 票号 is 合计": (lambda: put(names(), 3, 1, "合计"), "T343", "A3"),
    "票号 missing": (lambda: put(matrix(), 3, 1, ""), "T337", "A3"),
    "a name mistyped": (lambda: put(matrix(), 1, 3, "乙三"), "T333", "1行"),
    "a name twice": (lambda: put(matrix(), 1, 3, "甲一"), "T332", "C1"),
    "a name twice with a space": (lambda: put(matrix(), 1, 3, "甲　一"), "T332", "C1"),
    "a stranger's column": (lambda: put(matrix(), 1, 6, "王五"), "T331", "F1"),
    "marks beside the table": (lambda: put(matrix(), 3, 7, "○"), "T334", "G3"),
    "an untyped last ballot": (lambda: put(matrix(), 6, 1, 5), "T338", "A6"),
    "two untyped last ballots": (lambda: put(put(matrix(), 6, 1, 5), 7, 1, 6), "T338", "A7"),
    "an empty row": (lambda: [*matrix()[:3], [], *matrix()[3:]], "T336", "4行"),
    "sums without a label": (lambda: [*matrix(), ["", 3, 3, 2, 1]], "T337", "A6"),
    "what parts two teams": (lambda: [*matrix()[:3], ["第二组"], *matrix()[3:]], "T343", "A4"),
    "the headings among the ballots": (lambda: [*matrix()[1:3], matrix()[0], *matrix()[3:]], "T330", "1行"),
    "the headings below the ballots": (lambda: [*matrix()[1:], matrix()[0]], "T330", "4行"),
    "a name with an answer beside it": (lambda: put(matrix(), 1, 2, "甲一（不赞成）"), "T331", "B1"),
    "a ballot called void": (lambda: put(put(matrix(), 1, 6, "备注"), 3, 6, "废票"), "T340", "F3"),
    "a row typed one column too far": (lambda: put(put(matrix(), 1, 6, "备注"), 3, 6, "×"), "T342", "F3"),
    "a ballot called blank": (lambda: put(put(matrix(), 1, 6, "备注"), 3, 6, "空白票"), "T338", "F3"),
    "a name written in and opposed": (
        lambda: put(put(matrix(), 1, 6, "另选他人1"), 3, 6, "戊五（反对）"),
        "T342",
        "F3",
    ),
    "a sign beside no name": (
        lambda: put(put(put(matrix(), 1, 6, "另选他人1"), 1, 7, "另选他人1符号"), 3, 7, "○"),
        "T341",
        "F3",
    ),
    "a sign for a name": (lambda: put(put(matrix(), 1, 6, "另选他人1"), 3, 6, "○"), "T342", "F3"),
    "a sign's column without a name's": (lambda: put(matrix(), 1, 6, "另选他人1符号"), "T335", "F1"),
    "a reason nobody knows": (lambda: put(put(matrix(), 1, 6, "整票无效"), 3, 6, "不好看"), "T340", "F3"),
    "another reason without a remark": (lambda: put(put(matrix(), 1, 6, "整票无效"), 3, 6, "其他"), "T340", "F3"),
    # candidates down
    "turned: a sign nobody reads": (lambda: put(transposed(), 3, 3, "昨天"), "T339", "C3"),
    "turned: a 票号 twice": (lambda: put(transposed(), 1, 3, 1), "T344", "C1"),
    "turned: a stranger's row": (lambda: [*transposed(), ["王五", "○", "", "", ""]], "T331", "A6"),
    "turned: a candidate twice": (lambda: [*transposed(), ["甲一", "○", "", "", ""]], "T332", "A6"),
    "turned: ballots before the names": (lambda: [[*row[1:3], row[0], *row[3:]] for row in transposed()], "T330", "A2"),
    "turned: void ballots before the names": (
        lambda: [*([*row[1:3], row[0], *row[3:]] for row in transposed()), ["破损", "", "整票无效"]],
        "T330",
        "A2",
    ),
    # three columns
    "three: × under 赞成": (lambda: put(three_columns(), 3, 2, "×"), "T361", "B3"),
    "three: ○ under 不赞成": (lambda: put(three_columns(), 3, 3, "○"), "T361", "C3"),
    "three: a nought alone": (lambda: put(three_columns(), 3, 3, 0), "T361", "C3"),
    "three: a word": (lambda: put(three_columns(), 3, 2, "甲"), "T361", "B3"),
    "three: an answer missing": (lambda: put(three_columns(), 2, 3, "备注"), "T3", ""),
    "three: a stranger": (lambda: put(three_columns(), 1, 5, "王五"), "T360", "E1"),
    "three: ticks under no answer": (lambda: put(put(three_columns(), 2, 4, ""), 5, 4, "√"), "T334", "D5"),
    "three: what parts two teams": (lambda: [*three_columns()[:3], ["第二组"], *three_columns()[3:]], "T343", "A4"),
    # a mark a row
    "long: a stranger": (lambda: put(long(), 3, 2, "王五"), "T362", "B3"),
    "long: a candidate twice": (lambda: put(long(), 3, 2, "甲一"), "T363", "B3"),
    "long: no 票号": (lambda: put(long(), 3, 1, ""), "T364", "A3"),
    "long: no candidate": (lambda: put(long(), 3, 2, ""), "T364", "A3"),
    "long: two columns of signs": (lambda: put(put(long(), 1, 4, "符号"), 2, 4, "×"), "T332", "D1"),
    "long: candidates side by side": (lambda: put(put(long(), 1, 4, "候选人"), 2, 4, "丁四"), "T332", "D1"),
    "long: a number of ballots": (lambda: put(put(long(), 1, 4, "张数"), 2, 4, 5), "T331", "D1"),
    "long: void ballots in a column": (lambda: put(put(long(), 1, 4, "整票无效"), 2, 4, "破损"), "T331", "D1"),
    "long: signs under no heading": (lambda: put(long(), 2, 4, "×"), "T334", "D2"),
    "long: the headings among the ballots": (lambda: [*long()[1:3], long()[0], *long()[3:]], "T330", "1行"),
    "long: what parts two teams": (lambda: [*long()[:5], ["第二组"], *long()[5:]], "T343", "A6"),
    "long: a sign nobody reads": (lambda: put(long(), 3, 3, "昨天"), "T339", "C3"),
    "long: a 票号 like a date": (lambda: put(long(), 3, 1, "2026-11-20"), "T343", "A3"),
    # names
    "names: a stranger": (lambda: put(names(), 2, 2, "甲一、王五"), "T367", "B2"),
    "names: nobody of all but": (lambda: put(names(), 2, 2, "除王五外同意"), "T367", "B2"),
    "names: for and against": (lambda: put(names(), 2, 3, "甲一"), "T368", "C2"),
    "names: an untyped last ballot": (lambda: put(names(), 6, 1, 9), "T338", "B6"),
    "names: an answer beside a name": (lambda: put(names(), 2, 2, "甲一（不同意）"), "T367", "B2"),
    "names: names under no heading": (lambda: put(names(), 2, 4, "丁四"), "T334", "D2"),
    "names: the headings among the ballots": (lambda: [*names()[1:3], names()[0], *names()[3:]], "T330", "1行"),
    "names: what parts two teams": (lambda: [*names()[:3], ["第二组"], *names()[3:]], "T343", "A4"),
    "names with remarks: what parts two teams": (
        lambda: [*put(names(), 1, 4, "备注")[:3], ["第二组"], *names()[3:]],
        "T343",
        "A4",
    ),
    "names with remarks: an untyped last ballot": (lambda: put(put(names(), 1, 4, "备注"), 6, 1, 9), "T338", "B6"),
    "names: a 票号 twice": (lambda: put(names(), 3, 1, 1), "T344", "A3"),
    # figures
    "figures: drawn ≠ valid + void (X65)": (lambda: tally_sheet(drawn=5), "T373", "I4"),
    "figures: no number of valid ballots": (lambda: put(tally_sheet(), 3, 3, ""), "T372", "4行"),
    "figures: a candidate's sum (X62)": (lambda: put(tally_sheet(), 5, 2, 2), "T374", "A5"),
    "figures: a word for a number": (lambda: put(tally_sheet(), 5, 2, "三"), "T372", "B5"),
    "figures: a fraction": (lambda: put(tally_sheet(), 5, 2, 2.5), "T372", "B5"),
    "figures: a negative number": (lambda: put(tally_sheet(), 5, 2, -3), "T372", "B5"),
    "figures: a stranger": (lambda: put(tally_sheet(), 5, 1, "王五"), "T377", "A5"),
    "figures: a candidate missing": (lambda: without(tally_sheet(), 5), "T376", "A4"),
    "figures: a candidate twice": (lambda: [*tally_sheet(), ["甲一", 3, 1, 0, 0]], "T376", "A9"),
    "figures: a team under headings nobody reads": (
        lambda: [*tally_sheet(), [], ["组别", "第二组"], ["候选人姓名", "得票", "反对"], ["甲一", 3, 1]],
        "T376",
        "A12",
    ),
    "figures: votes for nobody named": (lambda: [*tally_sheet(), ["另选他人", 1]], "T372", "B9"),
    "figures: one team twice": (lambda: [*tally_sheet(), [], *tally_sheet()[1:]], "T322", "12行"),
    # the layout L3 allows
    "the rest under L1": (lambda: [*matrix(), ["其余全部赞成", 5]], "T369", "A6"),
    "the rest without a number": (lambda: [*matrix(), ["其余全部赞成", ""]], "T370", "A6"),
    "the rest, a word": (lambda: [*matrix(), ["其余全部赞成", "若干"]], "T370", "A6"),
    "the rest twice": (lambda: [*matrix(), ["其余全部赞成", 5], ["其余全部赞成", 6]], "T370", "A6"),
}


def refusal(folder: Path, rows: Sequence[Sequence[object]]) -> list[tuple[str, str, str | None]]:
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    with pytest.raises(Problems) as refused:
        library.count(library.load(folder), [folder / "ballots.xlsx"])
    return [(one.code, one.place, one.rule) for one in refused.value.problems if one.severity is Severity.ERROR]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_broken_sheet(recipe: str, tmp_path: Path) -> None:
    make, code, where = RECIPES[recipe]
    found = refusal(a_folder(tmp_path, names=NAMES, present=20), make())
    assert any(one.startswith(code) and (where in place or where == rule) for one, place, rule in found), found


SIGNS = ("○", "×", "", "〇", "O", "X", "✕", "赞成", "不赞成", "反对", "弃权", " ○ ", "○○")
MEANS = {"○": 0, "〇": 0, "O": 0, "赞成": 0, "○○": 0, "×": 1, "X": 1, "✕": 1, "不赞成": 1, "反对": 1, "": 2, "弃权": 2}
MUTATIONS = st.lists(
    st.one_of(
        st.tuples(
            st.just("cell"),
            st.integers(2, 7),
            st.integers(1, 6),
            st.sampled_from([*SIGNS, "甲", "1", "5", "?", "合计"]),
        ),
        st.tuples(st.just("swap rows"), st.integers(2, 6), st.integers(2, 6), st.just("")),
        st.tuples(st.just("swap columns"), st.integers(1, 5), st.integers(1, 5), st.just("")),
        st.tuples(st.just("copy row"), st.integers(2, 6), st.integers(2, 6), st.just("")),
        st.tuples(st.just("drop row"), st.integers(1, 6), st.just(0), st.just("")),
        st.tuples(st.just("title"), st.just(0), st.just(0), st.sampled_from(["样板镇", "党委委员选票"])),
    ),
    max_size=4,
)


def mutated(rows: Rows, mutations: Sequence[tuple[str, int, int, str]]) -> Rows:
    for kind, a, b, text in mutations:
        a, b = min(a, len(rows)), min(b, len(rows))
        if kind == "cell":
            put(rows, a, b, text)
        elif kind == "swap rows" and min(a, b) > 1:
            rows[a - 1], rows[b - 1] = rows[b - 1], rows[a - 1]
        elif kind == "swap columns":
            for row in rows:
                row.extend([""] * (6 - len(row)))
                row[a - 1], row[b - 1] = row[b - 1], row[a - 1]
        elif kind == "copy row" and a > 1:
            rows.insert(b, list(rows[a - 1]))
        elif kind == "drop row" and len(rows) > 2:
            rows.pop(a - 1)
        elif kind == "title":
            rows.insert(0, [text])
    return rows


def by_hand(rows: Rows) -> dict[str, list[int]]:
    """Count a sheet as a person would: below the row with the names, every row with a 票号, sign by sign."""
    head = next(at for at, row in enumerate(rows) if sum(name in row for name in NAMES) >= 3)
    number = rows[head].index("票号" if "票号" in rows[head] else "合计")  # a column of sums is said not to be read
    figures = {name: [0, 0, 0] for name in NAMES}
    for row in rows[head + 1 :]:
        cells = [*row, *[""] * (len(rows[head]) - len(row))]
        if str(cells[number]).strip() in ("", "合计") or row in rows[: head + 1]:
            continue  # or the heading of another page
        marks = {name: MEANS[str(cells[rows[head].index(name)]).strip()] for name in NAMES}
        if sum(mark == 0 for mark in marks.values()) > 3:
            continue  # over-voted
        for name, mark in marks.items():
            figures[name][mark] += 1
    return figures


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(MUTATIONS)
def test_whatever_is_done_to_a_sheet_it_is_counted_rightly_or_refused(
    tmp_path_factory: pytest.TempPathFactory, mutations: Sequence[tuple[str, int, int, str]]
) -> None:
    folder = a_folder(tmp_path_factory.mktemp("town"), names=NAMES, present=20)
    rows = mutated(matrix(), mutations)
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    try:
        record = library.count(library.load(folder), [folder / "ballots.xlsx"])
    except Problems:
        return
    found = {
        one["name"]: [one["approve"], one["oppose"], one["abstain"]] for one in record["contests"][0]["candidates"]
    }
    unclear = sum(one["unclear"] for one in record["contests"][0]["candidates"])
    if not unclear:  # a "?" is no sign a person counts by
        assert found == by_hand(rows)
