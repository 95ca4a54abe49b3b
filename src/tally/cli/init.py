"""`tally init DIR`: a new election folder that counts once names are filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import Lang, Quiet, Verbose, door
from tally.domain.message import say

Folder = Annotated[str, typer.Argument(metavar="DIR", help="新建的选举目录")]
Title = Annotated[str, typer.Option("--title", help="大会名称", metavar="TITLE")]
Entitled = Annotated[int, typer.Option("--entitled", metavar="N", help="应到多少人", min=1)]
Present = Annotated[
    int | None, typer.Option("--present", metavar="N", help="实到多少人（默认同应到）", min=1, show_default=False)
]
Seats = Annotated[tuple[int, int], typer.Option("--seats", help="党委委员、纪委委员应选名额", metavar="N N")]


def command(
    folder: Folder,
    title: Title = "中国共产党××镇第×次代表大会",
    entitled: Entitled = 100,
    present: Present = None,
    seats: Seats = (7, 5),
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """新建选举目录：election.toml、candidates.xlsx 和说明；填好人数和姓名就能计票。

    例：tally init my-congress --entitled 152 --present 148 --seats 7 5
    """
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.scaffold import scaffold, write_scaffold

        directory = Path(folder)
        files = scaffold(title, date.today(), entitled, entitled if present is None else present, seats)
        for path in write_scaffold(directory, files):
            speaker.note(say("已写入 {path}", path=path))
        speaker.note(say("下一步：改好 election.toml 里的人数，在 candidates.xlsx 填写候选人，再运行 tally candidates"))
