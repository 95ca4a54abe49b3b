"""The record's canonical text and the check code (核验码) that every paper carries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from json.encoder import encode_basestring

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(record: Mapping[str, object]) -> bytes:
    """Return the one text a record has: sorted keys, two spaces, UTF-8, a final newline.

    >>> canonical({"b": 1, "a": "甲"}).decode()
    '{\\n  "a": "甲",\\n  "b": 1\\n}\\n'
    """
    return _joined(_entries(record))


def _text(value: object, line: str) -> str:
    """Return what `json.dumps` gives with `sort_keys` and `indent=2`, in less than half the time; `line` begins one."""
    if isinstance(value, str):
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    inner = f"{line}  "
    if isinstance(value, Mapping):
        parts = [f"{encode_basestring(key)}: {_text(value[key], inner)}" for key in sorted(value)]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}" if parts else "{}"
    if isinstance(value, list | tuple):
        parts = [_text(one, inner) for one in value]
        return f"[{inner}{f',{inner}'.join(parts)}{line}]" if parts else "[]"
    return json.dumps(value)


def check_code(record: Mapping[str, object]) -> str:
    """Return the check code: ten bytes of the text's SHA-256, the key `check_code` left out, in Crockford's base 32.

    >>> check_code({"schema": 1}) == check_code({"schema": 1, "check_code": "whatever"})
    True
    """
    return _code_of(_entries(record))


def is_whole(record: Mapping[str, object], content: bytes) -> bool:
    """Whether a record's check code fits and these bytes are the canonical ones.

    >>> record = {"a": "甲", "check_code": check_code({"a": "甲"})}
    >>> is_whole(record, canonical(record)), is_whole(record, canonical(record) + b"x")
    (True, False)
    """
    entries = _entries(record)
    return content == _joined(entries) and record.get("check_code") == _code_of(entries)


def _entries(record: Mapping[str, object]) -> dict[str, str]:
    return {key: _text(record[key], "\n  ") for key in sorted(record)}


def _joined(entries: Mapping[str, str]) -> bytes:
    parts = ",\n  ".join(f"{encode_basestring(key)}: {text}" for key, text in entries.items())
    return (f"{{\n  {parts}\n}}\n" if parts else "{}\n").encode("utf-8")


def _code_of(entries: Mapping[str, str]) -> str:
    digest = hashlib.sha256(_joined({key: text for key, text in entries.items() if key != "check_code"})).digest()
    number = int.from_bytes(digest[:10], "big")
    letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
