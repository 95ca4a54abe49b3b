"""Counting recommendation slips (K3–K6): per post and person, by group, and persons over several posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tally.consultation.recommend_file import Form
from tally.consultation.recommend_posts import Post
from tally.consultation.slips import Part, Slip
from tally.domain.message import say
from tally.domain.problem import Problem, error, place

ByGroup = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """One person's figures for one post. `oppose` and `abstain` are None where the form asks for names only."""

    votes: int
    groups: ByGroup = field(default_factory=dict)
    oppose: int | None = None
    abstain: int | None = None


@dataclass(frozen=True, slots=True)
class PostCount:
    """One post's figures. `valid` are the slips whose part for it is valid; `empty` the places for names left empty."""

    valid: int
    empty: int
    people: Mapping[str, Tally]
    groups: ByGroup = field(default_factory=dict)
    overfilled: int = 0


@dataclass(frozen=True, slots=True)
class MeetingCount:
    """The meeting: valid and invalid slips, blank ones, the posts, and who was named on how many slips over all posts.

    `across` holds persons named for more than one post; None where only counts were given and nobody says.
    """

    valid: int
    invalid: int
    blank: int
    posts: tuple[PostCount, ...]
    groups: ByGroup = field(default_factory=dict)
    across: Mapping[str, int] | None = None
    overfilled: int = 0
    named_twice: int = 0


def count_slips(slips: Mapping[str, Sequence[Slip]], posts: Sequence[Post], form: Form) -> MeetingCount:
    """Count slips by group ("" without groups). The order of slips changes nothing.

    A slip is void as a whole when a reason was written against it, when it is blank and `blank = "void"`, or when a
    part holds too many names and `overfill = "slip"`; with `overfill = "post"` that part alone is void.
    """
    valid: Counter[str] = Counter()
    invalid = blank = overfilled_slips = twice = 0
    tallies = [_Running(post, form) for post in posts]
    across: Counter[str] = Counter()
    several: set[str] = set()
    for group, pile in slips.items():
        for slip in pile:
            over = [len(part.named) > post.limit for post, part in zip(posts, slip.parts, strict=True)]
            empty = not any(part.marked for part in slip.parts)
            blank += empty and not slip.void
            overfilled_slips += any(over) and not slip.void
            if slip.void or (empty and form.blank == "void") or (any(over) and form.overfill == "slip"):
                invalid += 1
                continue
            valid[group] += 1
            names = Counter(key for part, void in zip(slip.parts, over, strict=True) if not void for key in part.named)
            doubled = frozenset(key for key, times in names.items() if times > 1)
            barred = doubled if form.multi_post == "forbid" else frozenset()
            twice += bool(barred)
            several |= doubled - barred
            across.update(names.keys() - barred)
            for running, part, void in zip(tallies, slip.parts, over, strict=True):
                running.add(group, part, barred, void=void)
    counts = tuple(running.result() for running in tallies)
    named_for = Counter(key for count in counts for key, tally in count.people.items() if tally.votes)
    return MeetingCount(
        valid=sum(valid.values()),
        invalid=invalid,
        blank=blank,
        posts=counts,
        groups=dict(valid) if "" not in slips else {},
        across={key: across[key] for key, times in named_for.items() if times > 1},
        overfilled=overfilled_slips,
        named_twice=twice,
    )


class _Running:
    """One post's figures while slips are added."""

    def __init__(self, post: Post, form: Form) -> None:
        self._post = post
        self._three = form.marks == "three"
        self._valid: Counter[str] = Counter()
        self._votes: dict[str, Counter[str]] = {candidate.key: Counter() for candidate in post.listed}
        self._oppose: Counter[str] = Counter()
        self._overfilled = 0

    def add(self, group: str, part: Part, barred: frozenset[str], *, void: bool) -> None:
        """Add one slip's part."""
        if void:
            self._overfilled += 1
            return
        self._valid[group] += 1
        for key in part.named - barred:
            self._votes.setdefault(key, Counter())[group] += 1
        self._oppose.update(part.opposed - part.named)

    def result(self) -> PostCount:
        """Return the figures."""
        valid = sum(self._valid.values())
        listed = {candidate.key for candidate in self._post.listed}
        people = {}
        for key, by_group in self._votes.items():
            votes, oppose = by_group.total(), self._oppose[key]
            three = self._three and key in listed
            groups = {group: number for group, number in by_group.items() if group}
            if votes or key in listed:
                people[key] = Tally(votes, groups, oppose if three else None, valid - votes - oppose if three else None)
        named = sum(tally.votes for tally in people.values())
        return PostCount(
            valid,
            self._post.limit * valid - named,
            people,
            {group: number for group, number in self._valid.items() if group},
            self._overfilled,
        )


