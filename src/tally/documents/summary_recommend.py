"""民主推荐情况汇总表: meeting and talks side by side, never added; no line is drawn and nobody is called first."""

from __future__ import annotations

from collections.abc import Sequence

from tally.consultation.figures import percent
from tally.consultation.hidden import hidden_sentence
from tally.documents.sentences import Part, day, moment, period
from tally.documents.summary import Cell, Columns, Head, Section, Summary, figure, foot, name_cell, numbered, words
from tally.domain.message import NOTHING, Message, Translate, say

BASES = {
    "entitled": say("应参加人数"),
    "present": say("实到人数"),
    "collected": say("收回推荐票"),
    "valid": say("有效推荐票"),
}
NOTICE = say("供研究参考")
CUT = say("比例截至小数点后两位，不进位。会议推荐和谈话推荐参加的人不同，不相加。")


def lay_recommendation(record: Part, translate: Translate) -> Sequence[Summary]:
    """Return the summary table."""
    talks = {one["id"]: one for one in record["talks"]}
    return (
        Summary(
            file="recommend",
            name=say("民主推荐情况汇总表").render(translate),
            title=record["title"],
            notice=NOTICE.render(translate),
            sentences=words(_sentences(record), translate),
            sections=(
                *(_post(post, talks.get(post["id"]), record, translate) for post in record["posts"]),
                *(section for post in record["posts"] if (section := _weighted(post, record, translate)) is not None),
                *_across(record, translate),
            ),
            signatures=words((say("汇总人："), say("汇总人："), say("考察组组长：")), translate),
            day=day(record["when"][:10]).render(translate),
            foot=foot(record, translate),
        ),
    )


def _sentences(record: Part) -> list[Message]:
    circle, talk, listed = record["circle"], record["talk_circle"], record["list"]
    return [
        say("密级：{secrecy}", secrecy=record["secrecy"]) if record["secrecy"] else NOTHING,
        say("单位：{unit}", unit=record["unit"]),
        participants(record),
        say(
            "会议推荐（{when}）：应参加{entitled}名，实到{present}名，发出推荐票{issued}张，收回{collected}张，"
            "其中有效{valid}张，无效{invalid}张，整票空白{blank}张。",
            when=moment(record["when"]),
            **circle,
        ),
        NOTHING if record["two_thirds"] else say("实到不足应参加的三分之二，会议推荐结果不宜采用。"),
        NOTHING
        if talk is None
        else say(
            "谈话推荐（{when}）：应谈{asked}名，实谈{talked}名。",
            when=period(talk["from"], talk["to"]),
            **_heads(talk),
        ),
        NOTHING
        if listed is None
        else say(
            "参考人选名单：{by}{consented}同意（{document}）。",
            by=listed["by"],
            consented=moment(listed["consented"]),
            document=listed["document"],
        ),
        say("推荐结果一年内有效（到{until}），是研究的重要参考，不以票取人。", until=day(record["valid_until"])),
        NOTHING
        if record["kept_until"] is None
        else say("推荐票和谈话记录保管到{until}。", until=day(record["kept_until"])),
    ]


def participants(record: Part) -> Message:
    """Return who was in the circle, by kind and number."""
    kinds = tuple(say("{name}{heads}名", **one) for one in record["categories"])
    return say("参加范围：{kinds}。", kinds=kinds) if kinds else NOTHING


def _heads(talk: Part) -> dict[str, int]:
    return {"asked": talk["asked"], "talked": talk["talked"]}


def _columns(post: Part, talk: Part | None, record: Part, translate: Translate) -> Columns:
    three = any(one["oppose"] is not None for one in post["people"])
    base = say("得票率（占{base}{count}）", base=BASES[post["base"]], count=post["base_count"]).render(translate)
    meeting = [*words((say("推荐票"),), translate), base, *words((say("名次"),), translate)]
    widths = [3, 6, 3]
    if three:
        meeting += words((say("不同意"), say("弃权")), translate)
        widths += [3, 4]
    above = [Head("", 3), Head(say("会议推荐").render(translate), len(meeting))]
    labels = [*words((say("序号"), say("姓名"), say("现任职务")), translate), *meeting]
    widths = [2, 5, 9, *widths]
    if talk is not None:
        labels += [
            *words((say("推荐人数"),), translate),
            say("比例（占实谈{count}人）", count=talk["base_count"]).render(translate),
            *words((say("名次"),), translate),
        ]
        above.append(Head(say("谈话推荐").render(translate), 3))
        widths += [3, 6, 3]
    spoken = _shown_groups(talk, record["talk_groups"]) if talk is not None else {}
    if spoken:
        labels += [
            say("{group}（实谈{talked}）", group=group, talked=talked).render(translate)
            for group, talked in spoken.items()
        ]
        above.append(Head(say("谈话推荐分组人数").render(translate), len(spoken)))
        widths += [4] * len(spoken)
    shown = _shown_groups(post, record["groups"])
    if shown:
        labels += [
            say("{group}（有效{valid}）", group=group, valid=valid).render(translate) for group, valid in shown.items()
        ]
        above.append(Head(say("会议推荐分组票数").render(translate), len(shown)))
        widths += [4] * len(shown)
    labels += words((say("备注"),), translate)
    above.append(Head(""))
    return Columns(tuple(above), tuple(labels), (*widths, 4))


