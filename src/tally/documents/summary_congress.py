"""Papers of the hall: what a show of hands came to, for the chair to read, and the attendance slip (D7)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tally.consultation.hands import KIND
from tally.documents.sentences import Part, day, moment
from tally.documents.summary import Cell, Head, Section, Summary, foot, name_cell, numbered, words
from tally.domain.message import NOTHING, Message, Translate, say
from tally.records.consulted import read_consulted

_MOTIONS = {"选举办法": "method", "监票人": "scrutineers"}
THRESHOLDS = {
    "more-than-half-of-entitled": say("应到人数的过半数"),
    "half-or-more-of-entitled": say("应到人数的半数以上"),
    "more-than-half-of-present": say("实到人数的过半数"),
}


def lay_hands(record: Part, translate: Translate) -> Sequence[Summary]:
    """Return the figures of every motion with the words the chair reads."""
    return (
        Summary(
            file="hands",
            name=say("举手表决结果").render(translate),
            title=record["title"],
            sections=(
                *(_motion(one, translate) for one in record["motions"]),
                *(_deliberation(one, translate) for one in record["deliberations"]),
            ),
            signatures=words((say("清点人："), say("清点人：")), translate),
            day=day(record["when"][:10]).render(translate),
            form="slip",
            foot=foot(record, translate),
        ),
    )


def _motion(one: Part, translate: Translate) -> Section:
    if one["objections"] is not None:
        said = say("没有人举手。") if one["objections"] == 0 else say("举手的{count}名。", count=one["objections"])
        return Section(one["subject"], words((say("征求意见：“有意见的请举手”。"), said), translate))
    return Section(
        heading=one["subject"],
        sentences=words(_script(one), translate),
        heads=(_head((say("算法"), say("算式"), say("结果")), translate),),
        rows=tuple(_tests(one, translate)),
        widths=(5, 5, 3),
        notes=words(_delegations(one), translate),
    )


def _deliberation(one: Part, translate: Translate) -> Section:
    """Lay a list's deliberation: figures by delegation, other names, and no word of a threshold."""
    rows = [(name_cell(line["name"]), line["present"], line["for_list"], _others(line)) for line in one["delegations"]]
    total = ("", say("合计").render(translate), one["present"], one["for_list"], _others(one))
    return Section(
        heading=say("酝酿：{subject}", subject=one["subject"]).render(translate),
        heads=(
            _head((say("序号"), say("代表团"), say("实到"), say("赞成名单"), say("另提的人和附议人数")), translate),
        ),
        rows=(*numbered(rows), total),
        widths=(2, 6, 3, 4, 10),
        notes=words((say("酝酿没有规定多少人赞成才算数，只报数字，供主席团研究。"),), translate),
    )


def _others(one: Part) -> str:
    return "；".join(f"{other['name']} {other['backers']}" for other in one["others"])


def _script(one: Part) -> list[Message]:
    """Return the chair's words: three questions are asked even when nobody objects."""
    return [
        say("同意的请举手。不同意的请举手。弃权的请举手。"),
        say(
            "应到{entitled}名，实到{present}名。同意{yes}名，不同意{no}名，弃权{abstain}名。",
            **{key: one[key] for key in ("entitled", "present", "yes", "no", "abstain")},
        ),
        say("一致通过。") if one["unanimous"] and one["adopted"] else NOTHING,
        NOTHING if one["unanimous"] and one["adopted"] else _verdict(one),
    ]


def spoken(directory: Path, record: Part, translate: Translate) -> dict[str, str]:
    """Return what the chair says of the votes by hand that are on record beside a count, for the script (D17).

    Keys are `method` and `scrutineers`; a vote that is not on record has none. Another meeting's record is not used.
    Raises `Problems` when the record of the votes was changed by hand.
    """
    path = directory / f"{KIND}.json"
    if not path.is_file():
        return {}
    votes = read_consulted(path)
    election = record["election"]
    if (votes["title"], votes["when"][:10]) != (election["title"], election["date"]):
        return {}
    found = {}
    for one in votes["motions"]:
        key = next((key for word, key in _MOTIONS.items() if word in one["subject"]), None)
        if key is not None and one["objections"] is None:
            found[key] = "".join(words(_outcome(one), translate))
    return found


