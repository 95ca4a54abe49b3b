"""`tally purge`: after the term, delete what says how single ballots were filled in; results and journal stay."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say

Yes = Annotated[bool, typer.Option("--yes", help="真的删除；不写只列出")]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="谁批准销毁", show_default=False)]


def command(
    yes: Yes = False,
    by: By = "",
    election: ElectionPath = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """届满销毁：列出逐票的数据（录入表、逐票清单、验算表），届满后加 --yes 删除；记录、报告单和日志永久保留。

    例：tally purge
        tally purge --yes --by 镇党委
    """
    if yes and not by.strip():
        raise MisuseError(say("写明谁批准"), "--by")
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election
        from tally.records.purge import due, purge, purgeable
        from tally.records.store import FILE, read_record

        root = find_election(election).parent
        folder = root / "out"
        record = read_record(folder / FILE)
        if yes:
            for path in purge(record, folder, root, date.today(), by.strip()):
                speaker.show(speaker.text(say("已删除 {path}", path=path)))
            return
        for path in purgeable(record, folder, root):
            speaker.show(str(path))
        speaker.note(say("以上是逐票的数据，保存到{day}；届满后加 --yes --by 批准人 删除", day=due(record).isoformat()))
