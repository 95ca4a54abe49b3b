"""What every command shares: its language, how problems are said, and that no traceback reaches a user."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from tally.cli import interrupts
from tally.cli.language import of_line
from tally.cli.usage import MisuseError
from tally.domain.failure import failure_problem
from tally.domain.message import Message, Translate, say
from tally.domain.problem import Problem, Problems, Severity, errors_among

Lang = Annotated[str, typer.Option("--lang", help="用哪种语言：zh 中文，en English", metavar="zh|en", callback=of_line)]
Quiet = Annotated[bool, typer.Option("--quiet", help="只说错误")]
Verbose = Annotated[bool, typer.Option("--verbose", help="多说一些：怎样读懂了输入、内部错误的来由")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")]
ElectionPath = Annotated[
    str | None, typer.Option("--election", help="选举目录或 election.toml", metavar="PATH", show_default=False)
]

_SEVERITY = {Severity.ERROR: say("错误"), Severity.WARNING: say("注意"), Severity.INFO: say("说明")}


@dataclass(frozen=True, slots=True)
class Door:
    """One command's way of speaking."""

    translate: Translate
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False

    def text(self, message: Message) -> str:
        """Return a message in the language asked for."""
        return message.render(self.translate)

    def show(self, text: str) -> None:
        """Print a result to stdout."""
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def note(self, message: Message) -> None:
        """Say something beside the result, on stderr, unless asked to be quiet."""
        if not self.quiet:
            sys.stderr.write(self.text(message) + "\n")

    def tell(self, problems: Iterable[Problem], *, remarks: bool = False) -> None:
        """Say problems on stderr: errors always, warnings unless quiet, remarks if asked for or part of the answer."""
        for one in problems:
            shown = {
                Severity.ERROR: True,
                Severity.WARNING: not self.quiet,
                Severity.INFO: self.verbose or (remarks and not self.quiet),
            }
            if shown[one.severity]:
                sys.stderr.write(self._line(one))

    def _line(self, one: Problem) -> str:
        head = f"{self.text(_SEVERITY[one.severity])} {one.code}  {one.place}\n    {self.text(one.found)}"
        rule = f"（{one.rule}）" if one.rule else ""
        remedy = self.text(one.remedy)
        return f"{head}{rule}\n" + (f"    → {remedy}\n" if remedy else "")

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Say why nothing was done; with --json also as JSON on stdout."""
        gathered = list(problems)
        if self.as_json:
            self.show(
                json.dumps(
                    {"problems": [one.as_json(self.translate) for one in gathered]}, ensure_ascii=False, indent=2
                )
            )
        self.tell(gathered)
        errors = len(errors_among(gathered))
        sys.stderr.write(self.text(say("共{count}处错误，没有写入任何文件。", count=errors)) + "\n")


@contextmanager
def door(lang: str, *, as_json: bool = False, quiet: bool = False, verbose: bool = False) -> Iterator[Door]:
    """Open the door for one command; whatever goes wrong inside comes out as sentences and an exit status."""
    from tally.messages import translator

    speaker = Door(translator(lang), as_json, quiet, verbose)
    try:
        interrupts.raise_again()
        yield speaker
    except (typer.Exit, MisuseError):
        raise
    except Problems as refused:
        speaker.refuse(refused.problems)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        sys.stderr.write(interrupts.STOPPED[lang])
        raise typer.Exit(interrupts.STATUS) from None
    except Exception as failure:
        if isinstance(failure, OSError) and failure.errno == errno.EPIPE:
            raise
        if verbose and not isinstance(failure, (MemoryError, OSError)):
            import traceback

            traceback.print_exc()
        speaker.refuse([failure_problem(failure)])
        raise typer.Exit(1) from None
