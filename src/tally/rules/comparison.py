"""Rule books side by side: the points in which regulations differ, each read from the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tally.domain.election import Kind
from tally.domain.message import NOTHING, Message, say
from tally.rules.book import MarginRule, RuleBook, Threshold

BASES = {
    "present": say("实到"),
    "entitled": say("应到"),
    "voted": say("参加投票"),
    "all": say("全体"),
    "collected": say("收回选票"),
}
ORDERS = {"strokes": say("姓氏笔画"), "approved": say("批准的顺序"), "votes": say("得票多少")}
KINDS = {
    Kind.DW: say("党委委员"),
    Kind.JW: say("纪委委员"),
    Kind.DB: say("党代表"),
    Kind.ZW: say("书记、副书记"),
    Kind.RD: say("直接选举的代表"),
    Kind.RI: say("间接选举的代表"),
    Kind.RZ: say("乡镇职务"),
}
Cell = Callable[[RuleBook], Message]


def _threshold(one: Threshold | None) -> Message:
    if one is None:
        return say("没有读到")
    return say("{share} {of}", share=one.share, of=BASES[one.of])


def _each(book: RuleBook, cell: Callable[[Kind], Message]) -> Message:
    """Say one thing per kind of election, once where all kinds are alike."""
    cells = {kind: cell(kind) for kind in Kind if kind in book.kinds}
    distinct = dict.fromkeys(str(one) for one in cells.values())
    if len(distinct) == 1:
        return next(iter(cells.values()))
    groups = [(text, [kind for kind, one in cells.items() if str(one) == text]) for text in distinct]
    return say(
        "{parts}",
        parts=tuple(
            say("{kinds} {value}", kinds=tuple(KINDS[kind] for kind in kinds), value=cells[kinds[0]])
            for _, kinds in groups
        ),
    )


def margin_text(rule: MarginRule) -> Message:
    """Say a margin: shares of the seats, or a range of numbers."""
    if rule.extra is not None:
        least, most = rule.extra
        if least == most == 0:
            return say("等额")
        return say("多{least}至{most}名", least=least, most=most)
    ceiling = (
        say("，≤ {numerator}/{denominator}", numerator=rule.at_most.numerator, denominator=rule.at_most.denominator)
        if rule.at_most is not None
        else NOTHING
    )
    return say("{share}{ceiling}（占应选名额）", share=rule.at_least, ceiling=ceiling)


def _margins(book: RuleBook) -> Message:
    def cell(kind: Kind) -> Message:
        rule = book.margins[kind]
        if rule.named is None:
            return margin_text(rule)
        return say(
            "{usual}；名称含“{words}”的{named}",
            usual=margin_text(rule),
            words=tuple(rule.named.words),
            named=margin_text(rule.named),
        )

    return _each(book, cell)


def _half(book: RuleBook) -> Message:
    strict = all(one.share.strict for one in book.majorities.values())
    return say("不当选") if strict else say("当选")


def _proxies(book: RuleBook) -> Message:
    if not book.proxy_kinds:
        return say("不允许")
    return say(
        "{kinds}每人至多受{most}人委托",
        kinds=tuple(KINDS[kind] for kind in sorted(book.proxy_kinds)),
        most=book.max_proxies,
    )


def _write_in(book: RuleBook) -> Message:
    link = say("不赞成才能另选") if book.writein_needs_oppose else say("可以直接另选")
    people = {"members": say("党员"), "voters": say("代表或选民"), "deputies": say("代表")}[book.writein_from]
    deputies = say("；{posts}限代表", posts=book.deputies_for) if book.deputies_for else NOTHING
    return say("{link}（{people}{deputies}）", link=link, people=people, deputies=deputies)


def _gap(book: RuleBook) -> Message:
    fewer = say("，或减少名额") if book.reduce_by_electors is not None else NOTHING
    if not book.further:
        return say("另行选举{fewer}", fewer=fewer)
    bars = tuple(
        say("{kind} {bar}", kind=KINDS[kind], bar=_threshold(one.bar)) for kind, one in sorted(book.further.items())
    )
    return say("另行选举{fewer}：{bars}", fewer=fewer, bars=bars)


def _suspended(book: RuleBook) -> Message:
    return say("{measures}", measures=tuple(sorted(book.suspending))) if book.suspending else say("另有法律")


def _officers(book: RuleBook) -> Message:
    words = {"error": say("不得是候选人"), "warning": say("一般不是候选人"), "info": say("由办法规定")}
    return say(
        "监票人{scrutineers}，计票人{counters}",
        scrutineers=words[book.scrutineers_not_candidates],
        counters=words[book.counters_not_candidates],
    )


def _elected(book: RuleBook) -> Message:
    order = book.raw.get("elected_order", {}).get("names")
    return ORDERS[order] if order else say("没有读到")


def _delegates(book: RuleBook) -> Message:
    if book.delegates is None:
        return say("没有读到")
    least, most = book.delegates.usual
    return say("一般{least}至{usual}名，最多{most}名", least=least, usual=most, most=book.delegates.most)


def _ballot(book: RuleBook) -> Message:
    order = book.raw["ballot_order"]
    if order["names"] == order["leaders"]:
        return ORDERS[order["names"]]
    return say("{names}；书记、副书记按{leaders}", names=ORDERS[order["names"]], leaders=ORDERS[order["leaders"]])


POINTS: Sequence[tuple[Message, Cell]] = (
    (say("法定人数"), lambda book: _each(book, lambda kind: _threshold(book.quorum(kind)))),
    (say("差额"), _margins),
    (say("过半数"), lambda book: _each(book, lambda kind: _threshold(book.majority(kind)))),
    (say("恰为一半"), _half),
    (say("末位票数相等"), lambda book: {"revote": say("再次投票，得票多的当选")}[book.tie]),
    (say("选不足"), _gap),
    (say("委托投票"), _proxies),
    (say("另选他人"), _write_in),
    (say("选票排列"), _ballot),
    (say("停止权利"), _suspended),
    (say("监票、计票"), _officers),
    (say("党代表名额"), _delegates),
    (say("补选"), lambda book: say("可以等额") if book.equal_by_election else say("同差额")),
    (say("当选名单"), _elected),
)


def points(book: RuleBook) -> tuple[tuple[Message, Message], ...]:
    """Return every point of one book."""
    return tuple((name, cell(book)) for name, cell in POINTS)


def differences(one: RuleBook, other: RuleBook) -> tuple[tuple[Message, Message, Message], ...]:
    """Return the points in which two books differ."""
    pairs = zip(points(one), points(other), strict=True)
    return tuple((name, left, right) for (name, left), (_, right) in pairs if str(left) != str(right))
