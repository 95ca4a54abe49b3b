"""What the tests of recommendation, appraisal, credentials and plan share: the samples, changed and reckoned."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.domain.problem import Problem, Problems, Severity
from tally.records.consulted import consult

SAMPLES = Path(__file__).parents[1] / "sample_ballots"
KINDS = ("recommend", "appraise", "hands", "delegates", "credentials", "checkin", "plan")
ERROR = "error"


def copied_samples(folder: Path) -> Path:
    """Copy the samples, so that a test may change them."""
    for kind in (*KINDS, "congress"):
        shutil.copytree(SAMPLES / kind, folder / kind, ignore=shutil.ignore_patterns("out"))
    return folder


@dataclass(frozen=True)
class Reckoned:
    """What one of the functions behind the commands came to, without the cost of a new process."""

    json: dict[str, Any]
    codes: set[str]

    @property
    def status(self) -> int:
        return 1 if self.codes else 0


def reckon(kind: str, folder: Path) -> Reckoned:
    try:
        record, remarks = consult(kind, folder / f"{kind}.toml")
    except Problems as refused:
        found = [one.as_json() for one in refused.problems]
        return Reckoned({"problems": found}, {one["code"] or "" for one in found if one["severity"] == ERROR})
    return Reckoned(record, {one.code for one in remarks if one.severity is Severity.ERROR})


def changed(path: Path, *changes: tuple[str, str]) -> Path:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def refused(kind: str, folder: Path) -> set[str]:
    return reckon(kind, folder).codes


def codes(problems: Sequence[Problem]) -> list[str]:
    return [one.code for one in problems]
