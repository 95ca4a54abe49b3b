"""Files of ballots that are not read, known by how they begin, each with the way on."""

from __future__ import annotations

import re

from tally.domain.message import Message, say
from tally.domain.problem import Problem, error

LOOKED_AT = 4096
_CSV = say("在导出它的系统里改为导出 CSV 或 Excel，或用表格软件另存为 .xlsx")
_KINDS: tuple[tuple[str, Message | str, Message], ...] = (
    (
        r'\s*\{[^{}]*"sessions"\s*:',
        say("Dominion 的 CVR JSON（CvrExport）"),
        say("在 Dominion 系统里另导出 CSV 的 CVR；或用 RCTab 转成 CSV 再读"),
    ),
    (
        r"[\s\S]*castvoterecordreport",
        say("NIST 通用格式（CDF）的逐票记录"),
        say("在导出它的系统里改为导出 CSV；或用 RCTab 转成 CSV 再读"),
    ),
    (
        r"[\s\S]*<cvr[\s>]",
        say("Hart Verity 的逐票 XML（一票一个文件）"),
        say("用 RCTab 转成一份 CSV 再读"),
    ),
    (r"%pdf", "PDF", say("给出 PDF 所据的表格，或对照选票录入")),
    (r"\s*(<!doctype html|<html)", say("网页（有的系统把它叫作 .xls）"), say("用表格软件打开，另存为 .xlsx")),
    (r"\s*<", "XML", _CSV),
    (r"\s*[\[{]", "JSON", _CSV),
    (r"(\x89png|\xff\xd8\xff|ii\*|gif8)", say("图片"), say("对照图片录入；程序不识别图片")),
    (r"\x1f\x8b|7z\xbc\xaf|rar!", say("压缩文件"), say("解开后给出里面的文件")),
)


def strange(data: bytes, shown: str) -> Problem | None:
    """Return that a file is of a known kind that is not read (T309), None when it is of none."""
    head = data[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").decode("latin-1").lower()
    for pattern, name, remedy in _KINDS:
        if re.match(pattern, head):
            return error("T309", shown, say("是{format}，这种文件不读", format=name), remedy)
    return None
