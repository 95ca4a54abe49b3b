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
from functools import cache
from pathlib import Path
from typing import Any

from tally.documents.blocks import Paper, read
from tally.documents.contest_view import ContestView
from tally.documents.context import View, view
from tally.documents.own_templates import fill, own_template
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
    usual: bool = True
    applies: Callable[[View], bool] = lambda paper: True
    concerns: Callable[[ContestView], bool] = lambda contest: True


def _counted(contest: ContestView) -> bool:
    return not contest.void


def _result_slip(contest: ContestView) -> bool:
    """A district reports its count to the election committee (D18) instead."""
    return not contest.void and contest.kind != "RD"


def _of_kind(*kinds: str) -> Callable[[View], bool]:
    return lambda paper: any(not one.void and one.kind in kinds for one in paper.contests)


def _announced(paper: View) -> bool:
    """Deputies elected directly are announced by the election committee, not by this count (R6)."""
    return any(not one.void and one.kind != "RD" for one in paper.contests)


def _a_meeting(paper: View) -> bool:
    """Voters of a district hold no meeting whose attendance is reported."""
    return any(one.kind != "RD" for one in paper.contests)


def _notice(paper: View) -> bool:
    return _announced(paper) and not paper.preliminary and any(one.elected for one in paper.contests)


def _reported(paper: View) -> bool:
    return _of_kind("DW", "JW", "DB")(paper) and not paper.preliminary


def _leaders_reported(paper: View) -> bool:
    return _of_kind("DW", "JW", "ZW")(paper) and not paper.preliminary


PAPERS: tuple[Kind, ...] = (
    Kind("D3", "D3", usual=False),
    Kind("D6", "D6", per_contest=True, usual=False),
    Kind("D7", "D7", applies=_a_meeting),
    Kind("D8", "D8"),
    Kind("D9", "D9"),
    Kind("D10", "D10", per_contest=True, concerns=_counted),
    Kind("D11", "D11", per_contest=True, concerns=_result_slip),
    Kind("D12", "D12", applies=_announced),
    Kind("D12-notice", "D12", applies=_notice),
    Kind("D13", "D13", applies=lambda paper: paper.plenary and paper.discipline),
    Kind("D14", "D14", applies=lambda paper: paper.plenary and not paper.discipline),
    Kind("D15", "D15", applies=_reported),
    Kind("D15-request", "D15", applies=_leaders_reported),
    Kind("D16", "D16"),
    Kind("D17", "D17", usual=False),
    Kind("D18", "D18", per_contest=True, concerns=lambda contest: contest.kind == "RD"),
    Kind("D19", "D19", per_contest=True, concerns=lambda contest: contest.kind == "DB" and not contest.void),
    Kind("KIT", "KIT", usual=False),
)
CODES = tuple(dict.fromkeys(kind.code for kind in PAPERS))
NOT_SEALED: Mapping[str, Any] = {"manifest": "", "journal": "", "files": 0, "lines": 0}
OF_A_VOID_VOTE = frozenset({"D9"})


def render_all(
    record: Mapping[str, Any],
    codes: Iterable[str] | None,
    formats: Sequence[str],
    lang: str,
    folder: Path | None = None,
    font: Path | None = None,
    extra: Mapping[str, Any] | None = None,
) -> list[File]:
    """Return file names and contents, papers in their order, formats in theirs; `codes` None means the usual papers.

    A void contest has no result slip: nothing of it was counted; a void vote has the collection slip alone. Raises
    `Problems`: T670 a broken template, T673 nothing of what was named applies, T905 a missing extra, T651 a character
    that no font holds. `folder` is the election's, for its own Word templates; `extra` are further values for the
    templates (`sealed`: the figures of `tally.records.seal.sealing_figures`, on D16; `hands`: what the votes by hand
    came to, on D17).
    """
    translate = translator(lang)
    shown = view(record, translate)
    wanted = set(codes) if codes is not None else usual_codes(shown)
    files: list[File] = []
    for kind in PAPERS:
        if kind.code in wanted and kind.applies(shown):
            for contest in _contests(kind, shown):
                name = f"{kind.name}-{contest.id}" if contest else kind.name
                context = {"paper": shown, "contest": contest, "sealed": NOT_SEALED, "hands": {}, **(extra or {})}
                files += print_paper(
                    kind.name,
                    context,
                    name,
                    formats,
                    translate,
                    foot=shown.foot,
                    rehearsal=shown.rehearsal,
                    folder=folder,
                    font=font,
                )
    if wanted and not files:
        found = say("这份记录里没有这些文书：{codes}", codes=tuple(sorted(wanted)))
        remedy = say("D13、D14 用于全体会议，D18 用于直接选举人大代表，D19 用于选举党代表；选举无效的只有 D9")
        raise Problems([error("T673", "--only", found, remedy)])
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
    folder: Path | None = None,
    font: Path | None = None,
) -> list[File]:
    """Return one paper in several formats as (file name, bytes); `name` is the file's without suffix.

    The Word file comes from the election's own template when `folder` has `templates/TEMPLATE.docx`.

    Raises `Problems` as `render_all`.
    """
    markup = _markup(template, context, translate)
    stem = f"{REHEARSAL}{name}" if rehearsal else name
    banner = say("演练，不作为选举结果").render(translate) if rehearsal else ""
    files = []
    own = own_template(folder, template)
    for extension in formats:
        if own is not None and extension == "docx":
            files.append((f"{stem}.docx", fill(own, {**context, "banner": banner, "foot": foot})))
            continue
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


def usual_codes(shown: View) -> set[str]:
    """Return the papers made when none is named."""
    usual = {kind.code for kind in PAPERS if kind.usual}
    return usual & OF_A_VOID_VOTE if shown.all_void else usual


def _contests(kind: Kind, shown: View) -> tuple[ContestView | None, ...]:
    if not kind.per_contest:
        return (None,)
    return tuple(contest for contest in shown.contests if kind.concerns(contest))


_sandbox = cache(environment)


def _markup(template: str, context: Mapping[str, Any], translate: Translate) -> str:
    from jinja2 import TemplateError

    try:
        return _sandbox(translate).get_template(f"papers/{template}.xml").render(context)
    except TemplateError as failure:
        line = getattr(failure, "lineno", None)
        found = say("模板写得不对：{detail}", detail=f"{failure}{f' (line {line})' if line else ''}")
        remedy = say("按模板的写法改正，或用程序自带的模板")
        raise Problems([error("T670", f"{template}.xml", found, remedy)]) from failure
