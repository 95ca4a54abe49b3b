"""Ballots as a table in another file format (Parquet, Arrow, CSV, a workbook), nothing lost.

Texts stay as they were typed. The row of each ballot in its sheet goes along as column 行, and in the metadata the
sheet and where each column stood: problems found in a converted file still name the cell of the original.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np

from tally.documents.ballot_workbook import refuse_unfit, write_workbook
from tally.domain.ballot import BallotBox
from tally.domain.election import Contest, Election
from tally.domain.message import say
from tally.domain.problem import Problems, error, refuse
from tally.files.ballot_file import read_ballot_file
from tally.files.column_files import COLUMNAR, ROW, SOURCE, ColumnFile
from tally.files.grid import Grid
from tally.files.headings import NUMBER_HEADING, read_headings
from tally.files.paths import SheetPath, shown_path

WRITTEN = frozenset({".parquet", ".arrow", ".feather", ".csv", ".xlsx"})
TEXTUAL = frozenset({".csv", ".xlsx"})  # of whose cells none says of what type it is
Progress = Callable[[int, int, int], None]


def tables_of(election: Election, target: SheetPath) -> dict[str, Any]:
    """Return each contest's ballots of one file as an Arrow table, by contest id.

    Raises `Problems`: those of reading it, T481 ballots that no table shows (given by their number alone, or a team's
    figures), T482 nothing to convert, T483 ballots of one contest in several places.
    """
    shown = shown_path(target.file, election.folder)
    read = read_ballot_file(election, target, entry=True)
    refuse(read.problems)
    boxes = [pile for pile in read.piles if isinstance(pile, BallotBox)]
    if len(boxes) < len(read.piles) or len(read.grids) < len(boxes) or any(box.unlisted for box in boxes):
        found, remedy = say("这里的选票不是逐票录入的，不能逐票转换"), say("直接用原文件计票")
        raise Problems([error("T481", shown, found, remedy)])
    if not boxes:
        found, remedy = say("没有可以转换的选票"), say("核对文件；工作表的名称应是所选职务")
        raise Problems([error("T482", shown, found, remedy)])
    contests = {one.id: one for one in election.contests}
    _refuse_several(boxes, contests, shown)
    return {
        box.contest: _table(grid, box, contests[box.contest]) for box, (_, grid) in zip(boxes, read.grids, strict=True)
    }


def _refuse_several(boxes: Sequence[BallotBox], contests: Mapping[str, Contest], shown: str) -> None:
    """Raise `Problems` (T483) where ballots of one contest stand in several tables: a file holds one."""
    times = Counter(box.contest for box in boxes)
    remedy = say("指明 文件#工作表（或 文件#工作表!A1:K99），一处一处转换")
    problems = [
        error("T483", shown, say("{office}的选票在{count}处", office=contests[key].office, count=number), remedy)
        for key, number in times.items()
        if number > 1
    ]
    refuse(problems)


def _table(grid: Grid, box: BallotBox, contest: Contest) -> Any:
    import pyarrow

    headings, _ = read_headings(grid, contest)
    assert headings is not None  # the pile was read by them
    rows = box.rows if box.rows is not None else np.arange(box.ballots)
    names, columns, places = [], [], {}
    for column in sorted(headings.read):
        name = grid.text(headings.row, column).strip() or NUMBER_HEADING
        texts = [grid.texts[code] for code in grid.codes[column, rows].tolist()]
        whole = column == headings.number and all(text.isascii() and text == str(_whole(text)) for text in texts)
        values = pyarrow.array([int(text) for text in texts] if whole else texts)
        names.append(name)
        columns.append(values if column == headings.number else values.dictionary_encode())
        places[name] = grid.cell_of(headings.row, column)[1]
    names.append(ROW)
    columns.append(pyarrow.array([grid.cell_of(row, headings.read[0])[0] + 1 for row in rows.tolist()]))
    source = {"sheet": grid.sheet, "contest": contest.id, "columns": places}
    metadata = {SOURCE: json.dumps(source, ensure_ascii=False).encode("utf-8")}
    fields = [
        pyarrow.field(name, column.type, nullable=False)  # no cell is null, and such columns are read much faster
        for name, column in zip(names, columns, strict=True)
    ]
    return pyarrow.table(columns, schema=pyarrow.schema(fields, metadata))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def write_table(table: Any, path: Path, atomically: Callable[[Path], AbstractContextManager[Path]]) -> None:
    """Write a table in the format that the name says; `atomically` gives the path to write to."""
    sheet = json.loads(table.schema.metadata[SOURCE])["sheet"]
    if path.suffix.lower() == ".xlsx":
        refuse_unfit(table.schema, table.num_rows, path.name)
    _write(table.schema, iter(table.to_batches()), path, atomically, sheet)


def copy_columns(source: ColumnFile, path: Path, atomically: Callable[[Path], AbstractContextManager[Path]]) -> int:
    """Copy a file in columns into another format, batch by batch; return its rows.

    Raises `Problems`: T306 damaged, T484 and T485 what no sheet can hold.
    """
    if path.suffix.lower() in TEXTUAL:
        refuse_unfit(source.schema, source.rows if path.suffix.lower() == ".xlsx" else 0, source.shown)
    batches = (batch for block in source.blocks() for batch in source.batches(block, source.names))
    _write(source.schema, batches, path, atomically, source.source.sheet if source.source else "")
    return int(source.rows)


def _write(
    schema: Any,
    batches: Iterator[Any],
    path: Path,
    atomically: Callable[[Path], AbstractContextManager[Path]],
    sheet: str,
) -> None:
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    if path.suffix.lower() == ".xlsx":
        with atomically(path) as target:
            write_workbook(schema, batches, sheet or path.stem, target)
        return
    plain = path.suffix.lower() == ".csv"
    if plain or path.suffix.lower() in COLUMNAR:
        schema = pyarrow.schema([one.with_type(_undecoded(one.type)) for one in schema], schema.metadata)
    with atomically(path) as target:
        if path.suffix.lower() == ".parquet":
            writer: Any = pyarrow.parquet.ParquetWriter(target, schema, compression="zstd", write_page_checksum=True)
        elif plain:
            writer = pyarrow.csv.CSVWriter(str(target), schema.remove_metadata())
        else:
            writer = pyarrow.ipc.new_file(str(target), schema)
        with writer:
            for batch in batches:
                columns = [column.cast(one.type) for column, one in zip(batch.columns, schema, strict=True)]
                writer.write_batch(pyarrow.RecordBatch.from_arrays(columns, schema=writer_schema(schema, plain)))


def writer_schema(schema: Any, plain: bool) -> Any:
    """Return the schema of what is written: plain text knows no metadata."""
    return schema.remove_metadata() if plain else schema


def _undecoded(kind: Any) -> Any:
    import pyarrow

    return kind.value_type if pyarrow.types.is_dictionary(kind) else kind
