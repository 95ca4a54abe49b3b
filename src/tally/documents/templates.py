"""Where papers' templates are, and the sandbox they run in: they lay out what the context holds and compute nothing."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tally.documents.sentences import BLANK
from tally.domain.message import Translate, say

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def environment(translate: Translate, *, markup: bool = True) -> ImmutableSandboxedEnvironment:
    """Return the sandbox for papers: every value is escaped, an unknown name is an error.

    Templates say words through `_("…")` and `_("…", key=value)`, which follow the language.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    sandbox = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder()),
        autoescape=markup,
        undefined=StrictUndefined,
        finalize=_printable if markup else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sandbox.globals["_"] = partial(_words, translate)
    sandbox.globals["line"] = BLANK
    return sandbox


def folder() -> Path:
    """Return the templates' folder: inside the installed package, or beside the sources of a checkout."""
    installed = Path(__file__).parent.parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "templates"


def _words(translate: Translate, template: str, **values: object) -> str:
    return say(template, **values).render(translate)


def _printable(value: object) -> object:
    """Put the replacement character where XML allows none."""
    return _NOT_XML.sub("\ufffd", value) if type(value) is str else value
