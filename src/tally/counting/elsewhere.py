"""Whether the processes that count see the ballot files that stand here: on another machine a path may lead elsewhere.

What a process read is what was asked for if the file's stamp is the same, or else its hash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from platform import node

from tally.counting.pieces import Piece, PieceCount
from tally.counting.unchanged import Unchanged, changed
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error
from tally.files.column_files import sha256_of
from tally.files.paths import SheetPath

Other = dict[str, dict[SheetPath, str]]


def seen_elsewhere(pieces: Sequence[Piece], counts: Sequence[PieceCount], unchanged: Unchanged) -> Other:
    """Return by machine the files of which a process there saw none, or another one, with their names."""
    found: Other = defaultdict(dict)
    for piece, one in zip(pieces, counts, strict=True):
        if one.elsewhere and not _is_same(piece, one, unchanged):
            found[one.elsewhere][piece.target] = piece.shown
    return found


def _is_same(piece: Piece, one: PieceCount, unchanged: Unchanged) -> bool:
    if one.input is None:
        return bool(one.problems)  # it is there, and they say why it cannot be read
    if piece.block is not None:
        return one.input.sha256 == unchanged.sha256(piece.target)
    try:
        return one.input.sha256 == sha256_of(piece.target.file, piece.shown)
    except Problems:
        return False


def elsewhere_problems(found: Other) -> list[Problem]:
    """Say it once for each machine (T919); of this one, whose files were changed meanwhile, for each file (T620)."""
    return [problem for machine, files in found.items() for problem in _of_machine(machine, list(files.values()))]


def _of_machine(machine: str, files: Sequence[str]) -> list[Problem]:
    if machine == node():
        return [changed(shown) for shown in files]
    what = say(
        "那里的工作进程看不到{count}个选票文件（如 {file}），或看到的不是同一份", count=len(files), file=files[0]
    )
    remedy = say("选票放在各台机器同一路径的共享卷上，或写 s3:// 等地址；或不用集群，改用 --workers")
    return [error("T919", machine, what, remedy)]
