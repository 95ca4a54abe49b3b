"""The form of a partial count: which keys it has, and what stands under each."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import Any

Form = type | Callable[[object], bool] | tuple[Any, ...] | list[Any] | dict[Any, Any]
"""A type, a test, some forms of which one fits, a list of one form, a mapping by its keys or (`str`) any keys."""

_MOST = 1 << 62


def fits(value: object, form: Form) -> bool:
    """Whether a value of JSON has a form.

    >>> fits({"a": [1, 2]}, {"a": [int]}), fits({"a": [1, "2"]}, {"a": [int]}), fits(True, int)
    (True, False, False)
    """
    if isinstance(form, tuple):
        return any(fits(value, one) for one in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(one, form[0]) for one in value)
    if isinstance(form, dict):
        if not isinstance(value, dict) or (str not in form and value.keys() != form.keys()):
            return False
        return all(fits(one, form[key if key in form else str]) for key, one in value.items())
    return type(value) is form if isinstance(form, type) else form(value)


def _whole(value: object) -> bool:
    return type(value) is int and 0 <= value < _MOST


def _role(value: object) -> bool:
    return value in ("ballots", "rulings", "second")


_PILE: Form = {
    "name": str,
    "ballots": _whole,
    "ballots_seen": bool,
    "candidates": [[_whole]],
    "valid": _whole,
    "invalid": {str: _whole},
    "write_ins": {str: _whole},
    "spellings": {str: str},
    "doubt": {"ballots": _whole, "least": [[(str, int)]], "most": [[(str, int)]], "unnamed": _whole},
    "signs_folded": _whole,
    "numbers": [[_whole]],
    "numbers_as_text": [str],
    "rulings_used": [_whole],
}
PARTIAL: Form = {
    **dict.fromkeys(("kind", "place", "title", "rules", "identity", "entry", "check_code"), str),
    "schema": int,
    "contests": [{"id": str, "office": str, "piles": [_PILE]}],
    "inputs": [{"role": _role, "path": str, "sha256": str, "ballots": (_whole, NoneType), "sheet": (str, NoneType)}],
    "rulings": [
        {
            **dict.fromkeys(("contest", "ballot", "column", "read_as", "by", "reason", "file"), str),
            **dict.fromkeys(("name", "void", "place"), str),
            **dict.fromkeys(("candidate", "box"), (_whole, NoneType)),
        }
    ],
    "problems": [{**dict.fromkeys(("code", "severity", "place", "found", "remedy"), str), "rule": (str, NoneType)}],
}
