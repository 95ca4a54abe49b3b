"""Papers on disk: each file whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tally.records.atomic import write_atomically


def write_papers(papers: Iterable[tuple[str, bytes]], directory: Path) -> list[Path]:
    """Write papers into a folder, made when missing; raises `Problems` (T640)."""
    written = []
    for name, content in papers:
        path = directory / name
        write_atomically(path, content)
        written.append(path)
    return written
