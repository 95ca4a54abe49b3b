"""Who is elected, what stays open, and what must happen next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """完成; 再次投票 (a tie across the last seat); 另行选举 (too few passed); 重新选举 (the vote is void)."""

    COMPLETE = "complete"
    REVOTE = "revote"
    FURTHER_VOTE = "further_vote"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person and the approvals ranked: a candidate by its index in ballot order, a write-in by key."""

    person: int | str
    approve: int


@dataclass(frozen=True, slots=True)
class NextVote:
    """The vote that must follow: its kind (revote, further, rerun, plenary), its seats, who alone may stand."""

    kind: str
    seats: int
    among: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision. `elected` and `tied` name persons as `Ranked.person` does, from most approvals to fewest."""

    status: Status
    elected: tuple[int | str, ...]
    tied: tuple[int | str, ...]
    open_seats: int
    passed: int
    next: NextVote | None
