"""Which tally this is: two processes that count together must be the same program."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PARTS = ("*.py", "rules/rulebooks/*.toml", "names/data/*.txt")


@cache
def fingerprint() -> str:
    """Return a hash of the program's own source, rule books and tables."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted({path for part in PARTS for path in (root.rglob(part) if "/" not in part else root.glob(part))}):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
