"""README.md and the pages of docs/: what they show is what the program prints, the commands they name are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commanding import every_command
from running import tally

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = every_command()
SHOWN = re.compile(r"^ *(?:\$ )?(tally [^#\n]*)|`(tally [^`\n]*)`", re.MULTILINE)


def test_the_readme_begins_with_what_a_count_prints(tmp_path: Path) -> None:
    town = tmp_path / "town"
    shutil.copytree(ROOT / "sample_ballots" / "congress", town, ignore=shutil.ignore_patterns("out"))
    command, shown = re.search(r"```\n\$ tally (.*?)\n(.*?)…\n```", README, re.DOTALL).groups()
    assert tally(*command.split(), cwd=town).out.startswith(shown)


def test_the_python_of_the_readme_prints_the_elected() -> None:
    program = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    elected = ["马立春", "王小满", "白露", "孙惊蛰", "李清明", "何秋分", "周谷雨"]
    assert run.stdout == f"{elected}\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_and_options_that_a_page_names_are_there(page: Path) -> None:
    for line in (one[0] or one[1] for one in SHOWN.findall(page.read_text(encoding="utf-8"))):
        called, *rest = re.split(r"[\s，。；、（）\[\]]+", line.strip())[1:]
        if called.startswith("-") or not called.isascii():
            continue
        assert (called,) in COMMANDS, line
        command = COMMANDS.get((called, *rest[:1]), COMMANDS[(called,)])
        known = {name for one in command.params for name in one.opts} | {"--help"}
        assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known, line
