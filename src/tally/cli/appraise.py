"""`tally appraise`: see its help; the rules stand in the rooms below."""

from __future__ import annotations

from tally.cli.consult import USUAL_FORMATS, FolderPath, Formats, Out, consult_and_write
from tally.cli.door import Json, Lang, Quiet, Verbose

NAME = "appraise"


def command(
    path: FolderPath = None,
    out: Out = None,
    format_: Formats = USUAL_FORMATS,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """民主测评：班子和成员各等次的票数和比例，做出民主测评结果汇总表，供研究参考。

    例：tally appraise sample_ballots/appraise

    比例的基数要写明；只列数字，不下结论。
    """
    consult_and_write(NAME, path, out, format_, lang, as_json=as_json, quiet=quiet, verbose=verbose)
