"""Files of orders, a line for all ballots that are alike: PrefLib in both its forms and ABIF."""

from __future__ import annotations

from pathlib import Path

import pytest

from real.elections import an_election_of, counted, refused, votes
from tally.files.inspection import inspect_file
from tally.files.paths import SheetPath

HEAD = """# FILE NAME: {name}
# TITLE: Town
# DATA TYPE: {kind}
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
{categories}# ALTERNATIVE NAME 1: Ann Ash
# ALTERNATIVE NAME 2: Bo Bay
# ALTERNATIVE NAME 3: Cy Cobb
"""
TWO = "# NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: Approved\n# CATEGORY NAME 2: Not approved\n"
NAMES = ["Ann Ash", "Bo Bay", "Cy Cobb"]
OLD = "3\n1,Ann Ash\n2,Bo Bay\n3,Cy Cobb\n6,6,4\n"
ABIF = '# a town\n=A:"Ann Ash"\n=B:[Bo Bay]\n=C:Cy Cobb\n3:A>B\n1: C > A\n1:A=C>B\n1:B\n'


def written(
    folder: Path, name: str, text: str, seats: int = 3, reading: str = "", names: list[str] = NAMES
) -> tuple[Path, Path]:
    an_election_of(folder, {"Council": (seats, names)}, reading=reading)
    (folder / name).write_text(text, encoding="utf-8")
    return folder, folder / name


def preflib(kind: str, lines: str, categories: str = "") -> str:
    return HEAD.format(name=f"town.{kind}", kind=kind, categories=categories) + lines


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("town.toi", preflib("toi", "3: 1,2\n1:3,1\n1: {1,3},2\n1: 2\n")),
        ("town.toi", preflib("toi", "3: 1,2\n1:3,1\n1: {1,3},2\n1: 2\n").replace("\n", "\r\n")),
        ("town.toi", OLD + "3,1,2\n1,3,1\n1,{1,3},2\n1,2\n"),
        ("town.abif", ABIF),
        (
            "town.abif",
            ABIF.replace("3:A>B", '3*"Ann Ash">[Bo Bay]')
            .replace("=A:", "# ")
            .replace("=B:", "# ")
            .replace("=C:Cy Cobb\n", "")
            .replace("C > A", "Cy Cobb > Ann Ash")
            .replace("A=C>B", "Ann Ash=Cy Cobb>Bo Bay")
            .replace("1:B", "1:Bo Bay"),
        ),
    ],
    ids=["PrefLib", "CRLF", "the old form", "ABIF", "ABIF without ids"],
)
@pytest.mark.parametrize(("count", "figures", "void"), [("first", (3, 1, 1), 1), ("any", (5, 5, 2), 0)])
def test_orders(name: str, text: str, count: str, figures: tuple[int, ...], void: int, tmp_path: Path) -> None:
    """Two in the first place are no first choice: of the ballot `{1,3},2` none counts, and any does."""
    folder, file = written(tmp_path, name, text, reading=f'count = "{count}"')
    contest = counted(folder, file)["Council"]
    assert tuple(votes(contest).values()) == figures
    assert (contest["ballots"]["collected"], contest["ballots"]["invalid"]) == (6, void)
    folder, file = written(tmp_path / "unsaid", name, text)
    assert "T386" in refused(folder, file).codes


def test_approvals_by_id_and_by_name(tmp_path: Path) -> None:
    text = preflib("cat", "3: {1,2},{3}\n1: 3,{1,2}\n2: {},{1,2,3}\n", TWO)
    for names in (NAMES, ["1", "2", "3"]):
        folder, file = written(tmp_path / names[0], "town.cat", text, names=names)
        contest = counted(folder, file)["Council"]
        assert (tuple(votes(contest).values()), contest["ballots"]["collected"]) == ((3, 3, 1), 6)


@pytest.mark.parametrize(
    ("text", "code", "cell"),
    [
        (preflib("cat", "6: 1,2,3\n", TWO.replace(": 2", ": 3")), "T382", "A7"),
        (preflib("cat", "6: 1,2,3\n", TWO), "T382", "A7"),
        (preflib("cat", "6: 1,{2,3}\n", TWO.replace("1: Approved", "1: Disliked")), "T382", "A7"),
        (preflib("cat", "6: 1,{2,3}\n", TWO).replace("VOTERS: 6", "VOTERS: 7"), "T385", "A5"),
        (preflib("cat", "5: 1,{2,3}\n1: 4,{1,2,3}\n", TWO), "T387", "A13"),
        (preflib("cat", "6: 1,{2,3}\nand more\n", TWO), "T382", "A13"),
        (preflib("cat", "6: 1,{2,3}\n0: 2,{1,3}\n", TWO), "T382", "A13"),
        (preflib("cat", "6: 1,{2,3}\n", TWO).replace("Cy Cobb", "Di Dee"), "T381", "12行"),
        (preflib("cat", "5: 1,{2,3}\n1: 1,{2,3\n", TWO), "T382", "A13"),
    ],
)
def test_approvals_refused(text: str, code: str, cell: str, tmp_path: Path) -> None:
    folder, file = written(tmp_path, "town.cat", text)
    found = {(one["code"], one["place"]) for one in refused(folder, file).json["problems"]}
    assert (code, f"town.cat › {cell}") in found, found


def test_scores_are_no_order(tmp_path: Path) -> None:
    folder, file = written(tmp_path, "town.abif", ABIF.replace("1:B", "1:A/5,B/3"), reading='count = "any"')
    found = {(one["code"], one["place"]) for one in refused(folder, file).json["problems"]}
    assert ("T382", "town.abif › A8") in found


def test_inspect_names_the_people(tmp_path: Path) -> None:
    (tmp_path / "town.toi").write_text(preflib("toi", "6: 1,{2,3}\n"), encoding="utf-8")
    part = inspect_file(SheetPath(tmp_path / "town.toi")).sheets[0].parts[0]
    assert (part.layout, part.ballots, [name for name, _ in part.columns[:3]]) == ("orders", 6, NAMES)
