"""What the chair reads aloud (宣读稿): short sentences with pauses, and how rare characters are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tally.documents.contest_view import Line, WriteInLine
from tally.documents.context import View, view
from tally.documents.layout import IDEOGRAPHIC_SPACE
from tally.domain.message import Translate, say

PAUSE = say("（停顿）")


def read_aloud(record: Mapping[str, Any], translate: Translate) -> str:
    """Return the chair's sentences in the order they are read: numbers, then names."""
    shown = view(record, translate)
    pause = PAUSE.render(translate)
    lines = [shown.title, pause, shown.attendance, pause]
    for contest in shown.contests:
        lines += [contest.office, contest.collection_sentence, pause]
        if contest.void:
            continue
        lines += [contest.seats_sentence, contest.majority_sentence, pause]
        people: list[Line | WriteInLine] = [*contest.lines, *contest.write_ins]
        lines += [_votes(one.name, one.approve, translate) for one in people]
        lines += [pause, *contest.decision, pause]
        if contest.elected:
            heading = contest.announced + say("：").render(translate)
            lines += [heading, *(_plain(name) for name in contest.spoken), pause]
    return "\n".join([*lines, *_readings(shown, translate)])


def _votes(name: str, votes: int | str, translate: Translate) -> str:
    return say("{name}，{votes}票", name=_plain(name), votes=votes).render(translate)


def _plain(name: str) -> str:
    return name.replace(IDEOGRAPHIC_SPACE, "")


def _readings(shown: View, translate: Translate) -> list[str]:
    names = [one.name for contest in shown.contests for one in contest.lines]
    names += [one.name for contest in shown.contests for one in contest.write_ins]
    rare = sorted({char for name in names for char in _plain(name) if is_rare(char)})
    if not rare:
        return []
    found = readings(rare)
    if found is None:
        words = say("生僻字{chars}：安装 pypinyin（pip install 'tally[suggest]'）后标出读音", chars=tuple(rare))
        return [words.render(translate)]
    spoken = tuple(f"{char} {reading}" for char, reading in found.items())
    return [say("生僻字读音：{readings}", readings=spoken).render(translate)]


def is_rare(char: str) -> bool:
    """Whether a Chinese character lies outside the 3755 most common ones (GB 2312, first level).

    >>> is_rare("王"), is_rare("惊"), is_rare("龘"), is_rare("A")
    (False, False, True, False)
    """
    if char < "\u3400":
        return False
    try:
        first = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return True
    return first >= 0xD8


def readings(chars: Iterable[str]) -> dict[str, str] | None:
    """Return how characters are read, in pinyin with tones; None when no pinyin table is installed."""
    try:
        from pypinyin import pinyin
    except ImportError:
        return None
    return {char: "/".join(pinyin(char, heteronym=True)[0]) for char in chars}
