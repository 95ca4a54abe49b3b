"""Recommendation figures that were counted by hand (汇总录入), a sheet a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tally.consultation.counts import Figures, read_figures
from tally.consultation.groups import Group
from tally.consultation.recommend_file import Recommendation
from tally.consultation.recommend_posts import Post, post_sheet
from tally.consultation.recommendation import MeetingCount, PostCount, Tally
from tally.consultation.slips import strange_sheets
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, place
from tally.files.columns import Column
from tally.files.settings import Settings
from tally.files.workbook import Workbook

VOTES = Column("votes", ("票数", "推荐票", "得推荐票", "同意", "votes"), required=True)
OPPOSE = Column("oppose", ("不同意", "oppose"))
ABSTAIN = Column("abstain", ("弃权", "abstain"))
SLIPS = Column("slips", ("票数", "张数", "写有此人的票数", "slips"), required=True)
ACROSS = "跨职位"


def read_meeting_counts(
    recommendation: Recommendation, settings: Settings, spellings: dict[str, str]
) -> MeetingCount | None:
    """Read the counts of every post.

    Problems besides those of the sheets: T740 a sheet of no post, T741 a post without a sheet, T743 a listed person
    without a row, T749 the circle's valid and invalid missing.
    """
    circle, form = recommendation.circle, recommendation.form
    if circle.valid is None or circle.invalid is None:
        settings.reader.add(
            "T749",
            "circle",
            say("录入汇总票数时要写有效和无效张数"),
            say("补上 valid = 有效张数 和 invalid = 无效张数"),
        )
    workbook = settings.workbook(form.counts, "counts")
    if workbook is None:
        return None
    settings.problems += strange_sheets(workbook.shown, workbook.sheet_names, recommendation.posts, (ACROSS,))
    groups = {group.id: Column(f"group:{group.id}", (group.id, group.name)) for group in recommendation.groups}
    posts = []
    for post in recommendation.posts:
        table = post_sheet(workbook, post, settings.problems)
        if table is None:
            continue
        three = form.marks == "three"
        columns = (VOTES, *((OPPOSE, ABSTAIN) if three else ()), *groups.values())
        people, problems = read_figures(table, columns)
        settings.problems += problems
        spellings.update({one.key: one.name for one in people})
        settings.problems += _not_counted(post, people, place(table.file, table.sheet))
        posts.append(_post_count(post, people, groups, recommendation.groups))
    across = _across(workbook, spellings, settings.problems)
    if circle.valid is None or circle.invalid is None or len(posts) < len(recommendation.posts):
        return None
    return MeetingCount(
        valid=circle.valid,
        invalid=circle.invalid,
        blank=0,
        posts=tuple(posts),
        groups={group.id: group.valid for group in recommendation.groups if group.valid is not None},
        across=across,
    )


def _not_counted(post: Post, people: Sequence[Figures], where: str) -> list[Problem]:
    counted = {one.key for one in people}
    return [
        error(
            "T743",
            where,
            say("没有参考人选“{name}”的票数", name=candidate.name),
            say("补上这一行；一张也没有的填 0"),
        )
        for candidate in post.listed
        if candidate.key not in counted
    ]


def _post_count(
    post: Post, people: Sequence[Figures], columns: Mapping[str, Column], groups: Sequence[Group]
) -> PostCount:
    valid = {group.id: group.valid for group in groups if group.valid is not None}
    tallies = {
        one.key: Tally(
            one.numbers.get("votes", 0),
            {group: one.numbers[column.key] for group, column in columns.items() if column.key in one.numbers},
            one.numbers.get("oppose"),
            one.numbers.get("abstain"),
        )
        for one in people
    }
    return PostCount(post.valid or 0, post.empty or 0, tallies, valid)


def _across(workbook: Workbook, spellings: dict[str, str], problems: list[Problem]) -> dict[str, int] | None:
    if ACROSS not in workbook.sheet_names:
        return None
    try:
        people, found = read_figures(workbook.table(ACROSS), (SLIPS,))
    except Problems as refused:
        problems += refused.problems
        return None
    problems += found
    for one in people:
        spellings.setdefault(one.key, one.name)
    return {one.key: one.numbers.get("slips", 0) for one in people}