def _outcome(one: Part) -> tuple[Message, Message]:
    figures = say("同意{yes}名，不同意{no}名，弃权{abstain}名。", **{key: one[key] for key in ("yes", "no", "abstain")})
    return figures, say("一致通过。") if one["unanimous"] and one["adopted"] else _verdict(one)


def _verdict(one: Part) -> Message:
    if one["threshold"] is None:
        return say("没有写明按哪一种算法通过，由大会主持人依规定宣布。")
    threshold = THRESHOLDS[one["threshold"]]
    if one["adopted"]:
        return say("按{threshold}，通过。", threshold=threshold)
    return say("按{threshold}，未通过。", threshold=threshold)


def _tests(one: Part, translate: Translate) -> list[tuple[Cell, ...]]:
    yes, doubled = one["yes"], 2 * one["yes"]
    met, missed = say("达到").render(translate), say("未达到").render(translate)
    tests = (
        ("more-than-half-of-entitled", f"2×{yes} = {doubled} > {one['entitled']}", "more_than_half_of_entitled"),
        ("half-or-more-of-entitled", f"2×{yes} = {doubled} ≥ {one['entitled']}", "half_or_more_of_entitled"),
        ("more-than-half-of-present", f"2×{yes} = {doubled} > {one['present']}", "more_than_half_of_present"),
    )
    return [
        (THRESHOLDS[threshold].render(translate), arithmetic, met if one[key] else missed)
        for threshold, arithmetic, key in tests
    ]


def _delegations(one: Part) -> list[Message]:
    return [
        say(
            "{name}：实到{present}名，同意{yes}名，不同意{no}名，弃权{abstain}名。",
            **{key: delegation[key] for key in ("name", "present", "yes", "no", "abstain")},
        )
        for delegation in one["delegations"]
    ]


def _head(labels: Sequence[Message], translate: Translate) -> tuple[Head, ...]:
    return tuple(Head(label) for label in words(labels, translate))


def lay_checkin(record: Part, translate: Translate) -> Sequence[Summary]:
    """Return one attendance slip (D7) a sitting; no name stands on it."""
    single = len(record["sittings"]) == 1
    return tuple(
        Summary(
            file="D7" if single else f"D7-{number}",
            name=say("清点到会人数报告单").render(translate),
            title=record["title"],
            to=say("大会主持人：").render(translate),
            sentences=words(_attendance(one, record), translate),
            sections=(_by_delegation(one, translate), Section(sentences=words((say("特此报告。"),), translate))),
            signatures=words((say("总监票人："),), translate),
            day=day(record["date"]).render(translate),
            form="slip",
            foot=foot(record, translate),
        )
        for number, one in enumerate(record["sittings"], start=1)
    )


def _attendance(one: Part, record: Part) -> list[Message]:
    total, others = one["total"], record["others"]
    return [
        say("{name}（{when}）清点到会人数：", name=one["name"], when=moment(one["when"]))
        if one["when"]
        else say("{name}清点到会人数：", name=one["name"]),
        say(
            "有选举权的应到{entitled}名，实到{present}名，因病请假{sick}名，因事请假{business}名，缺席{absent}名。",
            **{key: total[key] for key in ("entitled", "present", "sick", "business", "absent")},
        ),
        say("达到法定人数（{arithmetic}），可以进行选举。", arithmetic=one["quorum"]["arithmetic"])
        if one["quorum"]["holds"]
        else say("未达到法定人数（{arithmetic}），不能进行选举。", arithmetic=one["quorum"]["arithmetic"]),
        say("列席{observers}名、特邀{guests}名不计在内。", observers=others["列席"], guests=others["特邀"])
        if any(others.values())
        else NOTHING,
    ]


def _by_delegation(one: Part, translate: Translate) -> Section:
    keys = ("entitled", "present", "sick", "business", "absent")
    labels = (say("序号"), say("代表团"), say("应到"), say("实到"), say("因病请假"), say("因事请假"), say("缺席"))
    rows = numbered((name_cell(line["name"]), *(line[key] for key in keys)) for line in one["delegations"])
    total = ("", say("合计").render(translate), *(one["total"][key] for key in keys))
    late = one["total"]["late"]
    return Section(
        heads=(_head(labels, translate),),
        rows=(*rows, total),
        widths=(2, 6, 3, 3, 4, 4, 3),
        notes=words((say("其中迟到{late}名。", late=late) if late else NOTHING,), translate),
    )
