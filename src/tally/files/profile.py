"""A profile (格式说明): how another system's export is to be read, in a small TOML file, so that it needs no code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_NUMBERED = re.compile(r"[\s:#(-]*\d+\)?$")


@dataclass(frozen=True, slots=True)
class Profile:
    """One format.

    `heading` are texts that all stand in the heading row; the rows of contests and of people stand `contest_row` and
    `people_row` rows above it, or both stand in the heading itself, where `column` finds them. Where choices are in
    order each has a column, whose rank `column` or `person` finds, or `ranks` says that the cells hold it. `seats`
    finds in a heading how many may be chosen. `number` names the column of 票号, `weight` that of how many ballots a
    row stands for. Of a ranked export `choices` is a pattern of its columns' headings, and `count` says whether the
    first choice counts or any; without the pattern every column right of `heading` that is none of the others is headed
    by its office and holds one choice, all alike. `several_between` parts the names of a choice with several.
    A format whose marks other sheets bear too is used when it is named only (`named_only`).
    """

    id: str
    title: str
    form: str
    heading: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    weight: tuple[str, ...] = ()
    contest_row: int = 0
    people_row: int = 0
    strip: re.Pattern[str] | None = None
    column: re.Pattern[str] | None = None
    person: re.Pattern[str] | None = None
    seats: re.Pattern[str] | None = None
    ranks: bool = False
    named_only: bool = False
    choices: re.Pattern[str] | None = None
    nobody: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    several_between: str = ""
    write_in: frozenset[str] = frozenset()
    count: str = ""
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sections: Mapping[str, Any] = field(default_factory=dict)
    orders: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> frozenset[str]:
        """The headings as they are compared."""
        return frozenset(map(fold_label, self.heading))

    def bare(self, text: str) -> str:
        """Return a contest's heading without what the export adds to it."""
        return (self.strip.sub("", text) if self.strip else text).strip()

    @property
    def names_contests(self) -> bool:
        """Whether columns of marks say which contest they are of."""
        return bool(self.contest_row or self.column)

    def is_write_in(self, text: str) -> bool:
        """Tell whether a heading is of write-ins without a name, which an export may number: Write-in-28."""
        label = fold_label(text)
        return label in self.write_in or _NUMBERED.sub("", label) in self.write_in

    def seats_of(self, text: str) -> int | None:
        """Return how many a heading says may be chosen."""
        match = self.seats.search(text) if self.seats else None
        return next((int(group) for group in match.groups() if group), None) if match else None


@lru_cache(2048)  # every shipped profile asks this of the same first rows
def fold_label(text: str) -> str:
    """Return a label of an export as it is compared.

    >>> fold_label(" Undervote "), fold_label('="1"')
    ('undervote', '1')
    """
    bare = text.strip()
    if len(bare) > 3 and bare.startswith('="') and bare.endswith('"'):
        bare = bare[2:-1]
    return " ".join(bare.split()).casefold()
