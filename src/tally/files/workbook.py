"""The door that every file of people and ballots comes through: read once, hashed, and never written.

Everything is parsed from the bytes that were hashed. Two readers stand behind the door for .xlsx, one for ordinary
sheets and one, by Arrow columns, for sheets with a million cells; .ods and .xls have their own. All give the same grid.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error, place
from tally.files.approval_lists import LISTS, read_lists
from tally.files.cells import cell_text
from tally.files.stored import StoredWorkbook
from tally.files.strange import strange
from tally.files.table import Table

if TYPE_CHECKING:
    from tally.files.grid import Grid
    from tally.files.package import Package, SheetPart
    from tally.files.sheet_scan import Scan

LINES = frozenset({".soc", ".soi", ".toc", ".toi", ".cat", ".abif"})  # text whose commas part no cells
TABLES = frozenset({".csv", ".tsv", ".txt"})
DELIMITED = TABLES | LINES | {".pb", ".cvr"}
VAST_SHEET, LARGE_SHEET, LARGE_GRID = 256 << 20, 64 << 20, 200_000  # bytes of XML, cells
MOST_CELLS, MOST_TABLE_CELLS = 200_000_000, 2_000_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD = frozenset({".xls", ".et"})


class Workbook(Protocol):
    """A file of sheets: what was read of it is fixed by its SHA-256."""

    shown: str
    sha256: str
    problems: tuple[Problem, ...]

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The sheets in their order; a delimited file holds one, named as the file."""

    def table(self, sheet: str) -> Table:
        """Return a sheet of people; raises `Problems`."""

    def grid(self, sheet: str) -> Grid:
        """Return a sheet of ballots; raises `Problems`."""


def open_workbook(path: Path, shown: str) -> Workbook:
    """Open a file of sheets, named `shown` in problems.

    Raises `Problems`: T300 missing, T301 a folder or device, T302 not readable, T303 empty, T304 not what its name
    says, T305 protected by a password, T306 damaged, T307 too large, T308 a lock file, T309 a format that is
    not read; and those of `read_delimited`, `read_opendocument` and `read_binary_workbook`.
    """
    data = _read(path, shown)
    sha256 = hashlib.sha256(data).hexdigest()
    suffix = path.suffix.lower()
    if data.startswith(_OLE):
        return _ole(data, suffix, shown, sha256)
    if suffix in DELIMITED:
        if data.startswith(_ZIP):
            raise _refuse("T304", shown, say("名为 {suffix}，内容却是工作簿", suffix=suffix), say("扩展名改为 .xlsx"))
        return Delimited(data, shown, sha256, path.stem)
    if suffix in LISTS and (sheets := read_lists(data, shown, path.stem, suffix)) is not None:
        return StoredWorkbook(sheets, shown, sha256, apart=True)
    if not data.startswith(_ZIP):
        if known := strange(data, shown):
            raise Problems([known])
        raise _refuse(
            "T304",
            shown,
            say("不是 Excel 工作簿（.xlsx、.xls）或 .ods 表格"),
            say("按真实格式改好扩展名，或另存为 .xlsx 或 .csv"),
        )
    if suffix == ".xls":
        raise _refuse("T304", shown, say("名为 {suffix}，内容却不是", suffix=suffix), say("按真实格式改好扩展名"))
    if suffix == ".ods":
        from tally.files.opendocument import read_opendocument

        return StoredWorkbook(read_opendocument(data, shown), shown, sha256)
    if suffix == ".xlsb":
        from tally.files.xlsb_records import read_xlsb

        return StoredWorkbook(read_xlsb(data, shown), shown, sha256)
    return Spreadsheet(data, shown, sha256)


class Delimited:
    """A delimited text file as a workbook of one sheet."""

    def __init__(self, data: bytes, shown: str, sha256: str, stem: str) -> None:
        from tally.files.delimited import read_delimited, read_lines

        self.shown = shown
        self.sha256 = sha256
        self.sheet_names = (stem,)
        suffix = Path(shown).suffix.lower()
        self._rows: list[list[str]] = []
        self._grid = self._long(data) if suffix in TABLES else None
        if suffix in LINES:
            self._rows, self.problems = read_lines(data, shown)
        elif self._grid is None:
            self._rows, self.problems = read_delimited(data, shown, quoted=suffix != ".pb")

    def _long(self, data: bytes) -> Grid | None:
        """Return the grid of a long text that Arrow may parse."""
        from tally.files.delimited import LONG_TEXT, decode

        if len(data) <= LONG_TEXT:
            return None
        from tally.files.plain_text import NotPlainError, plain_grid

        text, self.problems = decode(data, self.shown)
        try:
            return plain_grid(text, self.shown)
        except NotPlainError:
            return None

    def table(self, sheet: str) -> Table:
        """Return the rows as a table."""
        grid = self._grid
        rows = map(tuple, self._rows) if grid is None else map(grid.row_texts, range(grid.rows))
        return Table(self.shown, "", tuple(rows))

    def grid(self, sheet: str) -> Grid:
        """Return the rows as a grid."""
        from tally.files.gridding import grid_of_rows

        return grid_of_rows(self.shown, "", self._rows) if self._grid is None else self._grid


