"""Whether the ballot files stay what they are while they are counted: each is hashed before and after (T620).

A file in blocks is hashed ahead of its count and again behind it, block by block, while other blocks are being counted:
none is read before it was hashed, none is hashed again before it was counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tally.counting.pieces import Piece
from tally.domain.election import InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error
from tally.files.addresses import streamed
from tally.files.column_files import HASHED_AT_ONCE, foot_of, sha256_of
from tally.files.paths import SheetPath, stamp_of


class Unchanged:
    """The hashes of files in blocks, taken twice, and of all others once more after their count.

    It is made before the files are cut: a block stands where the foot of its file says, and the foot is hashed last.
    A file whose system says that it was touched since then is hashed at the end too.
    """

    def __init__(self, targets: Iterable[SheetPath]) -> None:
        self._feet = {target: foot_of(target.file) for target in targets}
        self._times = {target: stamp_of(target.file) for target in self._feet}
        self._ahead: dict[SheetPath, _Hash] = {}
        self._behind: dict[SheetPath, _Hash] = {}

    def ahead(self, piece: Piece) -> None:
        """Hash a file in blocks up to the end of this one, which is about to be counted."""
        if piece.block is not None:
            _follow(self._ahead, piece)

    def behind(self, piece: Piece) -> None:
        """Hash it once more: this piece was counted, and all before it."""
        _follow(self._behind, piece)

    def sha256(self, target: SheetPath) -> str:
        """Return the hash of a file in blocks before any of it was read, "" when it could not be taken."""
        return self._ahead[target].whole()

    def read_again(self) -> None:
        """Forget what was hashed behind the count: some pieces are counted once more."""
        self._behind.clear()

    def problems(self, inputs: Mapping[SheetPath, InputFile]) -> list[Problem]:
        """Say which files are no longer what was counted (T620)."""
        return [changed(one.path) for target, one in inputs.items() if not self._is_same(target, one)]

    def _is_same(self, target: SheetPath, one: InputFile) -> bool:
        if target in self._behind:
            if not self._behind[target].whole() == one.sha256 != "" or foot_of(target.file) != self._feet[target]:
                return False
            if self._times[target] == stamp_of(target.file):
                return True
        try:
            return sha256_of(target.file, one.path) == one.sha256
        except Problems:
            return False


class _Hash:
    """The hash of a file's first bytes. The file is opened anew each time: it is the one that stands there then."""

    def __init__(self, path: Path) -> None:
        self._path, self._hash, self._at, self._lost = path, hashlib.sha256(), 0, False

    def through(self, end: int | None) -> None:
        """Go on to the byte `end`, or to the end of the file."""
        try:
            with streamed(self._path) as file:
                file.seek(self._at)
                while chunk := file.read(HASHED_AT_ONCE if end is None else min(HASHED_AT_ONCE, end - self._at)):
                    self._hash.update(chunk)
                    self._at += len(chunk)
        except OSError:
            self._lost = True

    def whole(self) -> str:
        return "" if self._lost else self._hash.hexdigest()


def _follow(hashes: dict[SheetPath, _Hash], piece: Piece) -> None:
    if piece.target not in hashes:
        hashes[piece.target] = _Hash(piece.target.file)
    hashes[piece.target].through(piece.block.end if piece.block is not None else None)


def changed(shown: str) -> Problem:
    """Return the problem that a file is which is no longer what it was (T620)."""
    return error("T620", shown, say("计票期间这个文件被改动、移走或替换了"), say("等录入和复制都结束，再重新计票"))
