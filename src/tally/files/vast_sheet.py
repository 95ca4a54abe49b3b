"""A vast sheet, loaded in a process of its own while its XML is scanned here.

A fast reader lays every row and column out in memory before it gives anything, and one cell in a far corner makes that
more than any machine has. Only the scan to the sheet's end shows it, and of a vast sheet that takes seconds: until then
the reader stands where it can be stopped, and where a memory that runs out ends nothing else.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from tally.files.grid import Grid
from tally.files.gridding import columns_of_sheet, trimmed

_HEAD = struct.Struct("<QQQ")  # before the texts: how many columns and rows, how many bytes of texts


class Loading:
    """A sheet on its way."""

    def __init__(self, output: Future[bytes]) -> None:
        self._output = output

    def grid(self, file: str, sheet: str, width: int) -> Grid | None:
        """Return the grid, None when the reader does not show all `width` columns from A on, or gave nothing."""
        output = self._output.result()
        if not output:
            return None
        columns, rows, length = _HEAD.unpack_from(output)
        if columns != width:
            return None
        codes = np.frombuffer(output, dtype=np.int32, offset=_HEAD.size + length).reshape(columns, rows)
        return trimmed(file, sheet, codes, json.loads(output[_HEAD.size : _HEAD.size + length]))


@contextmanager
def loading(data: bytes, sheet: str) -> Iterator[Loading]:
    """Load a sheet of a workbook while something else is done; what is not awaited at the end is stopped."""
    command = [sys.executable, "-m", __name__, sheet]
    reader = subprocess.Popen(  # of another session: an interrupt is said here, and nowhere else
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    with reader as process, ThreadPoolExecutor(1) as beside:
        try:
            yield Loading(beside.submit(_through, process, data))
        finally:
            process.kill()


def _through(process: subprocess.Popen[bytes], data: bytes) -> bytes:
    """Give a process its input, all of which it reads before it writes, and return its output; b"" when it ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError), process.stdin as given:
        given.write(data)
    output = process.stdout.read()
    return b"" if process.wait() else output


def main(sheet: str) -> None:
    """Read a workbook from the standard input and write one of its sheets to the standard output."""
    _within_memory()
    found = columns_of_sheet(sys.stdin.buffer.read(), sheet)
    if found is None:
        return
    codes, texts = found
    written = json.dumps(texts, ensure_ascii=False).encode("utf-8")
    output = sys.stdout.buffer
    output.write(_HEAD.pack(*codes.shape, len(written)))
    output.write(written)
    output.write(np.ascontiguousarray(codes).data)


def _within_memory() -> None:
    """Take no more than the machine's memory, and be the first to be stopped when it runs out."""
    with suppress(ImportError, ValueError, OSError):
        import os
        import resource

        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])
