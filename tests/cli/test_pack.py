"""`tally report` as a secretary uses it: before the count, own templates, fonts, what it refuses."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import docx
import pytest

from building import NAMES, a_folder, a_whole_folder, a_workbook, ballot_rows
from running import tally
from voting import an_election_folder

SAMPLES = Path(__file__).parents[2] / "sample_ballots"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack") / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--quiet").status == 0
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_usual_papers(counted: Path, tmp_path: Path) -> None:
    run = tally("report", "--election", counted, "--format", "txt", "--out", tmp_path / "p")
    assert run.status == 0, run.err
    contests = {f"{code}-{contest}.txt" for code in ("D10", "D11") for contest in ("committee", "discipline")}
    others = {"D7", "D8", "D9", "D12", "D12-notice", "D15", "D15-request", "D16"}
    assert names(tmp_path / "p") == contests | {f"{name}.txt" for name in others}


def test_before_the_count_forms_come_from_the_folder(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", contest="issued = 10")
    run = tally("report", "--election", folder, "--only", "D3,D6,D7,D8,D9,D17,KIT", "--format", "txt,docx")
    assert run.status == 0, run.err
    made = names(folder / "out")
    assert {"D3.txt", "D6-committee.docx", "D9.txt", "KIT.docx"} <= made
    assert "result.json" not in made
    slip = (folder / "out" / "D9.txt").read_text(encoding="utf-8")
    assert "发出选票10张，收回选票____张" in slip
    assert "计票之前" in slip


def test_the_kit_lists_the_need_for_every_number_present(counted: Path, tmp_path: Path) -> None:
    run = tally("report", "--election", counted, "--only", "KIT", "--format", "txt", "--out", tmp_path)
    assert run.status == 0, run.err
    text = (tmp_path / "KIT.txt").read_text(encoding="utf-8")
    found = dict(re.findall(r"\b(1[2-5]\d)\s+(\d\d)\b", text))
    assert found["122"] == "62"
    assert found["147"] == "74"
    assert found["148"] == "75"
    assert found["152"] == "77"
    assert "121" not in found


@pytest.mark.parametrize(
    ("stage", "rules", "said"),
    [
        ("formal", {}, "当选所需赞成票"),
        ("preliminary", {}, "列为正式候选人所需赞成票"),
        ("preliminary", {"rules": "zuzhi-fa-2022", "kind": "RZ", "office": "副镇长"}, "以得票多少为序"),
        ("revote", {}, "需____票以上当选"),
    ],
)
def test_w13_m9_the_kit_says_what_a_vote_decides(tmp_path: Path, stage: str, rules: dict[str, str], said: str) -> None:
    there = "entitled = 60\nall = 60\npresent = 45"
    contest = "fixed_margin = 1" if rules else ""
    folder = an_election_folder(tmp_path / "town", 2, NAMES[:3], there, stage=stage, contest=contest, **rules)
    run = tally("report", "--election", folder, "--only", "KIT", "--format", "txt")
    assert run.status == 0, run.err
    text = (folder / "out" / "KIT.txt").read_text(encoding="utf-8")
    assert said in text
    assert ("当选" in text) is (stage != "preliminary")
    assert ("所需赞成票" in text) is (said.endswith("所需赞成票"))  # by order of votes there is none (W6, M9)


def test_a_ballot_is_the_folders_as_it_is_now(counted: Path, tmp_path: Path) -> None:
    folder = tmp_path / "later"
    shutil.copytree(counted, folder)
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("seats         = 7", "seats         = 6"), "utf-8")
    run = tally("report", "--election", folder, "--only", "D6,D11", "--format", "txt")
    assert run.status == 0, run.err
    assert "本次应选6名" in (folder / "out" / "D6-committee.txt").read_text(encoding="utf-8")
    assert "应选7名" in (folder / "out" / "D11-committee.txt").read_text(encoding="utf-8")
    assert "T672" in run.err


def test_layout_b_where_the_legend_has_columns(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('legend = "L1"', 'legend = "L2"'), encoding="utf-8")
    assert tally("report", "--election", folder, "--only", "D6", "--format", "docx").status == 0
    document = docx.Document(folder / "out" / "D6-committee.docx")
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["姓　名", "赞成", "不赞成", "弃权"]


def own_template(folder: Path, name: str, *lines: str) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(folder / "templates" / name)


def test_an_own_word_template_is_filled_and_escaped(tmp_path: Path) -> None:
    pytest.importorskip("docxtpl", reason="the extra templates is not installed")
    odd = "甲&<b>“{{7*7}}”=1+1"
    folder = a_folder(tmp_path / "town", names=(*NAMES[:3], odd), present=4)
    header = ("票号", *NAMES[:3], odd, "整票无效", "备注")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows([("○", "○", "×", "○")] * 4, header)})
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    loop = "{% for one in paper.contests[0].names %}{{ one }};{% endfor %}"
    own_template(folder, "D12.docx", "{{ paper.title }}", loop)
    run = tally("report", "--election", folder, "--only", "D12", "--format", "docx")
    assert run.status == 0, run.err
    text = [one.text for one in docx.Document(folder / "out" / "D12.docx").paragraphs]
    assert text[0] == "中国共产党示例县样板镇第五次代表大会"
    assert odd in text[1]
    assert "49" not in text[1]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{{ paper.nobody }}", "T675"),
        ("{{ unknown }}", "T675"),
        ("{% for x in %}", "T675"),
        ("{{ ''.__class__.__mro__ }}", "T675"),
    ],
)
def test_a_wrong_placeholder_is_refused(line: str, code: str, tmp_path: Path) -> None:
    pytest.importorskip("docxtpl", reason="the extra templates is not installed")
    folder = a_whole_folder(tmp_path / "town")
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    own_template(folder, "D12.docx", line)
    run = tally("report", "--election", folder, "--only", "D12", "--format", "docx")
    assert run.status == 1
    assert code in run.err
    assert "D12.docx" in run.err
    assert "D12.docx" not in names(folder / "out")


def test_a_broken_word_file_and_a_silent_rehearsal(tmp_path: Path) -> None:
    pytest.importorskip("docxtpl", reason="the extra templates is not installed")
    folder = a_whole_folder(tmp_path / "town")
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("schema = 1", 'schema = 1\nmode = "rehearsal"'), "utf-8")
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    own_template(folder, "D12.docx", "{{ paper.title }}")
    run = tally("report", "--election", folder, "--only", "D12", "--format", "docx")
    assert (run.status, "T676" in run.err) == (1, True)
    (folder / "templates" / "D12.docx").write_bytes(b"no Word file")
    run = tally("report", "--election", folder, "--only", "D12", "--format", "docx")
    assert (run.status, "T674" in run.err) == (1, True)


def test_list_fields_names_values_that_templates_can_use(counted: Path) -> None:
    run = tally("report", "--election", counted, "--list-fields")
    fields = dict(line.split("\t", 1) for line in run.out.splitlines())
    assert fields["{{ paper.present }}"] == "148"
    assert fields["{{ paper.contests[0].lines[0].approve }}"] == "139"
    assert fields["{{ contest.office }}"] == "党委委员"


def test_read_aloud_gives_numbers_then_names(counted: Path) -> None:
    run = tally("report", "--election", counted, "--read-aloud")
    lines = run.out.splitlines()
    assert lines.index("王小满，139票") < lines.index("郑小暑，20票") < lines.index("马立春同志")
    assert "（停顿）" in lines


def test_rare_characters_are_read_from_the_pinyin_table(tmp_path: Path) -> None:
    pytest.importorskip("pypinyin", reason="the extra suggest is not installed")
    run = tally("report", "--election", rare(tmp_path / "town"), "--read-aloud")
    assert "龘 dá" in run.out


def rare(folder: Path) -> Path:
    town = a_folder(folder, names=(*NAMES[:3], "龘𠮷"), present=4)
    header = ("票号", *NAMES[:3], "龘𠮷", "整票无效", "备注")
    a_workbook(town / "ballots.xlsx", {"党委委员": ballot_rows([("○", "○", "×", "○")] * 4, header)})
    assert tally("count", town / "ballots.xlsx", "--election", town).status == 0
    return town


def test_a_name_outside_the_font(tmp_path: Path) -> None:
    """A warning where no PDF is wanted, an error with the way out where it is; Word and HTML print the name."""
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    folder = rare(tmp_path / "town")
    run = tally("report", "--election", folder, "--only", "D12", "--format", "docx")
    assert (run.status, "T651" in run.err, "U+9F98" in run.err) == (0, True, True)
    text = "".join(one.text for table in docx.Document(folder / "out" / "D12.docx").tables for one in table._cells)
    assert "龘" in text
    run = tally("report", "--election", folder, "--only", "D12", "--format", "pdf")
    assert (run.status, "T651" in run.err, "--font" in run.err) == (1, True, True)
    assert "D12.pdf" not in names(folder / "out")


def test_an_own_font_prints_it(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    fonts = [Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")]
    if not fonts[0].exists():
        pytest.skip("no font with 龘 and 𠮷 on this machine")
    folder = rare(tmp_path / "town")
    run = tally("report", "--election", folder, "--only", "D12", "--format", "pdf", "--font", fonts[0])
    assert run.status == 0, run.err
    assert (folder / "out" / "D12.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "no.ttf").write_bytes(b"no font")
    run = tally("report", "--election", folder, "--only", "D12", "--format", "pdf", "--font", tmp_path / "no.ttf")
    assert (run.status, "T652" in run.err) == (1, True)


def test_a_record_of_another_election_is_refused(counted: Path, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("第五次", "第六次"), encoding="utf-8")
    run = tally("report", counted / "out" / "result.json", "--election", folder, "--only", "D12")
    assert (run.status, "T671" in run.err) == (1, True)


def test_what_does_not_apply_is_said(counted: Path) -> None:
    run = tally("report", "--election", counted, "--only", "D13", "--format", "txt")
    assert (run.status, "T673" in run.err) == (1, True)
    assert tally("report", "--election", counted, "--only", "D99").status == 2
    assert tally("report", "--election", counted, "--format", "doc").status == 2


def test_earlier_papers_stay_when_the_folder_cannot_be_written(counted: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    run = tally("report", "--election", counted, "--only", "D12", "--format", "docx", "--out", blocked)
    assert run.status == 1
    assert re.search(r"T64\d", run.err)


def test_the_foot_of_every_paper(counted: Path, tmp_path: Path) -> None:
    record = json.loads((counted / "out" / "result.json").read_text(encoding="utf-8"))
    tally("report", "--election", counted, "--format", "docx,xlsx,html", "--out", tmp_path)
    for path in tmp_path.glob("*.docx"):
        footer = docx.Document(path).sections[0].footer
        text = "\n".join(one.text for one in footer.paragraphs)
        assert record["check_code"] in text, path.name
        assert record["inputs"][0]["sha256"][:12] in text, path.name
        assert "正式" in text
    for path in tmp_path.glob("*.html"):
        assert "http" not in path.read_text(encoding="utf-8").replace("http://www.w3.org/", ""), path.name


def test_word_papers_are_set_as_official_papers(counted: Path, tmp_path: Path) -> None:
    tally("report", "--election", counted, "--only", "D15", "--format", "docx", "--out", tmp_path)
    document = docx.Document(io.BytesIO((tmp_path / "D15.docx").read_bytes()))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert 'w:eastAsia="仿宋_GB2312"' in document.styles["Normal"].element.xml
    assert "方正小标宋简体" in document.paragraphs[0].runs[0]._r.xml
    assert document.core_properties.author == "tally"


def test_the_sealing_record_carries_what_sealing_came_to(counted: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sealed"
    shutil.copytree(counted, folder)
    run = tally("seal", "--election", folder, "--json")
    assert run.status == 0, run.err
    assert tally("report", "--election", folder, "--only", "D16", "--format", "txt").status == 0
    text = "".join((folder / "out" / "D16.txt").read_text(encoding="utf-8").split())  # hashes stand in groups
    assert run.json["manifest"] in text
    assert run.json["journal"] in text
    assert tally("report", "--election", folder, "--only", "D12").status == 1