class Spreadsheet:
    """An .xlsx package; sheets are scanned and read when they are asked for."""

    problems: tuple[Problem, ...] = ()

    def __init__(self, data: bytes, shown: str, sha256: str) -> None:
        from tally.files.package import Package

        self.shown = shown
        self.sha256 = sha256
        self._data = data
        self._package: Package = Package(data, shown)
        self._package.check_shared_parts()

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The worksheets in their order."""
        return tuple(sheet.name for sheet in self._package.sheets)

    def table(self, sheet: str) -> Table:
        """Return a small sheet as rows of texts (T310 when it is not small)."""
        part = self._part(sheet)
        scan = self._scan(part, MOST_TABLE_CELLS)
        rows = tuple(tuple(map(cell_text, row)) for row in self._values(sheet))
        if scan.odd or scan.values != sum(text != "" for row in rows for text in row):
            self._package.check_cells(part, scan)
        return Table(self.shown, sheet, rows, scan.flaws)

    def grid(self, sheet: str) -> Grid:
        """Return a sheet of any size as a grid."""
        from tally.files.gridding import grid_of_columns, grid_of_rows

        part, grid = self._part(sheet), None
        size = self._package.size(part.part)
        if size > LARGE_SHEET:
            grid, scan = self._loaded_apart(part) if size > VAST_SHEET else self._columns_beside_scan(part)
        else:
            scan = self._scan(part, MOST_CELLS)
            if scan.rows * scan.columns > LARGE_GRID:
                grid = grid_of_columns(self.shown, sheet, self._data, scan.columns)
        if grid is None:
            grid = grid_of_rows(self.shown, sheet, self._values(sheet))
        if scan.odd or scan.values != grid.filled():
            self._package.check_cells(part, scan)
        return grid.with_scan(scan, part.visible)

    def _columns_beside_scan(self, part: SheetPart) -> tuple[Grid | None, Scan]:
        """Load a large sheet while it is scanned, once its extent shows that it may be loaded."""
        from concurrent.futures import ThreadPoolExecutor

        from tally.files.gridding import grid_of_columns

        rows, columns = self._package.extent(part)
        self._refuse_vast(part.name, rows, columns, MOST_CELLS)
        with ThreadPoolExecutor(1) as beside:
            loading = beside.submit(grid_of_columns, self.shown, part.name, self._data, columns)
            scan = self._scan(part, MOST_CELLS)
        return loading.result(), scan

    def _loaded_apart(self, part: SheetPart) -> tuple[Grid | None, Scan]:
        """Load a vast sheet while it is scanned, without waiting for its extent."""
        from tally.files.vast_sheet import loading

        try:
            with loading(self._data, part.name) as loaded:
                scan = self._scan(part, MOST_CELLS)
                return loaded.grid(self.shown, part.name, scan.columns), scan
        except OSError:  # no other process can be started here
            return self._columns_beside_scan(part)

    def _part(self, sheet: str) -> SheetPart:
        return next(one for one in self._package.sheets if one.name == sheet)

    def _scan(self, part: SheetPart, most: int) -> Scan:
        scan = self._package.scan(part)
        self._refuse_vast(part.name, scan.rows, scan.columns, most)
        if scan.unplaced:
            raise _refuse(
                "T312",
                place(self.shown, part.name),
                say("有{count}格是错误值或没有结果的公式，文件没有写明位置", count=scan.unplaced),
                say("用表格软件打开、重新计算并保存"),
            )
        return scan

    def _refuse_vast(self, sheet: str, rows: int, columns: int, most: int) -> None:
        if rows * columns > most:
            raise _refuse(
                "T310",
                place(self.shown, sheet),
                say("有内容的范围到第{rows}行、第{columns}列，不像录入表", rows=rows, columns=columns),
                say("删去远处的多余内容，或把选票行复制到新工作表"),
            )

    def _values(self, sheet: str) -> Sequence[Sequence[object]]:
        import python_calamine

        try:
            reader = python_calamine.load_workbook(io.BytesIO(self._data))
            values: Sequence[Sequence[object]] = reader.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, OSError, ValueError, python_calamine.WorksheetNotFound):
            raise _refuse(
                "T306",
                place(self.shown, sheet),
                say("工作表读不出来，文件已损坏"),
                say("用表格软件打开，另存为新的 .xlsx"),
            ) from None
        return values


def _read(path: Path, shown: str) -> bytes:
    if path.name.startswith("~$"):
        raise _refuse(
            "T308", shown, say("这是表格软件打开文件时的临时文件"), say("关闭表格软件，改用不带 ~$ 的那个文件")
        )
    try:
        if path.is_dir() or (path.exists() and not path.is_file()):
            raise _refuse("T301", shown, say("不是文件"), say("写明文件名，例如 ballots.xlsx"))
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refuse("T300", shown, say("找不到这个文件"), say("核对文件名和所在文件夹")) from None
    except (OSError, ValueError) as reason:  # a name with a nought byte is a ValueError
        why = getattr(reason, "strerror", None) or str(reason)
        raise _refuse(
            "T302", shown, say("文件读不出（{reason}）", reason=why), say("核对权限，或复制一份再试")
        ) from None
    if not data:
        raise _refuse("T303", shown, say("文件是空的"), say("向录入员要完整的文件"))
    return data


def _ole(data: bytes, suffix: str, shown: str, sha256: str) -> Workbook:
    """Open an OLE file: Excel 97–2003, or a newer workbook that is encrypted."""
    if _ENCRYPTED in data:
        raise _refuse("T305", shown, say("文件有打开密码"), say("用表格软件打开，取消密码后另存为 .xlsx"))
    if suffix not in _OLD:
        raise _refuse("T309", shown, say("是旧格式的工作簿（.xls）"), say("扩展名改为 .xls，或用表格软件另存为 .xlsx"))
    from tally.files.binary_workbook import read_binary_workbook

    return StoredWorkbook(read_binary_workbook(data, shown), shown, sha256)


def _refuse(code: str, where: str, found: Message, remedy: Message) -> Problems:
    return Problems([error(code, where, found, remedy)])
