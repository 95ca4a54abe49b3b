"""`tally next [RECORD]`: the election folders that follow a count: revote, further vote, rerun, plenaries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Lang, Quiet, Verbose, door
from tally.domain.message import say

RecordPath = Annotated[
    str | None, typer.Argument(metavar="RECORD", help="计票记录（默认 out/result.json）", show_default=False)
]
Out = Annotated[str | None, typer.Option("--out", help="新目录写在哪里（默认选举目录下的 out/）", show_default=False)]


def command(
    record: RecordPath = None,
    election: ElectionPath = None,
    out: Out = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """接下来的投票：再次投票、另行选举、重新选举、第一次全体会议，各写一个新的选举目录。

    新目录 revote/、further/、rerun/、formal/（预选以后）、plenary-discipline/、plenary-committee/
    以核验码承接这份记录，计票时核对。

    例：tally next --out next　或　tally next my-congress/out/result.json --out next
    """
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.next_folder import headline, next_folders
        from tally.documents.scaffold import write_scaffold
        from tally.domain.problem import refuse
        from tally.files.election_file import find_election, read_election
        from tally.files.previous import read_previous
        from tally.records.next_election import next_elections, unchanged_problems, unsettled_problems
        from tally.records.store import FILE, read_record

        beside = Path(record).parent if record else None
        file = find_election(Path(election) if election else None, beside)
        path = Path(record) if record else file.parent / "out" / FILE
        content = read_record(path)
        read = read_election(file)
        refuse([*unchanged_problems(read, content["inputs"]), *unsettled_problems(content["contests"])])
        previous, _ = read_previous(path, read.folder, path.name)
        following = next_elections(read, previous)
        directory = Path(out) if out else read.folder / "out"
        files = next_folders(read, previous, path, following, directory, speaker.translate)
        for written in write_scaffold(directory, files):
            speaker.note(say("已写入 {path}", path=written))
        for one in following:
            speaker.show(f"{directory / one.folder}\n  {speaker.text(headline(one))}")
            for choice in one.choices:
                speaker.show(f"  - {speaker.text(choice)}")
        if not following:
            speaker.show(speaker.text(say("应选名额都已选出，没有接下来的投票。")))
        else:
            speaker.note(say("人数是照上一次写的：清点后改 election.toml 的 present，再计票。"))
