"""Commands and groups of commands: typer's, with the project's own help and errors, which are loaded when shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING

from typer._click.exceptions import UsageError
from typer.core import TyperCommand, TyperGroup

from tally.cli.language import translator_of
from tally.cli.usage import MisuseError, unknown, visible
from tally.domain.message import say

if TYPE_CHECKING:
    from typer import _click
    from typer._click import Context, Parameter


class Command(TyperCommand):
    """A command whose help and errors are the project's own."""

    allow_extra_args = True  # refused below, in the language of the line

    def get_usage(self, ctx: Context) -> str:
        """Return the line that shows how the command is written."""
        from tally.cli.help import usage

        return usage(ctx, [_argument(one) for one in self.params if one.param_type_name == "argument"])

    def get_help(self, ctx: Context) -> str:
        """Return the page of the command."""
        from tally.cli.help import page

        return page(self, ctx)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse as typer does; what is wrong is said of this command, and words too many are."""
        with _of(ctx):
            left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            raise MisuseError(say("多余的参数：{words}", words=tuple(map(visible, left))), "", ctx)
        return left


class Group(TyperGroup):
    """Commands under one word, with the project's own help and errors."""

    def get_usage(self, ctx: Context) -> str:
        """Return the line that shows how a command of the group is written."""
        from tally.cli.help import usage

        return usage(ctx, [say("命令 [参数]…").render(translator_of(ctx))])

    def get_help(self, ctx: Context) -> str:
        """Return the page of the group: its commands, each with what it is for."""
        from tally.cli.help import page

        return page(self, ctx, list(self.commands.values()))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse as typer does; what is wrong is said of this group."""
        with _of(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, _click.Command | None, list[str]]:
        """Return the command of that name; one that is not there is answered with those like it."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            what = say("没有命令 {word}", word=visible(args[0]))
            raise MisuseError(unknown(what, get_close_matches(args[0], self.commands)), "", ctx)
        return super().resolve_command(ctx, args)


@contextmanager
def _of(context: Context) -> Iterator[None]:
    """Let an error of the parser know which command it is about."""
    try:
        yield
    except UsageError as wrong:
        wrong.ctx = wrong.ctx or context
        raise


def _argument(argument: Parameter) -> str:
    return argument.human_readable_name if argument.required else f"[{argument.human_readable_name}]"
