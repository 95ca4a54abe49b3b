"""Ballot files in columns (Parquet, Arrow): opened without being read, cut into blocks, streamed in small batches.

Memory stays flat however long a file is, and blocks of one file can be read in several places at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tally.domain.message import Message, say
from tally.domain.problem import Problems, error
from tally.files.addresses import opened, streamed

COLUMNAR = frozenset({".parquet", ".arrow", ".feather"})
BLOCK_ROWS = 1 << 19
BATCH_ROWS = 1 << 17
HASHED_AT_ONCE = 1 << 20  # bytes
SOURCE = b"tally.source"  # key of the metadata that `tally convert` leaves
ROW = "行"  # the row in the sheet a file was converted from
LAST_COLUMN = 1 << 14  # of a sheet
READ_AT_ONCE = 1 << 20  # bytes of a column
_PARQUET, _ENCRYPTED, _ARROW = b"PAR1", b"PARE", b"ARROW1"
_FOOT_END = 8  # bytes: the length of a Parquet file's foot, and PAR1
MOST_FOOT = 1 << 26  # bytes


@dataclass(frozen=True, slots=True)
class Block:
    """Row groups `first` to `last` (not included) of a file, beginning with its row `row` (from nought).

    Nothing of it stands at or after the byte `end`; None where all of the file has to be there.
    """

    first: int
    last: int
    row: int
    rows: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The sheet that a converted file was made from: its name, and where each column stood in it."""

    sheet: str
    columns: dict[str, int]


class ColumnFile:
    """A Parquet or Arrow file.

    Raises `Problems`: T300 missing, T302 not readable, T303 empty, T304 not what its name says, T305 encrypted,
    T306 damaged.
    """

    def __init__(self, path: Path, shown: str) -> None:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet

        self.shown = shown
        _look_at(path, shown)
        self._file: Any
        self._metadata: Any = None  # of a Parquet file of this machine, which is read where its metadata say
        try:
            if path.suffix.lower() == ".parquet":
                self._file = pyarrow.parquet.ParquetFile(opened(path))
                metadata = self._file.metadata
                self._groups = [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]
                self._metadata = metadata if isinstance(path, Path) else None
                self.schema = _plain_schema(self._file.schema_arrow)
            else:
                # not mapped: a file cut short meanwhile would end this process without a word
                self._file = pyarrow.ipc.open_file(
                    pyarrow.OSFile(str(path)) if isinstance(path, Path) else opened(path)
                )
                self._groups = [self._file.get_batch(at).num_rows for at in range(self._file.num_record_batches)]
                self.schema = _plain_schema(self._file.schema)
            self.names: tuple[str, ...] = tuple(self.schema.names)  # a name may be no UTF-8
        except (pyarrow.ArrowException, OSError, ValueError) as reason:
            raise _damaged(shown, reason) from None
        self._path = path
        self.groups, self.rows = len(self._groups), sum(self._groups)
        self.source = _source((self.schema.metadata or {}).get(SOURCE))

    @property
    def with_rows(self) -> bool:
        """Whether the row of each ballot in the sheet that it was converted from stands beside it."""
        import pyarrow

        once = self.source is not None and self.names.count(ROW) == 1
        return once and bool(pyarrow.types.is_integer(self.schema.field(ROW).type))

    def blocks(self) -> tuple[Block, ...]:
        """Return the file cut into blocks of half a million rows or more; at least one."""
        blocks: list[Block] = []
        first = row = rows = 0
        for at, size in enumerate(self._groups):
            rows += size
            if rows >= BLOCK_ROWS:
                blocks.append(Block(first, at + 1, row, rows, self._end(at)))
                first, row, rows = at + 1, row + rows, 0
        if rows or not blocks:
            blocks.append(Block(first, len(self._groups), row, rows))
        return tuple(blocks)

    def _end(self, last: int) -> int | None:
        """Return where the row groups up to `last` end, None for the last ones: the foot of the file follows."""
        if self._metadata is None or last + 1 == self.groups:
            return None
        chunks = [
            group.column(at)
            for group in map(self._metadata.row_group, range(last + 1))
            for at in range(group.num_columns)
        ]
        return max((one.data_page_offset + one.total_compressed_size for one in chunks), default=0)

    def batches(self, block: Block, columns: Sequence[str]) -> Iterator[Any]:
        """Yield a block as record batches of the named columns; raises `Problems` (T306)."""
        import pyarrow

        try:
            if hasattr(self._file, "iter_batches"):
                for batch in self._parquet(block, columns):
                    batch = batch.select(list(columns))  # a name with a dot may bring others along
                    batch.validate(full=True)  # texts that are no UTF-8 show only where they are read
                    yield _plain(batch)
            else:
                for at in range(block.first, block.last):
                    batch = self._file.get_batch(at).select(list(columns))
                    batch.validate(full=True)
                    batch = _plain(batch)
                    for start in range(0, batch.num_rows, BATCH_ROWS):
                        yield batch.slice(start, BATCH_ROWS)
        except (pyarrow.ArrowException, OSError, ValueError) as reason:
            raise _damaged(self.shown, reason) from None

    def _parquet(self, block: Block, columns: Sequence[str]) -> Iterator[Any]:
        import pyarrow
        import pyarrow.parquet

        texts = [
            name
            for name in columns
            if pyarrow.types.is_string(kind := self.schema.field(name).type) or pyarrow.types.is_large_string(kind)
        ]
        # a reader of its own: one cannot be used by several threads at once
        file = pyarrow.parquet.ParquetFile(
            opened(self._path),
            read_dictionary=texts,
            pre_buffer=False,
            buffer_size=READ_AT_ONCE,  # not mapped: a file cut short meanwhile would end this process without a word
            page_checksum_verification=True,  # where the file has checksums, as converted ones do
        )
        groups = list(range(block.first, block.last))
        yield from file.iter_batches(BATCH_ROWS, row_groups=groups, columns=list(columns), use_threads=False)


