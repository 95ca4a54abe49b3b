"""`tally delegates`: see its help; the rules stand in the rooms below."""

from __future__ import annotations

from tally.cli.consult import USUAL_FORMATS, FolderPath, Formats, Out, consult_and_write
from tally.cli.door import Json, Lang, Quiet, Verbose

NAME = "delegates"


def command(
    path: FolderPath = None,
    out: Out = None,
    format_: Formats = USUAL_FORMATS,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """党代表选举：逐个选举单位核对差额，列出代表构成，做出代表选举情况报告（D19）。

    例：tally delegates sample_ballots/delegates

    有选举单位差额不足时退出状态为 1。
    """
    consult_and_write(NAME, path, out, format_, lang, as_json=as_json, quiet=quiet, verbose=verbose)
