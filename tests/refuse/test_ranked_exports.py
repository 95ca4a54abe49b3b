"""Ranked exports of other systems: a column a choice, in order or not, over-votes, rows of several ballots."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from exporting import MAYOR, Contests, export
from real.elections import counted, refused, votes

RANKED = ["Precinct,1st Choice Mayor,2nd Choice Mayor,Count", "P,Ann Ash,Bo Bay,3", "P,Bo Bay,undervote,2"]


@pytest.mark.parametrize(("count", "figures"), [("first", (3, 2)), ("any", (3, 5))])
def test_a_row_that_stands_for_several_ballots(count: str, figures: tuple[int, int], tmp_path: Path) -> None:
    folder, file = export(tmp_path, RANKED, MAYOR, f'count = "{count}"')
    contest = counted(folder, file)["Mayor"]
    assert tuple(votes(contest).values()) == figures
    assert contest["ballots"]["collected"] == 5


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "", "x", "99999999"])
def test_a_count_that_is_no_number_of_ballots(written: str, tmp_path: Path) -> None:
    folder, file = export(tmp_path, [*RANKED, f"P,Bo Bay,,{written}"], MAYOR, 'count = "first"')
    run = refused(folder, file)
    assert ("T385", "cvr.csv › D4") in {(one["code"], one["place"]) for one in run.json["problems"]}


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("1st Choice,1st Choice", "T332"),
        ("2nd Choice,3rd Choice", "T326"),
        ("1st Choice,2nd Choice,1st Choice", "T332"),
    ],
)
def test_choices_whose_order_is_not_certain(heading: str, code: str, tmp_path: Path) -> None:
    row = ",".join(["Ann Ash", "Bo Bay", "Bo Bay"][: heading.count(",") + 1])
    folder, file = export(tmp_path, [f"CVR ID,{heading}", f"1,{row}"], MAYOR, 'count = "first"')
    assert code in refused(folder, file).codes


def test_several_names_in_one_choice_are_an_over_vote(tmp_path: Path) -> None:
    lines = ["CVR ID,1st Choice,2nd Choice", "1,Ann Ash|Bo Bay,Ann Ash", "2,Bo Bay,"]
    folder, file = export(tmp_path, lines, {"Mayor": (1, ["Ann Ash", "Bo Bay"])}, 'count = "first"')
    contest = counted(folder, file)["Mayor"]
    assert (votes(contest), contest["ballots"]["invalid"]) == ({"Ann Ash": 0, "Bo Bay": 1}, 1)


def test_a_candidate_called_choice_is_no_heading(tmp_path: Path) -> None:
    lines = ["Cast Vote Record,Precinct,Ballot Style,Mayor", "1,P,A,Choice 1-1", "2,P,A,Choice 1-2", "3,P,A,Choice 1-1"]
    folder, file = export(tmp_path, lines, {"Mayor": (1, ["Choice 1-1", "Choice 1-2"])})
    assert votes(counted(folder, file)["Mayor"]) == {"Choice 1-1": 2, "Choice 1-2": 1}


ORDERED = [
    "Town Election,5.2,,,,,,,",
    ",,," + ",".join(['"Mayor (Number of positions=1, Number of ranks=2)"'] * 6),
    ",,,Ann Ash(1),Bo Bay(1),Write-in(1),Ann Ash(2),Bo Bay(2),Write-in(2)",
    "CvrNumber,TabulatorNum,BatchId,,,,,,",
    "1,1,B,1,0,0,0,1,0",
    "2,1,B,0,1,0,0,0,0",
    "3,1,B,1,1,0,0,0,0",
    "4,1,B,0,0,1,0,1,0",
    "5,1,B,0,0,0,1,0,0",
    "6,1,B,,,,,,",
]
CHOICES = [
    (f"Choice_{number}_1:Mayor:{rank}:Number of Winners 1:{name}:NON")
    for rank in (1, 2)
    for number, name in enumerate(("Ann Ash", "Bo Bay", "Write-in-3"), 1)
]
IN_HEADINGS = [
    ",".join(["RowNumber", "BoxID", "BallotID", *CHOICES]),
    *(line.replace(",1,B,", ",B,b" + line[0] + ",") for line in ORDERED[4:]),
]
IN_CELLS = [
    "id,Ann Ash,Bo Bay,Write-in",
    "1,1,2,",
    "2,,1,",
    "3,1,1,",
    "4,,2,1",
    "5,2,,",
]


@pytest.mark.parametrize(
    ("lines", "reading"),
    [(ORDERED, ""), (IN_HEADINGS, ""), (IN_CELLS, 'profile = "rank-columns"')],
    ids=["a rank in the name", "a rank in the heading", "a rank in the cell"],
)
@pytest.mark.parametrize(("count", "figures", "void"), [("first", (1, 1), 1), ("any", (2, 3), 1)])
def test_choices_in_order_in_columns(
    lines: Sequence[str], reading: str, count: str, figures: tuple[int, int], void: int, tmp_path: Path
) -> None:
    """Of ballot 3 both first choices are one too many: void, whichever choices count; ballot 5 skips its first."""
    mayor: Contests = {"Mayor": (1 if count == "first" else 2, ["Ann Ash", "Bo Bay"])}
    folder, file = export(tmp_path, lines, mayor, f'{reading}\ncount = "{count}"')
    contest = counted(folder, file)["Mayor"]
    assert tuple(votes(contest).values()) == figures
    assert (contest["ballots"]["collected"], contest["ballots"]["invalid"]) == (5, void)
    folder, file = export(tmp_path / "unsaid", lines, mayor, reading)
    assert "T386" in refused(folder, file).codes


@pytest.mark.parametrize(
    "headings",
    [
        "Governor 1st Choice,Governor 2nd Choice",
        "Rep. Governor 1st Choice District 2,Rep. Governor 2nd Choice District 2",
        "DEM Governor Choice 1 of 2 Citywide (026916),DEM Governor Choice 2 of 2 Citywide (226916)",
        "Governor Rank 1,Governor Rank 2",
        "Governor Choice #1,Governor Choice #2",
    ],
)
def test_headings_of_choices(headings: str, tmp_path: Path) -> None:
    """Beside it another office: a ballot with neither choice filled does not carry the contest, an undervote does."""
    lines = [f"Cast Vote Record,Precinct,Ballot Style,Mayor 1st Choice,{headings}"]
    lines += ["1,1st Ward,A,x,Ann Ash,Bo Bay", "2,1st Ward,A,x,undervote,Bo Bay", "3,2nd Ward,B,x,,"]
    folder, file = export(tmp_path, lines, {"Governor": (2, ["Ann Ash", "Bo Bay"])}, 'count = "any"')
    contest = counted(folder, file)["Governor"]
    assert (votes(contest), contest["ballots"]["collected"]) == ({"Ann Ash": 1, "Bo Bay": 2}, 2)


def test_an_ordinal_in_an_office_is_no_choice(tmp_path: Path) -> None:
    lines = ["Cast Vote Record,Precinct,Ballot Style,1st Ward Alderman,2nd Ward Alderman"]
    lines += ["1,P,A,Ann Ash,", "2,P,B,,Cy Cobb", "3,P,A,Bo Bay,"]
    contests: Contests = {"1st Ward Alderman": (1, ["Ann Ash", "Bo Bay"]), "2nd Ward Alderman": (1, ["Cy Cobb"])}
    folder, file = export(tmp_path, lines, contests)
    found = counted(folder, file)
    assert (votes(found["1st Ward Alderman"]), votes(found["2nd Ward Alderman"])) == (
        {"Ann Ash": 1, "Bo Bay": 1},
        {"Cy Cobb": 1},
    )


def test_every_choice_an_over_vote_voids_the_ballot(tmp_path: Path) -> None:
    lines = ["CVR ID,Council Choice 1 of 2,Council Choice 2 of 2", "1,overvote,overvote", "2,Ann Ash,overvote"]
    folder, file = export(tmp_path, lines, MAYOR, 'count = "any"')
    contest = counted(folder, file)["Mayor"]
    assert (contest["ballots"]["invalid"], votes(contest)["Ann Ash"]) == (1, 1)


def test_a_withheld_ballot_of_choices(tmp_path: Path) -> None:
    lines = ["CVR ID,1st Choice,2nd Choice", "1,Ann Ash,", "Redacted,Bo Bay,"]
    folder, file = export(tmp_path, lines, MAYOR, 'count = "first"')
    assert "T385" in refused(folder, file).codes


def test_choices_headed_by_plain_numbers(tmp_path: Path) -> None:
    lines = [",1,2,3", "1,Ann Ash,Bo Bay,", "2,Bo Bay,Bo Bay,UWI", "3,overvote,Ann Ash,"]
    folder, file = export(tmp_path, lines, MAYOR, 'profile = "rank-numbers"\ncount = "first"')
    contest = counted(folder, file)["Mayor"]
    assert (votes(contest), contest["ballots"]["invalid"]) == ({"Ann Ash": 1, "Bo Bay": 1}, 1)
    folder, file = export(tmp_path / "unnamed", lines, MAYOR, 'count = "first"')
    assert refused(folder, file).status == 1
