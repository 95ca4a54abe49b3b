"""The generated pages of the docs say what the program says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tally.files.profile_file import FORMS, MARKS, ORDERS, PROFILE, SECTIONS, shipped

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "reference.py"


def test_commands_and_problem_codes_in_the_docs_are_those_of_the_program() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr + " run: make reference"


def test_everything_a_profile_may_say_is_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guide" / "workbooks.md").read_text(encoding="utf-8")
    named = " ".join([*re.findall(r"`[^`\n]+`", guide), *re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)])
    words = set(re.findall(r"\w+(?:-\w+)*", named))
    assert {*PROFILE, *MARKS, *SECTIONS, *ORDERS, *FORMS} - words == set()
    assert {one.id for one in shipped()} - words == set()
