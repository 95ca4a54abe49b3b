"""`tally candidates`: the list as it will stand on the ballot, checked, ordered, printed or written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say

if TYPE_CHECKING:
    from tally.domain.election import Election
    from tally.domain.problem import Problem

BallotPaths = Annotated[
    list[str] | None,
    typer.Argument(metavar="BALLOTS…", help="查这些录入表的列序（默认选举目录里的 ballots.xlsx）", show_default=False),
]
Out = Annotated[str | None, typer.Option("--out", help="写成文件：.xlsx 或 .csv", metavar="FILE", show_default=False)]


def command(
    ballots: BallotPaths = None,
    election: ElectionPath = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """候选人名单：核对姓名，按选票上的顺序列出，说明位次的由来；有录入表的，核对列序。

    例：tally candidates --election my-congress
        tally candidates --out 名单.xlsx
    """
    if out is not None and Path(out).suffix.lower() not in (".xlsx", ".csv"):
        raise MisuseError(say("要写成 {endings}", endings=(".xlsx", ".csv")), "--out")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents import candidate_list
        from tally.files.election_file import find_election, read_election

        read = read_election(find_election(election))
        speaker.tell((*read.remarks, *candidate_list.unprintable(read), *_column_order(read, ballots)))
        if out is not None:
            from tally.records.atomic import write_atomically

            write_atomically(Path(out), candidate_list.as_file(read.contests, Path(out).suffix.lower()))
        if as_json:
            speaker.show(json.dumps(candidate_list.as_json(read), ensure_ascii=False, indent=2))
        elif not quiet:
            speaker.show(candidate_list.on_screen(read, speaker.translate))
        if out is not None:
            speaker.note(say("已写入 {path}", path=out))


def _column_order(election: Election, ballots: list[str] | None) -> tuple[Problem, ...]:
    """Check the columns of the entry workbooks named, or of the one that lies in the folder."""
    usual = election.folder / "ballots.xlsx"
    paths = ballots or ([str(usual)] if usual.is_file() else [])
    if not paths:
        return ()
    from tally.files.column_order import column_order_problems

    return column_order_problems(election, paths)
