"""An .xlsx file as the package it is: opened with suspicion, its sheets scanned before any reader sees a cell."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from posixpath import normpath
from typing import IO, TypeVar
from xml.etree import ElementTree

from tally.domain.message import Message, say
from tally.domain.problem import Problems, error, place
from tally.files.cell_check import check_cells
from tally.files.sheet_scan import CHUNK, DamagedSheet, Scan, scan_sheet, sheet_extent

WORKBOOK = "xl/workbook.xml"
RELATIONS = "_rels/.rels"
LARGEST = 4 << 30
SUSPECT_SIZE, SUSPECT_RATIO = 1 << 30, 250
SMALL_PART = 64 << 20
MOST_SHEETS = 500
ALIKE = 1 << 14  # bytes of a part that other workbooks may have as it is
SAVE_AGAIN = say("用表格软件打开，另存为新的 .xlsx 再试；打不开的，向录入员要原文件")

T = TypeVar("T")

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name, where its XML stands, whether users see it."""

    name: str
    part: str
    visible: bool


class Archive:
    """A zip whose entries were looked at before any is unpacked.

    Raises `Problems` when it is opened: T305 protected by a password, T306 damaged, T307 larger than any ballot sheet.
    """

    def __init__(self, data: bytes, shown: str) -> None:
        self.shown = shown
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN:
            raise self.refuse("T306", say("文件不完整或已损坏，打不开"), SAVE_AGAIN) from None
        for entry in self._zip.infolist():  # as programs on Windows have written them
            entry.filename = entry.filename.replace("\\", "/")
            self._zip.NameToInfo[entry.filename] = entry
        self._check_entries()

    def names(self) -> frozenset[str]:
        """Return the names of the parts."""
        return frozenset(entry.filename for entry in self._zip.infolist())

    def size(self, part: str) -> int:
        """Return the bytes of a part, unpacked."""
        return self._zip.getinfo(part).file_size

    def small(self, part: str) -> bytes:
        """Return a small part whole; raises `Problems` (T306)."""
        try:
            if self._zip.getinfo(part).file_size > SMALL_PART:
                raise self.damaged(part)
            return self._zip.read(part)
        except (KeyError, *BROKEN):
            raise self.damaged(part) from None

    def stream(self, part: str) -> IO[bytes]:
        """Open a part; reading it on may raise what `BROKEN` lists."""
        return self._zip.open(part)

    def damaged(self, part: str) -> Problems:
        """Return that a part cannot be read whole (T306)."""
        return self.refuse("T306", say("文件已损坏：{part} 读不完整", part=part), SAVE_AGAIN)

    def refuse(self, code: str, found: Message, remedy: Message) -> Problems:
        """Return one problem of the file, to be raised."""
        return Problems([error(code, self.shown, found, remedy)])

    def _check_entries(self) -> None:
        entries = self._zip.infolist()
        names = {entry.filename.lower() for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise self.refuse("T305", say("文件有打开密码"), say("用表格软件打开，取消密码后另存"))
        if len(names) != len(entries):
            raise self.refuse("T306", say("文件里有重复的部件，已损坏或被改动"), SAVE_AGAIN)
        if sum(entry.file_size for entry in entries) > LARGEST or any(
            entry.file_size > SUSPECT_SIZE and entry.file_size > SUSPECT_RATIO * max(entry.compress_size, 1)
            for entry in entries
        ):
            raise self.refuse(
                "T307",
                say("解开后大得不像录入表，没有打开"),
                say("核对是不是录入表；是的，把选票行复制到新工作簿再存"),
            )


class Package(Archive):
    """A checked package.

    Raises `Problems` when it is opened: those of `Archive`, and T304 not a workbook. `sheets` are the worksheets in
    their order; chart sheets are left out.
    """

    def __init__(self, data: bytes, shown: str) -> None:
        super().__init__(data, shown)
        self._main = self._main_part()
        self._folder, _, file = self._main.rpartition("/")
        if self._main not in self.names() or b"spreadsheetml" not in self.small(self._main):
            remedy = say("另存为 .xlsx 或 .csv；是压缩包的，解开后给出里面的文件")
            raise self.refuse("T304", say("不是 Excel 工作簿（.xlsx）"), remedy)
        if file.lower() != "workbook.xml":  # the readers know it by this name
            found = say("工作簿的主部件是 {part}，不是 xl/workbook.xml，读不了", part=self._main)
            raise self.refuse("T304", found, SAVE_AGAIN)
        self.sheets = self._read_sheets()

    def _main_part(self) -> str:
        """Return the part that the package says is its workbook, which is where other programs look for it."""
        found = [
            one.get("Target", "").lstrip("/")
            for one in (self._elements(RELATIONS) if RELATIONS in self.names() else ())
            if one.get("Type", "").endswith("/officeDocument")
        ]
        if len(set(found)) > 1:
            raise self.damaged(RELATIONS)
        return found[0] if found else WORKBOOK

    def scan(self, sheet: SheetPart) -> Scan:
        """Scan a sheet whole, its checksum included; raises `Problems` (T306, T311)."""
        return self._through(sheet, scan_sheet)

    def extent(self, sheet: SheetPart) -> tuple[int, int]:
        """Return how many rows and columns of a sheet hold contents; raises `Problems` (T306, T311)."""
        return self._through(sheet, sheet_extent)

    def check_cells(self, sheet: SheetPart, scan: Scan) -> None:
        """Look at a sheet cell by cell; raises `Problems` (T306, T311)."""
        self._through(sheet, lambda stream: check_cells(stream, scan.flaws))

    def _through(self, sheet: SheetPart, read: Callable[[IO[bytes]], T]) -> T:
        try:
            with self._zip.open(sheet.part) as stream:
                return read(stream)
        except DamagedSheet:
            where = place(self.shown, sheet.name)
            raise Problems([error("T311", where, say("工作表的内容不合格式"), SAVE_AGAIN)]) from None
        except BROKEN:
            raise self.damaged(sheet.name) from None

    def check_shared_parts(self) -> None:
        """Read what a reader loads besides the sheet (texts, styles) to its end; raises `Problems` of a damaged one."""
        for name in self.names():
            if name.rpartition("/")[0] == self._folder:
                try:
                    with self._zip.open(name) as stream:
                        while stream.read(CHUNK):
                            pass
                except BROKEN:
                    raise self.damaged(name) from None

    def _read_sheets(self) -> tuple[SheetPart, ...]:
        targets = {}
        file = self._main.rpartition("/")[2]
        for relation in self._elements(normpath(f"{self._folder}/_rels/{file}.rels")):
            if relation.get("Type", "").endswith("/worksheet"):
                target = relation.get("Target", "")
                joined = target.lstrip("/") if target.startswith("/") else normpath(f"{self._folder}/{target}")
                targets[relation.get("Id", "")] = joined
        sheets = []
        for element in self._elements(self._main):
            if _local(element.tag) != "sheet":
                continue
            relation_id = next((value for key, value in element.attrib.items() if _local(key) == "id"), "")
            part = targets.get(relation_id)
            if part is None:
                continue
            if part not in self.names():
                raise self.damaged(element.get("name", part))
            sheets.append(SheetPart(element.get("name", ""), part, element.get("state", "visible") == "visible"))
        if not sheets or len(sheets) > MOST_SHEETS:
            raise self.refuse("T304", say("工作簿里没有工作表，或者多得不像录入表"), SAVE_AGAIN)
        return tuple(sheets)

    def _elements(self, part: str) -> Iterator[ElementTree.Element]:
        text = self.small(part)
        if re.search(rb"<!\s*(DOCTYPE|ENTITY)", text):
            raise self.damaged(part)
        try:
            return iter(_parsed(text)) if len(text) < ALIKE else ElementTree.fromstring(text).iter()
        except ElementTree.ParseError:
            raise self.damaged(part) from None


@lru_cache(64)
def _parsed(text: bytes) -> tuple[ElementTree.Element, ...]:
    """Return the elements of a small part, which is the same in all workbooks of one program."""
    return tuple(ElementTree.fromstring(text).iter())


def _local(name: str) -> str:
    return name.rpartition("}")[2]
