"""A list of names: one a line of text, or one column of a workbook (`FILE.xlsx#sheet:姓名`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.files.columns import Column, read_rows
from tally.files.delimited import decode
from tally.files.paths import SheetPath
from tally.files.table import Table
from tally.files.workbook import open_workbook

NAME = Column("name", ("姓名", "候选人姓名", "候选人", "name"), required=True)
_TEXT = frozenset({"", ".txt", ".lst"})


@dataclass(frozen=True, slots=True)
class NameList:
    """The names as written, where each stands for the user, and remarks on how the file was read."""

    names: tuple[str, ...]
    places: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def names_of_text(data: bytes, shown: str) -> NameList:
    """Read a text with a name a line; empty lines and lines that start with `#` hold nobody.

    Raises `Problems`: T314 unknown encoding, T220 no names.
    """
    text, problems = decode(data, shown)
    numbered = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    return _checked([name for _, name in numbered], [_line(shown, number) for number, _ in numbered], shown, problems)


def read_name_list(path: str) -> NameList:
    """Read a list from a file; raises `Problems` of `open_workbook`, T220 no names, T221 an unknown sheet or column."""
    written, _, heading = path.rpartition(":") if "#" in path and ":" in path.rpartition("#")[2] else (path, "", "")
    target = SheetPath.parse(written)
    shown = target.file.name
    if target.sheet is None and target.file.suffix.lower() in _TEXT and target.file.is_file():
        return names_of_text(target.file.read_bytes(), shown)
    workbook = open_workbook(Path(target.file), shown)
    sheets = workbook.sheet_names
    sheet = target.sheet or sheets[0]
    if sheet not in sheets:
        found = say("没有名为“{sheet}”的工作表", sheet=sheet)
        raise Problems([error("T221", shown, found, say("文件里有：{sheets}", sheets=sheets))])
    return _of_table(workbook.table(sheet), heading, workbook.problems)


def _of_table(table: Table, heading: str, problems: Sequence[Problem]) -> NameList:
    column = Column("name", (heading,), required=True) if heading else NAME
    read = read_rows(table, (column,))
    problems = [*problems, *(one for one in read.problems if one.code != "T255")]
    if any(one.code in ("T251", "T252", "T253", "T256") for one in problems):
        raise Problems(problems)
    rows = [row for row in read.rows if row["name"]]
    return _checked(
        [row["name"] for row in rows],
        [table.place(row.number, row.columns["name"]) for row in rows],
        place(table.file, table.sheet),
        problems,
    )


def _checked(names: Sequence[str], places: Sequence[str], shown: str, problems: Sequence[Problem]) -> NameList:
    if not names:
        raise Problems([*problems, error("T220", shown, say("名单是空的"), say("每行写一个姓名"))])
    return NameList(tuple(names), tuple(places), tuple(problems))


def _line(shown: str, number: int) -> str:
    return place(shown, f"{number}行")
