"""Worksheets as raw XML: one truth, a table of texts, written in every way that some program writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

Draw = Callable[[Sequence[str]], str]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PHONETIC = '<rPh sb="0" eb="1"><t>pin</t></rPh><phoneticPr fontId="1"/>'
BLANK = ("none", "empty", "styled", "inline")
TEXT = ("shared", "inline", "str", "rich", "inline rich", "phonetic", "inline phonetic", "entity", "cdata")


def address(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def text_element(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def item(text: str, form: str) -> str:
    """What stands in <si> or <is>: plain, in runs, with its sound, as references or as raw characters."""
    if "rich" in form:
        half = len(text) // 2
        runs = (f"<r><rPr><b/></rPr>{text_element(part)}</r>" for part in (text[:half], text[half:]))
        return "".join(runs)
    if "phonetic" in form:
        return text_element(text) + PHONETIC
    if form == "entity":
        return "<t>" + "".join(f"&#{ord(one)};" for one in text) + "</t>"
    if form == "cdata":
        return f"<t><![CDATA[{text}]]></t>"
    return text_element(text)


class RawSheet:
    """The cells of one sheet as XML and the shared texts they point to."""

    def __init__(self) -> None:
        self.shared: list[str] = []

    def cell(self, text: str, form: str, at: str) -> str:
        """One cell; `at` is its attribute r, or nothing."""
        if not text:
            return {"none": "", "empty": f"<c{at}/>", "styled": f'<c{at} s="0"></c>'}.get(
                form, f'<c{at} t="inlineStr"><is><t></t></is></c>'
            )
        if form == "str":
            return f'<c{at} t="str"><v>{escape(text)}</v></c>'
        if form.startswith("inline"):
            return f'<c{at} t="inlineStr"><is>{item(text, form)}</is></c>'
        self.shared.append(f"<si>{item(text, form)}</si>")
        return f'<c{at} t="s"><v>{len(self.shared) - 1}</v></c>'


def package(sheet: str, shared: Sequence[str] = (), prefix: str = "") -> bytes:
    """The whole workbook round a worksheet's inner XML; `prefix` is put before the names of its elements."""
    if prefix:
        for name in ("worksheet", "dimension", "sheetData", "row", "c", "v", "is", "t", "r", "rPr", "b", "f", "rPh"):
            for old, new in ((f"<{name}>", f"<{prefix}:{name}>"), (f"</{name}>", f"</{prefix}:{name}>")):
                sheet = sheet.replace(old, new)
            sheet = sheet.replace(f"<{name} ", f"<{prefix}:{name} ").replace(f"<{name}/>", f"<{prefix}:{name}/>")
        sheet = sheet.replace("<phoneticPr", f"<{prefix}:phoneticPr")
    space, name = (f"xmlns:{prefix}", f"{prefix}:worksheet") if prefix else ("xmlns", "worksheet")
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(shared)}</sst>',
        "xl/worksheets/sheet1.xml": f'<{name} {space}="{MAIN}">{sheet}</{name}>',
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, HEAD + text)
    return target.getvalue()
