"""`tally report`: the first two papers from the record, in three formats, compared with what they must say."""

from __future__ import annotations

import html.parser
import json
import re
import shutil
from pathlib import Path

import pytest

from building import NAMES, a_folder, a_workbook, ballot_rows
from goldens import normalised
from running import tally

SAMPLES = Path(__file__).parents[2] / "sample_ballots"
TEXTS = ("--only", "D11,D12", "--format", "txt,md,html")


def counted(name: str, tmp_path: Path, *changes: tuple[str, str]) -> Path:
    folder = tmp_path / name
    shutil.copytree(SAMPLES / name, folder, ignore=shutil.ignore_patterns("out"))
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status in (0, 3)
    assert tally("report", "--election", folder, *TEXTS).status == 0
    return folder


def papers(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((folder / "out").iterdir())
        if re.match(r"(演练-)?D\d", path.name)
    }


def test_the_announcement_has_no_votes_and_names_five_to_a_row(tmp_path: Path) -> None:
    text = papers(counted("congress", tmp_path))["D12.txt"]
    assert "马立春（女，回族）" in text
    assert "白　露" in text
    assert "以姓氏笔画为序" in text
    assert "票" not in text.replace("选票", "")
    lines = text.splitlines()
    first = next(at for at, line in enumerate(lines) if "马立春" in line)
    assert lines[first].split() == ["马立春（女，回族）", "王小满（女）", "白", "露", "孙惊蛰", "李清明"]
    assert lines[first + 1].split() == ["何秋分", "周谷雨"]


def test_a_rehearsal_says_so_everywhere(tmp_path: Path) -> None:
    folder = counted("congress", tmp_path, ('mode   = "official"', 'mode   = "rehearsal"'))
    for name, text in papers(folder).items():
        assert name.startswith("演练-")
        assert "演练，不作为选举结果" in text


def test_every_paper_carries_the_check_code(tmp_path: Path) -> None:
    folder = counted("congress", tmp_path)
    code = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))["check_code"]
    written = papers(folder)
    assert len(written) == 12
    assert all(code in text for text in written.values())


def test_markup_in_names_stays_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    folder = a_folder(tmp_path / "town", names=(*NAMES[:3], f"甲{evil}"), present=4)
    header = ("票号", *NAMES[:3], f"甲{evil}", "另选他人1", "另选他人1符号", "整票无效", "备注")
    ballots = [("○", "○", "×", "○")] * 3 + [("○", "○", "×", "×", "|*_`{{ 7*7 }}", "○")]
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(ballots, header)})
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    assert tally("report", "--election", folder, *TEXTS).status == 0
    written = papers(folder)
    assert evil not in "".join(text for name, text in written.items() if name.endswith(".html"))
    assert "&lt;script&gt;" in written["D11-committee.html"]
    assert "49" not in normalised(written["D11-committee.html"]).split("</style>")[1]
    assert "\\|\\*\\_" in written["D11-committee.md"]


class Balance(html.parser.HTMLParser):
    """Checks that every element is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "col", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self.open.pop() == tag


@pytest.mark.parametrize("sample", ["congress", "tie", "gap"])
def test_pages_are_whole(sample: str, tmp_path: Path) -> None:
    for name, text in papers(counted(sample, tmp_path)).items():
        if name.endswith(".html"):
            parser = Balance()
            parser.feed(text)
            assert parser.open == []
            assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_english_papers_hold_no_chinese_words_of_ours(tmp_path: Path) -> None:
    folder = counted("congress", tmp_path)
    out = tmp_path / "english"
    assert tally("report", "--election", folder, "--lang", "en", "--out", out, *TEXTS).status == 0
    for path in out.iterdir():
        text = path.read_text(encoding="utf-8")
        for word in ("赞成", "当选", "候选人", "监票", "核验码", "报告单"):
            assert word not in text, path.name


def test_a_record_changed_by_hand_is_refused(tmp_path: Path) -> None:
    folder = counted("congress", tmp_path)
    path = folder / "out" / "result.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"approve": 139', '"approve": 140', 1), encoding="utf-8")
    run = tally("report", "--election", folder)
    assert run.status == 1
    assert "T604" in run.err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "T602"),
        ("[]", "T602"),
        ("{}", "T603"),
        ('{"schema": 99}', "T603"),
        ('{"schema": 1}', "T605"),
        ("[" * 100_000, "T602"),
    ],
)
def test_what_is_no_record(content: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(content, encoding="utf-8")
    run = tally("report", path)
    assert run.status == 1
    assert code in run.err


def test_no_record_yet(tmp_path: Path) -> None:
    run = tally("report", "--election", a_folder(tmp_path / "town"))
    assert run.status == 1
    assert "T601" in run.err
    assert "tally count" in run.err


def test_only_and_format(tmp_path: Path) -> None:
    folder = counted("congress", tmp_path)
    out = tmp_path / "some"
    run = tally("report", "--election", folder, "--only", "D12,D11", "--format", "md", "--out", out)
    assert run.status == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "D11-committee.md",
        "D11-discipline.md",
        "D12-notice.md",
        "D12.md",
    ]
