"""A list that somebody else typed, read against the order of strokes: what stands wrong, why, and where it belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tally.domain.message import Message, Translate, say
from tally.domain.problem import Problem, warning
from tally.names.normalise import name_key
from tally.names.order import stroke_key, tie_decided, why
from tally.names.strokes import KINDS, StrokeTable
from tally.names.traces import traces


@dataclass(frozen=True, slots=True)
class Misplaced:
    """One name that stands wrong; `position` counts from nought in the list."""

    position: int
    message: Message


@dataclass(frozen=True, slots=True)
class Strokes:
    """One character's line: its code point, number of strokes and their sequence in words."""

    character: str
    code: str
    count: str
    sequence: str


def lint(
    names: Sequence[str],
    table: StrokeTable,
    *,
    leaders: Sequence[str] = (),
    single_given: str = "blank-first",
    tie: str = "codepoint",
) -> tuple[Misplaced, ...]:
    """Return every name that stands wrong; KeyError for a character outside the table.

    `leaders` stand first in their own order; of the others every pair of neighbours out of order is named.

    >>> found = lint(["张明", "杨明", "王芳"], StrokeTable.load())
    >>> [str(one.message) for one in found][0]
    '“杨明”应在“张明”之前：“杨”7画，第1笔横；“张”7画，第1笔折；按笔画在第2位'
    >>> lint(["张明", "王芳"], StrokeTable.load(), leaders=["张明"])
    ()
    """
    first = {name_key(name): place for place, name in enumerate(leaders)}
    found = list(_leaders(names, leaders))
    rest = [(position, name) for position, name in enumerate(names) if name_key(name) not in first]
    keys = {name: stroke_key(name, table, single_given=single_given, tie=tie) for _, name in rest}
    ordered = sorted(keys.values())
    for (_, before), (position, name) in pairwise(rest):
        if keys[before] > keys[name]:
            reason = why(name, before, table, single_given=single_given, tie=tie)
            belongs = len(first) + ordered.index(keys[name]) + 1
            found.append(
                Misplaced(
                    position,
                    say(
                        "“{name}”应在“{before}”之前：{reason}；按笔画在第{place}位",
                        name=name,
                        before=before,
                        reason=reason,
                        place=belongs,
                    ),
                )
            )
    return tuple(sorted(found, key=lambda one: one.position))


def _leaders(names: Sequence[str], leaders: Sequence[str]) -> Iterator[Misplaced]:
    keys = [name_key(name) for name in names]
    for place, leader in enumerate(leaders):
        key = name_key(leader)
        if key not in keys:
            yield Misplaced(0, say("名单里没有应排在第{place}位的“{name}”", place=place + 1, name=leader))
        elif keys.index(key) != place:
            message = say("“{name}”按批准的顺序应在第{place}位", name=leader, place=place + 1)
            yield Misplaced(keys.index(key), message)


def remarks(names: Sequence[str], table: StrokeTable, places: Sequence[str]) -> tuple[Problem, ...]:
    """Return what should be known of a list: T222 equal names, T223 an order only the tie rule decided, `traces`."""
    found = list(traces(names, places))
    bearers: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        bearers.setdefault(name_key(name), []).append(position)
    for positions in bearers.values():
        if len(positions) > 1:
            same = say("“{name}”有{count}人同名，先后照原来的次序", name=names[positions[0]], count=len(positions))
            found.append(warning("T222", places[positions[1]], same, say("注明区别（单位、性别、出生年月）"), "B5"))
    for (before, name), where in zip(pairwise(names), places[1:], strict=True):
        if tie_decided(before, name, table):
            message = say("“{before}”“{name}”笔画笔顺全同，先后由字序规则决定", before=before, name=name)
            found.append(warning("T223", where, message, say("另一种规则见 --tie"), "B5"))
    return tuple(found)


def strokes_of(name: str, table: StrokeTable, translate: Translate) -> list[Strokes]:
    """Return what the table knows of each character of a name; what it does not know is a line."""
    lines = []
    for one in name_key(name):
        known = table.strokes(one)
        words = [KINDS[digit].render(translate) for digit in known or ""]
        count = table.counts.get(one)
        separator = "" if all(len(word) == 1 for word in words) else " "
        lines.append(
            Strokes(one, f"U+{ord(one):04X}", "—" if count is None else str(count), separator.join(words) or "—")
        )
    return lines
