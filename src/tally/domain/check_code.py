"""The record's canonical text and the check code (核验码) that every paper carries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(record: Mapping[str, object]) -> bytes:
    """Return the one text a record has: sorted keys, two spaces, UTF-8, a final newline.

    >>> canonical({"b": 1, "a": "甲"}).decode()
    '{\\n  "a": "甲",\\n  "b": 1\\n}\\n'
    """
    return (json.dumps(record, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode("utf-8")


def check_code(record: Mapping[str, object]) -> str:
    """Return the check code: ten bytes of the text's SHA-256, the key `check_code` left out, in Crockford's base 32.

    >>> check_code({"schema": 1}) == check_code({"schema": 1, "check_code": "whatever"})
    True
    """
    digest = hashlib.sha256(canonical({key: value for key, value in record.items() if key != "check_code"})).digest()
    number = int.from_bytes(digest[:10], "big")
    letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
