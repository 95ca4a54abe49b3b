"""One `[[contest]]` (一种选票) with its candidates in ballot order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tally.domain.election import Candidate, Contest, InputFile, Kind, Method, Nomination, ReducedSeats
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.files import election_schema as schema
from tally.files.candidates import read_candidates
from tally.files.one_sheet import the_sheet
from tally.files.paths import SheetPath, shown_path
from tally.files.schema import Field, Reader, nth
from tally.files.workbook import open_workbook
from tally.names.order import stroke_key
from tally.names.strokes import StrokeTable
from tally.rules.book import RuleBook

_ID = re.compile(r"[\w][\w-]{0,39}")


def read_contest(
    item: dict[str, Any],
    number: int,
    book: RuleBook,
    method: Method | None,
    strokes: StrokeTable,
    folder: Path,
    inputs: list[InputFile],
    reader: Reader,
) -> tuple[Contest | None, list[Problem]]:
    """Read one contest; None, and problems in the reader, when it cannot be made."""
    path = nth("contest", number, item)
    values = reader.read(item, schema.CONTEST, path)
    if "id" in values and not _ID.fullmatch(values["id"]):
        reader.add(
            "T107", f"{path}.id", say("id 不能是“{id}”", id=values["id"]), say("用字母、数字、汉字和 - _，不超过40个字")
        )
    reduced = _reduced(values.pop("reduce_seats", None), values, book, path, reader)
    heads = _heads(values.pop("heads", {}), path, reader)
    nominations = _nominations(values.pop("nomination", ()), path, reader)
    kind = _kind(values, book, path, reader)
    problems: list[Problem] = []
    candidates: tuple[Candidate, ...] = ()
    if "candidates" in values:
        candidates, problems = _candidates(values, method, strokes, folder, inputs, path, reader)
    if kind is None or not {"id", "office", "seats", "candidates"} <= values.keys():
        return None, problems
    fields = {key: values[key] for key in _PLAIN if key in values}
    return (
        Contest(
            id=values["id"],
            office=values["office"].strip(),
            kind=kind,
            seats=values["seats"],
            candidates=candidates,
            leaders=tuple(values.get("leaders", ())),
            sponsors=tuple(values.get("sponsors", ())),
            nominations=nominations,
            withdrawn=tuple(values["withdrawn"]) if "withdrawn" in values else None,
            writein_boxes=values.get("writein_boxes", values["seats"]),
            reduce_seats=reduced,
            deputies_only=any(word in values["office"] for word in book.deputies_for),
            heads=heads,
            **fields,
        ),
        problems,
    )


_PLAIN = ("body", "printed", "spoiled", "issued", "collected", "fixed_margin", "nominated", "pool")


def _kind(values: dict[str, Any], book: RuleBook, path: str, reader: Reader) -> Kind | None:
    if "kind" in values:
        kind = Kind(values["kind"])
    else:
        office = values.get("office", "")
        # 纪委 first: 中共××镇党委、纪委委员 would be two offices on one ballot and is refused by neither word alone
        told = [kind for word, kind in (("纪委", Kind.JW), ("党委", Kind.DW)) if word in office]
        if len(told) != 1:
            if office:
                reader.add(
                    "T117",
                    f"{path}.kind",
                    say("从“{office}”看不出选的是哪一类", office=office),
                    say('补上 kind = "DW"（党委委员）、"JW"（纪委委员）、"DB"（党代表）、"ZW"（书记、副书记）等'),
                )
            return None
        kind = told[0]
    if kind not in book.kinds:
        reader.add(
            "T402",
            f"{path}.kind",
            say("{title}不适用于 {kind} 类选举", title=book.title, kind=kind.value),
            say("这套规则适用于：{kinds}", kinds=tuple(sorted(known.value for known in book.kinds))),
        )
        return None
    return kind


def _heads(item: dict[str, Any], path: str, reader: Reader) -> dict[str, int]:
    """Read the posts that the body's first plenary fills, with the number of each."""
    fields = {post: Field("count", least=1) for post in item}
    return reader.read(item, fields, f"{path}.heads")


