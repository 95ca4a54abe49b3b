"""The adopted election method (选举办法) as `[method]` writes it, defaults filled in from the rule book."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tally.domain.election import Attendance, Kind, Method
from tally.domain.legend import LEGENDS, Legend, fold
from tally.domain.message import say
from tally.files import election_schema as schema
from tally.files.schema import Reader
from tally.rules.book import RuleBook


def read_method(
    data: dict[str, Any], names: dict[str, Any], book: RuleBook, attendance: Attendance | None, reader: Reader
) -> Method | None:
    """Read the method; None when it has no usable legend. Problems T110–T112."""
    table = dict(data.get("method", {}))
    legend = _legend(table.pop("legend", None), reader) if "method" in data else None
    values = reader.read(table, schema.METHOD, "method")
    _need_unmarked(data, values, reader)
    kinds = kinds_named(data, book)
    usual = book.majority(kinds[0]).of
    base = values.get("majority_base", usual)
    bases = frozenset.intersection(*(book.bases(kind) for kind in kinds))
    if "majority_base" in values and base not in bases:
        reader.add(
            "T410",
            "method.majority_base",
            say("{title}不能以“{base}”为过半数的基数", title=book.title, base=base),
            say("可以是：{bases}（只能更严）", bases=tuple(sorted(bases))),
            "W2",
        )
    if base == "all" != usual and attendance is not None and attendance.everyone is None:
        reader.add("T104", "attendance.all", say("以全体为基数时缺少“all”"), say("补上：all = 全体代表（选民）人数"))
    if legend is None:
        return None
    defaults = {"majority_base": usual, "writein_needs_oppose": book.writein_needs_oppose}
    return Method(legend, **{**defaults, **values}, **({"tie": names["tie"]} if "tie" in names else {}))


def kinds_named(data: dict[str, Any], book: RuleBook) -> tuple[Kind, ...]:
    """Return the kinds of election that the file names in so many words; else all the book knows."""
    named = {item.get("kind") for item in data.get("contest", ()) if isinstance(item, dict)}
    return tuple(sorted(kind for kind in book.kinds if kind.value in named)) or tuple(sorted(book.kinds))


def _legend(value: object, reader: Reader) -> Legend | None:
    remedy = say(
        '照通过的选举办法写，如 legend = "L1"（○赞成、×不赞成、空白弃权）、"L2"（√赞成、×不赞成、○弃权）、'
        '"L3"（空白赞成、×不赞成、○弃权）'
    )
    if value is None:
        reader.add("T110", "method.legend", say("没有写画票符号的含义（legend）"), remedy)
        return None
    if isinstance(value, str):
        if value not in LEGENDS:
            reader.add("T110", "method.legend", say("没有名为“{legend}”的画票符号", legend=value), remedy)
        return LEGENDS.get(value)
    if not isinstance(value, dict):
        reader.add("T110", "method.legend", say("画票符号（legend）写法有误"), remedy)
        return None
    signs = reader.read(value, schema.LEGEND, "method.legend")
    if len(signs) < len(schema.LEGEND):
        return None
    legend = Legend(
        **{meaning: tuple(dict.fromkeys(fold(sign) for sign in listed)) for meaning, listed in signs.items()}
    )
    return legend if _is_sound(legend, reader) else None


def _is_sound(legend: Legend, reader: Reader) -> bool:
    uses = Counter(legend.approve + legend.oppose + legend.abstain)
    for sign, times in uses.items():
        if times > 1:
            shown = f"“{sign}”" if sign else say("空格")
            reader.add(
                "T111",
                "method.legend",
                say("{sign}有两种含义", sign=shown),
                say("每个符号只写在 approve、oppose、abstain 中的一处（形近的符号算同一个）"),
            )
    if not uses[""]:
        reader.add(
            "T111",
            "method.legend",
            say("没有写明空白的含义"),
            say('在 approve、oppose、abstain 中的一处写上 ""（空白），一般是 abstain'),
        )
    return uses[""] == 1 and max(uses.values()) == 1


def _need_unmarked(data: dict[str, Any], values: dict[str, Any], reader: Reader) -> None:
    contests = [item for item in data.get("contest", ()) if isinstance(item, dict)]
    has_boxes = any(item.get("writein_boxes", item.get("seats", 0)) != 0 for item in contests)
    if has_boxes and "writein_unmarked" not in data.get("method", {}):
        reader.add(
            "T112",
            "method.writein_unmarked",
            say("没有写明“另选他人只写姓名、没有画符号”算什么"),
            say(
                '照选举办法写 writein_unmarked = "approve"（算赞成）、"abstain"（算弃权）或 "void"（该部分无效）；'
                "选票没有另选他人栏的，写 writein_boxes = 0"
            ),
            "w4",
        )
