"""`tally convert IN OUT`: ballots in another file format, nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say
from tally.domain.problem import Problems, error

Source = Annotated[str, typer.Argument(metavar="IN", help="录入表：文件或 文件#工作表", show_default=False)]
Target = Annotated[
    str,
    typer.Argument(metavar="OUT", help="写成 .parquet、.arrow、.csv、.xlsx；几种选票写到文件夹", show_default=False),
]


def command(
    source: Source,
    target: Target,
    election: ElectionPath = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """转换录入表：写成 Parquet、Arrow、CSV 或 .xlsx，内容不变，保留每张票在原表中的位置。

    例：tally convert ballots.xlsx#党委委员 党委委员.parquet
        tally convert ballots.xlsx 文件夹/
    """
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.ballot_table import WRITTEN, copy_columns, tables_of, write_table
        from tally.files.column_files import COLUMNAR, ColumnFile
        from tally.files.election_file import find_election, read_election
        from tally.files.paths import SheetPath
        from tally.records.atomic import replaced_atomically

        wanted, path = SheetPath.parse(source), Path(target)
        folder = path.is_dir() or not path.suffix
        if not folder and path.suffix.lower() not in WRITTEN:
            raise MisuseError(say("要写成 {endings}", endings=tuple(sorted(WRITTEN))), "OUT")
        if path.exists() and wanted.file.exists() and path.samefile(wanted.file):
            raise MisuseError(say("与 IN 是同一个文件"), "OUT")
        if wanted.file.suffix.lower() in COLUMNAR:
            to = path / f"{wanted.file.stem}.csv" if folder else path
            rows = copy_columns(ColumnFile(wanted.file, wanted.file.name), to, replaced_atomically)
            speaker.note(say("已写入 {path}（{ballots}张）", path=to, ballots=rows))
            return
        read = read_election(find_election(election, wanted.file))
        tables = tables_of(read, wanted)
        if len(tables) > 1 and not folder:
            found = say("文件里有{contests}的选票，一个文件只能装一种", contests=tuple(tables))
            raise Problems(
                [error("T483", source, found, say("指明 文件#工作表，或把 OUT 写成文件夹，每种选票各写一个文件"))]
            )
        for contest, table in tables.items():
            to = path / f"{contest}.parquet" if folder else path
            write_table(table, to, replaced_atomically)
            speaker.note(say("已写入 {path}（{ballots}张）", path=to, ballots=table.num_rows))
