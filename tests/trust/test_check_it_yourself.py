"""docs/check-it-yourself.md, followed as it is typed, from a published folder to "holds"."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from running import Run, tally
from tally.records import journal

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "check-it-yourself.md").read_text(encoding="utf-8")
TYPED = [line.split("#")[0].split() for line in re.findall(r"^    ((?:python|tally|cd|pip) .*)$", PAGE, re.MULTILINE)]
ANSWERS = {
    "python out/recount.py": "复核一致",
    "tally verify": "相符：",
    "tally journal --check": "日志完整",
    "tally journal --check --head 校验值": "日志完整",
    "tally seal --check": "封存清单相符",
    "tally audit --risk 5%": "抽样核对：风险限度5.00%",
    "tally audit --seed 掷出的数字": "抽样核对：风险限度5.00%",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    town = tmp_path_factory.mktemp("published") / "my-congress"
    shutil.copytree(ROOT / "sample_ballots" / "congress", town, ignore=shutil.ignore_patterns("out"))
    assert tally("count", town / "ballots.xlsx", "--quiet").status == 0
    assert tally("seal", cwd=town).status == 0
    return town


def typed(words: list[str], folder: Path) -> Run:
    on_paper = journal.head(folder / "out")[:12]
    known = {"校验值": on_paper, "掷出的数字": "31415926535"}
    words = [known.get(word, word) for word in words]
    if words[0] == "tally":
        return tally(*words[1:], cwd=folder)
    done = subprocess.run([sys.executable, "-I", *words[1:]], capture_output=True, text=True, cwd=folder)
    return Run(done.returncode, done.stdout, done.stderr)


def test_the_page_says_each_of_them() -> None:
    assert {" ".join(words) for words in TYPED} == {*ANSWERS, "cd my-congress", "pip install openpyxl"}


@pytest.mark.parametrize("command", ANSWERS)
def test_a_command_of_the_page_answers_as_it_says(command: str, published: Path) -> None:
    run = typed(command.split(), published)
    assert (run.status, ANSWERS[command] in run.out) == (0, True), run.out + run.err


def test_the_sample_sheet_lies_beside_the_sealed_folder_and_can_be_checked(published: Path) -> None:
    typed(["tally", "audit", "--seed", "掷出的数字"], published)
    assert (published / "audit-sample.xlsx").is_file()
    run = typed(["tally", "audit", "--seed", "掷出的数字", "--check", "audit-sample.xlsx"], published)
    assert (run.status, "T338" in run.err) == (1, True)  # nobody has filled it in yet
    assert tally("seal", "--check", cwd=published).status == 0


def test_every_file_the_page_lists_is_there(published: Path) -> None:
    listed = set(re.findall(r"^ {6,8}(\S+\.(?:toml|xlsx|json|jsonl|py)) ", PAGE, re.MULTILINE)) - {"rulings.toml"}
    assert len(listed) == 8
    assert listed <= {path.name for path in published.rglob("*")}
