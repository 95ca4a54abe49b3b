"""Exports of other systems as other places write them: columns in another order, quoted, weighted, without ranks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from building import a_workbook
from exporting import MAYOR, Contests, export
from real.elections import an_election_of, counted, refused, votes
from running import tally

PB = """META
key;value
description;"Town; a vote"
num_votes;4
vote_type;approval
PROJECTS
project_id;cost;name;votes
1;10;"Park; north";3
7;20;Road;3
P-9;30;School;1
VOTES
voter_id;age;vote
1;20;1,7
2;;1
3;30;1,7,P-9
4;33;7
"""
PB_VOTES = {"1": 3, "7": 3, "P-9": 1}


def reordered(text: str) -> str:
    head, _, ballots = text.partition("VOTES\n")
    rows = [line.split(";") for line in ballots.splitlines()]
    return head + "VOTES\n" + "".join(f"{vote};{number};{age}\n" for number, age, vote in rows)


@pytest.mark.parametrize(
    "text",
    [
        PB,
        "\ufeff" + PB.replace("\n", "\r\n"),
        PB.replace("1,7,P-9", " 1 , 7 , P-9 ").replace(";1,7\n", ';"1,7"\n'),
        reordered(PB),
        PB.replace("META\n", "META;\n").replace("VOTES\n", "\nVOTES;;\n") + "\n\n",
        PB.replace("approval", "Approval"),
        PB.replace("num_votes;4\n", ""),
    ],
    ids=[
        "plain",
        "BOM and CRLF",
        "spaces and quotes",
        "columns",
        "delimiters and empty lines",
        "Approval",
        "no number",
    ],
)
def test_pabulib_as_others_write_it(text: str, tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"项目": (3, list(PB_VOTES))})
    (folder / "town.pb").write_text(text, encoding="utf-8", newline="")
    contest = counted(folder, folder / "town.pb")["项目"]
    assert votes(contest) == PB_VOTES
    assert contest["ballots"]["valid"] == 4


@pytest.mark.parametrize(
    ("kind", "code"), [("choose-1", ""), ("ordinal", "T386"), ("cumulative", "T382"), ("scoring", "T382")]
)
def test_pabulib_kinds_of_vote(kind: str, code: str, tmp_path: Path) -> None:
    text = PB.replace("approval", kind)
    folder = an_election_of(tmp_path, {"项目": (3, list(PB_VOTES))})
    (folder / "town.pb").write_text(text, encoding="utf-8")
    if code:
        assert code in refused(folder, folder / "town.pb").codes
    else:
        assert votes(counted(folder, folder / "town.pb")["项目"]) == PB_VOTES


def test_inspect_knows_a_project_numbered_one(tmp_path: Path) -> None:
    from tally.files.inspection import inspect_file
    from tally.files.paths import SheetPath

    (tmp_path / "town.pb").write_text(PB, encoding="utf-8")
    part = inspect_file(SheetPath(tmp_path / "town.pb")).sheets[0].parts[0]
    assert (part.ballots, {name for name, _ in part.columns} >= set(PB_VOTES)) == (4, True)


OFFICES = [
    "Cast Vote Record,Precinct,Ballot Style,Mayor,Council,Council,Council 2",
    "1,1st Ward,A,Ann Ash,Cy Cobb,Di Dee,",
    "2,1st Ward,A,overvote,Di Dee,undervote,",
    "3,1st Ward,A,undervote,overvote,,Ed Elm",
    "4,2nd Ward,B,,,,write-in",
    "5,2nd Ward,B,Bo Bay,Cy Cobb,Cy Cobb,Ed Elm",
]


def test_a_column_for_each_office(tmp_path: Path) -> None:
    contests: Contests = {"Mayor": (1, ["Ann Ash", "Bo Bay"]), "Council": (2, ["Cy Cobb", "Di Dee"])}
    folder, file = export(tmp_path, OFFICES, {**contests, "Council 2": (1, ["Ed Elm"])})
    found = counted(folder, file)
    assert votes(found["Mayor"]) == {"Ann Ash": 1, "Bo Bay": 1}
    assert {key: found["Mayor"]["ballots"][key] for key in ("collected", "valid", "invalid")} == {
        "collected": 4,
        "valid": 3,
        "invalid": 1,
    }
    assert votes(found["Council"]) == {"Cy Cobb": 2, "Di Dee": 2}
    assert found["Council"]["ballots"]["invalid"] == 1
    assert (votes(found["Council 2"]), found["Council 2"]["ballots"]["collected"]) == ({"Ed Elm": 2}, 3)


def test_a_name_nobody_has_under_an_office(tmp_path: Path) -> None:
    lines = [OFFICES[0], OFFICES[1].replace("Ann Ash", "Ann Ashe")]
    folder, file = export(tmp_path, lines, {"Mayor": (1, ["Ann Ash", "Bo Bay"])})
    run = refused(folder, file)
    assert [(one["code"], one["place"]) for one in run.json["problems"] if one["severity"] == "error"] == [
        ("T387", "cvr.csv › D2")
    ]


CLEAR = [
    "RowNumber,BoxID,BallotID,Choice_1_1:Mayor: north:Vote For 1:Ann Ash:NON,"
    "Choice_2_1:Mayor: north:Vote For 1:Bo Bay:NON,Choice_3_1:Judge:Vote For 1:Yes:NON,"
    "Choice_4_1:Judge:Vote For 1:No:NON",
    "1,B,b-1,1,0,1,0",
    "2,B,b-2,0,1,,",
    "3,B,b-3,1,1,0,0",
]


def test_clear_ballot_names_office_and_person_in_the_heading(tmp_path: Path) -> None:
    folder, file = export(tmp_path, CLEAR, {"Mayor: north": (1, ["Ann Ash", "Bo Bay"]), "Judge": (1, ["Yes", "No"])})
    found = counted(folder, file)
    assert votes(found["Mayor: north"]) == {"Ann Ash": 1, "Bo Bay": 1}
    assert found["Mayor: north"]["ballots"]["invalid"] == 1
    assert (votes(found["Judge"]), found["Judge"]["ballots"]["collected"]) == ({"Yes": 1, "No": 0}, 2)


def test_weighted_columns_of_marks(tmp_path: Path) -> None:
    own = 'title = "x"\nform = "columns"\nnumber = ["id"]\nweight = ["n"]\n[marks]\napprove = ["1"]\nabstain = ["0"]\n'
    lines = ["id,Ann Ash,Bo Bay,n", "a,1,0,4", "b,1,1,2"]
    folder, file = export(tmp_path, lines, MAYOR, 'profile = "own.toml"')
    (folder / "own.toml").write_text(own, encoding="utf-8")
    contest = counted(folder, file)["Mayor"]
    assert (votes(contest), contest["ballots"]["collected"]) == ({"Ann Ash": 6, "Bo Bay": 2}, 6)


WRITE_INS = [
    "Town Election,5.2,,,,,",
    ",,,Council (Vote For=2),Council (Vote For=2),Council (Vote For=2),Council (Vote For=2)",
    ",,,Cy Cobb,Di Dee,Write-in,Write-in",
    "CvrNumber,TabulatorNum,BatchId,,,,",
    '="1",1,B,1,0,1,0',
    '="2",1,B,1,1,1,0',
    '="3",1,B,0,0,1,1',
    '="4",1,B,0,1,0,0',
    '="5",1,B,,,,',
]


def test_write_ins_without_a_name_are_said_and_fill_a_place(tmp_path: Path) -> None:
    """Ballot 2 approves two candidates and somebody else: one too many, which its own columns do not show."""
    folder, file = export(tmp_path, WRITE_INS, {"Council": (2, ["Cy Cobb", "Di Dee"])})
    run = tally("count", file, "--election", folder, "--json")
    contest = run.json["contests"][0]
    assert votes(contest) == {"Cy Cobb": 1, "Di Dee": 1}
    assert {key: contest["ballots"][key] for key in ("collected", "valid", "invalid")} == {
        "collected": 4,
        "valid": 3,
        "invalid": 1,
    }
    said = [one for one in run.json["problems"] if one["code"] == "T388"]
    assert [one["place"] for one in said] == ["cvr.csv › F5"]
    assert "3张" in said[0]["found"]


def test_a_pool_that_is_listed_has_the_marks_of_all_its_columns(tmp_path: Path) -> None:
    folder, file = export(tmp_path, WRITE_INS, {"Council": (2, ["Cy Cobb", "Di Dee", "Write-in"])})
    contest = counted(folder, file)["Council"]
    assert (votes(contest), contest["ballots"]["invalid"]) == ({"Cy Cobb": 1, "Di Dee": 1, "Write-in": 2}, 1)


def test_the_same_person_in_two_columns_is_refused(tmp_path: Path) -> None:
    lines = [line.replace("Write-in,Write-in", "Di Dee,Ed Elm") for line in WRITE_INS]
    folder, file = export(tmp_path, lines, {"Council": (2, ["Cy Cobb", "Di Dee", "Ed Elm"])})
    assert "T332" in refused(folder, file).codes


def test_an_export_that_lets_more_be_chosen_than_are_elected(tmp_path: Path) -> None:
    folder, file = export(tmp_path, WRITE_INS, {"Council": (1, ["Cy Cobb", "Di Dee"])})
    run = tally("count", file, "--election", folder, "--json")
    assert [one["place"] for one in run.json["problems"] if one["code"] == "T257"] == ["cvr.csv › D3"]


def test_too_many_with_a_write_in_under_an_office(tmp_path: Path) -> None:
    lines = [
        "Cast Vote Record,Precinct,Ballot Style,Council,Council",
        "1,P,A,Cy Cobb,Write-in",
        "2,P,A,Di Dee,Write-in 2",
    ]
    folder, file = export(tmp_path, lines, {"Council": (1, ["Cy Cobb", "Di Dee"])})
    assert counted(folder, file)["Council"]["ballots"]["invalid"] == 2


def test_a_quotation_mark_in_a_project_and_a_ballot_parted_like_cells(tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"项目": (3, list(PB_VOTES))})
    file = folder / "town.pb"
    file.write_text(PB.replace(";Road;", ';"Road" to the north;'), encoding="utf-8")
    assert votes(counted(folder, file)["项目"]) == PB_VOTES
    file.write_text(PB.replace("1;20;1,7", "1;20;1;7"), encoding="utf-8")
    run = refused(folder, file)
    assert ("T334", "town.pb › D13") in {(one["code"], one["place"]) for one in run.json["problems"]}


COUNCIL: Contests = {"Council": (2, ["Cy Cobb", "Di Dee"])}


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        ("REDACTED,1,B,0,1,0,0", "T385", "A10"),
        ("6,1,B,1,0", "T382", "F10"),
        ("6,1,B,*,*,*,*", "T382", "D10"),
        ("6,1,B,2,0,0,0", "T382", "D10"),
    ],
    ids=["withheld", "cut short", "covered", "added up"],
)
def test_rows_that_are_no_whole_ballot(line: str, code: str, cell: str, tmp_path: Path) -> None:
    folder, file = export(tmp_path, [*WRITE_INS, line], COUNCIL)
    found = {(one["code"], one["place"]) for one in refused(folder, file).json["problems"]}
    assert (code, f"cvr.csv › {cell}") in found, found


def test_ones_and_noughts_written_as_fractions(tmp_path: Path) -> None:
    lines = [*WRITE_INS[:4], "1,1,B,1.0,0.0,0.0,0.0", "2,1,B,,,,"]
    folder, file = export(tmp_path, lines, COUNCIL)
    contest = counted(folder, file)["Council"]
    assert (votes(contest), contest["ballots"]["collected"]) == ({"Cy Cobb": 1, "Di Dee": 0}, 1)


def test_points_without_a_kind_of_vote(tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"项目": (3, list(PB_VOTES))})
    text = PB.replace("vote_type;approval\n", "").replace("voter_id;age;vote", "voter_id;points;vote")
    (folder / "town.pb").write_text(text, encoding="utf-8")
    assert "T382" in refused(folder, folder / "town.pb").codes


def test_offices_without_ballot_styles_and_with_columns_about_the_machine(tmp_path: Path) -> None:
    lines = [
        "Election ID,Cast Vote Record,Batch,Precinct,Tabulator CVR,Mayor",
        "e,1,b,P,00f,Ann Ash",
        "e,2,b,P,00e,Bo Bay",
    ]
    folder, file = export(tmp_path, lines, {"Mayor": (1, ["Ann Ash", "Bo Bay"])})
    assert votes(counted(folder, file)["Mayor"]) == {"Ann Ash": 1, "Bo Bay": 1}


def test_ones_for_somebody_else_are_said(tmp_path: Path) -> None:
    lines = ["id,Ann Ash,Bo Bay,Write-in", "1,TRUE,FALSE,FALSE", "2,FALSE,FALSE,TRUE", "3,TRUE,FALSE,TRUE"]
    mayor: Contests = {"Mayor": (1, ["Ann Ash", "Bo Bay"])}
    folder, file = export(tmp_path, lines, mayor, 'profile = "zero-one"')
    run = tally("count", file, "--election", folder, "--json")
    assert votes(run.json["contests"][0]) == {"Ann Ash": 1, "Bo Bay": 0}
    assert run.json["contests"][0]["ballots"]["invalid"] == 1
    assert "T388" in run.codes


@pytest.mark.parametrize(
    "ids", [["2024/N/1", "2024/N/2", "2024/S/7"], ["Ash, Ann", "Bay, Bo", "Cobb, Cy"], ["P1", "P2", "P7"]]
)
def test_a_list_of_names_with_signs_of_their_own(ids: list[str], tmp_path: Path) -> None:
    """A stroke in a number, a comma in a name: what the list of candidates has is never parted."""
    folder = an_election_of(tmp_path, {"项目": (3, ids)})
    between = "; " if "," in ids[0] else ","
    rows = [["ballot", "marks"], *([at, between.join(chosen)] for at, chosen in enumerate((ids, ids[:1], ids[1:]), 1))]
    a_workbook(folder / "list.xlsx", {"ballots": rows})
    assert votes(counted(folder, folder / "list.xlsx")["项目"]) == dict(zip(ids, (2, 2, 2), strict=True))


@pytest.mark.parametrize("ids", [["2022/A/1", "2022/A/2"], ["2022/A/1"]])
def test_a_sheet_of_candidates_beside_the_ballots_is_no_ballot(ids: list[str], tmp_path: Path) -> None:
    """With one or two candidates a row of the list names half of them, as a heading over ballots would."""
    folder = an_election_of(
        tmp_path, {"项目": (len(ids), ids)}, legend='{ approve = ["1"], oppose = ["×"], abstain = [""] }'
    )
    sheets = {
        "ballots": [["ballot", *ids], [1, *(1 for _ in ids)], [2, 1, *("" for _ in ids[1:])]],
        "candidates": [["id", "name"], *([one, f"name {one}"] for one in ids)],
    }
    a_workbook(folder / "matrix.xlsx", sheets)
    contest = counted(folder, folder / "matrix.xlsx")["项目"]
    assert (contest["ballots"]["collected"], votes(contest)[ids[0]]) == (2, 2)


def test_two_candidates_down_and_ballots_across(tmp_path: Path) -> None:
    folder = an_election_of(tmp_path, {"委员": (1, ["甲一", "乙二"])})
    a_workbook(
        folder / "turned.xlsx", {"录入": [["候选人", 1, 2, 3], ["甲一", "○", "×", "○"], ["乙二", "×", "○", "×"]]}
    )
    assert votes(counted(folder, folder / "turned.xlsx")["委员"]) == {"甲一": 2, "乙二": 1}


@pytest.mark.parametrize(
    "lines",
    [
        ["Batch Name,Ann Ash,Bo Bay", "Batch 1,1,0", "Batch 2,0,1"],
        ["Container,Tabulator,Batch Name,Number of Ballots", "1,A,Batch 1,3"],
        ["CountyID,ScannerID,BatchID,NumBallots,StorageLocation", "Town,1,2,3,Bin 1"],
        ["Cast Vote Record,Batch,Ballot Status,Results Report", "5,Batch 1,Not Reviewed,N"],
        ["#BatchId,Workstation,Status,CvrId", '1,A,"Scanned",1-1-1'],
    ],
)
def test_figures_of_batches_are_refused_in_one_sentence(lines: Sequence[str], tmp_path: Path) -> None:
    """With the legend of ones they would be read as ballots, each batch one."""
    folder, file = export(tmp_path, lines, {"Mayor": (1, ["Ann Ash", "Bo Bay"])})
    text = (folder / "election.toml").read_text(encoding="utf-8")
    signs = '{ approve = ["1"], oppose = ["×"], abstain = ["0", ""] }'
    (folder / "election.toml").write_text(
        text.replace('{ approve = ["○"], oppose = ["×"], abstain = [""] }', signs), "utf-8"
    )
    errors = [one for one in refused(folder, file).json["problems"] if one["severity"] == "error"]
    assert [(one["code"], one["place"]) for one in errors] == [("T353", "cvr.csv › 1行")]
    assert "不是选票" in errors[0]["found"]


TWO_ROWS = [
    ",,,Mayor (Vote For=1),Mayor (Vote For=1),Council (Vote For=2),Council (Vote For=2),Council (Vote For=2)",
    "CvrNumber,TabulatorNum,BatchId,Ann Ash,Bo Bay,Cy Cobb,Di Dee,Ed Elm",
    "1,1,B,1,0,1,1,0",
    "2,1,B,0,1,1,1,1",
    "3,1,B,,,0,1,0",
]


TWO_CLEAR = [TWO_ROWS[0], TWO_ROWS[1].replace("CvrNumber,TabulatorNum,BatchId", "RowNumber,BoxID,BallotID")]


@pytest.mark.parametrize("heads", [TWO_ROWS[:2], ["Town Election,5.2", *TWO_ROWS[:2]], TWO_CLEAR])
def test_people_in_the_row_of_the_numbers(heads: Sequence[str], tmp_path: Path) -> None:
    contests: Contests = {"Mayor": (1, ["Ann Ash", "Bo Bay"]), "Council": (2, ["Cy Cobb", "Di Dee", "Ed Elm"])}
    ballots = [line.replace(",1,B,", f",B,{line[0]},") for line in TWO_ROWS[2:]] if heads is TWO_CLEAR else TWO_ROWS[2:]
    folder, file = export(tmp_path, [*heads, *ballots], contests)
    found = counted(folder, file)
    assert votes(found["Mayor"]) == {"Ann Ash": 1, "Bo Bay": 1}
    assert votes(found["Council"]) == {"Cy Cobb": 1, "Di Dee": 2, "Ed Elm": 0}
    assert [found[one]["ballots"]["invalid"] for one in contests] == [0, 1]


def test_ranks_that_the_headings_do_not_say(tmp_path: Path) -> None:
    head = ",,,Mayor,Mayor,Mayor,Mayor", "CvrNumber,TabulatorNum,BatchId,Ann Ash,Bo Bay,Ann Ash,Bo Bay"
    folder, file = export(tmp_path, [*head, "1,1,B,1,0,0,1"], {"Mayor": (1, ["Ann Ash", "Bo Bay"])})
    errors = [one for one in refused(folder, file).json["problems"] if one["code"] == "T332"]
    assert [one["place"] for one in errors] == ["cvr.csv › F2", "cvr.csv › G2"]
    assert "名次" in errors[0]["remedy"]


def test_a_number_of_the_ballot_beside_ranks_is_nobody(tmp_path: Path) -> None:
    file = tmp_path / "ranks.csv"
    file.write_text("id,Ann Ash,Bo Bay,Cy Cobb\n1,1,2,3\n2,2,1,\n3,1,,2\n", encoding="utf-8")
    seen = tally("inspect", file, "--json").json["files"][0]["sheets"][0]["contests"][0]
    people = [one["heading"] for one in seen["columns"] if one["heading"] not in ("票号", "备注")]
    assert (seen["profile"], seen["ballots"], people) == ("rank-columns", 3, ["Ann Ash", "Bo Bay", "Cy Cobb"])


def test_a_name_in_letters_keeps_its_stops(tmp_path: Path) -> None:
    lines = [line.replace("Ann Ash", "A. B. Ash Jr.") for line in TWO_ROWS]
    folder, file = export(tmp_path, lines, {"Mayor": (1, ["A. B. Ash Jr.", "Bo Bay"])})
    assert votes(counted(folder, file)["Mayor"]) == {"A. B. Ash Jr.": 1, "Bo Bay": 1}
