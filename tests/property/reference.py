"""The count once more, ballot by ballot in plain Python, written from the rules and sharing nothing with the kernel."""

from __future__ import annotations

from dataclasses import dataclass, field

VOID = "整票无效"


@dataclass
class Figures:
    """What the slow count adds up."""

    approve: list[int]
    oppose: list[int]
    abstain: list[int]
    unclear: list[int]
    valid: int = 0
    void: int = 0
    names: dict[str, int] = field(default_factory=dict)


def count_slowly(
    ballots: list[tuple[str, list[tuple[str, str]], bool]],
    printed: str,
    seats: int,
    *,
    unmarked: str,
    needs_oppose: bool,
    unclear: str,
) -> Figures:
    """Count under L1. A ballot is signs (`○×_?!`, `!` for two at once), names, and whether it was voided."""
    figures = Figures(*([0] * len(printed) for _ in range(4)))
    for signs, names, voided in ballots:
        chosen_names = names_chosen(names, printed, unmarked)
        choices = signs.count("○") + len(chosen_names)
        blind = signs == "?" * len(signs) and not names
        if voided or choices > seats or blind:
            figures.void += 1
            continue
        figures.valid += 1
        for at, sign in enumerate(signs):
            if sign == "○":
                figures.approve[at] += 1
            elif sign == "×":
                figures.oppose[at] += 1
            elif sign == "!" or (sign == "?" and unclear == "partial"):
                figures.unclear[at] += 1
            else:
                figures.abstain[at] += 1
        if not needs_oppose or signs.count("×") >= len(chosen_names):
            for name in chosen_names:
                figures.names[name] = figures.names.get(name, 0) + 1
    return figures


def names_chosen(names: list[tuple[str, str]], printed: str, unmarked: str) -> set[str]:
    """Return the names that use up a choice: not printed ones, each once, with an approving sign."""
    return {
        name for name, sign in names if name not in printed and (sign == "○" or (sign == "" and unmarked == "approve"))
    }


def elected_slowly(approvals: dict[str, int], seats: int, need: int) -> tuple[set[str], int]:
    """Return who is elected and how many seats stay open: those with fewer than `seats` others as good or better."""
    passed = {name: votes for name, votes in approvals.items() if votes >= need}
    elected = {
        name
        for name, votes in passed.items()
        if sum(1 for other, theirs in passed.items() if other != name and theirs >= votes) < seats
    }
    return elected, seats - len(elected)
