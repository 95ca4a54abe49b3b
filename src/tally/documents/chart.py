"""A chart of the approvals (得票图) as SVG: a bar a person against the line of the majority. Lengths in pixels."""

from __future__ import annotations

from html import escape

from wcwidth import wcswidth

from tally.documents.contest_view import ContestView, Line, WriteInLine
from tally.documents.context import View
from tally.domain.message import Translate, say

WIDTH, LEFT, RIGHT, TOP, ROW, BAR = 960, 190, 120, 96, 40, 24
NAME, GAP = 18, 12
ELECTED, OTHER, LINE = "#b3121d", "#8a8f98", "#1a1a1a"
_FACE = "'Noto Sans SC','Noto Sans CJK SC',SimHei,'Microsoft YaHei',sans-serif"


def chart(paper: View, contest: ContestView, translate: Translate) -> str:
    """Return the chart of one contest; bars are measured against those present."""
    people: list[Line | WriteInLine] = [*contest.lines, *contest.write_ins]
    votes = [one.approve for one in people if isinstance(one.approve, int)]
    full = paper.present if isinstance(paper.present, int) else max(votes, default=1)
    names = [one.name if at < len(contest.lines) else f"{one.name} *" for at, one in enumerate(people)]
    left = max([LEFT, *(2 * GAP + wcswidth(name) * NAME // 2 for name in names)])
    room = WIDTH - left - RIGHT
    height = TOP + ROW * len(people) + 44
    rehearsal = say("（演练）").render(translate) if paper.rehearsal else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="{_FACE}" role="img">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(WIDTH // 2, 34, contest.office + say("得票").render(translate), 24, "middle"),
        _text(WIDTH // 2, 62, paper.title + rehearsal, 15, "middle"),
    ]
    figures = []
    for at, (one, name) in enumerate(zip(people, names, strict=True)):
        top = TOP + ROW * at
        value = one.approve if isinstance(one.approve, int) else 0
        length = value * room // full if full else 0
        colour = ELECTED if one.elected else OTHER
        parts += [
            _text(left - GAP, top + 18, name, NAME, "end"),
            f'<rect x="{left}" y="{top}" width="{length}" height="{BAR}" fill="{colour}"/>',
        ]
        figures.append(_text(left + length + 8, top + 18, str(one.approve), 17, "start"))
    if isinstance(contest.need, int) and full:
        x = left + contest.need * room // full
        parts += [
            f'<line x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{height - 40}" stroke="{LINE}" stroke-width="2" '
            'stroke-dasharray="6 4"/>',
            _text(x, height - 20, contest.line_to_reach, 15, "middle"),
        ]
    parts += [*figures, _text(WIDTH - 8, height - 6, paper.check_code, 10, "end")]  # figures stand upon the line
    return "\n".join([*parts, "</svg>", ""])


def _text(x: int, y: int, text: str, size: int, anchor: str) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{LINE}" stroke="#ffffff" '
        f'stroke-width="5" paint-order="stroke">{escape(text)}</text>'
    )
