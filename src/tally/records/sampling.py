"""A sample recount that limits the risk of a wrong result: ballots drawn by dice, compared with their entries.

Method: Philip B. Stark, "Super-Simple Simultaneous Single-Ballot Risk-Limiting Audits", EVT/WOTE 2010 (the Kaplan–
Markov bound for the maximum relative overstatement). It promises: if the reported outcome is wrong, the chance that
the sample stops before everything is counted by hand is at most the risk limit. Draws are with replacement, by the
pseudo-random numbers of Rivest's sampler: SHA-256 of the seed and the number of the draw.

Every number here is a fraction of whole numbers; no float decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

GAMMA = Fraction(103905, 100000)  # the tolerance for errors that the paper recommends


@dataclass(frozen=True, slots=True)
class Errors:
    """Ballots drawn so far, and how many overstated (+1, +2) or understated (−1, −2) a margin."""

    drawn: int
    over_one: int = 0
    over_two: int = 0
    under_one: int = 0
    under_two: int = 0


def risk(errors: Errors, span: int, ballots: int) -> Fraction:
    """Return the risk that is left (the Kaplan–Markov P-value); `span` is the smallest margin, `ballots` all of them.

    >>> risk(Errors(drawn=0), 20, 148) == 1, risk(Errors(drawn=47), 20, 148) <= Fraction(5, 100)
    (True, True)
    """
    if span <= 0:
        return Fraction(1)
    value = (1 - Fraction(span) / (2 * GAMMA * ballots)) ** errors.drawn
    value /= (1 - 1 / (2 * GAMMA)) ** errors.over_one
    value /= (1 - 1 / GAMMA) ** errors.over_two
    value /= (1 + 1 / (2 * GAMMA)) ** errors.under_one
    value /= (1 + 1 / GAMMA) ** errors.under_two
    return min(value, Fraction(1))


def draws_needed(span: int, ballots: int, limit: Fraction) -> int | None:
    """Return how many draws without an error reach the limit; None where counting everything is no more work.

    >>> draws_needed(20, 148, Fraction(5, 100)), draws_needed(1, 148, Fraction(5, 100))
    (45, None)
    """
    if span <= 0:
        return None
    low, high = 1, ballots
    if risk(Errors(high), span, ballots) > limit:
        return None
    while low < high:
        middle = (low + high) // 2
        if risk(Errors(middle), span, ballots) <= limit:
            high = middle
        else:
            low = middle + 1
    return low


def draw(seed: str, ballots: int) -> Iterator[int]:
    """Yield ballots (from nought) in the order in which they are drawn, some more than once.

    >>> list(zip(range(3), draw("314159", 148)))
    [(0, 59), (1, 82), (2, 127)]
    """
    number = 0
    while True:
        number += 1
        digest = hashlib.sha256(f"{seed},{number}".encode()).digest()
        yield int.from_bytes(digest, "big") % ballots


def overstatement(
    reported: Mapping[str, int], found: Mapping[str, int], pairs: Sequence[tuple[str | None, str | None]]
) -> int:
    """Return by how much one ballot's entry overstates a margin at most, −2 to 2, over (ahead, behind) pairs.

    `reported` and `found` give a person's votes on this ballot: as entered, and as the paper says.
    """

    def change(person: str | None) -> int:
        return 0 if person is None else reported.get(person, 0) - found.get(person, 0)

    worst = -2
    for ahead, behind in pairs:
        moved = change(ahead) - change(behind)
        worst = max(worst, moved if ahead is not None and behind is not None else 2 * moved)
    return worst


def gathered(overstatements: Sequence[int]) -> Errors:
    """Count errors by size."""
    return Errors(
        len(overstatements),
        sum(one == 1 for one in overstatements),
        sum(one >= 2 for one in overstatements),
        sum(one == -1 for one in overstatements),
        sum(one <= -2 for one in overstatements),
    )
