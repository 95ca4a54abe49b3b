"""Papers as plain text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wcwidth import wcswidth

from tally.documents.blocks import Block, Break, Code, Heading, Names, Paper, Paragraph, Row, Signatures, Table, Title
from tally.documents.layout import IDEOGRAPHIC_SPACE, NAMES_A_ROW, aligned, grid, in_rows

INDENT = IDEOGRAPHIC_SPACE * 2
LINE = "_" * 16
_SCREEN = 76
CUT = "- " * 29 + "-"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def as_text(paper: Paper) -> str:
    """Return a paper as plain text, tables even in a fixed-width font."""
    banner = [f"【{paper.banner}】"] if paper.banner else []
    text = "\n".join([*banner, *map(_text_block, paper.blocks), "", *paper.foot])
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def as_markdown(paper: Paper) -> str:
    """Return a paper as Markdown; every value is escaped."""
    banner = [f"**【{_escaped(paper.banner)}】**"] if paper.banner else []
    parts = [*banner, *map(_markdown_block, paper.blocks), *map(_escaped, paper.foot)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _text_block(block: Block) -> str:
    match block:
        case Title(meeting, name):
            return "\n".join(line for line in (meeting, name) if line) + "\n"
        case Heading(text):
            return f"\n{text}"
        case Paragraph(text, role):
            return INDENT + text if role == "body" else text
        case Table():
            rows = [_texts(row) for row in block.rows if not row.head]
            return f"\n{grid(_headings(block), rows, _right(block))}\n"
        case Names(people):
            return "\n".join(INDENT + line for line in _beside(people))
        case Signatures(lines):
            return "\n" + "\n".join(f"{label}{name}{IDEOGRAPHIC_SPACE}{LINE}" for label, name in lines)
        case Code(texts):
            return "".join(f"\n{text}\n" for text in texts)
        case Break():
            return f"\n{CUT}\n"


def _markdown_block(block: Block) -> str:
    match block:
        case Title(meeting, name):
            return f"# {_escaped(' '.join(line for line in (meeting, name) if line))}"
        case Heading(text):
            return f"## {_escaped(text)}"
        case Paragraph(text, role):
            return f"**{_escaped(text)}**" if role == "loud" else _escaped(text)
        case Table():
            head = _headings(block) or [""] * len(block.widths)
            line = ["---:" if one else "---" for one in _right(block)]
            rows = [[_escaped(text) for text in _texts(row)] for row in block.rows if not row.head]
            return "\n".join(f"| {' | '.join(row)} |" for row in ([_escaped(text) for text in head], line, *rows))
        case Names(people):
            return "\n\n".join(_escaped((IDEOGRAPHIC_SPACE * 2).join(row)) for row in in_rows(people))
        case Signatures(lines):
            return "\n".join(f"- {_escaped(label + name)}" for label, name in lines)
        case Code(texts):
            return "\n".join(f"    {line}" for text in texts for line in text.splitlines())
        case Break():
            return "---"


def _beside(people: Sequence[str]) -> tuple[str, ...]:
    """Return lines of names, five to a line, fewer where they are too long for a screen."""
    counts = range(NAMES_A_ROW, 0, -1)
    tried = (aligned(in_rows(people, count)) for count in counts)
    return next((lines for lines in tried if max(map(wcswidth, lines), default=0) <= _SCREEN), tuple(people))


def _headings(table: Table) -> list[str]:
    heads = [row for row in table.rows if row.head]
    return _texts(heads[-1]) if heads else []


def _right(table: Table) -> list[bool]:
    """Say which columns hold figures."""
    figures = [False] * len(table.widths)
    for row in table.rows:
        at = 0
        for cell in row.cells:
            figures[at] |= isinstance(cell.value, int)
            at += cell.span
    return figures


def _texts(row: Row) -> list[str]:
    """Return one text a column; a cell over several columns stands in its first."""
    return [text for cell in row.cells for text in (cell.text, *[""] * (cell.span - 1))]


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
