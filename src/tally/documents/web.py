"""Papers as one self-contained HTML file each, which prints as the Word file does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from tally.documents.blocks import (
    Block,
    Break,
    Cell,
    Code,
    Heading,
    Names,
    Paper,
    Paragraph,
    Row,
    Signatures,
    Table,
    Title,
    stays,
)
from tally.documents.layout import name_shares
from tally.documents.page import FORMS, qr_svg
from tally.documents.templates import folder


def as_html(paper: Paper) -> str:
    """Return a paper as an HTML page without any outside resource."""
    pages = "\n".join(_page(page, paper) for page in paper.pages())
    banner = f'<p class="rehearsal">{escape(paper.banner)}</p>\n' if paper.banner else ""
    watermark = f'<div class="watermark" aria-hidden="true">{escape(paper.banner)}</div>\n' if paper.banner else ""
    return (
        f'<!doctype html>\n<html lang="{escape(paper.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(paper.title)}</title>\n<style>\n{_style(paper)}</style>\n</head>\n"
        f'<body class="{escape(paper.form)}">\n{watermark}{banner}{pages}\n</body>\n</html>\n'
    )


def _style(paper: Paper) -> str:
    form = FORMS[paper.form]
    size = "A4 landscape" if form.landscape else "A4"
    colour = f"h1 {{ color: {paper.colour}; }}\n" if paper.colour else ""
    return (
        f"@page {{ size: {size}; margin: {form.top}mm {form.right}mm {form.bottom - 4}mm {form.left}mm; }}\n"
        f"body {{ font-size: {form.size}pt; }}\nh1 {{ font-size: {form.title}pt; }}\n"
        f"h1 small {{ font-size: {form.meeting}pt; }}\ntable {{ font-size: {form.table}pt; }}\n"
        f"{colour}{(folder() / 'page' / 'paper.css').read_text(encoding='utf-8')}"
    )


def _page(blocks: list[Block], paper: Paper) -> str:
    line = FORMS[paper.form].line
    foot = "".join(f"<p>{escape(line)}</p>" for line in paper.foot)
    content = "".join(_chain(chain, line) for chain in _chains(blocks))
    return f"<main>\n{content}<footer>{foot}</footer>\n</main>"


def _chains(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield blocks with those that stand on their page."""
    chain: list[Block] = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        chain.append(block)
        if not stays(block, after):
            yield chain
            chain = []
    if chain:
        yield chain


def _chain(chain: Sequence[Block], line: int) -> str:
    """Return a chain as one whole; a long table is none, what follows it is."""
    large = [at for at, block in enumerate(chain, start=1) if isinstance(block, Table) and not block.together]
    parted = large[-1] if large else 0
    before, after = ("".join(_block(block, line) for block in part) for part in (chain[:parted], chain[parted:]))
    return f'{before}<div class="whole">\n{after}</div>\n' if len(chain) - parted > 1 else before + after


def _block(block: Block, line: int) -> str:
    match block:
        case Title(meeting, name):
            small = f"<small>{escape(meeting)}</small>" if meeting and name else ""
            return f"<h1>{small}{escape(name or meeting)}</h1>\n"
        case Heading(text):
            return f"<h2>{escape(text)}</h2>\n"
        case Paragraph(text, role):
            return f'<p class="{escape(role)}">{escape(text)}</p>\n'
        case Table():
            return _table(block)
        case Names(people):
            columns = f"grid-template-columns:repeat({len(name_shares(people, line))},auto)"
            listed = "".join(f"<li>{escape(name)}</li>" for name in people)
            return f'<ul class="names" style="{columns}">\n{listed}\n</ul>\n'
        case Signatures(lines):
            signed = "".join(f"<div><dt>{escape(label)}{escape(name)}</dt><dd></dd></div>" for label, name in lines)
            return f'<dl class="signatures">{signed}</dl>\n'
        case Code(texts):
            codes = (f'<span title="{escape(text)}">{qr_svg(text)}</span>' for text in texts)
            return f'<div class="code">{"".join(codes)}</div>\n'
        case Break():
            return ""


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{100 * share:.1f}%">' for share in table.shares)
    head = "".join(_row(row, "th") for row in table.rows if row.head)
    body = "".join(_row(row, "td") for row in table.rows if not row.head)
    kinds = [name for name, held in (("open", not table.ruled), ("small", table.together)) if held]
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    heading = f"<thead>{head}</thead>\n" if head else ""
    return f"<table{kind}>\n<colgroup>{columns}</colgroup>\n{heading}<tbody>\n{body}</tbody>\n</table>\n"


def _row(row: Row, tag: str) -> str:
    height = f' style="height:{row.height}mm"' if row.height else ""
    return f"<tr{height}>{''.join(_cell(cell, tag) for cell in row.cells)}</tr>\n"


def _cell(cell: Cell, tag: str) -> str:
    span = f' colspan="{cell.span}"' if cell.span > 1 else ""
    figure = ' class="figure"' if isinstance(cell.value, int) else ""
    return f"<{tag}{span}{figure}>{escape(cell.text)}</{tag}>"
