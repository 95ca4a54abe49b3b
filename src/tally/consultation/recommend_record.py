"""The record of a recommendation (民主推荐记录): what may be shown of it, ready to be printed and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.consultation.circle import collected_problem, counted_problems, two_thirds
from tally.consultation.counted import read_meeting_counts
from tally.consultation.figures import by_strokes, rate
from tally.consultation.groups import Group, entered_problems
from tally.consultation.hidden import hidden_remarks
from tally.consultation.recommend_figures import post_figures, talk_figures
from tally.consultation.recommend_file import Recommendation, read_recommendation
from tally.consultation.recommend_order import order_problems
from tally.consultation.recommendation import (
    MeetingCount,
    across_problems,
    count_problems,
    count_slips,
)
from tally.consultation.slips import Pile, digest, read_slips
from tally.consultation.talks import TalkTally, read_talk_counts
from tally.domain.message import say
from tally.domain.moment import add_months, day_of, shown
from tally.domain.problem import Problem, Problems, errors_among, place, warning
from tally.files.settings import Settings

NOTICE = "供研究参考"
KIND = "recommend"


def recommend(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read recommend.toml and everything it names, count, and return the record (without check code) and remarks.

    Raises `Problems` with everything that stands against it, T715 among them: another number of slips than collected.
    """
    recommendation, settings = read_recommendation(path)
    spellings: dict[str, str] = {}
    pile: Pile | None = None
    count: MeetingCount | None = None
    if recommendation.form.counts:
        count = read_meeting_counts(recommendation, settings, spellings)
    else:
        pile = read_slips(recommendation, settings.folder)
        spellings |= pile.spellings
        settings.problems += pile.problems
        if not errors_among(pile.problems):
            entered = {group: len(slips) for group, slips in pile.slips.items()}
            settings.problems += collected_problem(recommendation.circle, pile.collected, path.name)
            settings.problems += entered_problems(recommendation.groups, entered, path.name)
            count = count_slips(pile.slips, recommendation.posts, recommendation.form)
            settings.problems += counted_problems(recommendation.circle, count.valid, count.invalid, path.name)
    talks: tuple[Mapping[str, TalkTally], ...] = ()
    if recommendation.talks is not None:
        talks = read_talk_counts(recommendation.posts, recommendation.talks, settings, spellings)
    if count is not None:
        for post, post_count in zip(recommendation.posts, count.posts, strict=True):
            settings.problems += count_problems(post_count, post, spellings, place(path.name, post.office))
        settings.problems += across_problems(count, spellings, path.name)
    problems = [*settings.all_problems(), *order_problems(recommendation, path.name)]
    if count is None or errors_among(problems):
        raise Problems(problems)
    return _record(recommendation, settings, count, talks, spellings, pile, problems)


