"""Rates over a named base, and ranks that ties share: whole numbers only, percentages cut for print."""

from __future__ import annotations

from collections.abc import Sequence

from tally.names.order import stroke_key
from tally.names.strokes import StrokeTable


def rate(part: int, base: int) -> int | None:
    """Return a rate in hundredths of a percent, cut; None over a base of nought.

    >>> rate(58, 64), rate(8, 64), rate(1, 0)
    (9062, 1250, None)
    """
    return 10_000 * part // base if base else None


def percent(hundredths: int | None) -> str:
    """Return a rate for print, a missing one as a line.

    >>> percent(9062), percent(5), percent(10000), percent(None)
    ('90.62%', '0.05%', '100.00%', '—')
    """
    return "—" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}%"


def share(part: int, whole: int) -> str:
    """Return a share as reports on credentials write it (ZS4): one decimal, half up, “.0” dropped.

    >>> share(201, 344), share(62, 344), share(66, 220), share(7, 344), share(1, 0)
    ('58.4', '18', '30', '2', '—')
    """
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


def ranks(values: Sequence[int]) -> list[int]:
    """Return each one's rank: one more than the number of those with more (K9).

    >>> ranks([58, 55, 55, 49, 23, 23, 8])
    [1, 2, 2, 4, 5, 5, 7]
    """
    ordered = sorted(values, reverse=True)
    first = {value: at + 1 for at, value in reversed(list(enumerate(ordered)))}
    return [first[value] for value in values]


def by_strokes(name: str) -> tuple[int, tuple[int, ...], str]:
    """Return the key by which names sort by strokes; a name with a character the table lacks stands last."""
    table = StrokeTable.load()
    if table.unknown(name):
        return 1, (), name
    return 0, stroke_key(name, table), name
