"""Papers, explanations, checks of the rarer results: revotes, further votes, plenaries, reduced seats, districts."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import a_whole_folder, a_workbook, ballot_rows
from running import tally
from voting import NAMES, an_election_folder, record_of, settle, vote

SAMPLES = Path(__file__).parents[2] / "sample_ballots"
X43 = (140, 135, 130, 126, 110, 100, 90, 90, 60)
X48 = (140, 135, 130, 126, 110, 100, 72, 71, 60)
G, H = NAMES[6:8]


def said(folder: Path, *arguments: str, lang: str = "zh") -> str:
    run = tally(*arguments, "--election", folder, "--lang", lang)
    assert run.status == 0, run.err
    return run.out


def paper(folder: Path, code: str, lang: str = "zh", form: str = "txt") -> str:
    said(folder, "report", "--only", code, "--format", form, "--out", str(folder / lang), "--quiet", lang=lang)
    return "".join(one.read_text(encoding="utf-8") for one in sorted((folder / lang).glob(f"*{code}*.{form}")))


@pytest.fixture(scope="module")
def revote(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """庚立夏 wins the revote with 74 of 145: order alone decides, 74 is no more than half of 148."""
    root = tmp_path_factory.mktemp("revote")
    folder = an_election_folder(root / "first", 7, NAMES)
    assert vote(folder, {"党委委员": dict(zip(NAMES, X43, strict=True))}, 148, void=1).status == 3
    assert tally("next", "--election", folder, "--out", root).status == 0
    settle(root / "revote" / "election.toml", present=146)
    assert vote(root / "revote", {"党委委员": {G: 74, H: 71}}, 146, void=1, seats=1).status == 0
    return root / "revote"


def test_w6_a_revote_is_explained_by_order_alone(revote: Path) -> None:
    won, lost = said(revote, "explain", G), said(revote, "explain", H)
    assert "这次以得票多少为序，不另设当选票数。" in won
    assert "得票多，当选。" in won
    assert "得票少于当选的人，没有当选。" in lost
    english = said(revote, "explain", H, lang="en")
    assert "This vote is by order of votes; no number of votes is needed." in english
    assert "半" not in won + lost
    assert "辛小满（现71票）：最少2张选票改画，即可当选。" in said(revote, "explain", "--change")


def test_w6_no_paper_of_a_revote_speaks_of_more_than_half(revote: Path) -> None:
    for lang, order, won in (
        ("zh", "以得赞成票多的当选。", "得票多的1名当选。"),
        ("en", "More approvals win.", "The 1 with most votes is elected."),
    ):
        text = paper(revote, "D11", lang)
        assert text.count(order) == 2  # the report, and the copy that is read aloud
        assert won in text
        assert "过半" not in text
        assert "超过半数" not in text
        assert "more than half" not in text
    aloud = said(revote, "report", "--read-aloud")
    assert aloud.index("以得赞成票多的当选。") < aloud.index("庚立夏，74票") < aloud.index("庚立夏同志")


def test_w6_the_board_and_the_bars_of_a_revote_draw_no_line_to_pass(revote: Path, tmp_path: Path) -> None:
    run = tally("report", "--election", revote, "--format", "board,svg", "--out", tmp_path)
    assert run.status == 0, run.err
    drawing = next(tmp_path.glob("*.svg")).read_text(encoding="utf-8")
    board = next(tmp_path.glob("*board.html")).read_text(encoding="utf-8")
    assert "74" in drawing
    assert "当选线" not in board + drawing
    first = revote.parent / "first"
    tally("report", "--election", first, "--format", "svg", "--out", tmp_path / "first")
    assert next((tmp_path / "first").glob("*.svg")).read_text(encoding="utf-8").count("<line") > drawing.count("<line")


def test_w6_the_rules_of_a_revote_are_tested_without_a_share(revote: Path) -> None:
    found = {one["rule"]: one for one in tally("check", "--after", "--election", revote, "--json").json}
    assert "W1" not in found
    assert found["W5"]["verdict"] == "holds"
    assert "W1" not in said(revote, "explain", "--rule", "W6")


DISTRICT = {"rules": "xuanju-fa-2020", "kind": "RD", "office": "县人大代表", "unit": "示例县样板镇第三选区"}


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The further vote of a district (X56): order decides, with at least a third of the ballots."""
    root = tmp_path_factory.mktemp("district")
    folder = an_election_folder(root / "first", 2, NAMES[:3], "entitled = 2800\nall = 2800\nvoted = 1500", **DISTRICT)
    vote(folder, {"县人大代表": dict(zip(NAMES, (820, 750, 700), strict=False))}, 1500, void=20, seats=2)
    assert tally("next", "--election", folder, "--out", root).status == 0
    path = root / "further" / "election.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("all      = 2800", "all = 2800\nvoted = 1500"), encoding="utf-8")
    run = vote(root / "further", {"县人大代表": {NAMES[1]: 500, NAMES[2]: 400}}, 1500, void=20, seats=1)
    assert run.status == 0
    return root / "further"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_x56_the_papers_of_a_district_say_a_third_of_the_ballots(district: Path, lang: str) -> None:
    bar, reached = {
        "zh": ("收回选票1500张，得票多且不少于500票的当选。", "达到500票的1名，应选1名。"),
        "en": ("500", "500"),
    }[lang]
    aloud = said(district, "report", "--read-aloud", lang=lang)
    assert bar in aloud
    assert reached in aloud
    why = said(district, "explain", NAMES[2], lang=lang)
    assert "3×400 = 1200 < 1500" in why
    if lang == "en":
        assert "The base: Ballots collected, 1500; 500 votes needed" in why
        assert ":  " not in why
        assert not any(line.endswith(" ") for line in why.splitlines())


