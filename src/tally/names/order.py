"""The order of names by surname strokes (姓氏笔画为序), as official lists have it (rules.md B5, B6).

Characters are compared from the left by number of strokes, then stroke by stroke, then by the tie rule. A given name of
one character stands before longer ones of the same first character. Middle dots do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tally.domain.message import Message, say
from tally.domain.problem import Problems, error
from tally.names.normalise import name_key
from tally.names.strokes import KINDS, StrokeTable, official_ties

_TIE_BITS = 28
Key = tuple[int, ...]
TIES = {"codepoint": say("按字码先后"), "gf3003": say("按规范字序先后")}


def stroke_key(name: str, table: StrokeTable, *, single_given: str = "blank-first", tie: str = "codepoint") -> Key:
    """Return the key by which a name sorts; KeyError for a character outside the table.

    >>> table = StrokeTable.load()
    >>> sorted(["王大国", "王明", "王利", "欧阳明", "毛建"], key=lambda name: stroke_key(name, table))
    ['王利', '王明', '王大国', '毛建', '欧阳明']
    """
    characters = name_key(name)
    ranks = table.ranks
    if tie == "gf3003":
        ties = official_ties()
        key = [(ranks[one] << _TIE_BITS) + (ties[one] if one in ties else 1 << 22 | ord(one)) for one in characters]
    else:
        key = [(ranks[one] << _TIE_BITS) + ord(one) for one in characters]
    if single_given == "blank-first" and len(key) == 2:
        return (key[0], 0, key[1])
    return tuple(key)


def sort_names(
    names: Iterable[str],
    table: StrokeTable,
    *,
    single_given: str = "blank-first",
    tie: str = "codepoint",
) -> list[str]:
    """Return the names in stroke order, equal ones in the order given.

    Raises `Problems` (T201) naming every person with a character that has no place.
    """
    listed = list(names)
    refuse_unknown(listed, table)
    return sorted(listed, key=lambda name: stroke_key(name, table, single_given=single_given, tie=tie))


def refuse_unknown(names: Sequence[str], table: StrokeTable, places: Sequence[str] = ()) -> None:
    """Raise `Problems` (T201) for every character that strokes cannot place: nobody is placed by a guess.

    `places` tells where each name stands for the user, else its number in the list does.
    """
    known = table.ranks.keys()
    problems = [
        error(
            "T201",
            places[number] if places else f"{number + 1}",
            say(
                "“{name}”的“{character}”（{code}）不在笔画表中",
                name=name.strip(),
                character=one,
                code=f"U+{ord(one):04X}",
            ),
            say("改正错字；确是此字的，在笔顺文件里写一行：字<Tab>笔顺数字（横1竖2撇3点4折5）"),
            "B5",
        )
        for number, name in enumerate(names)
        if not known >= set(key := name_key(name))
        for one in dict.fromkeys(table.unknown(key))
    ]
    if problems:
        raise Problems(problems)


def tie_decided(first: str, second: str, table: StrokeTable) -> bool:
    """Whether two names differ first in characters of one and the same stroke sequence."""
    for one, other in zip(name_key(first), name_key(second), strict=False):
        if one != other:
            return table.ranks.get(one) == table.ranks.get(other)
    return False


def why(
    first: str, second: str, table: StrokeTable, *, single_given: str = "blank-first", tie: str = "codepoint"
) -> Message:
    """Say why `first` stands before `second`.

    >>> str(why("杨明", "张明", StrokeTable.load()))
    '“杨”7画，第1笔横；“张”7画，第1笔折'
    """
    one, other = name_key(first), name_key(second)
    if single_given == "blank-first" and one[:1] == other[:1] and (len(one) == 2) != (len(other) == 2):
        return say("同一个首字，单名在前：“{first}”只有两个字", first=one if len(one) == 2 else other)
    for left, right in zip(one, other, strict=False):
        if left != right:
            return _why_character(left, right, table, tie)
    return say("“{first}”字数少，在前", first=one if len(one) <= len(other) else other)


def _why_character(left: str, right: str, table: StrokeTable, tie: str) -> Message:
    counts = table.counts[left], table.counts[right]
    both: dict[str, object] = {"left": left, "right": right, "count_left": counts[0], "count_right": counts[1]}
    one, other = table.strokes(left), table.strokes(right)
    if counts[0] == counts[1] and one and other:
        for number, (a, b) in enumerate(zip(one, other, strict=False), start=1):
            if a != b:
                return say(
                    "“{left}”{count_left}画，第{number}笔{kind_left}；“{right}”{count_right}画，第{number}笔{kind_right}",
                    **both,
                    number=number,
                    kind_left=KINDS[a],
                    kind_right=KINDS[b],
                )
        return say("“{left}”“{right}”同为{count_left}画，笔顺也相同，{rule}", **both, rule=TIES[tie])
    if counts[0] == counts[1]:
        return say("“{left}”“{right}”同为{count_left}画，按笔顺先后", **both)
    return say("“{left}”{count_left}画，“{right}”{count_right}画", **both)
