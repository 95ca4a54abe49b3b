"""`tally checkin`: see its help; the rules stand in the rooms below."""

from __future__ import annotations

from tally.cli.consult import USUAL_FORMATS, FolderPath, Formats, Out, consult_and_write
from tally.cli.door import Json, Lang, Quiet, Verbose

NAME = "checkin"


def command(
    path: FolderPath = None,
    out: Out = None,
    format_: Formats = USUAL_FORMATS,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """签到：按代表团列出应到、实到、请假、缺席，做出清点到会人数报告单（D7）。

    例：tally checkin sample_ballots/checkin

    开幕和选举前各数一次；姓名只留在签到表里。
    """
    consult_and_write(NAME, path, out, format_, lang, as_json=as_json, quiet=quiet, verbose=verbose)
