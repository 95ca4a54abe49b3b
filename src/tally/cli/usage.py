"""A command line that cannot be understood: what is wrong with it, in its language; exit status 2.

The parser's own sentences are English and are not used: its errors say of what kind they are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer
from typer._click.exceptions import (  # typer is pinned; nothing else tells its errors apart
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from tally.domain.message import Message, say

if TYPE_CHECKING:
    from typer._click import Context, Parameter

    from tally.domain.message import Translate


class MisuseError(UsageError):
    """Options that contradict each other or lack one another, words that mean nothing."""

    def __init__(self, what: Message, option: str = "", context: Context | None = None) -> None:
        super().__init__(str(what), context)
        self.what = say("{option}：{what}", option=option, what=what) if option else what


def run(app: typer.Typer, language: str) -> int:
    """Run the command line and return its exit status; wrong usage is said here and nowhere else."""
    try:
        status: int | None = app(prog_name="tally", standalone_mode=False, obj=language)
    except UsageError as wrong:
        from tally.messages import translator

        sys.stderr.write(_explained(wrong, translator(language)))
        return wrong.exit_code
    return status or 0


def _explained(wrong: UsageError, translate: Translate) -> str:
    context = wrong.ctx
    assert context is not None  # the commands put themselves into errors that lack them
    if isinstance(wrong, NoArgsIsHelpError):
        return context.get_help() + "\n"
    error = say("错误：{what}", what=_sentence(wrong, context))
    hint = say("看帮助：{command} --help", command=context.command_path)
    return f"{context.get_usage()}\n\n{error.render(translate)}\n{hint.render(translate)}\n"


def _sentence(wrong: UsageError, context: Context) -> Message:
    if isinstance(wrong, MisuseError):
        return wrong.what
    if isinstance(wrong, NoSuchOption):
        return unknown(say("没有选项 {word}", word=visible(wrong.option_name)), wrong.possibilities or ())
    if isinstance(wrong, BadOptionUsage):
        params = context.command.get_params(context)
        return _value_of(next(one for one in params if wrong.option_name in one.opts), context)
    if isinstance(wrong, MissingParameter) and wrong.param is not None:
        return say("缺少 {name}（{help}）", name=_name(wrong.param), help=say(getattr(wrong.param, "help", "")))
    if isinstance(wrong, BadParameter) and wrong.param is not None:
        return _number(wrong.param, wrong.message.partition(" is not ")[0])
    if hasattr(context.command, "commands"):
        return say("缺少命令")
    return say("看不懂命令行：{found}", found=wrong.message)


def unknown(what: Message, near: Iterable[str]) -> Message:
    """Return what is wrong about a word, with the words that it may have been meant for, the likeliest first."""
    return say("{what}，是不是 {near}？", what=what, near=tuple(near)) if near else what


def _value_of(option: Parameter, context: Context) -> Message:
    if getattr(option, "is_flag", False):
        return say("{option}：后面不带值", option=_name(option))
    return say("{option}：后面要写 {value}", option=_name(option), value=option.make_metavar(context))


def _number(param: Parameter, given: str) -> Message:
    least = getattr(param.type, "min", None)
    wanted = say("要写整数") if least is None else say("要写至少为{least}的整数", least=least)
    return say("{option}：{given} 不对，{wanted}", option=_name(param), given=given, wanted=wanted)


def _name(param: Parameter) -> str:
    return max(param.opts, key=len) if param.param_type_name == "option" else param.human_readable_name


def visible(word: str) -> str:
    """Return a word of the command line so that a terminal shows it and does nothing else.

    >>> visible("--out\\x1b[2J\u3000")
    '--out\\\\x1b[2J\\\\u3000'
    """
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in word)
