"""A ruling (裁定): what the scrutineers decided about one place on one ballot, by whom and why (rules.md b9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tally.domain.ballot import VoidReason


class ReadAs(StrEnum):
    """What a place is read as: a mark, a whole ballot, a written-in name, or whether a name counts (w3, w9)."""

    APPROVE = "approve"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"
    UNCLEAR = "unclear"
    VALID = "valid"
    VOID = "void"
    NAME = "name"
    COUNT = "count"
    DROP = "drop"


MARKS = frozenset({ReadAs.APPROVE, ReadAs.OPPOSE, ReadAs.ABSTAIN, ReadAs.UNCLEAR})
OF_A_BALLOT = frozenset({ReadAs.VALID, ReadAs.VOID})
OF_A_NAME = MARKS | {ReadAs.NAME, ReadAs.COUNT, ReadAs.DROP}


@dataclass(frozen=True, slots=True)
class Ruling:
    """One ruling. `candidate` (its index in ballot order) or `box` (a write-in box, from one) is the place; neither
    means the whole ballot.

    `ballot` is the 票号 as written; `file` tells piles apart that are numbered each by itself; `name` is what a written
    name is read as; `void` is the reason a ballot is void; `place` is where the ruling itself stands.
    """

    contest: str
    ballot: str
    column: str
    read_as: ReadAs
    by: str
    reason: str
    file: str = ""
    candidate: int | None = None
    box: int | None = None
    name: str = ""
    void: VoidReason = VoidReason.OTHER
    place: str = ""

    @property
    def whole(self) -> bool:
        """Whether the ruling is about the whole ballot."""
        return self.candidate is None and self.box is None

    @property
    def places(self) -> tuple[str, ...]:
        """Return the places that the ruling settles; a write-in box has a name and a sign beside it."""
        if self.box is None:
            return (f"candidate {self.candidate}",) if self.candidate is not None else ("ballot",)
        beside = self.column.endswith("符号")
        parts = (f"column {self.box} {beside}",)
        return parts if self.read_as is ReadAs.NAME else (*parts, f"sign {self.box}")

    def as_json(self) -> dict[str, str]:
        """Return the ruling as the record keeps it."""
        read_as = f"name:{self.name}" if self.read_as is ReadAs.NAME else self.read_as.value
        return {
            "contest": self.contest,
            "ballot": self.ballot,
            "file": self.file,
            "column": self.column,
            "read_as": read_as,
            "by": self.by,
            "reason": self.reason,
        }
