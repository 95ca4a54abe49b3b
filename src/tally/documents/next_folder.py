"""The election folders that follow a count (`tally next`), as files by name."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tally.documents.templates import environment
from tally.domain.election import Candidate, Contest, Election, Officers, Stage
from tally.domain.message import Message, Translate, say
from tally.domain.previous import Previous
from tally.files.roster_file import ROSTER
from tally.records.next_election import RERUN, NextElection
from tally.rules.succession import STAGES

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = (
    ("姓名", "name"),
    ("性别", "gender"),
    ("民族", "ethnic_group"),
    ("出生年月", "born"),
    ("拟任职务", "post"),
    ("单位及职务", "position"),
    ("备注", "remark"),
    ("区分", "distinction"),
)
_NOT_A_SHEET = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST_SHEET = 31


def next_folders(
    election: Election,
    previous: Previous,
    record: Path,
    following: Sequence[NextElection],
    directory: Path,
    translate: Translate,
) -> Mapping[str, bytes]:
    """Return the files of every folder, named `folder/file`; `directory` is where they will stand."""
    files: dict[str, bytes] = {}
    for one in following:
        target = directory / one.folder
        files |= {f"{one.folder}/{name}": content for name, content in _folder(
            election, previous, record, one, target, translate)}  # fmt: skip
    return files


def headline(one: NextElection) -> Message:
    """Return what a folder is for."""
    stage = say("重新选举") if one.folder == RERUN else STAGES[one.stage]
    offices = tuple(say("{office}{seats}名", office=contest.office, seats=contest.seats) for contest in one.contests)
    return say("{stage}：{offices}", stage=stage, offices=offices)


def _folder(
    election: Election, previous: Previous, record: Path, one: NextElection, target: Path, translate: Translate
) -> Iterator[tuple[str, bytes]]:
    sandbox = environment(translate, markup=False)
    sandbox.globals["quoted"] = _quoted
    link = _relative(record, target)
    sheets = _sheet_names(one.contests)
    contests = [
        {**_fields(contest), "sheet": sheet, "pool": _pool(election, one, contest, link, target)}
        for contest, sheet in zip(one.contests, sheets, strict=True)
    ]
    copied = dict(_copied(election, one))
    context = {
        "election": election,
        "next": one,
        "record": link,
        "check_code": previous.check_code,
        "legend": election.method.legend,
        "settings": _settings(election, one),
        "strokes": election.stroke_file if election.stroke_file in copied else "",
        "contests": contests,
        "waivers": [waiver for waiver in election.waivers if one.folder == RERUN],
        "officers": election.officers if one.same_electors else Officers(),
        "papers": election.papers,
        "title": _said(headline(one), translate),
        "choices": [_said(choice, translate) for choice in one.choices],
    }
    yield "election.toml", sandbox.get_template("next/election.toml").render(context).encode("utf-8")
    yield "candidates.xlsx", _candidates(one.contests, sheets)
    yield "README.md", sandbox.get_template("next/README.md").render(context).encode("utf-8")
    yield from copied.items()


def _said(message: Message, translate: Translate) -> str:
    return message.render(translate)


def _fields(contest: Contest) -> dict[str, Any]:
    return {name: getattr(contest, name) for name in contest.__slots__}


def _quoted(value: object) -> str:
    """Return a text or a list of texts as TOML writes it; JSON's strings are TOML's but for one control character."""
    listed = list(value) if isinstance(value, tuple) else value
    return json.dumps(listed, ensure_ascii=False).replace("\x7f", "\\u007f")


def _settings(election: Election, one: NextElection) -> list[tuple[str, object]]:
    method = replace(election.method, ballot_order=one.ballot_order)
    if one.stage is Stage.PLENARY and one.pool:
        method = replace(method, elected_order=None)
    left_out = ("legend", "tie")
    return [
        (name, value)
        for name in sorted(method.__slots__)
        if name not in left_out and (value := getattr(method, name)) is not None
    ]


def _copied(election: Election, one: NextElection) -> Iterator[tuple[str, bytes]]:
    """Yield the files beside election.toml that the next vote needs as well."""
    names = [election.rule_file, election.stroke_file]
    if one.same_electors and election.roster is not None:
        names.append(ROSTER)
    for name in names:
        path = election.folder / name
        if name and path.is_file() and not Path(name).is_absolute() and ".." not in Path(name).parts:
            yield Path(name).as_posix(), path.read_bytes()


def _pool(election: Election, one: NextElection, contest: Contest, link: str, target: Path) -> str:
    if one.pool:
        return f"{link}#{one.pool}"
    if contest.pool is None:
        return ""
    file, mark, body = contest.pool.rpartition("#")
    return _relative(election.folder / (file if mark else contest.pool), target) + (f"#{body}" if mark else "")


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def _sheet_names(contests: Sequence[Contest]) -> list[str]:
    names: list[str] = []
    for number, contest in enumerate(contests, start=1):
        fits = not _NOT_A_SHEET.search(contest.office) and len(contest.office) <= _LONGEST_SHEET
        fits = fits and contest.office.casefold() not in {name.casefold() for name in names}
        names.append(contest.office if fits else f"sheet{number}")
    return names


def _candidates(contests: Sequence[Contest], sheets: Sequence[str]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    from tally.documents.workbooks import workbook_bytes

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for contest, title in zip(contests, sheets, strict=True):
        sheet: Worksheet = workbook.create_sheet(title)
        told = any(one.distinction for one in contest.candidates)
        columns = COLUMNS if told else COLUMNS[:-1]
        sheet.append([heading for heading, _ in columns])
        for candidate in contest.candidates:
            sheet.append([_cell(candidate, field) for _, field in columns])
        for letter, (heading, _) in zip("ABCDEFGH", columns, strict=False):
            sheet.column_dimensions[letter].width = 24 if heading == "单位及职务" else 12
            sheet[f"{letter}1"].font = Font(bold=True)
        sheet.freeze_panes = "B2"
    return workbook_bytes(workbook)


def _cell(candidate: Candidate, field: str) -> str | None:
    text: str = getattr(candidate, field)
    if field == "name" and candidate.distinction:
        text = text.removesuffix(f"（{candidate.distinction}）")
    return text or None
