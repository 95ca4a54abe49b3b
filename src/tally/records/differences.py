"""Where two records part: every field by its path, persons and contests by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ABSENT = object()
_NAMED_BY = ("id", "name", "path", "ballot")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its path from the top (`contests › committee › candidates › 甲 › approve`) and both values.

    A value that one side lacks is `ABSENT`.
    """

    path: tuple[str, ...]
    first: object
    second: object

    @property
    def shown(self) -> tuple[str, str]:
        """Return both values as people read them."""
        return _shown(self.first), _shown(self.second)


def differences(
    first: object, second: object, path: tuple[str, ...] = (), *, known_only: bool = False
) -> list[Difference]:
    """Return every field in which two values differ; with `known_only` fields that `first` lacks are left out.

    >>> before, after = {"a": [{"name": "甲", "approve": 1}]}, {"a": [{"name": "甲", "approve": 2}]}
    >>> [(one.path, one.shown) for one in differences(before, after)]
    [(('a', '甲', 'approve'), ('1', '2'))]
    """
    return list(_parted(first, second, path, known_only))


def _parted(first: object, second: object, path: tuple[str, ...], known_only: bool) -> Iterator[Difference]:
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        keys = [*first, *(() if known_only else (key for key in second if key not in first))]
        for key in keys:
            yield from _parted(first.get(key, ABSENT), second.get(key, ABSENT), (*path, str(key)), known_only)
    elif (before := _by_name(first)) and (after := _by_name(second)):
        for key in {**before, **after}:
            yield from _parted(before.get(key, ABSENT), after.get(key, ABSENT), (*path, key), known_only)
        shared = [key for key in before if key in after]
        if shared != [key for key in after if key in before]:
            yield Difference(path, tuple(before), tuple(after))
    elif type(first) is not type(second) or first != second:
        yield Difference(path, first, second)


def _name(one: Mapping[str, Any]) -> str:
    return next((str(one[key]) for key in _NAMED_BY if key in one), "")


def _by_name(value: object) -> dict[str, Mapping[str, Any]]:
    """Return the parts of a list by their names; nothing where it is no list, or a part of it has no name."""
    named: dict[str, Mapping[str, Any]] = {}
    for one in value if isinstance(value, list) else ():
        name = _name(one) if isinstance(one, Mapping) else ""
        if not name:
            return {}
        while name in named:
            name += "′"
        named[name] = one
    return named


def _shown(value: object) -> str:
    if value is ABSENT or value is None:
        return "—"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "、".join(map(_shown, value)) or "—"
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_shown(one)}" for key, one in value.items()) or "—"
    return str(value)
