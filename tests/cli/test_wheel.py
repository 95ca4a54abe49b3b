"""The wheel, installed into an empty environment outside the checkout, does the main job there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CARRIED = (
    "tally/templates/papers/D11.xml",
    "tally/templates/page/paper.typ",
    "tally/documents/fonts/NotoSerifSC-Regular.otf",
    "tally/documents/fonts/OFL.txt",
    "tally/templates/init/election.toml",
    "tally/rules/rulebooks/jiceng-2020.toml",
    "tally/names/data/stroke_order.txt",
    "tally/messages/locale/en/LC_MESSAGES/tally.mo",
    "tally/py.typed",
)


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(one) for one in command], cwd=cwd, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("tally-*.whl"))


def test_the_wheel_carries_templates_rules_and_tables(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
    assert set(CARRIED) <= names
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"tally"}
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_the_main_job_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(sys.executable, "-m", "venv", home, cwd=tmp_path)
    python = home / "bin" / "python"
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if installed.returncode and "Retrying" in installed.stderr:
        pytest.skip("dependencies cannot be installed here: no package index")
    assert installed.returncode == 0, installed.stderr
    congress = tmp_path / "congress"
    shutil.copytree(ROOT / "sample_ballots" / "congress", congress, ignore=shutil.ignore_patterns("out"))
    tally = home / "bin" / "tally"
    assert "28.57%" in run(tally, "verify-margin", cwd=congress)
    assert "139" in run(tally, "count", "ballots.xlsx", cwd=congress)
    assert "马立春（女，回族）" in run(tally, "report", "--only", "D12", cwd=congress)
    assert "孙惊蛰" in run(tally, "candidates", "--out", "list.xlsx", cwd=congress)
    assert (congress / "out" / "D12.html").is_file()
    run(tally, "init", tmp_path / "new", cwd=tmp_path)
    english = run(tally, "count", "ballots.xlsx", "--lang", "en", cwd=congress)
    assert "Elected" in english
    where = run(python, "-c", "import tally; print(tally.__file__)", cwd=tmp_path)
    assert str(home) in where
