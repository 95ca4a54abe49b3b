"""Names written in (另选他人) on one ballot: which of them choose, which of them count (rules.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tally.domain.ballot import Choice, Marks, WriteIn
from tally.domain.election import Contest, Method, Standing
from tally.domain.legend import Mark


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
            printed[candidate.key] = (*printed.get(candidate.key, ()), index)
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
    mark does not approve (w6). `doubtful` tells whether people must rule.
    """

    chosen: tuple[str, ...]
    counted: tuple[str, ...]
    possible: tuple[str, ...]
    nameless: int
    again: tuple[int, ...]
    doubtful: bool


def judge(written: Iterable[WriteIn], marks: Marks, rules: WriteInRules) -> Written:
    """Judge the names on one ballot. `marks` are the ballot's own marks, one per candidate."""
    choices: dict[str, Choice] = {}
    nameless, again, unreadable, printed_doubt = 0, [], False, False
    for one in written:
        choice = rules.chooses(one)
        if not one.key:  # w5
            unreadable = True
            nameless += choice is not Choice.OTHER
        elif one.key in rules.printed:  # w6
            open_marks = [index for index in rules.printed[one.key] if marks[index] in (Mark.OPPOSE, Mark.ABSTAIN)]
            printed_doubt |= bool(open_marks)
            again += open_marks if choice is not Choice.OTHER else []
        else:  # w7: a person named twice is named once, by the clearest sign
            choices[one.key] = _clearer(choices.get(one.key, Choice.OTHER), choice)
    chosen = tuple(sorted(key for key, choice in choices.items() if choice is Choice.APPROVED))
    possible = tuple(sorted(key for key, choice in choices.items() if choice is Choice.DOUBTFUL))
    opposed = int(np.count_nonzero(marks == Mark.OPPOSE))
    backed = not rules.needs_oppose or opposed >= len(chosen)
    unbacked = bool(chosen) and not backed and opposed > 0  # w3; without any × nothing is doubtful (w2)
    unsettled = backed and any(not rules.settled(key) for key in chosen)
    return Written(
        chosen=chosen,
        counted=tuple(key for key in chosen if rules.settled(key)) if backed else (),
        possible=possible,
        nameless=nameless,
        again=tuple(dict.fromkeys(again)),
        doubtful=unreadable or printed_doubt or bool(possible) or unbacked or unsettled,
    )


def _clearer(first: Choice, second: Choice) -> Choice:
    for choice in (Choice.APPROVED, Choice.DOUBTFUL):
        if choice in (first, second):
            return choice
    return Choice.OTHER
