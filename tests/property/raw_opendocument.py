"""Sheets of .ods as raw XML: one truth, a table of texts, written in every way that some program writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from refuse.sheets_of_other_formats import SPREADSHEET

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
ASIDE = "<office:annotation><text:p>×</text:p></office:annotation>"
SHAPE = "<draw:frame><draw:text-box><text:p>×</text:p></draw:text-box></draw:frame>"
TEXT = ("plain", "attribute", "both", "spans", "link", "annotated", "shape", "cdata", "entities", "formula", "indented")
BLANK = ("self-closed", "empty", "no text", "annotated")


def cell(text: str, form: str, attributes: str = "", name: str = "table-cell") -> str:
    """One cell in one of the spellings of `TEXT`, or of `BLANK` where there is no text."""
    kind, shown = 'office:value-type="string"', escape(text)
    if not text:
        inner = {"self-closed": None, "empty": "", "no text": "<text:p/>", "annotated": ASIDE}[form]
        return element(name, attributes, inner)
    match form:
        case "attribute":
            return element(name, f"{attributes} {kind} office:string-value={quoteattr(text)}", None)
        case "both":
            attributes += f" office:string-value={quoteattr(text)}"  # the value counts, whatever is shown
            shown = "shown"
        case "formula":
            attributes += ' table:formula="of:=[.A1]"'
        case "spans":
            half = len(text) // 2
            shown = f"<text:span>{escape(text[:half])}</text:span>{escape(text[half:])}"
        case "link":
            shown = f"<text:a>{shown}</text:a>"
        case "cdata":
            shown = f"<![CDATA[{text}]]>"
        case "entities":
            shown = "".join(f"&#{ord(one)};" for one in text)
    before = {"annotated": ASIDE, "shape": SHAPE, "indented": "\n    "}.get(form, "")
    after = "\n  " if form == "indented" else ""
    return element(name, f"{attributes} {kind}", f"{before}<text:p>{shown}</text:p>{after}")


def element(name: str, attributes: str, inner: str | None) -> str:
    """One element of the table's namespace."""
    opening = f"table:{name} {attributes}".rstrip()
    return f"<{opening}/>" if inner is None else f"<{opening}>{inner}</table:{name}>"


def document(tables: Sequence[str], renamed: dict[str, str] | None = None) -> bytes:
    """The whole file round its tables; `renamed` are other prefixes for the namespaces."""
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    text = f"<office:document-content {spaces}>{body}</office:document-content>"
    for old, new in (renamed or {}).items():
        text = text.replace(f"<{old}:", f"<{new}:").replace(f"</{old}:", f"</{new}:").replace(f" {old}:", f" {new}:")
        text = text.replace(f"xmlns:{old}=", f"xmlns:{new}=")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", SPREADSHEET, zipfile.ZIP_STORED)
        archive.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return target.getvalue()
