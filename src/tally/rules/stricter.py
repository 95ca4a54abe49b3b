"""A local rule book may tighten the regulation it extends, and nothing else (T429).

Each value of a section has one way to be stricter; a value without one stays as the regulation has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tally.domain.message import Message, say
from tally.domain.problem import Problem, error, place
from tally.rules.share import Share

Table = Mapping[str, Any]
Stricter = Callable[[Table, Table], bool]


def _share(table: Table) -> Share:
    strict = "more_than" in table
    numerator, denominator = table["more_than" if strict else "at_least"]
    return Share(numerator, denominator, strict)


def _more(table: Table, parent: Table) -> bool:
    return _share(table).at_least_as_strict(_share(parent))


def _base(table: Table, parent: Table) -> bool:
    return bool(table["of"] == parent["of"] or table["of"] in parent.get("stricter", ()))


def _within(key: str) -> Stricter:
    return lambda table, parent: parent[key][0] <= table[key][0] <= table[key][1] <= parent[key][1]


def _no_more(key: str) -> Stricter:
    return lambda table, parent: bool(table[key] <= parent[key])


def _ceiling(table: Table, parent: Table) -> bool:
    return bool(table["at_most"][0] * parent["at_most"][1] <= parent["at_most"][0] * table["at_most"][1])


def _superset(key: str) -> Stricter:
    return lambda table, parent: set(table[key]) >= set(parent[key])


def _level(key: str) -> Stricter:
    return lambda table, parent: _LEVELS.index(table[key]["level"]) >= _LEVELS.index(parent[key]["level"])


_LEVELS = ("info", "warning", "error")
_OFFICERS = ("scrutineers_not_candidates", "counters_not_candidates", "plenary_scrutineers", "relatives")
_MORE = say("只能要求更多")
_FEWER = say("只能更少")
_SHARES: Mapping[str, tuple[Stricter, Message]] = {"at_least": (_more, _MORE), "more_than": (_more, _MORE)}

# section → key → (is it at least as strict?, how people are told)
TIGHTER: Mapping[str, Mapping[str, tuple[Stricter, Message]]] = {
    "suspended": {"measures": (_superset("measures"), say("只能增加"))},
    "proxies": {"max_per_holder": (_no_more("max_per_holder"), _FEWER)},
    "quorum": _SHARES,
    "delegates": {"usual": (_within("usual"), say("只能更窄")), "most": (_no_more("most"), _FEWER)},
    "margin": {
        **_SHARES,
        "at_most": (_ceiling, _FEWER),
        "extra": (_within("extra"), say("只能更窄")),
        "seats": (_within("seats"), say("只能更窄")),
    },
    "sponsors": {"at_least": (lambda table, parent: table["at_least"] >= parent["at_least"], _MORE)},
    "majority": {**_SHARES, "of": (_base, say("只能改为原规则 stricter 中所列的基数"))},
    "further": _SHARES,
    "reduce_seats": {
        "allowed": (lambda table, parent: not table["allowed"] or parent["allowed"], say("只能改为 false")),
        "by_electors": (lambda table, parent: _more(table["by_electors"], parent["by_electors"]), _MORE),
    },
    "officers": {key: (_level(key), say("只能更严")) for key in _OFFICERS},
}


def changes(book: Table, parent: Table, file: str) -> Iterator[tuple[str, Problem | None]]:
    """Yield each path that a local book changes, with the problem when the change is not a stricter one."""
    for name, section in book.items():
        if name not in TIGHTER:
            yield name, _not_open(file, name)
            continue
        nested = isinstance(parent.get(name), Mapping) and all(
            isinstance(one, Mapping) for one in parent[name].values()
        )
        if nested and name != "officers":
            for key, table in section.items():
                yield from _compared(name, table, parent[name].get(key), f"{name}.{key}", file)
        else:
            yield from _compared(name, section, parent.get(name), name, file)


def _compared(
    name: str, table: Table, parent: Table | None, path: str, file: str
) -> Iterator[tuple[str, Problem | None]]:
    if parent is None:
        yield path, _not_open(file, path)
        return
    merged = merge(parent, table)
    for key in table:
        where = f"{path}.{key}"
        if key == "named":
            yield from _compared(name, table[key], parent.get(key), where, file)
        elif key != "source" and merged.get(key) != parent.get(key):
            tighter = TIGHTER[name].get(key)
            if tighter is None:
                yield where, _not_open(file, where)
            elif not tighter[0](merged, parent):
                found = say("比原规则宽")
                yield where, error("T429", place(file, where), found, say("{how}，或删去这一行", how=tighter[1]))
            else:
                yield where, None


def merge(parent: Table, book: Table) -> dict[str, Any]:
    """Lay a local book over its parent; a share said one way replaces a share said the other way.

    >>> merge({"quorum": {"DW": {"at_least": [4, 5], "of": "entitled"}}}, {"quorum": {"DW": {"more_than": [4, 5]}}})
    {'quorum': {'DW': {'of': 'entitled', 'more_than': [4, 5]}}}
    """
    result = dict(parent)
    for key, other in (("at_least", "more_than"), ("more_than", "at_least")):
        if key in book and other not in book:
            result.pop(other, None)
    for key, value in book.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping) and key != "source"
        result[key] = merge(result[key], value) if both else value
    return result


def _not_open(file: str, path: str) -> Problem:
    return error(
        "T429",
        place(file, path),
        say("“{path}”不能由本地规则改变", path=path),
        say("删去；本地规则只能在原规则允许的地方更严"),
    )
