"""Office files without a trace of when they were made: the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_TIMES = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")


def without_times(content: bytes, replacing: Mapping[str, bytes] | None = None) -> bytes:
    """Return a zipped office file with fixed times; `replacing` are parts to put in place of its own."""
    parts = replacing or {}
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = parts.get(entry.filename) or source.read(entry)
            if entry.filename == _PROPERTIES:  # the libraries put the time of saving here, whatever they are told
                part = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            target.writestr(zipfile.ZipInfo(entry.filename, EPOCH), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
