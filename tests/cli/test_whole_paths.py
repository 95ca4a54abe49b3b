"""Whole elections by command, as a user goes through them: check, count, explain, next, and the next folder counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from running import tally
from voting import NAMES, an_election_folder, elected, first, vote

DISTRICT = {"rules": "xuanju-fa-2020", "kind": "RD", "office": "区人大代表", "unit": "示例区样板街道第三选区"}
VOTERS = "entitled = 2800\nall = 2800"


@pytest.mark.parametrize(("told", "status", "need"), [("", 1, None), ("issued = 1500", 3, 751)])
def test_w3_all_voters_are_not_those_who_voted(tmp_path: Path, told: str, status: int, need: int | None) -> None:
    folder = an_election_folder(tmp_path / "first", 2, NAMES[:3], VOTERS, contest=told, **DISTRICT)
    run = vote(folder, {"区人大代表": dict(zip(NAMES, (820, 750, 700), strict=False))}, 1500, seats=2)
    assert run.status == status
    if need is None:
        assert run.codes == {"T104"}
        assert "Q5" in tally("check", "--election", folder, "--before").out  # before the vote it is only untested
        assert tally("check", "--election", folder, "--before").status == 0
    else:
        assert (first(run)["majority"]["need"], elected(run)) == (need, {NAMES[0]})
