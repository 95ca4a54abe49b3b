"""The report on the election of delegates (D19) and the credentials report (代表资格审查报告)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tally.consultation.figures import percent
from tally.documents.layout import headed
from tally.documents.sentences import Part, day
from tally.documents.summary import Cell, Head, Section, Summary, figure, foot, name_cell, numbered, words
from tally.domain.message import NOTHING, Message, Translate, say

_AGES = re.compile(r"(\d+)岁以下（含\1岁）")


def lay_delegates(record: Part, translate: Translate) -> Sequence[Summary]:
    """Return the report: form of the meeting, seats, margin by unit, composition, register."""
    return (
        Summary(
            file="D19",
            name=say("代表选举情况报告").render(translate)
            if record["stage"] == "formal"
            else say("代表人选推荐提名情况").render(translate),
            title=record["title"],
            to=say("{unit}：", unit=record["unit"]).render(translate),
            sentences=words(_delegates_sentences(record), translate),
            sections=(
                _units(record, translate),
                *_structure(record, translate),
                *_register(record, translate),
            ),
            signatures=words((say("经办人："), say("负责人：")), translate),
            day=day(record["date"]).render(translate),
            foot=foot(record, translate),
        ),
    )


def _delegates_sentences(record: Part) -> list[Message]:
    total, overlap = record["total"], record["overlap"]
    return [
        say("{form}。", form=record["form"]) if record["form"] else NOTHING,
        say(
            "分配代表名额{allotted}名，选举单位{units}个，候选人{candidates}名，差额{rate}（占应选名额）。",
            allotted=record["allotted"],
            units=total["units"],
            candidates=total["candidates"],
            rate=percent(total["rate"]),
        ),
        say("差额按每个选举单位核对，不低于{percent}%。", percent=record["percent"]),
        say(
            "党员{members}名，其中女党员{women}名（{rate}）。",
            members=record["members"],
            women=record["women_members"],
            rate=percent(10_000 * record["women_members"] // record["members"]),
        )
        if record["members"] and record["women_members"] is not None
        else NOTHING,
        say("代表中有人大代表{count}名：{names}。", count=len(overlap), names=tuple(overlap)) if overlap else NOTHING,
    ]


def _units(record: Part, translate: Translate) -> Section:
    holds, fails = say("符合").render(translate), say("不符合").render(translate)
    with_people = any(one["delegates"] is not None for one in record["units"])
    labels = [say("序号"), say("选举单位"), say("党员数"), say("女党员数"), say("应选名额"), say("候选人数")]
    labels += [say("最少候选人数"), say("差额"), say("结果")]
    rows: list[tuple[Cell, ...]] = []
    for one in record["units"]:
        people = (figure(one["delegates"]), figure(one["allotted"])) if with_people else ()
        rows.append(
            (
                one["name"],
                figure(one["members"]),
                figure(one["women"]),
                one["seats"],
                one["candidates"],
                one["need"],
                percent(one["rate"]),
                holds if one["holds"] else fails,
                *people,
            )
        )
    if with_people:
        labels += [say("代表"), say("其中带名额")]
    return Section(
        heading=say("各选举单位").render(translate),
        heads=(tuple(Head(label) for label in words(labels, translate)),),
        rows=numbered(rows),
        widths=(2, 7, 3, 3, 3, 4, 4, 4, 3, *((4, 3) if with_people else ())),
    )


def _structure(record: Part, translate: Translate) -> tuple[Section, ...]:
    structure = record["structure"]
    if structure is None:
        return ()
    parts = (*structure["categories"], *structure["attributes"])
    labels = (say("项目"), say("人数"), say("占代表总数"))
    return (
        Section(
            heading=say("代表构成（共{number}名）", number=structure["number"]).render(translate),
            heads=(tuple(Head(label) for label in words(labels, translate)),),
            rows=tuple((_attribute(one["name"], translate), one["count"], percent(one["rate"])) for one in parts),
            widths=(8, 3, 4),
            notes=words(
                (
                    say("年龄算到{day}。", day=day(record["reference_date"])) if record["reference_date"] else NOTHING,
                    say("妇女、少数民族等各项会重叠，不相加。"),
                ),
                translate,
            ),
        ),
    )


def _attribute(name: str, translate: Translate) -> str:
    """Return what is counted in the language asked for: the program's own words; people's words as they stand."""
    if found := _AGES.fullmatch(name):
        return say("{age}岁以下（含{age}岁）", age=found[1]).render(translate)
    return headed(translate(name))


def _register(record: Part, translate: Translate) -> tuple[Section, ...]:
    if not record["delegates"]:
        return ()
    marks = {"woman": say("女"), "minority": say("少数民族"), "allotted": say("带名额")}
    labels = (say("序号"), say("姓名"), say("选举单位"), say("单位及职务"), say("类别"), say("得票"), say("备注"))
    rows = [
        (
            name_cell(one["name"]),
            one["unit"],
            one["position"],
            one["category"],
            "" if one["votes"] is None else one["votes"],
            say("{names}", names=tuple(text for key, text in marks.items() if one[key])).render(translate),
        )
        for one in record["delegates"]
    ]
    return (
        Section(
            heading=say("代表名册（以姓氏笔画为序）").render(translate),
            heads=(tuple(Head(label) for label in words(labels, translate)),),
            rows=numbered(rows),
            widths=(2, 4, *((7, 7) if any(one["position"] for one in record["delegates"]) else (10, 4)), 5, 3, 5),
        ),
    )


def lay_credentials(record: Part, translate: Translate) -> Sequence[Summary]:
    """Return the report: basis, allotted and elected, changes, entitled now, structure, judgement, list."""
    return (
        Summary(
            file="credentials",
            name=say("代表资格审查报告").render(translate),
            title=record["title"],
            sentences=words(_credentials_sentences(record), translate),
            sections=(
                *(_partition(one, record, translate) for one in record["partitions"]),
                *_attributes(record, translate),
                *_list(record, translate),
            ),
            signatures=(record["body"],) if record["body"] else words((say("代表资格审查小组："),), translate),
            day=day(record["date"]).render(translate),
            form="official",
            foot=foot(record, translate),
        ),
    )


def _credentials_sentences(record: Part) -> list[Message]:
    ended = [
        say(
            "{reason}{count}名{document}",
            reason=one["reason"],
            count=one["count"],
            document=_bracketed(one["document"]),
        )
        for one in record["ended"]
    ]
    quorum, base = record["quorum"], record["base_count"]
    return [
        say("{basis}", basis=record["basis"]) if record["basis"] else NOTHING,
        say(
            "{unit}代表名额{allotted}名，{units}选出代表{elected}名。",
            unit=record["unit"],
            allotted=record["allotted"],
            units=say("{count}个选举单位", count=record["units"]) if record["units"] else NOTHING,
            elected=record["elected"],
        ),
        say("选出以后的变动：{changes}。", changes=tuple(ended)) if ended else say("选出以后没有变动。"),
        say("现有代表{entitled}名，即大会选举的应到人数。", entitled=record["entitled"]),
        say(
            "出席人数达到{need}名方可进行选举（{title}，按现有代表{entitled}名计算）。",
            need=quorum["need"],
            title=quorum["title"],
            entitled=record["entitled"],
        )
        if quorum
        else NOTHING,
        say("以下比例按选出的代表{base}名计算。", base=base)
        if record["shares_over"] == "elected"
        else say("以下比例按现有代表{base}名计算。", base=base),
    ]


def _bracketed(document: str) -> Message:
    return say("（{document}）", document=document) if document else NOTHING


_SHARES = (say("项目"), say("人数"), say("比例（%）"))


def _partition(one: Part, record: Part, translate: Translate) -> Section:
    rows: list[tuple[Cell, ...]] = [(part["name"], part["count"], part["share"]) for part in one["parts"]]
    rows.append((say("合计").render(translate), record["base_count"], "100"))
    return Section(
        heading=one["name"],
        heads=(tuple(Head(label) for label in words(_SHARES, translate)),),
        rows=tuple(rows),
        widths=(8, 3, 3),
    )


def _attributes(record: Part, translate: Translate) -> tuple[Section, ...]:
    if not record["attributes"]:
        return ()
    rows = []
    for one in record["attributes"]:
        name = _attribute(one["name"], translate)
        shown = say("其中：{name}（{of}）", name=name, of=one["of"]).render(translate) if one["of"] else name
        rows.append((shown, one["count"], one["share"]))
    return (
        Section(
            heading=say("其他构成").render(translate),
            heads=(tuple(Head(label) for label in words(_SHARES, translate)),),
            rows=tuple(rows),
            widths=(8, 3, 3),
            notes=words((say("各项会重叠，不相加。比例四舍五入到小数点后一位。"),), translate),
        ),
    )


def _list(record: Part, translate: Translate) -> tuple[Section, ...]:
    blank = say("经审查，____名代表资格有效，____名无效。")
    if not record["delegates"]:
        return (Section(sentences=words((blank,), translate)),)
    labels = (say("序号"), say("选举单位"), say("姓名"), say("单位及职务"), say("变动"))
    rows = [(one["unit"], name_cell(one["name"]), one["position"], one["ended"]) for one in record["delegates"]]
    return (
        Section(sentences=words((blank,), translate)),
        Section(
            heading=say("代表名单").render(translate),
            heads=(tuple(Head(label) for label in words(labels, translate)),),
            rows=numbered(rows),
            widths=(2, 6, 4, 8, 4),
        ),
    )
