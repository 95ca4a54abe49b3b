"""A problem (问题): what was found, where the user sees it, and what to do about it.

Readers and checks gather every problem before anything is refused, so that a counter mends a
workbook once and not eleven times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tally.domain.message import NOTHING, Message, Translate


class Severity(Enum):
    """How far a problem reaches: an error refuses, a warning stands in the record, info is only said."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem.

    `code` can be read over the telephone and never changes its meaning; `place` is `file › sheet › cell`
    as the user sees it; `rule` is a rule id (M1, W6, …) or None.
    """

    code: str
    severity: Severity
    place: str
    found: Message
    remedy: Message = NOTHING
    rule: str | None = None

    def as_json(self, translate: Translate = str) -> dict[str, str | None]:
        """Return the problem as the contract writes it (section 5)."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "place": self.place,
            "found": self.found.render(translate),
            "remedy": self.remedy.render(translate),
            "rule": self.rule,
        }


class Problems(Exception):  # noqa: N818 - they are many, and problems rather than errors of the program
    """Every problem that refuses an input, raised together."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{p.code} {p.place} {p.found}" for p in self.problems))

    def __reduce__(self) -> tuple[type[Problems], tuple[tuple[Problem, ...]]]:
        return Problems, (self.problems,)


def place(*parts: object) -> str:
    """Join the steps to a place.

    >>> place("ballots.xlsx", "党委委员", "D17")
    'ballots.xlsx › 党委委员 › D17'
    """
    return " › ".join(str(part) for part in parts if part not in (None, ""))


def error(code: str, where: str, found: Message, remedy: Message = NOTHING, rule: str | None = None) -> Problem:
    """Make a problem that refuses the input."""
    return Problem(code, Severity.ERROR, where, found, remedy, rule)


def warning(code: str, where: str, found: Message, remedy: Message = NOTHING, rule: str | None = None) -> Problem:
    """Make a problem that people should know and the record keeps."""
    return Problem(code, Severity.WARNING, where, found, remedy, rule)


def info(code: str, where: str, found: Message, remedy: Message = NOTHING, rule: str | None = None) -> Problem:
    """Make a remark: how an input was understood."""
    return Problem(code, Severity.INFO, where, found, remedy, rule)


def errors_among(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that refuse the input, in their order.

    >>> [one.code for one in errors_among([info("T254", "", NOTHING), error("T260", "", NOTHING)])]
    ['T260']
    """
    return [one for one in problems if one.severity is Severity.ERROR]


def refuse(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Raise `Problems` if any is an error; return the rest for the record.

    >>> refuse([])
    ()
    """
    gathered = tuple(problems)
    if errors_among(gathered):
        raise Problems(gathered)
    return gathered
