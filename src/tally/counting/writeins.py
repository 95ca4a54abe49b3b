"""Names written in (另选他人) on one ballot: which of them choose, which of them count (rules.md 4.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tally.domain.ballot import Choice, Marks, Ruled, WriteIn
from tally.domain.election import Contest, Method, Standing
from tally.domain.legend import Mark
from tally.names.normalise import name_key


@dataclass(frozen=True, slots=True)
class WriteInRules:
    """What decides about names in one contest. `printed` maps a key to the candidates of that name (by index)."""

    printed: Mapping[str, tuple[int, ...]]
    roster: Mapping[str, tuple[Standing, ...]] | None
    unmarked_chooses: bool
    needs_oppose: bool

    @classmethod
    def of(cls, contest: Contest, method: Method, roster: Mapping[str, tuple[Standing, ...]] | None) -> WriteInRules:
        """Gather the rules of one contest."""
        printed: dict[str, tuple[int, ...]] = {}
        for index, candidate in enumerate(contest.candidates):
            key = name_key(candidate.name)
            printed[key] = (*printed.get(key, ()), index)
        printed |= {key: (index,) for key, index in contest.namesakes.items() if index is not None}
        return cls(printed, roster, method.writein_unmarked == "approve", method.writein_needs_oppose)

    def chooses(self, written: WriteIn) -> Choice:
        """Return whether the sign beside a name chooses the person: APPROVED, OTHER (no) or DOUBTFUL (w4)."""
        if written.choice is Choice.UNMARKED:
            return Choice.APPROVED if self.unmarked_chooses else Choice.OTHER
        return written.choice

    def settled(self, key: str) -> bool:
        """Whether a name points at one known person; without a roster every name is taken as written (w8, w9)."""
        return self.roster is None or len(self.roster.get(key, ())) == 1


@dataclass(frozen=True, slots=True)
class Written:
    """What the names on one ballot come to.

    `chosen` names use up a choice each (V3), `counted` ones get an approval. `possible` could still choose, `nameless`
    is the number of unreadable names that could, `again` the printed candidates written in once more although their own
    mark does not approve, whatever sign stands beside the name (w6). `backed` and `dropped` are the chosen names that a
    ruling lets count or not. `repeated` is in how many further boxes a name stands that points at nobody known: they
    may be read as others. `unreadable` is the number of names that cannot be read, whatever their sign. `doubtful`
    tells whether people must rule.
    """

    chosen: tuple[str, ...]
    counted: tuple[str, ...]
    possible: tuple[str, ...]
    nameless: int
    again: tuple[int, ...]
    doubtful: bool
    backed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    repeated: int = 0
    unreadable: int = 0


def judge(written: Sequence[WriteIn], marks: Marks, rules: WriteInRules) -> Written:
    """Judge the names on one ballot. `marks` are the ballot's own marks, one per candidate."""
    choices: dict[str, Choice] = {}
    ruled: dict[str, Ruled] = {}
    nameless, again, unreadable = 0, [], 0
    for one in written:
        choice = rules.chooses(one)
        if not one.key:  # w5
            unreadable += not one.ruled
            nameless += not one.ruled and choice is not Choice.OTHER
        elif one.key in rules.printed:  # w6
            if not one.ruled:
                again += [index for index in rules.printed[one.key] if marks[index] in (Mark.OPPOSE, Mark.ABSTAIN)]
        elif choice is choices.get(one.key):
            ruled[one.key] = _stronger(ruled[one.key], one.ruled)
        elif choice is not Choice.OTHER and choices.get(one.key) is not Choice.APPROVED:  # w7: the clearest sign
            choices[one.key], ruled[one.key] = choice, one.ruled
    chosen = tuple(sorted(key for key, choice in choices.items() if choice is Choice.APPROVED))
    possible = tuple(sorted(key for key, choice in choices.items() if choice is Choice.DOUBTFUL))
    backed = tuple(key for key in chosen if ruled[key] is Ruled.COUNTS)
    dropped = tuple(key for key in chosen if ruled[key] is Ruled.DROPPED)
    open_names = [key for key in chosen if key not in backed and key not in dropped]
    opposed = int(np.count_nonzero(marks == Mark.OPPOSE))
    enough = not rules.needs_oppose or opposed >= len(backed) + len(open_names)
    unbacked = bool(open_names) and not enough and opposed > 0  # w3; without any × nothing is doubtful (w2)
    unsettled = enough and any(not rules.settled(key) for key in open_names)
    counted = {*backed, *(key for key in open_names if enough and rules.settled(key))}
    return Written(
        chosen=chosen,
        counted=tuple(key for key in chosen if key in counted),
        possible=possible,
        nameless=nameless,
        again=tuple(dict.fromkeys(again)),
        doubtful=bool(unreadable or again) or bool(possible) or unbacked or unsettled,
        backed=backed,
        dropped=dropped,
        repeated=_repeated(written, rules),
        unreadable=unreadable,
    )


def _repeated(written: Sequence[WriteIn], rules: WriteInRules) -> int:
    boxes = Counter(
        one.key
        for one in written
        if one.key and one.key not in rules.printed and not rules.settled(one.key)
        if not one.ruled and rules.chooses(one) is not Choice.OTHER
    )
    return boxes.total() - len(boxes)


def _stronger(first: Ruled, second: Ruled) -> Ruled:
    """Return what was ruled about a name in boxes of one sign: that it counts, then nothing, then that it does not."""
    return next(one for one in (Ruled.COUNTS, Ruled.NOT, Ruled.DROPPED, Ruled.SETTLED) if one in (first, second))
