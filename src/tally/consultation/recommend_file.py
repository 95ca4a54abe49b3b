"""recommend.toml (民主推荐): the posts recommended for, the circle, the meeting's slips or counts, the talks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tally.consultation.circle import BASES, Circle, attendance_problem, circle_problems, read_circle
from tally.consultation.groups import Group, read_groups, valid_problems
from tally.consultation.privacy import LEAST
from tally.consultation.recommend_posts import Post, read_posts
from tally.consultation.talks import Talks, read_talks
from tally.domain.legend import LEGENDS
from tally.domain.message import say
from tally.domain.problem import Problems, errors_among
from tally.files.schema import Field
from tally.files.settings import Settings, read_settings

FILE = "recommend.toml"
TOP: Mapping[str, Field] = {
    "schema": Field("count", least=1),
    "title": Field("text", required=True),
    "unit": Field("text", required=True),
    "when": Field("moment", required=True),
    "order": Field("text", required=True, choices=("talk-first", "meeting-first")),
    "base": Field("text", required=True, choices=BASES),
    "used_on": Field("date"),
    "kept_until": Field("date"),
    "secrecy": Field("text"),
    "small_group": Field("count", least=LEAST),
    "small_circle_counts": Field("flag"),
    "second_round_below": Field("count"),
    "circle": Field("table", required=True),
    "group": Field("tables"),
    "form": Field("table", required=True),
    "list": Field("table"),
    "talks": Field("table"),
    "post": Field("tables", required=True),
}
FORM: Mapping[str, Field] = {
    "form": Field("text", required=True, choices=("free", "list", "mixed")),
    "marks": Field("text", required=True, choices=("tick", "three")),
    "legend": Field("text", choices=tuple(LEGENDS)),
    "overfill": Field("text", choices=("post", "slip")),
    "blank": Field("text", choices=("abstain", "void")),
    "multi_post": Field("text", choices=("allow", "forbid")),
    "signed": Field("flag"),
    "slips": Field("texts"),
    "counts": Field("text"),
}
LIST: Mapping[str, Field] = {
    "consented": Field("moment", required=True),
    "by": Field("text", required=True),
    "document": Field("text", required=True),
}


@dataclass(frozen=True, slots=True)
class Form:
    """The form (推荐表) and how slips are judged (before-the-vote 1.2)."""

    form: str
    marks: str
    legend: str = ""
    overfill: str = "post"
    blank: str = "abstain"
    multi_post: str = "allow"
    signed: bool = False
    slips: tuple[str, ...] = ()
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """The superior's consent to the reference list (TJ5)."""

    when: datetime.date
    by: str
    document: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Everything recommend.toml says."""

    title: str
    unit: str
    when: datetime.date
    order: str
    base: str
    circle: Circle
    form: Form
    posts: tuple[Post, ...]
    groups: tuple[Group, ...] = ()
    consent: Consent | None = None
    talks: Talks | None = None
    used_on: datetime.date | None = None
    kept_until: datetime.date | None = None
    secrecy: str = ""
    least: int = LEAST
    small_circle_counts: bool = False
    second_round_below: int | None = None


def read_recommendation(path: Path) -> tuple[Recommendation, Settings]:
    """Read recommend.toml and the reference lists it names.

    Raises `Problems` of `read_settings`, the schema (T10x), circle (T71x), groups (T72x), posts and talks, and: T788 an
    election in the same folder, T738 neither slips nor counts or both, T739 signed slips, T747 no consent to a printed
    list, T748 `three` without a legend.
    """
    settings = read_settings(path, TOP)
    settings.keep_apart()
    reader, data = settings.reader, settings.data
    circle = read_circle(data.get("circle", {}), reader) if "circle" in data else None
    groups = read_groups(data.get("group", ()), reader, circle.present if circle else None)
    form = _form(data.get("form"), groups, settings)
    consent = _consent(data, form, settings)
    talks = read_talks(data, settings)
    posts = read_posts(
        data,
        settings,
        printed=form is not None and form.form != "free",
        by_counts=None if form is None else bool(form.counts),
    )
    if circle is not None:
        settings.problems += circle_problems(circle, path.name) + attendance_problem(circle, path.name)
    problems = settings.all_problems()
    if errors_among(problems) or circle is None or form is None:
        raise Problems(problems)
    return (
        Recommendation(
            title=data["title"],
            unit=data["unit"],
            when=data["when"],
            order=data["order"],
            base=data["base"],
            circle=circle,
            form=form,
            posts=posts,
            groups=groups,
            consent=consent,
            talks=talks,
            used_on=data.get("used_on"),
            kept_until=data.get("kept_until"),
            secrecy=data.get("secrecy", ""),
            least=data.get("small_group", LEAST),
            small_circle_counts=data.get("small_circle_counts", False),
            second_round_below=data.get("second_round_below"),
        ),
        settings,
    )


def _form(data: dict[str, Any] | None, groups: tuple[Group, ...], settings: Settings) -> Form | None:
    if data is None:
        return None
    reader = settings.reader
    values = reader.read(data, FORM, "form")
    by_group = [bool(group.slips) for group in groups]
    sources = bool(values.get("slips")) + ("counts" in values) + any(by_group)
    if sources != 1 or not (all(by_group) or ("counts" in values and not any(by_group))):
        reader.add(
            "T738",
            "form",
            say("推荐票从哪里来没有写清"),
            say("逐票录入写 slips = [文件]（分组的写在各 [[group]] 里）；已由人工汇总的写 counts = 文件"),
        )
    settings.problems += valid_problems(groups, reader.file, by_counts=bool(values.get("counts")))
    if values.get("signed") and "counts" not in values and "counts" not in data:
        reader.add(
            "T739",
            "form.signed",
            say("署名的推荐表不能逐票录入，票和人会对上"),
            say("由两人汇总后写 counts = 文件，只录入票数"),
        )
    if values.get("marks") == "three" and "legend" not in values and "slips" in values:
        reader.add(
            "T748",
            "form.legend",
            say("有同意、不同意、弃权三种意见，却没有写符号的含义"),
            say('写 legend = "L1"（○同意、×不同意、空白弃权）、"L2"（√同意、×不同意、○弃权）等'),
        )
    if not {"form", "marks"} <= values.keys():
        return None
    return Form(**{**values, "slips": tuple(values.get("slips", ()))})


def _consent(data: dict[str, Any], form: Form | None, settings: Settings) -> Consent | None:
    if "list" not in data:
        if form is not None and form.form != "free":
            settings.reader.add(
                "T747",
                "list",
                say("印有参考人选的推荐表没有写明名单何时、由谁同意"),
                say("补上 [list]：consented = 日期, by = 单位, document = 文号"),
                "TJ5",
            )
        return None
    values = settings.reader.read(data["list"], LIST, "list")
    if len(values) < len(LIST):
        return None
    return Consent(values["consented"], values["by"], values["document"])
