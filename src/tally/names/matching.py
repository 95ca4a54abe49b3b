"""Names near a written one (相近的姓名): shown to the people who rule, never taken in its place.

Distances and sounds come from rapidfuzz and pypinyin (the extra `suggest`); without them nothing is shown and nothing
else changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

from tally.domain.message import Message, say
from tally.names.normalise import name_key
from tally.names.strokes import StrokeTable
from tally.names.variants import as_simplified

SHOWN_AT_MOST = 3
ALIKE = 5  # strokes written for each one added or left out: 睛 and 晴, 己 and 已 are alike, 伟 and 纬 are not


@dataclass(frozen=True, slots=True)
class Near:
    """A known name near the written one, with the reason: sound, look, script, or how many characters differ."""

    name: str
    reason: Message


def can_suggest() -> bool:
    """Whether the libraries that find near names are installed."""
    return all(map(find_spec, ("pypinyin", "rapidfuzz")))


def nearest(written: str, known: Iterable[str], table: StrokeTable) -> tuple[Near, ...]:
    """Return the known names nearest to a written one, the nearest first; the same name is not near but found.

    Of three characters one may differ, of more a third, of two none; of those that sound or look the same any number.

    >>> near = nearest("王小名", ["王小明", "李大国", "王晓明"], StrokeTable.load())
    >>> [(one.name, str(one.reason)) for one in near]
    [('王小明', '“名”与“明”同音'), ('王晓明', '“小”与“晓”同音、“名”与“明”同音')]
    """
    if not can_suggest():
        return ()
    key = name_key(written)
    found = []
    for name in dict.fromkeys(known):
        other = name_key(name)
        weight = _weight(key, other, table) if other != key else None
        if weight is not None:
            found.append((weight, name, other))
    return tuple(Near(name, _reason(key, other, table)) for _, name, other in sorted(found)[:SHOWN_AT_MOST])


def _weight(key: str, other: str, table: StrokeTable) -> int | None:
    """Return how far two names are apart, None where nobody would take one for the other."""
    from rapidfuzz.distance import OSA

    if as_simplified(key) == as_simplified(other):
        return 0
    distance = OSA.distance(key, other)
    differing = _differing(key, other)
    excused = sum(same_sound(one, two) or look_alike(one, two, table) for one, two in differing)
    if distance <= excused:
        return 2 * distance - 1
    longest = max(len(key), len(other))
    return 2 * distance if longest > 2 and distance <= max(1, longest // 3) else None


def _differing(key: str, other: str) -> list[tuple[str, str]]:
    """Return the characters that differ place by place, none when the lengths do."""
    if len(key) != len(other):
        return []
    return [(one, two) for one, two in zip(key, other, strict=True) if one != two]


def _reason(key: str, other: str, table: StrokeTable) -> Message:
    if as_simplified(key) == as_simplified(other):
        return say("繁体与简体之别")
    differing = _differing(key, other)
    if sorted(key) == sorted(other):
        return say("字序不同")
    if not differing:
        return say("多写或漏写了字")
    return say("{parts}", parts=tuple(_difference(one, two, table) for one, two in differing))


def _difference(one: str, two: str, table: StrokeTable) -> Message:
    both = {"one": one, "two": two}
    if same_sound(one, two):
        return say("“{one}”与“{two}”同音", **both)
    if look_alike(one, two, table):
        return say("“{one}”与“{two}”形近", **both)
    return say("“{one}”与“{two}”不同", **both)


def same_sound(one: str, two: str) -> bool:
    """Whether two characters share a reading, tones apart.

    >>> same_sound("峰", "锋"), same_sound("峰", "枫"), same_sound("峰", "明")
    (True, True, False)
    """
    return bool(_readings(one) & _readings(two))


def look_alike(one: str, two: str, table: StrokeTable) -> bool:
    """Whether two characters are written with nearly the same strokes in the same sequence.

    >>> look_alike("己", "已", StrokeTable.load()), look_alike("王", "欧", StrokeTable.load())
    (True, False)
    """
    from rapidfuzz.distance import Indel

    first, second = table.strokes(one), table.strokes(two)
    if not first or not second:
        return False
    return ALIKE * Indel.distance(first, second) <= len(first) + len(second)


@lru_cache(maxsize=8192)
def _readings(one: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    return frozenset(reading for readings in pinyin(one, style=Style.NORMAL, heteronym=True) for reading in readings)
