"""A TOML file of settings of its own (recommend.toml, plan.toml, …): found, parsed, its sheets opened and hashed."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tally.domain.election import InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.domain.toml_dates import impossible_dates
from tally.files.one_sheet import the_sheet
from tally.files.paths import SheetPath, shown_path
from tally.files.schema import Field, Reader
from tally.files.table import Table
from tally.files.workbook import DELIMITED, Workbook, open_workbook
from tally.rules.book import RuleBook
from tally.rules.rulebook import load_rule_book

ELECTION = "election.toml"


def find_settings(given: Path | None, file: str) -> Path:
    """Return the path of a settings file: the one given (file or folder), else the one in this folder.

    Raises `Problems` (T700) when there is none.
    """
    path = Path(file) if given is None else given / file if given.is_dir() else given
    if not path.is_file():
        found = say("没有找到 {path}", path=str(path))
        raise Problems([error("T700", str(path), found, say("写明文件，或放有 {file} 的文件夹", file=file))])
    return path


@dataclass
class Settings:
    """A settings file being read: its data, the problems so far, and every file it named with its hash."""

    path: Path
    data: dict[str, Any]
    reader: Reader
    inputs: list[InputFile]
    problems: list[Problem] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder that paths in the file start from."""
        return self.path.parent

    def keep_apart(self) -> None:
        """Refuse (T788) settings in an election's folder: what informs and what elects are kept and deleted apart."""
        if (self.folder / ELECTION).exists():
            found = say("这个文件夹里有选举文件 {file}", file=ELECTION)
            remedy = say("推荐、测评和选举分开存放：把 {file} 和它用到的文件移到另一个文件夹", file=self.path.name)
            self.problems.append(error("T788", self.path.name, found, remedy))

    def all_problems(self) -> list[Problem]:
        """Return what was found wrong in the file and in the sheets it names."""
        return [*self.reader.problems, *self.problems]

    def inputs_as_json(self, hashless: Collection[str] = ()) -> list[dict[str, str | None]]:
        """Return the files read as records list them; of those in the roles `hashless` no hash is kept."""
        return [
            {"role": one.role, "path": one.path, "sha256": None if one.role in hashless else one.sha256}
            for one in self.inputs
        ]

    def rule_book(self) -> RuleBook | None:
        """Return the rule book that key `rules` names; None, with its problems, where there is none such."""
        if "rules" not in self.data:
            return None
        try:
            return load_rule_book(self.data["rules"])
        except Problems as refused:
            where = place(self.path.name, "rules")
            self.problems += [error(one.code, where, one.found, one.remedy) for one in refused.problems]
            return None

    def workbook(self, file: str, role: str) -> Workbook | None:
        """Open a file named in the settings; None, and its problems, when it cannot be read."""
        target = self.folder / file
        shown = shown_path(target, self.folder)
        try:
            workbook = open_workbook(target, shown)
        except Problems as refused:
            self.problems += refused.problems
            return None
        self.problems += workbook.problems
        self.inputs.append(InputFile(role, shown, workbook.sha256))
        return workbook

    def take(self, file: str, role: str) -> None:
        """Note a file that was read by other means, with its hash."""
        path = self.folder / file
        self.inputs.append(
            InputFile(role, shown_path(path, self.folder), hashlib.sha256(path.read_bytes()).hexdigest())
        )

    def table(self, written: str, role: str, path: str) -> Table | None:
        """Read the sheet `file#sheet` that key `path` names; None, and its problems, when it cannot be read."""
        file, _, sheet = written.rpartition("#") if "#" in written else (written, "", "")
        workbook = self.workbook(str(SheetPath(Path(file)).file), role)
        if workbook is None:
            return None
        if Path(file).suffix.lower() in DELIMITED:
            sheet = ""  # the one it is, whatever it is called
        try:
            return workbook.table(the_sheet(workbook, sheet, place(self.path.name, path)))
        except Problems as refused:
            self.problems += refused.problems
            return None


def read_settings(path: Path, fields: Mapping[str, Field]) -> Settings:
    """Read a settings file against its fields.

    Raises `Problems`: T701 not TOML, T702 a date without its year or of a day that does not exist (each with its
    line). What merely departs from `fields` is kept in the reader, so that everything is said at once.
    """
    try:
        content = path.read_bytes()
    except OSError as exception:
        reason = exception.strerror or type(exception).__name__
        found = say("打不开这个文件：{reason}", reason=reason)
        raise Problems([error("T701", path.name, found, say("检查文件是否存在、是否有读取权限"))]) from exception
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as exception:
        found, remedy = say("文件不是 UTF-8 编码"), say("用记事本“另存为”，编码选 UTF-8")
        raise Problems([error("T701", path.name, found, remedy)]) from exception
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as exception:
        raise Problems(_bad_dates(path.name, text) or [_bad_form(path.name, exception)]) from exception
    reader = Reader(path.name)
    values = reader.read(data, fields)
    if values.get("schema", 1) != 1:
        reader.add("T106", "schema", say("不认识的版本 {schema}", schema=values["schema"]), say("写 schema = 1"))
    return Settings(path, values, reader, [InputFile("settings", path.name, hashlib.sha256(content).hexdigest())])


def _bad_form(file: str, exception: Exception) -> Problem:
    found = say("格式有误：{detail}", detail=str(exception))
    return error("T701", file, found, say("检查这一行的引号、等号和括号（应为英文半角）"))


def _bad_dates(file: str, text: str) -> list[Problem]:
    return [
        error(
            "T702",
            place(file, say("第{number}行", number=number)),
            say("“{value}”不是一个完整的、存在的日期", value=value),
            say("写年-月-日，如 2026-03-01；2月29日只有闰年才有"),
        )
        for number, _, value in impossible_dates(text)
    ]
