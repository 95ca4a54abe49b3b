"""A share of a whole that must be reached or exceeded, decided in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole that must be reached (`strict` false: ≥) or exceeded (`strict` true: >).

    >>> Share(4, 5, strict=False).least(152), Share(4, 5, strict=True).least(150), Share(1, 2, strict=True).least(148)
    (122, 121, 75)
    """

    numerator: int
    denominator: int
    strict: bool

    def holds(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` suffices, in whole numbers."""
        left, right = self.denominator * part, self.numerator * whole
        return left > right if self.strict else left >= right

    def least(self, whole: int) -> int:
        """Return the least part that suffices."""
        if self.strict:
            return self.numerator * whole // self.denominator + 1
        return -(-self.numerator * whole // self.denominator)

    def most(self, whole: int) -> int:
        """Return the greatest part that is not more than the share, for shares that are a ceiling.

        >>> Share(1, 2, strict=False).most(7)
        3
        """
        return self.numerator * whole // self.denominator

    def arithmetic(self, part: int, whole: int) -> str:
        """Spell the test out in whole numbers.

        >>> Share(4, 5, strict=False).arithmetic(120, 150), Share(4, 5, strict=True).arithmetic(120, 150)
        ('5×120 = 600 ≥ 4×150 = 600', '5×120 = 600 ≤ 4×150 = 600')
        """
        left, right = self.denominator * part, self.numerator * whole
        holds, fails = (">", "≤") if self.strict else ("≥", "<")
        sign = holds if self.holds(part, whole) else fails
        times = f"{self.numerator}×{whole} = " if self.numerator != 1 else ""
        return f"{self.denominator}×{part} = {left} {sign} {times}{right}"

    def at_least_as_strict(self, other: Share) -> bool:
        """Whether whatever suffices here suffices for `other` too.

        >>> Share(1, 4, strict=False).at_least_as_strict(Share(1, 5, strict=True))
        True
        """
        mine, others = self.numerator * other.denominator, other.numerator * self.denominator
        return mine > others or (mine == others and self.strict >= other.strict)

    def __str__(self) -> str:
        """Return the share as the rule table shows it: `≥ 4/5`."""
        return f"{'>' if self.strict else '≥'} {self.numerator}/{self.denominator}"
