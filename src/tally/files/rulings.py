"""Rulings on doubtful ballots, from `rulings.toml` or a sheet 裁定 of a ballot workbook (contract, section 2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.ballot import VoidReason
from tally.domain.election import Contest, Election, InputFile
from tally.domain.legend import fold
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, info, place
from tally.domain.ruling import MARKS, OF_A_BALLOT, OF_A_NAME, ReadAs, Ruling
from tally.files.ballot_numbers import number_key
from tally.files.columns import Column, read_rows
from tally.files.foot import is_remark
from tally.files.schema import Field, Reader
from tally.files.table import Table
from tally.files.toml_file import read_toml
from tally.files.written_cells import VOID_WORDS
from tally.names.namesakes import keys_of, written_in
from tally.names.normalise import find_person, normalise

FILE = "rulings.toml"
SHEET = "裁定"
TOP: Mapping[str, Field] = {"schema": Field("count"), "ruling": Field("tables")}
RULING: Mapping[str, Field] = {
    "contest": Field("text", required=True),
    "ballot": Field("text", required=True),
    "file": Field("text"),
    "column": Field("text"),
    "read_as": Field("text", required=True),
    "by": Field("text", required=True),
    "reason": Field("text", required=True),
}
COLUMNS: Sequence[Column] = (
    Column("contest", ("选票类别", "contest")),
    Column("ballot", ("票号", "选票编号", "ballot"), required=True),
    Column("column", ("列", "column")),
    Column("read_as", ("认定为", "read as"), required=True),
    Column("by", ("裁定人", "by")),
    Column("reason", ("理由", "reason")),
    Column("file", ("文件", "file")),
)
WORDS: Mapping[str, ReadAs] = {
    **{one.value: one for one in ReadAs if one is not ReadAs.NAME},
    "赞成": ReadAs.APPROVE,
    "不赞成": ReadAs.OPPOSE,
    "反对": ReadAs.OPPOSE,
    "弃权": ReadAs.ABSTAIN,
    "部分无效": ReadAs.UNCLEAR,
    "有效": ReadAs.VALID,
    "无效": ReadAs.VOID,
    "整票无效": ReadAs.VOID,
    "计入": ReadAs.COUNT,
    "不计入": ReadAs.DROP,
}
WHOLE = frozenset({"", "整票", "整票无效"})
_NAME = re.compile(r"(?:name|姓名)\s*[:：](.*)", re.IGNORECASE | re.DOTALL)
_BOX = re.compile(r"另选他人(\d{0,3})(符号)?")


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings given, the file they came from (a workbook counts among the ballots), everything to be said."""

    rulings: tuple[Ruling, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_rulings(election: Election, sheets: Iterable[Table] = ()) -> Rulings:
    """Read the rulings of an election: its rulings.toml, and the sheets 裁定 among `sheets` of the ballot workbooks.

    Problems: T102–T105 (form of the file), T251–T256 (columns of the sheet), T318 (said) a note below them, T390 an
    unknown contest or place, T391 something that place cannot be read as, T393 a file named although 票号 are unique,
    T394 two rulings for one place, T395 an incomplete row.
    """
    problems: list[Problem] = []
    rulings: list[Ruling] = []
    inputs: tuple[InputFile, ...] = ()
    path = election.folder / FILE
    if path.exists():
        try:
            content, tables = read_toml(path)
        except Problems as refused:
            return Rulings(problems=refused.problems)
        inputs = (InputFile("rulings", FILE, hashlib.sha256(content).hexdigest()),)
        _of_toml(tables, election, rulings, problems)
    for sheet in (one for one in sheets if one.sheet.strip() == SHEET):
        _of_sheet(sheet, election, rulings, problems)
    problems += _doubles(rulings)
    return Rulings(tuple(rulings), inputs, tuple(problems))


def _of_toml(tables: dict[str, Any], election: Election, rulings: list[Ruling], problems: list[Problem]) -> None:
    reader = Reader(FILE)
    data = reader.read(tables, TOP)
    for number, item in enumerate(data.get("ruling", ()), start=1):
        path = f"ruling[{number}]"
        ballot = item.get("ballot")
        if isinstance(ballot, int) and not isinstance(ballot, bool):
            item = {**item, "ballot": str(ballot)}
        before = len(reader.problems)
        values = reader.read(item, RULING, path)
        if "column" not in item:
            reader.add("T104", f"{path}.column", say("缺少“{key}”", key="column"), say('写候选人姓名；整张票写 ""'))
        if len(reader.problems) == before:
            _resolve(values, place(FILE, path), election, rulings, problems)
    problems += reader.problems


def _of_sheet(table: Table, election: Election, rulings: list[Ruling], problems: list[Problem]) -> None:
    if not any(cell.strip() for row in table.rows for cell in row):
        return
    read = read_rows(table, COLUMNS)
    problems += read.problems
    for row in read.rows:
        missing = [
            column.headings[0] for column in COLUMNS if not row[column.key] and column.key not in ("column", "file")
        ]
        where = table.place(row.number, row.columns["ballot"])
        if _signed(table, row.number):
            problems.append(info("T318", table.place(row.number), say("这一行是表下的说明，没有读入")))
        elif missing:
            found = say("这一行裁定没有填：{columns}", columns=tuple(missing))
            problems.append(error("T395", where, found, say("补全这一行，或删去")))
        else:
            file = table.file if election.numbering == "per-file" else ""
            _resolve({"file": file, **{k: v for k, v in row.values.items() if v}}, where, election, rulings, problems)


def _signed(table: Table, row: int) -> bool:
    """Tell whether a row holds nothing but who decided, or a note: the foot of a printed sheet."""
    filled = [cell for cell in table.rows[row] if cell.strip()]
    return bool(filled) and all(map(is_remark, filled))


def _resolve(
    values: Mapping[str, str], where: str, election: Election, rulings: list[Ruling], problems: list[Problem]
) -> None:
    """Point a ruling at its contest and place, or say why it cannot be."""
    contest = _contest(values["contest"], election)
    if contest is None:
        found = say("没有“{contest}”这种选票", contest=values["contest"])
        ids = tuple(f"{one.id}（{one.office}）" for one in election.contests)
        problems.append(error("T390", where, found, say("可以是：{contests}", contests=ids)))
        return
    column = values.get("column", "").strip()
    candidate, box = _place(column, contest)
    if candidate is None and box is None and column not in WHOLE:
        found = say("{office}的选票上没有“{column}”这一列", office=contest.office, column=column)
        remedy = say("写候选人姓名、另选他人1 等，整张票留空")
        problems.append(error("T390", where, found, remedy))
        return
    if values.get("file") and election.numbering != "per-file":
        found = say("票号在各文件中是统一编的，不必写文件“{file}”", file=values["file"])
        problems.append(
            error("T393", where, found, say('删去 file；各文件分别编号的，写 [input] numbering = "per-file"'))
        )
        return
    text = values["read_as"].strip()
    named = _NAME.fullmatch(text)
    read_as = ReadAs.NAME if named else WORDS.get(text.lower())
    allowed = OF_A_NAME if box is not None else MARKS if candidate is not None else OF_A_BALLOT
    name = written_in(named[1], contest) if named else None
    if read_as not in allowed or (name is not None and not name.key) or (named and column.endswith("符号")):
        problems.append(_unfit(text, column, where, allowed))
        return
    rulings.append(
        Ruling(
            contest.id,
            values["ballot"].strip(),
            column,
            read_as,
            values["by"].strip(),
            values["reason"].strip(),
            values.get("file", "").strip(),
            candidate,
            box,
            name.written if name else "",
            VOID_WORDS.get(fold(values["reason"]), VoidReason.OTHER),
            where,
        )
    )


def _contest(text: str, election: Election) -> Contest | None:
    folded = "".join(text.split())
    return next((one for one in election.contests if folded in (one.id, "".join(one.office.split()))), None)


def _place(column: str, contest: Contest) -> tuple[int | None, int | None]:
    match = _BOX.fullmatch("".join(normalise(column).written.split())) if column else None
    if match:
        return None, int(match[1] or 1)
    return find_person(column, keys_of(contest.candidates)), None


def _said(read_as: ReadAs, *, in_words: bool) -> str:
    """Return how a sheet, in words, or the file writes what a place is read as."""
    if read_as is ReadAs.NAME:
        return "姓名：…" if in_words else "name:…"
    return next(word for word, one in WORDS.items() if one is read_as and (word != one.value or not in_words))


def _unfit(text: str, column: str, where: str, allowed: frozenset[ReadAs]) -> Problem:
    allowed_here = [one for one in ReadAs if one in allowed]
    return error(
        "T391",
        where,
        say("“{column}”不能认定为“{text}”", column=column or say("整张票"), text=text[:40]),
        say(
            "可以认定为：{values}",
            values=tuple(_said(one, in_words=not where.startswith(FILE)) for one in allowed_here),
        ),
    )


def _doubles(rulings: Sequence[Ruling]) -> list[Problem]:
    first: dict[object, Ruling] = {}
    problems = []
    for one in rulings:
        for place_ in one.places:
            other = first.setdefault((one.contest, number_key(one.ballot), one.file, place_), one)
            if other is not one:
                problems.append(double(one, other))
                break
    return problems


def double(one: Ruling, other: Ruling) -> Problem:
    """Return the problem of two rulings for one place (T394)."""
    column = one.column or say("整张票")
    found = say("票号{ballot}的“{column}”在 {first} 已有裁定", ballot=one.ballot, column=column, first=other.place)
    return error("T394", one.place, found, say("一处只能有一条裁定，删去多余的"))
