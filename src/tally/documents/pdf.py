"""Papers as PDF without Word, network or system fonts: typst sets them with the fonts that come with the program.

PDF/A is asked for always: then a character that no font holds is an error and never a blank.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tally.documents.blocks import (
    Block,
    Break,
    Code,
    Heading,
    Names,
    Paper,
    Paragraph,
    Signatures,
    Table,
    Title,
    stays,
)
from tally.documents.fonts import FOLDER, SANS, SERIF, family
from tally.documents.layout import name_shares
from tally.documents.page import FORMS, qr_svg_file
from tally.documents.templates import folder
from tally.domain.message import say
from tally.domain.problem import Problems, error

_STANDARD = "a-2b"
_EPOCH = 315_532_800  # 1980-01-01, as in the office files


def as_pdf(paper: Paper, font: Path | None = None) -> bytes:
    """Return a paper as PDF/A. `font` is the user's own font file for characters that ours lack.

    Raises `Problems`: T905 typst is not installed, T651 a character no font holds, T652 the font file cannot be used.
    """
    return compile_page("paper.typ", _data(paper, font), "pdf", paper.title, font)


def compile_page(template: str, data: dict[str, Any], form: str, place: str, font: Path | None = None) -> bytes:
    """Return a page set by a template of `templates/page` from data, as pdf, svg or png; raises as `as_pdf`."""
    try:
        import typst
    except ImportError as absent:
        found = say("没有安装做 PDF 和图片用的 typst")
        raise Problems([error("T905", place, found, say("运行 pip install 'tally[pdf]'，或改用 docx"))]) from absent
    paths = [FOLDER, *([font.parent] if font else [])]
    options: dict[str, Any] = {"pdf_standards": [_STANDARD]} if form == "pdf" else {}
    if form == "png":
        options["ppi"] = 144.0
    try:
        compiled: Any = typst.compile  # its stubs know no common type of the formats
        made = compiled(
            folder() / "page" / template,
            format=form,
            font_paths=paths,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=_EPOCH,
            **options,
        )
    except RuntimeError as failure:
        found = say("PDF 排不出来：{reason}", reason=str(failure).strip().splitlines()[0])
        remedy = say("多为字体里没有的字：用 --font 指定一个有这些字的字体文件")
        raise Problems([error("T651", place, found, remedy)]) from failure
    return bytes(made[0] if isinstance(made, list) else made)


def _data(paper: Paper, font: Path | None) -> dict[str, Any]:
    own = [family(font)] if font else []
    return {
        "title": paper.title,
        "form": asdict(FORMS[paper.form]),
        "serif": [SERIF, *own],
        "sans": [SANS, SERIF, *own],
        "lang": paper.lang[:2],
        "region": "cn" if paper.lang.startswith("zh") else "us",
        "colour": paper.colour,
        "banner": paper.banner,
        "watermark": paper.banner.split("，")[0].split(":")[0],
        "foot": list(paper.foot),
        "blocks": list(_blocks(paper.blocks, FORMS[paper.form].line)),
    }


def _blocks(blocks: Sequence[Block], line: int) -> Iterator[dict[str, Any]]:
    """Yield the blocks; a table takes along the notes and signatures that stand on its page (its tail)."""
    at = 0
    while at < len(blocks):
        block, tail = blocks[at], []
        at += 1
        while isinstance(block, Table) and at < len(blocks) and stays(blocks[at - 1], blocks[at]):
            tail.append(_block(blocks[at], line))
            at += 1
        yield _block(block, line) | {"stays": stays(block, blocks[at] if at < len(blocks) else None), "tail": tail}


def _block(block: Block, line: int) -> dict[str, Any]:
    match block:
        case Title(meeting, name):
            return {"kind": "title", "meeting": meeting, "name": name}
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(text, role):
            return {"kind": "paragraph", "text": text, "role": role}
        case Table():
            return {
                "kind": "table",
                "widths": list(block.widths),
                "ruled": block.ruled,
                "together": block.together,
                "rows": [
                    {
                        "head": row.head,
                        "height": row.height,
                        "cells": [{"text": cell.text, "span": cell.span} for cell in row.cells],
                    }
                    for row in block.rows
                ],
            }
        case Names(people):
            return {"kind": "names", "people": list(people), "shares": list(name_shares(people, line))}
        case Signatures(lines):
            return {"kind": "signatures", "lines": [list(line) for line in lines]}
        case Code(texts):
            return {"kind": "code", "svgs": [qr_svg_file(text) for text in texts]}
        case Break():
            return {"kind": "break"}
