"""The talks (谈话推荐), a count of their own: whom was talked with, and the figures added up from the notes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tally.consultation.counts import read_figures
from tally.consultation.recommend_posts import Post, post_sheet
from tally.domain.message import say
from tally.domain.problem import Problem, error, place
from tally.files.columns import Column
from tally.files.schema import Field, join
from tally.files.settings import Settings

TALKS: Mapping[str, Field] = {
    "from": Field("moment", required=True),
    "to": Field("moment", required=True),
    "asked": Field("count", required=True),
    "talked": Field("count", required=True),
    "counts": Field("text", required=True),
    "group": Field("tables"),
}
TALK_GROUP: Mapping[str, Field] = {
    "id": Field("text", required=True),
    "name": Field("text"),
    "talked": Field("count", required=True),
}
TALK = (
    Column("recommend", ("推荐", "人数", "推荐人数", "recommend"), required=True),
    Column("not_recommend", ("不推荐", "not recommend")),
    Column("other", ("其他意见", "其他", "other")),
    Column("abstain", ("弃权", "abstain")),
)


@dataclass(frozen=True, slots=True)
class TalkGroup:
    """A group of those talked with, and how many they were."""

    id: str
    name: str
    talked: int


@dataclass(frozen=True, slots=True)
class Talks:
    """The talks (谈话推荐), a count of their own: when, how many were asked and came, the sheets with their counts."""

    begin: datetime.date
    end: datetime.date
    asked: int
    talked: int
    counts: str
    groups: tuple[TalkGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class TalkTally:
    """One person's figures in the talks; three are None where talkers only named people. `groups`: 推荐 by group."""

    recommend: int
    not_recommend: int | None = None
    other: int | None = None
    abstain: int | None = None
    groups: Mapping[str, int] = field(default_factory=dict)


def read_talks(data: dict[str, Any], settings: Settings) -> Talks | None:
    """Read `[talks]`.

    Problems: T713 more talked with than asked, T723 groups that are not those talked with (K6), T729 a group's id twice
    or one with a sign that joins groups.
    """
    if "talks" not in data:
        return None
    values = settings.reader.read(data["talks"], TALKS, "talks")
    groups = _groups(values.get("group", ()), settings)
    if not {key for key, field in TALKS.items() if field.required} <= values.keys():
        return None
    if values["talked"] > values["asked"]:
        settings.reader.add(
            "T713",
            "talks.talked",
            say("实谈{talked}名，多于应谈{asked}名", talked=values["talked"], asked=values["asked"]),
            say("核对应谈和实谈人数"),
            "K1",
        )
    total = sum(group.talked for group in groups)
    if groups and total != values["talked"]:
        settings.reader.add(
            "T723",
            "talks.group",
            say("谈话各组合计{total}人，实谈{talked}人", total=total, talked=values["talked"]),
            say("核对各组人数；每个谈话的人都在一个组里"),
            "K6",
        )
    return Talks(values["from"], values["to"], values["asked"], values["talked"], values["counts"], groups)


def _groups(items: Sequence[Mapping[str, Any]], settings: Settings) -> tuple[TalkGroup, ...]:
    groups: list[TalkGroup] = []
    for number, item in enumerate(items, start=1):
        path = f"talks.group[{number}]"
        values = settings.reader.read(item, TALK_GROUP, path)
        if not {"id", "talked"} <= values.keys():
            continue
        if values["id"] in {group.id for group in groups} or "+" in values["id"]:
            settings.reader.add(
                "T729", join(path, "id"), say("组别“{id}”不能用", id=values["id"]), say("各组的 id 各不相同，不含“+”")
            )
        groups.append(TalkGroup(values["id"], values.get("name", values["id"]), values["talked"]))
    return tuple(groups)


def read_talk_counts(
    posts: Sequence[Post], talks: Talks, settings: Settings, spellings: dict[str, str]
) -> tuple[Mapping[str, TalkTally], ...]:
    """Read the talks' sheets, one a post; T742 where the four figures of a person are not those talked
    with (K8), T723 where the groups' figures are not the person's (K6).
    """
    workbook = settings.workbook(talks.counts, "talks")
    if workbook is None:
        return ()
    by_group = {group.id: Column(f"group:{group.id}", (group.id, group.name), required=True) for group in talks.groups}
    counts = []
    for post in posts:
        table = post_sheet(workbook, post, settings.problems)
        if table is None:
            continue
        people, problems = read_figures(table, (*TALK, *by_group.values()))
        settings.problems += problems
        tallies = {}
        for one in people:
            spellings.setdefault(one.key, one.name)
            tally = TalkTally(
                one.numbers.get("recommend", 0),
                one.numbers.get("not_recommend"),
                one.numbers.get("other"),
                one.numbers.get("abstain"),
                {group: one.numbers[column.key] for group, column in by_group.items() if column.key in one.numbers},
            )
            tallies[one.key] = tally
            where = place(table.file, table.sheet, one.name)
            settings.problems += talk_problems(tally, talks.talked, where)
            if len(tally.groups) == len(talks.groups):
                settings.problems += group_problems(tally, talks.groups, where)
        counts.append(tallies)
    return tuple(counts)


def talk_problems(tally: TalkTally, talked: int, where: str) -> list[Problem]:
    """Test one person's talk figures: all four together are those talked with, or names only and not more (K8)."""
    rest = (tally.not_recommend, tally.other, tally.abstain)
    given = [number for number in rest if number is not None]
    total = tally.recommend + sum(given)
    if (total == talked) if len(given) == 3 else (not given and total <= talked):
        return []
    return [
        error(
            "T742",
            where,
            say("推荐、不推荐、其他意见、弃权合计{total}人，实谈{talked}人", total=total, talked=talked),
            say("核对四项人数；只记推荐人数的，删去另外三列"),
            "K8",
        )
    ]


def group_problems(tally: TalkTally, groups: Sequence[TalkGroup], where: str) -> list[Problem]:
    """Test one person's figures by group (T723, K6): none above those talked with in it, all together 推荐."""
    if not groups:
        return []
    problems = [
        error(
            "T723",
            where,
            say(
                "{group}组推荐{number}人，多于该组实谈{talked}人",
                group=group.id,
                number=tally.groups[group.id],
                talked=group.talked,
            ),
            say("核对各组人数"),
            "K6",
        )
        for group in groups
        if tally.groups[group.id] > group.talked
    ]
    total = sum(tally.groups.values())
    if total != tally.recommend:
        problems.append(
            error(
                "T723",
                where,
                say("各组推荐合计{total}人，不等于{recommend}人", total=total, recommend=tally.recommend),
                say("核对各组人数"),
                "K6",
            )
        )
    return problems