def count_problems(count: PostCount, post: Post, names: Mapping[str, str], where: str) -> list[Problem]:
    """Test one post's figures: T734 K3, T735 K4, T723 K6."""
    problems = []
    named = sum(tally.votes for tally in count.people.values())
    if named + count.empty != post.limit * count.valid:
        problems.append(
            error(
                "T734",
                where,
                say(
                    "{office}：推荐票合计{named} + 空格{empty} ≠ 每票{limit}名 × 有效{valid}张",
                    office=post.office,
                    named=named,
                    empty=count.empty,
                    limit=post.limit,
                    valid=count.valid,
                ),
                say("核对票数、空格数和有效票数"),
                "K3",
            )
        )
    for key, tally in count.people.items():
        at, name = place(where, names[key]), names[key]
        if tally.votes > count.valid:
            problems.append(
                error(
                    "T735",
                    at,
                    say("{name}得推荐票{votes}张，多于有效{valid}张", name=name, votes=tally.votes, valid=count.valid),
                    say("核对票数"),
                    "K4",
                )
            )
        if tally.oppose is not None and tally.abstain is not None:
            total = tally.votes + tally.oppose + tally.abstain
            if total != count.valid:
                problems.append(
                    error(
                        "T735",
                        at,
                        say(
                            "{name}的同意、不同意、弃权合计{total}，不等于有效{valid}张",
                            name=name,
                            total=total,
                            valid=count.valid,
                        ),
                        say("核对三项票数"),
                        "K4",
                    )
                )
        problems += _group_problems(tally, count, name, at)
    if count.groups and sum(count.groups.values()) != count.valid:
        problems.append(
            error(
                "T723",
                where,
                say(
                    "各组有效票合计{total}张，不等于有效{valid}张", total=sum(count.groups.values()), valid=count.valid
                ),
                say("核对各组的有效票"),
                "K6",
            )
        )
    return problems


def _group_problems(tally: Tally, count: PostCount, name: str, where: str) -> list[Problem]:
    if not count.groups:
        return []
    problems = [
        error(
            "T723",
            where,
            say(
                "{name}在{group}组得{votes}张，多于该组有效{valid}张", name=name, group=group, votes=votes, valid=valid
            ),
            say("核对各组票数"),
            "K6",
        )
        for group, votes in tally.groups.items()
        if votes > (valid := count.groups.get(group, 0))
    ]
    if sum(tally.groups.values()) != tally.votes:
        problems.append(
            error(
                "T723",
                where,
                say(
                    "{name}各组合计{total}张，不等于{votes}张",
                    name=name,
                    total=sum(tally.groups.values()),
                    votes=tally.votes,
                ),
                say("核对各组票数"),
                "K6",
            )
        )
    return problems


def across_problems(count: MeetingCount, names: Mapping[str, str], where: str) -> list[Problem]:
    """Test persons over several posts (T736, K5): at least the greatest single figure, at most all of them together."""
    problems = []
    for key, slips in (count.across or {}).items():
        votes = [post.people[key].votes for post in count.posts if key in post.people]
        least, most = max(votes, default=0), min(count.valid, sum(votes))
        if not least <= slips <= most:
            problems.append(
                error(
                    "T736",
                    place(where, names[key]),
                    say(
                        "{name}写在{slips}张票上，应在{least}到{most}之间",
                        name=names[key],
                        slips=slips,
                        least=least,
                        most=most,
                    ),
                    say("数有几张票写有这个人，同一张票只数一次，不能把各职位的票数相加"),
                    "K5",
                )
            )
    return problems
