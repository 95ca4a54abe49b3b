"""How files are named: by users on the command line, by the election file, and in records and messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SheetPath:
    """`file#sheet`: a file and, when named, one sheet of it."""

    file: Path
    sheet: str | None = None

    @classmethod
    def parse(cls, text: str) -> SheetPath:
        """Split a written path.

        >>> SheetPath.parse("candidates.xlsx#党委委员").sheet
        '党委委员'
        """
        if Path(text).exists():
            return cls(Path(text))
        file, mark, sheet = text.rpartition("#")
        return cls(Path(file), sheet) if mark and file else cls(Path(text))


def shown_path(path: Path, folder: Path) -> str:
    """Return the path as records name it: relative to the election's folder with `/`, else the name alone.

    >>> shown_path(Path("town/ballots/a.xlsx"), Path("town")), shown_path(Path("/elsewhere/b.xlsx"), Path("town"))
    ('ballots/a.xlsx', 'b.xlsx')
    """
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name
