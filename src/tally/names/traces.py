"""What typists, spreadsheets and PDFs left in names (录入痕迹): how each name was read, said and never hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tally.domain.message import say
from tally.domain.problem import Problem, Severity, warning
from tally.names.normalise import Name, normalise
from tally.names.variants import mixtures

CHANGES = {
    "space": say("去掉空格"),
    "note": say("括号里的注只用于印制"),
    "dot": say("间隔号统一为“·”"),
    "width": say("全角字母改为半角"),
    "invisible": say("去掉看不见的字符"),
    "compatibility": say("兼容汉字改为通用字"),
    "radical": say("部首字改为汉字"),
}
EXPECTED = frozenset({"space", "note", "dot"})  # as printed lists have them; the others nobody sees on the screen


def traces(names: Sequence[str], places: Sequence[str]) -> tuple[Problem, ...]:
    """Return how names were read that are not kept as typed (T224), and scripts mixed in one list (T225).

    What anyone can see (a space in 王　明, a note in brackets) is a remark, what nobody can see a warning.

    >>> [str(one.found) for one in traces(["王　明", "⻢力"], ["1", "2"])]
    ['“王　明”按“王明”读入：去掉空格', '“⻢力”按“马力”读入：部首字改为汉字']
    """
    read = [normalise(name) for name in names]
    folded = [_folded(typed, name, where) for typed, name, where in zip(names, read, places, strict=True)]
    return (*(one for one in folded if one is not None), *_mixed(read, places))


def _folded(typed: str, name: Name, where: str) -> Problem | None:
    if not name.changes:
        return None
    found = say(
        "“{typed}”按“{name}”读入：{changes}",
        typed=typed.strip(),
        name=name.written,
        changes=tuple(CHANGES[change] for change in name.changes),
    )
    if EXPECTED.issuperset(name.changes):
        return Problem("T224", Severity.INFO, where, found)
    return warning("T224", where, found, say("核对这个姓名，最好重新录入"))


def _mixed(names: Sequence[Name], places: Sequence[str]) -> Iterator[Problem]:
    for one in mixtures(name.key for name in names):
        yield warning(
            "T225",
            places[one.position],
            say(
                "“{name}”的“{traditional}”是繁体字（简体“{simplified}”），名单里其他姓名是简体",
                name=names[one.position].written,
                traditional=one.traditional,
                simplified=one.simplified,
            ),
            say("按本人身份证件上的字核对；程序不作转换"),
        )
