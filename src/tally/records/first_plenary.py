"""The first plenary (第一次全体会议) of a committee: the posts that its members fill, and who stands for them (W15)."""

from __future__ import annotations

from tally.counting.stages import plenary_posts
from tally.domain.election import Candidate, Contest, Kind
from tally.domain.message import Message, say
from tally.domain.previous import EarlierVote

HEADS = ("书记", "副书记")


def posts_to_fill(contest: Contest, earlier: EarlierVote, body: str) -> tuple[list[Contest], list[Message]]:
    """Return a contest for each post that the members of a body elect among themselves, and what people must mend.

    Those who stand are the members whom the list of candidates names for the post, in the approved order.
    """
    members = tuple(earlier.members.values())
    named = plenary_posts(contest)
    posts = tuple(named) or HEADS
    contests: list[Contest] = []
    choices: list[Message] = []
    for number, post in enumerate(posts, start=1):
        printed = [one for one in contest.candidates if one.post == post]
        standing = tuple(one for one in members if one.post == post)
        standing = tuple(sorted(standing, key=lambda one: _approved(contest, earlier, one)))
        seats = named.get(post) or max(len(printed), len(standing), 1)
        office = post if post.startswith(("党委", "纪委")) else f"{body}{post}"
        contests.append(
            Contest(
                id=f"{contest.id}-head-{number}",
                office=office,
                kind=Kind.ZW,
                seats=seats,
                candidates=standing,
                body=contest.body,
                writein_boxes=seats,
            )
        )
        if len(standing) != seats:
            choices.append(
                say(
                    "{office}：应选{seats}名，当选委员中拟任的有{standing}名；经上级同意提名，等额选举，"
                    "改 candidates.xlsx 和 seats。",
                    office=office,
                    seats=seats,
                    standing=len(standing),
                )
            )
    return contests, choices


def _approved(contest: Contest, earlier: EarlierVote, person: Candidate) -> int:
    """Return a person's place in the order that the superior approved: that of the members' ballot."""
    keys = [earlier.key_of(one) for one in contest.candidates]
    return keys.index(person.key) if person.key in keys else len(keys)
