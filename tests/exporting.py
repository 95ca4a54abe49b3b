"""Exports of other systems, laid beside an election whose contests and candidates are theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from real.elections import an_election_of

Contests = Mapping[str, tuple[int, Sequence[str]]]


def export(tmp_path: Path, lines: Sequence[str], contests: Contests, reading: str = "") -> tuple[Path, Path]:
    folder = an_election_of(tmp_path, contests, reading=reading)
    (folder / "cvr.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder, folder / "cvr.csv"


MAYOR: Contests = {"Mayor": (2, ["Ann Ash", "Bo Bay"])}