@pytest.mark.parametrize("by", ["presidium", "electors"])
def test_w9_reduced_seats_are_said_with_who_decided(by: str, tmp_path: Path) -> None:
    decided = f'reduce_seats = {{ to = 6, by = "{by}", votes = 100, document = "决定" }}'
    folder = an_election_folder(tmp_path / "reduced", 7, NAMES, contest=decided)
    assert vote(folder, {"党委委员": dict(zip(NAMES, X48, strict=True))}, 148, void=1).status == 0
    who = {"presidium": "主席团", "electors": "选举人"}[by]
    assert f"得票过半数6名，少于应选7名；经{who}决定，名额减为6名。" in paper(folder, "D11")


@pytest.fixture(scope="module")
def plenary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("plenary")
    folder = root / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    assert tally("next", "--election", folder, "--out", root).status == 0
    made = root / "plenary-committee"
    offices = {"党委书记": {"孙惊蛰": 2}, "党委副书记": {"周谷雨": 6, "王小满": 6}}
    assert vote(made, offices, 7, write_ins={"陈大雪": 5}).status == 3
    return made


def test_w15_somebody_who_may_not_be_elected_stands_with_the_reason(plenary: Path) -> None:
    assert [one["eligible"] for one in record_of(plenary)["contests"][0]["write_ins"]] == [False]
    text = paper(plenary, "D11")
    line = next(one for one in text.splitlines() if "陈大雪" in one)
    assert "不能当选：" in line
    assert "没有当选委员" in line


def test_the_title_of_a_plenary_names_its_body(plenary: Path) -> None:
    path = plenary / "election.toml"
    before = path.read_text(encoding="utf-8")
    assert "全体会议" in paper(plenary, "D11")
    settle(path, title='"换届选举"')
    try:
        assert tally("count", plenary / "ballots.xlsx", "--quiet").status == 3
        title = paper(plenary, "D11").splitlines()[0]
        assert title.endswith("第一次全体会议")
    finally:
        path.write_text(before, encoding="utf-8")
        tally("count", plenary / "ballots.xlsx", "--quiet")


