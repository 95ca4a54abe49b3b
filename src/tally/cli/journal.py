"""`tally journal [--check]`: what was done, when and by whom; and whether a line was changed, lost or moved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.domain.message import Message, say
from tally.domain.problem import errors_among

if TYPE_CHECKING:
    from tally.records.journal import Line

Check = Annotated[bool, typer.Option("--check", help="核对：有没有被改动、缺失或调换的行")]
Head = Annotated[
    str, typer.Option("--head", help="封存单（D16）上的日志校验值，写前几位即可", metavar="HASH", show_default=False)
]
Out = Annotated[
    str | None,
    typer.Option("--out", metavar="DIR", help="日志所在的文件夹（默认选举目录下的 out/）", show_default=False),
]


def command(
    check: Check = False,
    head: Head = "",
    election: ElectionPath = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """工作日志：每一步何时、由谁、对哪些文件做的；--check 核对日志是否完整。

    例：tally journal
        tally journal --check

    核对封存单上的校验值：tally journal --check --head 3f9a

    退出状态：0 完整；1 有被改动、缺失或调换的行。
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election
        from tally.records import journal

        folder = Path(out) if out else find_election(election).parent / "out"
        lines = journal.read(folder)
        if not check and not head:
            speaker.show(json.dumps(lines, ensure_ascii=False, indent=2) if as_json else _table(lines, speaker))
            return
        problems = journal.check(lines, "".join(head.split()), journal.codes_expected(folder))
        if as_json:
            found = [one.as_json(speaker.translate) for one in problems]
            speaker.show(json.dumps({"lines": len(lines), "problems": found}, ensure_ascii=False, indent=2))
        else:
            speaker.tell(problems)
        broken = len(errors_among(problems))
        if broken:
            if not as_json:
                speaker.show(speaker.text(say("日志不完整：有{count}处，见上。", count=broken)))
            raise typer.Exit(1)
        if not as_json:
            last = str(lines[-1].get("hash", ""))
            speaker.show(speaker.text(say("日志完整：{count}行，最后一行的校验值 {hash}", count=len(lines), hash=last)))


def _table(lines: Sequence[Line], speaker: Door) -> str:
    from tabulate import tabulate

    headings = [speaker.text(word) for word in (say("行"), say("时间"), say("操作"), say("何人"), say("内容"))]
    return tabulate(list(_rows(lines, speaker)), headings, tablefmt="simple", disable_numparse=True)


def _rows(lines: Sequence[Line], speaker: Door) -> Iterator[list[str]]:
    from tally.records.journal import ACTS

    for number, line in enumerate(lines, start=1):
        act = ACTS.get(str(line.get("act")), Message("{act}", {"act": line.get("act", "?")}))
        yield [str(number), str(line.get("time", "?")), speaker.text(act), str(line.get("user", "?")), _content(line)]


def _content(line: dict[str, Any]) -> str:
    details, inputs = line.get("details"), line.get("inputs")
    parts = [f"{key}={_value(value)}" for key, value in details.items()] if isinstance(details, dict) else []
    parts += [f"{path} {str(sha)[:8]}" for path, sha in inputs.items()] if isinstance(inputs, dict) else []
    return " ".join(parts)


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
