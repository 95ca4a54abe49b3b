"""Counting places: partial counts, and what `tally merge` refuses to add up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from building import TEN, a_folder, a_workbook, ballot_rows
from running import tally
from tally.records.check_code import canonical, check_code

PLACES = 'places = ["一号", "二号"]\n'


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A folder with ten ballots in two workbooks, five and five."""
    folder = a_folder(tmp_path / "town", present=10)
    path = folder / "election.toml"
    path.write_text(PLACES + path.read_text(encoding="utf-8"), encoding="utf-8")
    header, *rows = ballot_rows(TEN)
    a_workbook(folder / "a.xlsx", {"党委委员": [header, *rows[:5]]})
    a_workbook(folder / "b.xlsx", {"党委委员": [header, *rows[5:]]})
    return folder


def partial(folder: Path, ballots: str, place: str, out: Path | None = None, second: str = "") -> Path:
    target = out or folder / "out"
    others = ["--second", folder / second] if second else []
    where = ["--election", folder, "--partial", "--place", place, "--out", target]
    done = tally("count", folder / ballots, *where, *others)
    assert done.status == 0, done.err
    return target / f"{place}.partial.json"


def changed(path: Path, **fields: Any) -> Path:
    """Write a partial anew with other values and a check code that fits."""
    values = {**json.loads(path.read_text(encoding="utf-8")), **fields}
    path.write_bytes(canonical({**values, "check_code": check_code(values)}))
    return path


def test_two_places_come_to_the_record_of_one_count(town: Path) -> None:
    whole = tally("count", town / "a.xlsx", town / "b.xlsx", "--election", town, "--json")
    first, second = partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")
    merged = tally("merge", second, first, "--election", town, "--json")
    assert (merged.status, merged.out) == (whole.status, whole.out)
    assert (town / "out" / "result.json").read_text(encoding="utf-8") == whole.out


