"""Where papers' templates are, and the sandbox they run in: they lay out what the context holds and compute nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tally.domain.message import Translate, say

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_FINALIZE: dict[str, Callable[[object], object]] = {
    "md": lambda value: _MARKDOWN.sub(r"\\\1", value) if isinstance(value, str) else value,
}


def environment(extension: str, translate: Translate) -> ImmutableSandboxedEnvironment:
    """Return the sandbox for papers of one format: html and md escape every value, an unknown name is an error.

    Templates say words through `_("…")` and `_("…", key=value)`, which follow the language; plain text has `table`.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    sandbox = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder()),
        autoescape=extension == "html",
        undefined=StrictUndefined,
        finalize=_FINALIZE.get(extension),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sandbox.globals["_"] = partial(_words, translate)
    if extension == "txt":
        from tally.documents.layout import table

        sandbox.globals["table"] = table
    return sandbox


def folder() -> Path:
    """Return the templates' folder: inside the installed package, or beside the sources of a checkout."""
    installed = Path(__file__).parent.parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "templates"


def _words(translate: Translate, template: str, **values: object) -> str:
    return say(template, **values).render(translate)
