"""What is shown and not signed: the hall board, charts of the approvals, and the page that checks a QR code offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.documents.chart import chart
from tally.documents.context import View, view
from tally.documents.papers import REHEARSAL, File
from tally.documents.templates import environment, folder
from tally.domain.message import Translate

PICTURES = ("board", "svg", "png", "check")
CHECK_PAGE = "check.html"
_BARS_A_SLIDE = 10


def pictures(record: Mapping[str, Any], kinds: Sequence[str], translate: Translate, font: Path | None) -> list[File]:
    """Return the pictures asked for as (file name, bytes): board.html, chart-ID.svg, chart-ID.png, check.html.

    Raises `Problems` (T905) when PNG is wanted and typst is not installed.
    """
    if not kinds:
        return []
    shown = view(record, translate)
    before = REHEARSAL if shown.rehearsal else ""
    files: list[File] = []
    if "board" in kinds:
        files.append((f"{before}board.html", board(shown, translate)))
    for contest in shown.contests:
        if contest.lines and {"svg", "png"} & set(kinds):
            drawn = chart(shown, contest, translate)
            if "svg" in kinds:
                files.append((f"{before}chart-{contest.id}.svg", drawn.encode("utf-8")))
            if "png" in kinds:
                from tally.documents.pdf import compile_page

                data = {"svg": drawn}
                files.append((f"{before}chart-{contest.id}.png", compile_page("picture.typ", data, "png", "png", font)))
    if "check" in kinds:
        files.append((CHECK_PAGE, check_page(translate)))
    return files


def board(shown: View, translate: Translate) -> bytes:
    """Return the hall board: one self-contained page that keys step through."""
    template = environment(translate).get_template("page/board.html")
    lang = translate("zh-CN")
    slides = [
        (contest, contest.lines[start : start + _BARS_A_SLIDE])
        for contest in shown.contests
        for start in range(0, len(contest.lines), _BARS_A_SLIDE)
    ]
    return template.render(paper=shown, lang=lang, slides=slides).encode("utf-8")


def check_page(translate: Translate) -> bytes:
    """Return the page that reads a QR code from a picture, or its text, and compares it with a record, offline."""
    decoder = (folder() / "page" / "jsQR.js").read_text(encoding="utf-8")
    template = environment(translate).get_template("page/check.html")
    return template.render(lang=translate("zh-CN")).replace("/*jsQR*/", decoder).encode("utf-8")
