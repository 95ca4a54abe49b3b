"""A million ballots × 20 already in memory: the counting alone, beside numpy, pandas, votelib and abcvoting.

votelib and abcvoting hold a ballot as a Python object; they get one ballot in ten, and their time is to be read × 10:
once with those objects ready made, once from the same marks as the others, making the objects included.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from building import a_contest, a_method
from tally.counting.kernel import count
from tally.domain.ballot import BallotBox

BALLOTS, CANDIDATES, SEATS = 1_000_000, 20, 16
GROUP = "1,000,000 × 20 in memory"
NAMES = [f"候选人{number}" for number in range(1, CANDIDATES + 1)]


@pytest.fixture(scope="module")
def marks() -> npt.NDArray[np.uint8]:
    random = np.random.default_rng(1)
    return random.choice(np.array([0, 1, 2], dtype=np.uint8), size=(CANDIDATES, BALLOTS), p=[0.1, 0.6, 0.3])


@pytest.mark.benchmark(group=GROUP)
def test_tally_kernel_with_overvotes(benchmark: Any, marks: npt.NDArray[np.uint8]) -> None:
    contest, method = a_contest(SEATS, NAMES), a_method()
    box = BallotBox(contest.id, "pile", marks, np.zeros(BALLOTS, dtype=np.uint8))
    result = benchmark.pedantic(count, (box, contest, method), rounds=7, warmup_rounds=1)
    assert result.ballots == BALLOTS


@pytest.mark.benchmark(group=GROUP)
def test_numpy_four_figures_and_overvotes_peer(benchmark: Any, marks: npt.NDArray[np.uint8]) -> None:
    def plainly() -> list[tuple[int, ...]]:
        valid = (marks == 1).sum(axis=0) <= SEATS
        return [tuple(np.bincount(row[valid], minlength=3).tolist()) for row in marks]

    assert len(benchmark.pedantic(plainly, rounds=7, warmup_rounds=1)) == CANDIDATES


@pytest.mark.benchmark(group=GROUP)
def test_pandas(benchmark: Any, marks: npt.NDArray[np.uint8]) -> None:
    import pandas as pd

    frame = pd.DataFrame(marks.T, columns=NAMES)

    def plainly() -> int:
        valid = frame[(frame == 1).sum(axis=1) <= SEATS]
        return len(valid.apply(lambda column: column.value_counts()))

    assert benchmark.pedantic(plainly, rounds=3, warmup_rounds=1) == 3


def approvals(marks: npt.NDArray[np.uint8]) -> list[list[int]]:
    return [np.flatnonzero(ballot == 1).tolist() for ballot in marks[:, ::10].T]


@pytest.mark.benchmark(group=GROUP)
def test_votelib_of_a_tenth_its_objects_ready_made(benchmark: Any, marks: npt.NDArray[np.uint8]) -> None:
    votelib = pytest.importorskip("votelib.convert")
    votes = Counter(frozenset(ballot) for ballot in approvals(marks))
    convert = votelib.ApprovalToSimpleVotes().convert
    assert len(benchmark.pedantic(convert, (votes,), rounds=3, warmup_rounds=1)) == CANDIDATES


@pytest.mark.benchmark(group=GROUP)
def test_votelib_of_a_tenth_from_the_marks(benchmark: Any, marks: npt.NDArray[np.uint8]) -> None:
    votelib = pytest.importorskip("votelib.convert")
    convert = votelib.ApprovalToSimpleVotes().convert

    def from_marks() -> int:
        return len(convert(Counter(frozenset(ballot) for ballot in approvals(marks))))

    assert benchmark.pedantic(from_marks, rounds=3, warmup_rounds=1) == CANDIDATES


@pytest.mark.benchmark(group=GROUP)
def test_abcvoting_of_a_tenth_from_the_marks(benchmark: Any, marks: npt.NDArray[np.uint8]) -> None:
    abcrules = pytest.importorskip("abcvoting.abcrules")
    preferences = pytest.importorskip("abcvoting.preferences")

    def from_marks() -> int:
        profile = preferences.Profile(CANDIDATES)
        profile.add_voters(approvals(marks))
        return len(abcrules.compute_av(profile, SEATS, resolute=True))

    assert benchmark.pedantic(from_marks, rounds=3, warmup_rounds=1) == 1


@pytest.mark.benchmark(group=GROUP)
def test_abcvoting_of_a_tenth_its_objects_ready_made(benchmark: Any, marks: npt.NDArray[np.uint8]) -> None:
    abcrules = pytest.importorskip("abcvoting.abcrules")
    preferences = pytest.importorskip("abcvoting.preferences")
    profile = preferences.Profile(CANDIDATES)
    profile.add_voters(approvals(marks))
    found = benchmark.pedantic(abcrules.compute_av, (profile, SEATS), {"resolute": True}, rounds=3, warmup_rounds=1)
    assert len(found) == 1
