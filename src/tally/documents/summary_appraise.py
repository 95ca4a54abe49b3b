"""民主测评结果汇总表: counts, rates named by their parts, reference lines as 达到 or 未达到, and never a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from tally.consultation.figures import percent
from tally.consultation.hidden import hidden_sentence
from tally.documents.sentences import Part, day
from tally.documents.summary import Cell, Head, Section, Summary, figure, foot, name_cell, numbered, words
from tally.documents.summary_recommend import participants
from tally.domain.message import NOTHING, Message, Translate, say

BASES = {"entitled": say("应参加人数"), "present": say("实到人数"), "valid": say("有效测评票")}
KINDS = {"team": say("班子"), "member": say("班子成员")}


def lay_appraisal(record: Part, translate: Translate) -> Sequence[Summary]:
    """Return the summary table."""
    kinds = [kind for kind in KINDS if any(one["kind"] == kind for one in record["subjects"])]
    return (
        Summary(
            file="appraise",
            name=say("民主测评结果汇总表").render(translate),
            title=record["title"],
            notice=say("供研究参考").render(translate),
            sentences=words(_sentences(record), translate),
            sections=(
                *(_table(kind, record, translate) for kind in kinds),
                *_groups(record, translate),
                *_scores(record, translate),
                *_lines(record, translate),
                *_remarks(record, translate),
            ),
            signatures=words((say("汇总人："), say("汇总人："), say("考察组组长：")), translate),
            day=day(record["when"][:10]).render(translate),
            foot=foot(record, translate),
        ),
    )


def _sentences(record: Part) -> list[Message]:
    return [
        say("密级：{secrecy}", secrecy=record["secrecy"]) if record["secrecy"] else NOTHING,
        say("单位：{unit}", unit=record["unit"]),
        participants(record),
        say(
            "应参加{entitled}名，实到{present}名，发出测评票{issued}张，收回{collected}张，其中有效{valid}张，无效{invalid}张。",
            **record["circle"],
        ),
        say("比例的基数：{base}（{count}）。", base=BASES[record["base"]], count=record["base_count"]),
        NOTHING if record["two_thirds"] else say("实到不足应参加的三分之二，测评结果不宜采用。"),
        NOTHING if record["kept_until"] is None else say("测评票保管到{until}。", until=day(record["kept_until"])),
    ]


def _table(kind: str, record: Part, translate: Translate) -> Section:
    subjects = [one for one in record["subjects"] if one["kind"] == kind]
    grades = record["scales"][kind]["grades"]
    best = f"{grades[0]}+{grades[1]}"
    abstain = say("弃权（不了解）").render(translate)
    rates = [*grades, "弃权", best]
    labels = [*words((say("序号"), say("测评对象")), translate), *grades, abstain, *words((say("合计"),), translate)]
    labels += [say("{part}率", part=part).render(translate) for part in (*grades, abstain, best)]
    rows = [
        (
            name_cell(one["name"]),
            *(figure(one["grades"][grade]) for grade in grades),
            figure(one["abstain"]),
            record["base_count"] if one["abstain"] is not None else "—",
            *(percent(one["rates"].get(part)) for part in rates),
        )
        for one in subjects
    ]
    notes = (
        [hidden_sentence(one, record["small_group"]) for one in record["hidden"]] if kind == record_kind(record) else []
    )
    return Section(
        heading=KINDS[kind].render(translate),
        heads=(tuple(Head(label) for label in labels),),
        rows=numbered(rows),
        widths=(2, 6, *[3] * len(grades), 4, 3, *[4] * len(rates)),
        notes=words((*notes, say("比例截至小数点后两位，因取舍合计可不等于100%。")), translate),
    )


def record_kind(record: Part) -> str:
    """Return the kind of the last table: what is hidden is said once, below it."""
    return str([kind for kind in KINDS if any(one["kind"] == kind for one in record["subjects"])][-1])


def _groups(record: Part, translate: Translate) -> tuple[Section, ...]:
    rows: list[tuple[Cell, ...]] = []
    for one in record["subjects"]:
        grades = record["scales"][one["kind"]]["grades"]
        for group, figures in one["groups"].items():
            if figures is not None:
                shown = "；".join(f"{grade} {figures[grade]}" for grade in grades)
                rows.append((name_cell(one["name"]), group, sum(figures.values()), shown, figures[""]))
    if not rows:
        return ()
    labels = (say("序号"), say("测评对象"), say("组别"), say("有效票"), say("各等次"), say("弃权（不了解）"))
    return (
        Section(
            heading=say("分组").render(translate),
            heads=(tuple(Head(label) for label in words(labels, translate)),),
            rows=numbered(rows),
            widths=(2, 6, 4, 3, 14, 4),
        ),
    )


def _scores(record: Part, translate: Translate) -> tuple[Section, ...]:
    rows: list[tuple[Cell, ...]] = []
    for one in record["subjects"]:
        score = one["score"]
        if score is not None:
            weights = "、".join(f"{grade} {points}" for grade, points in score["weights"].items())
            value = f"{score['hundredths'] // 100}.{score['hundredths'] % 100:02d}"
            rows.append((name_cell(one["name"]), weights, f"{score['points']}/{score['divisor']}", value))
    if not rows:
        return ()
    labels = (say("序号"), say("测评对象"), say("各等次分值"), say("总分/除数"), say("得分"))
    return (
        Section(
            heading=say("按分值折算").render(translate),
            sentences=words((say("分值不同或除数不同的得分不能相比。"),), translate),
            heads=(tuple(Head(label) for label in words(labels, translate)),),
            rows=numbered(rows),
            widths=(2, 6, 12, 5, 3),
        ),
    )


def _reckoned(line: Part, translate: Translate) -> str:
    return say("{arithmetic}", arithmetic=line["arithmetic"]).render(translate)


def _said(grades: Sequence[str], translate: Translate) -> tuple[str, ...]:
    """Return the two reference lines in words, in the order of the record."""
    best = say("{grades}低于三分之二", grades=f"{grades[0]}+{grades[1]}")
    return words((best, say("{grade}超过三分之一", grade=grades[-1])), translate)


def _lines(record: Part, translate: Translate) -> tuple[Section, ...]:
    reached, not_reached = say("达到").render(translate), say("未达到").render(translate)
    rows = [
        (name_cell(one["name"]), said, _reckoned(line, translate), reached if line["reached"] else not_reached)
        for one in record["subjects"]
        for said, line in zip(_said(record["scales"][one["kind"]]["grades"], translate), one["lines"], strict=False)
    ]
    if not rows:
        return ()
    labels = (say("序号"), say("测评对象"), say("参考线"), say("算式"), say("结果"))
    return (
        Section(
            heading=say("参考线").render(translate),
            sentences=words((say("只比较数字，不是对任何人的结论。"),), translate),
            heads=(tuple(Head(label) for label in words(labels, translate)),),
            rows=numbered(rows),
            widths=(2, 6, 9, 8, 3),
        ),
    )


def _remarks(record: Part, translate: Translate) -> tuple[Section, ...]:
    if not record["remarks"]:
        return ()
    return (
        Section(
            heading=say("意见和建议（已打乱次序）").render(translate),
            heads=(tuple(Head(label) for label in words((say("序号"), say("内容")), translate)),),
            rows=numbered([(text,) for text in record["remarks"]]),
            widths=(2, 24),
        ),
    )