def _shown_groups(post: Part, groups: Sequence[Part]) -> dict[str, int]:
    """Return the blocks of groups that are shown, in the order of the groups, with how many they are."""
    order = [group["id"] for group in groups]
    shown = {group: valid for group, valid in post["groups"].items() if valid is not None}
    return {label: shown[label] for label in sorted(shown, key=lambda label: order.index(label.split("+")[0]))}


def _post(post: Part, talk: Part | None, record: Part, translate: Translate) -> Section:
    columns = _columns(post, talk, record, translate)
    heading = say(
        "{office}：需要{seats}名，每张推荐票最多写{limit}名",
        office=post["office"],
        seats=post["seats"],
        limit=post["limit"],
    )
    figures = say("有效推荐票{valid}张，空格{empty}个。", valid=post["valid"], empty=figure(post["empty"]))
    second = post["second_round"]
    notes = [hidden_sentence(one, record["small_group"]) for one in record["hidden"] if one["post"] == post["office"]]
    if second is not None and second["may"]:
        notes.append(
            say(
                "得推荐票最多的为{top}张，未超过{below}%，可以研究是否再推荐一轮。",
                top=second["top"],
                below=second["below"],
            )
        )
    return Section(
        heading=heading.render(translate),
        sentences=(figures.render(translate),),
        heads=columns.heads(),
        rows=numbered(_rows(post, talk, record, translate)),
        widths=columns.widths,
        notes=words((*notes, CUT if post is record["posts"][-1] else NOTHING), translate),
    )


def _rows(post: Part, talk: Part | None, record: Part, translate: Translate) -> list[tuple[Cell, ...]]:
    three = any(one["oppose"] is not None for one in post["people"])
    spoken = {} if talk is None else {one["name"]: one for one in talk["people"]}
    named = {one["name"] for one in post["people"]}
    only_talks = [one for name, one in spoken.items() if name not in named]
    shown = tuple(_shown_groups(post, record["groups"]))
    talk_groups = tuple(_shown_groups(talk, record["talk_groups"])) if talk is not None else ()
    tied = [one["rank"] for one in post["people"]]
    rows: list[tuple[Cell, ...]] = []
    for one in post["people"]:
        meeting: list[Cell] = [figure(one["votes"]), percent(one["rate"]), _rank(one["rank"], tied, translate)]
        if three:
            meeting += [figure(one["oppose"]), figure(one["abstain"])]
        talks = () if talk is None else _talk_cells(spoken.get(one["name"]), talk, talk_groups, translate)
        groups = tuple(figure(one["groups"].get(group)) for group in shown)
        remark = "" if one["listed"] or not post["listed"] else say("另推").render(translate)
        rows.append((name_cell(one["name"]), one["position"], *meeting, *talks, *groups, remark))
    blank: tuple[Cell, ...] = ("",) * (5 if three else 3)
    for one in only_talks:
        groups = ("",) * len(shown)
        cells = _talk_cells(one, talk or {}, talk_groups, translate)
        rows.append((name_cell(one["name"]), "", *blank, *cells, *groups, ""))
    return rows


def _talk_cells(one: Part | None, talk: Part, groups: Sequence[str], translate: Translate) -> tuple[Cell, ...]:
    if one is None:
        return ("",) * (3 + len(groups))
    tied = [other["rank"] for other in talk["people"]]
    by_group = (figure(one["groups"].get(group)) for group in groups)
    return figure(one["recommend"]), percent(one["rate"]), _rank(one["rank"], tied, translate), *by_group


def _rank(rank: int | None, every: Sequence[int | None], translate: Translate) -> Cell:
    if rank is None:
        return "—"
    return say("并列{rank}", rank=rank).render(translate) if every.count(rank) > 1 else rank


def _weighted(post: Part, record: Part, translate: Translate) -> Section | None:
    """Lay the weighted order beside the unweighted one; neither is called the result."""
    people = [one for one in post["people"] if one["weighted"] is not None]
    if not people:
        return None
    weights = tuple(f"{one['id']} {one['weight']}%" for one in record["groups"])
    rows = [
        (
            name_cell(one["name"]),
            percent(one["rate"]),
            figure(one["rank"]),
            percent(one["weighted"]["rate"]),
            figure(one["weighted"]["rank"]),
        )
        for one in people
    ]
    labels = (say("序号"), say("姓名"), say("得票率"), say("名次"), say("加权得票率"), say("加权名次"))
    return Section(
        heading=say("{office}：不加权和加权两种排法", office=post["office"]).render(translate),
        sentences=words((say("各组权重：{weights}。两种排法并列，都只供参考。", weights=weights),), translate),
        heads=(tuple(Head(label) for label in words(labels, translate)),),
        rows=numbered(rows),
        widths=(2, 6, 5, 3, 5, 4),
    )


def _across(record: Part, translate: Translate) -> tuple[Section, ...]:
    across = record["across"]
    if not across:
        return ()
    offices = {post["id"]: post["office"] for post in record["posts"]}
    rows = [
        (
            name_cell(one["name"]),
            "；".join(f"{offices[post]} {votes}" for post, votes in one["posts"].items()),
            one["slips"],
            percent(one["rate"]),
        )
        for one in across
    ]
    labels = (say("序号"), say("姓名"), say("各职位推荐票"), say("写有此人的推荐票"), say("比例"))
    return (
        Section(
            heading=say("在几个职位上被推荐的").render(translate),
            sentences=words((say("同一张推荐票只数一次，各职位的票数不相加。"),), translate),
            heads=(tuple(Head(label) for label in words(labels, translate)),),
            rows=numbered(rows),
            widths=(2, 5, 12, 5, 4),
        ),
    )
