"""The papers that can be made of a record: D11 选举结果报告单 per contest, D12 当选名单 for the whole election."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tally.documents.context import ContestView, View, view
from tally.documents.templates import environment
from tally.messages import translator

FORMATS = ("txt", "md", "html")
PAPERS = ("D11", "D12")
PER_CONTEST = frozenset({"D11"})
REHEARSAL = "演练-"

Paper = tuple[str, str]


def render_all(record: Mapping[str, Any], papers: Iterable[str], formats: Iterable[str], lang: str) -> list[Paper]:
    """Return file names and contents, papers in their order, formats in theirs.

    A void contest has no D11: nothing of it was counted.
    """
    translate = translator(lang)
    shown = view(record, translate)
    chosen, wanted = tuple(papers), tuple(formats)
    sandboxes = {extension: environment(extension, translate) for extension in wanted}
    return [
        (_name(paper, contest, extension, shown), _render(sandboxes[extension], paper, extension, shown, contest, lang))
        for paper in chosen
        for contest in _contests(paper, shown)
        for extension in wanted
    ]


def _contests(paper: str, shown: View) -> tuple[ContestView | None, ...]:
    if paper not in PER_CONTEST:
        return (None,)
    return tuple(contest for contest in shown.contests if not contest.void)


def _name(paper: str, contest: ContestView | None, extension: str, shown: View) -> str:
    name = f"{paper}-{contest.id}" if contest else paper
    return f"{REHEARSAL if shown.rehearsal else ''}{name}.{extension}"


def _render(sandbox: Any, paper: str, extension: str, shown: View, contest: ContestView | None, lang: str) -> str:
    template = sandbox.get_template(f"{paper}/{paper}.{extension}")
    text: str = template.render(paper=shown, contest=contest, lang="zh-CN" if lang == "zh" else lang)
    return text