def test_rulings_are_applied_at_the_places(town: Path) -> None:
    header, *rows = ballot_rows(TEN)
    rows[1] = (2, "○", "？", "○", "×")
    a_workbook(town / "a.xlsx", {"党委委员": [header, *rows[:5]]})
    ruling = '[[ruling]]\ncontest = "committee"\nballot = "2"\ncolumn = "乙二"\nread_as = "approve"\n'
    (town / "rulings.toml").write_text(f'{ruling}by = "总监票人"\nreason = "笔迹清楚"\n', encoding="utf-8")
    whole = tally("count", town / "a.xlsx", town / "b.xlsx", "--election", town, "--json")
    files = [partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")]
    assert tally("merge", *files, "--election", town, "--json").out == whole.out
    (town / "rulings.toml").write_text("", encoding="utf-8")
    older = [partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")]
    (town / "rulings.toml").write_text(f'{ruling}by = "总监票人"\nreason = "笔迹清楚"\n', encoding="utf-8")
    assert tally("merge", *older, "--election", town, "--json").codes == {"T392", "T629"} - {"T392"}


def test_a_place_missing_unknown_or_twice(town: Path) -> None:
    first = partial(town, "a.xlsx", "一号")
    assert tally("merge", first, "--election", town, "--json").codes == {"T626"}
    assert tally("merge", first, first, "--election", town, "--json").codes == {"T626"}
    unknown = tally("count", town / "b.xlsx", "--election", town, "--partial", "--place", "九号", "--json")
    assert (unknown.status, unknown.codes) == (1, {"T626"})
    assert sorted(path.name for path in (town / "out").iterdir()) == ["一号.partial.json"]


def test_the_same_file_or_the_same_numbers_at_two_places(town: Path) -> None:
    first, same = partial(town, "a.xlsx", "一号"), partial(town, "a.xlsx", "二号")
    assert tally("merge", first, same, "--election", town, "--json").codes >= {"T351", "T355"}
    header, *rows = ballot_rows(TEN)
    a_workbook(town / "b.xlsx", {"党委委员": [header, rows[4], *rows[6:]]})
    double = partial(town, "b.xlsx", "二号")
    refused = tally("merge", first, double, "--election", town, "--json")
    assert (refused.status, refused.codes) == (1, {"T355"})
    assert "5" in refused.json["problems"][0]["found"]
    assert not (town / "out" / "result.json").exists()


def test_a_partial_of_another_election_or_by_other_rules(town: Path, tmp_path: Path) -> None:
    first, second = partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")
    text = (town / "election.toml").read_text(encoding="utf-8")
    for old, new in (
        ('writein_unmarked = "abstain"', 'writein_unmarked = "void"'),
        ("seats = 3", "seats = 2"),
        ("第五次", "第六次"),
    ):
        (town / "election.toml").write_text(text.replace(old, new), encoding="utf-8")
        assert tally("merge", first, second, "--election", town, "--json").codes == {"T625"}


def test_numbers_of_people_may_become_known_later(town: Path) -> None:
    first, second = partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")
    path = town / "election.toml"
    text = path.read_text(encoding="utf-8").replace("seats = 3", "seats = 3\nissued = 10\ncollected = 10")
    path.write_text(text, encoding="utf-8")
    assert tally("merge", first, second, "--election", town).status == 0
    path.write_text(text.replace("collected = 10", "collected = 9"), encoding="utf-8")
    assert tally("merge", first, second, "--election", town, "--json").codes == {"T506"}


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"kind": "partial", "schema": 1}', b"\xff\xfe", b"null"])
def test_what_is_no_partial(town: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.partial.json"
    path.write_bytes(content)
    assert tally("merge", path, "--election", town, "--json").codes == {"T627"}


def test_a_partial_that_was_changed(town: Path) -> None:
    first, second = partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")
    text = first.read_text(encoding="utf-8")
    first.write_text(text.replace('"valid": 5', '"valid": 6'), encoding="utf-8")
    assert tally("merge", first, second, "--election", town, "--json").codes == {"T627"}
    first.write_text(text, encoding="utf-8")
    contests = json.loads(text)["contests"]
    contests[0]["piles"][0]["valid"] = 6
    assert "T628" in tally("merge", changed(first, contests=contests), second, "--election", town, "--json").codes


@pytest.mark.parametrize("place", ["", "..", "a/b", "a\\b", " ", "a:b"])
def test_names_of_places_that_are_no_names_of_files(town: Path, place: str) -> None:
    assert tally("count", town / "a.xlsx", "--election", town, "--partial", "--place", place).status == 2


def test_partial_and_place_go_together(town: Path) -> None:
    assert tally("count", town / "a.xlsx", "--election", town, "--partial").status == 2
    assert tally("count", town / "a.xlsx", "--election", town, "--place", "一号").status == 2


def test_a_place_whose_second_entry_agrees(town: Path) -> None:
    header, *rows = ballot_rows(TEN)
    for name, half in (("a2.xlsx", rows[:5]), ("b2.xlsx", rows[5:])):
        a_workbook(town / name, {"党委委员": [header, *reversed(half)]})
    whole = tally(
        "count", town / "a.xlsx", town / "b.xlsx", "--second", town / "a2.xlsx", "--second", town / "b2.xlsx",
        "--election", town, "--json",
    )  # fmt: skip
    first = partial(town, "a.xlsx", "一号", second="a2.xlsx")
    merged = tally("merge", first, partial(town, "b.xlsx", "二号", second="b2.xlsx"), "--election", town, "--json")
    assert merged.out == whole.out
    assert merged.json["entry"] == "double"
    alone = tally("merge", first, partial(town, "b.xlsx", "二号"), "--election", town, "--json").json
    assert alone["entry"] == "single"
    assert "second" not in {one["role"] for one in alone["inputs"]}
    assert tally("verify", "--election", town).status == 0
    a_workbook(town / "a2.xlsx", {"党委委员": [header, (1, *"○○×○"), *rows[1:5]]})
    arguments = ["--partial", "--place", "一号", "--second", town / "a2.xlsx", "--json"]
    refused = tally("count", town / "a.xlsx", "--election", town, *arguments)
    assert (refused.status, refused.codes) == (1, {"T357", "T614"})


def test_an_agreed_file_beside_one_with_a_second_entry(town: Path) -> None:
    header, *rows = ballot_rows(TEN)
    a_workbook(town / "b2.xlsx", {"党委委员": [header, *reversed(rows[5:])]})
    a_workbook(town / "a2.xlsx", {"党委委员": [header, *reversed(rows[:5])]})
    pair = ("reconcile", town / "a.xlsx", town / "a2.xlsx", "--election", town)
    assert tally(*pair, "--out", town / "sheet.xlsx").status == 0
    assert tally(*pair, "--apply", town / "sheet.xlsx", "--out", town / "agreed.xlsx").status == 0
    files = [town / "agreed.xlsx", town / "b.xlsx", "--election", town, "--json"]
    assert tally("count", *files).json["entry"] == "single"
    assert tally("count", *files, "--second", town / "b2.xlsx").json["entry"] == "double"
    assert tally("verify", "--election", town).status == 0


def test_merged_ballots_are_listed_when_the_files_are_at_hand(town: Path) -> None:
    for name in ("a", "b"):
        converted = tally("convert", town / f"{name}.xlsx", town / f"{name}-党委委员.parquet", "--election", town)
        assert converted.status == 0, converted.err
    files = [town / f"{name}-党委委员.parquet" for name in ("a", "b")]
    assert tally("count", *files, "--election", town).status == 0
    listed = (town / "out" / "ballots.csv").read_bytes()
    partials = [partial(town, file.name, place) for file, place in zip(files, ("一号", "二号"), strict=True)]
    (town / "out" / "ballots.csv").unlink()
    assert tally("merge", *partials, "--election", town).status == 0
    assert (town / "out" / "ballots.csv").read_bytes() == listed
    files[0].rename(town.parent / "moved.parquet")
    merged = tally("merge", *partials, "--election", town)
    assert merged.status == 0
    assert "没有写出 ballots.csv" in merged.err
    assert not (town / "out" / "ballots.csv").exists()


def test_two_files_of_one_name_at_two_places(town: Path, tmp_path: Path) -> None:
    """A record names its files: one that names two alike could never be verified."""
    partials = []
    for place, name in (("一号", "a"), ("二号", "b")):
        (tmp_path / name).mkdir()
        (town / f"{name}.xlsx").rename(tmp_path / name / "ballots.xlsx")
        partials.append(partial(town, f"../{name}/ballots.xlsx", place))
    assert tally("merge", *partials, "--election", town, "--json").codes == {"T327"}


def test_rulings_split_over_places_are_those_of_the_folder(town: Path) -> None:
    header, *rows = ballot_rows(TEN)
    rows[1], rows[7] = (2, *"○？○×"), (8, *"○？×○")
    a_workbook(town / "a.xlsx", {"党委委员": [header, *rows[:5]]})
    a_workbook(town / "b.xlsx", {"党委委员": [header, *rows[5:]]})
    rulings = {
        ballot: f'[[ruling]]\ncontest = "committee"\nballot = "{ballot}"\ncolumn = "乙二"\nread_as = "approve"\n'
        'by = "总监票人"\nreason = "笔迹清楚"\n'
        for ballot in (2, 8)
    }
    path = town / "rulings.toml"
    path.write_text(rulings[2], encoding="utf-8")
    first = partial(town, "a.xlsx", "一号")
    path.write_text(rulings[8], encoding="utf-8")
    partials = [first, partial(town, "b.xlsx", "二号")]
    assert tally("merge", *partials, "--election", town, "--json").codes == {"T629"}
    path.unlink()
    assert tally("merge", *partials, "--election", town, "--json").codes == {"T629"}
    path.write_text(rulings[8] + rulings[2], encoding="utf-8")
    whole = tally("count", town / "a.xlsx", town / "b.xlsx", "--election", town, "--json")
    assert tally("merge", *partials, "--election", town, "--json").out == whole.out
    assert tally("verify", "--election", town).status == 0


@pytest.mark.parametrize("part", ["", "#党委委员"])
def test_v1_a_void_contest_is_not_counted_at_any_place(part: str, town: Path) -> None:
    path = town / "election.toml"
    text = path.read_text(encoding="utf-8").replace("seats = 3", "seats = 3\nissued = 10\ncollected = 11")
    path.write_text(text, encoding="utf-8")
    files = [f"{name}.xlsx{part}" for name in ("a", "b")]
    whole = tally("count", *(f"{town / file}" for file in files), "--election", town, "--json")
    partials = [partial(town, file, place) for file, place in zip(files, ("一号", "二号"), strict=True)]
    merged = tally("merge", *partials, "--election", town, "--json")
    assert (merged.status, merged.out) == (whole.status, whole.out)
    assert (whole.status, whole.json["contests"][0]["outcome"]["status"]) == (3, "void")


def test_a_contest_that_stands_twice_in_a_partial_is_not_taken_once(town: Path) -> None:
    first, second = partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")
    values = json.loads(first.read_text(encoding="utf-8"))
    twice = changed(first, contests=[{**values["contests"][0], "piles": []}, *values["contests"]])
    assert tally("merge", twice, second, "--election", town, "--json").codes == {"T627"}


@pytest.mark.parametrize(
    ("way", "value", "code"),
    [
        (("inputs", 0, "role"), "election", "T627"),
        (("inputs", 0, "sheet"), True, "T627"),
        (("rulings",), {}, "T627"),
        (("contests", 0, "id"), "another", "T625"),
        (("contests", 0, "piles", 0, "candidates"), [[5, 0, 0, 0]], "T625"),
        (("contests", 0, "piles", 0, "candidates", 0), [5, 0, 0, 0, 0], "T627"),
        (("contests", 0, "piles", 0, "candidates", 0, 1), "0", "T627"),
        (("contests", 0, "piles", 0, "candidates", 0, 1), -1, "T627"),
        (("contests", 0, "piles", 0, "numbers"), [[1, 10**20]], "T627"),
        (("contests", 0, "piles", 0, "numbers"), [[5, 1]], "T627"),
        (("contests", 0, "piles", 0, "numbers"), [[1]], "T627"),
        (("contests", 0, "piles", 0, "numbers"), [[1, 3], [3, 4]], "T627"),
        (("contests", 0, "piles", 0, "numbers"), [[3, 5], [1, 2]], "T627"),
        (("contests", 0, "piles", 0, "numbers"), [[1, 2], [3, 6]], "T627"),
        (("contests", 0, "piles", 0, "numbers_as_text"), ["a"], "T627"),
        (("contests", 0, "piles", 0, "doubt", "ballots"), 6, "T627"),
        (("inputs",), [], "T627"),
        (("inputs", 0, "ballots"), 6, "T627"),
        (("inputs", 0, "path"), "../a.xlsx", "T627"),
        (("inputs", 0, "path"), "/a.xlsx", "T627"),
        (("entry",), "triple", "T627"),
        (("contests", 0, "piles", 0, "rulings_used"), [3], "T627"),
        (("contests", 0, "piles", 0, "write_ins"), None, "T627"),
    ],
)
def test_a_partial_of_another_form_with_a_check_code_that_fits(
    way: tuple[str | int, ...], value: object, code: str, town: Path
) -> None:
    first, second = partial(town, "a.xlsx", "一号"), partial(town, "b.xlsx", "二号")
    values = json.loads(first.read_text(encoding="utf-8"))
    at = values
    for step in way[:-1]:
        at = at[step]
    at[way[-1]] = value
    refused = tally("merge", changed(first, **values), second, "--election", town, "--json")
    assert (refused.status, refused.codes) == (1, {code})
