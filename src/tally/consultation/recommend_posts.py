"""The posts (职位) people recommend for: seats, names a slip may hold, the reference list, the sheet of counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.election import Candidate
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, info, place
from tally.files.candidates import read_candidates
from tally.files.schema import Field, join, nth
from tally.files.settings import Settings
from tally.files.table import Table
from tally.files.workbook import Workbook

POST: Mapping[str, Field] = {
    "id": Field("text", required=True),
    "office": Field("text", required=True),
    "seats": Field("count", required=True, least=1),
    "limit": Field("count", least=1),
    "list": Field("text"),
    "valid": Field("count"),
    "empty": Field("count"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """A post (职位) recommended for: its seats, how many names a slip may hold, the reference list where there is one.

    `valid` and `empty` are given only with counts.
    """

    id: str
    office: str
    seats: int
    limit: int
    listed: tuple[Candidate, ...] = ()
    valid: int | None = None
    empty: int | None = None


def read_posts(data: dict[str, Any], settings: Settings, *, printed: bool, by_counts: bool | None) -> tuple[Post, ...]:
    """Read `[[post]]`; `printed` forms name persons, `by_counts` is None where nobody knows yet.

    Problems: T730 a reference list no longer than the seats, T731 by how many it is longer (info), T745 a post twice,
    T746 valid slips and empty places missing, or given where the program counts them.
    """
    posts: list[Post] = []
    reader = settings.reader
    for number, item in enumerate(data.get("post", ()), start=1):
        path = nth("post", number, item)
        values = reader.read(item, POST, path)
        if not {"id", "office", "seats"} <= values.keys():
            continue
        for key in ("id", "office"):
            if values[key] in {getattr(post, key) for post in posts}:
                reader.add(
                    "T745",
                    join(path, key),
                    say("“{value}”已经用过", value=values[key]),
                    say("每个职位的 id 和 office 各不相同"),
                )
        posts.append(
            Post(
                values["id"],
                values["office"],
                values["seats"],
                values.get("limit", values["seats"]),
                _listed(values, path, settings) if printed else (),
                values.get("valid"),
                values.get("empty"),
            )
        )
        if by_counts is not None:
            settings.problems += _given_counts(values, path, settings, by_counts=by_counts)
    if "post" in data and not data["post"]:
        reader.add("T104", "post", say("没有写推荐什么职位"), say("至少写一节 [[post]]"))
    return tuple(posts)


def _listed(values: dict[str, Any], path: str, settings: Settings) -> tuple[Candidate, ...]:
    where = place(settings.reader.file, join(path, "list"))
    if "list" not in values:
        settings.problems.append(
            error("T104", where, say("缺少“{key}”", key="list"), say("写参考人选名单：list = 文件#工作表"), "TJ4")
        )
        return ()
    table = settings.table(values["list"], "list", join(path, "list"))
    if table is None:
        return ()
    found = read_candidates(table)
    settings.problems += found.problems
    extra = len(found.candidates) - values["seats"]
    figures = {"office": values["office"], "seats": values["seats"], "listed": len(found.candidates)}
    if extra <= 0 and found.candidates:
        settings.problems.append(
            error(
                "T730",
                where,
                say("{office}需要{seats}名，参考人选{listed}名，没有差额", **figures),
                say("参考人选要多于需要的名额"),
                "TJ4",
            )
        )
    elif found.candidates:
        settings.problems.append(
            info(
                "T731",
                where,
                say("{office}需要{seats}名，参考人选{listed}名，多{extra}名", **figures, extra=extra),
                rule="TJ4",
            )
        )
    return found.candidates


def _given_counts(values: dict[str, Any], path: str, settings: Settings, *, by_counts: bool) -> list[Problem]:
    """Ask for a post's valid slips and empty places where counts are given and not made here."""
    return [
        error(
            "T746",
            place(settings.reader.file, join(path, key)),
            say("缺少“{key}”", key=key) if by_counts else say("逐票录入时“{key}”由程序得出", key=key),
            say("补上这个职位的有效票数 valid 和空格数 empty") if by_counts else say("删去这一行"),
            "K3",
        )
        for key in ("valid", "empty")
        if (key in values) != by_counts
    ]


def post_sheet(workbook: Workbook, post: Post, problems: list[Problem]) -> Table | None:
    """Return the sheet of a post's counts, named by its office or id; T741 where there is none."""
    names = {"".join(name.split()): name for name in workbook.sheet_names}
    name = names.get("".join(post.office.split())) or names.get(post.id)
    if name is None:
        problems.append(
            error(
                "T741",
                place(workbook.shown, post.office),
                say("没有“{office}”的工作表", office=post.office),
                say("加上这张工作表；文件里有：{sheets}", sheets=workbook.sheet_names),
            )
        )
        return None
    try:
        return workbook.table(name)
    except Problems as refused:
        problems += refused.problems
        return None
