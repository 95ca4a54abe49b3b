"""`tally count BALLOTS…`: one round for all contests; prints the result and writes the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.engine import Cluster, Workers, engine_of
from tally.cli.partial import check_place, count_place
from tally.cli.progress import bar
from tally.cli.result import leave
from tally.cli.season import count_all, is_name
from tally.cli.usage import MisuseError
from tally.domain.message import say

BallotPaths = Annotated[
    list[str] | None,
    typer.Argument(metavar="BALLOTS…", help="选票录入表：文件、文件#工作表，或文件夹", show_default=False),
]
Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="写到哪个文件夹（默认选举目录下的 out/）", show_default=False)
]

Second = Annotated[
    list[str] | None,
    typer.Option(
        "--second",
        help="第二份录入（多个文件写多次），与第一份不同时不计票；与 --all 合用时写它在各目录里的名称",
        metavar="FILE",
        show_default=False,
    ),
]
All = Annotated[str | None, typer.Option("--all", help="计这个文件夹下的所有选举", metavar="ROOT", show_default=False)]
Resume = Annotated[bool, typer.Option("--resume", help="与 --all 合用：没有变化的不重计")]
IsPartial = Annotated[bool, typer.Option("--partial", help="只计一个计票点，结果由 tally merge 合并")]
Place = Annotated[str | None, typer.Option("--place", help="计票点名称", metavar="NAME", show_default=False)]


def command(
    ballots: BallotPaths = None,
    election: ElectionPath = None,
    out: Out = None,
    workers: Workers = "auto",
    cluster: Cluster = None,
    second: Second = None,
    all_: All = None,
    resume: Resume = False,
    partial: IsPartial = False,
    place: Place = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """计票：读入选票，核对人数和差额，得出每名候选人的票数和当选人，写出 out/result.json。

    例：tally count ballots.xlsx
        tally count 甲组.xlsx 乙组.xlsx --election my-congress

    两个人分别录入的：tally count 甲.xlsx --second 乙.xlsx

    多个选举：tally count --all 全县
              tally count --all 全县 --second ballots-second

    分点计票：tally count 一号箱.xlsx --partial --place 第一计票点

    退出状态：0 全部选出；1 有错误，什么也没写；
    3 已计票，但要由人处理（票数相等、缺额、选举无效、存疑的票、另选他人当选）。
    """
    paths = ballots or []
    if resume and all_ is None:
        raise MisuseError(say("要和 --all 一起写"), "--resume")
    if all_ is not None and (paths or partial or election):
        raise MisuseError(say("不和 BALLOTS、--partial、--election 一起写"), "--all")
    if all_ is not None and not all_.strip():
        raise MisuseError(say("要写一个文件夹"), "--all")
    if second and all_ is not None and (len(second) > 1 or not is_name(second[0])):
        raise MisuseError(say("和 --all 一起写时，写各选举目录里的一个名称"), "--second")
    if partial or place is not None:
        place = check_place(place if partial else None)
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        engine = engine_of(workers, cluster)
        if all_ is not None:
            count_all(
                speaker,
                Path(all_),
                second[0] if second else None,
                resume,
                Path(out or all_) / ("" if out else "out"),
                engine,
            )
            return
        from tally.files.election_file import find_election, read_election

        beside = Path(paths[0]) if paths else None
        read = read_election(find_election(election, beside))
        folder = Path(out) if out else read.folder / "out"
        if partial and place is not None:
            count_place(speaker, read, paths, second or [], place, folder, engine)
            return
        from tally.records.count_election import count_election

        with bar(speaker) as watch:
            canvass, record = count_election(read, paths, second or [], engine=engine, watch=watch)
        leave(speaker, canvass, record, folder, paths)
