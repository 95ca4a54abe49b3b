"""The commands of `tally`, gathered; each is imported with its module, data libraries only when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from tally.cli import (
    appraise,
    audit,
    candidates,
    check,
    checkin,
    convert,
    count,
    credentials,
    delegates,
    diff,
    doctor,
    doubtful,
    explain,
    export,
    hands,
    init,
    inspect,
    journal,
    merge,
    names,
    next,
    plan,
    purge,
    recommend,
    reconcile,
    rehearse,
    report,
    rules,
    seal,
    template,
    verify,
    verify_margin,
)

app = typer.Typer(
    name="tally",
    help="党代表大会选举计票：候选人名单、差额、计票、当选、报告单。 Count a Party congress's ballots.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
BESIDE_THE_VOTE = (recommend, appraise, hands, delegates, credentials, checkin, plan)
TRUST = (verify, journal, seal, export, audit, rehearse, diff, doctor, purge)
for command in (
    init,
    verify_margin,
    candidates,
    check,
    inspect,
    template,
    convert,
    count,
    doubtful,
    reconcile,
    merge,
    report,
    explain,
    next,
    *TRUST,
    *BESIDE_THE_VOTE,
):
    app.command(command.NAME)(command.command)
app.add_typer(names.app, name="names")
app.add_typer(rules.app, name="rules")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"tally {version('tally')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", help="版本", callback=_version, is_eager=True)] = False,
) -> None:
    """Give every command the same root."""
