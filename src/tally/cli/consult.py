"""What the commands beside the vote share: settings file in, record and papers out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tally.cli.door import Door, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say
from tally.domain.problem import errors_among

FolderPath = Annotated[
    str | None,
    typer.Argument(metavar="PATH", help="设置文件，或放有它的文件夹（默认当前文件夹）", show_default=False),
]
Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="写到哪个文件夹（默认设置文件旁的 out/）", show_default=False)
]
Formats = Annotated[str, typer.Option("--format", help="表的格式：docx,xlsx,pdf,html,md,txt", metavar="FORMATS")]
USUAL_FORMATS = "docx,xlsx,html"


def consulting(kind: str, purpose: str) -> Callable[..., None]:
    """Return the command of one kind; `purpose` is its help."""

    def command(
        path: FolderPath = None,
        out: Out = None,
        format_: Formats = USUAL_FORMATS,
        as_json: Json = False,
        lang: Lang = "zh",
        quiet: Quiet = False,
        verbose: Verbose = False,
    ) -> None:
        consult_and_write(kind, path, out, format_, lang, as_json=as_json, quiet=quiet, verbose=verbose)

    command.__doc__ = purpose
    return command


def consult_and_write(
    kind: str,
    path: str | None,
    out: str | None,
    formats: str,
    lang: str,
    *,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Run one command: read, reckon, write record and papers, print. A check that does not hold ends with status 1."""
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.consulted import as_files, on_screen
        from tally.documents.papers import FORMATS
        from tally.documents.write import write_papers
        from tally.files.settings import find_settings
        from tally.records.check_code import canonical
        from tally.records.consulted import consult, settings_file, write_consulted

        wanted = tuple(one.strip() for one in formats.split(",") if one.strip())
        if set(wanted) - set(FORMATS):
            raise MisuseError(say("只能是 {choices}", choices=tuple(FORMATS)), "--format")
        settings = find_settings(Path(path) if path else None, settings_file(kind))
        record, remarks = consult(kind, settings)
        directory = Path(out) if out else settings.parent / "out"
        papers = as_files(record, wanted, speaker.translate)
        written = [write_consulted(record, directory), *write_papers(papers, directory)]
        if as_json:
            speaker.show(canonical(record).decode("utf-8"))
        elif not quiet:
            speaker.show(on_screen(record, speaker.translate))
        _close(speaker, written)
        speaker.tell(remarks)
        if errors_among(remarks):
            raise typer.Exit(1)


def _close(speaker: Door, written: list[Path]) -> None:
    for path in written:
        speaker.note(say("已写入 {path}", path=path))
