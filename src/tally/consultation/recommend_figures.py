"""Figures of a recommendation as they may be shown (民主推荐): rates, shared ranks, groups, two orders side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from tally.consultation import privacy
from tally.consultation.figures import by_strokes, ranks, rate
from tally.consultation.groups import Group, weighted
from tally.consultation.hidden import hidden_entry, merged_groups
from tally.consultation.recommend_posts import Post
from tally.consultation.recommendation import PostCount
from tally.consultation.talks import TalkGroup, TalkTally


def post_figures(
    post: Post,
    count: PostCount,
    groups: Sequence[Group],
    *,
    base: tuple[str, int],
    least: int,
    small_counts: bool,
    names: Mapping[str, str],
    hidden: list[dict[str, Any]],
    second_round_below: int | None = None,
) -> dict[str, Any]:
    """Return one post's figures as they may be shown; what is hidden is added to `hidden`.

    `base` is the name and the number of the base of rates; `names` how each key is printed. Below `least` valid slips
    votes are shown only with `small_counts`, rates and ranks never.
    """
    small = count.valid < least
    counts_shown = not small or small_counts
    parts = () if small else privacy.blocks(count.groups, least)
    if small:
        hidden.append(hidden_entry(post.office, (), "small-circle"))
    else:
        hidden += merged_groups(post.office, count.groups, parts)
    votes = {key: tally.votes for key, tally in count.people.items()}
    order = sorted(votes, key=lambda key: (-votes[key] if counts_shown else 0, by_strokes(names[key])))
    standing = dict(zip(order, ranks([votes[key] for key in order]), strict=True))
    alike = {key for key in order if privacy.one_answer(parts, [count.people[key].groups], yes_or_no=True)}
    hidden += [hidden_entry(post.office, (), "one-answer", names[key]) for key in order if key in alike]
    scores = _scores(count, groups, parts, alike)
    score_ranks = dict(zip(scores, _fraction_ranks(list(scores.values())), strict=True))
    positions = {candidate.key: candidate.position for candidate in post.listed}
    return {
        "id": post.id,
        "office": post.office,
        "seats": post.seats,
        "limit": post.limit,
        "listed": len(post.listed),
        "valid": count.valid,
        "empty": count.empty if counts_shown else None,
        "overfilled": count.overfilled,
        "base": base[0],
        "base_count": base[1],
        "groups": privacy.shown(parts, list(count.groups), count.groups, hide=False),
        "people": [
            {
                "name": names[key],
                "position": positions.get(key, ""),
                "listed": key in positions,
                "votes": count.people[key].votes if counts_shown else None,
                "rate": None if small else rate(votes[key], base[1]),
                "rank": None if small else standing[key],
                "oppose": count.people[key].oppose if counts_shown else None,
                "abstain": count.people[key].abstain if counts_shown else None,
                "groups": privacy.shown(parts, list(count.groups), count.people[key].groups, hide=key in alike),
                "weighted": _weighted(scores[key], score_ranks[key]) if key in scores else None,
            }
            for key in order
        ],
        "second_round": None if small else second_round(max(votes.values(), default=0), second_round_below, base[1]),
    }


def _weighted(score: Fraction, rank: int) -> dict[str, int]:
    return {
        "numerator": score.numerator,
        "denominator": score.denominator,
        "rate": int(score * 100),
        "rank": rank,
    }


def _scores(
    count: PostCount, groups: Sequence[Group], parts: Sequence[privacy.Block], alike: set[str]
) -> dict[str, Fraction]:
    """Return weighted rates; none where a group is hidden, for a weighted sum is one more equation to solve it by."""
    weights = {group.id: group.weight for group in groups if group.weight is not None}
    if not weights or {part.label for part in parts} != set(weights):
        return {}
    scores = {
        key: weighted(tally.groups, count.groups, weights) for key, tally in count.people.items() if key not in alike
    }
    return {key: score for key, score in scores.items() if score is not None}


def _fraction_ranks(scores: Sequence[Fraction]) -> list[int]:
    """Rank exact fractions by their numerators over one common denominator."""
    common = lcm(*(score.denominator for score in scores)) if scores else 1
    return ranks([score.numerator * (common // score.denominator) for score in scores])


def second_round(top: int, below: int | None, base: int) -> dict[str, Any] | None:
    """Say whether the most votes are at or below the share at which a second round may be proposed (TJ12)."""
    if below is None or not base:
        return None
    return {"below": below, "top": top, "may": 100 * top <= below * base, "exact": 100 * top == below * base}


def talk_figures(
    post: Post,
    tallies: Mapping[str, TalkTally],
    talked: int,
    groups: Sequence[TalkGroup],
    *,
    least: int,
    small_counts: bool,
    names: Mapping[str, str],
    hidden: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return one post's figures of the talks as they may be shown, a count of their own."""
    small = talked < least
    counts_shown = not small or small_counts
    if small:
        hidden.append(hidden_entry(post.office, (), "small-talks"))
    sizes = {group.id: group.talked for group in groups}
    parts = () if small else privacy.blocks(sizes, least)
    alike = {key for key, one in tallies.items() if privacy.one_answer(parts, [one.groups], yes_or_no=True)}
    if not small:
        hidden += [{**one, "reason": f"talks-{one['reason']}"} for one in merged_groups(post.office, sizes, parts)]
    order = sorted(tallies, key=lambda key: (-tallies[key].recommend, by_strokes(names[key])))
    if small and not counts_shown:
        order = sorted(tallies, key=lambda key: by_strokes(names[key]))
    hidden += [hidden_entry(post.office, (), "talks-one-answer", names[key]) for key in order if key in alike]
    standing = ranks([tallies[key].recommend for key in order])
    return {
        "id": post.id,
        "office": post.office,
        "base_count": talked,
        "groups": privacy.shown(parts, list(sizes), sizes, hide=False),
        "people": [
            {
                "name": names[key],
                "recommend": tallies[key].recommend if counts_shown else None,
                "not_recommend": tallies[key].not_recommend if counts_shown else None,
                "other": tallies[key].other if counts_shown else None,
                "abstain": tallies[key].abstain if counts_shown else None,
                "rate": None if small else rate(tallies[key].recommend, talked),
                "rank": None if small else rank,
                "groups": privacy.shown(parts, list(sizes), tallies[key].groups, hide=key in alike),
            }
            for key, rank in zip(order, standing, strict=True)
        ],
    }
