"""An earlier vote that this one follows (承接的选举): what its record says of each contest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tally.domain.election import Candidate, Kind, Stage
from tally.domain.outcome import Status


@dataclass(frozen=True, slots=True)
class Standing:
    """A person who stood or was written in: `key` compares, `eligible` is false for a name that was struck out."""

    key: str
    name: str
    approve: int | None
    eligible: bool = True


@dataclass(frozen=True, slots=True)
class EarlierVote:
    """One contest of an earlier vote. `elected` are the elected of that vote, `before` those of the votes before it.

    `formal_seats` are those of the formal vote that a 预选 is held for, whatever was left for this round of it.

    These, and the `tied`, map a name's key to the person. Persons of one name have keys with what tells them apart:
    “王明（一中）”.
    """

    id: str
    office: str
    kind: Kind | None
    seats: int
    status: Status
    open_seats: int
    standing: tuple[Standing, ...]
    printed: frozenset[str]
    elected: Mapping[str, Candidate]
    tied: Mapping[str, Candidate]
    before: Mapping[str, Candidate]
    margin_holds: bool
    formal_seats: int = 0

    @property
    def members(self) -> Mapping[str, Candidate]:
        """Everybody elected to this body so far, by key."""
        return {**self.before, **self.elected}

    def key_of(self, candidate: Candidate) -> str:
        """Return the key under which a candidate of a later vote stands here, or would: with 区分 among namesakes."""
        bare, _, note = candidate.key.partition("（")
        if bare not in self.namesakes:
            return bare
        told = candidate.distinction or note.removesuffix("）") or candidate.note
        return f"{bare}（{told}）" if told else bare

    @property
    def namesakes(self) -> frozenset[str]:
        """Return the names that several persons here have."""
        keys = {*(one.key for one in self.standing), *self.members}
        return frozenset(key.partition("（")[0] for key in keys if "（" in key)

    def by_votes(self) -> tuple[Standing, ...]:
        """Return everybody who may still be elected, from most approvals to fewest (W10, W12)."""
        rest = (one for one in self.standing if one.eligible and one.key not in self.members)
        return tuple(sorted(rest, key=lambda one: -(one.approve or 0)))


@dataclass(frozen=True, slots=True)
class Previous:
    """The record a vote follows, verified by its check code. `preliminary`: it chose candidates only (预选)."""

    record: str
    check_code: str
    unit: str
    rules: str
    mode: str
    stage: Stage
    preliminary: bool
    contests: Mapping[str, EarlierVote]
