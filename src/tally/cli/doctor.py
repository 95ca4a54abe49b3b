"""`tally doctor`: is everything ready? Green, or a list of what is not."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say

_STATES = {True: say("好"), False: say("缺"), None: say("知")}
Today = Annotated[
    str | None, typer.Option("--today", help="按哪一天看（默认今天）", metavar="DATE", show_default=False)
]


def command(
    election: ElectionPath = None,
    today: Today = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """准备情况：文件齐不齐、差额够不够、演练做过没有、磁盘和权限、附加组件。

    例：tally doctor --election my-congress

    退出状态：0 都好；1 有缺的。
    """
    try:
        day = date.fromisoformat(today) if today else date.today()
    except ValueError:
        raise MisuseError(say("要写成 2026-11-20 这样的日期"), "--today") from None
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tabulate import tabulate

        from tally.files.election_file import find_election, read_election
        from tally.records.doctor import as_json as answer
        from tally.records.doctor import checks

        found = checks(find_election(election), read_election, day)
        if as_json:
            speaker.show(answer(found, speaker.text))
        else:
            rows = [[speaker.text(_STATES[one.good]), speaker.text(one.name), speaker.text(one.found)] for one in found]
            speaker.show(tabulate(rows, tablefmt="plain", disable_numparse=True))
        missing = sum(one.good is False for one in found)
        if missing:
            speaker.note(say("有{count}项要处理。", count=missing))
            raise typer.Exit(1)
        speaker.note(say("都准备好了。"))
