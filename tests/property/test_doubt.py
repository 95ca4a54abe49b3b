"""The bounds of a doubtful ballot against every way to rule on it, one place after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from building import a_contest
from tally.counting.kernel import count
from tally.counting.readings import _reasons
from tally.counting.rulings import settle
from tally.counting.writeins import WriteInRules
from tally.domain.ballot import BallotBox, Choice, WriteIn
from tally.domain.election import Contest, Method, Standing
from tally.domain.legend import L1, Mark
from tally.domain.ruling import ReadAs, Ruling

PRINTED = ("甲", "乙", "丙")
NAMES = ("戊", "己", "庚", "甲")  # what a name may be read as; 庚 stands on no ballot
Roster = Mapping[str, tuple[Standing, ...]] | None
ROSTER = {"戊": (Standing("戊"),), "己": (Standing("己"), Standing("己"))}

MARK = st.sampled_from(
    [Mark.APPROVE, Mark.APPROVE, Mark.OPPOSE, Mark.ABSTAIN, Mark.ILLEGIBLE, Mark.CONFLICT, Mark.FOREIGN]
)
WRITTEN = st.tuples(st.sampled_from(["", "甲", "戊", "己"]), st.sampled_from(list(Choice)))
METHODS = st.builds(
    Method,
    st.just(L1),
    writein_unmarked=st.sampled_from(["approve", "abstain"]),
    writein_needs_oppose=st.booleans(),
    unclear=st.sampled_from(["partial", "abstain"]),
)


def a_ballot(marks: list[Mark], written: list[tuple[str, Choice]]) -> BallotBox:
    names = tuple(WriteIn(0, at, name, name, choice) for at, (name, choice) in enumerate(written, 1))
    return BallotBox("committee", "a", np.array([marks], np.uint8).T, np.zeros(1, np.uint8), names, ("1",))


def approvals(box: BallotBox, contest: Contest, method: Method, roster: Roster) -> dict[int | str, int]:
    result = count(box, contest, method, roster)
    return {**{at: one.approve for at, one in enumerate(result.candidates)}, **result.write_ins}


def ruled(
    box: BallotBox, contest: Contest, method: Method, roster: Roster, named: frozenset[int | None] = frozenset()
) -> Iterator[BallotBox]:
    """Yield the ballot after each ruling on the first place that waits, and on the next one, until none does.

    What a name is read as is said once of each box.
    """
    reason = next(_reasons(box, contest, WriteInRules.of(contest, method, roster)), None)
    if reason is None:
        yield box
        return
    names = NAMES if reason.rule in ("w5", "w8", "w9") and reason.box not in named else ()
    for read_as, name in [*((one, "") for one in reason.choices), *((ReadAs.NAME, name) for name in names)]:
        one = Ruling("committee", "1", reason.column, read_as, "", "", "", reason.candidate, reason.box, name)
        after = settle(box, contest, method, roster, [one]).box
        yield from ruled(after, contest, method, roster, named | {reason.box} if name else named)


def check(marks: list[Mark], written: list[tuple[str, Choice]], seats: int, method: Method, roster: Roster) -> None:
    contest = a_contest(seats, PRINTED)
    box = a_ballot(marks, written)
    before = count(box, contest, method, roster)
    doubt = before.doubt
    if before.void or not doubt.ballots:
        return
    first = approvals(box, contest, method, roster)
    ends = [approvals(one, contest, method, roster) for one in ruled(box, contest, method, roster)]
    people = set(first).union(*ends)
    known = all(name and (roster is None or name != "己") for name, _ in written)  # one that may be anybody's: wider
    for person in people:
        changes = [end.get(person, 0) - first.get(person, 0) for end in ends]
        least, most = doubt.least.get(person, 0), doubt.most.get(person, 0)
        assert least <= min(changes), (person, doubt, ends)
        assert max(changes) <= most + doubt.unnamed, (person, doubt, ends)
        if known:
            assert (min([0, *changes]), max([0, *changes])) == (least, most), (person, doubt, ends)


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(
    st.lists(MARK, min_size=3, max_size=3),
    st.lists(WRITTEN, max_size=2),
    st.integers(1, 4),
    METHODS,
    st.sampled_from([None, ROSTER]),
)
def test_no_ruling_leads_out_of_the_bounds_and_each_bound_is_reached(
    marks: list[Mark], written: list[tuple[str, Choice]], seats: int, method: Method, roster: Roster
) -> None:
    check(marks, written, seats, method, roster)


CELLS = dict(zip("_○×？！△", Mark, strict=False))
SIGNS = {"○": Choice.APPROVED, "×": Choice.OTHER, "？": Choice.DOUBTFUL}


@pytest.mark.parametrize(
    ("cells", "names", "seats", "needs_oppose", "with_roster"),
    [
        ("？！○", "甲○", 2, True, True),
        ("○！△", "戊○ 戊×", 3, True, True),
        ("×？_", "", 3, False, True),
        ("？？○", "", 3, True, True),
        ("○！△", "", 1, True, True),
        ("_×△", "", 1, True, False),
        ("？！○", "己○", 2, True, False),
        ("××△", "甲○ 己○", 2, True, True),
        ("×？_", "己？ 己○", 3, True, True),
        ("××○", "己？", 3, True, True),
        ("×__", "×", 3, True, False),
        ("_○_", "× 戊×", 4, True, False),
        ("！_○", "己○ 己○", 2, True, True),
        ("？×○", "× ○", 2, False, True),
        ("○×△", "戊× 己？", 2, True, False),
        ("△？○", "甲？", 3, True, False),
        ("×_○", "甲× 戊○", 2, False, True),
        ("！○×", "己○ ○", 4, True, False),
        ("×○！", "戊○ 甲○", 4, True, False),
        ("？○_", "戊？", 3, True, True),
        ("！×△", "己○", 4, True, False),
        ("○××", "己○ 己○", 2, True, True),  # one of two boxes may name another
        ("×__", "戊○ 甲○", 3, True, False),  # the × may become a ○
        ("×__", "戊○ ×", 3, True, False),  # the name may be that of 甲
        ("×__", "戊○ ×", 3, True, True),
        ("××_", "戊○ 己○", 3, True, True),
        ("○○○", "己○", 4, False, True),
    ],
)
def test_ballots_on_which_one_bound_alone_decides(
    cells: str, names: str, seats: int, needs_oppose: bool, with_roster: bool
) -> None:
    """Each is one on which some wrong bound shows."""
    method = Method(L1, writein_unmarked="abstain", writein_needs_oppose=needs_oppose)
    written = [(one[:-1], SIGNS[one[-1]]) for one in names.split()]
    check([CELLS[one] for one in cells], written, seats, method, ROSTER if with_roster else None)
