"""`tally recommend`: see its help; the rules stand in the rooms below."""

from __future__ import annotations

from tally.cli.consult import USUAL_FORMATS, FolderPath, Formats, Out, consult_and_write
from tally.cli.door import Json, Lang, Quiet, Verbose

NAME = "recommend"


def command(
    path: FolderPath = None,
    out: Out = None,
    format_: Formats = USUAL_FORMATS,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """民主推荐：按职位列出会议推荐和谈话推荐的票数、得票率和名次，做出民主推荐情况汇总表，供研究参考。

    例：tally recommend sample_ballots/recommend

    两种推荐分开列，从不相加；人数少的组不单独列出。
    """
    consult_and_write(NAME, path, out, format_, lang, as_json=as_json, quiet=quiet, verbose=verbose)
