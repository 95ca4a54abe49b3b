"""The fonts that papers in PDF carry, and which characters they hold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, warning

FOLDER = Path(__file__).parent
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
_IGNORED = frozenset("\n\r\t")


def missing(texts: Iterable[str], font: Path | None = None) -> dict[str, str]:
    """Return the texts that hold a character that neither our fonts nor the user's can print, with these characters.

    >>> missing(["王芳", "龘小明", "Li"])
    {'龘小明': '龘'}
    """
    own = _characters_of(font) if font else frozenset[int]()
    found = {}
    for text in texts:
        lost = "".join(dict.fromkeys(char for char in text if not _held(char) and ord(char) not in own))
        if lost:
            found[text] = lost
    return found


def coverage_problems(names: Iterable[str], place: str, font: Path | None = None, *, fatal: bool) -> list[Problem]:
    """Return a problem (T651) for each name that cannot be printed in PDF: an error where PDF is wanted."""
    make = error if fatal else warning
    return [
        make(
            "T651",
            place,
            say("“{name}”的“{char}”不在 PDF 所用的字体里（{code}）", name=name, char=lost, code=_codes(lost)),
            say("在 election.toml 写 [papers] font = 字体文件，或用 --font 指定；Word 文件不受影响"),
        )
        for name, lost in missing(names, font).items()
    ]


@cache
def family(font: Path) -> str:
    """Return the family name of a font file; raises `Problems` (T652, T906)."""
    return str(_open(font)["name"].getBestFamilyName())


@cache
def _characters_of(font: Path) -> frozenset[int]:
    return frozenset(_open(font).getBestCmap())


def _open(font: Path) -> Any:
    try:
        from fontTools.ttLib import TTFont, TTLibError
    except ImportError as absent:
        found, remedy = say("没有安装读字体文件用的 fonttools"), say("运行 pip install 'tally[pdf]'")
        raise Problems([error("T906", font.name, found, remedy)]) from absent
    try:
        return TTFont(font, fontNumber=0, lazy=True)
    except (OSError, TTLibError) as failure:
        found = say("这个字体文件用不了：{reason}", reason=str(failure) or type(failure).__name__)
        raise Problems([error("T652", str(font), found, say("换一个 .ttf、.otf 或 .ttc 字体文件"))]) from failure


def _held(char: str) -> bool:
    starts, ends = _ranges()
    at = bisect_right(starts, ord(char)) - 1
    return char in _IGNORED or (at >= 0 and ord(char) <= ends[at])


@cache
def _ranges() -> tuple[list[int], list[int]]:
    lines = (FOLDER / "characters.txt").read_text(encoding="ascii").split()
    pairs = [tuple(int(code, 16) for code in line.split("-")) for line in lines]
    return [first for first, _ in pairs], [last for _, last in pairs]


def _codes(chars: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in chars)
