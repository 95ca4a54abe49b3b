"""`tally reconcile A B`: two typists' entries of one stack, ballot by ballot and cell by cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.door import ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say

if TYPE_CHECKING:
    from tally.cli.door import Door
    from tally.domain.election import Election
    from tally.records.compare import Comparison

DIFFER = 1
First = Annotated[str, typer.Argument(metavar="A", help="甲的录入：文件、文件#工作表，或文件夹")]
Second = Annotated[str, typer.Argument(metavar="B", help="乙的录入")]
Out = Annotated[
    str | None,
    typer.Option(
        "--out", help="写出核对单（.xlsx）；与 --apply 一起用时是核定后的录入表", metavar="FILE", show_default=False
    ),
]
Apply = Annotated[str | None, typer.Option("--apply", help="填好“核定”的核对单", metavar="FILE", show_default=False)]


def command(
    a: First,
    b: Second,
    election: ElectionPath = None,
    out: Out = None,
    apply: Apply = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """核对两份录入：同一摞选票由两个人分别录入，逐票逐格比较；漏录、重录、对调也认得出来。

    例：tally reconcile 甲.xlsx 乙.xlsx --out 核对单.xlsx

    填好“核定”一列后：tally reconcile 甲.xlsx 乙.xlsx --apply 核对单.xlsx --out 录入表.xlsx

    退出状态：0 一致，或已核定；1 有差异或有错误。
    """
    if out is not None and Path(out).suffix.lower() != ".xlsx":
        raise MisuseError(say("要写成 {endings}", endings=".xlsx"), "--out")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents import reconciliation
        from tally.documents.ballot_sheets import write_new
        from tally.files.election_file import find_election, read_election
        from tally.files.paths import SheetPath
        from tally.records.compare import compare
        from tally.records.settlement import read_settled, settle

        read = read_election(find_election(election, SheetPath.parse(a).file))
        compared = compare(read, (a,), (b,))
        agree = not compared.differences
        remarks = [problem for entry in compared.entries for problem in entry.problems]
        target = Path(out) if out else None
        if apply is not None:
            settled, table = read_settled(Path(apply), read)
            agreed, found = settle(read, compared, table)
            target = target or read.folder / "out" / "agreed.xlsx"
            write_new(target, reconciliation.agreed_entry(compared.entries, settled, agreed))
            remarks += found
        elif target is not None:
            write_new(target, reconciliation.sheet_to_settle(read, compared))
        if as_json:
            content = {
                "agree": agree,
                "differences": [one.as_json() for one in compared.differences],
                "notes": [one.as_json() for one in compared.remarks],
            }
            speaker.show(json.dumps(content, ensure_ascii=False, indent=2))
        elif not quiet:
            if not agree:
                speaker.show(reconciliation.on_screen(compared.differences, speaker.translate) + "\n")
            if compared.remarks:
                speaker.show(speaker.text(say("备注不同（不影响计票）：")))
                speaker.show(reconciliation.on_screen(compared.remarks, speaker.translate) + "\n")
            for line in reconciliation.summary(compared):
                speaker.show(speaker.text(line))
        _journal(speaker, read, (a, b), compared, settled=apply is not None)
        if target is not None:
            speaker.note(say("已写入 {path}", path=target))
        speaker.tell(remarks)
        if not agree and apply is None:
            raise typer.Exit(DIFFER)


def _journal(
    speaker: Door, election: Election, entries: tuple[str, str], compared: Comparison, *, settled: bool
) -> None:
    """Write into the journal which entries were compared, and in how many places they differ."""
    from tally.files.paths import SheetPath
    from tally.records import journal

    files = {
        one.name: journal.sha256(one) for one in (SheetPath.parse(entry).file for entry in entries) if one.is_file()
    }
    details = {
        "what": "entries",
        "entries": list(entries),
        "differences": len(compared.differences),
        "settled": settled,
    }
    speaker.tell(journal.noted_in(election.folder / "out", [journal.Act("checked", files, details)]))
