"""One bit flipped at a time in all that a result rests on: whether the checks that anyone can run find it.

`python tests/trust/flipped_bits.py 250` flips so many in each file and prints how many of them went unseen.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from building import a_whole_folder
from tally.domain.problem import Problems, Severity
from tally.records import journal
from tally.records.count_election import count_election
from tally.records.publish import publish
from tally.records.seal import check_seal, seal
from tally.records.verify import verify


def verified(folder: Path) -> bool:
    """Whether `tally verify` would say that the record holds."""
    return verify(folder / "out" / "result.json").holds


def chained(folder: Path) -> bool:
    """Whether `tally journal --check` would say that the journal is whole."""
    return journal.check(journal.read(folder / "out")) == []


def sealed(folder: Path) -> bool:
    """Whether `tally seal --check` would say that the manifest and every file on it are as they were."""
    problems = check_seal(folder / "out", folder / "election.toml")[1]
    return not any(one.severity is Severity.ERROR for one in problems)


CHECKS: dict[str, Callable[[Path], bool]] = {
    "election.toml": verified,
    "candidates.xlsx": verified,
    "ballots.xlsx": verified,
    "out/result.json": verified,
    "out/journal.jsonl": chained,
    "out/seal.json": sealed,
    "out/recount.py": sealed,
}


def a_sealed_folder(path: Path) -> Path:
    """Return an election counted and sealed."""
    import tally

    folder = a_whole_folder(path)
    election, ballots = tally.load(folder), [str(folder / "ballots.xlsx")]
    publish(count_election(election, ballots)[1], folder / "out", election, ballots)
    seal(folder / "out", folder / "election.toml")
    return folder


def unseen(folder: Path, target: str, number: int) -> list[int]:
    """Flip a bit at that many places of a file, and return the places where nothing was found."""
    path, chance = folder / target, random.Random(target)
    whole = path.read_bytes()
    end = len(whole) - (target == "out/journal.jsonl")  # without its last line end a journal says the same
    missed = []
    for at in chance.sample(range(end), min(number, end)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        with contextlib.suppress(Problems):  # it is nothing the program wrote any more: refused, and so found
            missed += [at] if CHECKS[target](folder) else []
    path.write_bytes(whole)
    assert CHECKS[target](folder)
    return missed


def main(number: int) -> int:
    """Flip that many bits in each file; print what came of it."""
    total = 0
    with tempfile.TemporaryDirectory() as name:
        folder = a_sealed_folder(Path(name) / "town")
        for target in CHECKS:
            missed = unseen(folder, target, number)
            total += len(missed)
            size = (folder / target).stat().st_size
            print(f"{target}: {min(number, size)} bits flipped, {len(missed)} unseen {missed[:10] or ''}".rstrip())
    return int(total > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 250))
