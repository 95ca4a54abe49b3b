"""The generated pages of the docs say what the program says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "reference.py"


def test_commands_and_problem_codes_in_the_docs_are_those_of_the_program() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr + " run: make reference"