def _record(
    recommendation: Recommendation,
    settings: Settings,
    count: MeetingCount,
    talks: Sequence[Mapping[str, TalkTally]],
    spellings: Mapping[str, str],
    pile: Pile | None,
    problems: Sequence[Problem],
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    hidden: list[dict[str, Any]] = []
    file = settings.path.name
    posts = [
        post_figures(
            post,
            post_count,
            recommendation.groups,
            base=(recommendation.base, recommendation.circle.base(recommendation.base, post_count.valid)),
            least=recommendation.least,
            small_counts=recommendation.small_circle_counts,
            names=spellings,
            hidden=hidden,
            second_round_below=recommendation.second_round_below,
        )
        for post, post_count in zip(recommendation.posts, count.posts, strict=True)
    ]
    talked = [
        talk_figures(
            post,
            tallies,
            recommendation.talks.talked if recommendation.talks else 0,
            recommendation.talks.groups if recommendation.talks else (),
            least=recommendation.least,
            small_counts=recommendation.small_circle_counts,
            names=spellings,
            hidden=hidden,
        )
        for post, tallies in zip(recommendation.posts, talks, strict=False)
    ]
    small = count.valid < recommendation.least
    valid_until = add_months(day_of(recommendation.when), 12)
    remarks = [*problems, *_count_remarks(count, file), *hidden_remarks(hidden, file, recommendation.least)]
    remarks += _second_round_remarks(posts, file) + _late_use(recommendation, file)
    talk = recommendation.talks
    form = recommendation.form
    record = {
        "schema": 1,
        "kind": KIND,
        "notice": NOTICE,
        "title": recommendation.title,
        "unit": recommendation.unit,
        "when": shown(recommendation.when),
        "order": recommendation.order,
        "base": recommendation.base,
        "form": {
            "form": form.form,
            "marks": form.marks,
            "overfill": form.overfill,
            "blank": form.blank,
            "multi_post": form.multi_post,
            "signed": form.signed,
            "entry": "counts" if form.counts else "slips",
        },
        "list": _consent(recommendation),
        "circle": {**recommendation.circle.as_json(count.valid, count.invalid), "blank": count.blank},
        "categories": [{"name": name, "heads": heads} for name, heads in recommendation.circle.categories],
        "secrecy": recommendation.secrecy,
        "two_thirds": two_thirds(recommendation.circle.present, recommendation.circle.entitled),
        "small_group": recommendation.least,
        "groups": [_group(group) for group in recommendation.groups],
        "posts": posts,
        "across": None if count.across is None else [] if small else _across(count, recommendation, spellings),
        "talk_circle": None
        if talk is None
        else {"asked": talk.asked, "talked": talk.talked, "from": shown(talk.begin), "to": shown(talk.end)},
        "talk_groups": [] if talk is None else [{"id": one.id, "name": one.name} for one in talk.groups],
        "talks": talked,
        "hidden": hidden,
        "valid_until": valid_until.isoformat(),
        "used_on": shown(recommendation.used_on) if recommendation.used_on else None,
        "kept_until": shown(recommendation.kept_until) if recommendation.kept_until else None,
        "slips": None if pile is None else {"count": pile.collected, "digest": None if small else digest(pile)},
        "inputs": _inputs(settings, pile, _hashless(recommendation)),
    }
    return record, tuple(remarks)


def _hashless(recommendation: Recommendation) -> frozenset[str]:
    """Return the roles of files without a hash: from one of counts by group a small group could be guessed."""
    talks = recommendation.talks
    given = {"counts": bool(recommendation.groups), "talks": talks is not None and bool(talks.groups)}
    return frozenset(role for role, grouped in given.items() if grouped)


def _inputs(settings: Settings, pile: Pile | None, hashless: frozenset[str]) -> list[dict[str, str | None]]:
    """Return the files; of slips no hash is kept, from which a small pile could be guessed."""
    entries = settings.inputs_as_json(hashless)
    entries += [{"role": "slips", "path": file, "sha256": None} for file in (pile.files if pile else ())]
    unique = {(one["role"], one["path"]): one for one in entries}
    return [unique[key] for key in sorted(unique, key=lambda key: (key[0] != "settings", *map(str, key)))]


def _consent(recommendation: Recommendation) -> dict[str, str] | None:
    consent = recommendation.consent
    if consent is None:
        return None
    return {"consented": shown(consent.when), "by": consent.by, "document": consent.document}


def _group(group: Group) -> dict[str, Any]:
    return {"id": group.id, "name": group.name, "heads": group.heads, "weight": group.weight}


def _across(count: MeetingCount, recommendation: Recommendation, spellings: Mapping[str, str]) -> list[dict[str, Any]]:
    base = recommendation.circle.base(recommendation.base, count.valid)
    across = count.across or {}
    return [
        {
            "name": spellings[key],
            "slips": across[key],
            "rate": rate(across[key], base),
            "posts": {
                post.id: tally.votes
                for post, figures in zip(recommendation.posts, count.posts, strict=True)
                if (tally := figures.people.get(key)) is not None and tally.votes
            },
        }
        for key in sorted(across, key=lambda key: (-across[key], by_strokes(spellings[key])))
    ]


def _count_remarks(count: MeetingCount, file: str) -> list[Problem]:
    problems = []
    if count.overfilled:
        problems.append(
            warning(
                "T717",
                file,
                say("有{count}张推荐票在某个职位写的名字多于限额", count=count.overfilled),
                say("已按 overfill 的设置处理"),
            )
        )
    if count.named_twice:
        problems.append(
            warning(
                "T718",
                file,
                say("有{count}张推荐票把同一个人写在几个职位上，这些名字没有计", count=count.named_twice),
                say("按 multi_post 的设置处理"),
            )
        )
    return problems


def _second_round_remarks(posts: Sequence[Mapping[str, Any]], file: str) -> list[Problem]:
    remarks = []
    for post in posts:
        second = post["second_round"]
        if second is None or not second["may"]:
            continue
        exact = say("（正好{below}%，“以下”包括本数）", below=second["below"]) if second["exact"] else say("")
        remarks.append(
            warning(
                "T724",
                place(file, post["office"]),
                say(
                    "{office}得推荐票最多的为{top}张，未超过{below}%{exact}，可以研究是否再推荐一轮",
                    office=post["office"],
                    top=second["top"],
                    below=second["below"],
                    exact=exact,
                ),
                rule="TJ12",
            )
        )
    return remarks


def _late_use(recommendation: Recommendation, file: str) -> list[Problem]:
    last = add_months(day_of(recommendation.when), 12)
    used = recommendation.used_on
    if used is None or used <= last:
        return []
    return [
        warning(
            "T719",
            place(file, "used_on"),
            say("推荐结果一年内有效，到{last}为止，使用日期{used}已过", last=last.isoformat(), used=used.isoformat()),
            say("核对日期，或重新推荐"),
            "K20",
        )
    ]
