"""A congress's own Word templates: `templates/D12.docx` in the election folder, filled in place of the built-in paper.

Placeholders are `{{ paper.title }}`; loops over rows `{%tr for line in contest.lines %}` (docxtpl). Values are escaped
and an unknown field is an error; `tally report --list-fields` shows every field with its present value.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from tally.documents.packing import without_times
from tally.documents.sentences import BLANK
from tally.domain.message import Message, say
from tally.domain.problem import Problems, error

FOLDER = "templates"


def own_template(folder: Path | None, name: str) -> Path | None:
    """Return the election's own Word template of a paper, if there is one."""
    path = folder / FOLDER / f"{name}.docx" if folder else None
    return path if path is not None and path.is_file() else None


def fill(path: Path, context: Mapping[str, Any]) -> bytes:
    """Return an own template filled with a paper's context.

    Raises `Problems`: T907 docxtpl is not installed, T674 no Word file, T675 an unknown field or broken placeholder,
    T676 a rehearsal whose template does not say so.
    """
    try:
        from docxtpl import DocxTemplate
    except ImportError as absent:
        found, remedy = (
            say("没有安装填写自备模板用的 docxtpl"),
            say("运行 pip install 'tally[templates]'，或移走这个模板"),
        )
        raise Problems([error("T907", path.name, found, remedy)]) from absent
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    written = io.BytesIO()
    try:
        template = DocxTemplate(path)
        template.render({**context, "line": BLANK}, sandbox, autoescape=True)
        template.save(written)
    except (TemplateError, SecurityError) as failure:
        remedy = say("用 tally report --list-fields 查看可用的字段；检查 {{{{ }}}} 和 {{% %}} 是否成对")
        raise _refused("T675", path, say("模板里的占位符有误：{detail}", detail=str(failure)), remedy) from failure
    except Exception as failure:
        found = say("这不是能用的 Word 模板：{reason}", reason=str(failure) or type(failure).__name__)
        raise _refused("T674", path, found, say("用 Word 另存为 .docx，或移走这个模板")) from failure
    banner = context.get("banner")
    if banner and banner not in _text(template):
        found = say("这是演练，自备模板里没有演练字样")
        raise _refused("T676", path, found, say("在模板页眉里写上 {{{{ banner }}}}；正式选举时它是空的"))
    return without_times(written.getvalue())


def list_fields(context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every field of a context with its present value, lists by their items counted from nought."""
    for name, value in context.items():
        yield from _walk(name, value)


def _walk(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if is_dataclass(value):
        for one in fields(value):
            yield from _walk(f"{path}.{one.name}", getattr(value, one.name))
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _walk(f"{path}[{at}]", item)
    elif value is not None:
        yield path, str(value).replace("\n", "⏎")


def _text(template: Any) -> str:
    document = template.get_docx()
    parts = [document.element.body, *(section.header._element for section in document.sections)]
    return "".join(text for part in parts for text in part.itertext())


def _refused(code: str, path: Path, found: Message, remedy: Message) -> Problems:
    return Problems([error(code, path.name, found, remedy)])