def _nominations(items: Sequence[dict[str, Any]], path: str, reader: Reader) -> tuple[Nomination, ...]:
    read = [reader.read(item, schema.NOMINATION, f"{path}.nomination[{at}]") for at, item in enumerate(items, start=1)]
    return tuple(
        Nomination(one["by"], tuple(one.get("sponsors", ())), tuple(one["names"]) if "names" in one else None)
        for one in read
        if "by" in one
    )


def _reduced(
    item: dict[str, Any] | None, values: dict[str, Any], book: RuleBook, path: str, reader: Reader
) -> ReducedSeats | None:
    if item is None:
        return None
    path = f"{path}.reduce_seats"
    read = reader.read(item, schema.REDUCE_SEATS, path)
    if book.reduce_by_electors is None:
        reader.add("T411", path, say("{title}没有减少应选名额的规定", title=book.title), say("删去 reduce_seats"), "W9")
    if read.get("by") == "electors" and "votes" not in read:
        reader.add("T104", f"{path}.votes", say("缺少“votes”"), say("补上同意减少名额的人数"), "W9")
    if read.get("to", 0) >= values.get("seats", 0):
        reader.add("T107", f"{path}.to", say("{to} 没有减少", to=read.get("to")), say("写减少以后的名额"), "W9")
    if not {"to", "by"} <= read.keys():
        return None
    return ReducedSeats(read["to"], read["by"], read.get("votes"), read.get("document", ""))


def _candidates(
    values: dict[str, Any],
    method: Method | None,
    strokes: StrokeTable,
    folder: Path,
    inputs: list[InputFile],
    path: str,
    reader: Reader,
) -> tuple[tuple[Candidate, ...], list[Problem]]:
    file, mark, sheet = values["candidates"].rpartition("#")
    target = SheetPath(folder / file, sheet) if mark else SheetPath(folder / values["candidates"])
    shown = shown_path(target.file, folder)
    leaders = tuple(values.get("leaders", ()))
    try:
        workbook = open_workbook(target.file, shown)
        sheet = the_sheet(workbook, target.sheet, place(reader.file, f"{path}.candidates"))
        found = read_candidates(workbook.table(sheet), leaders)
    except Problems as refused:
        return (), list(refused.problems)
    inputs.append(InputFile("candidates", shown, workbook.sha256))
    if method is None:
        return found.candidates, [*workbook.problems, *found.problems]
    order, problems = in_ballot_order(found.candidates, leaders, method, strokes, found.places)
    return order, [*workbook.problems, *found.problems, *problems]


def in_ballot_order(
    candidates: tuple[Candidate, ...],
    leaders: tuple[str, ...],
    method: Method,
    strokes: StrokeTable,
    places: Sequence[str],
) -> tuple[tuple[Candidate, ...], list[Problem]]:
    """Put candidates into the order of the ballot (B2, B3): as given, by strokes, or leaders first.

    Leaders stand by the order of their posts, within a post by the order of the sheet, as persons of one name do. A
    name with a character outside the stroke table is a problem (T264) at its place and is never placed.
    """
    if method.ballot_order == "given":
        return candidates, []
    unknown = [
        error(
            "T264",
            where,
            say(
                "“{name}”的“{character}”（{code}）不在笔画表中，不能按姓氏笔画排列",
                name=candidate.name,
                character=character,
                code=f"U+{ord(character):04X}",
            ),
            say("改正错字；确是此字的，在 [names] strokes 指定的文件里写一行：字<Tab>笔顺数字（横1竖2撇3点4折5）"),
            "B5",
        )
        for candidate, where in zip(candidates, places, strict=True)
        for character in dict.fromkeys(strokes.unknown(candidate.name))
    ]
    if unknown:
        return candidates, unknown
    first = leaders if method.ballot_order == "leaders-first" else ()

    def position(candidate: Candidate) -> tuple[Any, ...]:
        if candidate.post in first:
            return (0, first.index(candidate.post))
        return (1, stroke_key(candidate.name, strokes, single_given=method.single_given, tie=method.tie))

    return tuple(sorted(candidates, key=position)), []
