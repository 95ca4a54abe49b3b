"""The commands of `tally`. Building them all costs more than most of them take, so a command line gets its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from tally.cli.commands import Command, Group
from tally.cli.door import Lang

COMMANDS = (
    *("init", "verify-margin", "candidates", "check", "inspect", "template", "convert"),
    *("count", "doubtful", "reconcile", "merge", "report", "explain", "next"),
    *("verify", "journal", "seal", "export", "audit", "rehearse", "diff", "doctor", "purge"),
    *("recommend", "appraise", "hands", "delegates", "credentials", "checkin", "plan"),
)
GROUPS = ("names", "rules")
HELP = ((), ("--help",), ("-h",))
_PURPOSE = """党代表大会选举计票：候选人名单、差额、计票、当选、报告单。

例：tally count ballots.xlsx --election my-congress

一条命令的帮助和例子：tally count --help
"""


def app_for(words: Sequence[str]) -> typer.Typer:
    """Return the application for the words of a command line.

    Where they name a command, it alone is loaded; for the page that lists all commands their first lines suffice. Any
    other words, and a shell that completes them, get every command whole.
    """
    first = words[0] if words else ""
    if first in (*COMMANDS, *GROUPS):
        return make_app(whole=(first,))
    if tuple(words) in HELP and "_TALLY_COMPLETE" not in os.environ:
        return make_app(whole=(), named=(*COMMANDS, *GROUPS))
    return make_app()


def make_app(whole: Sequence[str] = (*COMMANDS, *GROUPS), named: Sequence[str] = ()) -> typer.Typer:
    """Return an application with the commands `whole`, and of those `named` the names and what they are for."""
    app = typer.Typer(
        name="tally",
        cls=Group,
        help=_PURPOSE,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in (*COMMANDS, *GROUPS):
        if name in GROUPS and name in whole:
            app.add_typer(_module(name).app, name=name, cls=Group, callback=_group)
        elif name in whole:
            app.command(name, cls=Command)(_module(name).command)
        elif name in named:
            app.command(name, cls=Command, help=_purpose(name))(_nothing)
    app.callback()(_root)
    return app


def _module(name: str) -> Any:
    return import_module(f"tally.cli.{name.replace('-', '_')}")


def _purpose(name: str) -> str | None:
    module = _module(name)
    text: str | None = module.app.info.help if name in GROUPS else module.command.__doc__
    return text


def _nothing() -> None:
    """Stand in the list of commands only."""


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"tally {version('tally')}")
        raise typer.Exit


def _root(
    version: Annotated[bool, typer.Option("--version", help="版本", callback=_version, is_eager=True)] = False,
    lang: Lang = "zh",
) -> None:
    """Give every command the same root."""


def _group(lang: Lang = "zh") -> None:
    """Give the commands of a group the same root."""
