"""What adding up gives. A Count adds: the count of all piles is the sum of the counts of the piles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tally.domain.ballot import BallotBox, VoidReason

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class CandidateCount:
    """One candidate's four figures over the valid ballots: 赞成, 不赞成, 弃权, 部分无效."""

    approve: int = 0
    oppose: int = 0
    abstain: int = 0
    unclear: int = 0

    def __add__(self, other: CandidateCount) -> CandidateCount:
        return CandidateCount(
            self.approve + other.approve,
            self.oppose + other.oppose,
            self.abstain + other.abstain,
            self.unclear + other.unclear,
        )

    @property
    def total(self) -> int:
        """Return the sum of the four, which must be the number of valid ballots (I2)."""
        return self.approve + self.oppose + self.abstain + self.unclear


@dataclass(frozen=True, slots=True)
class Doubt:
    """What rulings on doubtful ballots could still add to or take from each person's approvals.

    `least` and `most` are the sums over all doubtful ballots of the smallest and greatest change; candidates by
    index, names written in by key. `unnamed` bounds what a person not yet named anywhere could get.
    """

    ballots: int = 0
    least: Mapping[int | str, int] = field(default_factory=dict)
    most: Mapping[int | str, int] = field(default_factory=dict)
    unnamed: int = 0

    def __add__(self, other: Doubt) -> Doubt:
        return Doubt(
            self.ballots + other.ballots,
            _sum(self.least, other.least),
            _sum(self.most, other.most),
            self.unnamed + other.unnamed,
        )


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a pile, or of any number of piles, of one contest.

    `candidates` stand in ballot order; `write_ins` maps a name's key to approvals, `spellings` a key to the
    smallest spelling met, so that the order of files changes nothing.
    """

    contest: str
    candidates: tuple[CandidateCount, ...]
    valid: int = 0
    invalid: Mapping[VoidReason, int] = field(default_factory=dict)
    write_ins: Mapping[str, int] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    doubt: Doubt = Doubt()
    folded: int = 0

    @classmethod
    def zero(cls, contest: str, candidates: int) -> Count:
        """Return the count of no ballots.

        >>> Count.zero("committee", 2) + Count.zero("committee", 2) == Count.zero("committee", 2)
        True
        """
        return cls(contest, (CandidateCount(),) * candidates)

    def __add__(self, other: Count) -> Count:
        if (self.contest, len(self.candidates)) != (other.contest, len(other.candidates)):
            raise ValueError(f"counts of different contests do not add: {self.contest}, {other.contest}")  # I7
        spellings = dict(self.spellings)
        for key, name in other.spellings.items():
            spellings[key] = min(name, spellings.get(key, name))
        return Count(
            self.contest,
            tuple(a + b for a, b in zip(self.candidates, other.candidates, strict=True)),
            self.valid + other.valid,
            _sum(self.invalid, other.invalid),
            _sum(self.write_ins, other.write_ins),
            spellings,
            self.doubt + other.doubt,
            self.folded + other.folded,
        )

    @property
    def void(self) -> int:
        """Return the number of void ballots (无效票)."""
        return sum(self.invalid.values())

    @property
    def ballots(self) -> int:
        """Return the number of ballots counted, valid and void."""
        return self.valid + self.void


@dataclass(frozen=True, slots=True)
class Tallied:
    """A pile that arrives counted (计票单): the figures of a team, whose single ballots nobody here has seen.

    `team` is the team's name on the sheet; `places` tells by person (candidates and others by key, "" for the ballots)
    and figure where each of them stands.
    """

    contest: str
    name: str
    count: Count
    team: str = ""
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def ballots(self) -> int:
        """Number of ballots in the pile."""
        return self.count.ballots


AnyPile = BallotBox | Tallied


def _sum(first: Mapping[K, int], second: Mapping[K, int]) -> dict[K, int]:
    return {key: first.get(key, 0) + second.get(key, 0) for key in {**first, **second}}
