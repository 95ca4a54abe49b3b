"""A name made comparable: what typists and spreadsheets add to it is taken off, what people wrote is kept.

Folding never turns one written character into another person's: simplified and traditional forms stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

# One family of dots in names such as 努尔·白克力; every keyboard has another one.
DOTS = "·•‧∙⋅・･●˙．.。᛫ꞏ"
_DOT = "·"
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_NOTE = re.compile(r"[（(\[【〔]([^（）()\[\]【】〔〕]*)[）)\]】〕]")
_ANSWER = re.compile(r".*(赞成|同意|反对|弃权|无效|作废|划掉).*|[√✓✔×✕✖╳xX○〇◯?？]+")
_ADDED = re.compile(r"^\s*[(（]?\d{1,3}\s*[)）.．、:：]\s*(?=\D)|\s*同\s*志\s*$")
_PLAIN = re.compile(r"[\u4e00-\u9fff]+|[0-9]+")
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[\u2e80-\u2fd5\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name: `written` as it is printed, `key` for comparing, `note` what stood in brackets.

    `changes` tells what was folded: space, invisible, width, compatibility, radical, dot, note.
    """

    written: str
    key: str
    note: str = ""
    changes: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def normalise(text: str) -> Name:
    """Return a name as typed, made comparable.

    >>> normalise("王　明"), normalise("迪力夏提•柯德尔汗（维吾尔族）").note
    (Name(written='王明', key='王明', note='', changes=('space',)), '维吾尔族')
    >>> normalise("努尔・白克力").key == normalise("努尔·白克力").key
    True
    """
    if _PLAIN.fullmatch(text):
        return Name(text, text)
    changes: dict[str, None] = {}

    def note_change(kind: str, before: str, after: str) -> str:
        if before != after:
            changes[kind] = None
        return after

    bare = note_change("invisible", text, _INVISIBLE.sub("", text))
    notes = "，".join(part.strip() for part in _NOTE.findall(bare) if part.strip())
    bare = note_change("note", bare, _NOTE.sub("", bare)) if _NOTE.sub("", bare).strip() else bare
    folded = "".join(_character(one, changes) for one in bare)
    spaced = _SPACES.sub(" ", folded).strip()
    chinese = _HAN.search(spaced) is not None
    written = _SPACES.sub("", spaced) if chinese else spaced
    note_change("space", folded, written)
    dotted = "".join(_DOT if one in DOTS else one for one in written)
    key = "".join(dotted.replace(_DOT, "").split()).casefold()
    if not chinese:  # J. K. Doe: the stops of a name in letters are its own
        return Name(written, key, notes, tuple(changes))
    return Name(note_change("dot", written, dotted).strip(_DOT), key, notes, tuple(changes))


def name_key(text: str) -> str:
    """Return the key of a name alone; nearly every name is plain and needs no folding.

    >>> name_key("王 明")
    '王明'
    """
    return text if _PLAIN.fullmatch(text) else normalise(text).key


def find_person(text: str, persons: Mapping[str, T]) -> T | None:
    """Return the person of a name as typed: the one its note tells from namesakes, else the one of that key, unless
    others of that name are known by their notes. A note that says how somebody was voted on names nobody. A number
    before a name that is nobody's, and 同志 behind it, are no part of it.

    >>> persons = {"王明（一中）": 0, "王明（二中）": 1, "李四": 2}
    >>> find_person("王 明（二中）", persons), find_person("李四（女）", persons), find_person("3、李四同志", persons)
    (1, 2, 2)
    >>> find_person("李四（不同意）", persons)
    """
    found = _find(text, persons)
    return _find(_ADDED.sub("", text), persons) if found is None and _ADDED.search(text) else found


def _find(text: str, persons: Mapping[str, T]) -> T | None:
    name = normalise(text)
    if not name.note:
        return persons.get(name.key)
    if says_an_answer(name.note):
        return None
    told_apart = persons.get(f"{name.key}（{name.note}）")
    if told_apart is None and not any(key.startswith(f"{name.key}（") for key in persons):
        return persons.get(name.key)
    return told_apart


def says_an_answer(note: str) -> bool:
    """Tell whether a note beside a name says how it was marked, and not who it is.

    >>> says_an_answer("不赞成"), says_an_answer("×"), says_an_answer("女")
    (True, True, False)
    """
    return _ANSWER.fullmatch(note) is not None


def _character(one: str, changes: dict[str, None]) -> str:
    code = ord(one)
    if code < 0x2E80 or 0x3400 <= code < 0xF900 or code >= 0x2FA20:
        return one
    if 0x2E80 <= code <= 0x2FDF:
        kind, plain = "radical", _RADICALS.get(one, unicodedata.normalize("NFKC", one))
    elif 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
        kind, plain = "compatibility", unicodedata.normalize("NFC", one)
    elif 0xFF01 <= code <= 0xFF5E:
        kind, plain = "width", unicodedata.normalize("NFKC", one)
    else:
        return one
    if plain != one:
        changes[kind] = None
    return plain


# CJK radicals supplement: Unicode gives these no decomposition, PDFs use them in names all the same.
_RADICALS = dict(
    zip(
        "⺌⺮⻅⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻫⻬⻮⻰⻳",
        "小竹见贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齐齿龙龟",
        strict=True,
    )
)
