"""`tally doubtful`: the ballots that wait for a ruling, whether they matter, what changes under each reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.domain.message import say

BallotPaths = Annotated[
    list[str] | None,
    typer.Argument(metavar="BALLOTS…", help="选票录入表（默认上次计票的那些）", show_default=False),
]


def command(
    ballots: BallotPaths = None,
    election: ElectionPath = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """待裁定的选票：在哪一格、为什么、能不能改变当选结果、每种认定会改变什么。

    例：tally doubtful
        tally doubtful ballots.xlsx --election my-congress

    裁定写在 rulings.toml 或录入表的“裁定”一页，再运行 tally count。
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.doubtful import ContestInDoubt, on_screen
        from tally.documents.doubtful import as_json as in_json
        from tally.files.election_file import find_election, read_election
        from tally.records.waiting import waiting

        beside = Path(ballots[0]) if ballots else None
        read = read_election(find_election(election, beside))
        canvass, found = waiting(read, ballots or [])
        contests = [ContestInDoubt(one, found[one.contest.id]) for one in canvass.results]
        if as_json:
            speaker.show(json.dumps(in_json(contests, speaker.translate), ensure_ascii=False, indent=2))
        else:
            speaker.show(on_screen(contests, speaker.translate))
            if any(one.waiting for one in contests):
                speaker.note(say("裁定写在 rulings.toml，或录入表的“裁定”一页；写好后再运行 tally count。"))
        speaker.tell(one for one in canvass.remarks if one.code != "T412")
