"""Papers as Word files (.docx): the form in which they are edited and signed, set as official papers are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from tally.documents.blocks import (
    Block,
    Break,
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
from tally.documents.layout import in_rows, name_shares
from tally.documents.packing import without_times
from tally.documents.page import CODE_MM, FONTS, FORMS, Form, qr_png

if TYPE_CHECKING:
    from docx.document import Document

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ALTERNATIVES = {"方正小标宋简体": "SimSun", "仿宋_GB2312": "FangSong", "黑体": "SimHei"}
_FONT_TABLE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:fonts xmlns:w="{_W}">'
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _ALTERNATIVES.items()
    )
    + "</w:fonts>"
).encode()
_WATERMARK = (
    '<w:pict xmlns:w="{w}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
    '</v:shapetype><v:shape id="rehearsal" type="#_x0000_t136" style="position:absolute;width:380pt;height:190pt;'
    "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f">'
    '<v:textpath style="font-family:&quot;SimHei&quot;;font-size:1pt" string="{text}"/></v:shape></w:pict>'
)


def as_word(paper: Paper) -> bytes:
    """Return a paper as a .docx file."""
    import docx

    document = docx.Document()
    _Writer(document, paper, FORMS[paper.form]).write()
    written = io.BytesIO()
    document.save(written)
    return without_times(written.getvalue(), {"word/fontTable.xml": _FONT_TABLE})


class _Writer:
    """Fills one document; sizes are points, lengths millimetres."""

    def __init__(self, document: Document, paper: Paper, form: Form) -> None:
        self.document, self.paper, self.form = document, paper, form

    def write(self) -> None:
        """Set the page, then the blocks."""
        self._properties()
        self._page()
        self._foot()
        blocks = self.paper.blocks
        fresh = False
        for at, block in enumerate(blocks):
            if isinstance(block, Break):
                fresh = True
                continue
            follows = blocks[at + 1] if at + 1 < len(blocks) else None
            self._put(block, follows, fresh=fresh)
            fresh = False

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = "tally", self.paper.title, ""
        language = self.document.styles.element.find(f".//{{{_W}}}lang")
        if language is not None:
            language.set(f"{{{_W}}}eastAsia", "zh-CN")
        normal = self.document.styles["Normal"]
        _set_font(normal, "body", self.form.size)
        normal.paragraph_format.space_after = 0
        _set_font(self.document.styles["Footer"], "body", 9)  # what a field comes to takes the style's size

    def _page(self) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.oxml.ns import qn
        from docx.shared import Mm

        section = self.document.sections[0]
        width, height = (297, 210) if self.form.landscape else (210, 297)
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.orientation = WD_ORIENT.LANDSCAPE if self.form.landscape else WD_ORIENT.PORTRAIT
        section.top_margin, section.bottom_margin = Mm(self.form.top), Mm(self.form.bottom)
        section.left_margin, section.right_margin = Mm(self.form.left), Mm(self.form.right)
        section.header_distance, section.footer_distance = Mm(10), Mm(8)
        for grid in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(grid)  # every line has its exact distance; a grid would double the titles

    def _foot(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import parse_xml

        section = self.document.sections[0]
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        footer.add_run("— ")
        _field(footer, "PAGE")
        footer.add_run(" / ")
        _field(footer, "NUMPAGES")
        footer.add_run(" —")
        for line in self.paper.foot:
            one = section.footer.add_paragraph()
            one.paragraph_format.line_spacing = 1
            self._run(one, line, "body", 8)
        if self.paper.banner:
            header = section.header.paragraphs[0]
            header.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._run(header, self.paper.banner, "heading", 12)
            short = self.paper.banner.split("，")[0].split(":")[0]
            header.add_run()._r.append(parse_xml(_WATERMARK.format(w=_W, text=short)))

    def _put(self, block: Block, follows: Block | None, *, fresh: bool) -> None:
        from docx.shared import Mm, Pt

        kept = stays(block, follows)
        match block:
            case Title(meeting, name):
                sizes = [size for text, size in ((meeting, self.form.meeting), (name, self.form.title)) if text]
                for at, (text, size) in enumerate(zip([t for t in (meeting, name) if t], sizes, strict=True)):
                    self._line(text, "centre", "title", size, stays=True, fresh=fresh and not at)
            case Heading(text):
                one = self._line(text, "centre", "heading", self.form.size, stays=True, fresh=fresh, before=6)
                one.paragraph_format.space_after = Pt(3)
            case Paragraph(text, role):
                face, size = ("heading", self.form.size + 2) if role == "loud" else ("body", self.form.size)
                one = self._line(text, role, face, 9 if role == "small" else size, stays=kept, fresh=fresh)
                if isinstance(follows, Table):
                    one.paragraph_format.space_after = Pt(4)
            case Table():
                self._table(block, stays=kept, fresh=fresh)
            case Names(people):
                self._names(people, fresh=fresh)
            case Signatures(lines):
                self._signatures(lines, stays=kept)
            case Code(texts):
                one = self._line("", "right", "body", 9, fresh=fresh)
                for text in texts:
                    one.add_run().add_picture(io.BytesIO(qr_png(text)), width=Mm(CODE_MM))
            case _:
                pass

    def _line(
        self, text: str, role: str, face: str, size: float, *, stays: bool = False, fresh: bool = False, before: int = 0
    ) -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        one = self.document.add_paragraph()
        shape = one.paragraph_format
        pitch = {"body": self.form.pitch, "small": size * 1.6}.get(role, max(self.form.pitch, size * 1.35))
        shape.line_spacing = Pt(pitch) if text else 1.0
        shape.space_before, shape.keep_with_next, shape.page_break_before = Pt(before), stays, fresh
        if role == "body":
            shape.first_line_indent = Pt(2 * size)
        align = {
            "centre": WD_ALIGN_PARAGRAPH.CENTER,
            "order": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }
        if role in align:
            one.alignment = align[role]
        self._run(one, text, face, size)
        return one

    def _run(self, paragraph: Any, text: str, face: str, size: float) -> None:
        run = paragraph.add_run(text)
        if (face, size) != ("body", self.form.size):  # that is what the style says
            _set_font(run, face, size)
        if self.paper.colour and face == "title":
            from docx.shared import RGBColor

            run.font.color.rgb = RGBColor.from_string(self.paper.colour.lstrip("#"))

    def _table(self, table: Table, *, stays: bool, fresh: bool) -> None:
        from docx.shared import Mm, Pt

        if fresh:
            self._line("", "plain", "body", 1, fresh=True)
        made = self.document.add_table(rows=0, cols=len(table.widths))
        if table.ruled:
            made.style = "Table Grid"
        made.autofit = False
        _cell_margins(made)
        for column, share in zip(made.columns, table.shares, strict=True):
            column.width = Mm(self.form.width * share)
        heads, last = sum(row.head for row in table.rows), len(table.rows) - 1
        for at, row in enumerate(table.rows):
            inside = at < last and (table.together or at <= heads or at == last - 1)
            self._row(made, row, table, stays=inside or (at == last and stays))
        after = self._line("", "plain", "body", 1, stays=stays)
        after.paragraph_format.line_spacing = Pt(5)

    def _row(self, made: Any, row: Row, table: Table, *, stays: bool) -> None:
        from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm

        line = made.add_row()
        _row_property(line, "w:cantSplit")
        if row.head:
            _row_property(line, "w:tblHeader")
        if row.height:
            line.height, line.height_rule = Mm(row.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        at, cells = 0, line.cells
        for cell in row.cells:
            place = cells[at] if cell.span == 1 else cells[at].merge(cells[at + cell.span - 1])
            place.width = Mm(self.form.width * sum(table.shares[at : at + cell.span]))
            place.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = place.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.line_spacing = 1.15
            if stays:
                paragraph.paragraph_format.keep_with_next = True
            self._run(paragraph, cell.text, "heading" if row.head else "body", self.form.table)
            at += cell.span

    def _names(self, people: tuple[str, ...], *, fresh: bool) -> None:
        from docx.shared import Mm

        if fresh:
            self._line("", "plain", "body", 1, fresh=True)
        shares = name_shares(people, self.form.line)
        made = self.document.add_table(rows=0, cols=len(shares))
        made.autofit = False
        _cell_margins(made)
        for column, share in zip(made.columns, shares, strict=True):
            column.width = Mm(self.form.width * share)
        for names in in_rows(people, len(shares)):
            line = made.add_row()
            _row_property(line, "w:cantSplit")
            for place, share in zip(line.cells, shares, strict=True):
                place.width = Mm(self.form.width * share)
            for place, name in zip(line.cells, names, strict=False):
                self._run(place.paragraphs[0], name, "body", self.form.size)

    def _signatures(self, lines: tuple[tuple[str, str], ...], *, stays: bool) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm, Pt

        for at, (label, name) in enumerate(lines):
            one = self._line(f"{label}{name}　", "plain", "body", self.form.size, stays=stays or at + 1 < len(lines))
            one.paragraph_format.keep_together = True
            one.paragraph_format.tab_stops.add_tab_stop(
                Mm(self.form.width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES
            )
            one.paragraph_format.space_before = Pt(4)
            self._run(one, "\t", "body", self.form.size)


def _set_font(styled: Any, face: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styled.font.size = Pt(size)
    styled.font.name = FONTS[face]
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONTS[face])


def _cell_margins(made: Any) -> None:
    """Let three characters stand in a narrow column."""
    from docx.oxml import parse_xml

    sides = "".join(f'<w:{side} w:w="40" w:type="dxa"/>' for side in ("left", "right"))
    margins = parse_xml(f'<w:tblCellMar xmlns:w="{_W}">{sides}</w:tblCellMar>')
    look = made._tbl.tblPr.find(f"{{{_W}}}tblLook")
    if look is None:
        made._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _row_property(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)
