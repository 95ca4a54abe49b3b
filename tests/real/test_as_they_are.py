"""Elections that others counted, their files read as they are, compared with the answers they published."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from real.elections import REAL, an_election_of, counted, expected_of, refused, votes
from running import tally
from tally.names.normalise import normalise

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real elections are not beside the project")
FILES = [path for path in sorted(REAL.glob("*/*")) if path.suffix in (".xlsx", ".csv", ".pb")]
PABULIB = sorted(REAL.glob("pabulib-*"))
DOMINION = ("all-contests.csv", "all-contests-clean.csv", "three-contests.csv", "twelve-contests.csv", "exact-tie.csv")
QUIRKS = {
    "rctab-portland-mayor-2015": "2015_portland_mayor_cvr.xlsx",
    "rctab-quirk-1-exhaust-at-overvote": "test_set_1_exhaust_at_overvote_cvr.xlsx",
    "rctab-quirk-first-round-determines-threshold": "first_round_determines_threshold_test_cvr.xlsx",
    "rctab-quirk-missing-precinct-example": "missing_precinct_example_cvr.xlsx",
    "rctab-quirk-uwi-cannot-win": "uwi_cannot_win_test_cvr.xlsx",
}
ANSWER = {"first": "recount_first_choice", "any": "recount_any_choice_each_candidate_once_per_ballot"}
LABELS = {"undervote", "overvote", "UWI", "None"}


def plain(tally_of: dict[str, int]) -> Counter[str]:
    """Return figures by the key of the name: exports differ in spaces and stops."""
    return Counter({normalise(name).key: number for name, number in tally_of.items() if number})


def test_macao_2017(tmp_path: Path) -> None:
    expected = expected_of(REAL / "macau-npc-2017")
    legend = '{ approve = ["1"], oppose = ["×"], abstain = [""] }'
    folder = an_election_of(tmp_path, {"代表": (12, list(expected["votes"]))}, present=466, legend=legend)
    contest = counted(folder, REAL / "macau-npc-2017" / "ballots_reconstructed.xlsx")["代表"]
    assert votes(contest) == expected["votes"]
    assert (contest["ballots"]["valid"], contest["ballots"]["invalid"]) == (expected["valid"], expected["invalid"])
    assert sorted(contest["outcome"]["elected"]) == sorted(expected["elected"])


@pytest.mark.parametrize("seats", [15, 18])
def test_arapahoe_judges(seats: int, tmp_path: Path) -> None:
    expected = expected_of(REAL / "arapahoe-2016", "judges-expected.json")
    legend = '{ approve = ["approve"], oppose = ["oppose"], abstain = [""] }'
    folder = an_election_of(tmp_path, {"法官": (seats, list(expected["per_judge"]))}, present=95, legend=legend)
    contest = counted(folder, REAL / "arapahoe-2016" / "judges-approve-oppose-blank.xlsx")["法官"]
    if seats == 18:
        figures = {
            one["name"]: {"approve": one["approve"], "oppose": one["oppose"], "blank": one["abstain"]}
            for one in contest["candidates"]
        }
        assert figures == {
            name: {key: one[key] for key in ("approve", "oppose", "blank")}
            for name, one in expected["per_judge"].items()
        }
    else:
        capped = expected["decisions_when_a_ballot_with_more_than_15_approvals_is_invalid"]
        assert votes(contest) == capped["approve"]
        assert contest["ballots"]["invalid"] == capped["invalid_ballots"]


@pytest.mark.parametrize("file", DOMINION)
def test_arapahoe_all_contests(file: str, tmp_path: Path) -> None:
    """Every contest of the Dominion exports, raw and clean, votes and ballots with the contest."""
    expected = expected_of(REAL / "arapahoe-2016")[file]
    contests = {office: (one["vote_for"], list(one["votes"])) for office, one in expected.items()}
    folder = an_election_of(tmp_path, contests)
    found = counted(folder, REAL / "arapahoe-2016" / file)
    for office, one in expected.items():
        assert plain(votes(found[office])) == plain(one["votes"]), office
        assert found[office]["ballots"]["collected"] == one["ballots_with_contest"]
        assert found[office]["ballots"]["invalid"] == one["overvoted"]


def test_a_ballot_exported_twice_is_noticed(tmp_path: Path) -> None:
    expected = expected_of(REAL / "arapahoe-2016")["repeated-ballot-row.csv"]
    contests = {office: (one["vote_for"], list(one["votes"])) for office, one in expected.items()}
    folder = an_election_of(tmp_path, contests)
    run = refused(folder, REAL / "arapahoe-2016" / "repeated-ballot-row.csv")
    assert "T344" in run.codes
    assert any(one["place"].endswith("A6") for one in run.json["problems"] if one["code"] == "T344")


def test_arlo_five_jurisdictions_by_a_pattern(tmp_path: Path) -> None:
    source = REAL / "arlo-small-election"
    expected = expected_of(source)
    contests = {office: (1, list(found)) for office, found in expected["published_tally_in_spec"].items()}
    folder = an_election_of(tmp_path, contests, reading='numbering = "per-file"')
    found = counted(folder, source / "*cvrs.csv")
    for office, published in expected["published_tally_in_spec"].items():
        assert votes(found[office]) == published
        assert found[office]["ballots"]["invalid"] == expected["overvoted_ballots"][office]


@pytest.mark.parametrize("source", PABULIB, ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["pb", "matrix", "list"])
def test_pabulib(source: Path, form: str, tmp_path: Path) -> None:
    """The .pb file, the matrix of ones and the list of ids give the votes published, one a ballot for each option."""
    expected = expected_of(source)
    ids = list(expected["published_votes"])
    legend = '{ approve = ["1"], oppose = ["×"], abstain = [""] }'
    folder = an_election_of(tmp_path, {"项目": (len(ids), ids)}, legend=legend)
    file = next(source.glob("*.pb")) if form == "pb" else source / f"ballots_{form}.xlsx"
    contest = counted(folder, file)["项目"]
    assert votes(contest) == expected["recount_one_per_option"]
    assert contest["ballots"]["valid"] == expected["ballots"]


@pytest.mark.parametrize("count", ["first", "any"])
@pytest.mark.parametrize("source", QUIRKS)
def test_ranked_exports(source: str, count: str, tmp_path: Path) -> None:
    expected = expected_of(REAL / source)
    answer = expected[
        "recount_first_choice" if count == "first" else "recount_any_choice_each_candidate_once_per_ballot"
    ]
    named = dict.fromkeys((*expected[ANSWER["any"]], *answer))
    names = [name for name in named if name not in LABELS]
    seats = 1 if count == "first" else len(names)
    folder = an_election_of(tmp_path, {"市长": (seats, names)}, reading=f'count = "{count}"')
    contest = counted(folder, REAL / source / QUIRKS[source])["市长"]
    assert plain(votes(contest)) == plain({name: number for name, number in answer.items() if name not in LABELS})
    assert contest["ballots"]["collected"] == expected["data_rows"]
    if count == "first":
        assert contest["ballots"]["invalid"] == answer.get("overvote", 0)


def test_a_pool_of_write_ins_is_shown_and_elects_nobody(tmp_path: Path) -> None:
    source = REAL / "rctab-quirk-uwi-cannot-win"
    folder = an_election_of(tmp_path, {"市长": (1, ["A", "B"])}, present=9, reading='count = "first"')
    run = tally("count", source / QUIRKS[source.name], "--election", folder, "--json")
    pool = [one for one in run.json["problems"] if one["code"] == "T388"]
    assert len(pool) == 1
    assert "5" in pool[0]["found"]
    assert run.json["contests"][0]["outcome"]["elected"] == []


def test_other_spellings_are_refused_and_named_by_a_profile(tmp_path: Path) -> None:
    source = REAL / "rctab-quirk-aliases-ess-xlsx"
    file, expected = source / "aliases_ess_xlsx_cvr.xlsx", expected_of(source)
    config = json.loads((source / "aliases_ess_xlsx_config.json").read_text(encoding="utf-8"))
    names = [one["name"] for one in config["candidates"]]
    folder = an_election_of(tmp_path, {"市长": (1, names)}, reading='count = "first"')
    run = refused(folder, file)
    assert run.codes >= {"T387"}
    assert {"aliases_ess_xlsx_cvr.xlsx › Sheet1 › B3", "aliases_ess_xlsx_cvr.xlsx › Sheet1 › B4"} <= {
        one["place"] for one in run.json["problems"]
    }
    aliases = "\n".join(f'"{alias}" = "{one["name"]}"' for one in config["candidates"] for alias in one["aliases"])
    own = 'title = "样例"\nform = "ranked"\nchoices = "^(\\\\d+)(st|nd|rd|th) choice"\nnumber = ["Ballot #"]\n'
    (folder / "own.toml").write_text(own + f'count = "first"\n[aliases]\n{aliases}\n', encoding="utf-8")
    folder = an_election_of(tmp_path, {"市长": (1, names)}, reading='profile = "own.toml"')
    contest = counted(folder, file)["市长"]
    assert plain(votes(contest)) == plain(expected["rctab_round1_published"])


@pytest.mark.parametrize("count", ["first", "any"])
def test_minneapolis_2013(count: str, tmp_path: Path) -> None:
    """80,101 ballots, 35 names, three choices each."""
    source = REAL / "rctab-minneapolis-mayor-2013"
    expected = expected_of(source)
    answer = expected[
        "recount_first_choice" if count == "first" else "recount_any_choice_each_candidate_once_per_ballot"
    ]
    names = [name for name in answer if name not in LABELS]
    folder = an_election_of(
        tmp_path, {"MAYOR MINNEAPOLIS": (1 if count == "first" else len(names), names)}, reading=f'count = "{count}"'
    )
    contest = counted(folder, source / "2013_minneapolis_mayor_cvr.xlsx")["MAYOR MINNEAPOLIS"]
    assert plain(votes(contest)) == plain({name: number for name, number in answer.items() if name not in LABELS})
    assert contest["ballots"]["collected"] == 80101


def test_abcvoting_instances() -> None:
    """240 small approval elections: the certain winners and the tie at the cut are those published."""
    import tally as library

    lines = (REAL / "abcvoting-av-instances" / "instances.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        one: dict[str, Any] = json.loads(line)
        approvals = Counter(str(who) for ballot in one["ballots"] for who in set(ballot))
        figures = {str(who): approvals[str(who)] for who in range(one["candidates"])}
        outcome = library.decide(figures, one["seats"], None)
        committees = [set(map(str, committee)) for committee in one["published_av_winning_committees"]]
        certain, possible = set.intersection(*committees), set.union(*committees)
        assert set(outcome.elected) == certain
        assert set(outcome.tied) == possible - certain


ABC = '{ approve = ["1"], oppose = ["×"], abstain = [""] }'


@pytest.mark.parametrize("at", range(0, 240, 40))
def test_an_abcvoting_instance_out_of_the_file(at: int, tmp_path: Path) -> None:
    """The file holds 240 elections: it is said that one must be named, and the one named is counted as it stands."""
    file = REAL / "abcvoting-av-instances" / "instances.jsonl"
    one: dict[str, Any] = json.loads(file.read_text(encoding="utf-8").splitlines()[at])
    names = [str(who) for who in range(one["candidates"])]
    folder = an_election_of(tmp_path, {"委员": (len(names), names)})
    run = tally("count", f"{file}#{one['instance']}", "--election", folder, "--json")
    contest = run.json["contests"][0]
    assert votes(contest) == one["tallies"]
    assert contest["ballots"]["collected"] == len(one["ballots"])
    assert "T354" in refused(folder, file).codes


@pytest.mark.parametrize("at", range(0, 240, 60))
def test_abcvoting_instances_through_the_count(at: int, tmp_path: Path) -> None:
    lines = (REAL / "abcvoting-av-instances" / "instances.jsonl").read_text(encoding="utf-8").splitlines()
    one: dict[str, Any] = json.loads(lines[at])
    names = [f"候选人{who}" for who in range(one["candidates"])]
    folder = an_election_of(tmp_path, {"委员": (len(names), names)})
    rows = ["票号,赞成的候选人"]
    rows += [f'{number},"{"、".join(names[who] for who in ballot)}"' for number, ballot in enumerate(one["ballots"], 1)]
    (folder / "ballots.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    contest = counted(folder, folder / "ballots.csv")["委员"]
    assert votes(contest) == {names[int(who)]: number for who, number in one["tallies"].items()}


@pytest.mark.parametrize(
    "source",
    # the largest is read whole in another test
    [path for path in FILES if path.suffix != ".pb" and "minneapolis" not in path.name],
    ids=lambda path: path.name,
)
def test_inspect_says_what_every_file_is(source: Path) -> None:
    """Without any election: no file of a real election makes it stumble."""
    from tally.files.inspection import inspect_file
    from tally.files.paths import SheetPath

    seen = inspect_file(SheetPath(source))
    assert seen.sha256
    assert seen.sheets


@pytest.mark.parametrize("source", PABULIB, ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["pb", "matrix", "list"])
def test_from_the_file_alone_to_its_count(source: Path, form: str, tmp_path: Path) -> None:
    """The draft that inspecting writes counts the ballots as published, once it is said how many are to be elected."""
    expected = expected_of(source)
    file = next(source.glob("*.pb")) if form == "pb" else source / f"ballots_{form}.xlsx"
    assert tally("inspect", file, "--draft", tmp_path / "town").status == 0
    election = tmp_path / "town" / "election.toml"
    text = re.sub("seats = [0-9]+", f"seats = {len(expected['published_votes']) * 5 // 6}", election.read_text("utf-8"))
    election.write_text(text, encoding="utf-8")
    (contest,) = counted(tmp_path / "town", file).values()
    assert plain(votes(contest)) == plain(expected["recount_one_per_option"])
    assert contest["ballots"]["valid"] == expected["ballots"]


def test_from_the_judges_alone_to_their_count(tmp_path: Path) -> None:
    file = REAL / "arapahoe-2016" / "judges-approve-oppose-blank.xlsx"
    assert tally("inspect", file, "--draft", tmp_path / "town").status == 0
    election = tmp_path / "town" / "election.toml"
    election.write_text(election.read_text("utf-8").replace("seats = 0", "seats = 15"), encoding="utf-8")
    (contest,) = counted(tmp_path / "town", file).values()
    expected = expected_of(REAL / "arapahoe-2016", "judges-expected.json")
    capped = expected["decisions_when_a_ballot_with_more_than_15_approvals_is_invalid"]
    assert plain(votes(contest)) == plain(capped["approve"])
