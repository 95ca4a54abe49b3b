"""`tally template`: the entry workbook of an election, a sheet a contest that mirrors the ballot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say

FILE = "entry.xlsx"
Out = Annotated[
    str | None,
    typer.Option("--out", help="写成哪个文件（默认选举目录下的 out/entry.xlsx）", metavar="FILE", show_default=False),
]


def command(
    election: ElectionPath = None,
    out: Out = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """录入表：每种选票一张工作表，与选票同一顺序；有符号的下拉列表、超选提示、合计和封面，A4 打印。

    例：tally template --election my-congress
        tally template --out 第一组.xlsx
    """
    if out is not None and Path(out).suffix.lower() != ".xlsx":
        raise MisuseError(say("要写成 {endings}", endings=".xlsx"), "--out")
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.ballot_sheets import write_new
        from tally.documents.entry_workbook import entry_workbook, left_out
        from tally.files.election_file import find_election, read_election

        read = read_election(find_election(election))
        speaker.tell((*read.remarks, *left_out(read)))
        path = Path(out) if out else read.folder / "out" / FILE
        write_new(path, entry_workbook(read))
        speaker.note(say("已写入 {path}", path=path))
