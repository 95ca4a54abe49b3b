"""Simplified and traditional forms (简体, 繁体) of one character: told apart, never converted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Mixture:
    """A traditional character in a list that also holds simplified ones: the name (by index) and both forms."""

    position: int
    traditional: str
    simplified: str


def mixtures(keys: Iterable[str]) -> tuple[Mixture, ...]:
    """Return every traditional character of a list whose other names, or other characters, are simplified.

    A list in one script throughout is nobody's mistake and gives nothing.

    >>> mixtures(["萬明", "刘洋"])
    (Mixture(position=0, traditional='萬', simplified='万'),)
    >>> mixtures(["萬明", "劉洋"])
    ()
    """
    listed = list(keys)
    if not any(one in _simplified_forms() for key in listed for one in key):
        return ()
    plain = simplified()
    return tuple(
        Mixture(position, one, plain[one]) for position, key in enumerate(listed) for one in key if one in plain
    )


def as_simplified(key: str) -> str:
    """Return a name's key in simplified forms, for comparing only.

    >>> as_simplified("劉洋")
    '刘洋'
    """
    plain = simplified()
    return "".join(plain.get(one, one) for one in key)


@cache
def simplified() -> Mapping[str, str]:
    """Return traditional form → the one simplified form it has in 《通用规范汉字表》."""
    return {form: line[0] for line in _lines() for form in line[1:]}


@cache
def _simplified_forms() -> frozenset[str]:
    return frozenset(line[0] for line in _lines())


def _lines() -> list[str]:
    return (resources.files("tally.names") / "data" / "traditional.txt").read_text(encoding="utf-8").splitlines()
