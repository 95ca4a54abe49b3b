"""Steps of a whole path: the checks of a folder, the folders prepared after it, the screen."""

from __future__ import annotations

from pathlib import Path

from running import tally


def verdicts(folder: Path, *options: str) -> dict[str, set[str]]:
    """Return what `tally check` says of each rule."""
    found: dict[str, set[str]] = {}
    for one in tally("check", "--election", folder, "--json", *options).json:
        found.setdefault(one["rule"], set()).add(one["verdict"])
    return found


def prepared(folder: Path, out: Path) -> list[str]:
    """Run `tally next` and return the folders it wrote."""
    run = tally("next", "--election", folder, "--out", out, "--json")
    assert run.status == 0
    return [Path(one["folder"]).name for one in run.json]


def screen(folder: Path) -> str:
    return tally("count", folder / "ballots.xlsx", "--election", folder).out