def test_a_plenary_that_goes_on_keeps_who_may_be_elected(plenary: Path, tmp_path: Path) -> None:
    run = tally("next", "--election", plenary, "--out", tmp_path)
    assert run.status == 0, run.err
    text = (tmp_path / "further" / "election.toml").read_text(encoding="utf-8")
    pool = re.search(r'pool\s*= "(.*)#committee"', text)
    assert pool is not None
    assert (tmp_path / "further" / pool[1]).resolve() == (plenary.parent / "congress" / "out" / "result.json").resolve()


def test_x38_a_doubtful_ballot_that_decides_is_said_everywhere(tmp_path: Path) -> None:
    """丙三 and 丁四 stand at six each while one cell is unread: it decides, and who would be elected is named."""
    ballots = [*["○○○×"] * 6, *["○○×○"] * 5, ("○", "○", "○×", "×")]
    folder = a_whole_folder(tmp_path, ballots, present=12)
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 3
    assert "丙三" in said(folder, "explain", "--change")
    shown = said(folder, "doubtful")
    assert "当选改为：" in shown
    english = said(folder, "doubtful", lang="en")
    assert "：" not in english.replace("党委委员", "")


def test_a_reading_that_makes_the_ballot_choose_too_many_says_so(tmp_path: Path) -> None:
    ballots = [*["○○○×"] * 8, ("○", "○", "○", "○×")]
    folder = a_whole_folder(tmp_path, ballots, present=9)
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    assert "超选，整票无效：" in said(folder, "doubtful")


def test_an_illegible_name_may_be_ruled_to_be_anybody(tmp_path: Path) -> None:
    ballots = [*["○○○×"] * 8, ("○", "○", "×", "×", "？", "○"), ("○", "○", "×", "×", "寅三", "○")]
    folder = a_whole_folder(tmp_path, ballots, present=10)
    people = [("姓名", "身份"), *((name, "正式党员") for name in ("甲一", "乙二", "丙三", "丁四", "子一"))]
    a_workbook(folder / "roster.xlsx", {"名册": people})
    text = (folder / "election.toml").read_text(encoding="utf-8").replace("entitled = 10", "entitled = 5")
    (folder / "election.toml").write_text(text.replace("present = 10", "present = 5"), encoding="utf-8")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(ballots[5:])})
    run = tally("count", folder / "ballots.xlsx", "--quiet")
    assert run.status in (0, 3), run.err
    assert said(folder, "doubtful").count("也可认定为别的姓名：name:某某") == 2


def test_each_picture_alone_and_none_of_a_void_vote(plenary: Path, tmp_path: Path) -> None:
    for kind, names in {"svg": 2, "png": 2, "check": 1, "board": 1}.items():
        run = tally("report", "--election", plenary, "--format", kind, "--out", tmp_path / kind)
        assert run.status == 0, run.err
        made = sorted(one.name for one in (tmp_path / kind).iterdir())
        assert len(made) == names, made
        assert all(one.endswith({"svg": ".svg", "png": ".png"}.get(kind, ".html")) for one in made)
    void = shutil.copytree(SAMPLES / "void", tmp_path / "void", ignore=shutil.ignore_patterns("out"))
    tally("count", "--election", void, "--quiet")
    tally("report", "--election", void, "--format", "svg,board", "--out", tmp_path / "of the void")
    assert [one.name for one in (tmp_path / "of the void").glob("*.svg")] == []
    aloud = said(void, "report", "--read-aloud")
    assert "选举无效" in aloud
    assert "当选党委委员的有" not in aloud


