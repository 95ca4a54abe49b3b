"""Proof workbooks of random elections, recalculated by LibreOffice in batches: `python random_proofs.py 200`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from trust.test_proof import recalculated, summary, write_proofs

BATCH = 50


def main(number: int) -> int:
    """Recalculate that many workbooks; print how many show a figure that differs from the record."""
    start, differing, seen = time.monotonic(), [], 0
    for first in range(0, number, BATCH):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_proofs(folder, range(first, min(first + BATCH, number)))
            for path in sorted(recalculated(folder).glob("*.xlsx")):
                seen += 1
                if summary(path)[0][1] != "全部一致":
                    differing.append(path.stem)
    print(f"{seen} workbooks recalculated, {len(differing)} differ, {time.monotonic() - start:.0f} s; {differing[:20]}")
    return 1 if differing or seen != number else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
