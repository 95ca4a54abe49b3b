"""Small groups (K21, K22): what may be shown of groups so that nobody's answer can be read off or worked out.

Groups are shown as *blocks* that partition them: every block has at least `least` slips, and the blocks sum to the
total that is printed anyway, so no subtraction yields a smaller one. A block whose slips all gave one answer would
show everybody's answer: then no group figures are shown of that person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Block:
    """Groups shown together, and how many slips they have."""

    groups: tuple[str, ...]
    valid: int

    @property
    def label(self) -> str:
        """The block's name: its groups joined by +."""
        return "+".join(self.groups)


def blocks(valid: Mapping[str, int], least: int = LEAST) -> tuple[Block, ...]:
    """Merge each group below `least` with the next smallest until none is left; no blocks when all would be one.

    A group without a slip has nothing to show and is left out.

    >>> [block.label for block in blocks({"A": 4, "B": 20, "C": 40})]
    ['A+B', 'C']
    >>> blocks({"A": 4, "B": 3}), [block.label for block in blocks({"A": 5, "B": 5, "C": 0})]
    ((), ['A', 'B'])
    """
    order = list(valid)
    parts = [Block((group,), number) for group, number in valid.items() if number]
    while len(parts) > 1 and min(part.valid for part in parts) < least:
        parts.sort(key=lambda part: (part.valid, order.index(part.groups[0])))
        merged = tuple(sorted((*parts[0].groups, *parts[1].groups), key=order.index))
        parts = [Block(merged, parts[0].valid + parts[1].valid), *parts[2:]]
    parts.sort(key=lambda part: order.index(part.groups[0]))
    return tuple(parts) if len(parts) > 1 else ()


def one_answer(parts: Sequence[Block], answers: Collection[Mapping[str, int]], *, yes_or_no: bool) -> bool:
    """Whether some block gave one answer only; `answers` holds, for each answer, its number by group.

    Where a slip says yes or no to a person, nought is an answer too: everybody in the block said no.
    """
    for part in parts:
        for by_group in answers:
            number = sum(by_group.get(group, 0) for group in part.groups)
            if number == part.valid or (yes_or_no and number == 0):
                return True
    return False


def shown(
    parts: Sequence[Block], groups: Sequence[str], by_group: Mapping[str, int], *, hide: bool
) -> dict[str, int | None]:
    """Return one answer's figures as they may be shown: None for a hidden group, a figure for each block.

    >>> shown(blocks({"A": 4, "B": 20, "C": 40}), "ABC", {"A": 4, "B": 12, "C": 31}, hide=False)
    {'A': None, 'B': None, 'C': 31, 'A+B': 16}
    """
    figures: dict[str, int | None] = dict.fromkeys(groups)
    if hide:
        return figures
    for part in parts:
        figures[part.label] = sum(by_group.get(group, 0) for group in part.groups)
    return figures
