"""`tally rehearse`: a made-up deck for this election, and whether the typists' workbook of it comes out right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import Door, ElectionPath, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say
from tally.domain.problem import Problems, error

Out = Annotated[str | None, typer.Option("--out", help="演练文件夹，新建", metavar="DIR", show_default=False)]
Check = Annotated[
    str | None, typer.Option("--check", help="录入员按假票录好的录入表", metavar="FILE", show_default=False)
]


def command(
    out: Out = None,
    check: Check = None,
    election: ElectionPath = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """演练：为这次选举造一副假票（每条规则、每名候选人都碰到），录入后核对结果对不对。

    例：tally rehearse --out 演练

    录入后核对：tally rehearse --check 录入.xlsx --election 演练

    退出状态：0 已写出，或演练相符；1 演练不符，或不能演练。
    """
    if (out is None) == (check is None):
        raise MisuseError(say("--out 和 --check 写其中一个"), "--out/--check")
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election, read_election

        path = find_election(election)
        if check is not None:
            _check(path, check, speaker)
            return
        from tally.documents.rehearsal_folder import write_rehearsal

        folder = Path(out or "")
        if folder.exists() and any(folder.iterdir()):
            found, remedy = say("这个文件夹已有内容"), say("演练要用新的文件夹")
            raise Problems([error("T641", str(folder), found, remedy)])
        for written in write_rehearsal(read_election(path), path, folder):
            speaker.note(say("已写入 {path}", path=written))
        speaker.note(
            say(
                "打印 {folder}/deck.html，按票号录入 {folder}/entry.xlsx，再运行\n"
                "tally rehearse --check {folder}/entry.xlsx --election {folder}",
                folder=folder,
            )
        )


def _check(path: Path, typed: str, speaker: Door) -> None:
    from tally.documents.rehearsal_folder import EXPECTED
    from tally.files.election_file import read_election
    from tally.records import journal
    from tally.records.count_election import count_election
    from tally.records.publish import hashes
    from tally.records.rehearsal import compared

    read = read_election(path)
    wanted = read.folder / EXPECTED
    if read.mode != "rehearsal" or not wanted.is_file():
        found, remedy = say("这不是演练的选举目录"), say("用 --election 指明 tally rehearse 写出的文件夹")
        raise Problems([error("T641", str(path), found, remedy)])
    record = count_election(read, [typed])[1]
    parted = compared(json.loads(wanted.read_text(encoding="utf-8")), record)
    details = {"holds": not parted, "differences": len(parted), "check_code": record["check_code"]}
    unwritten = journal.append(read.folder / "out", [journal.Act("rehearsed", hashes(record), details)])
    speaker.tell([unwritten] if unwritten else [])
    for one in parted:
        first, second = one.shown
        line = say("{place}：应为 {first}，录入得出 {second}", place=" › ".join(one.path), first=first, second=second)
        speaker.show(speaker.text(line))
    if parted:
        remedy = say("演练不符：有{count}处。逐票查找：tally reconcile 录入表 typed.xlsx", count=len(parted))
        speaker.show(speaker.text(remedy))
        raise typer.Exit(1)
    speaker.show(
        speaker.text(say("演练相符：{count}种选票的结果都与独立复核算出的相同。", count=len(record["contests"])))
    )
