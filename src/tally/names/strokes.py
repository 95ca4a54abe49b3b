"""The strokes of characters (笔画): how many, in which sequence, and where each character stands among all.

The table (`data/stroke_order.txt`) lists 21,000 characters in the order of 《通用规范汉字表》: by number of strokes,
then by sequence, 横1 竖2 撇3 点4 折5. Sequences themselves are known for 7,000 and loaded only where they are shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.names.normalise import name_key

SPACING = 1 << 12  # room between two characters of the table for characters of a user's file
USER_FILE = "strokes.tsv"
KINDS = {"1": say("横"), "2": say("竖"), "3": say("撇"), "4": say("点"), "5": say("折")}


@dataclass(frozen=True)
class StrokeTable:
    """`ranks[character]` orders characters by strokes; characters of equal sequence share a rank.

    `counts` holds the numbers of strokes, `added` the sequences of a user's own file.
    """

    ranks: Mapping[str, int]
    counts: Mapping[str, int]
    added: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> StrokeTable:
        """Return the table that comes with the program.

        >>> table = StrokeTable.load()
        >>> table.ranks["王"] < table.ranks["韦"] < table.ranks["毛"], table.counts["陈"], table.strokes("张")
        (True, 7, '5153154')
        """
        return _load()

    @classmethod
    def of(cls, folder: Path, file: str = "") -> StrokeTable:
        """Return the table as an election uses it: with the file of strokes it names, or that lies beside it."""
        table = cls.load()
        path = folder / (file or USER_FILE)
        return table.with_user_file(path) if file or path.is_file() else table

    def unknown(self, name: str) -> tuple[str, ...]:
        """Return the characters of a name that have no place; dots and notes in it need none.

        >>> StrokeTable.load().unknown("努尔·白克力（女）"), StrokeTable.load().unknown("王a")
        ((), ('a',))
        """
        return tuple(one for one in name_key(name) if one not in self.ranks)

    def strokes(self, character: str) -> str | None:
        """Return the sequence of strokes in digits, None where the data has none."""
        return self.added.get(character) or _sequences().get(character)

    def with_user_file(self, path: Path) -> StrokeTable:
        """Add the characters of a file of `字<Tab>笔顺数字` lines, placed by number of strokes and sequence.

        Raises `Problems`: T210 the file cannot be read, T211 a line that is no character and digits 1–5, T212 a
        character twice. A character the table has already is taken from the user's file.
        """
        added, problems = _read_user_file(path)
        if problems:
            raise Problems(problems)
        known = sorted(_sequences().items(), key=lambda item: (len(item[1]), item[1]))
        keys = [(len(sequence), sequence) for _, sequence in known]
        ranks, counts = dict(self.ranks), dict(self.counts)
        steps: dict[int, int] = {}
        for one, sequence in sorted(added.items(), key=lambda item: (len(item[1]), item[1], item[0])):
            key = (len(sequence), sequence)
            at = bisect_right(keys, key) - 1
            neighbour = self.ranks[known[max(at, 0)][0]]
            same = [other for other, digits in added.items() if digits == sequence and other in ranks and other != one]
            if at >= 0 and keys[at] == key:
                ranks[one] = neighbour
            elif same and same[0] < one and same[0] in added:
                ranks[one] = ranks[same[0]]
            else:
                steps[neighbour] = steps.get(neighbour, 0) + 1
                ranks[one] = neighbour + steps[neighbour]
            counts[one] = len(sequence)
        return replace(self, ranks=ranks, counts=counts, added=added)


@cache
def _load() -> StrokeTable:
    ranks: dict[str, int] = {}
    counts: dict[str, int] = {}
    rank = 0
    for line in _data("stroke_order.txt").splitlines():
        count, _, characters = line.partition("\t")
        for number, run in enumerate(characters.split("=")):
            rank += 0 if number else SPACING  # behind a `=` the first character shares the rank of the one before
            ranks.update(zip(run, range(rank, rank + len(run) * SPACING, SPACING), strict=False))
            rank += (len(run) - 1) * SPACING
            counts.update(dict.fromkeys(run, int(count)))
    return StrokeTable(ranks, counts)


@cache
def _sequences() -> dict[str, str]:
    lines = (line.partition("\t") for line in _data("stroke_sequences.txt").splitlines())
    return {one: digits for one, _, digits in lines}


@cache
def official_ties() -> dict[str, int]:
    """Return the place of characters of equal sequence in the standard table, where it is not the code point's."""
    return {one: number for line in _data("ties_gf3003.txt").splitlines() for number, one in enumerate(line, start=1)}


def _data(name: str) -> str:
    return (resources.files("tally.names") / "data" / name).read_text(encoding="utf-8")


def _read_user_file(path: Path) -> tuple[dict[str, str], list[Problem]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as exception:
        reason = getattr(exception, "strerror", None) or say("不是 UTF-8 编码")
        found = say("打不开笔顺文件：{reason}", reason=reason)
        return {}, [error("T210", path.name, found, say("检查 [names] strokes 写的文件名"))]
    added: dict[str, str] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        character, _, digits = (part.strip() for part in line.partition("\t"))
        where = place(path.name, say("第{number}行", number=number))
        if len(character) != 1 or not digits or set(digits) - set("12345"):
            problems.append(
                error(
                    "T211",
                    where,
                    say("读不懂“{line}”", line=line[:30]),
                    say("写成：字<Tab>笔顺数字（横1竖2撇3点4折5）"),
                )
            )
        elif character in added:
            problems.append(error("T212", where, say("“{character}”写了两次", character=character), say("只留一行")))
        else:
            added[character] = digits
    return added, problems
