"""`tally diff OLD NEW`: where two records part, and the correction notice (更正说明)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import Json, Lang, Quiet, Verbose, door
from tally.domain.message import say

Old = Annotated[str, typer.Argument(metavar="OLD", help="原来的计票记录")]
New = Annotated[str, typer.Argument(metavar="NEW", help="更正后的计票记录")]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="谁决定更正", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="为什么更正", show_default=False)]
Out = Annotated[str | None, typer.Option("--out", help="更正说明写成文件（.txt）", metavar="FILE", show_default=False)]


def command(
    old: Old,
    new: New,
    by: By = "",
    reason: Reason = "",
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """比较两份计票记录，写出更正说明：哪些数字变了，谁决定的，原记录在哪里。

    例：tally diff out/replaced/7K3M-….json out/result.json --by 主席团 --reason 票号12录入有误

    退出状态：0 两份记录相同；1 不同。
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.records.correction import as_json as answer
        from tally.records.correction import notice
        from tally.records.store import read_record

        first, second = read_record(Path(old)), read_record(Path(new))
        if first["check_code"] == second["check_code"]:
            speaker.show(
                json.dumps(answer(first, second), ensure_ascii=False, indent=2)
                if as_json
                else speaker.text(say("两份记录相同，核验码 {code}", code=first["check_code"]))
            )
            return
        text = "\n".join(speaker.text(line) for line in notice(first, second, by.strip(), reason.strip())) + "\n"
        speaker.show(json.dumps(answer(first, second), ensure_ascii=False, indent=2) if as_json else text)
        if out:
            from tally.records.atomic import write_atomically

            write_atomically(Path(out), text.encode("utf-8"))
            speaker.note(say("已写入 {path}", path=out))
        raise typer.Exit(1)
