"""A profile's form *orders*: lines of text such as `12: 3,{1,4},2`, so many ballots with the same order of choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tally.domain.election import Contest
from tally.domain.message import say
from tally.domain.problem import Problem, error, info
from tally.files.grid import Grid
from tally.files.layouts.arranging import Matrix
from tally.files.layouts.choices import which
from tally.files.layouts.columns_of_marks import read_by
from tally.files.layouts.layout import ABSTAIN, APPROVE, Part, Setting
from tally.files.layouts.sections import known_people, not_these, other_number, stranger
from tally.files.layouts.weights import MOST_BALLOTS
from tally.files.profile import Profile
from tally.files.suspicion import each

FACTS = ("type", "total", "categories", "approved")
_COMMENTS = ("#", "{")


@dataclass(frozen=True, slots=True)
class Order:
    """One line: how many ballots have it, and whom they choose, those of a class alike."""

    row: int
    ballots: int
    classes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Orders:
    """What the lines of a file are: people's ids with their names, facts with their rows, orders, and what is none."""

    people: Mapping[str, str]
    facts: Mapping[str, tuple[str, int]]
    orders: Sequence[Order]
    unread: Sequence[int]

    def names(self) -> Iterator[str]:
        """Yield whom the file is about: those it names, else whoever its ballots do."""
        names = {name.casefold() for name in self.people.values() if name}
        if self.people:
            yield from self.people.values() if len(names) == len(self.people) else self.people
            return
        yield from (name for one in self.orders for listed in one.classes for name in listed)


def orders(grid: Grid, contests: Sequence[Contest], setting: Setting, profile: Profile) -> list[Part]:
    """Arrange the ballots of a file of orders; candidates go by the people's ids, or by their names.

    Of an order the first choice counts or any; of categories only the first of two, the approved. Problems: T381 not
    these candidates, T382 a line or a kind of vote that is not read, T385 another number of ballots than the file
    itself says, T386 no `count`, T387 a name nobody has.
    """
    found = find_orders(grid, profile)
    if found is None or len(contests) != 1:
        return []
    contest, row = contests[0], found.orders[0].row
    known = known_people(found.people or dict.fromkeys(found.names(), ""), contest)
    approval = found.facts.get("type", ("", 0))[0].casefold() in profile.orders.get("approval_types", ())
    count = "first" if approval else setting.choices or profile.count
    problems = each(found.unread, lambda line: _unread(grid, line, profile))
    problems += _announced(grid, found)
    problems += _uncertain(grid, profile, found) if approval else []
    if not count:
        problems.append(which(grid, row, 0))
    if len(set(known.values())) < len(contest.candidates):
        problems.append(not_these(grid, row, contest, known))
    if problems:
        return [Part(contest, "orders", problems=tuple(problems), profile=profile.id)]
    chosen = np.zeros((len(contest.candidates), len(found.orders)), dtype=bool)
    several = np.zeros(len(found.orders), dtype=bool)
    strangers: list[Problem] = []
    for at, one in enumerate(found.orders):
        counted = {name for listed in one.classes[: 1 if count == "first" else None] for name in listed}
        strangers += [stranger(grid, one.row, 0, name, contest) for name in sorted(counted - known.keys())]
        chosen[[known[name] for name in counted if name in known], at] = True
        several[at] = count == "first" and not approval and len(counted) > 1
    weights = np.array([one.ballots for one in found.orders], dtype=np.int64)
    rows = np.repeat(np.array([one.row for one in found.orders], dtype=np.int64), weights)
    matrix = Matrix(grid, rows, row)
    for index, candidate in enumerate(contest.candidates):
        words = np.where(chosen[index], matrix.code(APPROVE), matrix.code(ABSTAIN))
        matrix.add(candidate.name, np.repeat(words, weights), 0)
    if several.any():
        matrix.add("整票无效", np.repeat(np.where(several, matrix.code("超选"), matrix.code("")), weights), 0)
    blank = ~chosen.any(axis=0) & ~several
    matrix.add("备注", np.repeat(np.where(blank, matrix.code("空白票"), matrix.code("")), weights), 0)
    problems = [*each(strangers, lambda one: one), read_by(grid, row, profile, "" if approval else count)]
    if len(rows) != len(found.orders):
        said = say("{rows}行按行首的张数代表{ballots}张票", rows=len(found.orders), ballots=len(rows))
        problems.append(info("T325", grid.place(row), said))
    told = tuple(problems)
    return [Part(contest, "orders", matrix.grid(), problems=told, profile=profile.id, ordered=not approval)]


