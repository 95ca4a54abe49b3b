"""Mistakes in election.toml, the candidate workbook and the roster: all at once, each with its path and a remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from building import NAMES, a_folder, a_whole_folder, a_workbook
from running import Run, tally


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return folder


def margin(folder: Path) -> Run:
    return tally("verify-margin", "--election", folder, "--json")


MISTAKES = {
    "an unknown key": (("present = 10", "present = 10\npresnt = 9"), "T103", "attendance.presnt"),
    "a wrong type": (("seats = 3", 'seats = "3"'), "T105", "contest[1] (committee).seats"),
    "a number too small": (("seats = 3", "seats = 0"), "T107", "contest[1] (committee).seats"),
    "a missing key": (("seats = 3\n", ""), "T104", "contest[1] (committee).seats"),
    "a value that is none of the choices": (('legend = "L1"', 'legend = "L9"'), "T110", "method.legend"),
    "no legend": (('legend = "L1"\n', ""), "T110", "method.legend"),
    "a legend without a meaning for the empty cell": (
        ('legend = "L1"', 'legend = { approve = ["○"], oppose = ["×"], abstain = ["△"] }'),
        "T111",
        "method.legend",
    ),
    "one sign with two meanings": (
        ('legend = "L1"', 'legend = { approve = ["○"], oppose = ["〇"], abstain = [""] }'),
        "T111",
        "method.legend",
    ),
    "write-in boxes without a rule for unmarked names": (
        ('writein_unmarked = "abstain"\n', ""),
        "T112",
        "writein_unmarked",
    ),
    "an unknown rule book": (('rules = "jiceng-2020"', 'rules = "jiceng-2099"'), "T401", "rules"),
    "X66 more present than entitled": (("present = 10", "present = 11"), "T505", "attendance"),
    "no such candidate file": (("candidates.xlsx#", "nobody.xlsx#"), "T300", "nobody.xlsx"),
    "no such candidate sheet": (("#党委委员", "#纪委委员"), "T266", "candidates.xlsx"),
    "not TOML": (("[attendance]", "[attendance"), "T102", "election.toml"),
    "a date in quotes": (("date = 2026-11-20", 'date = "2026-11-20"'), "T105", "date"),
    "an office whose kind is not known": (('office = "党委委员"', 'office = "理事"'), "T117", "kind"),
    "a chapter of a later stage": (
        ('rules = "jiceng-2020"', 'rules = "jiceng-2020"\nstage = "semifinal"'),
        "T106",
        "stage",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_election_file(mistake: str, tmp_path: Path) -> None:
    change, code, where = MISTAKES[mistake]
    run = margin(edited(a_folder(tmp_path / "town"), change))
    assert run.status == 1
    problems = run.json["problems"]
    assert [one for one in problems if one["code"] == code and where in one["place"] and one["remedy"]], run.out


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    folder = edited(
        a_folder(tmp_path / "town", names=("甲一", "甲一", "", "丁四")),
        ("present = 10", "present = 10\npresnt = 9"),
        ("seats = 3", 'seats = "3"'),
        ('legend = "L1"', 'legend = "L9"'),
    )
    assert margin(folder).codes >= {"T103", "T105", "T110", "T261"}


@pytest.mark.parametrize(
    ("names", "code"),
    [(("甲一", "甲　一", "乙二", "丙三"), "T261"), ((), "T262"), (("甲一", "□二", "丙三", "丁四"), "T264")],
)
def test_a_mistake_in_the_candidates(names: tuple[str, ...], code: str, tmp_path: Path) -> None:
    folder = edited(a_folder(tmp_path / "town", names=names), ('ballot_order = "given"', 'ballot_order = "strokes"'))
    run = margin(folder)
    assert run.status == 1
    assert code in run.codes


def test_the_candidates_column_is_missing_or_its_cell_is_an_error(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    a_workbook(folder / "candidates.xlsx", {"党委委员": [("名字",), ("甲一",)]})
    assert margin(folder).codes == {"T251"}
    a_workbook(folder / "candidates.xlsx", {"党委委员": [("姓名", "性别"), ("甲一", "#N/A"), ("=1+1", "男")]})
    run = margin(folder)
    assert [one["place"] for one in run.json["problems"] if one["code"] == "T256"] == [
        "candidates.xlsx › 党委委员 › B2",
        "candidates.xlsx › 党委委员 › A3",
    ]


def test_title_rows_above_the_heading_are_skipped_and_said(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    rows = [
        ("候选人名册",),
        ("",),
        ("序号", "候选人姓名", "性别"),
        *((number, name, "男") for number, name in enumerate(NAMES, 1)),
    ]
    a_workbook(folder / "candidates.xlsx", {"党委委员": rows})
    run = tally("candidates", "--election", folder, "--json", "--verbose")
    assert run.status == 0
    assert [one["name"] for one in run.json[0]["candidates"]] == list(NAMES)
    assert "T254" in run.err


def test_no_quorum_refuses_and_cannot_be_waived(tmp_path: Path) -> None:
    waiver = '\n[[waiver]]\nrule = "Q1"\ncontest = "committee"\nby = "上级党委"\ndocument = "一号"\n'
    folder = a_whole_folder(tmp_path / "town", entitled=13)
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--json").codes == {"T404"}
    folder = a_whole_folder(tmp_path / "other", entitled=13, extra=waiver)
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--json").status == 1


def test_a_failing_margin_refuses_unless_waived(tmp_path: Path) -> None:
    ballots = ("○○○",) * 10
    folder = a_folder(tmp_path / "town", names=NAMES[:3])
    header = ("票号", *NAMES[:3])
    rows = [header, *((number, *ballot) for number, ballot in enumerate(ballots, 1))]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T403"})
    assert not (folder / "out").exists()
    text = (folder / "election.toml").read_text(encoding="utf-8")
    text += '\n[[waiver]]\nrule = "M1"\ncontest = "committee"\nby = "上级党委"\ndocument = "〔2026〕1号"\n'
    (folder / "election.toml").write_text(text, encoding="utf-8")
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 0
    assert run.json["contests"][0]["margin"]["holds"] is False
    assert run.json["contests"][0]["margin"]["waived"] is True
    assert run.json["waivers"][0]["document"] == "〔2026〕1号"
    for name, text in papers(folder).items():
        assert "〔2026〕1号" in text, name


def papers(folder: Path) -> dict[str, str]:
    assert tally("report", "--election", folder, "--only", "D11,D12", "--format", "txt,md,html").status == 0
    return {
        path.name: path.read_text(encoding="utf-8") for path in (folder / "out").iterdir() if path.name.startswith("D")
    }


def test_a_roster_settles_write_ins(tmp_path: Path) -> None:
    """X50 through files: an elected write-in who may not stand is struck out; an unknown name waits for a ruling."""
    ballots = [("○", "○", "×", "×", "戊五", "○")] * 9 + [("○", "○", "×", "×", "己六", "○")]
    folder = a_whole_folder(tmp_path / "town", ballots)
    people = [
        ("姓名", "身份"),
        *((f"员{number}", "正式党员") for number in "一二三四五六七八九十"),
        ("戊五", "预备党员"),
    ]
    a_workbook(folder / "roster.xlsx", {"名册": people})
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    contest = run.json["contests"][0]
    assert run.status == 3
    assert contest["outcome"]["elected"] == ["乙二", "甲一"]
    assert contest["outcome"]["status"] == "further_vote"
    assert contest["write_ins"][0]["eligible"] is False
    assert contest["doubtful"]["ballots"] == 1


def test_scrutineers_must_not_stand(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", extra='\n[officers]\nscrutineers = ["甲一"]\ncounters = ["乙二"]\n')
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 1
    assert "O1" in {one["rule"] for one in run.json["problems"]}


def test_no_election_names_init(tmp_path: Path) -> None:
    run = tally("count", "ballots.xlsx", cwd=tmp_path)
    assert run.status == 1
    assert "tally init" in run.err


@pytest.mark.parametrize("kind", ["a pipe", "a folder"])
def test_an_election_file_that_is_no_file(kind: str, tmp_path: Path) -> None:
    """A pipe would be waited for without end."""
    folder = a_folder(tmp_path / "town")
    (folder / "election.toml").unlink()
    if kind == "a pipe":
        os.mkfifo(folder / "election.toml")
    else:
        (folder / "election.toml").mkdir()
    season = tally("count", "--all", tmp_path, "--json")
    assert (season.status, [one["folder"] for one in season.json]) == (1, ["town"])
    assert tally("count", "--election", folder, "a.csv").status == 1
