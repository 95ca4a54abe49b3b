"""Who is elected, written again as the literal table of the rules, line by line; it shares nothing with `decide`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """A line of the table: who is elected, how many seats stay open, what comes next, among whom."""

    elected: frozenset[str]
    open: int
    next: str
    among: frozenset[str] = frozenset()


def table(a: Mapping[str, int], base: int, s: int, collected: int, voted: int) -> Decision:
    """Return the line that applies. `a` are approvals, `base` what is halved, `s` the seats."""
    if collected > voted:
        return Decision(frozenset(), s, "rerun")
    q = sorted((name for name in a if 2 * a[name] > base), key=lambda name: -a[name])
    k = len(q)
    if k == s:
        return Decision(frozenset(q), 0, "report")
    if k > s and a[q[s - 1]] > a[q[s]]:
        return Decision(frozenset(q[:s]), 0, "report")
    if k > s:
        above = frozenset(name for name in q if a[name] > a[q[s - 1]])
        tied = frozenset(name for name in a if a[name] == a[q[s - 1]])
        return Decision(above, s - len(above), "revote", tied)
    if 0 < k < s:
        return Decision(frozenset(q), s - k, "further")
    return Decision(frozenset(), s, "further")
