"""`tally merge PARTIAL…`: the counts of several counting places added up to one record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.result import leave
from tally.domain.problem import Problem, Problems

Partials = Annotated[
    list[str], typer.Argument(metavar="PARTIAL…", help="各计票点的分计票结果（NAME.partial.json）", show_default=False)
]
Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="写到哪个文件夹（默认选举目录下的 out/）", show_default=False)
]


def command(
    partials: Partials,
    election: ElectionPath = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """合并各计票点的分计票结果：核对计票点、重号和选举，得出与一次计票相同的记录。

    例：tally merge 一.partial.json 二.partial.json --election my-congress

    退出状态与 tally count 相同。
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election, read_election
        from tally.records.merge import merge
        from tally.records.partial import Partial, read_partial
        from tally.records.understood import at_hand

        read = read_election(find_election(election, Path(partials[0])))
        found: list[Partial] = []
        problems: list[Problem] = []
        for path in partials:
            try:
                found.append(read_partial(Path(path)))
            except Problems as refused:
                problems += refused.problems
        if problems:
            raise Problems(problems)
        canvass, record = merge(read, found)
        folder = Path(out) if out else read.folder / "out"
        leave(speaker, canvass, record, folder, at_hand(record, read.folder))
