"""Signs and what they mean: the mark legend (画票符号) that the meeting adopted.

The sign ○ approves under one legend and abstains under another, so nothing here has a default: the
election file says which legend was adopted (rules.md section 4).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Mark(IntEnum):
    """One candidate's cell on one ballot, as stored: an unsigned byte.

    The first four numbers are the codes of the contract. From `ILLEGIBLE` on the cell is void in part (部分无效);
    which of the four it is decides whether people must still rule on it.
    """

    ABSTAIN = 0
    APPROVE = 1
    OPPOSE = 2
    ILLEGIBLE = 3
    CONFLICT = 4
    FOREIGN = 5
    SETTLED = 6

    @property
    def doubtful(self) -> bool:
        """Whether the cell waits for a ruling (c5, c7, c9)."""
        return self in (Mark.ILLEGIBLE, Mark.CONFLICT, Mark.FOREIGN)


# Look-alikes are one sign each: what typists have on their keyboards differs, what electors drew does not.
FAMILIES: Mapping[str, str] = {
    "○": "○〇◯⭕Oo",
    "×": "×✕✖╳Xx",
    "√": "√✓✔",
    "△": "△▲▵",
    "□": "□■☐",
    "●": "●⚫",
    "☆": "☆★",
    "?": "?",
}
_SIGN = {look: sign for sign, looks in FAMILIES.items() for look in looks}

WORDS: Mapping[str, Mark] = {
    "赞成": Mark.APPROVE,
    "不赞成": Mark.OPPOSE,
    "反对": Mark.OPPOSE,
    "弃权": Mark.ABSTAIN,
}
LONGEST_MARK = 64  # characters; nobody draws more signs in one space
ILLEGIBLE_WORDS = frozenset({"?", "模糊", "无法辨认"})

# What an elector put instead of the prescribed sign (c7) and, where the method lets it be read, what it says.
# The ○ family is left out of the readable ones: opposite meanings are in use.
FOREIGN_APPROVING = frozenset({"√", "同意", "打勾", "打钩"})
FOREIGN_OPPOSING = frozenset({"×", "不同意", "划掉"})
FOREIGN_OTHER = frozenset({"○", "△", "□", "●", "☆", "画圈", "打圈"})
FOREIGN = FOREIGN_APPROVING | FOREIGN_OPPOSING | FOREIGN_OTHER


def fold(text: str) -> str:
    """Return the text as it is compared: width and outer spaces folded, a sign as the first of its family.

    >>> fold(" 〇 "), fold("Ｘ"), fold("✓"), fold("赞　成")
    ('○', '×', '√', '赞成')
    """
    bare = "".join(unicodedata.normalize("NFKC", text).replace("\ufe0f", "").replace("\ufe0e", "").split())
    return "".join(_SIGN.get(character, character) for character in bare) if len(bare) <= 4 else bare


@dataclass(frozen=True)
class Legend:
    """The adopted signs. Each of the three tuples holds folded signs; "" is the empty cell."""

    approve: tuple[str, ...]
    oppose: tuple[str, ...]
    abstain: tuple[str, ...]

    @property
    def meanings(self) -> dict[str, Mark]:
        """Return sign → meaning, "" included."""
        return {
            **dict.fromkeys(self.approve, Mark.APPROVE),
            **dict.fromkeys(self.oppose, Mark.OPPOSE),
            **dict.fromkeys(self.abstain, Mark.ABSTAIN),
        }

    @property
    def empty(self) -> Mark:
        """Return what an empty cell means."""
        return self.meanings[""]

    def as_json(self) -> dict[str, list[str]]:
        """Return the legend as the election file and the record write it."""
        return {"approve": list(self.approve), "oppose": list(self.oppose), "abstain": list(self.abstain)}


L1 = Legend(approve=("○",), oppose=("×",), abstain=("",))
L2 = Legend(approve=("√",), oppose=("×",), abstain=("○", ""))
L3 = Legend(approve=("",), oppose=("×",), abstain=("○",))
LEGENDS: Mapping[str, Legend] = {"L1": L1, "L2": L2, "L3": L3}


@lru_cache(maxsize=4096)
def read_mark(text: str, legend: Legend, foreign_marks: str) -> Mark | None:
    """Read one mark cell (rules.md 4.2 c1–c9); None when no rule reads it.

    >>> read_mark("O", L1, "void"), read_mark("", L3, "void"), read_mark("○×", L1, "void")
    (<Mark.APPROVE: 1>, <Mark.APPROVE: 1>, <Mark.CONFLICT: 4>)
    >>> read_mark("√", L1, "void"), read_mark("√", L1, "read"), read_mark("昨天", L1, "read")
    (<Mark.FOREIGN: 5>, <Mark.APPROVE: 1>, None)
    >>> read_mark("○" * LONGEST_MARK, L1, "void"), read_mark("○" * (LONGEST_MARK + 1), L1, "void")
    (<Mark.APPROVE: 1>, None)
    """
    if len(text) > LONGEST_MARK:
        return None
    sign = fold(text)
    if sign in WORDS:
        return WORDS[sign]
    meanings = legend.meanings
    if sign in meanings:
        return meanings[sign]
    if len(sign) > 1 and len(set(sign)) == 1 and sign[0] in meanings:
        return meanings[sign[0]]  # c4: the same sign twice is once
    if sign in ILLEGIBLE_WORDS or (sign and set(sign) == {"?"}):
        return Mark.ILLEGIBLE
    known = {character for character in meanings if character} | {look for look in FAMILIES if look != "?"}
    if len(sign) > 1 and len(set(sign)) > 1 and set(sign) <= known:
        return Mark.CONFLICT
    return _read_foreign(sign, foreign_marks)


def _read_foreign(sign: str, foreign_marks: str) -> Mark | None:
    """Read a known sign or word outside the legend (c7)."""
    single = sign[0] if len(sign) > 1 and len(set(sign)) == 1 else sign
    if single not in FOREIGN:
        return None
    if foreign_marks == "read" and single in FOREIGN_APPROVING:
        return Mark.APPROVE
    if foreign_marks == "read" and single in FOREIGN_OPPOSING:
        return Mark.OPPOSE
    return Mark.FOREIGN


def is_folded(text: str, legend: Legend) -> bool:
    """Tell whether reading the text folded a look-alike or a space (counted in the record).

    >>> is_folded("○", L1), is_folded("O", L1), is_folded("", L1)
    (False, True, False)
    """
    return text not in legend.meanings and text not in WORDS and fold(text) in legend.meanings
