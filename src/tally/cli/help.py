"""The help of every command, in the language of the line and in columns that Chinese characters fit into."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from tally.cli.columns import shortened, width, wrapped
from tally.cli.language import translator_of
from tally.domain.message import say

if TYPE_CHECKING:
    from typer._click import Command, Context, Parameter

    from tally.domain.message import Translate

NARROWEST, WIDEST = 40, 80
NAMES_WIDEST = 26
_PROGRAM = "tally "
_TYPERS = {
    "help": say("显示这段帮助"),
    "install_completion": say("为当前的 shell 安装命令补全"),
    "show_completion": say("显示当前的 shell 的命令补全脚本，供复制或修改"),
}


def pieces(text: str) -> Iterator[list[tuple[str, str]]]:
    """Yield the paragraphs of a help. Lines run on; examples are lines by themselves: what for, and the command.

    >>> list(pieces("计票：读入选票，\\n核对人数。\\n\\n例：tally count a.xlsx\\n    tally count b.xlsx"))
    [[('计票：读入选票，核对人数。', '')], [('例：', 'tally count a.xlsx'), ('', 'tally count b.xlsx')]]
    """
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines()]
        label, program, _ = lines[0].partition(_PROGRAM)
        if program and (not label or label.endswith("：")):
            yield [(line[: line.index(_PROGRAM)], line[line.index(_PROGRAM) :]) for line in lines]
        else:
            yield [("".join(_running_on(lines)), "")]


def _running_on(lines: Sequence[str]) -> Iterator[str]:
    for line, following in pairwise([*lines, ""]):
        yield line if width(line[-1:]) > 1 or not following else line + " "


def usage(context: Context, words: Iterable[str]) -> str:
    """Return the line that shows how a command is written."""
    written = " ".join([context.command_path, say("[选项]").render(translator_of(context)), *words])
    return say("用法：{written}", written=written).render(translator_of(context))


def page(command: Command, context: Context, below: Sequence[Command] = ()) -> str:
    """Return the help of a command; of a group also the commands below it."""
    translate = translator_of(context)
    columns = context.terminal_width or max(NARROWEST, min(WIDEST, get_terminal_size().columns))
    params = command.get_params(context)
    lines = [context.get_usage()]
    for piece in pieces(command.help or ""):
        lines += ["", *_paragraph(piece, columns, translate)]
    for heading, kind in ((say("参数："), "argument"), (say("选项："), "option")):
        listed = [one for one in params if one.param_type_name == kind]
        if listed:
            rows = [(_written(one, context), _meaning(one, context, translate)) for one in listed]
            lines += ["", heading.render(translate), *_table(rows, columns)]
    if below:
        purposes = [(one.name or "", translate(next(pieces(one.help or ""))[0][0])) for one in below]
        room = columns - max(width(name) for name, _ in purposes) - 4
        rows = [(name, shortened(purpose, room)) for name, purpose in purposes]
        lines += ["", say("命令：").render(translate), *_table(rows, columns)]
    return "\n".join(lines)


def _paragraph(lines: Sequence[tuple[str, str]], columns: int, translate: Translate) -> Iterator[str]:
    """Yield a paragraph, indented; commands are never broken, and stand below each other."""
    label = ""
    for text, command in lines:
        if not command:
            yield from (f"  {part}" for part in wrapped(translate(text), columns - 2))
            continue
        label = translate(text) if text else " " * width(label)
        yield f"  {label}{translate(command)}"


def _table(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    """Yield names and what they mean in two columns; a name too long for the first stands on a line of its own."""
    first = min(max(width(name) for name, _ in rows), NAMES_WIDEST)
    for name, meaning in rows:
        left = f"  {name}"
        if width(name) > first:
            yield left
            left = ""
        for part in wrapped(meaning, columns - first - 4):
            yield left + " " * (first + 4 - width(left)) + part
            left = ""


def _written(param: Parameter, context: Context) -> str:
    if param.param_type_name == "argument":
        return param.human_readable_name
    names = ", ".join(sorted(param.opts, key=len))
    return names if getattr(param, "is_flag", False) else f"{names} {param.make_metavar(context)}"


def _meaning(param: Parameter, context: Context, translate: Translate) -> str:
    """Return what a parameter is for, and after it what it is without being given and what it must be."""
    notes = []
    if param.required:
        notes.append(say("必填"))
    default = param.get_default(context, call=False) if getattr(param, "show_default", False) else None
    if default not in (None, False, ""):
        values = default if isinstance(default, tuple) else (default,)
        notes.append(say("默认 {value}", value=" ".join(map(str, values))))
    least = getattr(param.type, "min", None)
    if least is not None:
        notes.append(say("至少 {least}", least=least))
    own = _TYPERS.get(param.name or "")
    text = own.render(translate) if own else translate(getattr(param, "help", "") or "")
    return text + (say("（{notes}）", notes=tuple(notes)).render(translate) if notes else "")
