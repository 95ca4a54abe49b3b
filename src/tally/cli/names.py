"""`tally names`: lists of people by surname strokes: sort one, check one, show a name's strokes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.commands import Command
from tally.cli.door import Door, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say

if TYPE_CHECKING:
    from tally.files.name_list import NameList
    from tally.names.strokes import StrokeTable

app = typer.Typer(help="姓氏笔画：排名单、查名单、看笔画。\n\n例：tally names sort 名单.txt", no_args_is_help=True)
File = Annotated[
    str, typer.Argument(metavar="FILE|-", help="每行一个姓名的文本，或 名册.xlsx#工作表:姓名；- 为标准输入")
]
Strokes = Annotated[
    str | None, typer.Option("--strokes", metavar="FILE", help="补充笔顺的文件：字<Tab>笔顺数字", show_default=False)
]
Given = Annotated[str, typer.Option("--single-given", help="单名：blank-first 在前，compare 按笔画比", metavar="RULE")]
Tie = Annotated[str, typer.Option("--tie", help="笔顺全同：codepoint 按字码，gf3003 按规范字序", metavar="RULE")]
Leaders = Annotated[
    str | None,
    typer.Option("--leaders", metavar="NAMES", help="按批准顺序排在前面的人，用逗号隔开", show_default=False),
]


@app.command("sort", cls=Command)
def sort(
    file: File,
    strokes: Strokes = None,
    single_given: Given = "blank-first",
    tie: Tie = "codepoint",
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """按姓氏笔画排列，每行一个姓名。

    例：tally names sort 名单.txt
        tally names sort candidates.xlsx#党委委员:姓名
    """
    _one_of(single_given, ("blank-first", "compare"), "--single-given")
    _one_of(tie, ("codepoint", "gf3003"), "--tie")
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.names.lint import remarks
        from tally.names.order import refuse_unknown, sort_names

        listed = _read(file, speaker)
        table = _table(strokes)
        refuse_unknown(listed.names, table, listed.places)
        ordered = sort_names(listed.names, table, single_given=single_given, tie=tie)
        speaker.show("\n".join(ordered))
        speaker.tell(remarks(ordered, table, [str(number) for number in range(1, len(ordered) + 1)]))


@app.command("check", cls=Command)
def check(
    file: File,
    leaders: Leaders = None,
    strokes: Strokes = None,
    single_given: Given = "blank-first",
    tie: Tie = "codepoint",
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """查一份名单是否以姓氏笔画为序，指出每一处错位、理由和应在的位置；有错位时退出状态为 1。

    例：tally names check 名单.txt --leaders 张三,李四
    """
    _one_of(single_given, ("blank-first", "compare"), "--single-given")
    _one_of(tie, ("codepoint", "gf3003"), "--tie")
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.names.lint import lint, remarks
        from tally.names.order import refuse_unknown

        listed = _read(file, speaker)
        table = _table(strokes)
        refuse_unknown(listed.names, table, listed.places)
        first = tuple(name for name in (leaders or "").replace("，", ",").split(",") if name.strip())
        found = lint(listed.names, table, leaders=first, single_given=single_given, tie=tie)
        for one in found:
            speaker.show(f"{listed.places[one.position]}  {speaker.text(one.message)}")
        speaker.tell(remarks(listed.names, table, listed.places))
        if found:
            raise typer.Exit(1)
        speaker.note(say("{count}人，以姓氏笔画为序，没有错位。", count=len(listed.names)))


@app.command("show", cls=Command)
def show(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="姓名，可写多个")],
    strokes: Strokes = None,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """列出每个字的笔画数和笔顺。

    例：tally names show 欧阳文丽
    """
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.layout import table as columns
        from tally.names.lint import strokes_of

        table = _table(strokes)
        lines = [one for name in names for one in strokes_of(name, table, speaker.translate)]
        headings = [speaker.text(word) for word in (say("字"), say("字码"), say("笔画"), say("笔顺"))]
        speaker.show(columns(headings, lines, ("character", "code", "count", "sequence")))


def _read(file: str, speaker: Door) -> NameList:
    from tally.files.name_list import names_of_text, read_name_list

    listed = names_of_text(sys.stdin.buffer.read(), "-") if file == "-" else read_name_list(file)
    speaker.tell(listed.problems)
    return listed


def _table(file: str | None) -> StrokeTable:
    from tally.names.strokes import StrokeTable

    return StrokeTable.of(Path(), file or "")


def _one_of(value: str, choices: Sequence[str], option: str) -> None:
    if value not in choices:
        raise MisuseError(say("只能是 {choices}", choices=tuple(choices)), option)
