"""The form of a partial count: which keys it has, what stands under each, and what must agree with what."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import Any

from tally.records.store import is_below

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


def _run(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_whole, value))


def _path(value: object) -> bool:
    return isinstance(value, str) and is_below(value)


def _entry(value: object) -> bool:
    return value in ("single", "double")


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
    "numbers": [_run],
    "numbers_as_text": [str],
    "rulings_used": [_whole],
}
PARTIAL: Form = {
    **dict.fromkeys(("kind", "place", "title", "rules", "identity", "check_code"), str),
    "entry": _entry,
    "schema": int,
    "contests": [{"id": str, "office": str, "piles": [_PILE]}],
    "inputs": [{"role": _role, "path": _path, "sha256": str, "ballots": (_whole, NoneType), "sheet": (str, NoneType)}],
    "rulings": [
        {
            **dict.fromkeys(("contest", "ballot", "column", "read_as", "by", "reason", "file"), str),
            **dict.fromkeys(("name", "void", "place"), str),
            **dict.fromkeys(("candidate", "box"), (_whole, NoneType)),
        }
    ],
    "problems": [{**dict.fromkeys(("code", "severity", "place", "found", "remedy"), str), "rule": (str, NoneType)}],
}


def adds_up(values: dict[str, Any]) -> bool:
    """Whether a partial count of that form names each contest once, gives each ballot's file, and numbers no more
    ballots than there are."""
    piles = [pile for contest in values["contests"] for pile in contest["piles"]]
    files = sum(one["ballots"] or 0 for one in values["inputs"] if one["role"] == "ballots")
    once = len({contest["id"] for contest in values["contests"]}) == len(values["contests"])
    return once and files == sum(pile["ballots"] for pile in piles) and all(map(_is_numbered, piles))


def _is_numbered(pile: dict[str, Any]) -> bool:
    """Whether the runs of 票号 are in order and, with the other ones, not more than the ballots."""
    ends = [end for first, last in pile["numbers"] for end in (first, last + 1)]
    numbered = sum(ends[1::2]) - sum(ends[::2]) + len(pile["numbers_as_text"])
    return ends == sorted(ends) and max(numbered, pile["doubt"]["ballots"]) <= pile["ballots"]
