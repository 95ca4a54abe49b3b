"""Papers on disk: each file whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tally.documents.papers import REHEARSAL
from tally.records.atomic import write_atomically

SEALING_RECORD = "D16"


def write_papers(papers: Iterable[tuple[str, bytes]], directory: Path) -> list[Path]:
    """Write papers into a folder, made when missing; raises `Problems` (T640, T634).

    Into a sealed folder only the sealing record (D16) may still go: it carries what sealing came to.
    """
    written = []
    for name, content in papers:
        path = directory / name
        write_atomically(path, content, sealed_too=name.removeprefix(REHEARSAL).startswith(SEALING_RECORD))
        written.append(path)
    return written
