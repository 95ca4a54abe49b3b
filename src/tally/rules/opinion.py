"""A district's programme for a change of term (换届工作意见, s1–s33): its numbers as data; it is no regulation."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, error, place
from tally.rules.share import Share

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """A post by its wording: it ends in one of the words and in none of the exceptions.

    >>> Post(("书记",), ("副书记", "纪委书记")).is_held_by(["党工委书记", "人大工委主任"])
    True
    >>> Post(("书记",), ("副书记", "纪委书记")).is_held_by(["党工委副书记"])
    False
    """

    ends: tuple[str, ...]
    but: tuple[str, ...]

    def is_held_by(self, posts: Iterable[str]) -> bool:
        """Whether one of a person's posts is this one."""
        return any(post.endswith(self.ends) and not post.endswith(self.but) for post in posts)


@dataclass(frozen=True, slots=True)
class Opinion:
    """The programme's numbers; ages and years in whole years; `wanted` is how many of each post."""

    title: str
    team_size: tuple[int, int]
    team_cap: int
    committee_seats: tuple[int, int]
    heads: Mapping[str, Post]
    posts: Mapping[str, Post]
    wanted: Mapping[str, int]
    young_age: int
    young: Share
    experienced_years: int
    experienced: Share
    district_young: Share
    district_women: Share
    team_years: int
    post_years: int
    secretary_years: int
    pledge: tuple[int, int]
    term_years: int


@cache
def shipped_opinion() -> Mapping[str, Any]:
    """Return the programme shipped, as its file has it."""
    return tomllib.loads((resources.files("tally.rules") / "opinion.toml").read_text(encoding="utf-8"))


def opinion(own: Table | None = None) -> Opinion:
    """Return the programme, with the numbers of a local rule book's [opinion] in place of those shipped.

    >>> opinion().team_size, opinion({"team": {"size": [5, 9]}}).team_size
    ((7, 9), (5, 9))
    """
    data = _laid_over(shipped_opinion(), own or {})
    team, tenure, dates = data["team"], data["tenure"], data["dates"]
    return Opinion(
        title=data["title"],
        team_size=(team["size"][0], team["size"][1]),
        team_cap=team["cap"],
        committee_seats=(team["seats"][0], team["seats"][1]),
        heads={name: _post(one) for name, one in data["heads"].items()},
        posts={name: _post(one) for name, one in data["posts"].items()},
        wanted=data["wanted"],
        young_age=data["young"]["age"],
        young=_share(data["young"]["at_least"]),
        experienced_years=data["experienced"]["years"],
        experienced=_share(data["experienced"]["at_least"]),
        district_young=_share(data["heads_of_district"]["young"]),
        district_women=_share(data["heads_of_district"]["women"]),
        team_years=tenure["team"],
        post_years=tenure["post"],
        secretary_years=tenure["secretary"],
        pledge=(dates["pledge"][0], dates["pledge"][1]),
        term_years=dates["term"],
    )


def opinion_problems(own: object, file: str) -> Iterator[Problem]:
    """Yield a problem for each value of a local [opinion] that is unknown or not of the shipped value's type (T432)."""
    yield from _compared(own, shipped_opinion(), file, "opinion")


def _compared(own: object, shipped: object, file: str, path: str) -> Iterator[Problem]:
    if isinstance(shipped, dict) and isinstance(own, dict):
        for key, value in own.items():
            if key in shipped:
                yield from _compared(value, shipped[key], file, f"{path}.{key}")
            else:
                yield error("T432", place(file, f"{path}.{key}"), say("不认识“{key}”", key=key), say("删去这一行"))
    elif not _alike(own, shipped):
        found = say("这里写的是 {value}", value=str(own)[:40])
        yield error("T432", place(file, path), found, say("应为{expected}", expected=f"{shipped}"[:60]))


def _alike(own: object, shipped: object) -> bool:
    if isinstance(shipped, list) and isinstance(own, list):
        same = not shipped or all(_alike(one, shipped[0]) for one in own)
        numbers = bool(shipped) and isinstance(shipped[0], int)
        return same and (not numbers or (len(own) == len(shipped) and own[-1] > 0))
    return type(own) is type(shipped) and (not isinstance(own, int) or own >= 0)


def _laid_over(base: Table, own: Table) -> dict[str, Any]:
    both = {**base, **own}
    return {key: _laid_over(base[key], value) if isinstance(value, Mapping) else value for key, value in both.items()}


def _share(pair: list[int]) -> Share:
    return Share(pair[0], pair[1], strict=False)


def _post(data: Table) -> Post:
    return Post(tuple(data["ends"]), tuple(data["but"]))
