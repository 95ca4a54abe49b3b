"""`tally explain`: every kind of answer, with the figures of the worked examples, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from building import a_workbook
from running import tally
from tally.documents.sentences import reasons
from tally.messages import translator
from voting import NAMES, an_election_folder, vote

SAMPLES = Path(__file__).parents[2] / "sample_ballots"
TIE = (140, 135, 130, 126, 110, 100, 90, 90, 60)


@pytest.fixture(scope="module")
def congress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain") / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    return folder


def answer(folder: Path, *arguments: object) -> Any:
    run = tally("explain", *arguments, "--election", folder, "--json")
    assert run.status == 0, run.err
    return run.json[0]


def test_x02_exactly_half_is_not_enough_and_it_says_why(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "x02", 7, NAMES)
    vote(folder, {"党委委员": dict(zip(NAMES, (145, 143, 141, 140, 138, 136, 74, 60, 30), strict=True))}, 148)
    one = answer(folder, NAMES[6])
    figures = [one[key] for key in ("approve", "base", "base_count", "need", "rank", "elected", "rules")]
    assert figures == [74, "present", 148, 75, 7, False, ["W1", "W8"]]
    assert "2×74 = 148 ≤ 148" in "".join(one["text"])
    assert "第四章" in one["articles"]["W1"]


@pytest.mark.parametrize(
    ("at", "elected", "rules"), [(0, True, ["W1", "W5"]), (6, True, ["W1", "W5"]), (7, False, ["W1", "W5"])]
)
def test_x42_above_half_and_yet_not_elected(tmp_path: Path, at: int, elected: bool, rules: list[str]) -> None:
    folder = an_election_folder(tmp_path / "x42", 7, NAMES)
    vote(folder, {"党委委员": dict(zip(NAMES, (140, 135, 130, 126, 110, 100, 90, 80, 60), strict=True))}, 148)
    one = answer(folder, NAMES[at])
    assert (one["elected"], one["rules"], one["rank"]) == (elected, rules, at + 1)


def test_x43_the_tied_are_told_with_whom(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "x43", 7, NAMES)
    vote(folder, {"党委委员": dict(zip(NAMES, TIE, strict=True))}, 148)
    one = answer(folder, NAMES[6])
    assert (one["rules"], one["elected"]) == (["W6"], False)
    assert f"与{NAMES[7]}得票相等" in "".join(one["text"])


def test_x15_a_void_vote_has_no_figures_to_explain(tmp_path: Path) -> None:
    folder = tmp_path / "void"
    shutil.copytree(SAMPLES / "void", folder, ignore=shutil.ignore_patterns("out"))
    tally("count", "--election", folder)
    assert answer(folder, "甲立春")["rules"] == ["V1"]
    assert answer(folder, "--change")["changes"] == []
    refused = tally("explain", "--ballot", "1", "--election", folder)
    assert (refused.status, "党委委员选举无效，没有读选票" in refused.err) == (1, True)
    assert "没有票号为" not in refused.err


@pytest.mark.parametrize(("lang", "void", "used"), [
    ("zh", "无效票：所选人数多于应选名额（规则 V3", "钱夏至，赞成，占一个名额，不计票"),
    ("en", "void: too many choices (rule V3", "钱夏至, Approve, uses up a choice and is not counted")])  # fmt: skip
def test_x22_a_name_on_a_void_ballot_is_not_said_to_count(congress: Path, lang: str, void: str, used: str) -> None:
    said = tally("explain", "--ballot", "92", "--election", congress, "--lang", lang).out
    assert void in said
    assert used in said
    counts = "钱夏至，赞成，计票" if lang == "zh" else "钱夏至, Approve, counted"
    assert counts in tally("explain", "--ballot", "86", "--election", congress, "--lang", lang).out


@pytest.mark.parametrize(("ballot", "said"), [
    ("28", "unreadable: 6 ("), ("28", "void: unreadable (rule b5)"), ("20", "void: marked (rule V4"),
    ("66", "void: damaged (rule b7)")])  # fmt: skip
def test_a_reason_is_one_word_wherever_it_stands(congress: Path, ballot: str, said: str) -> None:
    assert said in tally("explain", "--ballot", ballot, "--election", congress, "--lang", "en").out


def test_reasons_and_their_numbers_in_english() -> None:
    assert reasons({"overvote": 3, "marked": 1}).render(translator("en")) == " (too many choices: 3, marked: 1)"
    assert str(reasons({"overvote": 3, "marked": 1})) == "（所选人数多于应选名额3张、有记号1张）"


@pytest.mark.parametrize(("name", "zh", "en"), [
    ("王小满", "居并列第1位；", "a shared rank 1;"), ("孙惊蛰", "居并列第3位；", "a shared rank 3;"),
    ("陈大雪", "居第8位；", "rank 8;")])  # fmt: skip
def test_a_shared_place_is_said_to_be_shared(congress: Path, name: str, zh: str, en: str) -> None:
    assert zh in tally("explain", name, "--election", congress).out
    assert en in tally("explain", name, "--election", congress, "--lang", "en").out


@pytest.mark.parametrize(
    ("marks", "names", "valid", "reason", "doubtful"),
    [
        ("○○○○○○○○×", (), False, "overvote", False),  # X20
        ("○○○○○○×__", (("子白露", "○"),), True, None, False),  # X23
        ("○○○○○○○××", (("子白露", "○"),), False, "overvote", False),  # X22
        ("？？？？？？？？？", (), False, "unreadable", False),  # X35
        (("○×", *"○○○○○○○×"), (), True, None, True),  # X29
    ],
)
def test_x20_to_x35_a_ballot_is_shown_with_its_sum_and_its_rule(
    tmp_path: Path, marks: Any, names: Any, valid: bool, reason: str | None, doubtful: bool
) -> None:
    folder = an_election_folder(tmp_path / "one", 7, NAMES, "entitled = 2\npresent = 2")
    header = ("票号", *NAMES, "另选他人1", "另选他人1符号")
    cells = ["" if sign == "_" else sign for sign in marks]
    rows = [header, (87, *cells, *(names[0] if names else ("", ""))), (88, *"○○○○○○○××", "", "")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    tally("count", folder / "ballots.xlsx", "--election", folder)
    one = answer(folder, "--ballot", 87)
    approve, written = list(marks).count("○"), len(names)
    assert (one["valid"], one["reason"], one["doubtful"], one["seats"]) == (valid, reason, doubtful, 7)
    assert (one["approve"], one["write_ins"]) == (approve, written)
    sign = ">" if approve + written > 7 else "≤"
    assert f"所选 = 赞成{approve} + 另选{written} = {approve + written} {sign} 应选7" in one["text"]
    assert one["rules"] == ["b5" if reason == "unreadable" else "V3"]
    assert one["place"] == "ballots.xlsx › 党委委员 › 2行"


def test_a_ruling_on_the_ballot_is_told(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "ruled", 1, NAMES[:2], "entitled = 3\npresent = 3")
    rows = [("票号", *NAMES[:2]), (1, "○", "×"), (2, "×", "○"), (3, "○×", "×")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    tally("count", folder / "ballots.xlsx", "--election", folder)
    change = answer(folder, "--change")
    assert (change["doubtful"], change["could_change_result"]) == (1, True)
    assert next((one["name"], one["rulings"], one["ballots"]) for one in change["changes"]) == (NAMES[0], 1, 1)
    (folder / "rulings.toml").write_text(
        f'[[ruling]]\ncontest = "committee"\nballot = "3"\ncolumn = "{NAMES[0]}"\nread_as = "approve"\n'
        'by = "总监票人"\nreason = "圈在后"\n',
        encoding="utf-8",
    )
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    one = answer(folder, "--ballot", 3)
    assert (one["doubtful"], one["approve"]) == (False, 1)
    assert "总监票人" in "".join(one["text"])


def test_what_would_change_the_congress(congress: Path) -> None:
    one = answer(congress, "--change", "--contest", "committee")
    assert one["changes"][0] == {"name": "陈大雪", "approve": 40, "ballots": 35, "at_least": 35, "rulings": None}


@pytest.mark.parametrize(("rule", "article"), [("M1", "第十三条"), ("m1", "第十三条"), ("W1", "第四章")])
def test_a_rule_is_told_with_where_it_was_read(congress: Path, rule: str, article: str) -> None:
    one = answer(congress, "--rule", rule)
    assert (one["rule"], one["article"]) == (rule.upper(), article)
    assert any("党委委员" in line for line in one["text"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("孙惊",), "T662"),
        (("--ballot", "9999"), "T663"),
        (("--ballot", "1", "--contest", "nothing"), "T663"),
        (("--change", "--contest", "nothing"), "T663"),
        (("孙惊蛰", "--contest", "nothing"), "T663"),
        (("孙惊蛰", "--contest", "discipline"), "T662"),
        (("--rule", "Z9"), "T665"),
    ],
)
def test_what_is_not_there_is_refused_in_words(congress: Path, arguments: tuple[str, ...], code: str) -> None:
    run = tally("explain", *arguments, "--election", congress, "--json")
    assert (run.status, run.codes) == (1, {code})


@pytest.mark.parametrize("arguments", [(), ("孙惊蛰", "--change"), ("--ballot", "1", "--rule", "M1")])
def test_one_question_at_a_time(congress: Path, arguments: tuple[str, ...]) -> None:
    assert tally("explain", *arguments, "--election", congress).status == 2


def test_ballots_changed_since_the_count_are_not_explained(congress: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(congress, folder)
    shutil.copyfile(folder / "ballots-second.xlsx", folder / "ballots.xlsx")
    run = tally("explain", "--ballot", 1, "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T607"})


def test_english(congress: Path) -> None:
    run = tally("explain", "陈大雪", "--election", congress, "--lang", "en")
    assert "35 votes short: not elected" in run.out


def test_names_written_in_are_told_one_by_one_with_what_they_count_for(tmp_path: Path) -> None:
    """An illegible name chooses nobody and waits for a ruling."""
    folder = an_election_folder(tmp_path / "one", 2, NAMES[:3], "entitled = 3\npresent = 3")
    header = ("票号", *NAMES[:3], "另选他人1", "另选他人1符号")
    rows = [header, (1, "○", "×", "", "子白露", "○"), (2, "○", "", "", "丑寒露", "○"), (3, "○", "×", "", "？", "○")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--quiet").status in (0, 3)
    told = ["".join(answer(folder, "--ballot", at)["text"]) for at in (1, 2, 3)]
    assert "另选他人1：子白露，" in told[0]
    assert "，计票" in told[0]
    assert "丑寒露" not in told[0]
    assert "无法辨认" in told[2]
    assert "不是所选的人" in told[2]
    doubtful = answer(folder, "--ballot", 3)
    assert doubtful["doubtful"] is True


def test_x38_more_names_than_crosses_wait_and_take_up_a_choice(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "one", 3, NAMES[:4], "entitled = 2\npresent = 2")
    path = folder / "election.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("writein_boxes = 1", "writein_boxes = 2"), encoding="utf-8"
    )
    header = ("票号", *NAMES[:4], "另选他人1", "另选他人1符号", "另选他人2", "另选他人2符号")
    rows = [header, (1, "○", "×", "", "", "子白露", "○", "丑寒露", "○"), (2, *"○○○×", "", "", "", "")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--quiet").status in (0, 3)
    told = "".join(answer(folder, "--ballot", 1)["text"])
    assert told.count("占一个名额，不计票") == 2
    assert "存疑：另选他人要由监票人裁定。" in told


def test_a_number_in_two_files_numbered_each_by_itself_wants_the_file(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "one", 1, NAMES[:2], "entitled = 2\npresent = 2")
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8") + '\n[input]\nnumbering = "per-file"\n'
    path.write_text(text, encoding="utf-8")
    for name, marks in (("a", "○×"), ("b", "×○")):
        a_workbook(folder / f"{name}.xlsx", {"党委委员": [("票号", *NAMES[:2]), (1, *marks)]})
    assert tally("count", folder / "a.xlsx", folder / "b.xlsx", "--election", folder, "--quiet").status in (0, 3)
    run = tally("explain", "--ballot", "1", "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T666"})
    assert answer(folder, "--ballot", "b.xlsx:1")["place"] == "b.xlsx › 党委委员 › 2行"


def test_a_ruling_on_another_ballot_is_not_told_and_a_rule_lists_what_it_found(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "ruled", 1, NAMES[:2], "entitled = 3\npresent = 3")
    rows = [("票号", *NAMES[:2]), (1, "○×", "×"), (2, "○", "×"), (3, "○×", "×")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": rows})
    (folder / "rulings.toml").write_text(
        f'[[ruling]]\ncontest = "committee"\nballot = "3"\ncolumn = "{NAMES[0]}"\nread_as = "approve"\n'
        'by = "总监票人"\nreason = "圈在后"\n',
        encoding="utf-8",
    )
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--quiet").status in (0, 3)
    assert "总监票人" not in "".join(answer(folder, "--ballot", 1)["text"])
    assert "总监票人" in "".join(answer(folder, "--ballot", 3)["text"])
    needs = "".join(answer(folder, "--rule", "E1")["text"])
    assert "要核对这一条，还缺：" in needs


def test_nobody_left_who_could_be_elected_is_said(tmp_path: Path) -> None:
    folder = an_election_folder(tmp_path / "one", 2, NAMES[:2], "entitled = 5\npresent = 5", kind="ZW", stage="plenary")
    a_workbook(folder / "ballots.xlsx", {"党委委员": [("票号", *NAMES[:2]), *((at, "○", "○") for at in range(1, 6))]})
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--quiet")
    assert run.status in (0, 3), run.err
    assert "没有其他人可以当选。" in "".join(answer(folder, "--change")["text"])