def find_orders(grid: Grid, profile: Profile) -> Orders | None:
    """Return what the lines of a file are; None when it is not called, or names nobody, as the profile has it."""
    named = profile.orders
    if "endings" in named and not grid.file.lower().endswith(tuple(named["endings"])):
        return None
    people: dict[str, str] = {}
    facts: dict[str, tuple[str, int]] = {}
    read: list[Order] = []
    unread: list[int] = []
    above = "border" in named  # people stand above the border and ballots below it, both plain lines
    for row, text in enumerate(grid.column_texts(0) if grid.columns == 1 else ()):
        line = text.strip()
        for key in FACTS:
            if key in named and key not in facts and (match := named[key].fullmatch(line)):
                facts[key] = (match[1].strip(), row)
        if above and named["border"].fullmatch(line):
            above = False
        elif (above or "border" not in named) and (match := named["person"].fullmatch(line)):
            people[match["id"].strip()] = _bare(match["person"])
        elif line and not above and not line.startswith(_COMMENTS):
            order = _order(named, row, line)
            if order is not None:
                read.append(order)
            elif read:
                unread.append(row)
            else:
                return None
    return Orders(people, facts, read, unread) if read and (people or not named.get("people_named")) else None


def _order(named: Mapping[str, Any], row: int, line: str) -> Order | None:
    match = named["ballot"].fullmatch(line)
    if match is None or not 0 < len(match["count"]) <= 8 or not 0 < int(match["count"]) <= MOST_BALLOTS:
        return None
    classes = [_class(one, named.get("tied", "")) for one in _parts(match["order"], named.get("between", ","))]
    if any(set(name) & set("{}") for names in classes for name in names):
        return None
    return Order(row, int(match["count"]), tuple(classes))


def _class(text: str, tied: str) -> tuple[str, ...]:
    """Return the names of one class: several in braces, or parted by a sign of their own."""
    bare = text.strip()
    if bare.startswith("{") and bare.endswith("}"):
        names = bare[1:-1].split(",")
    else:
        names = [*_parts(bare, tied)] if tied else [bare]
    return tuple(name for one in names if (name := _bare(one)))


def _parts(text: str, signs: str) -> list[str]:
    """Part a text at any of the signs, not inside quotes, brackets or braces.

    >>> _parts('3,{1,4},2', ","), _parts('"A=B"=C', "=,")
    (['3', '{1,4}', '2'], ['"A=B"', 'C'])
    """
    parts = re.findall(
        rf'((?:"[^"]*"|\[[^\[\]]*\]|\{{[^{{}}]*\}}|[^{re.escape(signs)}])*)(?:[{re.escape(signs)}]|$)', text
    )
    return parts[:-1] if parts and not parts[-1].strip() else parts


def _bare(name: str) -> str:
    bare = name.strip()
    return bare[1:-1].strip() if len(bare) > 1 and (bare[0], bare[-1]) in (('"', '"'), ("[", "]")) else bare


def _announced(grid: Grid, found: Orders) -> list[Problem]:
    """Refuse another number of ballots than the file itself says (T385)."""
    said, row = found.facts.get("total", ("", 0))
    ballots = sum(one.ballots for one in found.orders)
    return [other_number(grid, row, 0, said, ballots)] if said and said != str(ballots) else []


def _uncertain(grid: Grid, profile: Profile, found: Orders) -> list[Problem]:
    """Refuse categories of which the approved is not certain (T382): not two, or the first called something else."""
    number, row = found.facts.get("categories", ("", 0))
    most = max(len(one.classes) for one in found.orders)
    name, at = found.facts.get("approved", ("", row))
    listed = {text.casefold() for text in profile.orders.get("approving", ())}
    if (number or str(max(most, 2))) == "2" and most <= 2 and (not name or name.casefold() in listed):
        return []
    return [
        error(
            "T382",
            grid.place(at, 0),
            say("分成{count}档，第一档叫“{name}”，看不出哪一档是赞成", count=number or most, name=name[:20]),
            say("只有两档、第一档是赞成的能读；第一档确是赞成的，在格式说明的 approving 里补上它的名称"),
        )
    ]


def _unread(grid: Grid, row: int, profile: Profile) -> Problem:
    text = grid.text(row, 0).strip()[:20]
    found = say("格式“{profile}”没有说“{text}”是什么", profile=profile.title, text=text)
    return error("T382", grid.place(row, 0), found, say("核对这一行；文件不完整或被改动的，重新导出"))
