"""`tally count BALLOTS…`: one round for all contests; prints the result and writes the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.engine import Cluster, Workers, engine_of
from tally.cli.progress import bar
from tally.domain.message import say

NAME = "count"
NEEDS_PEOPLE = 3
BallotPaths = Annotated[
    list[str] | None,
    typer.Argument(metavar="BALLOTS…", help="选票录入表：文件、文件#工作表，或文件夹", show_default=False),
]
Out = Annotated[str | None, typer.Option("--out", help="写到哪个文件夹（默认选举目录下的 out/）", show_default=False)]


def command(
    ballots: BallotPaths = None,
    election: ElectionPath = None,
    out: Out = None,
    workers: Workers = "auto",
    cluster: Cluster = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """计票：读入选票，核对人数和差额，得出每名候选人的票数和当选人，写出 out/result.json。

    例：tally count ballots.xlsx　或　tally count 甲组.xlsx 乙组.xlsx --election my-congress

    退出状态：0 全部选出；1 有错误，什么也没写；
    3 已计票，但要由人处理（票数相等、缺额、选举无效、存疑的票、另选他人当选）。
    """
    paths = ballots or []
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election, read_election
        from tally.records.count_election import count_election
        from tally.records.publish import publish

        beside = Path(paths[0]) if paths else None
        read = read_election(find_election(Path(election) if election else None, beside))
        engine = engine_of(workers, cluster)
        with bar(speaker) as watch:
            canvass, record = count_election(read, paths, engine=engine, watch=watch)
        written, remarks = publish(record, Path(out) if out else read.folder / "out", read, paths)
        if as_json:
            from tally.records.check_code import canonical

            speaker.show(canonical(record).decode("utf-8"))
        else:
            from tally.documents.screen import result_table

            if not quiet:
                speaker.show(result_table(record, speaker.translate))
            speaker.note(say("已写入 {path}", path=written))
        speaker.tell((*canvass.remarks, *remarks))
        if not quiet:
            from tally.counting.strangers import strangers

            speaker.tell(strangers(canvass))
        if canvass.needs_people:
            raise typer.Exit(NEEDS_PEOPLE)
