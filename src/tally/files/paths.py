"""How files are named: by users on the command line, by the election file, and in records and messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.files.addresses import answering, is_address
from tally.files.table import Area, address

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6}):\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class SheetPath:
    """`file#sheet` or `file#sheet!B3:K160`: a file and, when named, one sheet of it, and a part of that."""

    file: Path
    sheet: str | None = None
    area: Area | None = None

    @classmethod
    def parse(cls, text: str) -> SheetPath:
        """Split a written path, or an address (raises `Problems`, T915–T917).

        >>> SheetPath.parse("candidates.xlsx#党委委员").sheet
        '党委委员'
        >>> SheetPath.parse("a.xlsx#党委委员!B3:K160").area
        Area(first_row=2, first_column=1, last_row=159, last_column=10)
        """
        at = answering if is_address(text) else Path
        if stands(at(text)):
            return cls(at(text))
        file, mark, sheet = text.rpartition("#")
        if not mark or not file:
            return cls(at(text))
        name, mark, cells = sheet.rpartition("!")
        area = _area(cells) if mark else None
        return cls(at(file), name or None, area) if area else cls(at(file), sheet)

    def __str__(self) -> str:
        """Return the path as it is written.

        >>> str(SheetPath.parse("a.xlsx#党委委员!B3:K160")), str(SheetPath.parse("a.xlsx"))
        ('a.xlsx#党委委员!B3:K160', 'a.xlsx')
        """
        return str(self.file) if self.part is None else f"{self.file}#{self.part}"

    @property
    def part(self) -> str | None:
        """Return what was written after the #, None when the whole file was named."""
        if self.area is None:
            return self.sheet
        one = self.area
        first, last = address(one.first_row, one.first_column), address(one.last_row, one.last_column)
        return f"{self.sheet or ''}!{first}:{last}"


def stands(path: Path) -> bool:
    """Tell whether something stands at a path; nothing does where no name may be so long."""
    try:
        return path.exists()
    except OSError:
        return False


def stamp_of(path: Path) -> tuple[int, ...] | None:
    """Return how a file's system tells that it is another one or was written to; None where it does not, or where
    nothing stands."""
    try:
        stat = path.stat() if isinstance(path, Path) else None
    except OSError:
        return None
    return None if stat is None else (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def _area(text: str) -> Area | None:
    match = _AREA.fullmatch(text)
    if match is None:
        return None
    first, last = (int(match[2]) - 1, _column(match[1])), (int(match[4]) - 1, _column(match[3]))
    return Area(min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(256)  # asked for each of a folder's files
def _resolved(folder: Path) -> Path:
    return folder.resolve()


def shown_path(path: Path, folder: Path) -> str:
    """Return the path as records name it: relative to the election's folder with `/`, else the name alone, as of a
    file at an address. Raises `Problems` (T302) of a name that is no text.

    >>> shown_path(Path("town/ballots/a.xlsx"), Path("town")), shown_path(Path("/elsewhere/b.xlsx"), Path("town"))
    ('ballots/a.xlsx', 'b.xlsx')
    """
    if not isinstance(path, Path):
        return str(path.name)
    try:
        shown = path.resolve().relative_to(_resolved(folder)).as_posix()
    except ValueError:
        shown = path.name
    try:
        shown.encode()
    except UnicodeEncodeError:
        found, remedy = say("文件名不是 UTF-8，记录里写不出"), say("改名以后再试")
        raise Problems([error("T302", shown, found, remedy)]) from None
    return shown
