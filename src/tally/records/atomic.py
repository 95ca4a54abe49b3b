"""Files written whole or not at all: a crash, a full disk or a second program never leaves half a file."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from tally.domain.message import say
from tally.domain.problem import Problems, error

SEAL = "seal.json"
WRITING = ".writing.lock"
SECONDS_TO_WAIT = 60


def write_atomically(path: Path, content: bytes, *, sealed_too: bool = False) -> None:
    """Replace a file by new bytes in one step; its folder is made when missing.

    Raises `Problems`: T640 when the folder cannot be made or written (an older file is then as it was), T634 when it
    is sealed (`tally seal`), unless the file belongs into a sealed folder too, as the journal does.
    """
    with replaced_atomically(path, sealed_too=sealed_too) as temporary:
        temporary.write_bytes(content)


def write_together(contents: dict[Path, bytes | None]) -> None:
    """Replace files that belong together by new bytes, or take them away (None): all of them, or none.

    Nothing takes its place, in the order given, before every byte is on the disk; if that fails half-way, what stood
    there before is put back. Raises `Problems` as `write_atomically` does.
    """
    with contextlib.ExitStack() as all_or_none:
        for path in contents:
            all_or_none.enter_context(_put_back_on_failure(path))
        for path, content in reversed(contents.items()):
            if content is None:
                all_or_none.enter_context(_removed(path))
            else:
                _write(all_or_none.enter_context(replaced_atomically(path)), content)


@contextlib.contextmanager
def replaced_atomically(path: Path, *, sealed_too: bool = False) -> Iterator[Path]:
    """Give a path to write to; what stands there in the end takes the place of `path` in one step (T640, T634)."""
    if not sealed_too:
        refuse_sealed(path.parent)
    with _said_of(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _beside(path, "tmp")  # named before an interrupt may come
        try:
            temporary.touch(0o600, exist_ok=False)
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.chmod(_mode(path))
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _write(path: Path, content: bytes) -> None:
    """Write bytes and wait until they are on the disk, which may find out only then that it is full."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _removed(path: Path) -> Iterator[None]:
    with _said_of(path):
        yield
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _put_back_on_failure(path: Path) -> Iterator[None]:
    """Keep a file under a second name; if what is done meanwhile fails, let it stand where it stood."""
    with _said_of(path):
        kept, there = _beside(path, "old"), path.exists()
        try:
            if there:
                _link(path, kept)
            try:
                yield
            except BaseException:
                with contextlib.suppress(OSError):
                    kept.replace(path) if there else path.unlink(missing_ok=True)
                raise
        finally:
            with contextlib.suppress(OSError):
                kept.unlink(missing_ok=True)


def _link(path: Path, to: Path) -> None:
    try:
        to.hardlink_to(path)
    except OSError:  # a memory stick knows no links
        shutil.copyfile(path, to)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.{what}")


@contextlib.contextmanager
def _said_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        found = say("写不进这个文件：{reason}", reason=reason)
        remedy = say("检查文件夹权限和磁盘空间，关闭正打开它的程序，或用 --out 换一个文件夹")
        raise Problems([error("T640", str(path), found, remedy)]) from failure


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one command at a time write what belongs together into a folder; the next waits for it.

    Raises `Problems`: T649 it waited too long.

    Where no lock can be made nothing can be written either: the first write says so.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / WRITING, timeout=SECONDS_TO_WAIT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        found = say("另一个命令正在写这个文件夹")
        raise Problems([error("T649", str(folder), found, say("等它做完，再运行一次"))]) from None
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.release()


def refuse_sealed(folder: Path) -> None:
    """Raise `Problems` (T634) when the folder, or any above it, is sealed."""
    whole = folder.resolve()
    for one in (whole, *whole.parents):
        if (one / SEAL).is_file():
            found = say("选举已封存，不能再改动这个文件夹")
            remedy = say("确需改动的，先启封：tally seal --reopen --by 批准人 --reason 理由")
            raise Problems([error("T634", str(one), found, remedy)])


def _mode(path: Path) -> int:
    """Return the mode of the file replaced; of a new one what the user's umask gives (until then it is private)."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
