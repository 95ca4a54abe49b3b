"""Which sheet of a workbook is meant: the one that is named, or the only one there is."""

from __future__ import annotations

from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.files.workbook import Workbook


def the_sheet(workbook: Workbook, named: str | None, asked_at: str) -> str:
    """Return the name of the sheet meant.

    Raises `Problems`: T265 (at `asked_at`) one of several that nobody named, T266 a name that no sheet has.
    """
    names = tuple(workbook.sheet_names)
    if not named and len(names) > 1:
        untold, remedy = say("没有写明用哪张工作表"), say("写成 文件名#工作表名；文件里有：{sheets}", sheets=names)
        raise Problems([error("T265", asked_at, untold, remedy)])
    if named and named not in names:
        unknown = say("没有名为“{sheet}”的工作表", sheet=named)
        raise Problems([error("T266", workbook.shown, unknown, say("文件里有：{sheets}", sheets=names))])
    return named or names[0]
