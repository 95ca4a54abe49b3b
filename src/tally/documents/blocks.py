"""What a paper is made of, whatever it is printed on: titles, sentences, tables, names, signatures.

A template under `templates/` is written once, in a small markup; `read` turns it into these blocks and one renderer a
format prints them. How a new paper is added stands in `tally.documents.papers`.

The markup is XML. Values come in escaped, so a name can hold any character and stay a name::

    <paper form="slip">                   form: slip (one page, read aloud), official (公文), wide (landscape)
      <title name="…">…</title>           the meeting; name is what the paper is
      <heading>…</heading> <to>…</to>     a heading; whom it is for
      <p>…</p> <p role="centre">…</p>     roles: body (indented), plain, centre, right, small, order, loud
      <table widths="1 2 1">              relative widths; role="grid|open"
        <tr role="head"><td>…</td></tr>   a heading row is repeated on every page
        <tr height="12"><td span="2">…</td><n>139</n></tr>      <n> holds a figure, a line or nothing
      </table>
      <names><li>…</li></names>           five to a row, below each other
      <signatures><sign label="…">…</sign></signatures>
      <date>…</date> <code>…</code>       a QR code of the text, or one of each <li> in it
      <break/>                            a new page
    </paper>

Any block may say `only="xlsx"` or `not="xlsx,txt"`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.etree import ElementTree

from tally.documents.layout import headed
from tally.domain.message import say
from tally.domain.problem import Problems, error


@dataclass(frozen=True, slots=True)
class Title:
    """The meeting's name above, the paper's name below; either may be empty."""

    meeting: str
    name: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more; `role` is body, plain, centre, right, small, order or loud."""

    text: str
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a text, or a whole number that stays one in a workbook."""

    value: str | int
    span: int = 1
    figure: bool = False

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `height` in millimetres where hands will write in it, else 0."""

    cells: tuple[Cell, ...]
    head: bool = False
    height: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are relative, one a column. `ruled` tables have lines."""

    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    ruled: bool = True

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the width that each column takes."""
        return tuple(width / sum(self.widths) for width in self.widths)

    @property
    def together(self) -> bool:
        """Whether it is so small that it never breaks across pages."""
        return len(self.rows) <= _TOGETHER


@dataclass(frozen=True, slots=True)
class Names:
    """Names five to a row."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs: label, printed name (may be empty), and a line; never parted from the text before."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """QR codes beside each other, each of a text."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


Block = Title | Heading | Paragraph | Table | Names | Signatures | Code | Break
_TOGETHER = 6  # a table of so few rows stands on one page


def stays(block: Block, follows: Block | None) -> bool:
    """Whether a block, or its last line, stands on the page of the next one.

    A heading does, words that end in a colon, a sentence before its table, a table before its notes, and what is
    signed before the signatures or the signing body and the date.
    """
    match block, follows:
        case (Title() | Heading(), _) | (_, Signatures() | Paragraph(role="right")):
            return True
        case (Paragraph(), Table()) | (Table() | Paragraph(role="small"), Paragraph(role="small")):
            return True
        case (Paragraph(role="plain", text=text), Paragraph()):
            return text.endswith(("：", ":"))
    return False


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper ready for any format. `banner` stands across every page, `foot` at the foot of every page."""

    title: str
    blocks: tuple[Block, ...]
    form: str = "slip"
    foot: tuple[str, ...] = ()
    banner: str = ""
    colour: str = ""
    lang: str = "zh-CN"

    def pages(self) -> list[list[Block]]:
        """The blocks between breaks."""
        pages: list[list[Block]] = [[]]
        for block in self.blocks:
            if isinstance(block, Break):
                pages.append([])
            else:
                pages[-1].append(block)
        return pages


def read(markup: str, source: str, target: str) -> tuple[tuple[Block, ...], dict[str, str]]:
    """Return the blocks that one format (`target`) prints, and the attributes of the whole paper.

    Raises `Problems` (T670) when the markup is broken; `source` is the template's name.
    """
    try:
        root = ElementTree.fromstring(markup)
        return tuple(_block(one) for one in root if _wanted(one, target)), dict(root.attrib)
    except (ElementTree.ParseError, KeyError, ValueError) as exception:
        found = say("模板写得不对：{detail}", detail=str(exception))
        raise Problems([error("T670", source, found, say("按模板的写法改正，或用程序自带的模板"))]) from exception


def _wanted(element: ElementTree.Element, target: str) -> bool:
    only, excluded = element.get("only"), element.get("not", "")
    return (only is None or target in only.split(",")) and target not in excluded.split(",")


def _block(element: ElementTree.Element) -> Block:
    text = _text(element)
    match element.tag:
        case "title":
            return Title(text, element.get("name", ""))
        case "heading":
            return Heading(text)
        case "to":
            return Paragraph(text, "plain")
        case "date":
            return Paragraph(text, "right")
        case "p":
            return Paragraph(text, element.get("role", "body"))
        case "table":
            return _table(element)
        case "names":
            return Names(tuple(_text(one) for one in element))
        case "signatures":
            return Signatures(tuple((one.get("label", ""), _text(one)) for one in element))
        case "code":
            return Code(tuple(_text(one) for one in element) or (text,))
        case "break":
            return Break()
    raise ValueError(f"<{element.tag}>")


def _table(element: ElementTree.Element) -> Table:
    rows = tuple(map(_row, element))
    columns = max((sum(cell.span for cell in row.cells) for row in rows), default=1)
    widths = tuple(map(int, element.get("widths", "").split())) or (1,) * columns
    if len(widths) != columns:
        raise ValueError(f"widths={len(widths)}, {columns}")
    return Table(rows, widths, element.get("role", "grid") == "grid")


def _row(element: ElementTree.Element) -> Row:
    """Return a row; a heading has what stands above a column."""
    head, cells = element.get("role") == "head", tuple(map(_cell, element))
    if head:
        cells = tuple(replace(cell, value=headed(cell.text)) for cell in cells)
    return Row(cells, head, int(element.get("height", "0")))


def _cell(element: ElementTree.Element) -> Cell:
    text, span = _text(element), int(element.get("span", "1"))
    if element.tag == "n":
        return Cell(int(text) if text.isdecimal() else text, span, figure=True)
    if element.tag != "td":
        raise ValueError(f"<{element.tag}>")
    return Cell(text, span)


def _text(element: ElementTree.Element) -> str:
    return "".join(element.itertext()).strip(" \n\r\t")
