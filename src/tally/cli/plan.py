"""`tally plan`: see its help; the rules stand in the rooms below."""

from __future__ import annotations

from tally.cli.consult import USUAL_FORMATS, FolderPath, Formats, Out, consult_and_write
from tally.cli.door import Json, Lang, Quiet, Verbose

NAME = "plan"


def command(
    path: FolderPath = None,
    out: Out = None,
    format_: Formats = USUAL_FORMATS,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """换届日程：各步骤的日期、期限、是否到期、逾期、颠倒，做出日程表和日历（xlsx、html、ics）。

    例：tally plan sample_ballots/plan

    只按给出的节假日和调休日算工作日；有步骤违反期限时退出状态为 1。
    """
    consult_and_write(NAME, path, out, format_, lang, as_json=as_json, quiet=quiet, verbose=verbose)
