"""`tally inspect FILE…`: what a strange workbook holds, before anything is counted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say
from tally.domain.problem import Problems, errors_among

if TYPE_CHECKING:
    from tally.domain.election import Election

Draft = Annotated[
    str | None,
    typer.Option("--draft", metavar="DIR", help="没有选举目录时，按看到的写一个草稿", show_default=False),
]
Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="任何工作簿、文本表格，或 文件#工作表")]


def command(
    files: Files,
    election: ElectionPath = None,
    draft: Draft = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """看看文件里有什么：逐张工作表说出样式、表头、各列是谁、有几张票、用了哪些符号、跳过了什么。

    不需要选举目录；旁边有 election.toml 时，按其中的候选人来认。

    没有选举目录的，末尾给出选举文件和候选人名单的草稿；--draft 把草稿写成文件，改好应选人数就能计票。

    例：tally inspect 录入.xlsx
        tally inspect cvr.csv --draft my-election
        tally inspect 录入.xlsx#党委委员 --json

    退出状态：0 都读懂了；1 有读不懂的地方。
    """
    if draft is not None and election is not None:
        raise MisuseError(say("--draft 和 --election 只用一个"), "--draft")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents import election_draft, inspection_page
        from tally.documents.scaffold import write_scaffold
        from tally.files.ballots import find_any_files
        from tally.files.inspection import inspect_file

        read = _election(election, files) if draft is None else None
        targets, problems = find_any_files(files)
        if problems:
            raise Problems(problems)
        seen = [inspect_file(target, read) for target in targets]
        drafted = election_draft.draft(seen, date.today())
        if as_json:
            page = inspection_page.as_json(seen, drafted, speaker.translate)
            speaker.show(json.dumps(page, ensure_ascii=False, indent=2))
        else:
            speaker.show(inspection_page.on_screen(seen, drafted if draft is None else {}, speaker.translate))
            speaker.tell((problem for one in seen for problem in one.all_problems), remarks=True)
        if draft is not None:
            for path in write_scaffold(Path(draft), election_draft.as_files(drafted, draft)):
                speaker.note(say("已写入 {path}", path=path))
        if errors_among(problem for one in seen for problem in one.all_problems):
            raise typer.Exit(1)


def _election(given: str | None, files: list[str]) -> Election | None:
    """Return the election named, or one beside the file; without either there is none."""
    from tally.files.election_file import find_election, read_election

    if given is not None:
        return read_election(find_election(given))
    try:
        return read_election(find_election(None, Path(files[0].partition("#")[0])))
    except Problems:
        return None
