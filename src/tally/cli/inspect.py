"""`tally inspect FILE…`: what a strange workbook holds, before anything is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.domain.problem import Problems, Severity

if TYPE_CHECKING:
    from tally.domain.election import Election

Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="任何工作簿、文本表格，或 文件#工作表")]


def command(
    files: Files,
    election: ElectionPath = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """看看文件里有什么：逐张工作表说出样式、表头、各列是谁、有几张票、用了哪些符号、跳过了什么。

    不需要选举目录；旁边有 election.toml 时，按其中的候选人来认。

    例：tally inspect 录入.xlsx
        tally inspect 录入.xlsx#党委委员 --json

    退出状态：0 都读懂了；1 有读不懂的地方。
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents import inspection_page
        from tally.files.ballots import find_any_files
        from tally.files.inspection import inspect_file

        read = _election(election, files)
        targets, problems = find_any_files(files)
        if problems:
            raise Problems(problems)
        seen = [inspect_file(target, read) for target in targets]
        if as_json:
            speaker.show(json.dumps(inspection_page.as_json(seen, speaker.translate), ensure_ascii=False, indent=2))
        else:
            speaker.show(inspection_page.on_screen(seen, speaker.translate))
            speaker.tell((problem for one in seen for problem in one.all_problems), remarks=True)
        if any(problem.severity is Severity.ERROR for one in seen for problem in one.all_problems):
            raise typer.Exit(1)


def _election(given: str | None, files: list[str]) -> Election | None:
    """Return the election named, or one beside the file; without either there is none."""
    from tally.files.election_file import find_election, read_election

    if given is not None:
        return read_election(find_election(Path(given)))
    try:
        return read_election(find_election(None, Path(files[0].partition("#")[0])))
    except Problems:
        return None
