"""`tally report`: the papers, made from the record alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Lang, Quiet, Verbose, door
from tally.domain.message import say

NAME = "report"
RecordPath = Annotated[
    str | None, typer.Argument(metavar="RECORD", help="计票记录（默认 out/result.json）", show_default=False)
]
Only = Annotated[str | None, typer.Option("--only", help="只做这几种：D11,D12", metavar="D11,D12", show_default=False)]
Formats = Annotated[str, typer.Option("--format", help="格式：docx,xlsx,pdf,html,md,txt", metavar="docx,pdf,…")]
Out = Annotated[str | None, typer.Option("--out", help="写到哪个文件夹（默认记录所在的文件夹）", show_default=False)]


def command(
    record: RecordPath = None,
    election: ElectionPath = None,
    only: Only = None,
    format_: Formats = "docx,html,txt",
    out: Out = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """报告单：由计票记录做出各种文书，如选举结果报告单（D11）、当选名单（D12）。

    例：tally report　或　tally report out/result.json --only D12 --format txt
    """
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.papers import CODES, FORMATS, render_all
        from tally.documents.write import write_papers
        from tally.files.election_file import find_election
        from tally.records import journal
        from tally.records.store import FILE, read_record

        chosen = _chosen(only, CODES, "--only") if only else None
        formats = _chosen(format_, FORMATS, "--format")
        folder = find_election(Path(election) if election else None).parent if record is None else None
        path = Path(record or "") if folder is None else folder / "out" / FILE
        content = read_record(path)
        papers = render_all(content, chosen, formats, lang)
        for written in write_papers(papers, Path(out) if out else path.parent):
            speaker.note(say("已写入 {path}", path=written))
        details = {"check_code": content["check_code"], "papers": [name for name, _ in papers]}
        unwritten = journal.append(path.parent, [journal.Act("reported", {}, details)])
        speaker.tell([unwritten] if unwritten else [])
        if not quiet:
            speaker.show("\n\n".join(text.decode("utf-8") for name, text in papers if name.endswith(".txt")))


def _chosen(given: str | None, known: Sequence[str], option: str) -> tuple[str, ...]:
    """Return what was asked for in the order it is known in; everything where nothing was."""
    wanted = {one.strip() for one in given.split(",")} if given else set(known)
    if wanted - set(known):
        raise typer.BadParameter(",".join(known), param_hint=option)
    return tuple(one for one in known if one in wanted)
