"""`tally export`: the result, and the ballots, in formats that other programs read."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Lang, Quiet, Verbose, door
from tally.cli.record import RecordPath, find_record
from tally.cli.usage import MisuseError
from tally.domain.message import say

FORMATS = ("sp1500-100", "sp1500-103", "csv", "parquet", "proof", "ballots")
Formats = Annotated[str, typer.Option("--format", help="格式，用逗号隔开：" + "、".join(FORMATS), metavar="FORMATS")]
Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="写到哪个文件夹（默认记录所在的文件夹）", show_default=False)
]
Shuffle = Annotated[bool, typer.Option("--shuffle", help="逐票的导出打乱次序，并去掉票号")]


def command(
    record: RecordPath = None,
    format_: Formats = "sp1500-100,csv",
    out: Out = None,
    shuffle: Shuffle = False,
    election: ElectionPath = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """导出：结果（NIST SP 1500-100、CSV、Parquet）、逐票记录（NIST SP 1500-103、ballots.csv）、验算表 proof.xlsx。

    例：tally export --format sp1500-100,csv
        tally export --format sp1500-103 --shuffle --out 公开
    """
    wanted = {one.strip() for one in format_.split(",") if one.strip()}
    if not wanted or wanted - set(FORMATS):
        raise MisuseError(say("只能是 {choices}", choices=FORMATS), "--format")
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.export import exported
        from tally.records import journal
        from tally.records.atomic import write_atomically
        from tally.records.store import read_record
        from tally.records.verify import election_of

        path, given = find_record(record, election)
        content = read_record(path)
        chance = random.SystemRandom() if shuffle else None
        files = exported(content, wanted, given or election_of(path, content), path.parent, chance)
        for name, data in files:
            target = (Path(out) if out else path.parent) / name
            write_atomically(target, data)
            speaker.note(say("已写入 {path}", path=target))
        details = {"check_code": content["check_code"], "files": [name for name, _ in files], "shuffled": shuffle}
        unwritten = journal.append(path.parent, [journal.Act("exported", {}, details)])
        speaker.tell([unwritten] if unwritten else [])