def _plain_schema(schema: Any) -> Any:
    import pyarrow

    return pyarrow.schema([one.with_type(_plain_type(one.type)) for one in schema], schema.metadata)


def _plain(batch: Any) -> Any:
    """Return a batch whose texts are of the usual kinds, and none of whose dictionaries has a null among its values."""
    for at, column in enumerate(batch.columns):
        plain = _plain_column(column)
        if plain is not column:
            batch = batch.set_column(at, batch.schema.names[at], plain)
    return batch


def _plain_column(column: Any) -> Any:
    import pyarrow

    kind = _plain_type(column.type)
    if not pyarrow.types.is_dictionary(kind):
        return column if kind == column.type else column.cast(kind)
    if kind != column.type:
        column = pyarrow.DictionaryArray.from_arrays(column.indices, column.dictionary.cast(kind.value_type))
    return column.dictionary_decode() if column.dictionary.null_count else column


def _plain_type(kind: Any) -> Any:
    """Return a type of values, for the views of texts that polars writes that of the texts themselves."""
    import pyarrow

    if pyarrow.types.is_dictionary(kind):
        return pyarrow.dictionary(kind.index_type, _plain_type(kind.value_type), kind.ordered)
    return pyarrow.string() if pyarrow.types.is_string_view(kind) else kind


def rows_of_sheet(values: Any) -> npt.NDArray[np.int64] | None:
    """Return the rows of a sheet, counted from nought, that a column 行 holds; None where some are none."""
    if values.null_count:
        return None
    rows: npt.NDArray[np.int64] = values.to_numpy(zero_copy_only=False)
    if rows.size and not (rows.min() >= 1 and rows.max() < 1 << 62):
        return None
    return rows.astype(np.int64) - 1


def sha256_of(path: Path, shown: str) -> str:
    """Return the hash of a file of any size; raises `Problems` (T300, T302)."""
    try:
        with streamed(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise _missing(shown) from None
    except OSError as reason:
        raise _unreadable(shown, reason) from None


def foot_of(path: Path) -> bytes:
    """Return the foot of a Parquet file of this machine, which tells where everything stands; b"" of other files."""
    if not isinstance(path, Path) or path.suffix.lower() != ".parquet":
        return b""
    try:
        with path.open("rb") as file:
            size = file.seek(0, SEEK_END)
            file.seek(max(0, size - _FOOT_END))
            length = int.from_bytes(file.read(4), "little") + _FOOT_END
            file.seek(max(0, size - length))
            return file.read(min(length, MOST_FOOT))
    except OSError:
        return b""


def _look_at(path: Path, shown: str) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError:
        raise _missing(shown) from None
    except OSError as reason:
        raise _unreadable(shown, reason) from None
    if not head:
        raise _refuse("T303", shown, say("文件是空的"), say("向录入员要完整的文件"))
    parquet = path.suffix.lower() == ".parquet"
    if not head.startswith(_PARQUET if parquet else _ARROW):
        if head.startswith(_ENCRYPTED):
            raise _encrypted(shown)
        kind = "Parquet" if parquet else "Arrow IPC"
        raise _refuse(
            "T304",
            shown,
            say("内容不是 {kind} 文件", kind=kind),
            say("按真实格式改好扩展名；Arrow 须是文件格式，不是流格式"),
        )


def _source(kept: bytes | None) -> Source | None:
    try:
        values = json.loads(kept or b"null")
        columns = {str(name): int(at) for name, at in values["columns"].items()}
        return Source(str(values["sheet"]), columns) if all(0 <= at < LAST_COLUMN for at in columns.values()) else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def _encrypted(shown: str) -> Problems:
    return _refuse("T305", shown, say("文件是加密的"), say("用写出它的程序另存为不加密的"))


def _damaged(shown: str, reason: Exception) -> Problems:
    if "crypt" in str(reason):
        return _encrypted(shown)
    return _refuse("T306", shown, say("文件不完整或已损坏，打不开"), say("向录入员要原文件，或重新转换"))


def _missing(shown: str) -> Problems:
    return _refuse("T300", shown, say("找不到这个文件"), say("核对文件名和所在文件夹"))


def _unreadable(shown: str, reason: OSError) -> Problems:
    found = say("文件读不出（{reason}）", reason=reason.strerror or "")
    return _refuse("T302", shown, found, say("核对权限，或复制一份再试"))


def _refuse(code: str, where: str, found: Message, remedy: Message) -> Problems:
    return Problems([error(code, where, found, remedy)])