def test_a_sealed_void_vote_has_a_proof_that_says_so(tmp_path: Path) -> None:
    void = shutil.copytree(SAMPLES / "void", tmp_path / "void", ignore=shutil.ignore_patterns("out"))
    tally("count", "--election", void, "--quiet")
    assert tally("seal", cwd=void).status == 0
    sheet = load_workbook(void / "out" / "proof.xlsx")["核对"]
    assert any("选举无效，不计票" in str(cell.value) for row in sheet for cell in row)


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf", "html", "md", "txt"])
def test_every_page_of_a_rehearsal_is_marked_in_every_form(form: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", ["○○○×"] * 9 + ["×○○○"])
    settle(folder / "election.toml", title='"演练大会"')
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("schema = 1", 'schema = 1\nmode = "rehearsal"'))
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    run = tally("report", "--election", folder, "--only", "D11", "--format", form, "--out", tmp_path / "p")
    assert run.status == 0, run.err
    (made,) = (tmp_path / "p").iterdir()
    assert made.name.startswith("演练-")
    banner = "演练，不作为选举结果"
    if form == "xlsx":
        book = load_workbook(made)
        assert all(any(banner in str(cell.value) for row in sheet for cell in row) for sheet in book)
    elif form == "docx":
        with zipfile.ZipFile(made) as package:
            assert any(banner in package.read(one).decode("utf-8") for one in package.namelist() if "header" in one)
    elif form != "pdf":
        assert banner in made.read_text(encoding="utf-8")
    else:
        assert made.read_bytes().startswith(b"%PDF")


def test_what_the_next_vote_needs_goes_with_it(tmp_path: Path) -> None:
    """The same electors vote again: their roster, the stroke file and the local rule book lie in the new folder too."""
    folder = an_election_folder(tmp_path / "first", 7, NAMES, top='[names]\nstrokes = "own.tsv"')
    (folder / "own.tsv").write_text("㐂\t151515\n", encoding="utf-8")
    book = 'id = "local"\ntitle = "本地办法"\nextends = "jiceng-2020"\n[margin.DW]\nat_least = [1, 5]\n'
    (folder / "local.toml").write_text(book, encoding="utf-8")
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8").replace('rules = "jiceng-2020"', 'rules = "local.toml"')
    path.write_text(text, encoding="utf-8")
    people = [("姓名", "身份"), *((f"代表{at}", "正式党员") for at in range(152))]
    a_workbook(folder / "roster.xlsx", {"名册": people})
    run = vote(folder, {"党委委员": dict(zip(NAMES, X43, strict=True))}, 148, void=1)
    assert run.status == 3, run.err
    run = tally("next", "--election", folder, "--out", tmp_path)
    assert run.status == 0, run.err
    for name in ("own.tsv", "local.toml", "roster.xlsx"):
        assert (tmp_path / "revote" / name).read_bytes() == (folder / name).read_bytes()
    rehearsal = tmp_path / "rehearsal"
    assert tally("rehearse", "--out", rehearsal, "--election", folder).status == 0
    assert (rehearsal / "own.tsv").read_bytes() == (folder / "own.tsv").read_bytes()


def test_x57_a_further_list_with_equal_votes_at_its_end_leaves_the_choice_to_people(tmp_path: Path) -> None:
    people = "entitled = 2800\nall = 2800\nvoted = 1500"
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:4], people, **DISTRICT)
    votes = dict(zip(NAMES, (820, 600, 500, 500), strict=False))
    assert vote(folder, {"县人大代表": votes}, 1500, void=20, seats=2).status == 3
    shown = said(folder, "next", "--out", str(tmp_path))
    assert "另行选举1名，候选人2名。" in shown
    assert "末位得票相等，名单有3名，多于2名，由主持选举的机构确定去掉谁。" in shown


def test_a_plenary_that_elects_nobody_is_referred_upwards(plenary: Path, tmp_path: Path) -> None:
    shown = said(plenary, "next", "--out", str(tmp_path))
    assert "没有人得票过半数。报上级党组织，另提候选人后再选。" in shown


def test_r3_the_elected_may_be_posted_by_votes(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", ["○○○×"] * 5 + ["×○○○"] * 3 + ["○×○_"] * 2)
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('ballot_order = "given"', 'ballot_order = "given"\nelected_order = "votes"'))
    assert tally("count", folder / "ballots.xlsx", "--quiet").status in (0, 3)
    assert record_of(folder)["contests"][0]["outcome"]["elected"] == ["丙三", "乙二", "甲一"]
    assert "以得票多少为序" in paper(folder, "D12")
