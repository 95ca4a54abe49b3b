"""The papers that can be made of a record, and how they become files.

**A new paper** is a template `templates/papers/NAME.xml` in the markup of `tally.documents.blocks` and one line in
`PAPERS` here. It sees `paper` (`tally.documents.context.View`) and, if made per contest, `contest`.

**Papers of other rooms** (consultation, sealing …) that are made from no record use `print_paper`: a template and a
mapping of values; every format comes with it::

    files = print_paper("C1", {"title": "…", "lines": lines}, "C1", ("docx", "html"), translate, foot=(…,))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.documents.blocks import Paper, read
from tally.documents.contest_view import ContestView
from tally.documents.context import View, view
from tally.documents.templates import environment
from tally.domain.message import Translate, say
from tally.domain.problem import Problems, error
from tally.messages import translator

REHEARSAL = "演练-"
FORMATS = ("docx", "xlsx", "pdf", "html", "md", "txt")
DEFAULT_FORMATS = ("docx", "html", "txt")
File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper: its template, whether there is one a contest, and when there is one at all.

    `code` is what `--only` names; papers that come together share it. `usual` papers are made when nothing is named.
    """

    name: str
    code: str
    per_contest: bool = False
    before: bool = False
    usual: bool = True
    applies: Callable[[View], bool] = lambda paper: True
    concerns: Callable[[ContestView], bool] = lambda contest: True


def _counted(contest: ContestView) -> bool:
    return not contest.void


def _any_counted(paper: View) -> bool:
    return any(not contest.void for contest in paper.contests)


PAPERS: tuple[Kind, ...] = (
    Kind("D11", "D11", per_contest=True, concerns=_counted),
    Kind("D12", "D12", applies=_any_counted),
)
CODES = tuple(dict.fromkeys(kind.code for kind in PAPERS))


def render_all(
    record: Mapping[str, Any],
    codes: Iterable[str] | None,
    formats: Sequence[str],
    lang: str,
    font: Path | None = None,
) -> list[File]:
    """Return file names and contents, papers in their order, formats in theirs; `codes` None means the usual papers.

    A void contest has no result slip: nothing of it was counted. Raises `Problems`: T670 a broken template, T905 a
    missing extra, T651 a character that no font holds.
    """
    translate = translator(lang)
    shown = view(record, translate)
    wanted = None if codes is None else set(codes)
    files: list[File] = []
    for kind in PAPERS:
        if (kind.usual if wanted is None else kind.code in wanted) and kind.applies(shown):
            for contest in _contests(kind, shown):
                name = f"{kind.name}-{contest.id}" if contest else kind.name
                context = {"paper": shown, "contest": contest}
                files += print_paper(
                    kind.name, context, name, formats, translate, foot=shown.foot, rehearsal=shown.rehearsal, font=font
                )
    return files


def print_paper(
    template: str,
    context: Mapping[str, Any],
    name: str,
    formats: Sequence[str],
    translate: Translate,
    *,
    foot: tuple[str, ...] = (),
    rehearsal: bool = False,
    font: Path | None = None,
) -> list[File]:
    """Return one paper in several formats as (file name, bytes); `name` is the file's without suffix.

    Raises `Problems` as `render_all`.
    """
    markup = _markup(template, context, translate)
    stem = f"{REHEARSAL}{name}" if rehearsal else name
    banner = say("演练，不作为选举结果").render(translate) if rehearsal else ""
    files = []
    for extension in formats:
        blocks, attributes = read(markup, f"{template}.xml", extension)
        paper = Paper(
            title=attributes.get("title") or name,
            blocks=blocks,
            form=attributes.get("form", "slip"),
            foot=foot,
            banner=banner,
            colour=attributes.get("colour", ""),
            lang=translate("zh-CN"),
        )
        files.append((f"{stem}.{extension}", render(paper, extension, font)))
    return files


def render(paper: Paper, extension: str, font: Path | None = None) -> bytes:
    """Return a paper in one format; only that format's library is loaded."""
    match extension:
        case "txt":
            from tally.documents.plain import as_text

            return as_text(paper).encode("utf-8")
        case "md":
            from tally.documents.plain import as_markdown

            return as_markdown(paper).encode("utf-8")
        case "html":
            from tally.documents.web import as_html

            return as_html(paper).encode("utf-8")
        case "docx":
            from tally.documents.word import as_word

            return as_word(paper)
        case "xlsx":
            from tally.documents.sheets import as_workbook

            return as_workbook(paper)
        case "pdf":
            from tally.documents.pdf import as_pdf

            return as_pdf(paper, font)
    raise ValueError(extension)


def _contests(kind: Kind, shown: View) -> tuple[ContestView | None, ...]:
    if not kind.per_contest:
        return (None,)
    return tuple(contest for contest in shown.contests if kind.concerns(contest))


def _markup(template: str, context: Mapping[str, Any], translate: Translate) -> str:
    from jinja2 import TemplateError

    try:
        return environment(translate).get_template(f"papers/{template}.xml").render(context)
    except TemplateError as failure:
        line = getattr(failure, "lineno", None)
        found = say("模板写得不对：{detail}", detail=f"{failure}{f' (line {line})' if line else ''}")
        remedy = say("按模板的写法改正，或用程序自带的模板")
        raise Problems([error("T670", f"{template}.xml", found, remedy)]) from failure
